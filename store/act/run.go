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
	return a.db.ClaimRun(ctx, store.Run{Duty: duty, Tick: tick, Holder: holder, LeaseEnds: now.Add(RunLease), Started: now}, now)
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

// RunNow asks for one more run of a duty, now; whichever replica looks first does
// it. Asked for again before anybody has begun, it stays one run.
func (t *Tx) RunNow(duty string) error {
	if err := t.may(store.ActRunDuty, store.Target{}); err != nil {
		return err
	}
	t.audit(store.ActRunDuty, "duty", duty, "", "run now", "")
	last, err := db.LastRuns(t.ctx, t.q, duty, 1)
	if err != nil || len(last) > 0 && last[0].Waits() && last[0].AskedBy != "" {
		return err
	}
	return db.InsertRun(t.ctx, t.q, store.Run{Duty: duty, Tick: t.now, LeaseEnds: t.now, AskedBy: t.Actor.ID})
}

// RunAgain asks for one more run of a duty at a later time, because one failed.
// While one is asked for, another is not.
func (a *Acts) RunAgain(ctx context.Context, duty string, at time.Time) error {
	waits, err := a.RunWaits(ctx, duty)
	if err != nil || waits {
		return err
	}
	return a.db.AddRun(ctx, store.Run{Duty: duty, Tick: at, LeaseEnds: at})
}

// RunWaits reports whether a duty that failed is to be tried again later: until
// then the clock leaves it alone.
func (a *Acts) RunWaits(ctx context.Context, duty string) (bool, error) {
	return db.RunWaits(ctx, a.db.Read(), duty, a.Now())
}

// DropRunAgain takes RunAgain back.
func (a *Acts) DropRunAgain(ctx context.Context, duty string) error {
	return a.db.DropWaitingRuns(ctx, duty, a.Now())
}

// NoteRun writes a run down that is over: of a duty that has no rows while it goes
// well. What is noted for that tick already stays.
func (a *Acts) NoteRun(ctx context.Context, r store.Run) error { return a.db.AddRun(ctx, r) }

// RecentRuns lists a duty's newest ticks, for the runner.
func (a *Acts) RecentRuns(ctx context.Context, duty string, limit int) ([]store.Run, error) {
	return db.LastRuns(ctx, a.db.Read(), duty, limit)
}

// LastRuns lists a duty's newest ticks, for an operator.
func (a *Acts) LastRuns(ctx context.Context, actor store.Actor, duty string, limit int) ([]store.Run, error) {
	if err := a.may(ctx, actor, store.ActDuties, store.Target{}); err != nil {
		return nil, err
	}
	return db.LastRuns(ctx, a.db.Read(), duty, limit)
}

// formLife is how long a form's key is remembered.
const formLife = 7 * 24 * time.Hour

// browserLife is how long a browser somebody signed in with is known without being
// used.
const browserLife = 180 * 24 * time.Hour

// runLife is how long finished runs are shown: a duty of every minute leaves 10,000
// rows in it.
const runLife = 7 * 24 * time.Hour

// Sweep deletes sessions, form keys, runs and rosters sent in that no longer serve.
func (a *Acts) Sweep(ctx context.Context) error {
	now := a.Now()
	return a.db.Tx(ctx, func(q db.Q) error {
		if err := db.SweepRuns(ctx, q, now.Add(-runLife)); err != nil {
			return err
		}
		if err := db.SweepTexts(ctx, q, now.Add(-textLife)); err != nil {
			return err
		}
		if err := db.SweepRosterFiles(ctx, q, now); err != nil {
			return err
		}
		return db.Sweep(ctx, q, now, now.Add(-formLife), now.Add(-browserLife))
	})
}
