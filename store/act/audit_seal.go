package act

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// SealLease is how long a replica seals the audit without a sign of life. The
// lease lies in the chain's own row: a run of the schedule for every second
// would be 86,400 rows a day that say nothing.
const SealLease = 30 * time.Second

// HoldSealing takes or keeps the right to seal the audit for this holder; false
// when another replica has it. Two that believe to have it do no harm: whoever
// appends locks the chain's end first.
func (a *Acts) HoldSealing(ctx context.Context, holder string) (bool, error) {
	now := a.Now()
	chain, err := db.AuditChain(ctx, a.db.Read())
	if err != nil {
		return false, err
	}
	switch {
	case chain.Holder == holder && chain.LeaseEnds.Sub(now) > SealLease/2:
		return true, nil
	case chain.ID != "" && chain.Holder != holder && chain.LeaseEnds.After(now):
		return false, nil
	}
	return a.db.HoldAuditChain(ctx, holder, now, now.Add(SealLease))
}

// SealAudit puts up to limit rows that are not in the chain yet at its end, in
// the order of their ids, and gives how many, and where the chain ends.
func (a *Acts) SealAudit(ctx context.Context, limit int) (n int, end store.AuditAnchor, err error) {
	ids, err := db.Unsealed(ctx, a.db.Read(), limit)
	if err != nil {
		return 0, end, err
	}
	var chain store.AuditChain
	if len(ids) == 0 {
		chain, err = db.AuditChain(ctx, a.db.Read())
		return 0, store.AuditAnchor{Seq: chain.Seq, Hash: chain.Hash}, err
	}
	err = a.db.Tx(ctx, func(q db.Q) error {
		chain, n, err = db.SealAudit(ctx, q, ids, func(end *store.AuditChain, row *store.AuditRow) {
			row.Seal(end.Hash, end.Seq+1, store.NewSecret())
			end.Seq, end.Hash = row.Seq, row.Hash
		})
		return err
	})
	if err != nil {
		return 0, end, fmt.Errorf("sealing the audit: %w", err)
	}
	return n, store.AuditAnchor{Seq: chain.Seq, Hash: chain.Hash}, nil
}

// Anchor writes where the chain ends outside the database: into the anchor file
// and the log. Without an anchor file (Config.Anchors) the log alone has it.
func (a *Acts) Anchor(end store.AuditAnchor) error {
	a.log.Info("audit chain", "seq", end.Seq, "hash", end.Hash)
	if a.anchors == nil {
		return nil
	}
	return a.anchors.Append(fmt.Sprintf("%d %s %s", end.Seq, end.Hash, a.Now().Format(time.RFC3339)))
}

// Anchors reads the anchor file. Lines that cannot be read are counted.
func (a *Acts) Anchors() (list []store.AuditAnchor, unread int, err error) {
	if a.anchors == nil {
		return nil, 0, nil
	}
	for line, err := range a.anchors.Lines() {
		if err != nil {
			return nil, 0, err
		}
		if anchor, ok := parseAnchor(line); ok {
			list = append(list, anchor)
		} else {
			unread++
		}
	}
	return list, unread, nil
}

// parseAnchor reads a line of the anchor file: number, hash, time.
func parseAnchor(line string) (store.AuditAnchor, bool) {
	parts := strings.Fields(line)
	if len(parts) != 3 || len(parts[1]) != 64 {
		return store.AuditAnchor{}, false
	}
	seq, err := strconv.ParseInt(parts[0], 10, 64)
	return store.AuditAnchor{Seq: seq, Hash: parts[1]}, err == nil && seq > 0
}

// unsealedCounted is where counting unsealed rows stops.
const unsealedCounted = 1000

// Unsealed counts the rows that wait to be put into the chain, up to a thousand.
func (a *Acts) Unsealed(ctx context.Context) (int, error) {
	return db.CountUnsealed(ctx, a.db.Read(), unsealedCounted)
}
