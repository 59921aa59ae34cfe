package act

import (
	"time"

	"liaison/store"
	"liaison/store/db"
)

// pruneBatch is how many rows of the audit one transaction deletes.
const pruneBatch = 1000

// PruneAudit deletes the beginning of the audit's chain, as far as it is from
// before a time: up to one batch, and gives how many rows that were. What is
// deleted leaves a row that says up to which link, so that the rest can still be
// checked. Rows that were never sealed stay.
func (t *Tx) PruneAudit(before time.Time) (int, error) {
	if err := t.may(store.ActAuditPrune, store.Target{}); err != nil {
		return 0, err
	}
	chain, err := db.AuditChain(t.ctx, t.q)
	if err != nil {
		return 0, err
	}
	rows, err := db.AuditFrom(t.ctx, t.q, chain.BaseSeq, "~", pruneBatch)
	if err != nil {
		return 0, err
	}
	n := 0
	for n < len(rows) && rows[n].At.Before(before) && rows[n].Seq < chain.Seq {
		n++
	}
	if n == 0 {
		return 0, nil
	}
	upTo := store.AuditAnchor{Seq: rows[n-1].Seq, Hash: rows[n-1].Hash}
	t.audit(store.ActAuditPrune, "audit", "", "", store.AuditPruned(upTo), "")
	return n, db.PruneAudit(t.ctx, t.q, chain.BaseSeq, upTo)
}

// since is how far back a period of months reaches that is a setting of the
// whole account.
func (v *View) since(now time.Time, name store.Setting) time.Time {
	return now.AddDate(0, -v.Settings.Int(v.Offices.Root().ID, name), 0)
}
