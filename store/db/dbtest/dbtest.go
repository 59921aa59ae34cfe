// Package dbtest gives a test an empty, migrated database on each engine. For
// MariaDB it starts a throwaway server.
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"liaison/store/db"
)

// Engines lists the engines every contract is tested on.
var Engines = []db.Engine{db.SQLite, db.MySQL}

// Each runs a test on an empty database of each engine, as a subtest.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	for _, e := range Engines {
		t.Run(string(e), func(t *testing.T) { test(t, New(t, e)) })
	}
}

// New opens an empty, migrated database that is gone when the test ends.
func New(tb testing.TB, e db.Engine) *db.DB {
	tb.Helper()
	return Open(tb, Spec(tb, e))
}

// Spec makes an empty, migrated database and names it as LIAISON_DB would, for
// tests that open it themselves, perhaps twice.
func Spec(tb testing.TB, e db.Engine) string {
	tb.Helper()
	if e == db.SQLite {
		return sqliteSpec(tb)
	}
	return mysqlSpec(tb, Server(tb))
}

// BareSpec names a database without any table, as a restore wants one.
func BareSpec(tb testing.TB, e db.Engine) string {
	tb.Helper()
	if e == db.SQLite {
		return "sqlite:" + filepath.Join(tb.TempDir(), "bare.db")
	}
	m, name := Server(tb), fmt.Sprintf("t%d", databases.Add(1))
	if err := m.CreateDatabase(name); err != nil {
		tb.Fatalf("creating a test database: %v", err)
	}
	return "mysql:" + m.DSN(name)
}

// Open opens a database and closes it when the test ends.
func Open(tb testing.TB, spec string) *db.DB {
	tb.Helper()
	d, err := db.Open(context.Background(), spec, db.Options{})
	if err != nil {
		tb.Fatalf("opening a test database: %v", err)
	}
	tb.Cleanup(func() { d.Close() })
	return d
}

// migrated is a migrated SQLite file that every test copies: migrating takes
// longer than most tests.
var migrated = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "liaison-dbtest-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "empty.db")
	return path, Migrate("sqlite:" + path)
})

// Migrate brings a database's schema up to date.
func Migrate(spec string) error {
	ctx := context.Background()
	d, err := db.Open(ctx, spec, db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Migrate(ctx)
}

func sqliteSpec(tb testing.TB) string {
	tb.Helper()
	from, err := migrated()
	if err != nil {
		tb.Fatalf("migrating a test database: %v", err)
	}
	path := filepath.Join(tb.TempDir(), "liaison.db")
	if err := copyFile(path, from); err != nil {
		tb.Fatalf("copying a test database: %v", err)
	}
	return "sqlite:" + path
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}

var databases atomic.Int64

// MySQLSpec makes an empty, migrated database on a server of the test's own.
func MySQLSpec(tb testing.TB, m *MariaDB) string { return mysqlSpec(tb, m) }

func mysqlSpec(tb testing.TB, m *MariaDB) string {
	tb.Helper()
	name := fmt.Sprintf("t%d", databases.Add(1))
	if err := m.CreateDatabase(name); err != nil {
		tb.Fatalf("creating a test database: %v", err)
	}
	if err := m.copySchema(name); err != nil {
		tb.Fatalf("filling a test database: %v", err)
	}
	return "mysql:" + m.DSN(name)
}

// emptyDatabase is the migrated database that the others are copied from:
// migrating, a statement and a note at a time, takes ten times as long.
const emptyDatabase = "empty"

var emptyLock sync.Mutex

// copySchema makes a database's tables as they are in the migrated one.
func (m *MariaDB) copySchema(name string) error {
	emptyLock.Lock()
	defer emptyLock.Unlock()
	conn, err := m.open("")
	if err != nil {
		return err
	}
	defer conn.Close()
	tables, err := tablesOf(conn, emptyDatabase)
	if err != nil {
		return err
	}
	if len(tables) == 0 {
		if err := m.CreateDatabase(emptyDatabase); err != nil {
			return err
		}
		if err := Migrate("mysql:" + m.DSN(emptyDatabase)); err != nil {
			return err
		}
		if tables, err = tablesOf(conn, emptyDatabase); err != nil {
			return err
		}
	}
	for _, t := range tables {
		if _, err := conn.Exec("CREATE TABLE " + name + "." + t + " LIKE " + emptyDatabase + "." + t); err != nil {
			return err
		}
	}
	_, err = conn.Exec("INSERT INTO " + name + ".goose_db_version SELECT * FROM " + emptyDatabase + ".goose_db_version")
	return err
}

func tablesOf(conn *sql.DB, database string) ([]string, error) {
	rows, err := conn.Query("SELECT table_name FROM information_schema.tables WHERE table_schema = ?", database)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		names = append(names, n)
	}
	return names, rows.Err()
}
