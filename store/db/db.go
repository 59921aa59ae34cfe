// Package db is all SQL of Liaison, behind one set of queries for two engines:
// embedded SQLite, and MySQL or MariaDB.
//
// One file per noun. A noun's table says once which columns it has and where
// they live in the type of package store (see table); reading, inserting many
// rows and guarded updating follow from that. A generator of typed queries was
// tried and left: it makes a second type for every noun, and what matters most
// here, multi-row statements and lists filtered at run time, it cannot write.
// The contract tests run every query on both engines instead.
//
// Every transaction is READ COMMITTED (SQLite: serial). A state change is guarded
// by the row's version; a lost race is store.ErrConflict.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
)

// Engine names a kind of database.
type Engine string

// The engines.
const (
	SQLite Engine = "sqlite"
	MySQL  Engine = "mysql"
)

// DB is an open database.
type DB struct {
	Engine Engine
	w, r   *sql.DB // the same for MySQL; for SQLite one writer, and readers
	lock   *os.File
	path   string
}

// Options says how a database is opened.
type Options struct {
	// Exclusive takes the lock file of an SQLite database: two servers on one file
	// would each believe in its own queue. Commands beside a server leave it off.
	Exclusive bool
	// Conns bounds the connections to MySQL; 0 means 24.
	Conns int
}

// Open opens the database that LIAISON_DB names: "sqlite:PATH", or "mysql:"
// and a go-sql-driver DSN. It does not migrate. Its errors never hold the DSN,
// which has a password in it.
func Open(ctx context.Context, spec string, opt Options) (*DB, error) {
	kind, rest, _ := strings.Cut(spec, ":")
	switch {
	case kind == string(SQLite) && rest != "":
		return openSQLite(ctx, rest, opt)
	case kind == string(MySQL) && rest != "":
		return openMySQL(ctx, rest, opt)
	}
	return nil, errors.New("the database is named as sqlite:PATH or mysql:DSN")
}

// Close closes all connections and gives up the lock file.
func (d *DB) Close() error {
	err := d.w.Close()
	if d.r != d.w {
		err = errors.Join(err, d.r.Close())
	}
	if d.lock != nil {
		err = errors.Join(err, d.lock.Close())
	}
	return err
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.r.PingContext(ctx); err != nil {
		return fmt.Errorf("pinging the database: %w", err)
	}
	return nil
}

// Q runs statements: a transaction, or the readers' pool.
type Q interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Read gives the readers' pool: each statement sees what is committed when it
// runs.
func (d *DB) Read() Q { return d.r }

// Attempts is how often a transaction is tried before its conflict is reported.
const Attempts = 8

// Tx runs fn in a transaction and commits it. When the engine reports a
// deadlock, a lock timeout, or a busy file, everything is rolled back and fn runs
// again, at most Attempts times: fn must have no effect outside the transaction.
// A failed commit may have happened; whoever repeats must be able to.
func (d *DB) Tx(ctx context.Context, fn func(Q) error) error {
	return again(ctx, func() error { return d.try(ctx, fn) })
}

// again repeats what a rival made fail.
func again(ctx context.Context, do func() error) error {
	var err error
	for n := range Attempts {
		if err = do(); err == nil || !retryable(err) || ctx.Err() != nil {
			return err
		}
		pause(ctx, n)
	}
	return fmt.Errorf("after %d attempts: %w", Attempts, err)
}

func (d *DB) try(ctx context.Context, fn func(Q) error) error {
	tx, err := d.w.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	return nil
}

// pause waits a little before a repeat, longer each time, so that two rivals do
// not meet again at once.
func pause(ctx context.Context, n int) {
	t := time.NewTimer(time.Duration(1<<min(n, 6)) * time.Millisecond)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}
