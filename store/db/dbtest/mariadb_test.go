//go:build linux

package dbtest

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// endingVariable makes this test binary play a run that ends in some way while
// its server is up.
const endingVariable = "DBTEST_ENDING"

func TestMain(m *testing.M) {
	if how := os.Getenv(endingVariable); how != "" {
		end(how)
	}
	os.Exit(m.Run())
}

// end starts a server, prints its process id and directory, and ends.
func end(how string) {
	m, err := StartMariaDB(Options{})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	pid, err := os.ReadFile(filepath.Join(m.dir, "pid"))
	fmt.Println(strings.TrimSpace(string(pid)), m.dir, err)
	switch how {
	case "exit":
		os.Exit(0)
	case "panic":
		panic("a test that went wrong")
	case "kill":
		select {} // until SIGKILL
	}
}

func TestServerDiesWithItsProcess(t *testing.T) {
	Server(t) // skips where there is no MariaDB, and builds the template
	for _, how := range []string{"exit", "panic", "kill"} {
		t.Run(how, func(t *testing.T) {
			pid, dir := runToEnd(t, how)
			waitFor(t, "the server to die", func() bool { return !runs(pid) })
			waitFor(t, "its lock", func() bool { return isFree(filepath.Join(dir, "owner.lock")) })
			next := start(t, Options{})
			if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the files of a dead server are still there: %v", err)
			}
			if _, err := os.Stat(next.dir); err != nil {
				t.Errorf("the files of a live server: %v", err)
			}
		})
	}
}

// runs tells whether a process runs. One that has died but waits for init to
// take note does not: some containers have an init that is slow or none.
func runs(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

// runToEnd runs this binary as in end, and returns what it printed.
func runToEnd(t *testing.T, how string) (pid int, dir string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), endingVariable+"="+how)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("read what it printed: %v", err)
	}
	if _, err := fmt.Sscan(line, &pid, &dir); err != nil {
		t.Fatalf("it printed %q: %v", line, err)
	}
	if how == "kill" {
		_ = cmd.Process.Kill()
	}
	_ = cmd.Wait() // each way of ending but one is an error
	return pid, dir
}

func TestSettings(t *testing.T) {
	m := Server(t)
	if m != Server(t) {
		t.Error("two servers for one binary")
	}
	for name, want := range map[string]string{
		"innodb_flush_log_at_trx_commit": "1",
		"skip_networking":                "1",
		"performance_schema":             "0",
		"innodb_doublewrite":             "1",
	} {
		var got string
		if err := connect(t, m, "mysql").QueryRow("SELECT @@" + name).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if m.Addr() != "" {
		t.Errorf("it listens on %s without being asked", m.Addr())
	}
}

func TestCreateDatabase(t *testing.T) {
	m := Server(t)
	const name = "create_database"
	if err := m.CreateDatabase(name); err != nil {
		t.Fatal(err)
	}
	db := connect(t, m, name)
	t.Cleanup(func() { _, _ = db.Exec("DROP DATABASE " + name) })
	var charset, collation string
	err := db.QueryRow("SELECT @@character_set_database, @@collation_database").Scan(&charset, &collation)
	if err != nil || charset != "utf8mb4" || collation != "utf8mb4_bin" {
		t.Errorf("character set %s, collation %s, error %v", charset, collation, err)
	}
	for _, bad := range []string{name, "", "a`b", "a b", "名"} {
		if m.CreateDatabase(bad) == nil {
			t.Errorf("no error for the name %q", bad)
		}
	}
}

func TestKillAndRestart(t *testing.T) {
	m := start(t, Options{TCP: true})
	if err := m.CreateDatabase("kept"); err != nil {
		t.Fatal(err)
	}
	db := connect(t, m, "kept")
	for _, stmt := range []string{"CREATE TABLE t (n INT PRIMARY KEY)", "INSERT INTO t VALUES (42)"} {
		if _, err := db.Exec(stmt); err != nil {
			t.Fatal(err)
		}
	}
	before := m.DSN("kept")
	m.Kill()
	m.Kill() // a second time does nothing
	if err := db.Ping(); err == nil {
		t.Error("it answers after being killed")
	}
	if err := m.Restart(); err != nil {
		t.Fatal(err)
	}
	if after := m.DSN("kept"); after != before || !strings.Contains(after, "@tcp("+m.Addr()+")/") {
		t.Errorf("DSN before %s, after %s", before, after)
	}
	var n int
	if err := db.QueryRow("SELECT n FROM t").Scan(&n); err != nil || n != 42 {
		t.Errorf("committed row after the kill: %d, %v", n, err)
	}
}

func TestStopLeavesNothing(t *testing.T) {
	m := start(t, Options{Preallocated: true, Args: []string{"--max-connections=17"}})
	var n int
	if err := connect(t, m, "mysql").QueryRow("SELECT @@max_connections").Scan(&n); err != nil || n != 17 {
		t.Errorf("an option of the caller's own: %d, %v", n, err)
	}
	m.Stop()
	if _, err := os.Stat(m.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("files after Stop: %v", err)
	}
	select {
	case <-m.exited:
	default:
		t.Error("it still runs after Stop")
	}
}

func TestStartSaysWhatWentWrong(t *testing.T) {
	Server(t)
	m, err := StartMariaDB(Options{Args: []string{"--no-such-option"}})
	if err == nil {
		m.Stop()
		t.Fatal("no error for an unknown option")
	}
	if !strings.Contains(err.Error(), "no-such-option") {
		t.Errorf("the error does not have the server's own words: %v", err)
	}
}

// outcome records how Require ends a test.
type outcome struct {
	testing.TB
	got string
}

func (o *outcome) Helper()               {}
func (o *outcome) Skipf(string, ...any)  { o.got = "skip" }
func (o *outcome) Fatalf(string, ...any) { o.got = "fail" }

func TestRequire(t *testing.T) {
	missing := fmt.Errorf("%w: no mariadbd", ErrNotInstalled)
	for _, c := range []struct {
		ci, check string
		err       error
		want      string
	}{
		{"", "", nil, ""},
		{"", "", missing, "skip"},
		{"false", "0", missing, "skip"},
		{"true", "", missing, "fail"},
		{"", "1", missing, "fail"},
		{"", "", errors.New("it broke"), "fail"},
	} {
		t.Setenv("CI", c.ci)
		t.Setenv("LIAISON_CHECK", c.check)
		o := &outcome{TB: t}
		Require(o, c.err)
		if o.got != c.want {
			t.Errorf("CI=%q LIAISON_CHECK=%q, error %v: %q, want %q", c.ci, c.check, c.err, o.got, c.want)
		}
	}
}

func TestLookUpNamesTheMend(t *testing.T) {
	_, err := lookUp("no-such-program")
	if !errors.Is(err, ErrNotInstalled) || !strings.Contains(err.Error(), "apt-get install") {
		t.Errorf("error %v", err)
	}
}

func start(t *testing.T, opts Options) *MariaDB {
	t.Helper()
	m, err := StartMariaDB(opts)
	Require(t, err)
	t.Cleanup(m.Stop)
	return m
}

func connect(t *testing.T, m *MariaDB, database string) *sql.DB {
	t.Helper()
	db, err := m.open(database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// waitFor asks until a condition holds, or the test has waited too long.
func waitFor(t *testing.T, what string, holds func() bool) {
	t.Helper()
	limit, again := time.After(10*time.Second), time.NewTicker(time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-limit:
			t.Fatalf("waited in vain for %s", what)
		case <-again.C:
		}
	}
}
