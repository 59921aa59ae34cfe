package main_test

import (
	"bytes"
	"math"
	"os/exec"
	"strings"
	"testing"
	"time"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// command runs another of the program's commands to its end.
func (d *deployment) command(args ...string) (output string, code int) {
	d.t.Helper()
	cmd, out := d.prepare(args...)
	exited := make(chan struct{})
	if err := run(cmd, exited); err != nil {
		d.t.Fatal(err)
	}
	select {
	case <-exited:
	case <-time.After(30 * time.Second):
		_ = cmd.Process.Kill() // it may have ended just now
		<-exited
		d.t.Errorf("%v did not end by itself", args)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

func (d *deployment) prepare(args ...string) (*exec.Cmd, *bytes.Buffer) {
	d.t.Helper()
	path, err := built()
	if err != nil {
		d.t.Fatal(err)
	}
	out := &bytes.Buffer{}
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr = d.environ(freeAddr(d.t), ""), d.dir, out, out
	return cmd, out
}

// A program that does not fit the database refuses to touch it, and says what to
// do, in one line.
func TestOtherSchemas(t *testing.T) {
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			spec := dbtest.Spec(t, e)
			rows := openRows(t, spec)
			rows.exec(t, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, ?)", 99_999_001, true)
			refused(t, deploy(t, spec), "run the newer program", "serve", "migrate")
		})
	}
	t.Run("empty MariaDB", func(t *testing.T) {
		m := dbtest.Server(t)
		if err := m.CreateDatabase("nothing"); err != nil {
			t.Fatal(err)
		}
		d := deploy(t, "mysql:"+m.DSN("nothing"))
		refused(t, d, "run liaison migrate", "serve")
		if out, code := d.command("migrate"); code != 0 {
			t.Fatalf("migrate: code %d: %s", code, out)
		}
		d.replica() // fails unless it is ready
	})
}

// refused expects commands to end at once with one line that says what to do.
func refused(t *testing.T, d *deployment, advice string, commands ...string) {
	t.Helper()
	for _, c := range commands {
		out, code := d.command(c)
		if code != 1 || !strings.Contains(out, advice) || strings.Count(out, "\n") != 1 {
			t.Errorf("%s: code %d, said %q", c, code, out)
		}
	}
}

// A migration that is killed again and again continues where it was, loses
// nothing, and ends with the schema of one that was never disturbed.
func TestKillMigration(t *testing.T) {
	m := dbtest.Server(t)
	if err := m.CreateDatabase("torn"); err != nil {
		t.Fatal(err)
	}
	d := deploy(t, "mysql:"+m.DSN("torn"))
	rows := openRows(t, d.database)
	kills := 0
	for target := 1; ; target += either(12, 2) {
		if d.migrateUntil(t, rows, target) {
			break
		}
		kills++
		// What is dead cannot renew the lock; nobody need wait until it is due.
		rows.exec(t, "UPDATE goose_lock SET lease_expires_at = updated_at")
	}
	if kills < 3 {
		t.Errorf("only %d migrations were killed", kills)
	}
	whole := openRows(t, dbtest.Spec(t, db.MySQL))
	torn, undisturbed := rows.schema(t), whole.schema(t)
	if torn != undisturbed {
		t.Errorf("the schema is not that of an undisturbed migration:\n%s\n\n%s", torn, undisturbed)
	}
	p := d.replica()
	genuine(t, d.platform, p.addr)
	t.Logf("%d migrations killed, the next one finished; the schema is that of an undisturbed one", kills)
}

// migrateUntil runs migrate and kills it in the middle of a statement once so many
// are noted; true means that it was done before. The server finishes what it has
// begun, so that the statement is done and nobody has noted it.
func (d *deployment) migrateUntil(t *testing.T, rows *rows, target int) (done bool) {
	t.Helper()
	cmd, out := d.prepare("migrate")
	exited := make(chan struct{})
	if err := run(cmd, exited); err != nil {
		t.Fatal(err)
	}
	for ended := false; !ended && (rows.applied(t) < target || !rows.creating(t)); {
		select {
		case <-exited:
			ended = true
		default: // no pause: a statement takes a few milliseconds
		}
	}
	_ = cmd.Process.Kill() // it may be gone already
	<-exited
	if code := cmd.ProcessState.ExitCode(); code > 0 {
		t.Fatalf("migrate: code %d: %s", code, out)
	}
	return cmd.ProcessState.Success()
}

// applied is how many statements are noted as done.
func (d *rows) applied(t *testing.T) (n int) {
	t.Helper()
	if d.QueryRow("SELECT COUNT(*) FROM goose_db_version").Scan(&n) != nil {
		return math.MinInt // the table is not there yet
	}
	return n
}

// creating tells whether a table or an index is being made just now.
func (d *rows) creating(t *testing.T) bool {
	t.Helper()
	return d.count(t, "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND info LIKE 'CREATE %'") > 0
}

// schema describes all columns and indexes.
func (d *rows) schema(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	var line string
	row := func() { b.WriteString(line + "\n") }
	d.each(t, `SELECT CONCAT_WS(' ', table_name, column_name, column_type, is_nullable, column_default, character_set_name, collation_name)
		FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`, []any{&line}, row)
	d.each(t, `SELECT CONCAT_WS(' ', table_name, index_name, non_unique, seq_in_index, column_name)
		FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index`, []any{&line}, row)
	return b.String()
}
