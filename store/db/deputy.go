package db

import (
	"context"
	"fmt"
	"strings"
	"time"

	"liaison/store"
)

var deputies = table[store.Deputy]{
	name:    "deputy",
	columns: columns("id created office_id name sex nation phone phone_index work place spelling strokes version"), fixed: 2,
	at: func(d *store.Deputy) []any {
		return []any{&d.ID, when(&d.Created), &d.OfficeID, &d.Name, &d.Sex, &d.Nation, &d.Phone, &d.PhoneIndex, &d.Work, &d.Order,
			&d.Spelling, &d.Strokes, &d.Version}
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
// rank and strokes.
func DeputiesOf(ctx context.Context, q Q, officeIDs []string) ([]store.Deputy, error) {
	marks, args := in(officeIDs)
	return deputies.list(ctx, q, "WHERE office_id IN "+marks+" ORDER BY place, strokes, name, id", args...)
}

// DeputiesServing reads deputies who exercise a mandate in one of the offices, by
// rank; at most limit.
func DeputiesServing(ctx context.Context, q Q, officeIDs []string, limit int) ([]store.Deputy, error) {
	marks, args := in(officeIDs)
	return deputies.list(ctx, q, "WHERE id IN (SELECT deputy_id FROM mandate WHERE status = ? AND office_id IN "+marks+
		") ORDER BY place, strokes, id LIMIT ?", append(append([]any{string(store.MandateActive)}, args...), limit)...)
}

// DeputiesNamed reads the deputies of some offices whose name holds a text, or whose
// name's pinyin or initials begin with it.
func DeputiesNamed(ctx context.Context, q Q, officeIDs []string, text string, limit int) ([]store.Deputy, error) {
	marks, args := in(officeIDs)
	like := likeText(text)
	begins := strings.ToLower(like)
	return deputies.list(ctx, q, "WHERE office_id IN "+marks+
		" AND (name LIKE ? ESCAPE '!' OR spelling LIKE ? ESCAPE '!' OR spelling LIKE ? ESCAPE '!') ORDER BY place, strokes, id LIMIT ?",
		append(args, "%"+like+"%", begins+"%", "% "+begins+"%", limit)...)
}

// DeputyUsed reports whether a deputy ever had an item, was kept from one, or is
// bound to WeChat: then the deputy is not to be deleted.
func DeputyUsed(ctx context.Context, q Q, id string) (bool, error) {
	for _, from := range []string{"assignment WHERE deputy_id = ?", "exclusion WHERE deputy_id = ?",
		"person WHERE deputy_id = ?", "participant WHERE deputy_id = ?"} {
		if n, err := count(ctx, q, from, 1, id); err != nil || n > 0 {
			return true, err
		}
	}
	return false, nil
}

// DeleteDeputy removes a deputy with mandates, their steps, and invitations.
func DeleteDeputy(ctx context.Context, q Q, d *store.Deputy) error {
	for _, name := range []string{"mandate_step", "mandate", "invitation"} {
		if _, err := q.ExecContext(ctx, "DELETE FROM "+name+" WHERE deputy_id = ?", d.ID); err != nil {
			return fmt.Errorf("deleting from %s: %w", name, err)
		}
	}
	return exactlyOne(q.ExecContext(ctx, "DELETE FROM deputy WHERE id = ? AND version = ?", d.ID, d.Version))
}

// OpenAssignments reads what deputies have in hand.
func OpenAssignments(ctx context.Context, q Q, deputyIDs []string) ([]store.Assignment, error) {
	marks, args := in(deputyIDs)
	return assignments.list(ctx, q, "WHERE deputy_id IN "+marks+" AND state = ? ORDER BY id", append(args, string(store.AssignmentOpen))...)
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

// RevokeInvitationsOf takes back what deputies were sent and did not use.
func RevokeInvitationsOf(ctx context.Context, q Q, deputyIDs []string, now time.Time) error {
	marks, args := in(deputyIDs)
	_, err := q.ExecContext(ctx, "UPDATE invitation SET revoked = ? WHERE used IS NULL AND revoked IS NULL AND deputy_id IN "+marks,
		append([]any{stamp(now)}, args...)...)
	if err != nil {
		return fmt.Errorf("taking back invitations: %w", err)
	}
	return nil
}
