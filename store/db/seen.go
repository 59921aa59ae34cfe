package db

import (
	"context"
	"errors"
	"fmt"

	"liaison/store"
)

var seens = table[store.Seen]{
	name:    "seen",
	columns: columns("opinion_id kind reader_id first_at last_at"), fixed: 4,
	at: func(s *store.Seen) []any {
		return []any{&s.OpinionID, &s.Kind, &s.ReaderID, when(&s.First), when(&s.Last)}
	},
}

// Saw notes that somebody looked at an opinion at s.Last; the first time stays as
// it was noted before.
func Saw(ctx context.Context, q Q, s *store.Seen) error {
	res, err := q.ExecContext(ctx, "UPDATE seen SET last_at = ? WHERE opinion_id = ? AND kind = ? AND reader_id = ?",
		stamp(s.Last), s.OpinionID, string(s.Kind), s.ReaderID)
	if err != nil {
		return fmt.Errorf("noting who looked: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	if err := seens.insert(ctx, q, s); !errors.Is(err, ErrDuplicate) {
		return err
	}
	return nil // the same reader, twice at once
}

// SeenOf reads who looked at an opinion, the first one first.
func SeenOf(ctx context.Context, q Q, opinionID string) ([]store.Seen, error) {
	return seens.list(ctx, q, "WHERE opinion_id = ? ORDER BY first_at, kind, reader_id", opinionID)
}
