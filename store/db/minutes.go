package db

import (
	"context"
	"fmt"

	"liaison/store"
)

var minutesTable = table[store.Minutes]{
	name:    "minutes",
	columns: columns("id created office_id meeting_id kind of_year number title text day votes_for votes_against votes_abstain made_by updated version"), fixed: 7,
	at: func(m *store.Minutes) []any {
		return []any{&m.ID, when(&m.Created), &m.OfficeID, &m.MeetingID, &m.Kind, &m.Year, &m.Number, &m.Title, &m.Text, &m.Day,
			&m.For, &m.Against, &m.Abstain, &m.By, when(&m.Updated), &m.Version}
	},
}

var minutesVersions = table[store.MinutesVersion]{
	name:    "minutes_version",
	columns: columns("id minutes_id at made_by title text"), fixed: 6,
	at: func(v *store.MinutesVersion) []any {
		return []any{&v.ID, &v.MinutesID, when(&v.At), &v.By, &v.Title, &v.Text}
	},
}

// Minutes reads a paper of a meeting.
func Minutes(ctx context.Context, q Q, id string) (*store.Minutes, error) {
	return minutesTable.byID(ctx, q, id)
}

// MinutesOf reads the papers of a meeting, in the order they were begun.
func MinutesOf(ctx context.Context, q Q, meetingID string) ([]store.Minutes, error) {
	return minutesTable.list(ctx, q, "WHERE meeting_id = ? ORDER BY id", meetingID)
}

// MinutesIn reads the papers of offices of a year, by kind and number.
func MinutesIn(ctx context.Context, q Q, officeIDs []string, year, limit int) ([]store.Minutes, error) {
	marks, args := in(officeIDs)
	return minutesTable.list(ctx, q, "WHERE office_id IN "+marks+" AND of_year = ? ORDER BY kind, number DESC, id LIMIT ?", append(args, year, limit)...)
}

// LastMinutes is the highest number of an office's papers of a kind and year.
func LastMinutes(ctx context.Context, q Q, officeID string, kind store.MinutesKind, year int) (n int, err error) {
	err = q.QueryRowContext(ctx, "SELECT COALESCE(MAX(number), 0) FROM minutes WHERE office_id = ? AND kind = ? AND of_year = ?",
		officeID, string(kind), year).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("reading the last number of minutes: %w", err)
	}
	return n, nil
}

// MinutesVersions reads what a paper was before, the newest first.
func MinutesVersions(ctx context.Context, q Q, minutesID string) ([]store.MinutesVersion, error) {
	return minutesVersions.list(ctx, q, "WHERE minutes_id = ? ORDER BY id DESC", minutesID)
}
