package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

// sessions reads rows without their data, for people.
var sessions = table[store.Session]{
	name:    "session",
	columns: columns("id staff_id began seen address device expires"),
	at: func(s *store.Session) []any {
		return []any{&s.ID, &s.StaffID, when(&s.Began), when(&s.Seen), &s.Address, &s.Device, when(&s.Expires)}
	},
}

// Session reads a session's data that has not expired.
func Session(ctx context.Context, q Q, id string, now time.Time) ([]byte, bool, error) {
	rows, err := q.QueryContext(ctx, "SELECT data FROM session WHERE id = ? AND expires > ?", id, stamp(now))
	if err != nil {
		return nil, false, fmt.Errorf("reading a session: %w", err)
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, false, rows.Err()
	}
	var data []byte
	if err := rows.Scan(&data); err != nil {
		return nil, false, fmt.Errorf("reading a session: %w", err)
	}
	return data, true, rows.Err()
}

// SessionsOf lists the sessions of a member of staff, the last used first.
func SessionsOf(ctx context.Context, q Q, staffID string, now time.Time) ([]store.Session, error) {
	return sessions.list(ctx, q, "WHERE staff_id = ? AND expires > ? ORDER BY seen DESC, id", staffID, stamp(now))
}

// PutSession writes a session. One that is not fresh must be there, or it was
// ended: store.ErrNotFound.
func (d *DB) PutSession(ctx context.Context, s store.Session, fresh bool) error {
	return d.Tx(ctx, func(q Q) error {
		res, err := q.ExecContext(ctx, "UPDATE session SET data = ?, expires = ?, staff_id = ?, began = ?, seen = ?, address = ?, device = ? WHERE id = ?",
			s.Data, stamp(s.Expires), s.StaffID, stamp(s.Began), stamp(s.Seen), s.Address, s.Device, s.ID)
		if err != nil {
			return fmt.Errorf("writing a session: %w", err)
		}
		n, err := res.RowsAffected()
		switch {
		case err != nil || n > 0:
			return err
		case !fresh:
			return store.ErrNotFound
		}
		if _, err := q.ExecContext(ctx, "INSERT INTO session (id, data, expires, staff_id, began, seen, address, device) VALUES (?,?,?,?,?,?,?,?)",
			s.ID, s.Data, stamp(s.Expires), s.StaffID, stamp(s.Began), stamp(s.Seen), s.Address, s.Device); err != nil {
			return fmt.Errorf("adding a session: %w", err)
		}
		return nil
	})
}

// DeleteSession ends a session.
func (d *DB) DeleteSession(ctx context.Context, id string) error {
	return d.Tx(ctx, func(q Q) error {
		_, err := q.ExecContext(ctx, "DELETE FROM session WHERE id = ?", id)
		return err
	})
}

// EndSession ends one session of a member of staff, and says whether it was there.
func EndSession(ctx context.Context, q Q, staffID, id string) (bool, error) {
	res, err := q.ExecContext(ctx, "DELETE FROM session WHERE id = ? AND staff_id = ?", id, staffID)
	if err != nil {
		return false, fmt.Errorf("ending a session: %w", err)
	}
	n, err := res.RowsAffected()
	return n > 0, err
}

// EndSessions ends all sessions of a member of staff but one, which may be none.
func EndSessions(ctx context.Context, q Q, staffID, but string) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM session WHERE staff_id = ? AND id <> ?", staffID, but); err != nil {
		return fmt.Errorf("ending sessions: %w", err)
	}
	return nil
}
