package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"liaison/store"
)

var runs = table[store.Run]{
	name:    "run",
	columns: columns("duty tick holder lease_ends started finished outcome done asked_by"), fixed: 2,
	at: func(r *store.Run) []any {
		return []any{&r.Duty, when(&r.Tick), &r.Holder, when(&r.LeaseEnds), when(&r.Started), when(&r.Finished), &r.Outcome, &r.Done, &r.AskedBy}
	},
}

// ClaimRun takes a duty's tick for a holder, and reports whether it is its: a
// tick that is finished, or held by another whose lease runs, is not.
func (d *DB) ClaimRun(ctx context.Context, r store.Run, now time.Time) (bool, error) {
	err := d.Tx(ctx, func(q Q) error { return runs.insert(ctx, q, &r) })
	if err == nil {
		return true, nil
	}
	if !errors.Is(err, ErrDuplicate) {
		return false, fmt.Errorf("claiming a run: %w", err)
	}
	err = d.Tx(ctx, func(q Q) error {
		return exactlyOne(q.ExecContext(ctx, "UPDATE run SET holder = ?, lease_ends = ?, started = ? WHERE duty = ? AND tick = ? AND finished IS NULL AND lease_ends <= ?",
			r.Holder, stamp(r.LeaseEnds), stamp(r.Started), r.Duty, stamp(r.Tick), stamp(now)))
	})
	if errors.Is(err, store.ErrConflict) {
		return false, nil
	}
	return err == nil, err
}

// InsertRun adds a run that nobody holds yet. A lease that ends at its tick makes
// it a lost one from then on, so that any replica takes it up.
func InsertRun(ctx context.Context, q Q, r store.Run) error { return runs.insert(ctx, q, &r) }

// AddRun is InsertRun in a transaction of its own; a run that is there already
// is left as it is.
func (d *DB) AddRun(ctx context.Context, r store.Run) error {
	err := d.Tx(ctx, func(q Q) error { return InsertRun(ctx, q, r) })
	if errors.Is(err, ErrDuplicate) {
		return nil
	}
	return err
}

// SweepRuns deletes finished runs of ticks before a time.
func SweepRuns(ctx context.Context, q Q, before time.Time) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM run WHERE tick < ? AND finished IS NOT NULL", stamp(before)); err != nil {
		return fmt.Errorf("sweeping runs: %w", err)
	}
	return nil
}

// ExtendRun holds a run longer; false means that it was lost.
func (d *DB) ExtendRun(ctx context.Context, r store.Run) (bool, error) {
	return d.touchRun(ctx, "UPDATE run SET lease_ends = ? WHERE duty = ? AND tick = ? AND holder = ? AND finished IS NULL",
		stamp(r.LeaseEnds), r.Duty, stamp(r.Tick), r.Holder)
}

// FinishRun notes how a run ended, if the holder still holds it.
func (d *DB) FinishRun(ctx context.Context, r store.Run) (bool, error) {
	return d.touchRun(ctx, "UPDATE run SET finished = ?, outcome = ?, done = ? WHERE duty = ? AND tick = ? AND holder = ? AND finished IS NULL",
		stamp(r.Finished), r.Outcome, r.Done, r.Duty, stamp(r.Tick), r.Holder)
}

// RunWaits reports whether a duty is to be tried again later than now: a run that
// nobody asked for and nobody has taken up.
func RunWaits(ctx context.Context, q Q, duty string, now time.Time) (bool, error) {
	n, err := count(ctx, q, "run WHERE duty = ? AND tick > ? AND finished IS NULL AND holder = '' AND asked_by = ''", 1, duty, stamp(now))
	return n > 0, err
}

// DropWaitingRuns takes back what RunWaits finds, since the duty did its work.
func (d *DB) DropWaitingRuns(ctx context.Context, duty string, now time.Time) error {
	return d.Tx(ctx, func(q Q) error {
		_, err := q.ExecContext(ctx, "DELETE FROM run WHERE duty = ? AND tick > ? AND finished IS NULL AND holder = '' AND asked_by = ''", duty, stamp(now))
		if err != nil {
			return fmt.Errorf("taking back a duty's next try: %w", err)
		}
		return nil
	})
}

func (d *DB) touchRun(ctx context.Context, query string, args ...any) (bool, error) {
	err := d.Tx(ctx, func(q Q) error { return exactlyOne(q.ExecContext(ctx, query, args...)) })
	if errors.Is(err, store.ErrConflict) {
		return false, nil
	}
	return err == nil, err
}

// LostRuns reads the runs whose holder died: not finished, lease over.
func LostRuns(ctx context.Context, q Q, now time.Time, limit int) ([]store.Run, error) {
	return runs.list(ctx, q, "WHERE finished IS NULL AND lease_ends <= ? ORDER BY tick LIMIT ?", stamp(now), limit)
}

// LastRuns reads the newest runs of a duty.
func LastRuns(ctx context.Context, q Q, duty string, limit int) ([]store.Run, error) {
	return runs.list(ctx, q, "WHERE duty = ? ORDER BY tick DESC LIMIT ?", duty, limit)
}
