package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var textMessages = table[store.TextMessage]{
	name: "text_message", columns: columns("id created office_id notice_id"), fixed: 4,
	at: func(m *store.TextMessage) []any { return []any{&m.ID, when(&m.Created), &m.OfficeID, &m.NoticeID} },
}

// CountTexts counts the text messages that left, or may have, since a time, up to a
// limit.
func CountTexts(ctx context.Context, q Q, since time.Time, limit int) (int, error) {
	return count(ctx, q, "text_message WHERE created >= ?", limit, stamp(since))
}

// SweepTexts deletes what no quota counts any more.
func SweepTexts(ctx context.Context, q Q, before time.Time) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM text_message WHERE created < ?", stamp(before)); err != nil {
		return fmt.Errorf("sweeping text messages: %w", err)
	}
	return nil
}

// DeputyNumber reads a deputy's telephone number as it is sealed now; empty where
// there is none, or no such deputy.
func DeputyNumber(ctx context.Context, q Q, deputyID string) (string, error) {
	list, err := DeputiesByID(ctx, q, []string{deputyID})
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].Phone, nil
}
