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
	n.About = store.AboutKey(n.Kind, cmp.Or(n.Ref, n.OpinionID), recipient)
	n.NextAt = t.now
	if !n.Urgent {
		n.NextAt = t.view.Quiet(n.OfficeID).NextAllowed(t.now).UTC()
	}
	t.batch.Notices = append(t.batch.Notices, &n)
}

// tellAuthor notifies an opinion's author of a step, if there is one left to
// tell.
func (t *Tx) tellAuthor(o *store.Opinion, kind store.NoticeKind, ref string) {
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
