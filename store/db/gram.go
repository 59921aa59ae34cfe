package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"liaison/store"
)

// Gram is a pair of characters that a text has: the row of the search index. Num
// is the number of the opinion, as an integer: half the size of its id, in a
// table of thirty rows per opinion.
type Gram struct{ Gram, Num int64 }

// gramsMost is how many rows one statement compares and inserts (SQLite unites at
// most 500).
const gramsMost = 250

// InsertGrams adds rows to the search index; those that are there stay.
func InsertGrams(ctx context.Context, q Q, rows []Gram) error {
	for len(rows) > 0 {
		some := rows[:min(len(rows), gramsMost)]
		rows = rows[len(some):]
		args := make([]any, 0, 2*len(some))
		for _, r := range some {
			args = append(args, r.Gram, r.Num)
		}
		_, err := q.ExecContext(ctx, "INSERT INTO gram (gram, num) SELECT v.a, v.b FROM (SELECT ? AS a, ? AS b"+
			strings.Repeat(" UNION ALL SELECT ?, ?", len(some)-1)+
			") AS v WHERE NOT EXISTS (SELECT 1 FROM gram AS g WHERE g.gram = v.a AND g.num = v.b)", args...)
		if err != nil {
			return fmt.Errorf("adding to the search index: %w", duplicate(err))
		}
	}
	return nil
}

// DeleteGrams takes an opinion's pairs out of the search index.
func DeleteGrams(ctx context.Context, q Q, num int64, grams []int64) error {
	for len(grams) > 0 {
		some := grams[:min(len(grams), maxParams-1)]
		grams = grams[len(some):]
		marks, args := inInts(some)
		if _, err := q.ExecContext(ctx, "DELETE FROM gram WHERE num = ? AND gram IN "+marks, append([]any{num}, args...)...); err != nil {
			return fmt.Errorf("taking out of the search index: %w", err)
		}
	}
	return nil
}

func inInts(list []int64) (string, []any) {
	args := make([]any, len(list))
	for i, n := range list {
		args[i] = n
	}
	return "(?" + strings.Repeat(",?", len(list)-1) + ")", args
}

// GramCounts counts the opinions that have each of some pairs, at most limit
// each.
func GramCounts(ctx context.Context, q Q, grams []int64, limit int) ([]int, error) {
	counts := make([]int, len(grams))
	to, args := make([]any, len(grams)), make([]any, len(grams))
	parts := make([]string, len(grams))
	for i, g := range grams {
		to[i], args[i] = &counts[i], g
		parts[i] = fmt.Sprintf("(SELECT COUNT(*) FROM (SELECT 1 AS one FROM gram WHERE gram = ? LIMIT %d) AS c%d)", limit, i)
	}
	if err := q.QueryRowContext(ctx, "SELECT "+strings.Join(parts, ", "), args...).Scan(to...); err != nil {
		return nil, fmt.Errorf("counting in the search index: %w", err)
	}
	return counts, nil
}

// GramNums gives the numbers below before of at most limit opinions that have all
// of some pairs, the highest first. The first pair leads, and should be the
// rarest. It looks at no more than scan of those that have it; then reached is
// the lowest number it looked at, and else 0.
func GramNums(ctx context.Context, q Q, grams []int64, before int64, scan, limit int) (nums []int64, reached int64, err error) {
	if len(grams) == 1 { // nothing to look for beside it
		scan = min(scan, limit)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "SELECT d.num FROM (SELECT num FROM gram WHERE gram = ? AND num < ? ORDER BY num DESC LIMIT %d) AS d", scan)
	args := []any{grams[0], before}
	for i, g := range grams[1:] {
		b.WriteString(map[bool]string{true: " WHERE ", false: " AND "}[i == 0])
		fmt.Fprintf(&b, "EXISTS (SELECT 1 FROM gram AS g%d WHERE g%d.gram = ? AND g%d.num = d.num)", i, i, i)
		args = append(args, g)
	}
	fmt.Fprintf(&b, " ORDER BY d.num DESC LIMIT %d", limit)
	if nums, err = intsOf(ctx, q, b.String(), args...); err != nil || len(nums) == limit {
		return nums, 0, err
	}
	last, err := intsOf(ctx, q, fmt.Sprintf("SELECT num FROM gram WHERE gram = ? AND num < ? ORDER BY num DESC LIMIT 1 OFFSET %d", scan-1), grams[0], before)
	if err == nil && len(last) == 1 {
		reached = last[0]
	}
	return nums, reached, err
}

func intsOf(ctx context.Context, q Q, query string, args ...any) ([]int64, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("searching: %w", err)
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, fmt.Errorf("searching: %w", err)
		}
		out = append(out, n)
	}
	return out, errors.Join(rows.Err())
}

// SaidAfter reads what authors said after an entry, in order.
func SaidAfter(ctx context.Context, q Q, id string, limit int) ([]store.Entry, error) {
	return entries.list(ctx, q, "WHERE id > ? AND kind = ? ORDER BY id LIMIT ?", id, string(store.EntrySaid), limit)
}

// SaidIn reads what the authors of some opinions said.
func SaidIn(ctx context.Context, q Q, opinionIDs []string) ([]store.Entry, error) {
	if len(opinionIDs) == 0 {
		return nil, nil
	}
	marks, args := in(opinionIDs)
	return entries.list(ctx, q, "WHERE opinion_id IN "+marks+" AND kind = ? ORDER BY id", append(args, string(store.EntrySaid))...)
}

// LockOpinions keeps rivals from changing opinions until the transaction ends, and
// changes nothing.
func LockOpinions(ctx context.Context, q Q, ids []string) error {
	marks, args := in(ids)
	if _, err := q.ExecContext(ctx, "UPDATE opinion SET version = version WHERE id IN "+marks, args...); err != nil {
		return fmt.Errorf("locking opinions: %w", err)
	}
	return nil
}

// Watermark is how far a duty got in a table that only grows.
type Watermark struct {
	Name    string
	Value   string    // id of the last row done
	At      time.Time // when the duty last looked back
	Version int64
}

var watermarks = table[Watermark]{
	name: "watermark", columns: columns("name value at version"), fixed: 1,
	at: func(w *Watermark) []any { return []any{&w.Name, &w.Value, when(&w.At), &w.Version} },
}

// ReadWatermark reads a duty's watermark; before its first run there is none, and
// its Version is 0.
func ReadWatermark(ctx context.Context, q Q, name string) (*Watermark, error) {
	w, err := watermarks.byID(ctx, q, name)
	if errors.Is(err, store.ErrNotFound) {
		return &Watermark{Name: name}, nil
	}
	return w, err
}

// PutWatermark writes a watermark; one that a rival wrote since is
// store.ErrConflict.
func PutWatermark(ctx context.Context, q Q, w *Watermark) error {
	if w.Version == 0 {
		w.Version = 1
		return watermarks.insert(ctx, q, w)
	}
	return watermarks.update(ctx, q, w)
}
