package store

import (
	"strings"
	"time"
	"unicode/utf8"
)

// LeaveState is where an application for leave stands.
type LeaveState string

// The states of leave.
const (
	LeaveToEndorse LeaveState = "endorse"   // 待代表团团长签署意见, at a congress
	LeaveAsked     LeaveState = "asked"     // 待审批
	LeaveApproved  LeaveState = "approved"  // 已准假
	LeaveRefused   LeaveState = "refused"   // 未准假
	LeaveWithdrawn LeaveState = "withdrawn" // 已撤回: comes after all
)

// Leave is a deputy's written application not to attend (请假). Attendance is a
// duty, and who cannot come asks (代表法 13); to whom is a rule of the meeting's
// kind. At a congress it goes through the head of the delegation, who gives an
// opinion and decides nothing.
type Leave struct {
	ID            string
	Created       time.Time
	MeetingID     string
	ParticipantID string
	DeputyID      string
	OfficeID      string
	Revision      int    // of the meeting that it is about: another time needs another leave
	Reason        string // sealed: it may be about somebody's health
	PhonedTo      string // staff id of who wrote it down on the telephone
	State         LeaveState
	HeadID        string // deputy id of the head of the delegation, at a congress
	Endorsed      time.Time
	EndorsedYes   bool
	EndorseWords  string // sealed
	EndorseNoted  string // staff id of who noted what the head said
	Decided       time.Time
	DecidedBy     string // staff id
	DecideWords   string // sealed
	Version       int64
}

// LeaveWordsMax bounds a reason and what is said to it, in characters.
const LeaveWordsMax = 500

// LeaveWords trims what is written about leave and refuses what is too long, or
// missing where it is needed. A reason of marks and spaces is none.
func LeaveWords(field, text string, needed bool) (string, error) {
	text = strings.TrimSpace(text)
	switch {
	case needed && blank(text):
		return "", Invalid(field, ProblemEmpty)
	case utf8.RuneCountInString(text) > LeaveWordsMax:
		return "", Invalid(field, ProblemTooLong)
	}
	return text, nil
}

// Open reports whether somebody has still to say something to it.
func (l *Leave) Open() bool { return l.State == LeaveToEndorse || l.State == LeaveAsked }

// Stands reports whether leave counts for what the meeting is now: asked for or
// approved, and about this time and place.
func (l *Leave) Stands(m *Meeting) bool {
	return (l.Open() || l.State == LeaveApproved) && l.Revision == m.Revision
}

// Lapsed reports whether a change of time or place overtook it.
func (l *Leave) Lapsed(m *Meeting) bool { return l.Open() && l.Revision != m.Revision }

// MayAskLeave refuses leave that comes too late: a meeting that has begun is
// attended or missed.
func (m *Meeting) MayAskLeave(now time.Time) error {
	if m.State == MeetingCancelled {
		return Invalid("meeting", ProblemCancelled)
	}
	if m.State != MeetingAnnounced {
		return Invalid("meeting", ProblemState)
	}
	if !m.Open(now) {
		return Invalid("leave", ProblemBegun)
	}
	return nil
}

// Endorse notes what the head of the delegation says to it.
func (l *Leave) Endorse(m *Meeting, yes bool, now time.Time) error {
	if l.Lapsed(m) {
		return Invalid("leave", ProblemChanged)
	}
	if l.State != LeaveToEndorse {
		return Invalid("leave", ProblemState)
	}
	l.State, l.Endorsed, l.EndorsedYes = LeaveAsked, now, yes
	return nil
}

// Decide approves or refuses it. What the head of a delegation has to say comes
// first. It may still be decided when the meeting is over: who asked in time has
// a right to an answer, and absence is counted by it.
func (l *Leave) Decide(m *Meeting, approve bool, by string, now time.Time) error {
	switch {
	case m.State == MeetingCancelled:
		return Invalid("meeting", ProblemCancelled)
	case l.Lapsed(m):
		return Invalid("leave", ProblemChanged)
	case l.State == LeaveToEndorse:
		return Invalid("leave", ProblemNotEndorsed)
	case l.State != LeaveAsked:
		return Invalid("leave", ProblemState)
	}
	l.State, l.Decided, l.DecidedBy = LeaveRefused, now, by
	if approve {
		l.State = LeaveApproved
	}
	return nil
}

// Withdraw takes it back: the deputy comes after all, or asks anew.
func (l *Leave) Withdraw() error {
	if !l.Open() && l.State != LeaveApproved {
		return Invalid("leave", ProblemState)
	}
	l.State = LeaveWithdrawn
	return nil
}
