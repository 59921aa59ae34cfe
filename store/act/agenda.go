package act

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/media"
)

// SaveAgendaItem adds an item to a meeting's agenda, or changes the one with a.ID at
// the version in a.Version. Without a place of its own it comes last.
func (t *Tx) SaveAgendaItem(a store.AgendaItem) (*store.AgendaItem, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	if a.ID != "" {
		old, _, err := t.agendaItem(a.ID, a.Version)
		if err != nil {
			return nil, err
		}
		old.Kind, old.Title, old.Reporter, old.Order = a.Kind, a.Title, a.Reporter, a.Order
		touch(t, &t.batch.Changed.AgendaItems, old)
		return old, nil
	}
	m, err := t.meeting(a.MeetingID, 0)
	if err != nil {
		return nil, err
	}
	if err := t.editable(m); err != nil {
		return nil, err
	}
	if a.Order == 0 {
		list, err := db.AgendaOf(t.ctx, t.q, m.ID)
		if err != nil {
			return nil, err
		}
		for _, i := range list {
			a.Order = max(a.Order, i.Order)
		}
		for _, i := range t.batch.AgendaItems { // that this act has added before
			if i.MeetingID == m.ID {
				a.Order = max(a.Order, i.Order)
			}
		}
		a.Order++
	}
	a.ID, a.Created, a.Version = store.NewID(t.now), t.now, 1
	t.batch.AgendaItems = append(t.batch.AgendaItems, &a)
	t.inserts(&a)
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "agenda", a.Title)
	return &a, nil
}

// DeleteAgendaItem takes an item off the agenda; its papers stay the meeting's.
func (t *Tx) DeleteAgendaItem(id string, seen int64) error {
	a, m, err := t.agendaItem(id, seen)
	if err != nil {
		return err
	}
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "agenda", a.Title)
	return db.DeleteAgendaItem(t.ctx, t.q, a)
}

// StepReport notes that a step of a special report was taken on a day, as
// 2026-11-05; an empty day, that it was not.
func (t *Tx) StepReport(id string, step store.ReportStep, day string, seen int64) error {
	a, m, err := t.agendaItem(id, seen)
	if err != nil {
		return err
	}
	at, err := store.ParseDay(day)
	switch {
	case day == "":
		at = time.Time{}
	case err != nil:
		return store.Invalid("day", store.ProblemMalformed)
	case at.After(t.now):
		return store.Invalid("day", store.ProblemFuture)
	}
	if err := a.Step(step, at); err != nil {
		return err
	}
	touch(t, &t.batch.Changed.AgendaItems, a)
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "report="+string(step), "")
	return nil
}

// agendaItem reads an item of a meeting that the actor may change.
func (t *Tx) agendaItem(id string, seen int64) (*store.AgendaItem, *store.Meeting, error) {
	a, err := db.AgendaItem(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	m, err := t.meeting(a.MeetingID, 0)
	if err != nil {
		return nil, nil, err
	}
	if err := t.editable(m); err != nil {
		return nil, nil, err
	}
	if seen != 0 && seen != a.Version {
		return nil, nil, store.ErrConflict
	}
	return a, m, nil
}

// agendaTitles are what a meeting's agenda says, in order.
func (t *Tx) agendaTitles(m *store.Meeting) ([]string, error) {
	list, err := db.AgendaOf(t.ctx, t.q, m.ID)
	titles := make([]string, len(list))
	for i, a := range list {
		titles[i] = a.Title
	}
	return titles, err
}

// AddPaper adds an uploaded file to a meeting or an item of its agenda. Who uploads
// declares that nothing in it is secret; without that it is refused.
func (t *Tx) AddPaper(p store.Paper, f media.File, declared bool) (*store.Paper, error) {
	m, err := t.meeting(p.MeetingID, 0)
	if err != nil {
		return nil, err
	}
	if m.State == store.MeetingCancelled {
		return nil, store.Invalid("state", store.ProblemState)
	}
	if !declared {
		return nil, store.Invalid("declared", store.ProblemEmpty)
	}
	p.Title = strings.TrimSpace(p.Title)
	switch n := utf8.RuneCountInString(p.Title); {
	case n == 0:
		return nil, store.Invalid("paper", store.ProblemEmpty)
	case n > store.PaperTitleMax:
		return nil, store.Invalid("paper", store.ProblemTooLong)
	}
	list, err := db.PapersOf(t.ctx, t.q, m.ID)
	switch {
	case err != nil:
		return nil, err
	case len(list) >= store.PapersMost:
		return nil, store.Invalid("paper", store.ProblemFull)
	}
	if p.ItemID != "" {
		a, err := db.AgendaItem(t.ctx, t.q, p.ItemID)
		if err != nil {
			return nil, err
		}
		if a.MeetingID != m.ID {
			return nil, store.ErrNotFound
		}
	}
	p.ID, p.Created, p.By, p.Version = store.NewID(t.now), t.now, t.Actor.ID, 1
	p.Hash, p.MIME, p.Size = f.Hash, f.MIME, f.Size
	t.batch.Papers = append(t.batch.Papers, &p)
	t.inserts(&p)
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "paper=added not_secret", p.Title)
	return &p, nil
}

// RemovePaper takes a paper away; the file is deleted unless another paper is the
// same.
func (t *Tx) RemovePaper(id string, seen int64) error {
	p, err := db.Paper(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	m, err := t.meeting(p.MeetingID, 0)
	if err != nil {
		return err
	}
	if !p.Removed.IsZero() || seen != p.Version {
		return store.ErrConflict
	}
	p.Removed = t.now
	touch(t, &t.batch.Changed.Papers, p)
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "paper=removed", p.Title)
	return db.DiscardFile(t.ctx, t.q, p.Hash, t.now)
}

// PaperFor gives a paper's row to who may read it: the desk, and, once the meeting
// is announced, the deputies it calls. For everybody else it is not found.
func (a *Acts) PaperFor(ctx context.Context, actor store.Actor, id string) (*store.Paper, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	q := a.db.Read()
	p, err := db.Paper(ctx, q, id)
	if err != nil {
		return nil, err
	}
	m, err := db.Meeting(ctx, q, p.MeetingID)
	if err != nil {
		return nil, err
	}
	switch {
	case !p.Removed.IsZero():
		return nil, store.ErrNotFound
	case store.May(actor, store.ActMeetings, store.Target{OfficeID: m.OfficeID}, view.Offices):
		return p, nil
	case actor.DeputyID == "" || m.State == store.MeetingPlanned:
		return nil, store.ErrNotFound
	}
	people, err := db.ParticipantsOf(ctx, q, m.ID)
	if err == nil && !slices.ContainsFunc(people, func(p store.Participant) bool {
		return p.DeputyID == actor.DeputyID && p.Removed.IsZero() && p.Revision > 0
	}) {
		err = store.ErrNotFound
	}
	return p, err
}
