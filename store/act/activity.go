package act

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/media"
)

// ActivityForm is what is written down of an activity: by staff, or by the leader of the
// group whose activity it was.
type ActivityForm struct {
	Record store.ActivityRecord
	Came   []string // ids of deputies who were there
	Photos []media.File
	Seen   int64 // version of the record that the writer looked at; 0 where there was none
}

// RecordNew writes down an activity that nobody was called to beforehand: it was
// just held. m says kind, title, time, place, and whose it was.
func (t *Tx) RecordNew(m store.Meeting, h ActivityForm) (*store.Meeting, error) {
	if t.Actor.Kind == store.ActorPerson { // a leader writes down what the own group did
		m.Kind, m.StationID = store.ActivityGroup, ""
	}
	g, err := t.activityGroup(&m)
	if err != nil {
		return nil, err
	}
	if err := t.may(store.ActActivityEdit, activityTarget(&m, g)); err != nil {
		return nil, store.ErrNotFound
	}
	if m.Title == "" && g != nil {
		m.Title = g.Name + "活动"
	}
	if h.Record.Minutes > 0 {
		m.Ends = m.Starts.Add(time.Duration(h.Record.Minutes) * time.Minute)
	}
	m.State = store.MeetingClosed
	if err := m.HeldCheck(t.now); err != nil {
		return nil, err
	}
	if err := t.settleItem(&m); err != nil {
		return nil, err
	}
	m.ID, m.Created, m.Updated, m.Version = store.NewID(t.now), t.now, t.now, 1
	if t.Actor.Kind == store.ActorStaff {
		m.By = t.Actor.ID
	}
	t.batch.Meetings = append(t.batch.Meetings, &m)
	t.inserts(&m)
	return &m, t.saveRecord(&m, g, nil, h, t.callGroup)
}

// RecordActivity writes down an activity that was prepared, or corrects what was
// written down.
func (t *Tx) RecordActivity(id string, h ActivityForm) error {
	m, g, err := t.activity(id)
	if err != nil {
		return err
	}
	switch {
	case m.State == store.MeetingCancelled:
		return store.Invalid("state", store.ProblemState)
	case m.Starts.After(t.now):
		return store.Invalid("starts", store.ProblemFuture)
	}
	old, err := db.ActivityRecordOf(t.ctx, t.q, m.ID)
	if errors.Is(err, store.ErrNotFound) {
		old, err = nil, nil
	}
	if err != nil {
		return err
	}
	if old == nil && h.Seen != 0 || old != nil && h.Seen != old.Version {
		return store.ErrConflict
	}
	if m.State != store.MeetingClosed {
		m.State, m.Updated = store.MeetingClosed, t.now
		touch(t, &t.batch.Changed.Meetings, m)
		if err := t.shut([]string{m.ID}); err != nil {
			return err
		}
	}
	return t.saveRecord(m, g, old, h, t.came)
}

// activity reads an activity that the actor may write down, with its group.
func (t *Tx) activity(id string) (*store.Meeting, *store.Group, error) {
	m, err := db.Meeting(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	if !m.Kind.Activity() {
		return nil, nil, store.ErrNotFound
	}
	g, err := t.activityGroup(m)
	if err != nil {
		return nil, nil, err
	}
	if t.may(store.ActActivityEdit, activityTarget(m, g)) != nil {
		return nil, nil, store.ErrNotFound
	}
	return m, g, nil
}

// activityGroup reads whose activity it is; nil where it is no group's. A new one
// gets its office from its group, where it names none.
func (t *Tx) activityGroup(m *store.Meeting) (*store.Group, error) {
	if m.GroupID == "" {
		return nil, nil
	}
	g, err := db.Group(t.ctx, t.q, m.GroupID)
	if err != nil {
		return nil, err
	}
	if m.ID != "" {
		return g, nil
	}
	if t.Actor.Kind == store.ActorPerson || m.OfficeID == "" {
		m.OfficeID = g.OfficeID
	}
	if !g.Closed.IsZero() || !slices.Contains(t.view.Offices.Under(m.OfficeID), g.OfficeID) {
		return nil, store.ErrNotFound
	}
	return g, nil
}

// activityTarget: the leader of a group may write down what the group did.
func activityTarget(m *store.Meeting, g *store.Group) store.Target {
	target := store.Target{OfficeID: m.OfficeID}
	if g != nil && m.Kind.Activity() {
		target.DeputyID = g.LeaderID
	}
	return target
}

// settleItem finds the line of a plan that a new activity carries out. One of another
// office is not found.
func (t *Tx) settleItem(m *store.Meeting) error {
	if m.PlanID == "" {
		return nil
	}
	i, err := db.PlanItem(t.ctx, t.q, m.PlanID)
	switch {
	case err != nil:
		return err
	case !i.Dropped.IsZero():
		return store.ErrNotFound
	case slices.Contains(t.view.Offices.Under(i.OfficeID), m.OfficeID):
		return nil
	case t.may(store.ActPlan, store.Target{OfficeID: i.OfficeID}) == nil: // the actor's own, but another office's
		return store.Invalid("plan", store.ProblemMismatch)
	}
	return store.ErrNotFound
}

func (t *Tx) saveRecord(m *store.Meeting, g *store.Group, old *store.ActivityRecord, h ActivityForm, call func(*store.Meeting, *store.Group, []string) error) error {
	r := h.Record
	if err := r.Check(); err != nil {
		return err
	}
	if t.Actor.Kind == store.ActorStaff {
		r.By = t.Actor.ID
	} else {
		r.Leader = t.Actor.DeputyID
	}
	what := "changed"
	if old == nil {
		what = "new=" + string(m.Kind)
		r.ID, r.Created, r.MeetingID, r.OfficeID, r.Updated, r.Version = store.NewID(t.now), t.now, m.ID, m.OfficeID, t.now, 1
		t.batch.ActivityRecords = append(t.batch.ActivityRecords, &r)
	} else {
		old.Findings, old.Updated = r.Findings, t.now
		if t.Actor.Kind == store.ActorStaff {
			old.Advice, old.Minutes, old.Officers, old.Expenses, old.By = r.Advice, r.Minutes, r.Officers, r.Expenses, r.By
		} else { // a leader's form does not ask for the rest
			old.Leader = r.Leader
		}
		touch(t, &t.batch.Changed.ActivityRecords, old)
	}
	came := compact(slices.DeleteFunc(h.Came, func(id string) bool { return id == "" }))
	if len(came) == 0 {
		return store.Invalid("came", store.ProblemEmpty)
	}
	if err := call(m, g, came); err != nil {
		return err
	}
	t.audit(store.ActActivityEdit, "activity", m.ID, m.OfficeID, fmt.Sprintf("%s came=%d photos=%d", what, len(h.Came), len(h.Photos)), r.Findings+r.Advice)
	if err := t.addPhotos(m, h.Photos); err != nil {
		return err
	}
	return t.recordAgain(m)
}

// came signs in who was there and takes it back of who was not, but for those who
// signed in themselves. Who was there without having been called takes part now.
func (t *Tx) came(m *store.Meeting, g *store.Group, came []string) error {
	have, err := db.ParticipantsOf(t.ctx, t.q, m.ID)
	if err != nil {
		return err
	}
	left := slices.Clone(came)
	for i := range have {
		p := &have[i]
		if p.DeputyID == "" || !p.Removed.IsZero() {
			continue
		}
		here := slices.Contains(came, p.DeputyID)
		left = slices.DeleteFunc(left, func(id string) bool { return id == p.DeputyID })
		switch {
		case here && p.Signed.IsZero():
			p.Signed, p.SignedBy = m.Starts, store.SignedTicked
		case !here && p.SignedBy == store.SignedTicked:
			p.Signed, p.SignedBy = time.Time{}, store.SignedNot
		default:
			continue
		}
		touch(t, &t.batch.Changed.Participants, p)
	}
	t.addCame(m, left, came)
	return t.mayCome(m, g, left)
}

// callGroup makes everybody of a new activity's group part of it, and whoever came.
func (t *Tx) callGroup(m *store.Meeting, g *store.Group, came []string) error {
	if err := t.mayCome(m, g, came); err != nil {
		return err
	}
	all := came
	if g != nil {
		members, err := db.GroupMembers(t.ctx, t.q, []string{g.ID})
		if err != nil {
			return err
		}
		var ids []string
		for _, p := range members {
			ids = append(ids, p.DeputyID)
		}
		if ids, err = t.inOffice(ids); err != nil {
			return err
		}
		all = compact(slices.Concat(came, ids))
	}
	t.addCame(m, all, came)
	return nil
}

func (t *Tx) addCame(m *store.Meeting, ids, came []string) {
	for _, id := range ids {
		p := &store.Participant{ID: store.NewID(t.now), Created: t.now, MeetingID: m.ID, DeputyID: id, Role: store.RoleAttends, Version: 1}
		if slices.Contains(came, id) {
			p.Signed, p.SignedBy = m.Starts, store.SignedTicked
		}
		t.batch.Participants = append(t.batch.Participants, p)
	}
}

// mayCome refuses deputies of elsewhere: staff add those whom a group of the office
// could have, a leader the members of the own group; and those who were no deputies any
// more that day.
func (t *Tx) mayCome(m *store.Meeting, g *store.Group, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	if err := t.oursCome(m, g, ids); err != nil {
		return err
	}
	over, err := overBefore(t.ctx, t.q, ids, store.DayOf(m.Starts))
	if err == nil && slices.ContainsFunc(ids, func(id string) bool { return over[id] }) {
		err = store.Invalid("came", store.ProblemNotServing)
	}
	return err
}

func (t *Tx) oursCome(m *store.Meeting, g *store.Group, ids []string) error {
	if t.Actor.Kind == store.ActorPerson {
		members, err := db.GroupMembers(t.ctx, t.q, []string{g.ID})
		for _, id := range ids {
			if !slices.ContainsFunc(members, func(p store.GroupMember) bool { return p.DeputyID == id }) {
				return errors.Join(err, store.ErrNotFound)
			}
		}
		return err
	}
	list, err := db.DeputiesByID(t.ctx, t.q, ids)
	if err != nil {
		return err
	}
	near := slices.Concat(t.view.Offices.Under(m.OfficeID), t.view.Offices.Above(m.OfficeID))
	if len(list) != len(ids) || slices.ContainsFunc(list, func(d store.Deputy) bool { return !slices.Contains(near, d.OfficeID) }) {
		return store.ErrNotFound
	}
	return nil
}

// overBefore says of deputies whose mandates had all ended before a day.
func overBefore(ctx context.Context, q db.Q, ids []string, day string) (map[string]bool, error) {
	list, err := db.MandatesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	of := map[string][]store.Mandate{}
	for _, m := range list {
		of[m.DeputyID] = append(of[m.DeputyID], m)
	}
	over := map[string]bool{}
	for id, mandates := range of {
		over[id] = store.OverBefore(mandates, day)
	}
	return over, nil
}

func (t *Tx) addPhotos(m *store.Meeting, photos []media.File) error {
	if len(photos) == 0 {
		return nil
	}
	have, err := db.PhotosOf(t.ctx, t.q, m.ID)
	if err != nil {
		return err
	}
	if len(have)+len(photos) > store.ActivityPhotosMax {
		return store.Invalid("photo", store.ProblemFull)
	}
	for _, f := range photos {
		t.batch.ActivityPhotos = append(t.batch.ActivityPhotos, &store.ActivityPhoto{ID: store.NewID(t.now), Created: t.now, MeetingID: m.ID,
			OfficeID: m.OfficeID, Hash: f.Hash, Thumb: f.ThumbHash, MIME: f.MIME, Size: f.Size})
	}
	return nil
}

// DropActivityPhoto takes a photo off an activity. It gives the activity's id.
func (t *Tx) DropActivityPhoto(id string) (string, error) {
	p, err := db.ActivityPhoto(t.ctx, t.q, id)
	if err != nil {
		return "", err
	}
	m, _, err := t.activity(p.MeetingID)
	if err != nil {
		return "", err
	}
	t.audit(store.ActActivityEdit, "activity", m.ID, m.OfficeID, "photo", "")
	return m.ID, db.DropActivityPhoto(t.ctx, t.q, p, t.now)
}
