package store

import (
	"strings"
	"time"
)

// AgendaKind is the sort of an item on an agenda.
type AgendaKind string

// The kinds. A special report (专项工作报告) to a standing committee has deadlines
// of its own, which bind the body that reports.
const (
	AgendaPlain  AgendaKind = "plain"
	AgendaReport AgendaKind = "report"
)

// AgendaItem is an item on a meeting's agenda.
type AgendaItem struct {
	ID        string
	Created   time.Time
	MeetingID string
	Kind      AgendaKind
	Title     string
	Reporter  string // the body that reports, of a special report
	Order     int    // lower is first
	// When the three steps of a special report were taken; zero while they are not.
	Consulted time.Time // sent to the committee or working organ for comment
	Handed    time.Time // the revised text handed to the standing committee
	Given     time.Time // given to the members
	Version   int64
}

// agendaTitleMax bounds an item's title, in characters.
const agendaTitleMax = 200

// Check trims what is written and refuses what cannot be an item.
func (a *AgendaItem) Check() error {
	a.Title, a.Reporter = strings.TrimSpace(a.Title), strings.TrimSpace(a.Reporter)
	if a.Kind != AgendaPlain && a.Kind != AgendaReport {
		return Invalid("kind", ProblemMalformed)
	}
	if err := lineWithin("title", a.Title, agendaTitleMax, true); err != nil {
		return err
	}
	return lineWithin("reporter", a.Reporter, meetingLineMax, a.Kind == AgendaReport)
}

// ReportStep is a step of a special report before the meeting that hears it.
type ReportStep string

// The steps in their order (监督法 Art. 15).
const (
	ReportConsult ReportStep = "consult" // 20 days before: to the committee for comment
	ReportHand    ReportStep = "hand"    // 10 days before: to the standing committee
	ReportGive    ReportStep = "give"    // 7 days before: to the members
)

// ReportDeadline is when a step of a special report must be taken.
type ReportDeadline struct {
	Step ReportStep
	Days int       // before the meeting
	By   time.Time // 0:00 in China of the last day on which it can be
	// WorkBy is By, or the last working day before it: a report is handed over by
	// people at work. The law counts days; this is a hint.
	WorkBy time.Time
	Done   time.Time // zero while it is not
}

// Late reports whether the step was taken after its day, or has not been by now.
func (d *ReportDeadline) Late(now time.Time) bool {
	if !d.Done.IsZero() {
		now = d.Done
	}
	return civilDayOf(now) > civilDayOf(d.By)
}

// Deadlines gives the deadlines of a special report that a standing committee hears
// at a meeting; nothing for any other item or meeting: the law sets them for
// standing committees alone.
func (a *AgendaItem) Deadlines(m *Meeting, c *Calendar) []ReportDeadline {
	if a.Kind != AgendaReport || m.Kind != MeetingStanding {
		return nil
	}
	list := []ReportDeadline{{Step: ReportConsult, Days: 20, Done: a.Consulted}, {Step: ReportHand, Days: 10, Done: a.Handed},
		{Step: ReportGive, Days: 7, Done: a.Given}}
	for i := range list {
		d := &list[i]
		last := civilDayOf(m.Starts) - civilDay(d.Days)
		d.By, d.WorkBy = last.start(), last.start()
		if !c.works(last) {
			d.WorkBy = c.stepWorkdays(last, -1).start()
		}
	}
	return list
}

// Step notes that a step was taken at t, or, with a zero t, that it was not.
func (a *AgendaItem) Step(s ReportStep, t time.Time) error {
	switch s {
	case ReportConsult:
		a.Consulted = t
	case ReportHand:
		a.Handed = t
	case ReportGive:
		a.Given = t
	default:
		return Invalid("step", ProblemMalformed)
	}
	return nil
}

// Paper is a file for a meeting, or for an item of its agenda. Whoever uploaded it
// declared that it holds no secret of state: nothing secret belongs here.
type Paper struct {
	ID        string
	Created   time.Time
	MeetingID string
	ItemID    string // empty: of the meeting as a whole
	Title     string
	Hash      string
	MIME      string
	Size      int64
	By        string // staff id of who declared and uploaded it
	Removed   time.Time
	Version   int64
}

// PaperTitleMax bounds a paper's name, in characters; PapersMost is how many one
// meeting has.
const (
	PaperTitleMax = 100
	PapersMost    = 100
)

// paperEnds are the ends of the names of the kinds of file that are kept.
var paperEnds = map[string]string{
	"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png",
	"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
	"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
	"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}

// FileName is the name under which a paper is saved.
func (p *Paper) FileName() string { return p.Title + PaperEnd(p.MIME) }

// PaperEnd is what the names of files of a type end with, as .pdf.
func PaperEnd(mime string) string { return paperEnds[mime] }
