package jobs

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestBackupEachNight: a backup is made, the oldest goes when there are more than
// the setting keeps, others' files stay, and 0 makes none.
func TestBackupEachNight(t *testing.T) {
	b := newBench(t, dbtest.New(t, db.SQLite), nil)
	dir := filepath.Join(t.TempDir(), "backups")
	duty := &Backup{acts: b.acts, dir: dir}
	set := func(value string) {
		t.Helper()
		err := b.acts.Do(t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error {
			return tx.Set("", store.SetBackupKeep, value)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	night := func(made int) []string {
		t.Helper()
		b.step(24 * time.Hour)
		if done, err := duty.RunOnce(t.Context(), b.Now().UTC()); done != made || err != nil {
			t.Fatalf("made %d (%v), want %d", done, err, made)
		}
		list, err := act.Backups(dir)
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	set("2")
	first := night(1)
	if err := os.WriteFile(filepath.Join(dir, "mine.tar.gz"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	night(1)
	list := night(1)
	if len(list) != 2 || list[0] == first[0] {
		t.Errorf("after three nights %v are kept", list)
	}
	if _, err := os.Stat(filepath.Join(dir, "mine.tar.gz")); err != nil {
		t.Error("somebody's own file was removed")
	}
	set("0")
	if n := len(night(0)); n != 2 {
		t.Errorf("%d are kept after backups were turned off", n)
	}
}
