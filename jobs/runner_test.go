package jobs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// work is a duty that counts, waits, fails or panics as a test says.
type work func(ctx context.Context, now time.Time) (int, error)

func (w work) RunOnce(ctx context.Context, now time.Time) (int, error) { return w(ctx, now) }

func minutely(t testing.TB, name string, d Duty) *job {
	t.Helper()
	at, err := clockwork("* * * * *")
	if err != nil {
		t.Fatal(err)
	}
	return &job{name: name, duty: d, at: at}
}

// runs reads a duty's runs, newest first.
func (b *bench) runs(duty string) []store.Run {
	b.t.Helper()
	list, err := db.LastRuns(b.t.Context(), b.d.Read(), duty, 1000)
	b.must(err)
	return list
}

// second is a runner of another replica.
func (b *bench) second() *Runner {
	return b.runner(func(c *Config) { c.Acts = b.replica(b.d) })
}

func TestTwoReplicasThirtyTicks(t *testing.T) {
	each(t, func(b *bench) {
		one, two := b.runner(), b.second()
		var done atomic.Int64
		count := work(func(context.Context, time.Time) (int, error) { done.Add(1); return 7, nil })
		j, k := minutely(b.t, "count", count), minutely(b.t, "count", count)
		for range 30 {
			tick := one.tickNow(j)
			var both sync.WaitGroup
			both.Go(func() { one.tick(b.t.Context(), j, tick) })
			both.Go(func() { two.tick(b.t.Context(), k, tick) })
			both.Wait()
			b.step(time.Minute)
		}
		runs := b.runs("count")
		for _, r := range runs {
			if r.Finished.IsZero() || r.Outcome != "ok" || r.Done != 7 {
				b.t.Errorf("run %+v", r)
			}
		}
		if len(runs) != 30 || done.Load() != 30 || one.Counters().Runs+two.Counters().Runs != 30 {
			b.t.Errorf("%d rows, %d done, %d and %d counted; want 30", len(runs), done.Load(), one.Counters().Runs, two.Counters().Runs)
		}
	})
}

func TestDeadHolderIsReplacedWithinAMinute(t *testing.T) {
	each(t, func(b *bench) {
		ctx := b.t.Context()
		tick := monday
		ok, err := b.acts.ClaimRun(ctx, "count", tick, "dead")
		if b.must(err); !ok {
			b.t.Fatal("not claimed")
		}
		r := b.second()
		r.jobs = append(r.jobs, minutely(b.t, "count", work(func(context.Context, time.Time) (int, error) { return 1, nil })))
		b.step(act.RunLease - time.Second)
		b.must(r.takeLost(ctx))
		r.wg.Wait()
		if run := b.runs("count")[0]; !run.Finished.IsZero() {
			b.t.Fatal("taken over while its holder may live")
		}
		b.set(monday.Add(60*time.Second - lookForRun)) // the last look within the minute may be this one
		b.must(r.takeLost(ctx))
		r.wg.Wait()
		if run := b.runs("count")[0]; run.Outcome != "ok" || run.Holder == "dead" {
			b.t.Errorf("run %+v", run)
		}
		if ok, err := b.acts.FinishRun(ctx, store.Run{Duty: "count", Tick: tick, Holder: "dead", Finished: b.Now(), Outcome: "late"}); err != nil || ok {
			b.t.Errorf("the dead one finished it: %v, %v", ok, err)
		}
	})
}

// A holder that lives keeps its run, however long the work takes.
func TestLivingHolderKeepsItsRun(t *testing.T) {
	each(t, func(b *bench) {
		r := b.runner()
		r.beat = time.Millisecond
		j := minutely(b.t, "long", work(func(ctx context.Context, _ time.Time) (int, error) {
			b.step(act.RunLease * 2)
			end := b.Now().Add(act.RunLease / 2)
			for ctx.Err() == nil { // until a sign of life has renewed the lease
				if runs := b.runs("long"); runs[0].LeaseEnds.After(end) {
					return 1, nil
				}
			}
			return 0, ctx.Err()
		}))
		r.tick(b.t.Context(), j, monday)
		if run := b.runs("long")[0]; run.Outcome != "ok" {
			b.t.Errorf("run %+v", run)
		}
	})
}

// A holder that lost its run stops and writes nothing.
func TestLosingARunStopsIt(t *testing.T) {
	each(t, func(b *bench) {
		r, ctx := b.runner(), b.t.Context()
		r.beat = time.Millisecond
		j := minutely(b.t, "lost", work(func(held context.Context, _ time.Time) (int, error) {
			b.step(act.RunLease * 4)
			for held.Err() == nil { // the heart beats against it until the claim comes between
				if ok, err := b.acts.ClaimRun(ctx, "lost", monday, "other"); err != nil || ok {
					break
				}
				b.step(act.RunLease * 4)
			}
			<-held.Done()
			return 1, held.Err()
		}))
		r.tick(ctx, j, monday)
		if run := b.runs("lost")[0]; run.Holder != "other" || !run.Finished.IsZero() {
			b.t.Errorf("run %+v", run)
		}
	})
}

func TestAFailureIsRecordedAndTriedAgain(t *testing.T) {
	each(t, func(b *bench) {
		r, ctx := b.runner(), b.t.Context()
		at, err := clockwork("10 3 * * *")
		b.must(err)
		sick := true
		j := &job{name: "nightly", at: at, duty: work(func(context.Context, time.Time) (int, error) {
			if sick {
				panic("text of a person")
			}
			return 3, nil
		})}
		r.jobs = append(r.jobs, j)
		r.tick(ctx, j, monday)
		runs := b.runs("nightly")
		if len(runs) != 2 || !runs[0].Finished.IsZero() || !runs[0].Tick.Equal(monday.Add(repeatAfter)) {
			b.t.Fatalf("runs %+v, want another one asked for", runs)
		}
		if o := runs[1].Outcome; !strings.HasPrefix(o, "panic at liaison/jobs.") || strings.Contains(o, "person") || r.Counters().Panics != 1 {
			b.t.Errorf("outcome %q, %+v", o, r.Counters())
		}
		b.must(r.takeLost(ctx))
		r.wg.Wait()
		if b.runs("nightly")[0].Holder != "" {
			b.t.Error("tried again at once")
		}
		sick = false
		b.step(repeatAfter)
		b.must(r.takeLost(ctx))
		r.wg.Wait()
		if run := b.runs("nightly")[0]; run.Outcome != "ok" || run.Done != 3 {
			b.t.Errorf("run %+v", run)
		}
	})
}

func TestRunNow(t *testing.T) {
	each(t, func(b *bench) {
		r, ctx := b.second(), b.t.Context()
		admin := store.Actor{Kind: store.ActorStaff, ID: "s", OfficeID: b.root, Grants: []store.Grant{{Role: store.RoleSystem, OfficeID: b.root}}}
		clerk := store.Actor{Kind: store.ActorStaff, ID: "c", OfficeID: b.root, Grants: []store.Grant{{Role: store.RoleClerk, OfficeID: b.root}}}
		ask := func(who store.Actor, duty string) error {
			return b.acts.Do(ctx, who, "", func(tx *act.Tx) error { return tx.RunNow(duty) })
		}
		b.must(ask(admin, "sweep"))
		b.must(ask(admin, "nonsense"))
		if err := ask(clerk, "sweep"); !errors.Is(err, store.ErrForbidden) {
			b.t.Errorf("a clerk got %v", err)
		}
		b.must(r.takeLost(ctx))
		r.wg.Wait()
		list, err := b.acts.LastRuns(ctx, admin, "sweep", 10)
		if b.must(err); len(list) != 1 || list[0].Outcome != "ok" || list[0].Holder != r.cfg.Holder {
			b.t.Errorf("runs %+v", list)
		}
		if runs := b.runs("nonsense"); runs[0].Outcome != "there is no such duty" {
			b.t.Errorf("runs %+v", runs)
		}
	})
}

func TestSweepLeavesRecentRuns(t *testing.T) {
	each(t, func(b *bench) {
		r := b.runner()
		j := r.jobNamed("sweep")
		for range 9 {
			r.tick(b.t.Context(), j, b.Now())
			b.step(24 * time.Hour)
		}
		if n := len(b.runs("sweep")); n != 8 {
			b.t.Errorf("%d runs are left of nine days, want those of the last week", n)
		}
	})
}

func TestSweepDeletesFilesNothingNames(t *testing.T) {
	b := newBench(t, dbtest.New(t, db.SQLite), nil)
	_, err := b.acts.Files().PutVoice(t.Context(), strings.NewReader("#!AMR\n"+strings.Repeat("\x04abcdefghijkl", 20)), "amr")
	b.must(err)
	duty := &Sweeper{acts: b.acts}
	for _, c := range []struct {
		after time.Duration
		left  bool
	}{{23 * time.Hour, true}, {25 * time.Hour, false}} {
		done, err := duty.RunOnce(t.Context(), time.Now().Add(c.after)) // the age of a file is the disk's, not the stepped clock's
		b.must(err)
		if n, _, err := b.acts.Files().Usage(); err != nil || (n > 0) != c.left || (done == 0) != c.left {
			t.Errorf("after %s %d files are left, %d were swept (%v)", c.after, n, done, err)
		}
	}
}

// Duties of one replica do not wait for each other, and Stop waits for them.
func TestStartAndStop(t *testing.T) {
	d := dbtest.New(t, db.SQLite)
	b := newBench(t, d, nil)
	before := goleak.IgnoreCurrent()
	r := b.runner(func(c *Config) { c.Bot = broken{} })
	r.Start(t.Context())
	p := b.person(false)
	b.notice(store.Notice{PersonID: p.ID})
	for end := time.Now().Add(20 * time.Second); b.got(p.Openid, sim.ViaTemplate) == 0 || r.Counters().Panics == 0; {
		if time.Now().After(end) {
			t.Fatalf("the notice did not go out beside the broken duty: %+v", r.Counters())
		}
		r.Wake()
	}
	r.Stop()
	if c := r.Counters(); c.Sent != 1 || c.Panics == 0 {
		t.Errorf("counted %+v", c)
	}
	b.client.Close()
	goleak.VerifyNone(t, before, goleak.IgnoreAnyFunction("net/http.(*conn).serve"))
}

// broken is a bot that always panics.
type broken struct{}

func (broken) WorkPending(context.Context, int) (int, error) { panic("broken") }

func TestDutiesAreListed(t *testing.T) {
	b := newBench(t, dbtest.New(t, db.SQLite), nil)
	next := map[string]string{}
	for _, i := range b.runner().Duties() {
		if i.Name == "" || i.Title == "" || i.Schedule == "" {
			t.Errorf("%+v", i)
		}
		next[i.Name] = i.Next.Format(time.RFC3339)
	}
	want := map[string]string{"send": "0001-01-01T00:00:00Z", "sms": "0001-01-01T00:00:00Z", "reports": "2026-11-24T00:40:00Z", "late": "0001-01-01T00:00:00Z", "media": "0001-01-01T00:00:00Z", "roster": "0001-01-01T00:00:00Z",
		"index": "0001-01-01T00:00:00Z", "broadcast": "0001-01-01T00:00:00Z",
		"remind": "2026-11-23T01:31:00Z", "statistics": "2026-11-23T01:32:00Z", "retain": "2026-11-23T18:50:00Z", "sweep": "2026-11-23T19:10:00Z", "backup": "2026-11-23T18:30:00Z", "seal": "0001-01-01T00:00:00Z", "audit": "2026-11-23T20:40:00Z", "digest": "2026-11-24T00:30:00Z", "activities": "2026-11-24T00:40:00Z", "watch": "2026-11-24T00:40:00Z", "reception": "2026-11-23T02:05:00Z", "calendar": "2026-11-24T01:00:00Z"}
	if fmt.Sprint(next) != fmt.Sprint(want) {
		t.Errorf("got %v\nwant %v", next, want)
	}
}

func TestConfigIsChecked(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("an empty configuration was taken")
	}
	b := newBench(t, dbtest.New(t, db.SQLite), nil)
	c := b.config()
	c.Holder = strings.Repeat("x", 27)
	if _, err := New(c); err == nil {
		t.Error("a holder too long for its column was taken")
	}
}

func TestOutcomeHoldsNoText(t *testing.T) {
	for err, want := range map[error]string{
		nil:                               "ok",
		store.ErrConflict:                 "conflict",
		fmt.Errorf("reading: %w", errX{}): "failed: jobs.errX",
		finding("holidays are missing"):   "holidays are missing",
	} {
		if got := outcomeOf(err); got != want {
			t.Errorf("%v: got %q, want %q", err, got, want)
		}
	}
}

type errX struct{}

func (errX) Error() string { return "somebody's words" }
