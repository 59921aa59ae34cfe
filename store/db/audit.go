package db

import "liaison/store"

var audits = table[store.AuditRow]{
	name:    "audit",
	columns: columns("id at actor_kind actor_id origin act object object_id office_id fields digest seq hash"), fixed: 11,
	at: func(a *store.AuditRow) []any {
		return []any{&a.ID, when(&a.At), &a.Actor, &a.ActorID, &a.From, &a.Act, &a.Object, &a.ObjectID, &a.OfficeID,
			&a.Fields, &a.Digest, &a.Seq, &a.Hash}
	},
}
