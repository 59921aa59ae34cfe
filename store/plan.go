package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Plan is a year's work plan of an office (年度代表工作计划) or of one of its groups
// (小组活动计划). 代表法 Art. 43: a standing committee's yearly plan of deputies' work
// is adopted by the 主任会议, told to the deputies and published.
type Plan struct {
	ID        string
	Created   time.Time
	OfficeID  string
	GroupID   string // of a group's plan; empty for the office's own
	Year      int
	Slot      string // UNIQUE: one plan for an office or group and a year
	Title     string
	Preface   string // what stands before the dates
	AdoptedBy string // the body: 主任会议, 主席团会议 …; empty while it is written
	Adopted   string // day it was adopted
	DraftID   string // the letter that tells of it
	Released  time.Time
	Told      int    // how many deputies the notice went to
	By        string // staff id
	Updated   time.Time
	Version   int64
}

// PlanSlot is the key of the one plan of an office or group for a year.
func PlanSlot(officeID, groupID string, year int) string {
	return fmt.Sprintf("%s.%s.%d", officeID, groupID, year)
}

// The most that a plan's fields hold, in characters, and how many lines it has.
const (
	PlanItemsMax    = 200
	planTitleMax    = 80
	planPrefaceMax  = 5000
	planLineMax     = 60
	planItemTextMax = 200
)

// PlanTitle is what a plan is called when nobody says otherwise.
func PlanTitle(group string, year int) string {
	if group != "" {
		return fmt.Sprintf("%s%d年活动计划", group, year)
	}
	return fmt.Sprintf("%d年代表工作计划", year)
}

// Check trims what is written and refuses what cannot be a plan made at now: of a
// year long past, or further off than the next.
func (p *Plan) Check(now time.Time) error {
	p.Title, p.Preface = strings.TrimSpace(p.Title), strings.TrimSpace(p.Preface)
	this := now.In(ChinaTime).Year()
	if p.Year < this-1 || p.Year > this+1 {
		return Invalid("year", ProblemMalformed)
	}
	if err := lineWithin("title", p.Title, planTitleMax, true); err != nil {
		return err
	}
	return lineWithin("preface", p.Preface, planPrefaceMax, false)
}

// Writing reports whether the plan can still be changed: it is not adopted.
func (p *Plan) Writing() bool { return p.Adopted == "" }

// Adopt notes which body adopted the plan and when. A day that has not come is
// refused, and so is a plan with nothing in it.
func (p *Plan) Adopt(by, day string, items int, now time.Time) error {
	by = strings.TrimSpace(by)
	switch {
	case !p.Writing():
		return Invalid("plan", ProblemDone)
	case items == 0:
		return Invalid("items", ProblemEmpty)
	}
	if err := lineWithin("adopted_by", by, planLineMax, true); err != nil {
		return err
	}
	if _, err := ParseDay(day); err != nil {
		return Invalid("adopted", ProblemMalformed)
	}
	if day > DayOf(now) {
		return Invalid("adopted", ProblemFuture)
	}
	p.AdoptedBy, p.Adopted = by, day
	return nil
}

// Revise opens a plan again: what is changed must be adopted and told anew.
func (p *Plan) Revise() error {
	if p.Writing() {
		return Invalid("plan", ProblemState)
	}
	p.AdoptedBy, p.Adopted, p.DraftID, p.Released, p.Told = "", "", "", time.Time{}, 0
	return nil
}

// PlanItem is one line of a plan: what is to be done, on a day or in a month.
type PlanItem struct {
	ID       string
	Created  time.Time
	PlanID   string
	OfficeID string
	Day      string      // 2006-01-02; the first of the month where Month is set
	Month    bool        // no day is set, only the month
	Kind     MeetingKind // a meeting's or activity's; empty for anything else
	Text     string
	GroupID  string // the group that carries it out; empty for the office
	Who      string // who is responsible, as printed
	Reminded time.Time
	Dropped  time.Time // taken out of the plan
	Version  int64
}

// Check trims what is written and refuses what is no line of that year's plan.
func (i *PlanItem) Check(year int) error {
	i.Text, i.Who = strings.TrimSpace(i.Text), strings.TrimSpace(i.Who)
	at, err := ParseDay(i.Day)
	switch {
	case i.Day == "":
		return Invalid("day", ProblemEmpty)
	case err != nil:
		return Invalid("day", ProblemMalformed)
	case at.Year() != year:
		return Invalid("day", ProblemMismatch)
	case i.Kind != "" && (!i.Kind.Known() || i.Kind.Part()):
		return Invalid("kind", ProblemMalformed)
	}
	if i.Month {
		i.Day = at.Format("2006-01") + "-01"
	}
	if err := lineWithin("text", i.Text, planItemTextMax, true); err != nil {
		return err
	}
	return lineWithin("who", i.Who, planLineMax, false)
}

// Label is the item's time as a plan prints it: 3月, 3月15日.
func (i *PlanItem) Label() string {
	at, err := ParseDay(i.Day)
	if err != nil {
		return i.Day
	}
	if i.Month {
		return at.Format("1月")
	}
	return at.Format("1月2日")
}

// NextYear is the item moved by whole years: the corresponding day, and the last of
// February where there is none. A new plan is made from the last one so; the dates
// are then looked at by a person, for a weekday is another one.
func (i PlanItem) NextYear(years int) PlanItem {
	at, err := ParseDay(i.Day)
	if err != nil {
		return i
	}
	day := civilDayOf(at).addMonths(12 * years).start()
	return PlanItem{OfficeID: i.OfficeID, Day: DayOf(day), Month: i.Month, Kind: i.Kind, Text: yearsOn(i.Text, at.Year(), years), GroupID: i.GroupID, Who: i.Who}
}

// yearsOn moves the years that a text names along: 2026年 becomes 2027年.
func yearsOn(text string, year, years int) string {
	return strings.ReplaceAll(text, fmt.Sprintf("%d年", year), fmt.Sprintf("%d年", year+years))
}

// RemindDue reports whether the item is to be reminded of at now: days before it,
// until a week after.
func (i *PlanItem) RemindDue(days int, now time.Time) bool {
	at, err := ParseDay(i.Day)
	if err != nil || !i.Reminded.IsZero() || !i.Dropped.IsZero() {
		return false
	}
	return !now.Before(at.AddDate(0, 0, -days)) && now.Before(at.AddDate(0, 0, 8))
}

// ByDay sorts items as a plan prints them.
func ByDay(items []PlanItem) {
	slices.SortStableFunc(items, func(a, b PlanItem) int {
		month := 0 // 3月 stands before 3月1日
		if a.Month != b.Month {
			if month = 1; a.Month {
				month = -1
			}
		}
		return cmp.Or(cmp.Compare(a.Day, b.Day), month, cmp.Compare(a.ID, b.ID))
	})
}

// PlanText is a plan in the form of an official letter. group names a group.
func PlanText(p *Plan, items []PlanItem, group func(id string) string) string {
	var lines []string
	if p.Preface != "" {
		lines = append(lines, p.Preface)
	}
	lines = append(lines, fmt.Sprintf("《%s》已经%s通过，现印发给你们，请结合实际认真执行。", p.Title, adoptedWhen(p)), "各项安排如下：")
	for n, i := range items {
		who := group(i.GroupID)
		if i.Who != "" {
			who = strings.TrimPrefix(who+"，"+i.Who, "，")
		}
		line := fmt.Sprintf("%d.%s：%s", n+1, i.Label(), i.Text)
		if k := ActivityName(i.Kind); k != "" && !strings.Contains(i.Text, k) {
			line += "（" + k + "）"
		}
		if who != "" {
			line += "，由" + who + "负责"
		}
		lines = append(lines, line+"。")
	}
	return strings.Join(lines, "\n")
}

func adoptedWhen(p *Plan) string {
	day, err := ParseDay(p.Adopted)
	if err != nil {
		return p.AdoptedBy
	}
	return day.Format("2006年1月2日") + p.AdoptedBy
}
