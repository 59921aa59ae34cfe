package act

import (
	"fmt"

	"liaison/store"
	"liaison/store/db"
)

// own reads an opinion of the actor's own; somebody else's reads as not found.
func (t *Tx) own(id string, a store.Act) (*store.Opinion, error) {
	o, err := t.opinion(id)
	if err != nil {
		return nil, err
	}
	if t.may(a, store.Target{PersonID: o.PersonID}) != nil {
		return nil, store.ErrNotFound
	}
	return o, nil
}

// Share lets the deputy who handles an opinion see its author's name and phone,
// or takes that back.
func (t *Tx) Share(opinionID string, yes bool) error {
	o, err := t.own(opinionID, store.ActIdentify)
	if err != nil || o.Contact == yes {
		return err
	}
	o.Contact, o.Updated = yes, t.now
	touch(t, &t.batch.Changed.Opinions, o)
	t.audit(store.ActIdentify, "opinion", o.ID, o.OfficeID, fmt.Sprintf("contact=%t", yes), "")
	return nil
}

// KeepFrom keeps an opinion from a deputy, at its author's wish. A deputy who has
// it already loses it: it goes back to the desk.
func (t *Tx) KeepFrom(opinionID, deputyID string) error {
	o, err := t.own(opinionID, store.ActExclude)
	if err != nil {
		return err
	}
	if _, err := db.Deputy(t.ctx, t.q, deputyID); err != nil {
		return err
	}
	return t.exclude(o, deputyID, store.WhyAuthor, store.ActExclude)
}

// exclude adds an exclusion once, and recalls the opinion from that deputy.
func (t *Tx) exclude(o *store.Opinion, deputyID string, why store.Why, a store.Act) error {
	have, err := db.ExclusionsOf(t.ctx, t.q, o.ID)
	if err != nil {
		return err
	}
	for _, e := range have {
		if e.DeputyID == deputyID && e.Why == why {
			return nil
		}
	}
	t.batch.Exclusions = append(t.batch.Exclusions,
		&store.Exclusion{OpinionID: o.ID, DeputyID: deputyID, Why: why, Created: t.now})
	o.Updated = t.now
	touch(t, &t.batch.Changed.Opinions, o)
	head, err := t.headOf(o)
	if err != nil {
		return err
	}
	head.Updated = t.now
	touch(t, &t.batch.Changed.Opinions, head) // who forwards it at this moment did not see the wish, and must fail
	t.audit(a, "opinion", o.ID, o.OfficeID, "kept_from="+deputyID+" why="+string(why), "")
	if head.DeputyID == deputyID && head.State.Can(store.VerbRecall) {
		return t.recall(head, "")
	}
	return nil
}
