package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
)

const (
	// startLimit bounds a start. A recovery after Kill is part of a start,
	// and a loaded two-core machine is slow.
	startLimit = 60 * time.Second
	// stopLimit is how long an orderly shutdown may take before it is forced.
	stopLimit = 20 * time.Second
	// portTries bounds the search for a TCP port: between choosing a free
	// one and binding it, another process may take it.
	portTries = 3
)

// Options say how a throwaway MariaDB server differs from the usual one.
type Options struct {
	// TCP opens a port on 127.0.0.1 beside the unix socket, for tests that
	// put a proxy between program and database. Kill and Restart keep it.
	TCP bool
	// Args are further options of mariadbd, such as "--log-bin"; the last
	// one of a name wins.
	Args []string
	// Dir is an existing directory to hold the server's files. When tests
	// run as root, the user mysql must be able to enter it, which rules out
	// testing.T.TempDir. Empty: a directory of the harness's own.
	Dir string
	// Preallocated copies the redo log in full instead of sparsely, so that
	// writing it allocates no blocks, as on a server that has run for a
	// while. Measurements want it; tests start faster without.
	Preallocated bool
}

// MariaDB is a throwaway server: its own process, its own data directory, root
// without a password. It dies with the process that started it, however that
// process ends. Methods are not safe for concurrent use, but for DSN and
// CreateDatabase.
type MariaDB struct {
	opts   Options
	dir    string // data directory, socket, log
	port   int    // 0 without TCP
	owner  *os.File
	exited <-chan struct{}
	signal func(os.Signal) error
}

// shared is the server that all tests of one binary use. Nothing stops it: it
// dies with the process, and the next harness to start clears its files away.
var shared = sync.OnceValues(func() (*MariaDB, error) { return StartMariaDB(Options{}) })

// Server returns the server shared by all tests of this binary, started at the
// first call. Where MariaDB is not installed the test is skipped with the
// reason; in CI (CI or LIAISON_CHECK is set) it fails instead. Tests that
// kill their server start their own.
//
// One goroutine per server lives as long as the process does. Tests that look
// for leaked goroutines must call Server first and ignore what runs by then.
func Server(tb testing.TB) *MariaDB {
	tb.Helper()
	m, err := shared()
	Require(tb, err)
	return m
}

// Require ends the test when err, from StartMariaDB, is not nil: a missing
// MariaDB skips it on somebody's own machine and fails it in CI; any other
// error fails it everywhere.
func Require(tb testing.TB, err error) {
	tb.Helper()
	switch {
	case err == nil:
	case errors.Is(err, ErrNotInstalled):
		LeaveOut(tb, err.Error())
	default:
		tb.Fatalf("MariaDB: %v", err)
	}
}

// LeaveOut ends a test for what this machine lacks: it is skipped with the
// reason, and in CI (CI or LIAISON_CHECK is set), where nothing may lack, fails.
func LeaveOut(tb testing.TB, why string) {
	tb.Helper()
	if isSet("CI") || isSet("LIAISON_CHECK") {
		tb.Fatalf("must not be left out here: %s", why)
	} else {
		tb.Skipf("LEFT OUT: %s", why)
	}
}

func isSet(name string) bool {
	v := os.Getenv(name)
	return v != "" && v != "0" && v != "false"
}

// StartMariaDB starts a server on an empty data directory and returns once it
// answers. The caller ends it with Stop. The error is ErrNotInstalled where
// the programs are missing.
func StartMariaDB(opts Options) (*MariaDB, error) {
	in, err := findInstallation()
	if err != nil {
		return nil, err
	}
	m := &MariaDB{opts: opts}
	if m.dir, m.owner, err = in.newDataDir(opts); err != nil {
		return nil, fmt.Errorf("prepare a data directory: %w", err)
	}
	if err := m.startOnFreePort(in); err != nil {
		m.remove()
		return nil, err
	}
	return m, nil
}

func (m *MariaDB) startOnFreePort(in *installation) error {
	if !m.opts.TCP {
		return m.start(in)
	}
	var err error
	for range portTries {
		if m.port, err = freePort(); err != nil {
			return fmt.Errorf("find a free port: %w", err)
		}
		if err = m.start(in); err == nil {
			return nil
		}
	}
	return err
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// start launches the process and waits until it answers.
func (m *MariaDB) start(in *installation) error {
	p, err := launch(in, m.args(), m.owner)
	if err != nil {
		return fmt.Errorf("launch mariadbd: %w", err)
	}
	m.exited, m.signal = p.exited, p.signal
	if err := m.waitReady(); err != nil {
		m.Kill()
		return fmt.Errorf("start mariadbd: %w; its log ends:\n%s", err, m.logTail())
	}
	return nil
}

// args are kept few. innodb_flush_log_at_trx_commit=1 is named although it is
// the default: tests of durability rest on it. The redo log's size must stay
// that of the template, or the server would rebuild the log at each start.
// sql_mode, character set and collation stay the server's own, so that tests
// see whether the program sets what it needs.
func (m *MariaDB) args() []string {
	args := []string{
		"--no-defaults",
		"--datadir=" + m.dir,
		"--socket=" + m.Socket(),
		"--tmpdir=" + m.dir, // TMPDIR may be closed to the server's account
		"--pid-file=" + filepath.Join(m.dir, "pid"),
		"--log-error=" + m.logFile(),
		"--skip-name-resolve",
		"--performance-schema=OFF",
		"--innodb-flush-log-at-trx-commit=1",
		"--innodb-buffer-pool-size=64M",
		"--innodb-buffer-pool-load-at-startup=OFF",
		"--innodb-buffer-pool-dump-at-shutdown=OFF",
		"--key-buffer-size=1M",
		"--aria-pagecache-buffer-size=8M",
		"--max-connections=500",
	}
	if m.port == 0 {
		args = append(args, "--skip-networking")
	} else {
		args = append(args, "--bind-address=127.0.0.1", "--port="+strconv.Itoa(m.port))
	}
	return append(args, m.opts.Args...)
}

// waitReady asks until the server answers, has ended, or is too late.
func (m *MariaDB) waitReady() error {
	admin, err := m.open("mysql")
	if err != nil {
		return err
	}
	defer admin.Close()
	limit := time.NewTimer(startLimit)
	defer limit.Stop()
	again := time.NewTicker(5 * time.Millisecond)
	defer again.Stop()
	for {
		err := admin.Ping()
		if err == nil {
			return nil
		}
		select {
		case <-m.exited:
			return errors.New("it ended at once")
		case <-limit.C:
			return fmt.Errorf("no answer within %v: %w", startLimit, err)
		case <-again.C:
		}
	}
}

func (m *MariaDB) open(database string) (*sql.DB, error) {
	db, err := sql.Open("mysql", m.DSN(database))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", database, err)
	}
	return db, nil
}

// DSN is the go-sql-driver name of a database on this server, over TCP when
// Options asked for it and else over the unix socket. It sets no option of
// character set, time or mode: those are the program's to set.
func (m *MariaDB) DSN(database string) string {
	c := mysql.NewConfig()
	c.User, c.DBName = "root", database
	c.Net, c.Addr = "unix", m.Socket()
	if m.port != 0 {
		c.Net, c.Addr = "tcp", m.Addr()
	}
	return c.FormatDSN()
}

// Socket is the path of the server's unix socket, open with and without TCP.
func (m *MariaDB) Socket() string { return filepath.Join(m.dir, "sock") }

// Addr is the server's TCP address, host:port, or "" without Options.TCP.
func (m *MariaDB) Addr() string {
	if m.port == 0 {
		return ""
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(m.port))
}

// databaseName is what CreateDatabase accepts, so that no quoting is needed.
var databaseName = regexp.MustCompile(`^[A-Za-z0-9_]{1,64}$`)

// CreateDatabase makes an empty database with the character set and collation
// that Liaison demands of its own (openids differ in case only).
func (m *MariaDB) CreateDatabase(name string) error {
	if !databaseName.MatchString(name) {
		return fmt.Errorf("create database %q: the name must be letters, digits and underscores", name)
	}
	admin, err := m.open("mysql")
	if err != nil {
		return err
	}
	defer admin.Close()
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	_, err = admin.ExecContext(ctx, "CREATE DATABASE `"+name+"` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
	if err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

// Kill ends the server with SIGKILL, as a power cut would end it but for the
// operating system's own cache, and returns when it is gone. Its files stay
// for Restart. Killing a server that is not running does nothing.
func (m *MariaDB) Kill() {
	if m.exited == nil {
		return
	}
	// An error means that the process has ended already, which is the aim.
	_ = m.signal(syscall.SIGKILL)
	<-m.exited
}

// Restart starts the server again on its files, socket and port, recovery
// included. One that still runs is killed first.
func (m *MariaDB) Restart() error {
	m.Kill()
	in, err := findInstallation()
	if err != nil {
		return err
	}
	return m.start(in)
}

// Stop shuts the server down, by force if it takes too long, and removes its
// files. The server cannot be used afterwards.
func (m *MariaDB) Stop() {
	if m.exited != nil {
		_ = m.signal(syscall.SIGTERM) // ended already: see Kill
		select {
		case <-m.exited:
		case <-time.After(stopLimit):
			m.Kill()
		}
	}
	m.remove()
}

// remove deletes what the server left. A rest does no harm: the next harness
// to start sweeps it away.
func (m *MariaDB) remove() {
	_ = os.RemoveAll(m.dir)
	if m.owner != nil {
		_ = m.owner.Close()
	}
}

func (m *MariaDB) logFile() string { return filepath.Join(m.dir, "error.log") }

// logTail is the end of the server's own log, for an error's text.
func (m *MariaDB) logTail() string {
	text, err := os.ReadFile(m.logFile())
	if err != nil {
		return "(no log: " + err.Error() + ")"
	}
	return string(text[max(0, len(text)-2000):])
}
