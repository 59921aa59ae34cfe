package store

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// MinutesKind is a kind of paper that a meeting leaves.
type MinutesKind string

// The kinds.
const (
	MinutesRecord   MinutesKind = "record"   // 会议记录: who said what
	MinutesSummary  MinutesKind = "summary"  // 会议纪要: what was agreed
	MinutesDecision MinutesKind = "decision" // 决议、决定: what was voted
)

// MinutesKinds lists the kinds in the order people read them.
var MinutesKinds = []MinutesKind{MinutesRecord, MinutesSummary, MinutesDecision}

// Words is a kind as people read it.
func (k MinutesKind) Words() string {
	switch k {
	case MinutesRecord:
		return "会议记录"
	case MinutesSummary:
		return "会议纪要"
	}
	return "决议决定"
}

// Minutes is a paper that a meeting leaves, numbered by office, kind and year. What
// its words were before stands in its versions.
type Minutes struct {
	ID        string
	Created   time.Time
	OfficeID  string
	MeetingID string
	Kind      MinutesKind
	Year      int
	Number    int // within the year, from 1
	Title     string
	Text      string
	Day       string // 2006-01-02: of the paper; of a decision, when it was adopted
	// What the vote was, of a decision; all 0 where there was none.
	For     int
	Against int
	Abstain int
	By      string // staff id of who wrote it
	Updated time.Time
	Version int64
}

// MinutesVersion is what a paper was before somebody changed it. Versions are only
// ever added.
type MinutesVersion struct {
	ID        string
	MinutesID string
	At        time.Time // when it was changed
	By        string    // staff id of who changed it
	Title     string
	Text      string
}

// MinutesTextMax bounds a paper, in characters.
const MinutesTextMax = 50_000

// minutesTitleMax bounds its title.
const minutesTitleMax = 100

// Label is a paper's number: 会议纪要〔2026〕3号.
func (m *Minutes) Label() string {
	return fmt.Sprintf("%s〔%d〕%d号", m.Kind.Words(), m.Year, m.Number)
}

// Votes is how many voted.
func (m *Minutes) Votes() int { return m.For + m.Against + m.Abstain }

// Check trims what was written and refuses what is no paper of the meeting.
func (m *Minutes) Check(held *Meeting, now time.Time) error {
	m.Title = strings.TrimSpace(m.Title)
	day, err := ParseDay(m.Day)
	switch {
	case !slices.Contains(MinutesKinds, m.Kind):
		return Invalid("kind", ProblemMalformed)
	case err != nil:
		return Invalid("paper", ProblemMalformed)
	case day.After(now):
		return Invalid("paper", ProblemFuture)
	case m.Day < ChinaDay(held.Starts):
		return Invalid("paper", ProblemBefore)
	case m.For < 0, m.Against < 0, m.Abstain < 0, m.Votes() > 10_000, m.Kind != MinutesDecision && m.Votes() > 0:
		return Invalid("votes", ProblemMalformed)
	case blank(m.Text):
		return Invalid("body", ProblemEmpty)
	case len([]rune(m.Text)) > MinutesTextMax:
		return Invalid("body", ProblemTooLong)
	}
	return lineWithin("heading", m.Title, minutesTitleMax, true)
}
