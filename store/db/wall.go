package db

import (
	"context"

	"liaison/store"
)

var walls = table[store.Wall]{
	name:    "wall",
	columns: columns("id created office_id name token_hash made_by revoked version"), fixed: 6,
	at: func(w *store.Wall) []any {
		return []any{&w.ID, when(&w.Created), &w.OfficeID, &w.Name, &w.TokenHash, &w.By, when(&w.Revoked), &w.Version}
	},
}

// Wall reads a link to a wall screen.
func Wall(ctx context.Context, q Q, id string) (*store.Wall, error) { return walls.byID(ctx, q, id) }

// WallByToken reads the link whose token has that hash.
func WallByToken(ctx context.Context, q Q, hash string) (*store.Wall, error) {
	return walls.one(ctx, q, "WHERE token_hash = ?", hash)
}

// WallsOf reads the links of offices that are not taken back, the newest first.
func WallsOf(ctx context.Context, q Q, officeIDs []string) ([]store.Wall, error) {
	marks, args := in(officeIDs)
	return walls.list(ctx, q, "WHERE office_id IN "+marks+" AND revoked IS NULL ORDER BY id DESC", args...)
}

// LatestEntries reads the newest steps of all timelines.
func LatestEntries(ctx context.Context, q Q, limit int) ([]store.Entry, error) {
	return entries.list(ctx, q, "ORDER BY id DESC LIMIT ?", limit)
}
