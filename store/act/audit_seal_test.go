package act_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// audited is an office that wrote some audit rows, all of them sealed and anchored.
func audited(t *testing.T, d *db.DB) (*office, *media.Journal) {
	t.Helper()
	o, file := open(t, d), media.OpenJournal(t.TempDir(), "anchors")
	o.anchored(d, file)
	for i := range 4 {
		o.hear(fmt.Sprint("voter", i), "路灯坏了")
		o.sealAll()
	}
	return o, file
}

// anchored gives the office an anchor file.
func (o *office) anchored(d *db.DB, file *media.Journal) {
	o.t.Helper()
	keys, err := store.ParseKeyring(store.GenerateKey("k2"))
	o.must(err)
	o.Acts = act.New(act.Config{DB: d, Keys: keys, Media: o.Files(), Now: func() time.Time { return o.now }, Anchors: file})
	o.t.Cleanup(o.Close)
	_, err = o.HoldSealing(o.t.Context(), "one")
	o.must(err)
}

// sealAll seals in small batches and anchors the end.
func (o *office) sealAll() store.AuditAnchor {
	o.t.Helper()
	for {
		n, end, err := o.SealAudit(o.t.Context(), 3)
		o.must(err)
		if n == 0 {
			o.must(o.Anchor(end))
			return end
		}
	}
}

// faults is what a check of the chain finds: fault and number of each.
func (o *office) faults() string {
	o.t.Helper()
	walk, err := o.WalkAudit(o.t.Context(), func(int64, int64) error { return nil })
	o.must(err)
	var said []string
	for _, f := range walk.Found {
		said = append(said, fmt.Sprint(f.Fault, " ", f.Seq))
	}
	return strings.Join(said, ", ")
}

func exec(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	must(t, d.Tx(t.Context(), func(q db.Q) error {
		_, err := q.ExecContext(t.Context(), query, args...)
		return err
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// last is the number of the chain's last row.
func last(t *testing.T, d *db.DB) int64 {
	t.Helper()
	c, err := db.AuditChain(t.Context(), d.Read())
	must(t, err)
	return c.Seq
}

// tampering is what somebody may do who can write to the database, and what a
// check says. N is the number of the chain's last row.
var tampering = []struct {
	name string
	do   []string
	want string
}{
	{"nothing", nil, ""},
	{"an actor", []string{"UPDATE audit SET actor_id = 'other' WHERE seq = 3"}, "changed 3"},
	{"a time", []string{"UPDATE audit SET at = '2026-01-01 00:00:00.000000' WHERE seq = 3"}, "changed 3"},
	{"an address", []string{"UPDATE audit SET origin = '10.0.0.1' WHERE seq = 3"}, "changed 3"},
	{"an act", []string{"UPDATE audit SET act = 'opinion.read' WHERE seq = 3"}, "changed 3"},
	{"an object", []string{"UPDATE audit SET object_id = 'x' WHERE seq = 3"}, "changed 3"},
	{"an object's kind", []string{"UPDATE audit SET object = 'x' WHERE seq = 3"}, "changed 3"},
	{"an office", []string{"UPDATE audit SET office_id = 'x' WHERE seq = 3"}, "changed 3"},
	{"fields", []string{"UPDATE audit SET fields = 'x' WHERE seq = 3"}, "changed 3"},
	{"a digest", []string{"UPDATE audit SET digest = 'x' WHERE seq = 3"}, "changed 3"},
	{"a person", []string{"UPDATE audit SET actor_id = 'x' WHERE actor_kind = 'person' AND seq = N"}, "changed N"},
	{"a person's mark", []string{"UPDATE audit SET actor_id = '', mark = 'x' WHERE actor_kind = 'person' AND seq = N"}, "changed N"},
	{"a hash", []string{"UPDATE audit SET hash = 'x' WHERE seq = 3"}, "changed 3, changed 4"},
	{"an id", []string{"UPDATE audit SET id = 'x' WHERE seq = 3"}, "changed 3"},
	{"a row removed", []string{"DELETE FROM audit WHERE seq = 3"}, "missing 3"},
	{"the first removed", []string{"DELETE FROM audit WHERE seq = 1"}, "missing 1"},
	{"removed and closed up", []string{"DELETE FROM audit WHERE seq = 3", "UPDATE audit SET seq = seq - 1 WHERE seq > 3"}, "changed 3"},
	{"a row put in", []string{`INSERT INTO audit (id, at, actor_kind, act, seq, hash)
		VALUES ('put-in', '2026-01-01 00:00:00.000000', 'job', 'x', 3, 'x')`}, "twice 3"},
	{"two exchanged", []string{"UPDATE audit SET seq = 0 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 4", "UPDATE audit SET seq = 4 WHERE seq = 0"}, "changed 3, changed 4"},
	{"the end cut off", []string{"DELETE FROM audit WHERE seq = N"}, "cut N"},
	{"the end cut off and its number put back", []string{"DELETE FROM audit WHERE seq = N", "UPDATE audit_chain SET seq = N-1, hash = (SELECT hash FROM audit WHERE seq = N-1)"}, "cut N"},
	{"everything removed", []string{"DELETE FROM audit", "DELETE FROM audit_chain"}, "cut 1"},
	{"a beginning deleted and its base forged", []string{"UPDATE audit_chain SET base_seq = 3, base_hash = (SELECT hash FROM audit WHERE seq = 3)", "DELETE FROM audit WHERE seq <= 3"}, "checkpoint 3"},
}

func TestTamperingIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range tampering {
			t.Run(c.name, func(t *testing.T) {
				d := dbtest.New(t, d.Engine)
				o, _ := audited(t, d)
				n := last(t, d)
				exact := strings.NewReplacer("N-1", fmt.Sprint(n-1), "N", fmt.Sprint(n))
				for _, q := range c.do {
					q = strings.NewReplacer("= N-1", "= "+fmt.Sprint(n-1), "= N", "= "+fmt.Sprint(n)).Replace(q)
					exec(t, d, q)
				}
				if got, want := o.faults(), exact.Replace(c.want); !strings.HasPrefix(got, want) || (want == "") != (got == "") {
					t.Errorf("found %q, want %q", got, want)
				}
			})
		}
	})
}

// Who can write to the database can make the whole chain anew; the anchor file
// has seen the old one.
func TestAChainMadeAnewIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := audited(t, d)
		exec(t, d, "UPDATE audit SET fields = 'nothing happened', seq = 0, hash = '', salt = '', mark = '' WHERE seq >= 3")
		exec(t, d, "UPDATE audit_chain SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)")
		for n := 1; n > 0; {
			var err error
			n, _, err = o.SealAudit(t.Context(), 100)
			must(t, err)
		}
		if got := o.faults(); !strings.HasPrefix(got, "rewritten") {
			t.Errorf("found %q", got)
		}
	})
}

// The holder dies in the middle and two others go on at once: one chain, every
// row in it once, in the order the rows were made in within each batch.
func TestOneChainOnTwoReplicas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		ctx := t.Context()
		mine, err := o.HoldSealing(ctx, "dead")
		if must(t, err); !mine {
			t.Fatal("the first does not hold it")
		}
		if mine, err = o.HoldSealing(ctx, "two"); err != nil || mine {
			t.Fatalf("taken from one who lives: %v %v", mine, err)
		}
		for i := range 30 {
			o.hear(fmt.Sprint("v", i), "路灯坏了")
		}
		stopped, stop := context.WithCancel(ctx)
		_, _, err = o.SealAudit(stopped, 5)
		must(t, err)
		stop() // killed: its lease runs on
		o.now = o.now.Add(act.SealLease + time.Second)
		var both sync.WaitGroup
		for _, name := range []string{"two", "three"} {
			both.Go(func() { sealAs(t, o.Acts, name) })
		}
		both.Wait()
		if got := o.faults(); got != "" {
			t.Errorf("found %q", got)
		}
		rows := auditRows(t, d)
		for i, r := range rows {
			if r.Seq != int64(i+1) {
				t.Fatalf("row %d has number %d", i, r.Seq)
			}
		}
		if left, _ := o.Unsealed(ctx); left > 0 || len(rows) < 30 {
			t.Errorf("%d rows, %d not sealed", len(rows), left)
		}
	})
}

// sealAs seals until nothing is left, believing to be the holder whatever the
// lease says: that is what a replica does that was stopped for a while.
func sealAs(t *testing.T, a *act.Acts, name string) {
	if _, err := a.HoldSealing(t.Context(), name); err != nil {
		t.Error(err)
	}
	for {
		n, _, err := a.SealAudit(t.Context(), 4)
		if err != nil {
			t.Error(err)
			return
		}
		if left, _ := a.Unsealed(t.Context()); n == 0 && left == 0 {
			return
		}
	}
}

func auditRows(t *testing.T, d *db.DB) []store.AuditRow {
	t.Helper()
	rows, err := db.AuditFrom(t.Context(), d.Read(), 0, "~", 10000)
	must(t, err)
	return rows
}

// Who leaves is taken out of the sealed rows, and the chain holds all the same.
func TestLeavingLeavesTheChainWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := audited(t, d)
		who := o.person("voter1")
		o.must(o.do(who, func(t *act.Tx) error {
			p, err := t.LockSelf()
			if err != nil {
				return err
			}
			return t.Unfollow(p)
		}))
		o.sealAll()
		if got := o.faults(); got != "" {
			t.Errorf("found %q", got)
		}
		for _, r := range auditRows(t, d) {
			if r.ActorID == who.ID || r.ObjectID == who.ID {
				t.Errorf("%s of %s still names the person", r.Act, r.Object)
			}
		}
	})
}

func TestDeletingTheBeginningLeavesTheRestToCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := audited(t, d)
		before := len(auditRows(t, d))
		o.now = o.now.AddDate(3, 0, 0)
		o.hear("later", "还有一件事")
		o.sealAll()
		cut := o.now.Add(-time.Hour)
		o.must(o.do(store.JobActor("retain"), func(t *act.Tx) error {
			n, err := t.PruneAudit(cut)
			if n != before {
				o.t.Errorf("deleted %d of %d", n, before)
			}
			return err
		}))
		if got := o.faults(); got != "" {
			t.Errorf("before the record of it is sealed: %q", got)
		}
		o.sealAll()
		rows := auditRows(t, d)
		if got := o.faults(); got != "" || slices.ContainsFunc(rows, func(r store.AuditRow) bool { return r.At.Before(cut) }) {
			t.Errorf("found %q", got)
		}
		exec(t, d, "DELETE FROM audit WHERE seq = ?", rows[0].Seq)
		if got := o.faults(); !strings.HasPrefix(got, "missing") {
			t.Errorf("the first of what is left is gone: %q", got)
		}
	})
}

func TestACheckIsKeptForThePage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := audited(t, d)
		exec(t, d, "UPDATE audit SET fields = 'x' WHERE seq = 2")
		check, err := o.CheckAudit(t.Context())
		must(t, err)
		c, err := db.AuditChain(t.Context(), d.Read())
		if err != nil || len(check.Found) != 1 || len(c.Check.Found) != 1 || c.Check.Found[0] != check.Found[0] ||
			!c.Check.Ended.Equal(o.now) || c.Check.Done != c.Seq {
			t.Errorf("%+v, kept as %+v (%v)", check, c.Check, err)
		}
	})
}
