package jobs

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Times of runs by the clock. A dead holder is replaced after act.RunLease and
// one look, within a minute.
const (
	heartbeat  = act.RunLease / 3
	lookForRun = 10 * time.Second
	// repeatAfter is when a run that failed is tried again, or sooner when the clock
	// would bring the next one before. Each further failure doubles the pause.
	repeatAfter = 10 * time.Minute
	repeatMost  = 2 * time.Hour
	writeTime   = 10 * time.Second // for writing down what is done, even while the program ends
	// graceTime is how long a run that was told to stop may go on before it is left
	// to itself.
	graceTime = 30 * time.Second
	// missedAfter is how old a tick is that the clock should have brought, and did
	// not: the program stood still, or the database did.
	missedAfter = time.Minute
)

// byClock does a tick that the clock brings, unless the duty failed and is to be
// tried again later.
func (r *Runner) byClock(ctx context.Context, j *job, tick time.Time) {
	waits, err := r.cfg.Acts.RunWaits(ctx, j.name)
	switch {
	case err != nil && ctx.Err() == nil:
		r.failed(j, err)
	case err == nil && !waits:
		r.tick(ctx, j, tick)
	}
}

// tick does one run by the clock, unless another replica has it or did it. While
// one run of a duty goes on here, the next is left to others, or to the one
// after: each does all that is due.
func (r *Runner) tick(ctx context.Context, j *job, tick time.Time) {
	if !j.busy.TryLock() {
		return
	}
	mine, err := r.cfg.Acts.ClaimRun(ctx, j.name, tick, r.cfg.Holder)
	if mine {
		r.run(ctx, j, tick)
		return
	}
	j.busy.Unlock()
	if err != nil && ctx.Err() == nil {
		r.failed(j, err)
	}
}

// run does a run that this replica holds, and writes down how it ended. When the
// program ends meanwhile the run is left to whoever takes it over. One that hears
// no call to stop is left to itself, and the duty begins no other run here.
func (r *Runner) run(ctx context.Context, j *job, tick time.Time) {
	held, let := context.WithTimeout(ctx, cmp.Or(j.limit, runLimit))
	var done int
	var err error
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		defer j.busy.Unlock()
		done, err = safely(held, j.duty, r.cfg.Now().UTC())
	}()
	mine := r.keepHold(held, j.name, tick, finished)
	late := errors.Is(held.Err(), context.DeadlineExceeded)
	let()
	if !r.ends(finished) {
		r.cfg.Log.Error("a run does not stop", "duty", j.name, "tick", tick)
		if mine && ctx.Err() == nil {
			r.finish(ctx, j, tick, 0, errTooLong)
		}
		return
	}
	if err != nil && late {
		err = fmt.Errorf("%w: %w", errTooLong, err)
	}
	if mine && ctx.Err() == nil {
		r.finish(ctx, j, tick, done, err)
	}
}

// ends waits for a run that was told to stop, but not for ever.
func (r *Runner) ends(finished <-chan struct{}) bool {
	t := time.NewTimer(r.grace)
	defer t.Stop()
	select {
	case <-finished:
		return true
	case <-t.C:
		return false
	}
}

// keepHold renews the lease of a run until it has finished; false means that it
// was lost to another replica.
func (r *Runner) keepHold(ctx context.Context, duty string, tick time.Time, finished <-chan struct{}) bool {
	t := time.NewTicker(r.beat)
	defer t.Stop()
	for {
		select {
		case <-finished:
			return true
		case <-ctx.Done():
			return true
		case <-t.C:
		}
		held, err := r.cfg.Acts.HoldRun(ctx, duty, tick, r.cfg.Holder)
		if err == nil && !held {
			r.cfg.Log.Warn("a run was taken over while it went on", "duty", duty, "tick", tick)
			return false
		}
	}
}

func (r *Runner) finish(ctx context.Context, j *job, tick time.Time, done int, failure error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	var found finding
	again := failure != nil && !errors.As(failure, &found)
	if failure != nil {
		r.failed(j, failure)
	}
	run := store.Run{Duty: j.name, Tick: tick, Holder: r.cfg.Holder, Finished: r.cfg.Now().UTC(), Outcome: outcomeOf(failure), Done: done}
	mine, err := r.cfg.Acts.FinishRun(ctx, run)
	if err == nil && mine {
		r.count.runs.Add(1)
		err = r.next(ctx, j, again)
	}
	if err != nil {
		r.failed(j, err) // its lease ends, and somebody does it again
	}
}

// next sees to it that a duty that failed is tried again, and that one that did
// its work is left to the clock.
func (r *Runner) next(ctx context.Context, j *job, again bool) error {
	if !again || j.at == nil {
		return r.cfg.Acts.DropRunAgain(ctx, j.name)
	}
	runs, err := r.cfg.Acts.RecentRuns(ctx, j.name, failuresCounted)
	if err != nil {
		return err
	}
	now := r.cfg.Now().UTC()
	byClock := j.at.Next(now.In(store.ChinaTime))
	at := now.Add(pauseAfter(store.FailuresInARow(runs), j.at.Next(byClock).Sub(byClock))).Truncate(time.Minute)
	if at.Equal(byClock) {
		return nil
	}
	return r.cfg.Acts.RunAgain(ctx, j.name, at)
}

// failuresCounted is how far back failures are counted: the pause is longest by then.
const failuresCounted = 12

// pauseAfter is how long a duty rests after so many failures in a row; beat is the
// time between two of its ticks.
func pauseAfter(failures int, beat time.Duration) time.Duration {
	return min(min(repeatAfter, beat)<<min(max(failures-1, 0), failuresCounted), repeatMost)
}

func (r *Runner) failed(j *job, err error) {
	var panicked *act.PanicError
	if errors.As(err, &panicked) {
		r.count.panics.Add(1)
	}
	r.count.failures.Add(1)
	r.cfg.Log.Warn("duty failed", "duty", j.name, "outcome", outcomeOf(err), "error", err)
}

// missedEvery is how often, in looks for lost runs, ticks are looked for that the
// clock did not bring.
const missedEvery = 6

// takeOver looks for runs that somebody asked for, whose holder died, or that were
// missed.
func (r *Runner) takeOver(ctx context.Context) {
	j := &job{name: "runs"}
	for n := 0; sleep(ctx, lookForRun, nil); n++ {
		err := r.takeLost(ctx)
		if err == nil && n%missedEvery == 0 {
			err = r.catchUp(ctx)
		}
		if err != nil && ctx.Err() == nil {
			r.failed(j, err)
		}
	}
}

// catchUp does each duty whose last tick nobody did: once, however many were
// missed. A duty that never ran has missed nothing.
func (r *Runner) catchUp(ctx context.Context) error {
	for _, j := range r.jobs {
		if j.at == nil {
			continue
		}
		runs, err := r.cfg.Acts.RecentRuns(ctx, j.name, 1)
		if err != nil {
			return err
		}
		tick := lastTick(j.at, r.cfg.Now().Add(-missedAfter))
		if len(runs) > 0 && runs[0].Tick.Before(tick) {
			r.wg.Go(func() { r.byClock(ctx, j, tick) })
		}
	}
	return nil
}

// lostMost is how many runs are taken over at one look.
const lostMost = 50

func (r *Runner) takeLost(ctx context.Context) error {
	lost, err := r.cfg.Acts.LostRuns(ctx, lostMost)
	if err != nil {
		return err
	}
	for _, run := range lost {
		j := r.jobNamed(run.Duty)
		r.wg.Go(func() { r.tick(ctx, j, run.Tick) })
	}
	return nil
}

func (r *Runner) jobNamed(name string) *job {
	if i := slices.IndexFunc(r.jobs, func(j *job) bool { return j.name == name }); i >= 0 {
		return r.jobs[i]
	}
	return &job{name: name, duty: nobodys{}}
}

// nobodys is a duty that this program does not know: asked for by name, or of
// another release.
type nobodys struct{}

// RunOnce says so.
func (nobodys) RunOnce(context.Context, time.Time) (int, error) {
	return 0, finding("there is no such duty")
}
