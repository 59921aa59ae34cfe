package db

import (
	"context"

	"liaison/store"
)

var audits = table[store.AuditRow]{
	name:    "audit",
	columns: columns("id at actor_kind actor_id origin act object object_id office_id fields digest seq hash"), fixed: 11,
	at: func(a *store.AuditRow) []any {
		return []any{&a.ID, when(&a.At), &a.Actor, &a.ActorID, &a.From, &a.Act, &a.Object, &a.ObjectID, &a.OfficeID,
			&a.Fields, &a.Digest, &a.Seq, &a.Hash}
	},
}

// AuditOf reads what was done to an object, in order.
func AuditOf(ctx context.Context, q Q, objectID string) ([]store.AuditRow, error) {
	return audits.list(ctx, q, "WHERE object_id = ? ORDER BY id", objectID)
}

// Unsealed reads the oldest audit rows that no link of the chain covers yet.
func Unsealed(ctx context.Context, q Q, limit int) ([]store.AuditRow, error) {
	return audits.list(ctx, q, "WHERE seq = 0 ORDER BY id LIMIT ?", limit)
}
