package store

import "time"

// draftMoves is the whole life of a draft, at the most steps. What is not here is
// not possible. With fewer steps, submitting leads further: see Next.
var draftMoves = map[DraftState]map[StepVerb]DraftState{
	DraftWriting:  {StepEdit: DraftWriting, StepSubmit: DraftInReview, StepWithdraw: DraftWithdrawn},
	DraftReturned: {StepEdit: DraftReturned, StepSubmit: DraftInReview, StepWithdraw: DraftWithdrawn},
	DraftInReview: {StepEdit: DraftInReview, StepPass: DraftToSign, StepReturn: DraftReturned,
		StepWithdraw: DraftWithdrawn},
	DraftToSign: {StepEdit: DraftToSign, StepSign: DraftReleased, StepReturn: DraftReturned,
		StepWithdraw: DraftWithdrawn},
}

// Next is the state a verb leads to. With two steps there is no review; with one,
// what is submitted goes out.
func (d *Draft) Next(v StepVerb) (DraftState, error) {
	n, ok := draftMoves[d.State][v]
	switch {
	case !ok, d.Done(), v == StepEdit && d.Elsewhere():
		return d.State, Invalid("state", ProblemState)
	case v == StepSubmit && d.Steps == 1:
		return DraftReleased, nil
	case v == StepSubmit && d.Steps < StepsMax:
		return DraftToSign, nil
	}
	return n, nil
}

// ActFor is the act of the permission table that a verb is, as the draft stands.
func (d *Draft) ActFor(v StepVerb) Act {
	switch {
	case v == StepSign, d.State == DraftToSign && v != StepWithdraw, v == StepSubmit && d.Steps == 1:
		return d.signAct()
	case v == StepPass, d.State == DraftInReview && v != StepWithdraw:
		return ActReview
	}
	return ActDraft
}

// signAct is who may sign: a leader, and with one step whoever may send such
// words at all.
func (d *Draft) signAct() Act {
	if d.Steps > 1 {
		return ActSign
	}
	switch d.Kind {
	case DraftAnswer:
		return ActRelease
	case DraftReply:
		return ActTell
	case DraftClose:
		return ActClose
	case DraftBroadcast:
		return ActBroadcast
	case DraftMeeting:
		return ActMeetingEdit
	}
	return ActDraft
}

// Allows says whether a person of the desk may take a step, beyond what the
// permission table says. Until it is laid before others, a draft is its drafter's.
// After that nobody takes two steps of one draft, unless the office has set that
// it may be so (self), because it is one person.
func (d *Draft) Allows(v StepVerb, staffID string, self bool) error {
	if _, err := d.Next(v); err != nil {
		return err
	}
	own := staffID != "" && staffID == d.By
	if v == StepSubmit || v == StepWithdraw || d.Open() {
		if !own {
			return Invalid("who", ProblemNotDrafter)
		}
		return nil
	}
	if d.Steps > 1 && !self && (own || d.State == DraftToSign && staffID == d.ReviewedBy) {
		return Invalid("who", ProblemOwnDraft)
	}
	return nil
}

// Take takes a step that Allows allows. An edit changes the words before it is
// taken.
func (d *Draft) Take(v StepVerb, staffID string, self bool, now time.Time) error {
	if err := d.Allows(v, staffID, self); err != nil {
		return err
	}
	n, err := d.Next(v)
	if err != nil {
		return err
	}
	switch {
	case n == DraftReleased:
		d.SignedBy, d.Released = staffID, now
	case v == StepPass:
		d.ReviewedBy = staffID
	case v == StepSubmit, v == StepReturn:
		d.ReviewedBy = ""
	}
	d.State, d.Updated = n, now
	return nil
}

// Drop takes back a draft whose subject is gone: sealed, or in other hands.
func (d *Draft) Drop(now time.Time) { d.State, d.Updated = DraftWithdrawn, now }
