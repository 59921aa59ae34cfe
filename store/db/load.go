package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"liaison/store"
)

// marker is a table that is there while a restore goes on. A restore that died
// leaves it, and nobody serves half an office.
const marker = "restoring"

// ErrRestoring means that a restore into this database was begun and never ended.
var ErrRestoring = errors.New("a restore into this database was not finished; empty it and restore again")

// Version is the schema the database has: 0 for an empty one.
func (d *DB) Version(ctx context.Context) (int64, error) {
	names, err := d.tableNames(ctx, d.w)
	if err != nil || !slices.Contains(names, "goose_db_version") {
		return 0, err
	}
	p, err := d.provider()
	if err != nil {
		return 0, err
	}
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("reading the schema's version: %w", err)
	}
	return have, nil
}

// Known is the newest schema this program knows.
func (d *DB) Known() (int64, error) {
	list, err := d.migrations()
	if err != nil {
		return 0, err
	}
	return list[len(list)-1].Version, nil
}

// BeginLoad prepares an empty database for Load: the schema as it was at a
// version, so that an older backup finds its own columns, and the mark that says a
// restore is under way. A database with any table is refused.
func (d *DB) BeginLoad(ctx context.Context, version int64) error {
	names, err := d.tableNames(ctx, d.w)
	if err != nil {
		return err
	}
	if len(names) > 0 {
		return errors.New("the database is not empty; restore into a new one")
	}
	if _, err := d.w.ExecContext(ctx, "CREATE TABLE "+marker+" (at DATETIME(6))"); err != nil {
		return fmt.Errorf("marking the restore: %w", err)
	}
	p, err := d.provider()
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("making the tables: %w", err)
	}
	return d.clear(ctx)
}

// clear removes the rows that migrations put into new tables: the dump has them,
// as they were since.
func (d *DB) clear(ctx context.Context) error {
	list, err := d.Layouts(ctx, d.w)
	if err != nil {
		return err
	}
	for _, l := range list {
		if _, err := d.w.ExecContext(ctx, "DELETE FROM "+d.quote(l.Name)); err != nil {
			return fmt.Errorf("emptying %s: %w", l.Name, err)
		}
	}
	return nil
}

// Load writes lines of a dump into a table, all or none of them.
func (d *DB) Load(ctx context.Context, l Layout, lines [][]byte) error {
	have, _, err := d.columnsOf(ctx, d.w, l.Name)
	if err != nil {
		return err
	}
	if !slices.Equal(have, l.Columns) {
		return fmt.Errorf("the table %q does not have the columns of the backup", l.Name)
	}
	most := max(1, maxParams/len(l.Columns))
	return d.Tx(ctx, func(q Q) error {
		for chunk := range slices.Chunk(lines, most) {
			if err := d.loadSome(ctx, q, l, chunk); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *DB) loadSome(ctx context.Context, q Q, l Layout, lines [][]byte) error {
	marks := "(?" + strings.Repeat(",?", len(l.Columns)-1) + ")"
	query := "INSERT INTO " + d.quote(l.Name) + " (" + d.quoted(l.Columns) + ") VALUES " +
		marks + strings.Repeat(","+marks, len(lines)-1)
	var args []any
	for _, line := range lines {
		row, err := decodeRow(line, len(l.Columns))
		if err != nil {
			return fmt.Errorf("loading %s: %w", l.Name, err)
		}
		args = append(args, row...)
	}
	if _, err := q.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("loading %s: %w", l.Name, err)
	}
	return nil
}

// EndLoad brings what was loaded up to this program and takes the mark away.
func (d *DB) EndLoad(ctx context.Context) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrating what was restored: %w", err)
	}
	if _, err := d.w.ExecContext(ctx, "DROP TABLE "+marker); err != nil {
		return fmt.Errorf("ending the restore: %w", err)
	}
	return nil
}

// refuseHalf says whether a restore was begun and not ended.
func (d *DB) refuseHalf(ctx context.Context) error {
	names, err := d.tableNames(ctx, d.r)
	if err == nil && slices.Contains(names, marker) {
		err = ErrRestoring
	}
	return err
}

// SkipNumbers leaves out, in every year's numbers, those that may have been given
// since what was loaded was dumped: no number is used twice, and no gaps are owed.
func SkipNumbers(ctx context.Context, q Q) error {
	// The next thousand, and one more: ten times the busiest county's day.
	_, err := q.ExecContext(ctx, "UPDATE number_block SET next = next - next % 1000 + 2001")
	if err != nil {
		return fmt.Errorf("skipping numbers: %w", err)
	}
	return nil
}

// DoubtNotices marks every notice that waits as perhaps sent.
func DoubtNotices(ctx context.Context, q Q) error {
	_, err := q.ExecContext(ctx, "UPDATE notice SET state = ?, outcome = ? WHERE state = ?",
		string(store.NoticeUnknown), "waited when the backup was made", string(store.NoticeWaiting))
	if err != nil {
		return fmt.Errorf("doubting notices: %w", err)
	}
	return nil
}
