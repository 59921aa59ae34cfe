package db

import (
	"context"
	"errors"
	"fmt"

	"liaison/store"
)

// SealedColumn is a column with values that a key of the office seals (see
// store.Keyring). Index is the column of its blind index, with what purpose the
// index has; empty where the column has none. Every call of Keyring.Seal must
// have its column here, or its values stay under the old key for ever: a test
// reads the source for that.
type SealedColumn struct {
	Table, Column  string
	Index, Purpose string
}

// SealedColumns lists every column with sealed values.
var SealedColumns = []SealedColumn{
	{"person", "name", "", ""},
	{"person", "phone", "phone_index", "phone"},
	{"deputy", "phone", "phone_index", "phone"},
	{"contact", "name", "", ""},
	{"contact", "phone", "phone_index", "phone"},
	{"contact", "place", "", ""},
	{"contact", "note", "", ""},
	{"contact", "consent", "", ""},
	{"contact_log", "text", "", ""},
	{"meeting_leave", "reason", "", ""},
	{"meeting_leave", "endorse_words", "", ""},
	{"meeting_leave", "decide_words", "", ""},
	{"booking", "name", "", ""},
	{"booking", "phone", "", ""},
	{"booking", "subject", "", ""},
	{"roster_part", "body", "", ""},
	{"staff", "totp", "", ""},
	{"meeting", "code_key", "", ""},
}

// SealedValue is a sealed value and the id of its row.
type SealedValue struct{ ID, Value string }

// otherwise is the condition for values that another key sealed.
func (c SealedColumn) otherwise(active string) (string, string) {
	return c.Column + " <> '' AND " + c.Column + " NOT LIKE ? ESCAPE '!'", likeText(store.SealedUnder(active)) + "%"
}

// SealedOtherwise reads values that a key other than the active one sealed, in the
// order of their rows' ids, behind an id.
func SealedOtherwise(ctx context.Context, q Q, c SealedColumn, active, after string, limit int) ([]SealedValue, error) {
	cond, like := c.otherwise(active)
	rows, err := q.QueryContext(ctx, "SELECT id, "+c.Column+" FROM "+c.Table+" WHERE id > ? AND "+cond+" ORDER BY id LIMIT ?", after, like, limit)
	if err != nil {
		return nil, fmt.Errorf("reading sealed values of %s.%s: %w", c.Table, c.Column, err)
	}
	defer rows.Close()
	return scanAll(rows, func(v *SealedValue) []any { return []any{&v.ID, &v.Value} })
}

// CountSealedOtherwise counts the values that a key other than the active one
// sealed, at most limit.
func CountSealedOtherwise(ctx context.Context, q Q, c SealedColumn, active string, limit int) (int, error) {
	cond, like := c.otherwise(active)
	return count(ctx, q, c.Table+" WHERE "+cond, limit, like)
}

// Reseal puts a value sealed anew in the place of the old one; false when the row
// changed since it was read: whoever changed it is right.
func Reseal(ctx context.Context, q Q, c SealedColumn, old SealedValue, value, index string) (bool, error) {
	set, args := "UPDATE "+c.Table+" SET "+c.Column+" = ?", []any{value}
	if c.Index != "" {
		set, args = set+", "+c.Index+" = ?", append(args, index)
	}
	err := exactlyOne(q.ExecContext(ctx, set+" WHERE id = ? AND "+c.Column+" = ?", append(args, old.ID, old.Value)...))
	if errors.Is(err, store.ErrConflict) {
		return false, nil
	}
	return err == nil, err
}

// KeysUsed lists the ids of the keys that sealed a column's values.
func KeysUsed(ctx context.Context, q Q, c SealedColumn) ([]string, error) {
	// v1.KEYID.…
	ids, err := idsOf(ctx, q, "SELECT DISTINCT SUBSTR("+c.Column+", 4, INSTR(SUBSTR("+c.Column+", 4), '.') - 1) FROM "+c.Table+
		" WHERE "+c.Column+" <> ''")
	if err != nil {
		return nil, fmt.Errorf("reading which keys sealed %s.%s: %w", c.Table, c.Column, err)
	}
	return ids, nil
}
