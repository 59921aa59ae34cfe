package jobs

import (
	"context"
	"errors"
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
	// repeatAfter is when a run that failed is tried again, unless the clock
	// brings the next one before.
	repeatAfter = 10 * time.Minute
	writeTime   = 10 * time.Second // for writing down what is done, even while the program ends
)

// tick does one run by the clock, unless another replica has it or did it. While
// one run of a duty goes on here, the next is left to others, or to the one
// after: each does all that is due.
func (r *Runner) tick(ctx context.Context, j *job, tick time.Time) {
	if !j.busy.TryLock() {
		return
	}
	defer j.busy.Unlock()
	mine, err := r.cfg.Acts.ClaimRun(ctx, j.name, tick, r.cfg.Holder)
	switch {
	case err != nil && ctx.Err() == nil:
		r.failed(j, err)
	case mine:
		r.run(ctx, j, tick)
	}
}

// run does a run that this replica holds, and writes down how it ended. When the
// program ends meanwhile the run is left to whoever takes it over.
func (r *Runner) run(ctx context.Context, j *job, tick time.Time) {
	held, let := context.WithCancel(ctx)
	var done int
	var err error
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		done, err = safely(held, j.duty, r.cfg.Now().UTC())
	}()
	mine := r.keepHold(held, j.name, tick, finished)
	let()
	<-finished
	if mine && ctx.Err() == nil {
		r.finish(ctx, j, tick, done, err)
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

func (r *Runner) finish(ctx context.Context, j *job, tick time.Time, done int, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	if err != nil {
		r.failed(j, err)
		r.again(ctx, j, err)
	}
	run := store.Run{Duty: j.name, Tick: tick, Holder: r.cfg.Holder, Finished: r.cfg.Now().UTC(), Outcome: outcomeOf(err), Done: done}
	mine, err := r.cfg.Acts.FinishRun(ctx, run)
	if err != nil {
		r.failed(j, err) // its lease ends, and somebody does it again
		return
	}
	if mine {
		r.count.runs.Add(1)
	}
}

// again asks for another run of a duty that failed, when the clock would let it
// wait long.
func (r *Runner) again(ctx context.Context, j *job, failure error) {
	var found finding
	now := r.cfg.Now().UTC()
	at := now.Add(repeatAfter).Truncate(time.Minute)
	if errors.As(failure, &found) || j.at == nil || j.at.Next(now.In(store.ChinaTime)).Before(at) {
		return
	}
	if err := r.cfg.Acts.RunAgain(ctx, j.name, at); err != nil {
		r.failed(j, err)
	}
}

func (r *Runner) failed(j *job, err error) {
	var panicked *act.PanicError
	if errors.As(err, &panicked) {
		r.count.panics.Add(1)
	}
	r.count.failures.Add(1)
	r.cfg.Log.Warn("duty failed", "duty", j.name, "outcome", outcomeOf(err), "error", err)
}

// takeOver looks for runs that somebody asked for, or whose holder died.
func (r *Runner) takeOver(ctx context.Context) {
	j := &job{name: "runs"}
	for sleep(ctx, lookForRun, nil) {
		if err := r.takeLost(ctx); err != nil && ctx.Err() == nil {
			r.failed(j, err)
		}
	}
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
