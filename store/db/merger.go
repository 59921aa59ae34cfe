package db

import (
	"context"

	"liaison/store"
)

var mergers = table[store.Merger]{
	name:    "merger",
	columns: columns("id created opinion_id into_id made_by ended version"), fixed: 5,
	at: func(m *store.Merger) []any {
		return []any{&m.ID, when(&m.Created), &m.OpinionID, &m.IntoID, &m.By, when(&m.Ended), &m.Version}
	},
}

// MergersOf reads with what an opinion was handled together, in order; the last
// one is open while it still is.
func MergersOf(ctx context.Context, q Q, opinionID string) ([]store.Merger, error) {
	return mergers.list(ctx, q, "WHERE opinion_id = ? ORDER BY id", opinionID)
}

// MergedInto reads the opinions that are handled with another one now, in order.
func MergedInto(ctx context.Context, q Q, opinionID string) ([]store.Opinion, error) {
	return opinions.list(ctx, q, "WHERE merged_into = ? ORDER BY id", opinionID)
}
