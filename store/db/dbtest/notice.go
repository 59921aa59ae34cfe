package dbtest

import (
	"context"
	"slices"
	"testing"

	"liaison/store"
	"liaison/store/db"
)

// Notices reads what stands in an office's outbox in given states, the newest first.
func Notices(tb testing.TB, q db.Q, office string, states ...store.NoticeState) []store.Notice {
	tb.Helper()
	ids, err := noticeIDs(tb.Context(), q, office)
	if err != nil {
		tb.Fatal(err)
	}
	var list []store.Notice
	for _, id := range ids {
		n, err := db.Notice(tb.Context(), q, id)
		if err != nil {
			tb.Fatal(err)
		}
		if slices.Contains(states, n.State) {
			list = append(list, *n)
		}
	}
	return list
}

func noticeIDs(ctx context.Context, q db.Q, office string) (ids []string, err error) {
	rows, err := q.QueryContext(ctx, "SELECT id FROM notice WHERE office_id = ? ORDER BY id DESC", office)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
