package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	_ "modernc.org/sqlite" // registers the driver "sqlite"
)

// readers is how many connections read an SQLite file beside the one writer.
const readers = 8

func openSQLite(ctx context.Context, path string, opt Options) (*DB, error) {
	d := &DB{Engine: SQLite, path: path}
	if opt.Exclusive {
		lock, err := lockFile(path + ".lock")
		if err != nil {
			return nil, err
		}
		d.lock = lock
	}
	var err error
	if d.w, err = openFile(path, 1, "_txlock=immediate"); err == nil {
		d.r, err = openFile(path, readers, "_pragma=query_only(1)")
	}
	if err == nil {
		err = d.w.PingContext(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening %s: %w", path, err), d.abandon())
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("closing %s to other users: %w", path, err), d.abandon())
	}
	return d, nil
}

// abandon closes what was opened of a database that failed to open.
func (d *DB) abandon() error {
	for _, p := range []*sql.DB{d.w, d.r} {
		if p != nil {
			p.Close()
		}
	}
	if d.lock != nil {
		return d.lock.Close()
	}
	return nil
}

// openFile opens an SQLite file in WAL mode. synchronous(FULL) makes a commit
// durable: what was answered with a number survives a power cut. secure_delete
// writes zeroes over what is erased: who leaves must not lie on in free space.
func openFile(path string, conns int, extra string) (*sql.DB, error) {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	u.RawQuery = "_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=cache_size(-8000)&" + extra
	db, err := sql.Open("sqlite", u.String())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(conns)
	db.SetMaxIdleConns(conns)
	return db, nil
}
