package store

import (
	"strings"
	"time"
)

// MeetingState is where a meeting stands.
type MeetingState string

// The states of a meeting. Whether it is under way or over follows from its times.
const (
	MeetingPlanned   MeetingState = "planned"   // being prepared: nobody is told yet
	MeetingAnnounced MeetingState = "announced" // released: those who take part are told
	MeetingCancelled MeetingState = "cancelled" // whoever was told is told so
	MeetingClosed    MeetingState = "closed"    // held, and its record is complete
)

// Meeting is a meeting, a part of a congress's session, or an activity of
// deputies. A session of a congress is a meeting with parts: each part has the
// session as its Parent, and its own time, place, sign-in and leave.
type Meeting struct {
	ID       string
	Created  time.Time
	OfficeID string
	Kind     MeetingKind
	ParentID string // the congress's session, of a part
	TermID   string // 届
	Session  int    // 次 within the term; 0 where there is none
	GroupID  string // the deputies' group whose activity or delegation meeting it is
	// StationID is where voters are received, of a reception day.
	StationID string
	PlanID    string // the line of the year's plan it carries out
	Title     string
	Starts    time.Time
	Ends      time.Time
	Place     string
	Latitude  float64 // of the place, for sign-in by location; 0,0 where there is none
	Longitude float64
	// Nearby allows sign-in by location, to so many metres; 0 does not.
	Nearby   int
	ReplyBy  time.Time // deadline for the answer
	Dress    string
	Contact  string // name and number to ask, as printed in the notice
	LeaveTo  string // the body that approves leave, as the kind's rules name it
	Approver string // staff id of who decides on leave for that body
	Note     string // what else the notice says
	Late     string // why the notice period of the kind was not kept
	State    MeetingState
	// Revision counts what people were told of: it rises when time or place change,
	// and what they answered to an earlier one counts no more. 0 before the notice.
	Revision  int
	Announced time.Time
	Updated   time.Time
	// CodeKey makes the codes of the rotating QR. It is sealed.
	CodeKey string
	By      string // staff id of who made it
	// Proposal is what an announced meeting is to become when that is released.
	Proposal MeetingProposal
	Version  int64
}

// ProposalVerb is what is to be done with an announced meeting.
type ProposalVerb string

// The verbs.
const (
	ProposeNothing ProposalVerb = ""
	ProposeChange  ProposalVerb = "change" // another time or place
	ProposeCancel  ProposalVerb = "cancel"
)

// MeetingProposal is another time or place of an announced meeting, or that it is
// called off. Telling people so is words in the office's name as the first notice
// was, and passes the same steps.
type MeetingProposal struct {
	Verb                  ProposalVerb
	Starts, Ends, ReplyBy time.Time
	Place                 string
	Why                   string // it is called off, as the record has it
}

// Proposed is the meeting as a proposed change makes it.
func (m *Meeting) Proposed() Meeting {
	next, p := *m, m.Proposal
	next.Starts, next.Ends, next.Place, next.ReplyBy, next.Proposal = p.Starts, p.Ends, p.Place, p.ReplyBy, MeetingProposal{}
	return next
}

// The most that a meeting's fields hold, in characters.
const (
	MeetingTitleMax = 80
	MeetingPlaceMax = 80
	MeetingNoteMax  = 5000
	meetingLineMax  = 100
)

// MeetingMost is how many people one meeting calls: more than any congress has
// deputies and guests. What goes to more is a broadcast.
const MeetingMost = 5000

// Check trims what is written and refuses what cannot be a meeting, as it would
// be announced at now: one in the past, one that ends before it begins, an answer
// due after the beginning.
func (m *Meeting) Check(now time.Time) error {
	m.Title, m.Place, m.Dress = strings.TrimSpace(m.Title), strings.TrimSpace(m.Place), strings.TrimSpace(m.Dress)
	m.Contact, m.LeaveTo, m.Late = strings.TrimSpace(m.Contact), strings.TrimSpace(m.LeaveTo), strings.TrimSpace(m.Late)
	switch {
	case !m.Kind.Known(), m.Kind.Part() != (m.ParentID != ""):
		return Invalid("kind", ProblemMalformed)
	case m.Starts.IsZero():
		return Invalid("starts", ProblemEmpty)
	case !m.Starts.After(now) && m.State == MeetingPlanned && !m.Kind.Activity():
		return Invalid("starts", ProblemPast)
	case !m.Ends.IsZero() && !m.Ends.After(m.Starts):
		return Invalid("ends", ProblemBefore)
	case m.ReplyBy.After(m.Starts):
		return Invalid("reply_by", ProblemAfter)
	case m.Nearby < 0 || m.Nearby > 5000 || m.Latitude < -90 || m.Latitude > 90 || m.Longitude < -180 || m.Longitude > 180:
		return Invalid("nearby", ProblemMalformed)
	}
	for _, f := range []struct {
		field, text string
		most        int
		needed      bool
	}{{"title", m.Title, MeetingTitleMax, true}, {"place", m.Place, MeetingPlaceMax, !m.Kind.Activity() && m.Kind != MeetingCongress},
		{"dress", m.Dress, meetingLineMax, false}, {"contact", m.Contact, meetingLineMax, false},
		{"leave_to", m.LeaveTo, meetingLineMax, false}, {"late", m.Late, 500, false}, {"note", m.Note, MeetingNoteMax, false}} {
		if err := lineWithin(f.field, f.text, f.most, f.needed); err != nil {
			return err
		}
	}
	return nil
}

// Over is when a meeting is over: its end, or the end of its day in China.
func (m *Meeting) Over() time.Time {
	if !m.Ends.IsZero() {
		return m.Ends
	}
	return (civilDayOf(m.Starts) + 1).start()
}

// Open reports whether those who take part can still answer: it is announced and
// has not begun.
func (m *Meeting) Open(now time.Time) bool {
	return m.State == MeetingAnnounced && now.Before(m.Starts)
}
