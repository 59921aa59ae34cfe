package act

import (
	"context"
	"errors"

	"liaison/store"
	"liaison/store/db"
)

// PlanRow is a plan as a list shows it.
type PlanRow struct {
	store.Plan
	Office string
	Group  string // name; empty for an office's own
	Items  int
}

// PlanLine is a line of a plan, with what came of it.
type PlanLine struct {
	store.PlanItem
	Group string
	Done  []store.Meeting // meetings and activities that carry it out
}

// PlanDossier is a plan with its lines in order.
type PlanDossier struct {
	PlanRow
	Lines []PlanLine
	Draft *store.Draft // the letter that releases it, if one was made
}

// Plans lists the plans of the actor's offices from a year on.
func (a *Acts) Plans(ctx context.Context, actor store.Actor, fromYear int) ([]PlanRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActPlan, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.PlansOf(ctx, a.db.Read(), offices, fromYear, 500)
	if err != nil {
		return nil, err
	}
	return a.planRows(ctx, view, list)
}

func (a *Acts) planRows(ctx context.Context, view *View, list []store.Plan) ([]PlanRow, error) {
	var ids, groups []string
	for _, p := range list {
		ids, groups = append(ids, p.ID), append(groups, p.GroupID)
	}
	names, err := groupNames(ctx, a.db.Read(), groups)
	if err != nil {
		return nil, err
	}
	items, err := db.PlanItems(ctx, a.db.Read(), ids...)
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	for _, i := range items {
		count[i.PlanID]++
	}
	rows := make([]PlanRow, len(list))
	for i, p := range list {
		o, _ := view.Offices.Find(p.OfficeID)
		rows[i] = PlanRow{Plan: p, Office: o.Short, Group: names[p.GroupID], Items: count[p.ID]}
	}
	return rows, nil
}

// groupNames names groups by id, dissolved ones included.
func groupNames(ctx context.Context, q db.Q, ids []string) (map[string]string, error) {
	list, err := db.GroupsByID(ctx, q, unique(ids))
	names := map[string]string{}
	for _, g := range list {
		names[g.ID] = g.Name
	}
	return names, err
}

// planItems reads a plan's lines in order, and the names of their groups.
func (a *Acts) planItems(ctx context.Context, q db.Q, planID string) ([]store.PlanItem, map[string]string, error) {
	items, err := db.PlanItems(ctx, q, planID)
	if err != nil {
		return nil, nil, err
	}
	store.ByDay(items)
	var ids []string
	for _, i := range items {
		ids = append(ids, i.GroupID)
	}
	names, err := groupNames(ctx, q, ids)
	return items, names, err
}

// Plan reads one of the actor's plans; else it is not found.
func (a *Acts) Plan(ctx context.Context, actor store.Actor, id string) (*PlanDossier, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	p, err := db.Plan(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActPlan, store.Target{OfficeID: p.OfficeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	return a.planDossier(ctx, view, p)
}

func (a *Acts) planDossier(ctx context.Context, view *View, p *store.Plan) (*PlanDossier, error) {
	q := a.db.Read()
	rows, err := a.planRows(ctx, view, []store.Plan{*p})
	if err != nil {
		return nil, err
	}
	items, names, err := a.planItems(ctx, q, p.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].ID
	}
	done, err := db.ActivitiesOfItems(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	out := &PlanDossier{PlanRow: rows[0]}
	for _, i := range items {
		line := PlanLine{PlanItem: i, Group: names[i.GroupID]}
		for _, m := range done {
			if m.PlanID == i.ID && m.State != store.MeetingCancelled {
				line.Done = append(line.Done, m)
			}
		}
		out.Lines = append(out.Lines, line)
	}
	if p.DraftID == "" {
		return out, nil
	}
	out.Draft, err = db.Draft(ctx, q, p.DraftID)
	return out, notFoundIsNone(err)
}

// ReleasedPlan reads a plan that was released, for a page on the phone: an office's
// own is published where the office has set so (代表法 Art. 43), any other is for the
// deputies whom it concerns. person may be nil.
func (a *Acts) ReleasedPlan(ctx context.Context, person *store.Person, id string) (*PlanDossier, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	p, err := db.Plan(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	if p.Released.IsZero() {
		return nil, store.ErrNotFound
	}
	if p.GroupID != "" || !view.Settings.Bool(p.OfficeID, store.SetPlanPublic) {
		if err := a.concerns(ctx, view, person, p); err != nil {
			return nil, err
		}
	}
	return a.planDossier(ctx, view, p)
}

// concerns says store.ErrNotFound of a plan that is not for a person.
func (a *Acts) concerns(ctx context.Context, view *View, person *store.Person, p *store.Plan) error {
	if person == nil || person.DeputyID == "" {
		return store.ErrNotFound
	}
	if p.GroupID != "" {
		members, err := db.GroupMembers(ctx, a.db.Read(), []string{p.GroupID})
		for _, m := range members {
			if m.DeputyID == person.DeputyID {
				return nil
			}
		}
		return errors.Join(err, store.ErrNotFound)
	}
	d, err := db.Deputy(ctx, a.db.Read(), person.DeputyID)
	if err != nil {
		return err
	}
	for _, id := range view.Offices.Above(d.OfficeID) {
		if id == p.OfficeID {
			return nil
		}
	}
	return store.ErrNotFound
}

// PlanChoice is a line of an adopted plan that a meeting or an activity can carry
// out.
type PlanChoice struct {
	ID, Words string
}

// PlanChoices lists the lines of the actor's adopted plans of a year, in the order
// of their days.
func (a *Acts) PlanChoices(ctx context.Context, actor store.Actor, year int) ([]PlanChoice, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	list, err := db.PlansOf(ctx, a.db.Read(), store.OfficesFor(actor, store.ActPlan, view.Offices), year, 500)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	var ids []string
	for _, p := range list {
		if p.Year == year && !p.Writing() {
			ids, titles[p.ID] = append(ids, p.ID), p.Title
		}
	}
	items, err := db.PlanItems(ctx, a.db.Read(), ids...)
	store.ByDay(items)
	choices := make([]PlanChoice, len(items))
	for n, i := range items {
		choices[n] = PlanChoice{i.ID, i.Label() + " " + i.Text + "（" + titles[i.PlanID] + "）"}
	}
	return choices, err
}
