package store

import (
	"slices"
	"time"
)

// CallOutcome is what came of telephoning somebody about a meeting.
type CallOutcome string

// The outcomes.
const (
	CallConfirmed CallOutcome = "confirmed" // reached, and comes
	CallLeave     CallOutcome = "leave"     // reached, and asks for leave
	CallTold      CallOutcome = "told"      // reached, and will answer later
	CallNoAnswer  CallOutcome = "no_answer"
	CallWrong     CallOutcome = "wrong" // not this person's number
)

// CallOutcomes lists them in the order a form offers them.
var CallOutcomes = []CallOutcome{CallConfirmed, CallLeave, CallTold, CallNoAnswer, CallWrong}

// Known reports whether there is such an outcome.
func (o CallOutcome) Known() bool { return slices.Contains(CallOutcomes, o) }

// Reached reports whether somebody spoke with the person.
func (o CallOutcome) Reached() bool {
	return o == CallConfirmed || o == CallLeave || o == CallTold
}

// Call is one telephone call about a meeting. Calls are only ever added.
type Call struct {
	ID            string
	Created       time.Time
	MeetingID     string
	ParticipantID string
	Revision      int // of the meeting
	Outcome       CallOutcome
	By            string // staff id
}
