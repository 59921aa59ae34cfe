package act

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// RunLease is how long a replica holds a duty's tick without a sign of life.
const RunLease = 45 * time.Second

// ClaimRun takes a duty's tick for this holder; false when it is done or another
// has it.
func (a *Acts) ClaimRun(ctx context.Context, duty string, tick time.Time, holder string) (bool, error) {
	now := a.Now()
	return a.db.ClaimRun(ctx, store.Run{Duty: duty, Tick: tick, Holder: holder, LeaseEnds: now.Add(RunLease)}, now)
}

// HoldRun keeps a tick while its work goes on; false when it was lost.
func (a *Acts) HoldRun(ctx context.Context, duty string, tick time.Time, holder string) (bool, error) {
	return a.db.ExtendRun(ctx, store.Run{Duty: duty, Tick: tick, Holder: holder, LeaseEnds: a.Now().Add(RunLease)})
}

// FinishRun notes how a tick ended.
func (a *Acts) FinishRun(ctx context.Context, r store.Run) (bool, error) {
	return a.db.FinishRun(ctx, r)
}

// LostRuns lists ticks whose holder died.
func (a *Acts) LostRuns(ctx context.Context, limit int) ([]store.Run, error) {
	return db.LostRuns(ctx, a.db.Read(), a.Now(), limit)
}

// LastRuns lists a duty's newest ticks, for an operator.
func (a *Acts) LastRuns(ctx context.Context, actor store.Actor, duty string, limit int) ([]store.Run, error) {
	if !store.MayAnywhere(actor, store.ActDuties) {
		return nil, store.ErrForbidden
	}
	return db.LastRuns(ctx, a.db.Read(), duty, limit)
}

// formLife is how long a form's key is remembered.
const formLife = 7 * 24 * time.Hour

// Sweep deletes sessions and form keys that no longer serve.
func (a *Acts) Sweep(ctx context.Context) error {
	now := a.Now()
	return a.db.Tx(ctx, func(q db.Q) error { return db.Sweep(ctx, q, now, now.Add(-formLife)) })
}
