package store

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ImportedHoliday is a day of a year's notice as staff imported it.
type ImportedHoliday struct {
	Holiday
	Year int // of the notice; 0 for a row of a release that did not note it
}

// HolidayImport is one import of a year's notice, kept so that it can be looked up
// and imported again.
type HolidayImport struct {
	ID      string
	Created time.Time
	Year    int
	By      string // staff id
	Days    int    // off
	Worked  int    // weekend days that are worked
	Body    string // as FormatHolidays writes it
}

// HolidayFault is what is wrong with a line of a notice. The words are chosen at
// the edge.
type HolidayFault string

// The faults.
const (
	HolidayNoDate     HolidayFault = "no_date"
	HolidayNoKind     HolidayFault = "no_kind"
	HolidayWrongYear  HolidayFault = "wrong_year"
	HolidayBackwards  HolidayFault = "backwards"   // a span that ends before it begins, or is longer than any holiday
	HolidayTwice      HolidayFault = "twice"       // an earlier line has the day already
	HolidayContradict HolidayFault = "contradict"  // an earlier line, or the year before, has the day the other way
	HolidayNoWeekend  HolidayFault = "not_weekend" // a weekday is worked anyway
)

// HolidayLine is one line of a notice: the days it names, or what is wrong with it.
type HolidayLine struct {
	Number int // in the file, from 1
	Text   string
	Days   []Holiday
	Fault  HolidayFault
	Day    string // the day that is at fault, when it is one of several
	Year   int    // that a line of HolidayWrongYear is about
}

// HolidayPlan is a year's notice as it was read: what an import would do.
type HolidayPlan struct {
	Year   int
	Lines  []HolidayLine
	Absent []string // days that every year's notice gives off, and this one does not
	Cut    bool     // longer than any notice: not read to its end
}

// OtherYear is the year that the whole notice is about, when it is not the one it was
// read for; else 0.
func (p *HolidayPlan) OtherYear() int {
	other := 0
	for _, l := range p.Lines {
		if l.Fault != HolidayWrongYear || other != 0 && l.Year != other {
			return 0
		}
		other = l.Year
	}
	return other
}

const (
	holidayLines = 400 // a year's notice names about forty days
	holidaySpan  = 16  // days; the longest so far had ten
)

// ReadHolidays reads a year's notice as somebody typed it or saved it from a sheet:
// lines of day, kind and name, separated by commas, tabs or spaces. A day is
// 2027-01-01, 2027/1/1, 2027年1月1日 or without the year; two joined by 至 are a
// span. others are the days known from other years' notices: the last days of the
// year before may stand in both, but not in two ways.
func ReadHolidays(text string, year int, others []Holiday) *HolidayPlan {
	p := &HolidayPlan{Year: year}
	kinds := map[string]HolidayKind{}
	for _, h := range others {
		kinds[h.Day] = h.Kind
	}
	seen := map[string]HolidayKind{}
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "日期") {
			continue
		}
		if len(p.Lines) == holidayLines {
			p.Cut = true
			break
		}
		l := HolidayLine{Number: number, Text: clipRunes(line, 100)}
		l.read(line, year)
		l.compare(kinds, seen)
		p.Lines = append(p.Lines, l)
	}
	for _, day := range []string{"-01-01", "-05-01", "-10-01"} { // 全国年节及纪念日放假办法: they never move
		if d := strconv.Itoa(year) + day; seen[d] != HolidayOff {
			p.Absent = append(p.Absent, d)
		}
	}
	return p
}

func clipRunes(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// OK reports whether the notice can be imported as it is.
func (p *HolidayPlan) OK() bool { return p.Faults() == 0 && len(p.Absent) == 0 && !p.Cut }

// Faults counts the lines with one.
func (p *HolidayPlan) Faults() (n int) {
	for i := range p.Lines {
		if p.Lines[i].Fault != "" {
			n++
		}
	}
	return n
}

// Days gives the days of all good lines, by date.
func (p *HolidayPlan) Days() (days []Holiday) {
	for i := range p.Lines {
		if p.Lines[i].Fault == "" {
			days = append(days, p.Lines[i].Days...)
		}
	}
	slices.SortFunc(days, func(a, b Holiday) int { return cmp.Compare(a.Day, b.Day) })
	return days
}

// CountHolidays counts days off and weekend days that are worked.
func CountHolidays(days []Holiday) (off, worked int) {
	for _, h := range days {
		if h.Kind == HolidayWork {
			worked++
		} else {
			off++
		}
	}
	return off, worked
}

// holidayKinds are the words for the kinds, as people and this program write them.
var holidayKinds = map[string]HolidayKind{
	"放假": HolidayOff, "放假调休": HolidayOff, "休息": HolidayOff, "休": HolidayOff, "假": HolidayOff, "假日": HolidayOff, "off": HolidayOff,
	"上班": HolidayWork, "调休上班": HolidayWork, "补班": HolidayWork, "班": HolidayWork, "上班日": HolidayWork, "work": HolidayWork,
}

var (
	holidayRemark = regexp.MustCompile(`[（(][^）)]*[）)]`) // （周六）
	holidayJoin   = regexp.MustCompile(`\s*[至到~～—]+\s*`)
	holidayDate   = regexp.MustCompile(`^(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?$`)
	holidayPlain  = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	holidayDay    = regexp.MustCompile(`^()()(\d{1,2})日?$`)
)

// read takes a line apart.
func (l *HolidayLine) read(line string, year int) {
	line = holidayJoin.ReplaceAllString(holidayRemark.ReplaceAllString(line, ""), "至")
	fields := strings.FieldsFunc(line, func(r rune) bool {
		return r == ',' || r == '，' || r == '、' || r == '\t' || r == ' ' || r == '\u3000' || r == '"'
	})
	if len(fields) == 0 {
		l.Fault = HolidayNoDate
		return
	}
	from, to, fault := holidayFromTo(fields[0], year)
	if fault != "" {
		l.Fault = fault
		return
	}
	if len(fields) < 2 || holidayKinds[strings.ToLower(fields[1])] == "" {
		l.Fault = HolidayNoKind
		return
	}
	name := clipRunes(strings.Join(fields[2:], " "), 20)
	for d := from; d <= to; d++ {
		l.Days = append(l.Days, Holiday{Day: d.start().Format(time.DateOnly), Kind: holidayKinds[strings.ToLower(fields[1])], Name: name})
	}
	first := civilDayOf(time.Date(year-1, time.December, 20, 0, 0, 0, 0, ChinaTime)) // 元旦 may begin before the year does
	last := civilDayOf(time.Date(year, time.December, 31, 0, 0, 0, 0, ChinaTime))
	if from < first || to > last {
		l.Fault, l.Year = HolidayWrongYear, to.start().In(ChinaTime).Year()
	}
}

// holidayFromTo reads a day, or a span of days.
func holidayFromTo(text string, year int) (from, to civilDay, fault HolidayFault) {
	first, second, span := strings.Cut(text, "至")
	start, ok := holidayOn(first, time.Date(year, 1, 1, 0, 0, 0, 0, ChinaTime), holidayDate, holidayPlain)
	if !ok {
		return 0, 0, HolidayNoDate
	}
	end := start
	if span {
		if end, ok = holidayOn(second, start, holidayDate, holidayPlain, holidayDay); !ok {
			return 0, 0, HolidayNoDate
		}
	}
	from, to = civilDayOf(start), civilDayOf(end)
	if to < from || to-from >= holidaySpan {
		return 0, 0, HolidayBackwards
	}
	return from, to, ""
}

// holidayOn reads a day in one of some forms; what it leaves out is base's.
func holidayOn(text string, base time.Time, forms ...*regexp.Regexp) (time.Time, bool) {
	for _, form := range forms {
		m := form.FindStringSubmatch(strings.TrimSpace(text))
		if m == nil {
			continue
		}
		part := func(s string, or int) int {
			if n, err := strconv.Atoi(s); err == nil {
				return n
			}
			return or
		}
		y, mo, d := part(m[1], base.Year()), part(m[2], int(base.Month())), part(m[3], 0)
		day := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, ChinaTime)
		return day, day.Year() == y && int(day.Month()) == mo && day.Day() == d // no 31 February
	}
	return time.Time{}, false
}

// compare holds a line against the calendar and the lines before it.
func (l *HolidayLine) compare(others, seen map[string]HolidayKind) {
	if l.Fault != "" {
		return
	}
	for _, h := range l.Days {
		day, _ := h.date()
		before, twice := seen[h.Day]
		other, known := others[h.Day]
		switch {
		case twice && before == h.Kind:
			l.Fault = HolidayTwice
		case twice, known && other != h.Kind:
			l.Fault = HolidayContradict
		case h.Kind == HolidayWork && !day.weekend():
			l.Fault = HolidayNoWeekend
		default:
			continue
		}
		l.Day = h.Day
		return
	}
	for _, h := range l.Days {
		seen[h.Day] = h.Kind
	}
}

// FormatHolidays writes days as the template has them, which ReadHolidays reads.
func FormatHolidays(days []Holiday) string {
	var b strings.Builder
	for _, h := range days {
		word := "放假"
		if h.Kind == HolidayWork {
			word = "上班"
		}
		fmt.Fprintf(&b, "%s,%s,%s\n", h.Day, word, h.Name)
	}
	return b.String()
}

// HolidayTemplate is a file to fill in: what the law fixes for every year, to be
// completed by the year's notice. It begins with a mark that Excel needs.
func HolidayTemplate(year int) string {
	y := strconv.Itoa(year)
	return "\ufeff日期,类型,名称\n" +
		"# 按国务院办公厅关于" + y + "年部分节假日安排的通知补全；类型填“放假”或“上班”；连续几天可以写成" + y + "-10-01至" + y + "-10-07\n" +
		FormatHolidays([]Holiday{{y + "-01-01", HolidayOff, "元旦"}, {y + "-05-01", HolidayOff, "劳动节"}, {y + "-05-02", HolidayOff, "劳动节"},
			{y + "-10-01", HolidayOff, "国庆节"}, {y + "-10-02", HolidayOff, "国庆节"}, {y + "-10-03", HolidayOff, "国庆节"}})
}

// MergeHolidays lays the years that staff imported over those that ship: such a
// year is theirs alone, so that a day taken back is no holiday.
func MergeHolidays(shipped []Holiday, imported []ImportedHoliday) []Holiday {
	own, days := map[int]bool{}, map[string]bool{}
	var rows []Holiday
	for _, h := range imported {
		own[h.Year], days[h.Day] = true, true
		rows = append(rows, h.Holiday)
	}
	for _, h := range shipped {
		year, err := strconv.Atoi(h.Day[:4])
		if err == nil && !own[year] && !days[h.Day] {
			rows = append(rows, h)
		}
	}
	return rows
}

// HolidaysDue is the year whose holidays staff must import now: the one that is
// counted in, or from 1 December the next. False when nothing is missing.
func (c *Calendar) HolidaysDue(now time.Time) (year int, due bool) {
	today := now.In(ChinaTime)
	switch {
	case c.Missing(today.Year()):
		return today.Year(), true
	case today.Month() == time.December && c.Missing(today.Year()+1):
		return today.Year() + 1, true
	}
	return 0, false
}
