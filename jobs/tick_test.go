package jobs

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// A failing, a panicking and a hanging duty fire with a good one: all four end,
// each says how, and the good one did its work.
func TestASickDutyBlocksNoOther(t *testing.T) {
	each(t, func(b *bench) {
		r := b.runner()
		r.grace = time.Millisecond
		free := make(chan struct{})
		hung := minutely(b.t, "hang", work(func(context.Context, time.Time) (int, error) { <-free; return 1, nil })) // deaf to its context
		slow := minutely(b.t, "slow", work(func(ctx context.Context, _ time.Time) (int, error) { <-ctx.Done(); return 1, ctx.Err() }))
		hung.limit, slow.limit = time.Millisecond, time.Millisecond
		r.grace = 5 * time.Second
		all := map[*job]string{
			minutely(b.t, "fail", work(func(context.Context, time.Time) (int, error) { return 0, errors.New("words") })):   "failed: *errors.errorString",
			minutely(b.t, "panic", work(func(context.Context, time.Time) (int, error) { panic("words") })):                 "panic at liaison/jobs.",
			minutely(b.t, "good", work(func(context.Context, time.Time) (int, error) { return 3, nil })):                   "ok",
			minutely(b.t, "found", work(func(context.Context, time.Time) (int, error) { return 0, finding("look here") })): "look here",
			slow: store.RunTooLong,
		}
		var each sync.WaitGroup
		for j := range all {
			each.Go(func() { r.byClock(b.t.Context(), j, monday) })
		}
		each.Wait()
		r.grace = time.Millisecond
		r.byClock(b.t.Context(), hung, monday)
		all[hung] = store.RunTooLong
		for j, want := range all {
			i := slices.IndexFunc(b.runs(j.name), func(run store.Run) bool { return run.Tick.Equal(monday) })
			if run := b.runs(j.name)[i]; !strings.HasPrefix(run.Outcome, want) || run.Finished.IsZero() || run.Failed() != (j.name != "good" && j.name != "found") {
				b.t.Errorf("%s: %+v, want %q", j.name, run, want)
			}
		}
		r.tick(b.t.Context(), hung, monday.Add(time.Hour))
		if len(b.runs("hang")) > 2 {
			b.t.Error("a second run began beside the one that hangs")
		}
		close(free)
		for !hung.busy.TryLock() { // until it has heard
		}
	})
}

// A duty that goes on failing is tried after growing pauses, and the clock leaves
// it alone in between; when it is well the clock has it back at once.
func TestPausesGrow(t *testing.T) {
	each(t, func(b *bench) {
		r, ctx, sick := b.runner(), b.t.Context(), true
		var tried []int
		j := minutely(b.t, "moody", work(func(context.Context, time.Time) (int, error) {
			tried = append(tried, int(b.Now().Sub(monday)/time.Minute))
			if sick {
				return 0, errX{}
			}
			return 1, nil
		}))
		r.jobs = []*job{j}
		minute := func() {
			r.byClock(ctx, j, r.tickNow(j))
			b.must(r.takeLost(ctx))
			r.wg.Wait()
			b.step(time.Minute)
		}
		for range 32 {
			minute()
		}
		if want := []int{0, 1, 3, 7, 15, 31}; !slices.Equal(tried, want) {
			b.t.Fatalf("tried in the minutes %v, want %v", tried, want)
		}
		sick, tried = false, nil
		admin := store.Actor{Kind: store.ActorStaff, ID: "s", OfficeID: b.root, Grants: []store.Grant{{Role: store.RoleSystem, OfficeID: b.root}}}
		b.must(b.acts.Do(ctx, admin, "", func(tx *act.Tx) error { return tx.RunNow("moody") }))
		for range 3 {
			minute()
		}
		if want := []int{32, 33, 34}; !slices.Equal(tried, want) {
			b.t.Errorf("well again it ran in the minutes %v, want %v", tried, want)
		}
	})
}

func TestPauseAfter(t *testing.T) {
	for _, x := range []struct {
		failures int
		beat     time.Duration
		want     time.Duration
	}{{1, time.Minute, time.Minute}, {3, time.Minute, 4 * time.Minute}, {12, time.Minute, 2 * time.Hour}, {1, 24 * time.Hour, 10 * time.Minute},
		{2, 24 * time.Hour, 20 * time.Minute}, {0, time.Hour, 10 * time.Minute}, {1000, 24 * time.Hour, 2 * time.Hour}} {
		if got := pauseAfter(x.failures, x.beat); got != x.want {
			t.Errorf("%d failures, every %v: %v, want %v", x.failures, x.beat, got, x.want)
		}
	}
}

// The program stood still over three nights: the nightly duty runs once for them.
// One that never ran has missed nothing.
func TestMissedTicksCatchUpOnce(t *testing.T) {
	each(t, func(b *bench) {
		ctx := b.t.Context()
		one, two := b.runner(), b.second()
		var done atomic.Int64
		for _, r := range []*Runner{one, two} {
			count := func(name string) *job {
				at, err := clockwork("10 3 * * *")
				b.must(err)
				return &job{name: name, at: at, duty: work(func(context.Context, time.Time) (int, error) { done.Add(1); return 1, nil })}
			}
			r.jobs = []*job{count("nightly"), count("fresh")}
		}
		one.byClock(ctx, one.jobs[0], one.tickNow(one.jobs[0]))
		look := func() {
			for range 3 {
				b.must(one.catchUp(ctx))
				b.must(two.catchUp(ctx))
			}
			one.wg.Wait()
			two.wg.Wait()
		}
		look()
		if done.Load() != 1 {
			b.t.Fatalf("%d runs where nothing was missed", done.Load())
		}
		b.step(3*24*time.Hour + 5*time.Hour)
		look()
		if runs := b.runs("nightly"); done.Load() != 2 || len(runs) != 2 || runs[0].Tick.In(store.ChinaTime).Format("02 15:04") != "26 03:10" {
			b.t.Errorf("%d runs, %+v", done.Load(), runs)
		}
		if len(b.runs("fresh")) != 0 {
			b.t.Error("a duty that never ran caught up")
		}
	})
}

// Two replicas, thirty ticks; the one that holds a tick dies in the middle of it,
// five times. There are thirty finished runs, and none waited a minute for its new
// holder.
func TestThirtyTicksWithDyingHolders(t *testing.T) {
	each(t, func(b *bench) {
		var two *Runner
		ran := map[time.Time]int{}
		var mu sync.Mutex
		list := func(die func() bool, kill context.CancelFunc) *job {
			return minutely(b.t, "count", work(func(ctx context.Context, _ time.Time) (int, error) {
				if die() {
					kill()
					return 0, ctx.Err()
				}
				mu.Lock()
				ran[b.Now().Truncate(time.Minute)]++
				mu.Unlock()
				return 1, nil
			}))
		}
		never := func() bool { return false }
		two = b.second()
		two.jobs = []*job{list(never, nil)}
		for n := range 30 {
			dies := n%6 == 3
			ctx, kill := context.WithCancel(b.t.Context())
			one := b.runner()
			one.jobs = []*job{list(func() bool { return dies }, kill)}
			tick := one.tickNow(one.jobs[0])
			one.byClock(ctx, one.jobs[0], tick)
			if !dies {
				two.byClock(b.t.Context(), two.jobs[0], tick)
			}
			for waited := time.Duration(0); dies && b.runs("count")[0].Finished.IsZero(); waited += lookForRun {
				if waited > time.Minute {
					b.t.Fatalf("tick %d waits for a new holder after %v", n, waited)
				}
				b.step(lookForRun)
				b.must(two.takeLost(b.t.Context()))
				two.wg.Wait()
			}
			kill()
			b.set(tick.Add(time.Minute))
		}
		runs := b.runs("count")
		for _, run := range runs {
			if run.Outcome != store.RunOK {
				b.t.Errorf("run %+v", run)
			}
		}
		if len(runs) != 30 || len(ran) != 30 {
			b.t.Errorf("%d runs of %d ticks, want 30 of 30", len(runs), len(ran))
		}
		for at, n := range ran {
			if n != 1 {
				b.t.Errorf("%s was done %d times", at, n)
			}
		}
	})
}

// A duty that is always looking leaves a row when it fails, and one when it is well
// again.
func TestALookThatFailsIsShown(t *testing.T) {
	each(t, func(b *bench) {
		r := b.runner()
		ctx, stop := context.WithCancel(b.t.Context())
		looks := 0
		r.look(ctx, &job{name: "look", every: time.Millisecond, duty: work(func(context.Context, time.Time) (int, error) {
			b.step(time.Second)
			switch looks++; {
			case looks <= 3:
				return 0, errX{}
			case looks == 6:
				stop()
			}
			return 0, nil
		})}, nil)
		runs := b.runs("look")
		if len(runs) != 2 || runs[1].Outcome != "failed: jobs.errX" || runs[0].Outcome != store.RunOK || runs[1].Finished.IsZero() {
			b.t.Errorf("runs %+v", runs)
		}
	})
}
