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
		issued seen version`), fixed: 2,
	at: func(s *store.Staff) []any {
		return []any{&s.ID, when(&s.Created), &s.OfficeID, &s.Login, &s.Name, &s.Password, &s.TOTP, &s.TOTPStep,
			asJSON(&s.Roles), &s.Failed, when(&s.Locked), when(&s.Disabled), when(&s.Changed),
			when(&s.Issued), when(&s.Seen), &s.Version}
	},
}

// grant is a row of the grants outside the own office.
type grant struct {
	StaffID string
	store.Grant
}

var grants = table[grant]{
	name: "staff_grant", columns: columns("staff_id office_id role"),
	at: func(g *grant) []any { return []any{&g.StaffID, &g.OfficeID, &g.Role} },
}

// Staff reads a member of staff.
func Staff(ctx context.Context, q Q, id string) (*store.Staff, error) {
	return withGrants(ctx, q)(staffs.byID(ctx, q, id))
}

// StaffByLogin reads the member of staff with a login.
func StaffByLogin(ctx context.Context, q Q, login string) (*store.Staff, error) {
	return withGrants(ctx, q)(staffs.one(ctx, q, "WHERE login = ?", login))
}

// withGrants adds to one person what staff_grant says.
func withGrants(ctx context.Context, q Q) func(*store.Staff, error) (*store.Staff, error) {
	return func(s *store.Staff, err error) (*store.Staff, error) {
		if err != nil {
			return nil, err
		}
		rows, err := grants.list(ctx, q, "WHERE staff_id = ? ORDER BY office_id, role", s.ID)
		for _, g := range rows {
			s.Elsewhere = append(s.Elsewhere, g.Grant)
		}
		return s, err
	}
}

// AllStaff reads everybody of the desk, by login.
func AllStaff(ctx context.Context, q Q) ([]store.Staff, error) {
	list, err := staffs.list(ctx, q, "ORDER BY login")
	if err != nil {
		return nil, err
	}
	rows, err := grants.list(ctx, q, "ORDER BY staff_id, office_id, role")
	return join(list, rows), err
}

// StaffByIDs reads people of the desk by id, for their names; in no order.
func StaffByIDs(ctx context.Context, q Q, ids []string) ([]store.Staff, error) {
	return staffs.byIDs(ctx, q, "id", ids)
}

// StaffIn reads the people of the desk who work in one of the offices, or have a
// grant there.
func StaffIn(ctx context.Context, q Q, officeIDs []string) ([]store.Staff, error) {
	marks, args := in(officeIDs)
	list, err := staffs.list(ctx, q, "WHERE office_id IN "+marks+" OR id IN (SELECT staff_id FROM staff_grant WHERE office_id IN "+
		marks+") ORDER BY login", append(args, args...)...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	marks, args = in(ids)
	rows, err := grants.list(ctx, q, "WHERE staff_id IN "+marks+" ORDER BY staff_id, office_id, role", args...)
	return join(list, rows), err
}

func join(list []store.Staff, rows []grant) []store.Staff {
	more := map[string][]store.Grant{}
	for _, g := range rows {
		more[g.StaffID] = append(more[g.StaffID], g.Grant)
	}
	for i := range list {
		list[i].Elsewhere = more[list[i].ID]
	}
	return list
}

// insertGrants writes the grants outside the own office of people just added.
func insertGrants(ctx context.Context, q Q, people []*store.Staff) error {
	var rows []*grant
	for _, s := range people {
		for _, g := range s.Elsewhere {
			rows = append(rows, &grant{s.ID, g})
		}
	}
	return grants.insert(ctx, q, rows...)
}

// replaceGrants writes them of people whose grants changed.
func replaceGrants(ctx context.Context, q Q, people []*store.Staff) error {
	for _, s := range people {
		if _, err := q.ExecContext(ctx, "DELETE FROM staff_grant WHERE staff_id = ?", s.ID); err != nil {
			return fmt.Errorf("taking grants away: %w", err)
		}
	}
	return insertGrants(ctx, q, people)
}

// TakeTurn makes transactions that decide about one thing as a whole, such as who
// is the last administrator, come one after the other: each sees what the one
// before it committed. It writes a row, since a cluster compares only what was
// written.
func TakeTurn(ctx context.Context, q Q, name string) error {
	res, err := q.ExecContext(ctx, "UPDATE turn SET n = n + 1 WHERE name = ?", name)
	if err != nil {
		return fmt.Errorf("taking turns: %w", err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	// A copy of the database may lack what the migration put there. Who else finds
	// it lacking waits here, and begins again.
	if _, err := q.ExecContext(ctx, "INSERT INTO turn (name, n) VALUES (?, 1)", name); err != nil {
		return fmt.Errorf("taking turns: %w", duplicate(err))
	}
	return nil
}

// Sweep deletes sessions, form keys and remembered browsers that no longer serve.
func Sweep(ctx context.Context, q Q, now, forms, browsers time.Time) error {
	for _, old := range []struct {
		what, where string
		before      time.Time
	}{
		{"sessions", "session WHERE expires < ?", now},
		{"form keys", "request WHERE at < ?", forms},
		{"browsers", "staff_browser WHERE seen < ?", browsers},
	} {
		if _, err := q.ExecContext(ctx, "DELETE FROM "+old.where, stamp(old.before)); err != nil {
			return fmt.Errorf("sweeping %s: %w", old.what, err)
		}
	}
	return nil
}
