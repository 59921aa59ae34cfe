package act

import (
	"context"
	"strconv"

	"liaison/store"
	"liaison/store/db"
)

// AddMinutes begins a paper of a meeting; its number is the next one of the
// office, the kind and the year it is written in.
func (t *Tx) AddMinutes(meetingID string, p store.Minutes) (*store.Minutes, error) {
	m, err := t.meetingFor(store.ActMinutes, meetingID)
	if err != nil {
		return nil, err
	}
	if m.State == store.MeetingCancelled {
		return nil, store.Invalid("meeting", store.ProblemCancelled)
	}
	if err := p.Check(m, t.now); err != nil {
		return nil, err
	}
	p.ID, p.Created, p.Updated, p.Version = store.NewID(t.now), t.now, t.now, 1
	p.OfficeID, p.MeetingID, p.By = m.OfficeID, m.ID, t.Actor.ID
	if p.Year, err = strconv.Atoi(p.Day[:4]); err != nil {
		return nil, store.Invalid("paper", store.ProblemMalformed)
	}
	// Two at once get the same one; the second then begins anew (see Do).
	last, err := db.LastMinutes(t.ctx, t.q, p.OfficeID, p.Kind, p.Year)
	if err != nil {
		return nil, err
	}
	p.Number = last + 1
	t.batch.Minutes = append(t.batch.Minutes, &p)
	t.inserts(&p)
	t.audit(store.ActMinutes, "minutes", p.ID, p.OfficeID, "new="+string(p.Kind), p.Text)
	return &p, nil
}

// EditMinutes changes a paper's words; what they were is kept. Its kind and number
// stay. seen is the version the actor looked at; 0 does not mind.
func (t *Tx) EditMinutes(id string, to store.Minutes, seen int64) error {
	p, m, err := t.minutes(store.ActMinutes, id, seen)
	if err != nil {
		return err
	}
	to.Kind = p.Kind
	if err := to.Check(m, t.now); err != nil {
		return err
	}
	if to.Day[:4] != p.Day[:4] {
		return store.Invalid("paper", store.ProblemMismatch) // the number is of the year
	}
	if to.Title != p.Title || to.Text != p.Text {
		t.batch.MinutesOld = append(t.batch.MinutesOld, &store.MinutesVersion{ID: store.NewID(t.now), MinutesID: p.ID, At: t.now, By: t.Actor.ID,
			Title: p.Title, Text: p.Text})
	}
	p.Title, p.Text, p.Day, p.For, p.Against, p.Abstain, p.Updated = to.Title, to.Text, to.Day, to.For, to.Against, to.Abstain, t.now
	touch(t, &t.batch.Changed.Minutes, p)
	t.audit(store.ActMinutes, "minutes", p.ID, p.OfficeID, "edit", p.Text)
	return nil
}

// minutes reads a paper for an actor who may do something with it; else it is not
// found.
func (t *Tx) minutes(what store.Act, id string, seen int64) (*store.Minutes, *store.Meeting, error) {
	p, err := db.Minutes(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	m, err := t.meetingFor(what, p.MeetingID)
	if err != nil {
		return nil, nil, err
	}
	if seen != 0 && seen != p.Version {
		return nil, nil, store.ErrConflict
	}
	return p, m, nil
}

// MinutesLeave notes that a paper left as a file.
func (t *Tx) MinutesLeave(id string) error {
	p, _, err := t.minutes(store.ActAttendance, id, 0)
	if err != nil {
		return err
	}
	t.audit(store.ActMinutes, "minutes", p.ID, p.OfficeID, "word", p.Text)
	return nil
}

// MinutesFile is a paper of a meeting with what it was before.
type MinutesFile struct {
	store.Minutes
	Meeting  store.Meeting
	Versions []store.MinutesVersion // the newest first
	Names    map[string]string      // of staff, by id
}

// MinutesFile reads a paper; a foreign one is not found.
func (a *Acts) MinutesFile(ctx context.Context, actor store.Actor, id string) (*MinutesFile, error) {
	p, err := db.Minutes(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	_, m, err := a.meetingFor(ctx, actor, store.ActAttendance, p.MeetingID)
	if err != nil {
		return nil, err
	}
	f := &MinutesFile{Minutes: *p, Meeting: *m}
	f.Meeting.CodeKey = ""
	if f.Versions, err = db.MinutesVersions(ctx, a.db.Read(), id); err != nil {
		return nil, err
	}
	f.Names, err = a.StaffNames(ctx)
	return f, err
}

// MinutesOf lists the papers of a meeting.
func (a *Acts) MinutesOf(ctx context.Context, actor store.Actor, meetingID string) ([]store.Minutes, error) {
	if _, _, err := a.meetingFor(ctx, actor, store.ActAttendance, meetingID); err != nil {
		return nil, err
	}
	return db.MinutesOf(ctx, a.db.Read(), meetingID)
}

// minutesMost bounds the list of a year's papers.
const minutesMost = 2000

// MinutesIn lists the papers of a year in the offices in which the actor may read
// them, by kind and number.
func (a *Acts) MinutesIn(ctx context.Context, actor store.Actor, year int) ([]store.Minutes, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActAttendance, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	return db.MinutesIn(ctx, a.db.Read(), offices, year, minutesMost)
}
