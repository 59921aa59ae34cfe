package act

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// keepAs gathers a change of how the desk keeps an opinion, which nobody outside
// the desk sees.
func (t *Tx) keepAs(o *store.Opinion, a store.Act, kind store.EntryKind, ref, note, fields string) {
	touch(t, &t.batch.Changed.Opinions, o)
	t.entry(o, kind, store.ForDesk, ref, note)
	t.audit(a, "opinion", o.ID, o.OfficeID, fields, note)
}

// Assign lets somebody of the desk take care of an opinion; an empty staffID
// leaves it to nobody in particular. Who gets it from somebody else is told, where
// the office wants that.
func (t *Tx) Assign(id, staffID string, seen int64) error {
	o, err := t.desk(id, store.ActTakeOver, seen)
	if err != nil || o.AssigneeID == staffID {
		return err
	}
	if staffID != "" {
		if err := t.colleague(o, staffID); err != nil {
			return err
		}
	}
	o.AssigneeID = staffID
	t.keepAs(o, store.ActTakeOver, store.EntryGiven, staffID, "", "assignee="+staffID)
	if staffID != "" && staffID != t.Actor.ID && t.view.Settings.Bool(o.OfficeID, store.SetAssignNotice) {
		ref := fmt.Sprintf("%s/%d", o.ID, o.Version)
		t.notify(store.Notice{Kind: store.NoticeGiven, OfficeID: o.OfficeID, StaffID: staffID, OpinionID: o.ID, Ref: ref})
	}
	return nil
}

// colleague refuses somebody who could not even open the opinion.
func (t *Tx) colleague(o *store.Opinion, staffID string) error {
	everybody, err := db.AllStaff(t.ctx, t.q)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(colleagues(everybody, t.view, o), func(s store.Staff) bool { return s.ID == staffID }) {
		return store.Invalid("assignee", store.ProblemNotOffered)
	}
	return nil
}

// colleagues are those of the desk who may take care of an opinion.
func colleagues(everybody []store.Staff, view *View, o *store.Opinion) []store.Staff {
	return slices.DeleteFunc(slices.Clone(everybody), func(s store.Staff) bool {
		return !s.Disabled.IsZero() || !store.May(store.StaffActor(&s, ""), store.ActTakeOver, targetOf(o), view.Offices)
	})
}

// Colleagues lists who may take care of an opinion, for who may assign it: the
// actor first.
func (a *Acts) Colleagues(ctx context.Context, actor store.Actor, o *store.Opinion) ([]store.Staff, error) {
	view, err := a.views.get(ctx)
	if err != nil || !store.May(actor, store.ActTakeOver, targetOf(o), view.Offices) {
		return nil, err
	}
	everybody, err := db.AllStaff(ctx, a.db.Read())
	list := colleagues(everybody, view, o)
	for i := range list { // what a list of names needs
		list[i] = store.Staff{ID: list[i].ID, OfficeID: list[i].OfficeID, Name: list[i].Name}
	}
	slices.SortStableFunc(list, func(x, y store.Staff) int {
		return cmp.Or(boolOrder(x.ID == actor.ID, y.ID == actor.ID), boolOrder(x.OfficeID == o.OfficeID, y.OfficeID == o.OfficeID),
			cmp.Compare(x.Name, y.Name))
	})
	return list, err
}

// boolOrder puts what is true first.
func boolOrder(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// Sort notes what an opinion is about, one of the office's categories; empty takes
// that back.
func (t *Tx) Sort(id, category string, seen int64) error {
	o, err := t.desk(id, store.ActTriage, seen)
	if err != nil {
		return err
	}
	return t.sort(o, category)
}

func (t *Tx) sort(o *store.Opinion, category string) error {
	if o.Category == category {
		return nil
	}
	if category != "" && !slices.Contains(t.view.Settings.Words(o.OfficeID, store.SetCategories), category) {
		return store.Invalid("category", store.ProblemMalformed)
	}
	o.Category = category
	t.keepAs(o, store.ActTriage, store.EntrySorted, category, "", "category")
	return nil
}

// snoozeMost is how far ahead a matter may be put off.
const snoozeMost = 180 * 24 * time.Hour

// Snooze puts an opinion off until the office's working hours begin on a day, with
// a note of the desk's. It comes back by itself; a word of its author's, or
// whatever else happens to it, brings it back before. The zero day brings it back
// at once.
func (t *Tx) Snooze(id string, day time.Time, note string, seen int64) error {
	o, err := t.desk(id, store.ActSnooze, seen)
	if err != nil {
		return err
	}
	if err := checkText("note", note, true); err != nil {
		return err
	}
	if day.IsZero() {
		if o.Snoozed.IsZero() {
			return nil
		}
		o.Snoozed = time.Time{}
		t.keepAs(o, store.ActSnooze, store.EntrySnoozed, "", note, "snoozed=no")
		return nil
	}
	until := t.view.Quiet(o.OfficeID).NextAllowed(day).UTC()
	if !until.After(t.now) || until.After(t.now.Add(snoozeMost)) {
		return store.Invalid("until", store.ProblemMalformed)
	}
	if !o.Open() {
		return store.Invalid("state", store.ProblemState)
	}
	o.Snoozed = until
	on := until.In(store.ChinaTime).Format(time.DateOnly)
	t.keepAs(o, store.ActSnooze, store.EntrySnoozed, on, note, "snoozed="+on)
	return nil
}

// Wait notes that the desk waits for somebody outside, or, with no, that it does no
// longer.
func (t *Tx) Wait(id string, yes bool, note string, seen int64) error {
	o, err := t.desk(id, store.ActSnooze, seen)
	if err != nil {
		return err
	}
	if err := checkText("note", note, true); err != nil || o.Pending == yes {
		return err
	}
	if yes && !o.Open() {
		return store.Invalid("state", store.ProblemState)
	}
	o.Pending = yes
	t.keepAs(o, store.ActSnooze, store.EntryPending, yesRef(yes), note, fmt.Sprintf("pending=%t", yes))
	return nil
}

// Urge marks an opinion as urgent, or takes the mark off: one that the program
// set for a word of danger may turn out to be none, and the other way round.
func (t *Tx) Urge(id string, yes bool, seen int64) error {
	o, err := t.desk(id, store.ActTriage, seen)
	if err != nil || o.Danger == yes {
		return err
	}
	o.Danger = yes
	t.keepAs(o, store.ActTriage, store.EntryUrgent, yesRef(yes), "", fmt.Sprintf("danger=%t", yes))
	return nil
}

func yesRef(yes bool) string {
	if yes {
		return "yes"
	}
	return ""
}
