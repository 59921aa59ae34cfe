package db

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// A file of migrations/ is named NNNNN_noun.sql; where the engines differ it is
// a pair NNNNN_noun.mysql.sql and .sqlite.sql. Each of its statements is a
// migration of its own, NNNNN×1000 + its place: MySQL commits every DDL statement
// by itself, so a program killed in the middle goes on where it stopped. Never
// change or reorder what was released; add a file.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// MigrationFile is the number of the file that a schema's number belongs to. Two
// engines on one release have this in common, and not the place in it: a pair may
// have more statements for one than for the other.
func MigrationFile(schema int64) int64 { return schema / placesOfFile }

// placesOfFile is how many statements a file may have.
const placesOfFile = 1000

// ErrSchema means that the database and the program do not fit together.
var ErrSchema = errors.New("the database's schema does not fit this program")

// Migrate brings the schema up to what this program knows. Several replicas may
// call it at once.
func (d *DB) Migrate(ctx context.Context) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	if err := d.refuseNewer(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating: %w", err)
	}
	return nil
}

// CheckSchema says whether the schema is exactly the one this program knows.
func (d *DB) CheckSchema(ctx context.Context) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	if err := d.refuseNewer(ctx, p); err != nil {
		return err
	}
	pending, err := p.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("reading the schema's version: %w", err)
	}
	if pending {
		return fmt.Errorf("%w: it is older; run liaison migrate", ErrSchema)
	}
	return nil
}

func (d *DB) refuseNewer(ctx context.Context, p *goose.Provider) error {
	if err := d.refuseHalf(ctx); err != nil {
		return err
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("reading the schema's version: %w", err)
	}
	sources := p.ListSources()
	if known := sources[len(sources)-1].Version; have > known {
		return fmt.Errorf("%w: it is at %d, this program knows %d; run the newer program", ErrSchema, have, known)
	}
	return nil
}

func (d *DB) provider() (*goose.Provider, error) {
	migrations, err := d.migrations()
	if err != nil {
		return nil, err
	}
	opts := []goose.ProviderOption{goose.WithGoMigrations(migrations...), goose.WithDisableGlobalRegistry(true)}
	dialect := goose.DialectSQLite3
	if d.Engine == MySQL {
		dialect = goose.DialectMySQL
		locker, err := lock.NewMySQLTableLocker()
		if err != nil {
			return nil, fmt.Errorf("preparing the migrations' lock: %w", err)
		}
		opts = append(opts, goose.WithLocker(locker))
	}
	p, err := goose.NewProvider(dialect, d.w, nil, opts...)
	if err != nil {
		return nil, fmt.Errorf("preparing migrations: %w", err)
	}
	return p, nil
}

// migrations lists one migration per statement, in order.
func (d *DB) migrations() ([]*goose.Migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("listing migrations: %w", err)
	}
	var list []*goose.Migration
	for _, name := range names {
		if strings.Count(name, ".") == 2 && !strings.HasSuffix(name, "."+string(d.Engine)+".sql") {
			continue
		}
		text, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		number, _, _ := strings.Cut(strings.TrimPrefix(name, "migrations/"), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%s: its name must begin with a number", name)
		}
		for i, s := range statements(string(text)) {
			list = append(list, d.statementMigration(n*placesOfFile+int64(i)+1, s))
		}
	}
	slices.SortFunc(list, func(a, b *goose.Migration) int { return cmp.Compare(a.Version, b.Version) })
	return list, nil
}

// statements splits a file at the semicolons that end a line.
func statements(text string) []string {
	var out []string
	for s := range strings.SplitSeq(text, ";\n") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// statementMigration runs one statement. SQLite's DDL belongs to a transaction,
// and must: its one writing connection is held while migrating.
func (d *DB) statementMigration(version int64, statement string) *goose.Migration {
	run := func(ctx context.Context, q Q) error {
		_, err := q.ExecContext(ctx, statement)
		if alreadyThere(err) {
			return nil // killed after the statement, before it was noted
		}
		return err
	}
	if d.Engine == SQLite {
		return goose.NewGoMigration(version, &goose.GoFunc{
			RunTx: func(ctx context.Context, tx *sql.Tx) error { return run(ctx, tx) }}, nil)
	}
	return goose.NewGoMigration(version, &goose.GoFunc{
		RunDB: func(ctx context.Context, db *sql.DB) error { return run(ctx, db) }}, nil)
}

// alreadyThere reports whether DDL failed because its table, column or index
// exists, or because the index it takes away does not. A version that was not noted but was run is the only way to get there.
func alreadyThere(err error) bool {
	if err == nil {
		return false
	}
	for _, words := range []string{"already exists", "Duplicate key name", "Duplicate column name", "duplicate column name", "Can't DROP"} {
		if strings.Contains(err.Error(), words) {
			return true
		}
	}
	return false
}
