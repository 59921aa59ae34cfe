package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// auditTime bounds the check of the audit's chain: a million rows take seconds.
const auditTime = 10 * time.Minute

// faults say what a finding means and where to look.
var faults = map[store.AuditFault]string{
	store.AuditChanged:    "row %[2]s, number %[1]d, was changed after it was sealed",
	store.AuditMissing:    "number %[1]d is missing: at least one row was deleted there",
	store.AuditTwice:      "row %[2]s stands at number %[1]d, which is taken: it was put in",
	store.AuditCut:        "the chain ends before number %[1]d, which was there once: its end was cut off",
	store.AuditRewritten:  "number %[1]d %[2]s is not what was anchored: the chain was made anew from there or before",
	store.AuditCheckpoint: "nothing records that the rows up to number %[1]d were deleted for their age",
}

// audit walks the audit's chain and compares it with the anchor file.
func (c *checkup) audit(ctx context.Context, acts *act.Acts) {
	ctx, cancel := context.WithTimeout(ctx, auditTime)
	defer cancel()
	walk, err := acts.WalkAudit(ctx, func(int64, int64) error { return nil })
	if err != nil {
		c.mend("audit", err)
		return
	}
	for _, f := range walk.Found {
		c.mend("audit", fmt.Errorf(faults[f.Fault]+"; keep the database, its backups and the log as they are, and compare", f.Seq, f.ID))
	}
	anchors, unread, err := acts.Anchors()
	switch {
	case err != nil:
		c.mend("audit", err)
	case unread > 0:
		c.warn("audit", fmt.Sprintf("%d lines of the anchor file cannot be read: half written at a crash, or changed by hand", unread))
	case len(anchors) == 0 && walk.Rows > 0:
		c.mend("audit", errors.New("the anchor file in LIAISON_DATA is missing, so that a cut-off end is not seen: put it back from a backup; serve begins a new one"))
	case len(walk.Found) == 0:
		c.ok("audit", fmt.Sprintf("%d rows in an unbroken chain, %d anchors fit", walk.Rows, len(anchors)))
	}
	c.unsealed(ctx, acts)
}

// unsealed warns of rows that nobody puts into the chain.
func (c *checkup) unsealed(ctx context.Context, acts *act.Acts) {
	n, err := acts.Unsealed(ctx)
	switch {
	case err != nil:
		c.mend("audit", err)
	case n > 0:
		c.warn("audit", fmt.Sprintf("%d rows or more wait to be sealed; serve does it within seconds of its start", n))
	}
}
