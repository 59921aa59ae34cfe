package main_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestBackupUnderLoad: a backup is made while voters write, everything is lost, and
// another machine, of the other engine too, goes on from it: every number that was
// given before the backup began is there, with its words and its history.
func TestBackupUnderLoad(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			old := deploy(t, dbtest.Spec(t, e))
			p := old.replica()
			l := startLoad(t, old.platform, 8, 3, p.addr)
			await(t, time.Minute, "messages are answered", func() bool { return l.answered() >= either(300, 3000) })
			before := l.all()
			file := filepath.Join(t.TempDir(), "office.tar.gz")
			old.succeeds(t, "backup", file)
			after := l.answered()
			await(t, time.Minute, "the load goes on", func() bool { return l.answered() > after })
			l.end()
			p.kill()
			for _, to := range dbtest.Engines {
				t.Run("restored on "+string(to), func(t *testing.T) { goesOn(t, old, file, to, before) })
			}
		})
	}
}

// goesOn restores a backup on another machine, which has the old one's keys, and
// looks for what was acknowledged.
func goesOn(t *testing.T, old *deployment, file string, e db.Engine, before []*entry) {
	spec := dbtest.BareSpec(t, e)
	fresh := deploy(t, spec)
	fresh.platform = old.platform
	keys, err := os.ReadFile(old.keys)
	if err == nil {
		err = os.WriteFile(fresh.keys, keys, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	fresh.succeeds(t, "restore", file)
	d := openRows(t, spec)
	if n := d.count(t, "SELECT COUNT(*) FROM audit WHERE act = 'backup.restore'"); n != 1 {
		t.Errorf("the restore stands %d times in the audit", n)
	}
	kept := ledger{entries: before}
	kept.check(t, d)
	p := fresh.replica()
	e2 := &entry{message: *newMessage("after")}
	e2.deliver(t.Context(), fresh.platform, p.addr, 3)
	if e2.number() == "" {
		t.Errorf("nobody is answered after the restore: %v", e2.answers)
	}
	if n := d.count(t, "SELECT COUNT(*) FROM opinion WHERE number = ?", e2.number()); n != 1 {
		t.Errorf("the number given after the restore names %d items", n)
	}
}

// succeeds runs a command of the program that must do what it is asked.
func (d *deployment) succeeds(t *testing.T, args ...string) {
	t.Helper()
	if out, code := d.command(args...); code != 0 {
		t.Fatalf("liaison %v: exit code %d: %s", args, code, out)
	}
}
