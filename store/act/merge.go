package act

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// Merge handles an opinion together with another one, intoID, of the same office:
// the two say the same. Its author keeps the own number, words and page, reads
// there what becomes of the other one, is told every step, and judges the answer
// for himself. Deputies see one matter of several voices; whom either must be kept
// from, both are kept from. A deputy who has the merged one loses it. What was
// merged into it before comes along.
func (t *Tx) Merge(id, intoID string, seen int64) error {
	o, err := t.desk(id, store.ActMerge, seen)
	if err != nil {
		return err
	}
	head, err := t.desk(intoID, store.ActMerge, 0)
	if err != nil {
		return err
	}
	if o.ID == head.ID || o.OfficeID != head.OfficeID || !head.TakesIn() || !o.State.Can(store.VerbMerge) {
		return store.Invalid("into", store.ProblemState)
	}
	was := o.State
	if o.DeputyID != "" {
		if err := t.recall(o, ""); err != nil {
			return err
		}
	}
	members, err := db.MergedInto(t.ctx, t.q, o.ID)
	if err != nil {
		return err
	}
	for i := range members {
		t.remember(&members[i])
		if err := t.follow(&members[i], head); err != nil {
			return err
		}
	}
	if err := t.join(o, head); err != nil {
		return err
	}
	t.audit(store.ActMerge, "opinion", o.ID, o.OfficeID, fmt.Sprintf("into=%s state=%s>merged", head.ID, was), "")
	return t.keepAway(head, o)
}

// join makes an opinion part of another one and tells its author, also of the
// answer that the other one has by now.
func (t *Tx) join(o, head *store.Opinion) error {
	if err := t.move(o, store.VerbMerge); err != nil {
		return err
	}
	m := t.note(o, head)
	t.entry(o, store.EntryMerged, store.ForAuthor, head.ID, "")
	t.entry(head, store.EntryMerged, store.ForDesk, o.ID, o.Number)
	head.Danger = head.Danger || o.Danger
	head.Updated = t.now
	touch(t, &t.batch.Changed.Opinions, head)
	t.tellOwn(o, store.NoticeMerged, m.ID)
	if head.State == store.OpinionAnswered {
		t.tellOwn(o, store.NoticeAnswered, m.ID)
	}
	return nil
}

// follow takes along what was merged before into an opinion that is merged itself
// now. Its author need not hear of it.
func (t *Tx) follow(o, head *store.Opinion) error {
	if err := t.endMerger(o); err != nil {
		return err
	}
	t.note(o, head)
	touch(t, &t.batch.Changed.Opinions, o)
	t.entry(o, store.EntryMerged, store.ForDesk, head.ID, "")
	return nil
}

// note gathers the row that says with what an opinion is handled together.
func (t *Tx) note(o, head *store.Opinion) *store.Merger {
	o.MergedInto = head.ID
	m := &store.Merger{ID: store.NewID(t.now), OpinionID: o.ID, IntoID: head.ID, By: t.Actor.ID, Created: t.now, Version: 1}
	t.batch.Mergers = append(t.batch.Mergers, m)
	return m
}

// keepAway takes the merged matter from its deputy when one of its authors wants
// that, or names the deputy.
func (t *Tx) keepAway(head, o *store.Opinion) error {
	if head.DeputyID == "" || !head.State.Can(store.VerbRecall) {
		return nil
	}
	d, err := db.Deputy(t.ctx, t.q, head.DeputyID)
	if err != nil {
		return err
	}
	why, err := t.acts.keptFrom(t.ctx, t.q, []store.Opinion{*o}, []store.Deputy{*d})
	if err != nil || why[d.ID] == "" {
		return err
	}
	return t.recall(head, "")
}

// Part handles a merged opinion by itself again. What its author was told
// meanwhile stays on the author's page.
func (t *Tx) Part(id, reason string, seen int64) error {
	o, err := t.desk(id, store.ActMerge, seen)
	if err != nil {
		return err
	}
	if err := checkText("reason", reason, true); err != nil {
		return err
	}
	head := o.MergedInto
	if err := t.part(o, reason); err != nil {
		return err
	}
	t.audit(store.ActMerge, "opinion", o.ID, o.OfficeID, "from="+head+" state=merged>new", reason)
	t.tellOwn(o, store.NoticeParted, fmt.Sprintf("%s/%d", o.ID, o.Version))
	return nil
}

func (t *Tx) part(o *store.Opinion, reason string) error {
	if err := t.move(o, store.VerbPart); err != nil {
		return err
	}
	if err := t.endMerger(o); err != nil {
		return err
	}
	head, err := t.opinion(o.MergedInto)
	if err != nil {
		return err
	}
	o.MergedInto = ""
	t.entry(o, store.EntryParted, store.ForAuthor, head.ID, "")
	t.entry(head, store.EntryParted, store.ForDesk, o.ID, strings.TrimSpace(o.Number+"　"+reason))
	return nil
}

func (t *Tx) endMerger(o *store.Opinion) error {
	list, err := db.MergersOf(t.ctx, t.q, o.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(m store.Merger) bool { return m.Ended.IsZero() })
	if i < 0 {
		return store.ErrConflict
	}
	list[i].Ended = t.now
	touch(t, &t.batch.Changed.Mergers, &list[i])
	return nil
}

// partAll parts everything that is merged with an opinion, either way round,
// before it is sealed: an accusation is nobody else's.
func (t *Tx) partAll(o *store.Opinion) error {
	if o.MergedInto != "" {
		return t.part(o, "")
	}
	members, err := db.MergedInto(t.ctx, t.q, o.ID)
	if err != nil {
		return err
	}
	for i := range members {
		t.remember(&members[i])
		if err := t.part(&members[i], ""); err != nil {
			return err
		}
		t.tellOwn(&members[i], store.NoticeParted, fmt.Sprintf("%s/%d", members[i].ID, members[i].Version))
	}
	return nil
}

// headOf is what an opinion is handled with, or itself.
func (t *Tx) headOf(o *store.Opinion) (*store.Opinion, error) {
	if o.MergedInto == "" {
		return o, nil
	}
	head, err := t.opinion(o.MergedInto)
	if err != nil {
		return nil, fmt.Errorf("reading what %s is merged into: %w", o.ID, errors.Join(store.ErrConflict, err))
	}
	return head, nil
}
