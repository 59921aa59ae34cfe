package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var browsers = table[store.Browser]{
	name: "staff_browser", columns: columns("id staff_id seen failed locked"), fixed: 2,
	at: func(b *store.Browser) []any {
		return []any{&b.ID, &b.StaffID, when(&b.Seen), &b.Failed, when(&b.Locked)}
	},
}

// Browser reads a browser somebody signed in with before.
func Browser(ctx context.Context, q Q, id string) (*store.Browser, error) {
	return browsers.byID(ctx, q, id)
}

// PutBrowser writes a browser, new or known.
func PutBrowser(ctx context.Context, q Q, b *store.Browser, fresh bool) error {
	if fresh {
		return browsers.insert(ctx, q, b)
	}
	return browsers.update(ctx, q, b)
}

// ForgetBrowsers makes all browsers of a member of staff unknown again.
func ForgetBrowsers(ctx context.Context, q Q, staffID string) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM staff_browser WHERE staff_id = ?", staffID); err != nil {
		return fmt.Errorf("forgetting browsers: %w", err)
	}
	return nil
}

// past is a password that somebody used before.
type past struct{ ID, StaffID, Hash string }

var pasts = table[past]{
	name: "staff_password", columns: columns("id staff_id hash"), fixed: 3,
	at: func(p *past) []any { return []any{&p.ID, &p.StaffID, &p.Hash} },
}

// PastPasswords gives the hashes of the last passwords before the present one, the
// newest first.
func PastPasswords(ctx context.Context, q Q, staffID string, limit int) ([]string, error) {
	rows, err := pasts.list(ctx, q, fmt.Sprintf("WHERE staff_id = ? ORDER BY id DESC LIMIT %d", limit), staffID)
	hashes := make([]string, len(rows))
	for i, p := range rows {
		hashes[i] = p.Hash
	}
	return hashes, err
}

// KeepPassword notes a password that is given up, and forgets all but the newest.
func KeepPassword(ctx context.Context, q Q, id, staffID, hash string, most int) error {
	if err := pasts.insert(ctx, q, &past{id, staffID, hash}); err != nil {
		return err
	}
	rows, err := pasts.list(ctx, q, "WHERE staff_id = ? ORDER BY id DESC", staffID)
	if err != nil || len(rows) <= most {
		return err
	}
	if _, err := q.ExecContext(ctx, "DELETE FROM staff_password WHERE staff_id = ? AND id <= ?", staffID, rows[most].ID); err != nil {
		return fmt.Errorf("forgetting old passwords: %w", err)
	}
	return nil
}

// ReplaceRecovery gives somebody new recovery codes in place of the old ones; none
// takes them all away.
func ReplaceRecovery(ctx context.Context, q Q, staffID string, hashes []string) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM staff_recovery WHERE staff_id = ?", staffID); err != nil {
		return fmt.Errorf("taking recovery codes away: %w", err)
	}
	for _, h := range hashes {
		if _, err := q.ExecContext(ctx, "INSERT INTO staff_recovery (staff_id, hash) VALUES (?,?)", staffID, h); err != nil {
			return fmt.Errorf("adding recovery codes: %w", err)
		}
	}
	return nil
}

// UseRecovery takes a recovery code; false when it is none, or was used.
func UseRecovery(ctx context.Context, q Q, staffID, hash string, now time.Time) (bool, error) {
	res, err := q.ExecContext(ctx, "UPDATE staff_recovery SET used = ? WHERE staff_id = ? AND hash = ? AND used IS NULL", stamp(now), staffID, hash)
	if err != nil {
		return false, fmt.Errorf("using a recovery code: %w", err)
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// RecoveryLeft counts the recovery codes that were not used.
func RecoveryLeft(ctx context.Context, q Q, staffID string) (int, error) {
	return count(ctx, q, "staff_recovery WHERE staff_id = ? AND used IS NULL", 100, staffID)
}
