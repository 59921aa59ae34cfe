package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"liaison/store"
)

// audits writes what acts insert. The columns that sealing fills are left out:
// they have defaults, and every message's work passes here.
var audits = table[store.AuditRow]{
	name:    "audit",
	columns: columns("id at actor_kind actor_id origin act object object_id office_id fields digest seq hash"), fixed: 11,
	at: func(a *store.AuditRow) []any {
		return []any{&a.ID, when(&a.At), &a.Actor, &a.ActorID, &a.From, &a.Act, &a.Object, &a.ObjectID, &a.OfficeID,
			&a.Fields, &a.Digest, &a.Seq, &a.Hash}
	},
}

// sealed is the same table with everything.
var sealed = table[store.AuditRow]{
	name: "audit", columns: append(append([]string(nil), audits.columns...), "salt", "mark"), fixed: 11,
	at: func(a *store.AuditRow) []any { return append(audits.at(a), &a.Salt, &a.Mark) },
}

var chains = table[store.AuditChain]{
	name: "audit_chain",
	columns: columns(`id seq hash base_seq base_hash holder lease_ends check_began check_ended check_done check_total
		check_found`), fixed: 1,
	at: func(c *store.AuditChain) []any {
		return []any{&c.ID, &c.Seq, &c.Hash, &c.BaseSeq, &c.BaseHash, &c.Holder, when(&c.LeaseEnds), when(&c.Check.Began),
			when(&c.Check.Ended), &c.Check.Done, &c.Check.Total, asJSON(&c.Check.Found)}
	},
}

// chainID is the only row of audit_chain.
const chainID = "audit"

// AuditChain reads where the chain stands; an empty one before the first row was
// sealed.
func AuditChain(ctx context.Context, q Q) (store.AuditChain, error) {
	c, err := chains.byID(ctx, q, chainID)
	if errors.Is(err, store.ErrNotFound) {
		return store.AuditChain{}, nil
	}
	if err != nil {
		return store.AuditChain{}, err
	}
	return *c, nil
}

// HoldAuditChain takes or keeps the right to seal until a time; false when
// another replica has it.
func (d *DB) HoldAuditChain(ctx context.Context, holder string, now, until time.Time) (bool, error) {
	held := false
	err := d.Tx(ctx, func(q Q) error {
		c, err := AuditChain(ctx, q)
		if err != nil {
			return err
		}
		if c.ID == "" {
			held = true
			return chains.insert(ctx, q, &store.AuditChain{ID: chainID, Holder: holder, LeaseEnds: until})
		}
		err = exactlyOne(q.ExecContext(ctx, "UPDATE audit_chain SET holder = ?, lease_ends = ? WHERE id = ? AND (holder = ? OR lease_ends IS NULL OR lease_ends <= ?)",
			holder, stamp(until), chainID, holder, stamp(now)))
		if held = err == nil; errors.Is(err, store.ErrConflict) {
			return nil
		}
		return err
	})
	if errors.Is(err, ErrDuplicate) { // another replica made the row this moment
		return false, nil
	}
	return held, err
}

// Unsealed lists the ids of rows that are not in the chain yet, in their order.
func Unsealed(ctx context.Context, q Q, limit int) ([]string, error) {
	ids, err := idsOf(ctx, q, "SELECT id FROM audit WHERE seq = 0 ORDER BY id LIMIT ?", limit)
	if err != nil {
		return nil, fmt.Errorf("reading unsealed audit rows: %w", err)
	}
	return ids, nil
}

// SealAudit puts rows at the end of the chain with what seal makes of them, given
// its end, and moves the end. The chain's own row is locked first: however many
// replicas believe to be the holder, one after the other appends. Rows that were
// sealed meanwhile are passed over; the new end is returned.
func SealAudit(ctx context.Context, q Q, ids []string, seal func(end *store.AuditChain, row *store.AuditRow)) (store.AuditChain, int, error) {
	if err := exactlyOne(q.ExecContext(ctx, "UPDATE audit_chain SET seq = seq WHERE id = ?", chainID)); err != nil {
		return store.AuditChain{}, 0, fmt.Errorf("locking the audit's end: %w", err)
	}
	end, err := AuditChain(ctx, q)
	if err != nil {
		return end, 0, err
	}
	marks, args := in(ids)
	// The rows are locked before they are read: erasing a person writes to them.
	if _, err := q.ExecContext(ctx, "UPDATE audit SET seq = 0 WHERE seq = 0 AND id IN "+marks, args...); err != nil {
		return end, 0, fmt.Errorf("locking audit rows: %w", err)
	}
	list, err := sealed.list(ctx, q, "WHERE seq = 0 AND id IN "+marks+" ORDER BY id", args...)
	if err != nil || len(list) == 0 {
		return end, 0, err
	}
	rows := make([]*store.AuditRow, len(list))
	for i := range list {
		rows[i] = &list[i]
		seal(&end, rows[i])
	}
	if err := sealed.update(ctx, q, rows...); err != nil {
		return end, 0, err
	}
	err = exactlyOne(q.ExecContext(ctx, "UPDATE audit_chain SET seq = ?, hash = ? WHERE id = ?", end.Seq, end.Hash, chainID))
	return end, len(rows), err
}

// AuditFrom reads rows of the chain in its order, behind a row.
func AuditFrom(ctx context.Context, q Q, seq int64, id string, limit int) ([]store.AuditRow, error) {
	return sealed.list(ctx, q, "WHERE seq >= ? AND seq > 0 AND NOT (seq = ? AND id <= ?) ORDER BY seq, id LIMIT ?", seq, seq, id, limit)
}

// AuditUnsealedOf reads the rows of one act that are not in the chain yet.
func AuditUnsealedOf(ctx context.Context, q Q, act store.Act) ([]store.AuditRow, error) {
	return sealed.list(ctx, q, "WHERE seq = 0 AND act = ? ORDER BY id", string(act))
}

// PutAuditCheck writes how a check of the chain stands.
func PutAuditCheck(ctx context.Context, q Q, c store.AuditCheck) error {
	return exactlyOne(q.ExecContext(ctx, "UPDATE audit_chain SET check_began = ?, check_ended = ?, check_done = ?, check_total = ?, check_found = ? WHERE id = ?",
		stamp(c.Began), stamp(c.Ended), c.Done, c.Total, packed{c.Found}, chainID))
}

// PruneAudit deletes the chain's rows up to a number, and notes its hash as the
// new base. store.ErrConflict: another did so meanwhile.
func PruneAudit(ctx context.Context, q Q, from int64, upTo store.AuditAnchor) error {
	err := exactlyOne(q.ExecContext(ctx, "UPDATE audit_chain SET base_seq = ?, base_hash = ? WHERE id = ? AND base_seq = ?",
		upTo.Seq, upTo.Hash, chainID, from))
	if err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, "DELETE FROM audit WHERE seq > 0 AND seq <= ?", upTo.Seq); err != nil {
		return fmt.Errorf("pruning the audit: %w", err)
	}
	return nil
}

// DetachAudit takes a person's pseudonym out of the audit. The chain holds a mark
// of it, which the salt alone could have traced back.
func DetachAudit(ctx context.Context, q Q, personID string) error {
	if _, err := q.ExecContext(ctx, "UPDATE audit SET actor_id = '', salt = '' WHERE actor_id = ? AND actor_kind = ?",
		personID, string(store.ActorPerson)); err != nil {
		return fmt.Errorf("detaching the audit: %w", err)
	}
	if _, err := q.ExecContext(ctx, "UPDATE audit SET object_id = '', salt = '' WHERE object_id = ? AND object = ?",
		personID, store.AuditPerson); err != nil {
		return fmt.Errorf("detaching the audit: %w", err)
	}
	return nil
}

// AuditFilter selects rows for a list. Empty fields do not limit, except Offices.
type AuditFilter struct {
	Offices  []string
	Kind     store.ActorKind
	ActorIDs []string // nil does not limit; an empty list finds nothing
	Acts     []store.Act
	ObjectID string
	From     string    // part of the address
	Since    time.Time // at or after
	Until    time.Time // before
	Before   string    // id: what is older
	Limit    int
}

func (f AuditFilter) where() (string, []any) {
	marks, args := in(f.Offices)
	cond := []string{"office_id IN " + marks}
	add := func(c string, a ...any) { cond, args = append(cond, c), append(args, a...) }
	if f.Kind != "" {
		add("actor_kind = ?", string(f.Kind))
	}
	if f.ActorIDs != nil {
		m, a := in(f.ActorIDs)
		add("actor_id IN "+m, a...)
	}
	if len(f.Acts) > 0 {
		m, a := in(f.Acts)
		add("act IN "+m, a...)
	}
	if f.ObjectID != "" {
		add("object_id = ?", f.ObjectID)
	}
	if f.From != "" {
		add("origin LIKE ? ESCAPE '!'", likeText(f.From)+"%")
	}
	if !f.Since.IsZero() {
		add("id >= ?", store.FirstID(f.Since))
	}
	if !f.Until.IsZero() {
		add("id < ?", store.FirstID(f.Until))
	}
	if f.Before != "" {
		add("id < ?", f.Before)
	}
	return "WHERE " + strings.Join(cond, " AND "), args
}

// Audits reads a page of the audit, the newest first.
func Audits(ctx context.Context, q Q, f AuditFilter) ([]store.AuditRow, error) {
	where, args := f.where()
	return sealed.list(ctx, q, where+" ORDER BY id DESC LIMIT ?", append(args, f.Limit)...)
}

// CountUnsealed counts the rows that are not in the chain yet, at most limit.
func CountUnsealed(ctx context.Context, q Q, limit int) (int, error) {
	return count(ctx, q, "audit WHERE seq = 0", limit)
}

// PersonsNamedDeputy lists the persons bound as deputies of that name.
func PersonsNamedDeputy(ctx context.Context, q Q, name string) ([]string, error) {
	ids, err := idsOf(ctx, q, "SELECT p.id FROM person p JOIN deputy d ON d.id = p.deputy_id WHERE d.name = ?", name)
	if err != nil {
		return nil, fmt.Errorf("reading deputies of a name: %w", err)
	}
	return ids, nil
}
