package jobs

import (
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/media"
)

// The end is anchored when there is something new, and at most once a minute; a
// second replica waits until the first one's lease is over.
func TestSealerAnchorsNowAndThen(t *testing.T) {
	each(t, func(b *bench) {
		file := media.OpenJournal(b.t.TempDir(), "anchors")
		keys, err := store.ParseKeyring(store.GenerateKey("k"))
		b.must(err)
		acts := act.New(act.Config{DB: b.d, Keys: keys, Now: b.Now, Anchors: file})
		b.t.Cleanup(acts.Close)
		one, two := &Sealer{acts: acts, holder: "one"}, &Sealer{acts: acts, holder: "two"}
		look := func(s *Sealer) {
			_, err := s.RunOnce(b.t.Context(), b.Now())
			b.must(err)
		}
		write := func() {
			now := b.Now()
			b.insert(db.Batch{Audits: []*store.AuditRow{{ID: store.NewID(now), At: now, Actor: store.ActorJob, ActorID: "test", Act: store.ActDuties}}})
		}
		anchors := func(want int, when string) {
			b.t.Helper()
			if list, _, err := acts.Anchors(); err != nil || len(list) != want {
				b.t.Errorf("%s: %d anchors (%v), want %d", when, len(list), err, want)
			}
		}
		left := func() int { n, _ := acts.Unsealed(b.t.Context()); return n }
		write()
		look(one)
		anchors(1, "at first")
		write()
		look(two)
		if left() == 0 {
			b.t.Error("a second replica sealed while the first lives")
		}
		look(one)
		anchors(1, "within the minute")
		b.step(anchorEvery)
		look(one)
		anchors(2, "after it")
		b.step(anchorEvery)
		look(one)
		anchors(2, "with nothing new")
		write()
		b.step(act.SealLease + time.Second)
		look(two)
		anchors(3, "by the second")
		if left() > 0 {
			b.t.Errorf("%d not sealed", left())
		}
	})
}

// What the nightly check finds is in the table of runs and in the log.
func TestCheckerSaysWhatItFinds(t *testing.T) {
	each(t, func(b *bench) {
		s, now := &Sealer{acts: b.acts, holder: "one"}, b.Now()
		b.insert(db.Batch{Audits: []*store.AuditRow{{ID: store.NewID(now), At: now, Actor: store.ActorJob, ActorID: "test", Act: store.ActDuties}}})
		_, err := s.RunOnce(b.t.Context(), b.Now())
		b.must(err)
		c := &Checker{acts: b.acts, log: quiet()}
		if n, err := c.RunOnce(b.t.Context(), b.Now()); err != nil || n == 0 {
			b.t.Fatalf("%d rows, %v", n, err)
		}
		b.must(b.d.Tx(b.t.Context(), func(q db.Q) error {
			_, err := q.ExecContext(b.t.Context(), "UPDATE audit SET fields = 'x' WHERE seq = 1")
			return err
		}))
		if _, err := c.RunOnce(b.t.Context(), b.Now()); !strings.HasPrefix(outcomeOf(err), "the audit was tampered with: changed at number 1") {
			b.t.Errorf("outcome %q", outcomeOf(err))
		}
	})
}
