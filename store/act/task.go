package act

import (
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// TaskRow is an assignment as a deputy's list shows it.
type TaskRow struct {
	store.Assignment
	Opinion store.Opinion
}

// Tasks lists the actor's assignments, the newest first.
func (a *Acts) Tasks(ctx context.Context, actor store.Actor, limit int, states ...store.AssignmentState) ([]TaskRow, error) {
	if !store.MayAnywhere(actor, store.ActReadTask) {
		return nil, store.ErrForbidden
	}
	return a.tasks(ctx, a.db.Read(), actor.DeputyID, limit, states)
}

// Tasks lists the open assignments of a deputy, inside a transaction.
func (t *Tx) Tasks(deputyID string, limit int) ([]TaskRow, error) {
	if deputyID == "" {
		return nil, nil
	}
	return t.acts.tasks(t.ctx, t.q, deputyID, limit, []store.AssignmentState{store.AssignmentOpen})
}

func (a *Acts) tasks(ctx context.Context, q db.Q, deputyID string, limit int, states []store.AssignmentState) ([]TaskRow, error) {
	list, err := db.AssignmentsOfDeputy(ctx, q, deputyID, limit, states...)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].OpinionID
	}
	opinions, err := db.OpinionsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var rows []TaskRow
	for _, as := range list {
		i := slices.IndexFunc(opinions, func(o store.Opinion) bool { return o.ID == as.OpinionID })
		if i >= 0 && opinions[i].State != store.OpinionSealed {
			rows = append(rows, TaskRow{as, opinions[i]})
		}
	}
	return rows, nil
}

// task reads the actor's own open or answered assignment and its opinion;
// anybody else's is not found.
func (t *Tx) task(id string, a store.Act) (*store.Assignment, *store.Opinion, error) {
	as, err := db.Assignment(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	o, err := t.opinion(as.OpinionID)
	if err != nil {
		return nil, nil, err
	}
	target := targetOf(o)
	target.DeputyID = as.DeputyID
	if t.may(a, target) != nil || as.State == store.AssignmentRecalled {
		return nil, nil, store.ErrNotFound
	}
	return as, o, nil
}

// OpenTask notes that the deputy opened the page, the first time.
func (t *Tx) OpenTask(id string) error {
	a, o, err := t.task(id, store.ActReadTask)
	if err != nil || !a.Read.IsZero() {
		return err
	}
	a.Read = t.now
	touch(t, &t.batch.Changed.Assignments, a)
	t.entry(o, store.EntryRead, store.ForDesk, a.ID, "")
	t.audit(store.ActReadTask, "assignment", a.ID, a.OfficeID, "read", "")
	return nil
}

// PassOn gives an opinion back to the desk, with the deputy's reason.
func (t *Tx) PassOn(id, reason string) error {
	a, o, err := t.task(id, store.ActPassOn)
	if err != nil {
		return err
	}
	if err := checkText("reason", reason, false); err != nil {
		return err
	}
	if !a.Awaited(o) {
		return store.Invalid("state", store.ProblemState)
	}
	if err := t.move(o, store.VerbPassOn); err != nil {
		return err
	}
	e := t.entry(o, store.EntryPassedOn, store.ForDesk, a.ID, reason)
	t.audit(store.ActPassOn, "opinion", o.ID, o.OfficeID, "deputy="+a.DeputyID, reason)
	if err := t.withdraw(o, store.AssignmentPassed); err != nil {
		return err
	}
	return t.tellStaff(o, store.ActForward, store.NoticeAsked, e.ID, false)
}

// Ask puts a deputy's question to the desk.
func (t *Tx) Ask(id, text string) error {
	return t.remark(id, text, store.ActAsk, store.EntryAsked)
}

// Visit records that the deputy went there or met the author.
func (t *Tx) Visit(id, text string) error {
	return t.remark(id, text, store.ActVisit, store.EntryVisit)
}

func (t *Tx) remark(id, text string, do store.Act, kind store.EntryKind) error {
	a, o, err := t.task(id, do)
	if err != nil {
		return err
	}
	if err := checkText("text", text, false); err != nil {
		return err
	}
	if o.AssignID != a.ID { // in other hands: it would stand under the name of who has it now
		return store.Invalid("state", store.ProblemState)
	}
	e := t.entry(o, kind, store.ForDeputy, a.ID, text)
	t.audit(do, "opinion", o.ID, o.OfficeID, "deputy="+a.DeputyID, text)
	if kind != store.EntryAsked {
		return nil
	}
	return t.tellStaff(o, store.ActForward, store.NoticeAsked, e.ID, false)
}
