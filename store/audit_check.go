package store

import (
	"cmp"
	"slices"
	"strconv"
)

// AuditFault says what is wrong at a place of the chain.
type AuditFault string

// What can be wrong.
const (
	AuditChanged    AuditFault = "changed"    // the row is not as it was sealed, or stands where another one stood
	AuditMissing    AuditFault = "missing"    // a number is not there
	AuditTwice      AuditFault = "twice"      // a number is there twice: one was put in between
	AuditCut        AuditFault = "cut"        // the chain ends before where it ended once
	AuditRewritten  AuditFault = "rewritten"  // the row fits its neighbours, and is not what the anchor file saw
	AuditCheckpoint AuditFault = "checkpoint" // what stands for the deleted beginning was changed
)

// AuditFinding is one place where the chain is broken.
type AuditFinding struct {
	Fault AuditFault
	Seq   int64
	ID    string // of the row; empty where it is missing
}

// AuditFindings is how many findings a check keeps: the first ones say enough.
const AuditFindings = 50

// AuditWalk checks a chain row by row. The zero value is not usable; see
// NewAuditWalk.
type AuditWalk struct {
	Found []AuditFinding
	Rows  int64

	seq     int64
	prev    string
	known   bool // prev is the link before the next row
	anchors []AuditAnchor
	base    AuditAnchor
	pruned  string // what the last row about a deleted beginning says
}

// NewAuditWalk begins a check behind the chain's base. The anchors may be in any
// order; those of a beginning that was deleted are passed over.
func NewAuditWalk(c AuditChain, anchors []AuditAnchor) *AuditWalk {
	slices.SortStableFunc(anchors, func(a, b AuditAnchor) int { return cmp.Compare(a.Seq, b.Seq) })
	w := &AuditWalk{seq: c.BaseSeq, prev: c.BaseHash, known: true, anchors: anchors, base: AuditAnchor{c.BaseSeq, c.BaseHash}}
	w.anchored(c.BaseSeq, c.BaseHash, "")
	return w
}

// Row takes the next row in the order of numbers, then ids.
func (w *AuditWalk) Row(r *AuditRow) {
	w.Rows++
	switch {
	case r.Seq <= w.seq:
		w.find(AuditTwice, r.Seq, r.ID)
		return
	case r.Seq > w.seq+1:
		w.find(AuditMissing, w.seq+1, "")
		w.known = false
	}
	// A row behind a gap is looked at again by the one that follows it.
	if w.known && !r.Sealed(w.prev) {
		w.find(AuditChanged, r.Seq, r.ID)
	}
	w.seq, w.prev, w.known = r.Seq, r.Hash, true
	w.anchored(r.Seq, r.Hash, r.ID)
	if r.Act == ActAuditPrune {
		w.pruned = r.Fields
	}
}

// anchored compares a row with the anchors up to its number.
func (w *AuditWalk) anchored(seq int64, hash, id string) {
	for len(w.anchors) > 0 && w.anchors[0].Seq <= seq {
		if a := w.anchors[0]; a.Seq == seq && a.Hash != hash {
			w.find(AuditRewritten, seq, id)
		}
		w.anchors = w.anchors[1:]
	}
}

// End compares where the rows ended with where the chain must end: its head, and
// the last anchor.
func (w *AuditWalk) End(head AuditChain) {
	last := AuditAnchor{head.Seq, head.Hash}
	if n := len(w.anchors); n > 0 && w.anchors[n-1].Seq > last.Seq {
		last = w.anchors[n-1]
	}
	switch {
	case last.Seq > w.seq:
		w.find(AuditCut, w.seq+1, "")
	case last.Seq == w.seq && last.Hash != w.prev:
		w.find(AuditRewritten, w.seq, "")
	}
	if w.base.Seq > 0 && w.pruned != AuditPruned(w.base) {
		w.find(AuditCheckpoint, w.base.Seq, "")
	}
}

// AuditPruned is what the row says that records a deleted beginning.
func AuditPruned(base AuditAnchor) string {
	return "upto=" + strconv.FormatInt(base.Seq, 10) + " hash=" + base.Hash
}

func (w *AuditWalk) find(f AuditFault, seq int64, id string) {
	if len(w.Found) < AuditFindings {
		w.Found = append(w.Found, AuditFinding{f, seq, id})
	}
}

// Waiting takes a row that is not in the chain yet: a beginning that was deleted
// this moment is recorded by one.
func (w *AuditWalk) Waiting(r *AuditRow) {
	if r.Act == ActAuditPrune {
		w.pruned = r.Fields
	}
}
