package act

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// Retention counts what is kept longer than the settings say, or what a run of
// the duty did away with.
type Retention struct {
	Messages int // as they came
	Notices  int
	Authors  int // matters that still lead to who brought them up
	Voices   int
	Bookings int // of reception days, that still say whose they were
	Leaves   int // with what was written about them
	Audit    int
}

// Sum counts everything.
func (r Retention) Sum() int {
	return r.Messages + r.Notices + r.Authors + r.Voices + r.Bookings + r.Leaves + r.Audit
}

const (
	retainBatch = 200
	// RetainCounted is where counting what is due stops.
	RetainCounted = 10000
)

// RetentionDue counts what the next run of the duty does away with: for whoever
// sets the periods.
func (a *Acts) RetentionDue(ctx context.Context) (Retention, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return Retention{}, err
	}
	at := func(name store.Setting) time.Time { return view.since(a.Now(), name) }
	n, err := db.CountOld(ctx, a.db.Read(), db.OldPeriods{Messages: at(store.SetKeepMessages), Notices: at(store.SetKeepNotices),
		Authors: at(store.SetKeepIdentity), Voices: at(store.SetKeepVoice), Bookings: store.DayOf(at(store.SetKeepBookings)),
		Leaves: at(store.SetKeepLeave), Audit: at(store.SetKeepAudit)}, RetainCounted)
	return Retention{Messages: n[0], Notices: n[1], Authors: n[2], Voices: n[3], Bookings: n[4], Leaves: n[5], Audit: n[6]}, err
}

// Retain does away with what is kept longer than the settings say, in batches: it
// may be interrupted and run again. How much of each it was stands in the audit.
func (a *Acts) Retain(ctx context.Context, actor store.Actor) (done Retention, err error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return done, err
	}
	at := func(name store.Setting) time.Time { return view.since(a.Now(), name) }
	for _, step := range []struct {
		n  *int
		do func(*Tx) (int, error)
	}{
		{&done.Messages, func(t *Tx) (int, error) {
			ids, err := db.OldMessages(t.ctx, t.q, at(store.SetKeepMessages), retainBatch)
			return len(ids), orDo(err, func() error { return db.DeleteOld(t.ctx, t.q, "message", ids) })
		}},
		{&done.Notices, func(t *Tx) (int, error) {
			ids, err := db.OldNotices(t.ctx, t.q, at(store.SetKeepNotices), retainBatch)
			return len(ids), orDo(err, func() error { return db.DeleteOld(t.ctx, t.q, "notice", ids) })
		}},
		{&done.Voices, func(t *Tx) (int, error) {
			ids, err := db.OldVoices(t.ctx, t.q, at(store.SetKeepVoice), "", retainBatch)
			return len(ids), orDo(err, func() error { return db.DropOldVoices(t.ctx, t.q, ids, t.now) })
		}},
		{&done.Authors, func(t *Tx) (int, error) {
			ids, err := db.OldAuthored(t.ctx, t.q, at(store.SetKeepIdentity), retainBatch)
			return len(ids), orDo(err, func() error { return db.DetachAuthors(t.ctx, t.q, ids) })
		}},
		{&done.Bookings, func(t *Tx) (int, error) {
			ids, err := db.OldBookings(t.ctx, t.q, store.DayOf(at(store.SetKeepBookings)), retainBatch)
			return len(ids), orDo(err, func() error { return db.ForgetBookings(t.ctx, t.q, ids) })
		}},
		{&done.Leaves, func(t *Tx) (int, error) {
			ids, err := db.OldLeaves(t.ctx, t.q, at(store.SetKeepLeave), retainBatch)
			return len(ids), orDo(err, func() error { return db.ForgetLeaveWords(t.ctx, t.q, ids) })
		}},
		{&done.Audit, func(t *Tx) (int, error) { return t.PruneAudit(at(store.SetKeepAudit)) }},
	} {
		if *step.n, err = a.untilNone(ctx, actor, step.do); err != nil {
			return done, fmt.Errorf("keeping no longer than set: %w", err)
		}
	}
	return done, a.noteRetention(ctx, actor, done)
}

func orDo(err error, do func() error) error {
	if err != nil {
		return err
	}
	return do()
}

// untilNone repeats a batch until there is nothing left, each in a transaction of
// its own.
func (a *Acts) untilNone(ctx context.Context, actor store.Actor, batch func(*Tx) (int, error)) (sum int, err error) {
	for n := 1; n > 0; sum += n {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		if err := a.Do(ctx, actor, "", func(t *Tx) (err error) {
			if err := t.may(store.ActRetain, store.Target{}); err != nil {
				return err
			}
			n, err = batch(t)
			return err
		}); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

func (a *Acts) noteRetention(ctx context.Context, actor store.Actor, r Retention) error {
	if r.Sum() == 0 {
		return nil
	}
	return a.Do(ctx, actor, "", func(t *Tx) error {
		t.audit(store.ActRetain, "data", "", "", fmt.Sprintf("messages=%d notices=%d authors=%d voices=%d bookings=%d leaves=%d audit=%d",
			r.Messages, r.Notices, r.Authors, r.Voices, r.Bookings, r.Leaves, r.Audit), "")
		return nil
	})
}
