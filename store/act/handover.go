package act

import (
	"context"
	"fmt"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/media"
)

// AddHandover begins what leaves an activity: a letter to a hub or unit, drafted
// from the activity's record for a clerk to edit, and the matter that is followed
// until it is done. It gives both.
func (t *Tx) AddHandover(h store.Handover) (*store.Handover, *store.Draft, error) {
	m, err := db.Meeting(t.ctx, t.q, h.MeetingID)
	if err != nil {
		return nil, nil, err
	}
	if !m.Kind.Activity() || t.may(store.ActHandover, store.Target{OfficeID: m.OfficeID}) != nil {
		return nil, nil, store.ErrNotFound
	}
	r, err := db.ActivityRecordOf(t.ctx, t.q, m.ID)
	if err != nil {
		if notFoundIsNone(err) == nil {
			err = store.Invalid("record", store.ProblemEmpty) // nothing was found yet
		}
		return nil, nil, err
	}
	if h.Title == "" {
		h.Title = store.HandoverTitle(h.Kind, m.Title)
	}
	if h.Days == 0 {
		h.Days = t.view.Settings.Int(m.OfficeID, store.SetHandoverDays)
	}
	if err := h.Check(); err != nil {
		return nil, nil, err
	}
	came, err := db.Came(t.ctx, t.q, []string{m.ID})
	if err != nil {
		return nil, nil, err
	}
	h.ID, h.Created, h.Updated, h.OfficeID, h.State, h.By, h.Version = store.NewID(t.now), t.now, t.now, m.OfficeID, store.HandoverWriting, t.Actor.ID, 1
	o, _ := t.view.Offices.Find(m.OfficeID)
	d, err := t.AddDraft(store.Draft{Kind: store.DraftFinding, OfficeID: m.OfficeID, Ref: h.ID, To: h.To, Title: h.Title,
		Text: store.HandoverText(h.Kind, o.Name, m, r, came[m.ID].Came, h.Days)})
	if err != nil {
		return nil, nil, err
	}
	h.DraftID = d.ID
	t.batch.Handovers = append(t.batch.Handovers, &h)
	t.inserts(&h)
	t.audit(store.ActHandover, "handover", h.ID, h.OfficeID, "new="+string(h.Kind), h.Title)
	return &h, d, nil
}

// handoverSigned notes that the letter leaves: its deadline runs from today.
func (t *Tx) handoverSigned(d *store.Draft) error {
	h, err := db.Handover(t.ctx, t.q, d.Ref)
	if err != nil {
		return err
	}
	if h.DraftID != d.ID {
		return store.Invalid("handover", store.ProblemState)
	}
	if err := h.Send(t.now); err != nil {
		return err
	}
	h.To, h.Title = d.To, d.Title // as signed
	t.handoverChanged(h, "sent due="+h.Due, "")
	return nil
}

func (t *Tx) handoverChanged(h *store.Handover, fields, text string) {
	touch(t, &t.batch.Changed.Handovers, h)
	t.audit(store.ActHandover, "handover", h.ID, h.OfficeID, fields, text)
}

// handover reads one that the actor may change, at the version seen.
func (t *Tx) handover(id string, seen int64) (*store.Handover, error) {
	h, err := db.Handover(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActHandover, store.Target{OfficeID: h.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	if seen != h.Version {
		return nil, store.ErrConflict
	}
	return h, nil
}

// DropHandover gives up one that never left; its letter is taken back.
func (t *Tx) DropHandover(id string, seen int64) error {
	h, err := t.handover(id, seen)
	if err != nil {
		return err
	}
	if h.State != store.HandoverWriting {
		return store.Invalid("handover", store.ProblemState)
	}
	h.State, h.Updated = store.HandoverDropped, t.now
	t.handoverChanged(h, "dropped", "")
	return t.dropDraft(h.DraftID)
}

// Answered takes down the 整改情况报告 that came back on a day; file is a picture of
// the paper, where there is one.
func (t *Tx) Answered(id, received, text string, file media.File, seen int64) error {
	h, err := t.handover(id, seen)
	if err != nil {
		return err
	}
	r := &store.HandoverReply{ID: store.NewID(t.now), Created: t.now, HandoverID: h.ID, Received: received, Text: text,
		Hash: file.Hash, MIME: file.MIME, By: t.Actor.ID, Version: 1}
	if err := h.Answer(r, t.now); err != nil {
		return err
	}
	t.batch.HandoverReplies = append(t.batch.HandoverReplies, r)
	t.handoverChanged(h, "reply="+r.ID, r.Text)
	return nil
}

// Judge says what the office makes of the last report: done, or again by a new day.
func (t *Tx) Judge(id string, v store.Verdict, remark, due string, seen int64) error {
	h, err := t.handover(id, seen)
	if err != nil {
		return err
	}
	replies, err := db.HandoverReplies(t.ctx, t.q, h.ID)
	if err != nil {
		return err
	}
	if len(replies) == 0 {
		return store.Invalid("handover", store.ProblemState)
	}
	r := &replies[len(replies)-1]
	if err := h.Judge(r, v, remark, due, t.now); err != nil {
		return err
	}
	touch(t, &t.batch.Changed.HandoverReplies, r)
	t.handoverChanged(h, "verdict="+string(v), remark)
	return nil
}

// RecordNotice notes the 整改通知书 that the competent body issued.
func (t *Tx) RecordNotice(id string, n store.RectifyNotice, seen int64) error {
	h, err := t.handover(id, seen)
	if err != nil {
		return err
	}
	if err := h.Record(n, t.now); err != nil {
		return err
	}
	t.handoverChanged(h, "notice="+n.Day, "")
	return nil
}

// HandoverRow is what left an activity as a list shows it.
type HandoverRow struct {
	store.Handover
	Office   string
	Activity store.Meeting
}

// HandoverDossier is one of them with what came back.
type HandoverDossier struct {
	HandoverRow
	Draft   *store.Draft
	Replies []store.HandoverReply
	CanEdit bool
}

// Which says what letters a list holds.
type Which string

// The lists of letters: what is followed, everything, and what is overdue.
const (
	WhichOpen Which = "open"
	WhichAll  Which = "all"
	WhichLate Which = "late"
)

// Handovers lists what left the activities of the actor's offices: what is awaited
// first, by deadline.
func (a *Acts) Handovers(ctx context.Context, actor store.Actor, which Which, limit int) ([]HandoverRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActActivity, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	var list []store.Handover
	states := []store.HandoverState{store.HandoverWriting, store.HandoverSent, store.HandoverAnswered}
	switch which {
	case WhichLate:
		list, err = db.HandoversAwaited(ctx, a.db.Read(), offices, store.DayOf(a.Now()), limit)
	case WhichAll:
		states = append(states, store.HandoverClosed)
		fallthrough
	default:
		list, err = db.HandoversIn(ctx, a.db.Read(), offices, states, limit)
	}
	if err != nil {
		return nil, err
	}
	return a.handoverRows(ctx, view, list)
}

func (a *Acts) handoverRows(ctx context.Context, view *View, list []store.Handover) ([]HandoverRow, error) {
	var ids []string
	for _, h := range list {
		ids = append(ids, h.MeetingID)
	}
	from, err := db.MeetingsByID(ctx, a.db.Read(), unique(ids))
	rows := make([]HandoverRow, len(list))
	for i, h := range list {
		o, _ := view.Offices.Find(h.OfficeID)
		rows[i] = HandoverRow{Handover: h, Office: o.Short}
		for _, m := range from {
			if m.ID == h.MeetingID {
				rows[i].Activity = m
			}
		}
	}
	return rows, err
}

// Handover reads one of the actor's; else it is not found.
func (a *Acts) Handover(ctx context.Context, actor store.Actor, id string) (*HandoverDossier, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	h, err := db.Handover(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActActivity, store.Target{OfficeID: h.OfficeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	rows, err := a.handoverRows(ctx, view, []store.Handover{*h})
	if err != nil {
		return nil, err
	}
	d := &HandoverDossier{HandoverRow: rows[0], CanEdit: store.May(actor, store.ActHandover, store.Target{OfficeID: h.OfficeID}, view.Offices)}
	if d.Replies, err = db.HandoverReplies(ctx, a.db.Read(), h.ID); err != nil {
		return nil, err
	}
	d.Draft, err = db.Draft(ctx, a.db.Read(), h.DraftID)
	return d, err
}

// HandoverFile gives the picture of a report to whoever may read the matter.
func (a *Acts) HandoverFile(ctx context.Context, actor store.Actor, replyID string) (*store.HandoverReply, error) {
	r, err := db.HandoverReply(ctx, a.db.Read(), replyID)
	if err != nil {
		return nil, err
	}
	if _, err := a.Handover(ctx, actor, r.HandoverID); err != nil {
		return nil, err
	}
	if r.Hash == "" {
		return nil, fmt.Errorf("a report without a picture: %w", store.ErrNotFound)
	}
	return r, nil
}
