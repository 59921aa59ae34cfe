package act

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// checkBatch is how many rows of the audit one statement of a check reads.
const checkBatch = 2000

// WalkAudit checks the whole chain of the audit against its hashes, its end and
// the anchor file. It reads in batches and holds no lock; progress is called
// after each. Rows that come in meanwhile are checked as far as the chain reached
// when the walk began.
func (a *Acts) WalkAudit(ctx context.Context, progress func(done, total int64) error) (*store.AuditWalk, error) {
	for {
		walk, base, err := a.walkAudit(ctx, progress)
		if err != nil {
			return nil, err
		}
		now, err := db.AuditChain(ctx, a.db.Read())
		if err != nil || now.BaseSeq == base { // else its beginning was deleted on the way
			return walk, err
		}
	}
}

// walkAudit is one walk; it tells behind which number it began.
func (a *Acts) walkAudit(ctx context.Context, progress func(done, total int64) error) (*store.AuditWalk, int64, error) {
	q := a.db.Read()
	anchors, _, err := a.Anchors() // before the chain: what is anchored must be in it
	if err != nil {
		return nil, 0, err
	}
	chain, err := db.AuditChain(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	walk := store.NewAuditWalk(chain, anchors)
	total := chain.Seq - chain.BaseSeq
	for seq, id := chain.BaseSeq, "~"; ; {
		rows, err := db.AuditFrom(ctx, q, seq, id, checkBatch)
		if err != nil {
			return nil, 0, err
		}
		for i := range rows {
			if rows[i].Seq <= chain.Seq {
				walk.Row(&rows[i])
			}
		}
		if err := progress(walk.Rows, total); err != nil {
			return nil, 0, err
		}
		if len(rows) < checkBatch || rows[len(rows)-1].Seq > chain.Seq {
			break
		}
		seq, id = rows[len(rows)-1].Seq, rows[len(rows)-1].ID
	}
	return walk, chain.BaseSeq, a.endWalk(ctx, walk, chain)
}

// endWalk compares the end, after what is about to be put behind it.
func (a *Acts) endWalk(ctx context.Context, walk *store.AuditWalk, chain store.AuditChain) error {
	waiting, err := db.AuditUnsealedOf(ctx, a.db.Read(), store.ActAuditPrune)
	for i := range waiting {
		walk.Waiting(&waiting[i])
	}
	walk.End(chain)
	return err
}

// AuditDuty names the duty that checks the chain, in the table of runs.
const AuditDuty = "audit"

// AuditCheckedAtOnce is how long a chain may be to be checked while somebody
// waits for the page; a longer one is checked by a duty.
const AuditCheckedAtOnce = 50_000

// CheckAudit walks the chain and keeps the result, and how far it is, for the
// page of the audit.
func (a *Acts) CheckAudit(ctx context.Context) (store.AuditCheck, error) {
	check := store.AuditCheck{Began: a.Now()}
	put := func() error {
		return a.db.Tx(ctx, func(q db.Q) error { return db.PutAuditCheck(ctx, q, check) })
	}
	walk, err := a.WalkAudit(ctx, func(done, total int64) error {
		check.Done, check.Total = done, total
		if done%(10*checkBatch) != 0 || done == 0 {
			return nil
		}
		return put()
	})
	if err != nil {
		return check, fmt.Errorf("checking the audit: %w", err)
	}
	check.Found, check.Ended = walk.Found, a.Now()
	return check, put()
}

// AskAuditCheck has the chain checked: at once, or by a duty when it is long. A
// check that goes on already is not begun a second time.
func (a *Acts) AskAuditCheck(ctx context.Context, actor store.Actor, request string) error {
	chain, err := db.AuditChain(ctx, a.db.Read())
	if err != nil {
		return err
	}
	err = a.Do(ctx, actor, request, func(t *Tx) error {
		if !store.MayAnywhere(actor, store.ActAudit) {
			return store.ErrForbidden
		}
		t.audit(store.ActAudit, "audit", "", actor.OfficeID, "check", "")
		if chain.Seq-chain.BaseSeq <= AuditCheckedAtOnce {
			return nil
		}
		return db.InsertRun(t.ctx, t.q, store.Run{Duty: AuditDuty, Tick: t.now.Truncate(time.Second), LeaseEnds: t.now})
	})
	if err != nil || chain.ID == "" || chain.Seq-chain.BaseSeq > AuditCheckedAtOnce {
		return err
	}
	_, err = a.CheckAudit(ctx)
	return err
}
