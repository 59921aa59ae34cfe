package act

import (
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// What an announced meeting is to become is proposed, and passes the steps that its
// first notice passed: a clerk proposes, and who signs, on the phone within the
// minute where it is urgent, makes it so. Where the office asks for one step it is
// done at once.

// MeetingChange is another time or place of an announced meeting.
type MeetingChange struct {
	Starts, Ends time.Time
	Place        string
	ReplyBy      time.Time
}

// ChangeMeeting lays another time or place of an announced meeting before whoever
// releases it. Then everybody is told again, and what they answered before counts
// no more.
func (t *Tx) ChangeMeeting(id string, c MeetingChange, seen int64) error {
	m, err := t.meeting(id, seen)
	if err != nil {
		return err
	}
	return t.propose(m, store.MeetingProposal{Verb: store.ProposeChange, Starts: c.Starts, Ends: c.Ends, Place: c.Place, ReplyBy: c.ReplyBy})
}

// CancelMeeting calls a meeting off: one that is being prepared at once, and an
// announced one when that is released.
func (t *Tx) CancelMeeting(id, why string, seen int64) error {
	m, err := t.meeting(id, seen)
	if err != nil {
		return err
	}
	if m.State != store.MeetingPlanned && m.State != store.MeetingAnnounced {
		return store.Invalid("state", store.ProblemState)
	}
	if err := checkText("why", why, m.State == store.MeetingPlanned); err != nil {
		return err
	}
	if m.State == store.MeetingPlanned {
		return t.callOff(m, why)
	}
	return t.propose(m, store.MeetingProposal{Verb: store.ProposeCancel, Why: why})
}

// propose notes what an announced meeting is to become and lays it before whoever
// releases it.
func (t *Tx) propose(m *store.Meeting, p store.MeetingProposal) error {
	if err := t.editable(m); err != nil {
		return err
	}
	m.Proposal, m.Updated = p, t.now
	if err := t.possible(m); err != nil {
		return err
	}
	touch(t, &t.batch.Changed.Meetings, m)
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "proposed="+string(p.Verb), p.Why)
	_, err := t.layNotice(m)
	return err
}

// possible says why an announced meeting cannot become what is proposed now.
func (t *Tx) possible(m *store.Meeting) error {
	switch {
	case m.State != store.MeetingAnnounced || m.Proposal.Verb == store.ProposeNothing:
		return store.Invalid("state", store.ProblemState)
	case m.Proposal.Verb == store.ProposeCancel:
		return nil
	}
	next := m.Proposed()
	err := next.Check(t.now)
	switch {
	case err != nil:
		return err
	case !next.Starts.After(t.now):
		return store.Invalid("starts", store.ProblemPast)
	case next.Starts.Equal(m.Starts) && next.Ends.Equal(m.Ends) && next.Place == m.Place:
		return store.Invalid("starts", store.ProblemTwice)
	}
	return nil
}

// wordProposal writes what is proposed into its draft.
func (t *Tx) wordProposal(d *store.Draft, m *store.Meeting) error {
	if err := t.possible(m); err != nil {
		return err
	}
	d.Title, d.Text = store.ProposalNotice(m)
	return nil
}

// takeProposal makes a meeting what was proposed and is released.
func (t *Tx) takeProposal(m *store.Meeting) error {
	if err := t.possible(m); err != nil {
		return err
	}
	if m.Proposal.Verb == store.ProposeCancel {
		return t.callOff(m, m.Proposal.Why)
	}
	return t.moveMeeting(m, m.Proposed())
}

// moveMeeting gives a meeting another time or place and tells everybody.
func (t *Tx) moveMeeting(m *store.Meeting, next store.Meeting) error {
	before := *m
	*m = next
	m.Revision++
	m.Updated = t.now
	touch(t, &t.batch.Changed.Meetings, m)
	if err := t.rebook(m, &before); err != nil {
		return err
	}
	list, err := t.participants(m.ID)
	if err != nil {
		return err
	}
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "moved", "")
	return t.tellAgain(m, list)
}

// callOff calls a meeting off, and tells everybody who was told of it. A session's
// parts go with it.
func (t *Tx) callOff(m *store.Meeting, why string) error {
	if err := t.dropMeetingDraft(m.ID); err != nil {
		return err
	}
	m, list, err := t.withPeople(m.ID)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(p *store.Participant) bool { return !p.Removed.IsZero() || p.Revision == 0 })
	told, err := t.told(list)
	if err != nil {
		return err
	}
	for _, p := range list {
		if told[p.ID] {
			t.tellCalled(m, p, store.NoticeMeetingCancelled)
		}
	}
	t.cancelled(m)
	if err := t.dropBookings(m, why); err != nil {
		return err
	}
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "cancelled", why)
	return t.cancelParts(m)
}

func (t *Tx) cancelled(m *store.Meeting) {
	m.State, m.Updated, m.Proposal = store.MeetingCancelled, t.now, store.MeetingProposal{}
	touch(t, &t.batch.Changed.Meetings, m)
}

func (t *Tx) cancelParts(session *store.Meeting) error {
	parts, err := db.PartsOf(t.ctx, t.q, session.ID)
	for i := range parts {
		if s := parts[i].State; s == store.MeetingPlanned || s == store.MeetingAnnounced {
			t.cancelled(&parts[i])
		}
	}
	return err
}
