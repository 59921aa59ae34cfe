package act

import (
	"errors"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// A year's plan is written, adopted by the body that the office names, laid before
// whoever releases it as a draft of kind plan, and then told to the deputies. What
// is adopted is changed only by revising it: adopted, released and told anew.

// MakePlan makes the plan of an office, or of one of its groups, for a year. With
// fromLast its lines are those of the last year's, their dates moved by one year.
func (t *Tx) MakePlan(p store.Plan, fromLast bool) (*store.Plan, error) {
	if err := t.may(store.ActPlanEdit, store.Target{OfficeID: p.OfficeID}); err != nil {
		return nil, store.ErrNotFound
	}
	g, err := t.planGroup(p.OfficeID, p.GroupID)
	if err != nil {
		return nil, err
	}
	if p.Title == "" {
		p.Title = store.PlanTitle(g.Name, p.Year)
	}
	if err := p.Check(t.now); err != nil {
		return nil, err
	}
	p.Slot = store.PlanSlot(p.OfficeID, p.GroupID, p.Year)
	switch _, err := db.PlanAt(t.ctx, t.q, p.Slot); {
	case err == nil:
		return nil, store.Invalid("year", store.ProblemTwice)
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	p.ID, p.Created, p.Updated, p.By, p.Version = store.NewID(t.now), t.now, t.now, t.Actor.ID, 1
	if fromLast {
		if err := t.itemsOfLast(&p); err != nil {
			return nil, err
		}
	}
	t.batch.Plans = append(t.batch.Plans, &p)
	t.inserts(&p)
	t.audit(store.ActPlanEdit, "plan", p.ID, p.OfficeID, fmt.Sprintf("new=%d", p.Year), p.Title)
	return &p, nil
}

// planGroup is the group of a plan or of a line; one that the office does not look
// after is not found. No group is the zero one.
func (t *Tx) planGroup(officeID, groupID string) (*store.Group, error) {
	if groupID == "" {
		return &store.Group{}, nil
	}
	g, err := db.Group(t.ctx, t.q, groupID)
	if err == nil && (!g.Closed.IsZero() || !slices.Contains(t.view.Offices.Under(officeID), g.OfficeID)) {
		err = store.ErrNotFound
	}
	return g, err
}

// itemsOfLast gives a new plan the lines of last year's.
func (t *Tx) itemsOfLast(p *store.Plan) error {
	last, err := db.PlanAt(t.ctx, t.q, store.PlanSlot(p.OfficeID, p.GroupID, p.Year-1))
	if errors.Is(err, store.ErrNotFound) {
		return store.Invalid("from", store.ProblemEmpty)
	}
	if err != nil {
		return err
	}
	items, err := db.PlanItems(t.ctx, t.q, last.ID)
	if p.Preface == "" {
		p.Preface = last.Preface
	}
	for _, i := range items {
		next := i.NextYear(1)
		next.ID, next.Created, next.PlanID, next.OfficeID, next.Version = store.NewID(t.now), t.now, p.ID, p.OfficeID, 1
		t.batch.PlanItems = append(t.batch.PlanItems, &next)
	}
	return err
}

// plan reads a plan that the actor may change, at the version seen; 0 does not mind.
func (t *Tx) plan(id string, seen int64) (*store.Plan, error) {
	p, err := db.Plan(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActPlanEdit, store.Target{OfficeID: p.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	if seen != 0 && seen != p.Version {
		return nil, store.ErrConflict
	}
	return p, nil
}

// written is plan for one that is still being written.
func (t *Tx) written(id string, seen int64) (*store.Plan, error) {
	p, err := t.plan(id, seen)
	if err == nil && !p.Writing() {
		err = store.Invalid("plan", store.ProblemState)
	}
	return p, err
}

func (t *Tx) planChanged(p *store.Plan, fields, text string) {
	p.Updated = t.now
	touch(t, &t.batch.Changed.Plans, p)
	t.audit(store.ActPlanEdit, "plan", p.ID, p.OfficeID, fields, text)
}

// EditPlan changes what stands above a plan's lines.
func (t *Tx) EditPlan(id, title, preface string, seen int64) error {
	p, err := t.written(id, seen)
	if err != nil {
		return err
	}
	p.Title, p.Preface = title, preface
	if err := p.Check(t.now); err != nil {
		return err
	}
	t.planChanged(p, "title preface", p.Title+p.Preface)
	return nil
}

// SavePlanItem adds a line to a plan, or changes the one with i.ID at the version in
// i.Version.
func (t *Tx) SavePlanItem(planID string, i store.PlanItem) (*store.PlanItem, error) {
	p, err := t.written(planID, 0)
	if err != nil {
		return nil, err
	}
	if err := i.Check(p.Year); err != nil {
		return nil, err
	}
	if _, err := t.planGroup(p.OfficeID, i.GroupID); err != nil {
		return nil, err
	}
	if i.ID == "" {
		return t.addPlanItem(p, i)
	}
	old, err := t.planItem(p, i.ID, i.Version)
	if err != nil {
		return nil, err
	}
	old.Day, old.Month, old.Kind, old.Text, old.GroupID, old.Who = i.Day, i.Month, i.Kind, i.Text, i.GroupID, i.Who
	touch(t, &t.batch.Changed.PlanItems, old)
	t.planChanged(p, "item="+old.ID, old.Text)
	return old, nil
}

func (t *Tx) addPlanItem(p *store.Plan, i store.PlanItem) (*store.PlanItem, error) {
	have, err := db.PlanItems(t.ctx, t.q, p.ID)
	if err != nil {
		return nil, err
	}
	if len(have) >= store.PlanItemsMax {
		return nil, store.Invalid("items", store.ProblemFull)
	}
	i.ID, i.Created, i.PlanID, i.OfficeID, i.Version = store.NewID(t.now), t.now, p.ID, p.OfficeID, 1
	t.batch.PlanItems = append(t.batch.PlanItems, &i)
	t.planChanged(p, "item="+i.ID, i.Text)
	return &i, nil
}

// planItem reads a line that stands in a plan, at the version seen.
func (t *Tx) planItem(p *store.Plan, id string, seen int64) (*store.PlanItem, error) {
	i, err := db.PlanItem(t.ctx, t.q, id)
	switch {
	case err != nil:
		return nil, err
	case i.PlanID != p.ID || !i.Dropped.IsZero():
		return nil, store.ErrNotFound
	case seen != i.Version:
		return nil, store.ErrConflict
	}
	return i, nil
}

// DropPlanItem takes a line out of a plan.
func (t *Tx) DropPlanItem(planID, id string, seen int64) error {
	p, err := t.written(planID, 0)
	if err != nil {
		return err
	}
	i, err := t.planItem(p, id, seen)
	if err != nil {
		return err
	}
	i.Dropped = t.now
	touch(t, &t.batch.Changed.PlanItems, i)
	t.planChanged(p, "item="+i.ID, "")
	return nil
}

// AdoptPlan notes which body adopted a plan, and on what day.
func (t *Tx) AdoptPlan(id, by, day string, seen int64) error {
	p, err := t.plan(id, seen)
	if err != nil {
		return err
	}
	items, err := db.PlanItems(t.ctx, t.q, p.ID)
	if err != nil {
		return err
	}
	if err := p.Adopt(by, day, len(items), t.now); err != nil {
		return err
	}
	t.planChanged(p, "adopted", "")
	return nil
}

// RevisePlan opens an adopted plan again. A letter on its way is taken back.
func (t *Tx) RevisePlan(id string, seen int64) error {
	p, err := t.plan(id, seen)
	if err != nil {
		return err
	}
	draft := p.DraftID
	if err := p.Revise(); err != nil {
		return err
	}
	t.planChanged(p, "revised", "")
	return t.dropDraft(draft)
}

// dropDraft takes back a draft that is not done.
func (t *Tx) dropDraft(id string) error {
	if id == "" {
		return nil
	}
	d, err := t.readDraft(id)
	if err != nil || d.Done() {
		return err
	}
	d.Drop(t.now)
	touch(t, &t.batch.Changed.Drafts, d)
	t.logStep(d, store.StepWithdraw, "", "", "")
	return db.DropDraftNotices(t.ctx, t.q, d.ID)
}

// DraftPlan makes the letter by which an adopted plan is released.
func (t *Tx) DraftPlan(id string, seen int64) (*store.Draft, error) {
	p, err := t.plan(id, seen)
	if err != nil {
		return nil, err
	}
	if p.Writing() {
		return nil, store.Invalid("plan", store.ProblemState)
	}
	if err := t.noDraftYet(p.DraftID); err != nil {
		return nil, err
	}
	items, names, err := t.acts.planItems(t.ctx, t.q, p.ID)
	if err != nil {
		return nil, err
	}
	to := "各位代表"
	if p.GroupID == "" {
		to = "各代表小组、各位代表"
	}
	d, err := t.AddDraft(store.Draft{Kind: store.DraftPlan, OfficeID: p.OfficeID, Ref: p.ID, To: to, Title: "关于印发《" + p.Title + "》的通知",
		Text: store.PlanText(p, items, func(id string) string { return names[id] })})
	if err != nil {
		return nil, err
	}
	p.DraftID = d.ID
	t.planChanged(p, "draft="+d.ID, "")
	return d, nil
}

// noDraftYet refuses a second letter while the first is on its way, or left.
func (t *Tx) noDraftYet(id string) error {
	if id == "" {
		return nil
	}
	d, err := t.readDraft(id)
	if err == nil && d.State != store.DraftWithdrawn {
		err = store.Invalid("draft", store.ProblemTwice)
	}
	return err
}

// planSigned releases a plan: it is told to every deputy whom it concerns.
func (t *Tx) planSigned(d *store.Draft) error {
	p, err := db.Plan(t.ctx, t.q, d.Ref)
	if err != nil {
		return err
	}
	if p.Writing() || p.DraftID != d.ID {
		return store.Invalid("plan", store.ProblemState)
	}
	who, err := t.planned(p)
	if err != nil {
		return err
	}
	ref := fmt.Sprintf("%s.%d", p.ID, t.now.Unix()) // told anew when it was revised
	for _, id := range who {
		t.notify(store.Notice{Kind: store.NoticePlan, OfficeID: p.OfficeID, DeputyID: id, Ref: ref, Text: p.Title})
	}
	p.Released, p.Told = t.now, len(who)
	t.planChanged(p, fmt.Sprintf("released told=%d", len(who)), "")
	return nil
}

// planned are the deputies in office whom a plan concerns: those of its group, or of
// its office and of those under it.
func (t *Tx) planned(p *store.Plan) ([]string, error) {
	var ids []string
	if p.GroupID != "" {
		members, err := db.GroupMembers(t.ctx, t.q, []string{p.GroupID})
		if err != nil {
			return nil, err
		}
		for _, m := range members {
			ids = append(ids, m.DeputyID)
		}
	} else {
		list, err := db.DeputiesOf(t.ctx, t.q, t.view.Offices.Under(p.OfficeID))
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			ids = append(ids, d.ID)
		}
	}
	return t.inOffice(unique(ids))
}

// inOffice leaves of deputies those who exercise a mandate now.
func (t *Tx) inOffice(ids []string) ([]string, error) {
	mandates, err := db.MandatesOf(t.ctx, t.q, ids)
	serves := map[string]bool{}
	for _, m := range mandates {
		serves[m.DeputyID] = serves[m.DeputyID] || exercised(m)
	}
	return slices.DeleteFunc(ids, func(id string) bool { return !serves[id] }), err
}
