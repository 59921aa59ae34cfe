package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"liaison/store/db"
)

// Load fills a database with more rows than a test would wait for: their indexes
// are away meanwhile, and come back as they were.
type Load struct {
	conn   *sql.DB
	engine string
	again  []string // what makes the indexes again
}

// OpenLoad opens a database as Spec names it and takes the indexes of some tables
// away; keys stay.
func OpenLoad(ctx context.Context, spec string, tables ...string) (*Load, error) {
	engine, dsn, _ := strings.Cut(spec, ":")
	conn, err := sql.Open(engine, dsn)
	if err != nil {
		return nil, fmt.Errorf("opening: %w", err)
	}
	conn.SetMaxOpenConns(1)
	l := &Load{conn: conn, engine: engine}
	if engine == "sqlite" {
		for _, s := range []string{"PRAGMA busy_timeout=30000", "PRAGMA cache_size=-262144", "PRAGMA temp_store=2"} {
			if _, err := conn.ExecContext(ctx, s); err != nil {
				conn.Close()
				return nil, err
			}
		}
	}
	for _, t := range tables {
		if err := l.strip(ctx, t); err != nil {
			conn.Close()
			return nil, fmt.Errorf("taking indexes away: %w", err)
		}
	}
	return l, nil
}

// indexesOf asks each engine for the indexes of a table: a name and how it is made.
var indexesOf = map[string]string{
	"sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
	"mysql": `SELECT index_name, CONCAT('ADD INDEX ', index_name, ' (', GROUP_CONCAT(column_name ORDER BY seq_in_index), ')')
		FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND non_unique = 1 GROUP BY index_name`,
}

func (l *Load) strip(ctx context.Context, table string) error {
	rows, err := l.conn.QueryContext(ctx, indexesOf[l.engine], table)
	if err != nil {
		return err
	}
	defer rows.Close()
	var drop, add []string
	for rows.Next() {
		var name, made string
		if err := rows.Scan(&name, &made); err != nil {
			return err
		}
		drop, add = append(drop, "DROP INDEX "+name), append(add, made)
	}
	if err := rows.Err(); err != nil || len(drop) == 0 {
		return err
	}
	rows.Close()
	if l.engine == string(db.MySQL) {
		drop = []string{"ALTER TABLE " + table + " " + strings.Join(drop, ", ")}
		add = []string{"ALTER TABLE " + table + " " + strings.Join(add, ", ")}
	}
	l.again = append(l.again, add...)
	return l.exec(ctx, drop...)
}

func (l *Load) exec(ctx context.Context, statements ...string) error {
	for _, s := range statements {
		if _, err := l.conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

const (
	gramsInOne    = 2000    // rows of one statement
	gramsTogether = 200_000 // rows of one transaction
)

// Grams writes rows of the search index, which must be sorted and each there once.
func (l *Load) Grams(ctx context.Context, rows []db.Gram) error {
	for len(rows) > 0 {
		some := rows[:min(len(rows), gramsTogether)]
		rows = rows[len(some):]
		if err := l.grams(ctx, some); err != nil {
			return fmt.Errorf("filling the search index: %w", err)
		}
	}
	return nil
}

func (l *Load) grams(ctx context.Context, rows []db.Gram) error {
	tx, err := l.conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	for len(rows) > 0 {
		some := rows[:min(len(rows), gramsInOne)]
		rows = rows[len(some):]
		text := []byte("INSERT INTO gram (gram, num) VALUES ")
		for i, r := range some {
			if i > 0 {
				text = append(text, ',')
			}
			text = strconv.AppendInt(append(text, '('), r.Gram, 10)
			text = strconv.AppendInt(append(text, ','), r.Num, 10)
			text = append(text, ')')
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Close makes the indexes again.
func (l *Load) Close(ctx context.Context) error {
	defer l.conn.Close()
	if err := l.exec(ctx, l.again...); err != nil {
		return fmt.Errorf("making indexes again: %w", err)
	}
	return nil
}
