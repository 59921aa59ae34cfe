package db

import (
	"context"
	"fmt"

	"liaison/store"
)

// NoticesAbout reads the notices with those keys, in no order.
func NoticesAbout(ctx context.Context, q Q, abouts []string) ([]store.Notice, error) {
	return notices.byIDs(ctx, q, "about", abouts)
}

// DropNoticesAbout takes back what something newer stands in place of: what has
// not gone out, and what somebody was to be telephoned about. What was handed over
// as a file stays noted so: nobody knows here whether it has been sent, and its
// recipient counts as told.
func DropNoticesAbout(ctx context.Context, q Q, abouts []string) error {
	if len(abouts) == 0 {
		return nil
	}
	marks, args := in(abouts)
	args = append([]any{string(store.NoticeDropped), string(store.NoticeWaiting), string(store.NoticeUnknown), string(store.NoticeUnreached)}, args...)
	if _, err := q.ExecContext(ctx, "UPDATE notice SET state = ? WHERE state IN (?,?,?) AND about IN "+marks, args...); err != nil {
		return fmt.Errorf("dropping notices: %w", err)
	}
	return nil
}
