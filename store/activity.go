package store

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// ActivityRecord is what is written down of an activity that was held: one for a
// meeting of an activity's kind. Who took part stands in its participants.
type ActivityRecord struct {
	ID        string
	Created   time.Time
	MeetingID string // UNIQUE
	OfficeID  string
	Findings  string // 情况: what was seen, heard and said
	Advice    string // 意见建议
	Minutes   int    // how long it took
	Officers  string // officers present, by name, as typed: 张某某（交通局）、…
	Expenses  []Expense
	By        string // staff id; empty where the leader wrote it
	Leader    string // deputy id of the group's leader who wrote it
	Updated   time.Time
	Version   int64
}

// Expense is one item of what an activity cost.
type Expense struct {
	What  string
	Cents int64
}

// The most that a record holds, in characters, and other bounds.
const (
	ActivityTextMax     = 20_000
	ActivityExpensesMax = 20
	ActivityPhotosMax   = 30
	officersMax         = 500
	activityMinutesMax  = 60 * 24 * 14
	expenseMost         = 1_000_000_000_00 // cents of one item
)

// Check trims what is written and refuses what cannot be.
func (r *ActivityRecord) Check() error {
	r.Findings, r.Advice, r.Officers = strings.TrimSpace(r.Findings), strings.TrimSpace(r.Advice), strings.TrimSpace(r.Officers)
	switch {
	case r.Findings == "":
		return Invalid("findings", ProblemEmpty)
	case utf8.RuneCountInString(r.Findings) > ActivityTextMax:
		return Invalid("findings", ProblemTooLong)
	case utf8.RuneCountInString(r.Advice) > ActivityTextMax:
		return Invalid("advice", ProblemTooLong)
	case r.Minutes < 0 || r.Minutes > activityMinutesMax:
		return Invalid("minutes", ProblemMalformed)
	case len(r.Expenses) > ActivityExpensesMax:
		return Invalid("expenses", ProblemFull)
	}
	for i := range r.Expenses {
		e := &r.Expenses[i]
		if e.What = strings.TrimSpace(e.What); e.What == "" || utf8.RuneCountInString(e.What) > 40 || e.Cents <= 0 || e.Cents > expenseMost {
			return Invalid("expenses", ProblemMalformed)
		}
	}
	return lineWithin("officers", r.Officers, officersMax, false)
}

// Cents is what the activity cost.
func (r ActivityRecord) Cents() (n int64) {
	for _, e := range r.Expenses {
		n += e.Cents
	}
	return n
}

// ParseExpenses reads one item a line: what it was for, then yuan, as 车辆租用 320.50.
// Lines of spaces are nothing.
func ParseExpenses(text string) ([]Expense, error) {
	var list []Expense
	for line := range strings.Lines(text) {
		fields := strings.Fields(strings.NewReplacer("：", " ", ":", " ", "元", " ", "，", " ").Replace(line))
		if len(fields) == 0 {
			continue
		}
		if len(fields) < 2 {
			return nil, Invalid("expenses", ProblemMalformed)
		}
		last := len(fields) - 1
		cents, err := ParseYuan(fields[last])
		if err != nil {
			return nil, err
		}
		list = append(list, Expense{strings.Join(fields[:last], " "), cents})
	}
	return list, nil
}

// ParseYuan reads an amount of money in yuan, with at most two places, as cents.
func ParseYuan(s string) (int64, error) {
	whole, part, dot := strings.Cut(s, ".")
	if whole == "" || len(whole) > 10 || dot && (part == "" || len(part) > 2) {
		return 0, Invalid("expenses", ProblemMalformed)
	}
	var n int64
	for _, r := range whole + (part + "00")[:2] {
		if r < '0' || r > '9' {
			return 0, Invalid("expenses", ProblemMalformed)
		}
		n = n*10 + int64(r-'0')
	}
	return n, nil
}

// Yuan is an amount as people write it: 320.50.
func Yuan(cents int64) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// ExpenseLines is what ParseExpenses reads.
func ExpenseLines(list []Expense) string {
	var b strings.Builder
	for _, e := range list {
		b.WriteString(e.What + " " + Yuan(e.Cents) + "\n")
	}
	return b.String()
}

var activityNames = map[MeetingKind]string{
	ActivityGroup: "代表小组活动", ActivityInspect: "视察", ActivityStudy: "专题调研", ActivityLaw: "执法检查", ActivityAppraise: "评议",
	ActivityTrain: "培训", ActivityTour: "考察学习", ActivityReception: "接待选民", ActivityVisits: "走访代表",
	MeetingCongress: "人民代表大会会议", MeetingStanding: "常委会会议", MeetingChairs: "主任会议", MeetingPresidium: "主席团会议", MeetingJoint: "代表联席会议",
}

// ActivityName is what a kind of activity, or of meeting, is called; "" for others.
func ActivityName(k MeetingKind) string { return activityNames[k] }

// ActivityPhoto is a photo of an activity, re-encoded, with nothing in it but the
// picture.
type ActivityPhoto struct {
	ID        string
	Created   time.Time
	MeetingID string
	OfficeID  string
	Hash      string
	Thumb     string
	MIME      string
	Size      int64
}

// HeldCheck refuses what cannot be an activity that was held, written down at now
// without a notice before it: one that is still to come, or long ago.
func (m *Meeting) HeldCheck(now time.Time) error {
	switch {
	case !m.Kind.Activity():
		return Invalid("kind", ProblemMalformed)
	case m.Starts.IsZero():
		return Invalid("starts", ProblemEmpty)
	case m.Starts.After(now):
		return Invalid("starts", ProblemFuture)
	case now.Sub(m.Starts) > 400*24*time.Hour:
		return Invalid("starts", ProblemMalformed)
	}
	return m.Check(now)
}

// Held reports whether an activity counts as held: it was written down, or it was
// announced and its time is over.
func (m *Meeting) Held(now time.Time) bool {
	return m.Kind.Activity() && (m.State == MeetingClosed || m.State == MeetingAnnounced && !m.Over().After(now))
}

// GroupPace is how a group stands in a quarter.
type GroupPace struct {
	Held, Planned, Need int
}

// PaceOf counts the activities of one group that begin in a quarter; need is how
// many there should be.
func PaceOf(list []Meeting, groupID string, q Quarter, need int, now time.Time) GroupPace {
	from, to := q.Span()
	p := GroupPace{Need: need}
	for i := range list {
		m := &list[i]
		if m.GroupID != groupID || !m.Kind.Activity() || m.Starts.Before(from) || !m.Starts.Before(to) {
			continue
		}
		switch {
		case m.Held(now):
			p.Held++
		case (m.State == MeetingPlanned || m.State == MeetingAnnounced) && m.Over().After(now):
			p.Planned++
		}
	}
	return p
}

// Enough reports whether the group has held and announced as many activities as it
// should hold.
func (p GroupPace) Enough() bool { return p.Held+p.Planned >= p.Need }

// Idle reports whether the group has held fewer activities than it should.
func (p GroupPace) Idle() bool { return p.Held < p.Need }
