package act

import (
	"errors"

	"liaison/store"
	"liaison/store/db"
)

// handing says how open items leave deputies who serve their place no longer.
type handing struct {
	reason     string            // for the desk; why is nobody else's to know
	silent     bool              // the deputies are told nothing
	successors map[string]string // deputy → who goes on, where staff chose somebody
}

// handBack takes from deputies the open items that they may not have any more, by
// the mandates they exercise now: to the successor where one was chosen and may
// have the item, else to the desk. An answer that waits for release stays: it was
// given in office.
func (t *Tx) handBack(deputyIDs []string, h handing) error {
	if err := t.flush(); err != nil { // what is read below must know what has changed
		return err
	}
	open, err := db.OpenAssignments(t.ctx, t.q, deputyIDs)
	if err != nil || len(open) == 0 {
		return err
	}
	mandates, err := t.mandatesOf(deputyIDs)
	if err != nil {
		return err
	}
	matters, err := db.OpinionsByID(t.ctx, t.q, unique(idsOf(open, func(a *store.Assignment) string { return a.OpinionID })))
	if err != nil {
		return err
	}
	for i := range matters {
		t.remember(&matters[i])
	}
	for i := range open {
		a := &open[i]
		o := t.opinions[a.OpinionID]
		if o == nil || !a.Awaited(o) || o.State != store.OpinionAssigned ||
			servesAs(t.view, o, mandates[a.DeputyID]) != store.TierNone {
			continue
		}
		if err := t.handOver(o, h); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) mandatesOf(deputyIDs []string) (map[string][]store.Mandate, error) {
	list, err := db.MandatesOf(t.ctx, t.q, deputyIDs)
	out := map[string][]store.Mandate{}
	for _, m := range list {
		out[m.DeputyID] = append(out[m.DeputyID], m)
	}
	return out, err
}

// handOver takes one item from its deputy.
func (t *Tx) handOver(o *store.Opinion, h handing) error {
	deputy, assignment := o.DeputyID, o.AssignID
	if err := t.move(o, store.VerbRecall); err != nil {
		return err
	}
	t.entry(o, store.EntryRecalled, store.ForDesk, assignment, h.reason)
	if err := t.withdraw(o, store.AssignmentRecalled); err != nil {
		return err
	}
	t.audit(store.ActRecall, "opinion", o.ID, o.OfficeID, "deputy="+deputy+" out_of_office", "")
	if !h.silent {
		t.tellDeputy(o, deputy, store.NoticeRecalled, assignment)
	}
	if next := h.successors[deputy]; next != "" {
		var refused *store.InvalidError
		if err := t.give(o, next, ""); !errors.As(err, &refused) {
			return err
		} // named, interested, excluded: the desk finds somebody else
	}
	t.entry(o, store.EntryHandedBack, store.ForAuthor, assignment, "")
	return t.tellAuthors(o, store.NoticeHandedBack, assignment)
}

// servesNow reports whether a deputy may still have an item.
func (t *Tx) servesNow(o *store.Opinion, deputyID string) (bool, error) {
	list, err := db.MandatesOf(t.ctx, t.q, []string{deputyID})
	return err == nil && servesAs(t.view, o, list) != store.TierNone, err
}

// tellOffice tells bound deputies that they are in office now or not any more; on
// its way the notice switches their menu.
func (t *Tx) tellOffice(list ...*store.Deputy) error {
	bound, err := db.PersonsOfDeputies(t.ctx, t.q, idsOf(list, func(d **store.Deputy) string { return (*d).ID }))
	if err != nil {
		return err
	}
	for _, p := range bound {
		for _, d := range list {
			if d.ID == p.DeputyID {
				t.notify(store.Notice{Kind: store.NoticeOffice, OfficeID: d.OfficeID, DeputyID: d.ID, Ref: store.NewID(t.now)})
			}
		}
	}
	return nil
}
