package store

import "time"

// draftMoves is the whole life of a draft, at the most steps. What is not here is
// not possible. With fewer steps, submitting leads further: see Next.
var draftMoves = map[DraftState]map[StepVerb]DraftState{
	DraftWriting: {StepEdit: DraftWriting, StepSubmit: DraftInReview, StepSign: DraftReleased,
		StepWithdraw: DraftWithdrawn},
	DraftReturned: {StepEdit: DraftReturned, StepSubmit: DraftInReview, StepSign: DraftReleased,
		StepWithdraw: DraftWithdrawn},
	DraftInReview: {StepEdit: DraftInReview, StepPass: DraftToSign, StepReturn: DraftReturned,
		StepWithdraw: DraftWithdrawn},
	DraftToSign: {StepEdit: DraftToSign, StepSign: DraftReleased, StepReturn: DraftReturned,
		StepWithdraw: DraftWithdrawn},
}

// Next is the state a verb leads to. With one step whoever drafted signs at once;
// with two there is no review.
func (d *Draft) Next(v StepVerb) (DraftState, error) {
	n, ok := draftMoves[d.State][v]
	switch {
	case !ok, d.Done(), v == StepEdit && d.Kind == DraftAnswer, // a deputy's words are the deputy's to change
		v == StepSign && d.Open() && d.Steps > 1:
		return d.State, Invalid("state", ProblemState)
	case v == StepSubmit && d.Steps < StepsMax:
		return DraftToSign, nil
	}
	return n, nil
}

// ActFor is the act of the permission table that a verb is, as the draft stands.
func (d *Draft) ActFor(v StepVerb) Act {
	switch {
	case v == StepSign, d.State == DraftToSign && v != StepWithdraw:
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
			return ErrForbidden
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
	switch v {
	case StepSubmit, StepReturn:
		d.ReviewedBy = ""
	case StepPass:
		d.ReviewedBy = staffID
	case StepSign:
		d.SignedBy, d.Released = staffID, now
	}
	d.State, d.Updated = n, now
	return nil
}

// Drop takes back a draft whose subject is gone: sealed, or in other hands.
func (d *Draft) Drop(now time.Time) { d.State, d.Updated = DraftWithdrawn, now }
