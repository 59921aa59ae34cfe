package db

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"liaison/store"
)

// table says how a type of package store lies in the database. at gives, for a
// value, the places its columns are read into and written from, in the order of
// columns. The first column identifies the row; the first fixed columns never
// change after insertion. When the last column is version, updates are guarded.
type table[T any] struct {
	name    string
	columns []string
	fixed   int
	at      func(*T) []any
}

func columns(list string) []string { return strings.Fields(list) }

// maxParams bounds the parameters of one statement (SQLite's default limit).
const maxParams = 32766

// updateMost is how many rows one UPDATE changes: for each of them the engine looks
// through the cases of all of them, so that a thousand take longer in one statement
// than in ten.
const updateMost = 256

func (t *table[T]) versioned() bool { return t.columns[len(t.columns)-1] == "version" }

// list reads the rows that a condition (and order, and limit) selects.
func (t *table[T]) list(ctx context.Context, q Q, where string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, "SELECT "+strings.Join(t.columns, ", ")+" FROM "+t.name+" "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", t.name, err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		var v T
		if err := rows.Scan(t.at(&v)...); err != nil {
			return nil, fmt.Errorf("reading %s: %w", t.name, err)
		}
		out = append(out, v)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("reading %s: %w", t.name, err)
	}
	return out, nil
}

// one reads a row, or says store.ErrNotFound.
func (t *table[T]) one(ctx context.Context, q Q, where string, args ...any) (*T, error) {
	var v T
	row := q.QueryRowContext(ctx, "SELECT "+strings.Join(t.columns, ", ")+" FROM "+t.name+" "+where, args...)
	switch err := row.Scan(t.at(&v)...); {
	case errors.Is(err, sql.ErrNoRows):
		return nil, store.ErrNotFound
	case err != nil:
		return nil, fmt.Errorf("reading %s: %w", t.name, err)
	}
	return &v, nil
}

// byID reads the row with an id.
func (t *table[T]) byID(ctx context.Context, q Q, id string) (*T, error) {
	return t.one(ctx, q, "WHERE "+t.columns[0]+" = ?", id)
}

// byIDs reads the rows with those ids, in no order.
func (t *table[T]) byIDs(ctx context.Context, q Q, column string, ids []string) ([]T, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	marks, args := in(ids)
	return t.list(ctx, q, "WHERE "+column+" IN "+marks, args...)
}

// insert writes rows, as few statements as the parameters allow. A key that is
// there already is ErrDuplicate, and nothing of that statement is written.
func (t *table[T]) insert(ctx context.Context, q Q, rows ...*T) error {
	most := maxParams / len(t.columns)
	for len(rows) > 0 {
		n := min(len(rows), most)
		if err := t.insertSome(ctx, q, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (t *table[T]) insertSome(ctx context.Context, q Q, rows []*T) error {
	marks := "(?" + strings.Repeat(",?", len(t.columns)-1) + ")"
	query := "INSERT INTO " + t.name + " (" + strings.Join(t.columns, ",") + ") VALUES " +
		marks + strings.Repeat(","+marks, len(rows)-1)
	args := make([]any, 0, len(rows)*len(t.columns))
	for _, r := range rows {
		for _, p := range t.at(r) {
			args = append(args, arg(p))
		}
	}
	if _, err := q.ExecContext(ctx, query, args...); err != nil {
		return fmt.Errorf("inserting into %s: %w", t.name, duplicate(err))
	}
	return nil
}

// update writes the changeable columns of rows, in one statement for as many as
// the parameters allow. Every row must be there, at the version it was read at
// if the table has one; else nothing is right and store.ErrConflict is returned.
// The versions in rows are raised to what the database now has.
func (t *table[T]) update(ctx context.Context, q Q, rows ...*T) error {
	return t.updateWhere(ctx, q, cond{}, rows...)
}

// updateWhere is update of rows for all of which a condition must hold.
func (t *table[T]) updateWhere(ctx context.Context, q Q, holds cond, rows ...*T) error {
	most := min(updateMost, maxParams/(3*len(t.columns)))
	for len(rows) > 0 {
		n := min(len(rows), most)
		if err := t.updateSome(ctx, q, holds, rows[:n]); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func (t *table[T]) updateSome(ctx context.Context, q Q, holds cond, rows []*T) error {
	last := len(t.columns)
	if t.versioned() {
		last--
	}
	places := make([][]any, len(rows))
	for i, r := range rows {
		places[i] = t.at(r)
	}
	slices.SortFunc(places, func(a, b []any) int { return cmp.Compare(textOf(a), textOf(b)) })
	var b strings.Builder
	var args []any
	b.WriteString("UPDATE " + t.name + " SET ")
	for c := t.fixed; c < last; c++ {
		if c > t.fixed {
			b.WriteByte(',')
		}
		args = t.assign(&b, args, places, c)
	}
	if t.versioned() {
		b.WriteString(", version = version + 1")
	}
	b.WriteString(" WHERE ")
	args = t.which(&b, args, places)
	if holds.sql != "" {
		b.WriteString(" AND " + holds.sql)
		args = append(args, holds.args...)
	}
	res, err := q.ExecContext(ctx, b.String(), args...)
	if err != nil {
		return fmt.Errorf("updating %s: %w", t.name, duplicate(err))
	}
	if n, err := res.RowsAffected(); err != nil || n != int64(len(rows)) {
		return fmt.Errorf("updating %s: %w", t.name, errors.Join(store.ErrConflict, err))
	}
	if t.versioned() {
		for _, p := range places {
			*(p[last].(*int64))++
		}
	}
	return nil
}

// assign writes "column = value" where all rows get the same one, and else a CASE
// over the rows' ids.
func (t *table[T]) assign(b *strings.Builder, args []any, places [][]any, c int) []any {
	if alike(places, c) {
		b.WriteString(t.columns[c] + " = ?")
		return append(args, arg(places[0][c]))
	}
	b.WriteString(t.columns[c] + " = ")
	return t.cases(b, args, places, c)
}

// casesMost is how many cases an engine is let look through one after the other.
const casesMost = 8

// textOf is a row's id if that is a text, which both engines order by its bytes.
func textOf(place []any) string {
	id, _ := plain(arg(place[0])).(string)
	return id
}

// cases writes the CASE over rows in the order of their ids: of many it writes a tree
// of two branches each, since the engines look through a list from its beginning.
func (t *table[T]) cases(b *strings.Builder, args []any, places [][]any, c int) []any {
	if n := len(places) / 2; n >= casesMost && textOf(places[n]) != "" {
		b.WriteString("CASE WHEN " + t.columns[0] + " < ? THEN ")
		args = t.cases(b, append(args, arg(places[n][0])), places[:n], c)
		b.WriteString(" ELSE ")
		args = t.cases(b, args, places[n:], c)
		b.WriteString(" END")
		return args
	}
	b.WriteString("CASE " + t.columns[0])
	for _, p := range places {
		b.WriteString(" WHEN ? THEN ?")
		args = append(args, arg(p[0]), arg(p[c]))
	}
	b.WriteString(" END")
	return args
}

// alike reports whether a column has one value in all rows.
func alike(places [][]any, c int) bool {
	first := plain(arg(places[0][c]))
	for _, p := range places[1:] {
		if plain(arg(p[c])) != first {
			return false
		}
	}
	return true
}

// which writes the condition that picks the rows, at their versions.
func (t *table[T]) which(b *strings.Builder, args []any, places [][]any) []any {
	if !t.versioned() {
		b.WriteString(t.columns[0] + " IN (?" + strings.Repeat(",?", len(places)-1) + ")")
		for _, p := range places {
			args = append(args, arg(p[0]))
		}
		return args
	}
	for i, p := range places {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString("(" + t.columns[0] + " = ? AND version = ?)")
		args = append(args, arg(p[0]), arg(p[len(p)-1]))
	}
	return args
}

// in makes the marks and arguments of an IN list.
func in[S ~string](ids []S) (string, []any) {
	if len(ids) == 0 {
		return "(NULL)", nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = string(id)
	}
	return "(?" + strings.Repeat(",?", len(ids)-1) + ")", args
}

// count counts the rows that a condition selects, at most limit.
func count(ctx context.Context, q Q, from string, limit int, args ...any) (int, error) {
	var n int
	query := fmt.Sprintf("SELECT COUNT(*) FROM (SELECT 1 AS one FROM %s LIMIT %d) AS counted", from, limit)
	if err := q.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("counting: %w", err)
	}
	return n, nil
}

// likeText takes the meaning out of LIKE's signs, for ESCAPE '!'.
func likeText(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}
