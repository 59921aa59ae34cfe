package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var deputies = table[store.Deputy]{
	name:    "deputy",
	columns: columns("id created office_id name sex nation phone phone_index work place"), fixed: 2,
	at: func(d *store.Deputy) []any {
		return []any{&d.ID, when(&d.Created), &d.OfficeID, &d.Name, &d.Sex, &d.Nation, &d.Phone, &d.PhoneIndex, &d.Work, &d.Order}
	},
}

var mandates = table[store.Mandate]{
	name:    "mandate",
	columns: columns("id deputy_id office_id term_id level district_id station_id title status from_day to_day"), fixed: 2,
	at: func(m *store.Mandate) []any {
		return []any{&m.ID, &m.DeputyID, &m.OfficeID, &m.TermID, &m.Level, &m.DistrictID, &m.StationID, &m.Title,
			&m.Status, &m.From, &m.To}
	},
}

var invitations = table[store.Invitation]{
	name:    "invitation",
	columns: columns("id created office_id deputy_id staff_id code_hash expires made_by used used_by revoked"), fixed: 8,
	at: func(i *store.Invitation) []any {
		return []any{&i.ID, when(&i.Created), &i.OfficeID, &i.DeputyID, &i.StaffID, &i.CodeHash, when(&i.Expires), &i.By,
			when(&i.Used), &i.UsedBy, when(&i.Revoked)}
	},
}

// Deputy reads a deputy.
func Deputy(ctx context.Context, q Q, id string) (*store.Deputy, error) {
	return deputies.byID(ctx, q, id)
}

// DeputiesByID reads deputies by id, in no order.
func DeputiesByID(ctx context.Context, q Q, ids []string) ([]store.Deputy, error) {
	return deputies.byIDs(ctx, q, "id", ids)
}

// DeputiesOf reads the deputies whose record is kept by one of the offices, by
// rank and name.
func DeputiesOf(ctx context.Context, q Q, officeIDs []string) ([]store.Deputy, error) {
	marks, args := in(officeIDs)
	return deputies.list(ctx, q, "WHERE office_id IN "+marks+" ORDER BY place, name, id", args...)
}

// ActiveMandates reads the mandates that are exercised, of all offices.
func ActiveMandates(ctx context.Context, q Q) ([]store.Mandate, error) {
	return mandates.list(ctx, q, "WHERE status = ? ORDER BY id", string(store.MandateActive))
}

// MandatesOf reads all mandates of deputies.
func MandatesOf(ctx context.Context, q Q, deputyIDs []string) ([]store.Mandate, error) {
	return mandates.byIDs(ctx, q, "deputy_id", deputyIDs)
}

// MandatesKept reads all mandates of the deputies whose record is kept by one of
// the offices.
func MandatesKept(ctx context.Context, q Q, officeIDs []string) ([]store.Mandate, error) {
	marks, args := in(officeIDs)
	return mandates.list(ctx, q, "WHERE deputy_id IN (SELECT id FROM deputy WHERE office_id IN "+marks+") ORDER BY id", args...)
}

// Load counts the open assignments of each deputy.
func Load(ctx context.Context, q Q, deputyIDs []string) (map[string]int, error) {
	marks, args := in(deputyIDs)
	rows, err := q.QueryContext(ctx, "SELECT deputy_id, COUNT(*) FROM assignment WHERE state = ? AND deputy_id IN "+marks+
		" GROUP BY deputy_id", append([]any{string(store.AssignmentOpen)}, args...)...)
	if err != nil {
		return nil, fmt.Errorf("counting assignments: %w", err)
	}
	defer rows.Close()
	load := map[string]int{}
	for rows.Next() {
		var id string
		var n int
		if err := rows.Scan(&id, &n); err != nil {
			return nil, fmt.Errorf("counting assignments: %w", err)
		}
		load[id] = n
	}
	return load, rows.Err()
}

// Invitation reads an invitation.
func Invitation(ctx context.Context, q Q, id string) (*store.Invitation, error) {
	return invitations.byID(ctx, q, id)
}

// InvitationByCode reads the invitation whose code has that hash.
func InvitationByCode(ctx context.Context, q Q, hash string) (*store.Invitation, error) {
	return invitations.one(ctx, q, "WHERE code_hash = ?", hash)
}

// InvitationsOf reads the invitations of deputies, the newest first.
func InvitationsOf(ctx context.Context, q Q, deputyIDs []string) ([]store.Invitation, error) {
	if len(deputyIDs) == 0 {
		return nil, nil
	}
	marks, args := in(deputyIDs)
	return invitations.list(ctx, q, "WHERE deputy_id IN "+marks+" ORDER BY id DESC", args...)
}

// UseInvitation marks an invitation used. store.ErrConflict: somebody used or
// revoked it meanwhile.
func UseInvitation(ctx context.Context, q Q, id, personID string, now time.Time) error {
	return exactlyOne(q.ExecContext(ctx, "UPDATE invitation SET used = ?, used_by = ? WHERE id = ? AND used IS NULL AND revoked IS NULL",
		stamp(now), personID, id))
}

// RevokeInvitation takes back an invitation that was not used.
func RevokeInvitation(ctx context.Context, q Q, id string, now time.Time) error {
	return exactlyOne(q.ExecContext(ctx, "UPDATE invitation SET revoked = ? WHERE id = ? AND used IS NULL AND revoked IS NULL",
		stamp(now), id))
}
