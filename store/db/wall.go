package db

import (
	"context"

	"liaison/store"
)

var walls = table[store.Wall]{
	name:    "wall",
	columns: columns("id created office_id name token_hash made_by meeting_id shows revoked version"), fixed: 8,
	at: func(w *store.Wall) []any {
		return []any{&w.ID, when(&w.Created), &w.OfficeID, &w.Name, &w.TokenHash, &w.By, &w.MeetingID, &w.Shows, when(&w.Revoked), &w.Version}
	},
}

// Wall reads a link to a wall screen.
func Wall(ctx context.Context, q Q, id string) (*store.Wall, error) { return walls.byID(ctx, q, id) }

// WallByToken reads the link whose token has that hash.
func WallByToken(ctx context.Context, q Q, hash string) (*store.Wall, error) {
	return walls.one(ctx, q, "WHERE token_hash = ?", hash)
}

// WallsOf reads the links to the figures of offices that are not taken back, the
// newest first.
func WallsOf(ctx context.Context, q Q, officeIDs []string) ([]store.Wall, error) {
	marks, args := in(officeIDs)
	return walls.list(ctx, q, "WHERE office_id IN "+marks+" AND meeting_id = '' AND revoked IS NULL ORDER BY id DESC", args...)
}

// WallsOfMeeting reads the links to a meeting's screens that are not taken back.
func WallsOfMeeting(ctx context.Context, q Q, meetingID string) ([]store.Wall, error) {
	return walls.list(ctx, q, "WHERE meeting_id = ? AND revoked IS NULL ORDER BY id DESC", meetingID)
}

// LatestEntries reads the newest steps of all timelines.
func LatestEntries(ctx context.Context, q Q, limit int) ([]store.Entry, error) {
	return entries.list(ctx, q, "ORDER BY id DESC LIMIT ?", limit)
}
