package db

import (
	"context"

	"liaison/store"
)

var terms = table[store.Term]{
	name:    "term",
	columns: columns("id office_id level number state from_day to_day version"), fixed: 2,
	at: func(t *store.Term) []any {
		return []any{&t.ID, &t.OfficeID, &t.Level, &t.Number, &t.State, &t.From, &t.To, &t.Version}
	},
}

// Terms reads every term, the newest of each congress first.
func Terms(ctx context.Context, q Q) ([]store.Term, error) {
	return terms.list(ctx, q, "ORDER BY office_id, level, number DESC")
}

// Term reads a term.
func Term(ctx context.Context, q Q, id string) (*store.Term, error) { return terms.byID(ctx, q, id) }

// DeleteTerm removes a term; that nothing stands on it is for the caller to see.
func DeleteTerm(ctx context.Context, q Q, t *store.Term) error {
	return exactlyOne(q.ExecContext(ctx, "DELETE FROM term WHERE id = ? AND version = ?", t.ID, t.Version))
}
