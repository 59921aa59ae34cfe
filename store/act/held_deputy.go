package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// HeldDeputy is what is kept about somebody as a deputy, beside what the own page
// of records shows: facts, meetings and the answers to them, leave with what was
// written about it, telephone calls, and the calendar link.
type HeldDeputy struct {
	Deputy   store.Deputy // with the telephone number
	Mandates []store.Mandate
	Parts    []PartRow // the earliest first
	Leaves   []LeaveView
	Calls    map[string][]store.Call // by participant
	Records  []store.Record
	Feeds    []store.Feed // that are not taken back
}

// heldDeputy gathers what is kept about a deputy; nil for who is none.
func (a *Acts) heldDeputy(ctx context.Context, id string) (*HeldDeputy, error) {
	if id == "" {
		return nil, nil
	}
	q := a.db.Read()
	d, err := db.Deputy(ctx, q, id)
	if err != nil {
		return nil, err
	}
	h := &HeldDeputy{Deputy: *d, Calls: map[string][]store.Call{}}
	if h.Deputy.Phone, err = a.keys.Open("deputy", "phone", d.ID, d.Phone); err != nil {
		return nil, err
	}
	if h.Mandates, err = db.MandatesOf(ctx, q, []string{id}); err != nil {
		return nil, err
	}
	if h.Parts, err = a.partRows(ctx, q, id); err != nil {
		return nil, err
	}
	calls, err := db.CallsTo(ctx, q, id)
	if err != nil {
		return nil, err
	}
	for _, c := range calls {
		h.Calls[c.ParticipantID] = append(h.Calls[c.ParticipantID], c)
	}
	leaves, err := db.LeavesOfDeputy(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if h.Leaves, err = a.leaveViews(ctx, q, leaves); err != nil {
		return nil, err
	}
	if h.Records, err = db.RecordsOf(ctx, q, id, recordsMost); err != nil {
		return nil, err
	}
	h.Feeds, err = db.FeedsOf(ctx, q, id)
	return h, err
}
