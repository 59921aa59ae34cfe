package act

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Transfer gives an opinion to another office of the tree, up, down or sideways,
// with a reason for its desk. It leaves the lists of who works for the old office
// alone. What was found about it stays; who takes care of it does not. Its authors
// are told who has it now.
func (t *Tx) Transfer(id, officeID, reason string, seen int64) error {
	o, err := t.desk(id, store.ActTransfer, seen)
	if err != nil {
		return err
	}
	if err := checkText("reason", reason, false); err != nil {
		return err
	}
	to, ok := t.view.Offices.Find(officeID)
	if !ok || officeID == o.OfficeID {
		return store.Invalid("office", store.ProblemMalformed)
	}
	from := o.OfficeID
	if err := t.move(o, store.VerbMoveOff); err != nil {
		return err
	}
	if err := t.dropDrafts(o); err != nil { // they speak in the old office's name
		return err
	}
	if err := t.hand(o, officeID); err != nil {
		return err
	}
	e := t.entry(o, store.EntryTransfer, store.ForAuthor, officeID, "")
	t.entry(o, store.EntryHanded, store.ForDesk, from, reason)
	t.audit(store.ActTransfer, "opinion", o.ID, from, fmt.Sprintf("from=%s to=%s", from, officeID), reason)
	if err := t.tellAuthors(o, store.NoticeMoved, e.ID); err != nil {
		return err
	}
	for _, n := range t.batch.Notices {
		if n.Ref == e.ID { // who has it now: the settings' name is the account's
			n.Text = cmp.Or(to.Short, to.Name)
		}
	}
	return t.tellStaff(o, store.ActTriage, store.NoticeCame, e.ID, false)
}

// hand gives an opinion, and what is merged into it, to an office. A place that
// lies elsewhere is left out: its deputies are not the new office's to ask.
func (t *Tx) hand(o *store.Opinion, officeID string) error {
	members, err := db.MergedInto(t.ctx, t.q, o.ID)
	if err != nil {
		return err
	}
	list := []*store.Opinion{o}
	for i := range members {
		t.remember(&members[i])
		list = append(list, &members[i])
	}
	within := t.view.Offices.Under(officeID)
	for _, x := range list {
		x.OfficeID, x.AssigneeID, x.Updated = officeID, "", t.now
		if d, ok := t.view.District(x.DistrictID); ok && !slices.Contains(within, d.OfficeID) {
			x.DistrictID = ""
		}
		if s, ok := t.view.Station(x.StationID); ok && !slices.Contains(within, s.OfficeID) {
			x.StationID = ""
		}
		touch(t, &t.batch.Changed.Opinions, x)
	}
	return nil
}

// Handed says from which office an opinion came last, or nothing: where to give it
// back.
func (d *Dossier) Handed() string {
	for i := len(d.Steps) - 1; i >= 0; i-- {
		if s := &d.Steps[i]; s.Kind == store.EntryHanded && s.OpinionID == d.Opinion.ID {
			return s.Ref
		}
	}
	return ""
}

// TransferTo lists the offices to which an actor may transfer an opinion.
func (a *Acts) TransferTo(ctx context.Context, actor store.Actor, o *store.Opinion) ([]store.Office, error) {
	view, err := a.views.get(ctx)
	if err != nil || !store.May(actor, store.ActTransfer, targetOf(o), view.Offices) {
		return nil, err
	}
	var out []store.Office
	for _, f := range view.Offices {
		if f.ID != o.OfficeID {
			out = append(out, f)
		}
	}
	return out, nil
}
