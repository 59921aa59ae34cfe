package db

import (
	"context"

	"liaison/store"
)

var cannedReplies = table[store.Canned]{
	name:    "canned",
	columns: columns("id created office_id purpose title text made_by retired updated version"), fixed: 3,
	at: func(c *store.Canned) []any {
		return []any{&c.ID, when(&c.Created), &c.OfficeID, &c.Use, &c.Title, &c.Text, &c.By, when(&c.Retired),
			when(&c.Updated), &c.Version}
	},
}

// Canned reads a canned reply.
func Canned(ctx context.Context, q Q, id string) (*store.Canned, error) {
	return cannedReplies.byID(ctx, q, id)
}

// CannedOf reads the canned replies of offices that are in use, the oldest first.
func CannedOf(ctx context.Context, q Q, officeIDs []string) ([]store.Canned, error) {
	marks, args := in(officeIDs)
	return cannedReplies.list(ctx, q, "WHERE office_id IN "+marks+" AND retired IS NULL ORDER BY id", args...)
}
