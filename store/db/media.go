package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"liaison/store"
)

var medias = table[store.Media]{
	name: "media",
	columns: columns(`id created opinion_id entry_id kind wx_id format state hash thumb playable mime size speech tries
		next_at`), fixed: 2,
	at: func(m *store.Media) []any {
		return []any{&m.ID, when(&m.Created), &m.OpinionID, &m.EntryID, &m.Kind, &m.WxID, &m.Format, &m.State, &m.Hash,
			&m.Thumb, &m.Playable, &m.MIME, &m.Size, &m.Speech, &m.Tries, when(&m.NextAt)}
	},
}

// Media reads a file's row.
func Media(ctx context.Context, q Q, id string) (*store.Media, error) { return medias.byID(ctx, q, id) }

// MediaOf reads the files of an opinion in order.
func MediaOf(ctx context.Context, q Q, opinionID string) ([]store.Media, error) {
	return medias.list(ctx, q, "WHERE opinion_id = ? ORDER BY id", opinionID)
}

// MediaDue reads the files whose fetching is due, the longest due first.
func MediaDue(ctx context.Context, q Q, now time.Time, limit int) ([]store.Media, error) {
	return medias.list(ctx, q, "WHERE next_at <= ? ORDER BY next_at, id LIMIT ?", stamp(now), limit)
}

// ClaimMedia reads up to limit files whose fetching is due and puts their next
// try off until a later time, so that no other replica fetches them meanwhile.
func (d *DB) ClaimMedia(ctx context.Context, now, until time.Time, limit int) ([]store.Media, error) {
	var got []store.Media
	err := d.Tx(ctx, func(q Q) error {
		got = nil
		due, err := MediaDue(ctx, q, now, limit)
		if err != nil {
			return err
		}
		for _, m := range due {
			err := exactlyOne(q.ExecContext(ctx, "UPDATE media SET next_at = ? WHERE id = ? AND next_at <= ?",
				stamp(until), m.ID, stamp(now)))
			if errors.Is(err, store.ErrConflict) {
				continue // another replica was faster
			}
			if err != nil {
				return fmt.Errorf("claiming media: %w", err)
			}
			got = append(got, m)
		}
		return nil
	})
	return got, err
}

// UpdateMedia writes what became of files.
func UpdateMedia(ctx context.Context, q Q, rows ...*store.Media) error {
	return medias.update(ctx, q, rows...)
}

// fileColumns is every place in the schema that names a kept file, each with an
// index. A row of which "and" is false names it no more.
var fileColumns = []struct{ table, column, and string }{
	{"media", "hash", ""}, {"media", "thumb", ""}, {"media", "playable", ""},
	{"activity_photo", "hash", ""}, {"activity_photo", "thumb", ""},
	{"handover_reply", "hash", ""},
	{"paper", "hash", " AND removed IS NULL"},
}

// UsedFiles says which of some files a row names.
func UsedFiles(ctx context.Context, q Q, hashes ...string) (map[string]bool, error) {
	used := map[string]bool{}
	marks, args := in(hashes)
	for _, c := range fileColumns {
		list, err := idsOf(ctx, q, "SELECT DISTINCT "+c.column+" FROM "+c.table+" WHERE "+c.column+" IN "+marks+c.and, args...)
		if err != nil {
			return nil, fmt.Errorf("looking who names a file: %w", err)
		}
		for _, hash := range list {
			used[hash] = true
		}
	}
	return used, nil
}
