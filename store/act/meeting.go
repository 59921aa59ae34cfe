package act

import (
	"errors"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// A meeting is prepared, laid before whoever releases it, and announced: from then
// on everybody it calls is told, also of what changes. A congress's session is
// announced with the parts it has; a part that is added later is announced by
// itself.

// AddMeeting prepares a meeting, an activity, or a part of a congress's session.
// Nobody is told of it yet.
func (t *Tx) AddMeeting(m store.Meeting) (*store.Meeting, error) {
	if err := t.may(store.ActMeetingEdit, store.Target{OfficeID: m.OfficeID}); err != nil {
		return nil, err
	}
	m.ID, m.Created, m.Updated, m.Version = store.NewID(t.now), t.now, t.now, 1
	m.State, m.Revision, m.Announced, m.CodeKey, m.By = store.MeetingPlanned, 0, time.Time{}, "", t.Actor.ID
	if err := t.settleMeeting(&m); err != nil {
		return nil, err
	}
	t.batch.Meetings = append(t.batch.Meetings, &m)
	t.inserts(&m)
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "new="+string(m.Kind), m.Title)
	if m.ParentID == "" {
		return &m, nil
	}
	return &m, t.fillPart(&m, true)
}

// EditMeeting changes the meeting with m.ID at the version in m.Version. Time and
// place of an announced one stay: ChangeMeeting tells everybody of new ones.
func (t *Tx) EditMeeting(m store.Meeting) (*store.Meeting, error) {
	old, err := t.meeting(m.ID, m.Version)
	if err != nil {
		return nil, err
	}
	if err := t.editable(old); err != nil {
		return nil, err
	}
	next := *old
	next.Title, next.TermID, next.Session, next.GroupID = m.Title, m.TermID, m.Session, m.GroupID
	next.PlanID = m.PlanID // the station of a reception day stays: its own page has it
	next.Latitude, next.Longitude, next.Nearby = m.Latitude, m.Longitude, m.Nearby
	next.ReplyBy, next.Dress, next.Contact, next.LeaveTo = m.ReplyBy, m.Dress, m.Contact, m.LeaveTo
	next.Approver, next.Note, next.Late = m.Approver, m.Note, m.Late
	if old.State == store.MeetingPlanned {
		next.Starts, next.Ends, next.Place = m.Starts, m.Ends, m.Place
	}
	if err := t.settleMeeting(&next); err != nil {
		return nil, err
	}
	regroup := next.GroupID != old.GroupID
	*old = next
	old.Updated = t.now
	touch(t, &t.batch.Changed.Meetings, old)
	t.audit(store.ActMeetingEdit, "meeting", old.ID, old.OfficeID, "changed", old.Title)
	if regroup && old.ParentID != "" {
		return old, t.fillPart(old, true)
	}
	return old, nil
}

// settleMeeting checks a meeting and what it refers to.
func (t *Tx) settleMeeting(m *store.Meeting) error {
	if err := m.Check(t.now); err != nil {
		return err
	}
	if term, ok := t.view.Term(m.TermID); m.TermID != "" && (!ok || !near(t.view.Offices, m.OfficeID, term.OfficeID)) {
		return store.Invalid("term", store.ProblemMalformed)
	}
	if s, ok := t.view.Station(m.StationID); m.StationID != "" && (!ok || !slices.Contains(t.view.Offices.Under(m.OfficeID), s.OfficeID)) {
		return store.ErrNotFound
	}
	if err := t.settleApprover(m); err != nil {
		return err
	}
	if err := t.settleItem(m); err != nil {
		return err
	}
	if m.ParentID == "" {
		return t.settleGroup(m)
	}
	return t.settlePart(m)
}

// near reports whether one office is the other, or above or below it.
func near(offices store.Offices, one, other string) bool {
	return slices.Contains(offices.Above(one), other) || slices.Contains(offices.Under(one), other)
}

// settlePart checks a part against its session: a meeting of one delegation is of
// one of the session's.
func (t *Tx) settlePart(m *store.Meeting) error {
	session, err := t.readMeeting(m.ParentID)
	switch {
	case err != nil:
		return err
	case session.OfficeID != m.OfficeID || session.Kind != store.MeetingCongress:
		return store.ErrNotFound
	case session.State == store.MeetingCancelled || session.State == store.MeetingClosed:
		return store.Invalid("parent", store.ProblemState)
	}
	m.TermID, m.Session = session.TermID, session.Session
	if m.GroupID == "" {
		return nil
	}
	d, _, err := t.delegation(m.GroupID, 0)
	if err == nil && (d.MeetingID != session.ID || m.Kind != store.MeetingDelegation) {
		err = store.ErrNotFound
	}
	return err
}

// settleApprover: who decides on leave is somebody of the desk who may.
func (t *Tx) settleApprover(m *store.Meeting) error {
	if m.Approver == "" {
		return nil
	}
	s, err := db.Staff(t.ctx, t.q, m.Approver)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && !s.Disabled.IsZero():
		return store.Invalid("approver", store.ProblemMalformed)
	case err != nil:
		return err
	}
	if !store.May(store.StaffActor(s, ""), store.ActMeetings, store.Target{OfficeID: m.OfficeID}, t.view.Offices) {
		return store.Invalid("approver", store.ProblemMalformed)
	}
	return nil
}

// settleGroup: a deputies' group is one of the office's own.
func (t *Tx) settleGroup(m *store.Meeting) error {
	if m.GroupID == "" {
		return nil
	}
	g, err := db.Group(t.ctx, t.q, m.GroupID)
	if err == nil && !slices.Contains(t.view.Offices.Under(m.OfficeID), g.OfficeID) {
		err = store.ErrNotFound
	}
	return err
}

// meeting reads a meeting that the actor may change, at the version seen; 0 does
// not mind.
func (t *Tx) meeting(id string, seen int64) (*store.Meeting, error) {
	m, err := t.readMeeting(id)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActMeetings, store.Target{OfficeID: m.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	if err := t.may(store.ActMeetingEdit, store.Target{OfficeID: m.OfficeID}); err != nil {
		return nil, err
	}
	if seen != 0 && seen != m.Version {
		return nil, store.ErrConflict
	}
	return m, nil
}

// readMeeting reads a meeting, or gives the one that this transaction changes.
func (t *Tx) readMeeting(id string) (*store.Meeting, error) {
	for _, m := range slices.Concat(t.batch.Meetings, t.batch.Changed.Meetings) {
		if m.ID == id {
			return m, nil
		}
	}
	return db.Meeting(t.ctx, t.q, id)
}

// editable refuses a meeting that is called off or done, or that lies before
// others: what they sign is what they read.
func (t *Tx) editable(m *store.Meeting) error {
	if m.State == store.MeetingCancelled || m.State == store.MeetingClosed {
		return store.Invalid("state", store.ProblemState)
	}
	d, err := t.openNotice(m.ID)
	if err == nil && d != nil && d.Waits() {
		err = store.Invalid("state", store.ProblemWaits)
	}
	return err
}
