package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var staffs = table[store.Staff]{
	name: "staff",
	columns: columns(`id created office_id login name password totp totp_step roles failed locked disabled changed
		version`), fixed: 2,
	at: func(s *store.Staff) []any {
		return []any{&s.ID, when(&s.Created), &s.OfficeID, &s.Login, &s.Name, &s.Password, &s.TOTP, &s.TOTPStep,
			asJSON(&s.Roles), &s.Failed, when(&s.Locked), when(&s.Disabled), when(&s.Changed), &s.Version}
	},
}

// Staff reads a member of staff.
func Staff(ctx context.Context, q Q, id string) (*store.Staff, error) { return staffs.byID(ctx, q, id) }

// StaffByLogin reads the member of staff with a login.
func StaffByLogin(ctx context.Context, q Q, login string) (*store.Staff, error) {
	return staffs.one(ctx, q, "WHERE login = ?", login)
}

// AllStaff reads everybody of the desk, by login.
func AllStaff(ctx context.Context, q Q) ([]store.Staff, error) {
	return staffs.list(ctx, q, "ORDER BY login")
}

// StaffIn reads the people of the desk of offices.
func StaffIn(ctx context.Context, q Q, officeIDs []string) ([]store.Staff, error) {
	marks, args := in(officeIDs)
	return staffs.list(ctx, q, "WHERE office_id IN "+marks+" ORDER BY login", args...)
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

// PutSession writes a session, new or changed.
func (d *DB) PutSession(ctx context.Context, id string, data []byte, expires time.Time) error {
	return d.Tx(ctx, func(q Q) error {
		res, err := q.ExecContext(ctx, "UPDATE session SET data = ?, expires = ? WHERE id = ?", data, stamp(expires), id)
		if err != nil {
			return fmt.Errorf("writing a session: %w", err)
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return err
		}
		if _, err := q.ExecContext(ctx, "INSERT INTO session (id, data, expires) VALUES (?,?,?)", id, data, stamp(expires)); err != nil {
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

// Sweep deletes sessions and form keys that no longer serve.
func Sweep(ctx context.Context, q Q, now, forms time.Time) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM session WHERE expires < ?", stamp(now)); err != nil {
		return fmt.Errorf("sweeping sessions: %w", err)
	}
	if _, err := q.ExecContext(ctx, "DELETE FROM request WHERE at < ?", stamp(forms)); err != nil {
		return fmt.Errorf("sweeping form keys: %w", err)
	}
	return nil
}
