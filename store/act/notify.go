package act

import (
	"cmp"

	"liaison/store"
	"liaison/store/db"
)

// notify puts a notice into the outbox, in this transaction. What is not urgent
// waits for the end of the office's quiet hours. Its words are found when it is
// sent.
func (t *Tx) notify(n store.Notice) {
	n.ID, n.Created, n.State = store.NewID(t.now), t.now, store.NoticeWaiting
	recipient := cmp.Or(n.PersonID, n.DeputyID, n.StaffID)
	n.About = cmp.Or(n.About, store.AboutKey(n.Kind, cmp.Or(n.Ref, n.OpinionID), recipient))
	n.NextAt = t.now
	if !n.Urgent {
		n.NextAt = t.view.Quiet(n.OfficeID).NextAllowed(t.now).UTC()
	}
	t.batch.Notices = append(t.batch.Notices, &n)
}

// atOnce sends what was just said to an opinion's author at any hour.
func (t *Tx) atOnce(o *store.Opinion) {
	for _, n := range t.batch.Notices {
		if n.OpinionID == o.ID && n.Kind == store.NoticeTold {
			n.Urgent, n.NextAt = true, t.now
		}
	}
}

// tellAuthors notifies an opinion's author of a step, and the authors of those
// merged into it: each about the own number, and nobody twice.
func (t *Tx) tellAuthors(o *store.Opinion, kind store.NoticeKind, ref string) error {
	t.tellOwn(o, kind, ref)
	return t.tellVoices(o, o, kind, ref)
}

// tellVoices notifies the authors of what is merged into an opinion, but not who
// was told already.
func (t *Tx) tellVoices(o, told *store.Opinion, kind store.NoticeKind, ref string) error {
	voices, err := voicesOf(t.ctx, t.q, o)
	done := map[string]bool{told.PersonID: true}
	for i := range voices {
		if v := &voices[i]; !done[v.PersonID] {
			done[v.PersonID] = true
			t.tellOwn(v, kind, ref)
		}
	}
	return err
}

// tellOwn notifies one opinion's author of a step, if there is one left to tell.
func (t *Tx) tellOwn(o *store.Opinion, kind store.NoticeKind, ref string) {
	if o.PersonID != "" {
		t.notify(store.Notice{Kind: kind, OfficeID: o.OfficeID, PersonID: o.PersonID, OpinionID: o.ID, Ref: ref})
	}
}

// tellDeputy notifies the deputy who has an opinion.
func (t *Tx) tellDeputy(o *store.Opinion, deputyID string, kind store.NoticeKind, ref string) {
	t.notify(store.Notice{Kind: kind, OfficeID: o.OfficeID, DeputyID: deputyID, OpinionID: o.ID, Ref: ref})
}

// tellStaff notifies everybody of the desk who may do an act in an office and
// has bound a WeChat account. Who has not sees it in the console.
func (t *Tx) tellStaff(o *store.Opinion, a store.Act, kind store.NoticeKind, ref string, urgent bool) error {
	everybody, err := db.AllStaff(t.ctx, t.q)
	if err != nil {
		return err
	}
	target := store.Target{OfficeID: o.OfficeID, Sealed: o.State == store.OpinionSealed}
	for i := range everybody {
		s := &everybody[i]
		if s.Disabled.IsZero() && store.May(store.StaffActor(s, ""), a, target, t.view.Offices) {
			t.notify(store.Notice{Kind: kind, OfficeID: o.OfficeID, StaffID: s.ID, OpinionID: o.ID, Ref: ref, Urgent: urgent})
		}
	}
	return nil
}

// tellOnce tells the desk of an office, once for each ref.
// It gives how many it told.
func (t *Tx) tellOnce(a store.Act, office string, kind store.NoticeKind, ref string) (told int, err error) {
	desk, err := t.ownDesk(a, office)
	if err != nil {
		return 0, err
	}
	return t.tellEach(desk, office, kind, ref)
}

// tellEach tells some of the desk, each once for each ref.
func (t *Tx) tellEach(desk []string, office string, kind store.NoticeKind, ref string) (told int, err error) {
	for _, id := range desk {
		known, err := db.NoticeKnown(t.ctx, t.q, store.AboutKey(kind, ref, id))
		if err != nil {
			return told, err
		}
		if !known {
			t.notify(store.Notice{Kind: kind, OfficeID: office, StaffID: id, Ref: ref})
			told++
		}
	}
	if told > 0 {
		t.audit(store.ActWatch, "office", office, office, string(kind)+"="+ref, "")
	}
	return told, nil
}

// ownDesk finds who may do an act in an office: those of the office itself, or where
// there are none, those above it.
func (t *Tx) ownDesk(a store.Act, office string) (ids []string, err error) {
	everybody, err := db.AllStaff(t.ctx, t.q)
	if err != nil {
		return nil, err
	}
	var above []string
	for i := range everybody {
		s := &everybody[i]
		switch {
		case !s.Disabled.IsZero() || !store.May(store.StaffActor(s, ""), a, store.Target{OfficeID: office}, t.view.Offices):
		case s.OfficeID == office:
			ids = append(ids, s.ID)
		default:
			above = append(above, s.ID)
		}
	}
	if len(ids) == 0 {
		ids = above
	}
	return ids, nil
}
