package act

import (
	"fmt"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// Forward puts a triaged opinion to a deputy, with the desk's words if any. The
// deputy must be one who is offered: never one named, interested, or excluded.
func (t *Tx) Forward(id, deputyID, note string, seen int64) error {
	o, err := t.desk(id, store.ActForward, seen)
	if err != nil {
		return err
	}
	if err := checkText("note", note, true); err != nil {
		return err
	}
	return t.give(o, deputyID, note)
}

// give puts an opinion to a deputy who may have it. Nothing is changed where the
// deputy may not.
func (t *Tx) give(o *store.Opinion, deputyID, note string) error {
	if err := t.offered(o, deputyID); err != nil {
		return err
	}
	was := o.State
	if err := t.move(o, store.VerbForward); err != nil {
		return err
	}
	a := &store.Assignment{ID: store.NewID(t.now), OpinionID: o.ID, DeputyID: deputyID, OfficeID: o.OfficeID,
		State: store.AssignmentOpen, Note: note, By: t.Actor.ID, Since: t.now, RemindAt: t.firstReminder(o.OfficeID),
		Created: t.now, Version: 1}
	t.batch.Assignments = append(t.batch.Assignments, a)
	o.DeputyID, o.AssignID = deputyID, a.ID
	o.Due = t.dueDay(o.OfficeID)
	t.entry(o, store.EntryForwarded, store.ForAuthor, a.ID, "")
	if note != "" {
		t.entry(o, store.EntryNote, store.ForDeputy, a.ID, note)
	}
	t.audit(store.ActForward, "opinion", o.ID, o.OfficeID, fmt.Sprintf("deputy=%s state=%s>%s", deputyID, was, o.State), note)
	t.tellDeputy(o, deputyID, store.NoticeAssigned, a.ID)
	return t.tellAuthors(o, store.NoticeForwarded, a.ID)
}

// dueDay is until when a deputy is asked to answer what is given now.
func (t *Tx) dueDay(office string) time.Time {
	return t.view.Calendar.AddWorkdays(t.now, t.view.Settings.Int(office, store.SetOverdueDays)).UTC()
}

// offered refuses a deputy who must not or cannot get an opinion.
func (t *Tx) offered(o *store.Opinion, deputyID string) error {
	mandates, err := db.MandatesOf(t.ctx, t.q, []string{deputyID})
	if err != nil {
		return err
	}
	if servesAs(t.view, o, mandates) == store.TierNone {
		return store.Invalid("deputy", store.ProblemNotOffered)
	}
	d, err := db.Deputy(t.ctx, t.q, deputyID)
	if err != nil {
		return err
	}
	why, err := t.acts.excluded(t.ctx, t.q, o, []store.Deputy{*d})
	if err != nil {
		return err
	}
	switch why[deputyID] {
	case store.WhyNamed:
		return store.Invalid("deputy", store.ProblemNamed)
	case store.WhyInterested:
		return store.Invalid("deputy", store.ProblemInterested)
	case store.WhyAuthor:
		return store.Invalid("deputy", store.ProblemExcluded)
	}
	return nil
}

// Recall takes an opinion back from the deputy who has it.
func (t *Tx) Recall(id, reason string, seen int64) error {
	o, err := t.desk(id, store.ActRecall, seen)
	if err != nil {
		return err
	}
	t.audit(store.ActRecall, "opinion", o.ID, o.OfficeID, "deputy="+o.DeputyID, reason)
	return t.recall(o, clip(reason, TextMax))
}

func (t *Tx) recall(o *store.Opinion, reason string) error {
	if err := t.move(o, store.VerbRecall); err != nil {
		return err
	}
	t.entry(o, store.EntryRecalled, store.ForDesk, o.AssignID, reason)
	deputy, assignment := o.DeputyID, o.AssignID
	if err := t.withdraw(o, store.AssignmentRecalled); err != nil {
		return err
	}
	t.tellDeputy(o, deputy, store.NoticeRecalled, assignment)
	return nil
}

// withdraw ends the open assignment of an opinion and drops what has not gone
// out to its deputy.
func (t *Tx) withdraw(o *store.Opinion, to store.AssignmentState) error {
	a, err := db.Assignment(t.ctx, t.q, o.AssignID)
	if err != nil {
		return err
	}
	a.State, a.RemindAt = to, time.Time{}
	touch(t, &t.batch.Changed.Assignments, a)
	if err := db.DropNotices(t.ctx, t.q, o.ID, o.DeputyID); err != nil {
		return err
	}
	if err := t.retract(o); err != nil {
		return err
	}
	o.DeputyID, o.AssignID, o.Due = "", "", time.Time{}
	touch(t, &t.batch.Changed.Opinions, o)
	return nil
}

// ReplyToDeputy answers a deputy's question, in the deputy's timeline.
func (t *Tx) ReplyToDeputy(id, text string) error {
	o, err := t.desk(id, store.ActNote, 0)
	if err != nil {
		return err
	}
	if err := checkText("text", text, false); err != nil {
		return err
	}
	if o.DeputyID == "" {
		return store.Invalid("state", store.ProblemState)
	}
	e := t.entry(o, store.EntryNote, store.ForDeputy, o.AssignID, text)
	t.audit(store.ActNote, "opinion", o.ID, o.OfficeID, "to=deputy", text)
	t.tellDeputy(o, o.DeputyID, store.NoticeReplied, e.ID)
	return nil
}

// giveAgain puts an assignment back to its deputy: reminders count anew.
func (t *Tx) giveAgain(a *store.Assignment) {
	a.State, a.Since, a.Reminded, a.RemindAt = store.AssignmentOpen, t.now, 0, t.firstReminder(a.OfficeID)
	touch(t, &t.batch.Changed.Assignments, a)
}
