package act

import (
	"context"
	"maps"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// CloseMeeting notes that a meeting is held and its record complete. What its
// attendance says goes into the deputies' records; to a congress's session belong
// its parts, which are closed with it. seen is the version the actor looked at; 0
// does not mind.
func (t *Tx) CloseMeeting(id string, seen int64) error {
	m, err := t.meetingFor(store.ActMeetingClose, id)
	if err != nil {
		return err
	}
	if seen != 0 && seen != m.Version {
		return store.ErrConflict
	}
	if err := t.closable(m); err != nil {
		return err
	}
	parts, err := db.PartsOf(t.ctx, t.q, m.ID)
	if err != nil {
		return err
	}
	ids := []string{m.ID}
	for i := range parts {
		if parts[i].State == store.MeetingCancelled || parts[i].State == store.MeetingClosed {
			continue
		}
		if err := t.closable(&parts[i]); err != nil {
			return err
		}
		t.closeOne(&parts[i])
		ids = append(ids, parts[i].ID)
	}
	t.closeOne(m)
	if err := t.shut(ids); err != nil {
		return err
	}
	return t.recordAgain(m)
}

// shut ends what others are about to change of the people at meetings that are being
// closed: who is ticked or given leave in this moment is either counted, or refused
// as overtaken. The meetings are written first, as everybody does.
func (t *Tx) shut(meetingIDs []string) error {
	if err := t.flush(); err != nil {
		return err
	}
	return db.ShutParticipants(t.ctx, t.q, meetingIDs)
}

// closable refuses to close what is not over, or was never held.
func (t *Tx) closable(m *store.Meeting) error {
	switch {
	case m.State == store.MeetingCancelled:
		return store.Invalid("close", store.ProblemCancelled)
	case m.State == store.MeetingClosed:
		return store.Invalid("close", store.ProblemDone)
	case m.State == store.MeetingPlanned && !m.Kind.Activity(), t.now.Before(m.Over()):
		return store.Invalid("close", store.ProblemTooEarly)
	}
	return nil
}

func (t *Tx) closeOne(m *store.Meeting) {
	m.State, m.Updated = store.MeetingClosed, t.now
	touch(t, &t.batch.Changed.Meetings, m)
	t.audit(store.ActMeetingClose, "meeting", m.ID, m.OfficeID, "state=closed", "")
}

// recordAgain makes the deputies' records say what the attendance of a closed
// meeting says: again and again, as often as that is corrected. A part's records
// are those of its session.
func (t *Tx) recordAgain(m *store.Meeting) error {
	if m.ParentID != "" {
		session, err := db.Meeting(t.ctx, t.q, m.ParentID)
		if err != nil || session.State != store.MeetingClosed {
			return err
		}
		m = session
	}
	if err := t.flush(); err != nil { // what was corrected a moment ago counts
		return err
	}
	counted, err := t.countParts(m)
	if err != nil {
		return err
	}
	kept, err := db.RecordsOfMeeting(t.ctx, t.q, m.ID)
	if err != nil {
		return err
	}
	var drop []string
	for i := range kept {
		r := &kept[i]
		c, ok := counted[r.DeputyID]
		delete(counted, r.DeputyID)
		switch now := recordOf(m, c.parts); {
		case !ok:
			drop = append(drop, r.ID)
		case !r.Same(&now):
			now.ID, now.Created, now.DeputyID, now.MeetingID, now.OfficeID = r.ID, r.Created, r.DeputyID, r.MeetingID, r.OfficeID
			now.Version, now.Updated = r.Version, t.now
			touch(t, &t.batch.Changed.Records, &now)
		}
	}
	for _, deputyID := range slices.Sorted(maps.Keys(counted)) {
		c := counted[deputyID]
		r := recordOf(m, c.parts)
		if r.Outcome == store.PresenceAbsent && !c.inOffice {
			continue // whoever is suspended is not absent
		}
		r.ID, r.Created, r.Updated, r.Version = store.NewID(t.now), t.now, t.now, 1
		r.DeputyID, r.MeetingID, r.OfficeID = deputyID, m.ID, m.OfficeID
		t.batch.Records = append(t.batch.Records, &r)
	}
	t.audit(store.ActMeetingClose, "meeting", m.ID, m.OfficeID, "records", "")
	return db.DropRecords(t.ctx, t.q, drop)
}

// partsOf is how one deputy attended what makes one record.
type partsOf struct {
	parts    []store.Attendance
	inOffice bool
}

// countParts gathers, by deputy, the attendance at a meeting or at the parts of a
// session. Who sits in has no record of it.
func (t *Tx) countParts(m *store.Meeting) (map[string]*partsOf, error) {
	held := []store.Meeting{*m}
	if !m.Signs() {
		var err error
		if held, err = db.PartsOf(t.ctx, t.q, m.ID); err != nil {
			return nil, err
		}
	}
	counted := map[string]*partsOf{}
	for i := range held {
		if held[i].State == store.MeetingCancelled {
			continue
		}
		rows, err := t.acts.attendanceRows(t.ctx, t.q, t.view, &held[i])
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.DeputyID == "" || r.Role != store.RoleAttends {
				continue
			}
			if counted[r.DeputyID] == nil {
				counted[r.DeputyID] = &partsOf{}
			}
			c := counted[r.DeputyID]
			c.parts, c.inOffice = append(c.parts, r.Attendance), c.inOffice || r.InOffice
		}
	}
	return counted, nil
}

func recordOf(m *store.Meeting, parts []store.Attendance) store.Record {
	r := store.Record{Kind: store.RecordOf(m.Kind), Day: store.DayOf(m.Starts), Title: m.Title, TermID: m.TermID}
	r.Count(parts)
	return r
}

// recordsMost bounds what is shown of one deputy's file.
const recordsMost = 500

// RecordFile is what a deputy's file says.
type RecordFile struct {
	Records []store.Record // the newest first
	// Missed counts, by term, the congress's sessions that the deputy was absent
	// from without leave (代表法 Art. 62): a hint, for people to look into.
	Missed map[string]int
}

// MyRecords gives a deputy the own file.
func (a *Acts) MyRecords(ctx context.Context, actor store.Actor) (*RecordFile, error) {
	if !store.May(actor, store.ActOwnRecords, store.Target{DeputyID: actor.DeputyID}, nil) {
		return nil, store.ErrForbidden
	}
	return a.recordFile(ctx, actor.DeputyID)
}

// RecordsOf gives a person of the desk a deputy's file; a foreign one is not found.
func (a *Acts) RecordsOf(ctx context.Context, actor store.Actor, deputyID string) (*RecordFile, error) {
	d, err := db.Deputy(ctx, a.db.Read(), deputyID)
	if err != nil {
		return nil, err
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActRoster, store.Target{OfficeID: d.OfficeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	return a.recordFile(ctx, deputyID)
}

func (a *Acts) recordFile(ctx context.Context, deputyID string) (*RecordFile, error) {
	list, err := db.RecordsOf(ctx, a.db.Read(), deputyID, recordsMost)
	if err != nil {
		return nil, err
	}
	return &RecordFile{Records: list, Missed: store.AbsentSessions(list)}, nil
}

// MissedSessions says, for the members of a closed session who were absent from all
// of it without leave, how many sessions of its term that makes: deputy id → count.
func (a *Acts) MissedSessions(ctx context.Context, v *Venue) (map[string]int, error) {
	if v.Kind != store.MeetingCongress || v.State != store.MeetingClosed {
		return nil, nil
	}
	now, err := db.RecordsOfMeeting(ctx, a.db.Read(), v.Meeting.ID)
	if err != nil {
		return nil, err
	}
	now = slices.DeleteFunc(now, func(r store.Record) bool { return !r.AbsentSession() })
	var ids []string
	for _, r := range now {
		ids = append(ids, r.DeputyID)
	}
	all, err := db.SessionsMissed(ctx, a.db.Read(), ids)
	missed := map[string]int{}
	for _, r := range all {
		if r.TermID == v.TermID {
			missed[r.DeputyID]++
		}
	}
	return missed, err
}
