package act

import (
	"context"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// RolloverPlan is what a rollover would do, for the people who decide it.
type RolloverPlan struct {
	Term      store.Term   // the new one
	Old       []store.Term // those that it ends
	Plan      store.Rollover
	Deputies  map[string]store.Deputy // everybody named
	Open      map[string]int          // open items of those who leave the congress
	Undated   int                     // old mandates for which no term was written down
	Successor map[string][]string     // deputy who leaves, with open items → new ones of the district
	Districts map[string]string       // deputy → district's name
}

// RolloverPlan looks at what Rollover would do. A term that is not prepared is
// store.ProblemDone.
func (a *Acts) RolloverPlan(ctx context.Context, actor store.Actor, termID string) (*RolloverPlan, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	term, ok := view.Term(termID)
	if !ok || !store.May(actor, store.ActRoster, store.Target{OfficeID: term.OfficeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	q := a.db.Read()
	r, err := readRollover(ctx, q, view, &term)
	if err != nil {
		return nil, err
	}
	p := &RolloverPlan{Term: term, Old: r.old, Plan: r.plan, Undated: r.undated, Deputies: map[string]store.Deputy{},
		Districts: map[string]string{}}
	everybody := slices.Concat(p.Plan.Continuing, p.Plan.Leaving, p.Plan.Joining)
	list, err := db.DeputiesByID(ctx, q, everybody)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		p.Deputies[d.ID] = d
	}
	if p.Open, err = db.Load(ctx, q, p.Plan.Leaving); err != nil {
		return nil, err
	}
	p.successors(view)
	return p, nil
}

// successors finds, for who leaves with open items, the new deputies of the same
// district.
func (p *RolloverPlan) successors(view *View) {
	p.Successor = map[string][]string{}
	for _, old := range p.Plan.Ending {
		d, _ := view.District(old.DistrictID)
		p.Districts[old.DeputyID] = d.Name
		for _, m := range p.Plan.Beginning {
			if p.Open[old.DeputyID] > 0 && old.DistrictID != "" && m.DistrictID == old.DistrictID && slices.Contains(p.Plan.Leaving, old.DeputyID) {
				p.Successor[old.DeputyID] = append(p.Successor[old.DeputyID], m.DeputyID)
			}
		}
	}
	for _, m := range p.Plan.Beginning {
		if d, ok := view.District(m.DistrictID); ok {
			p.Districts[m.DeputyID] = d.Name
		}
	}
}

// rollover is what was read for one.
type rollover struct {
	old     []store.Term
	plan    store.Rollover
	undated int
}

// readRollover reads the mandates of a congress's running and prepared term. Those
// for which nobody wrote down a term belong to the running one.
func readRollover(ctx context.Context, q db.Q, view *View, term *store.Term) (*rollover, error) {
	keeper, _ := view.Offices.Find(term.OfficeID)
	level := term.LevelIn(&keeper)
	r := &rollover{}
	var before []store.Mandate
	for _, t := range view.Terms {
		if t.OfficeID != term.OfficeID || t.LevelIn(&keeper) != level || t.State != store.TermRunning || t.ID == term.ID {
			continue
		}
		list, err := db.MandatesOfTerm(ctx, q, t.ID)
		if err != nil {
			return nil, err
		}
		r.old, before = append(r.old, t), append(before, list...)
	}
	loose, err := db.MandatesWithoutTerm(ctx, q, level, view.Offices.Under(term.OfficeID))
	if err != nil {
		return nil, err
	}
	r.undated = len(loose)
	fresh, err := db.MandatesOfTerm(ctx, q, term.ID)
	if err != nil {
		return nil, err
	}
	r.plan = store.PlanRollover(append(before, loose...), fresh)
	return r, nil
}

// Rollover records that the new congress has met for the first time, on a day: the
// old term and its mandates end, the new ones begin (地方组织法: the old deputies act
// until then). Open items of those who leave go to the successors chosen, else to
// the desk; bindings and history stay. A second time is store.ProblemDone, and
// nothing is done.
func (t *Tx) Rollover(termID, day string, successors map[string]string, seen int64) error {
	term, err := db.Term(t.ctx, t.q, termID)
	if err != nil {
		return err
	}
	if t.may(store.ActRoster, store.Target{OfficeID: term.OfficeID}) != nil {
		return store.ErrNotFound
	}
	if err := t.may(store.ActRollover, store.Target{OfficeID: term.OfficeID}); err != nil {
		return err
	}
	if term.State != store.TermPrepared {
		return store.Invalid("term", store.ProblemDone)
	}
	if seen != term.Version {
		return store.ErrConflict
	}
	r, err := readRollover(t.ctx, t.q, t.view, term)
	if err != nil {
		return err
	}
	if len(r.plan.Beginning) == 0 {
		return store.Invalid("term", store.ProblemEmpty)
	}
	if err := t.carry(r, term, day); err != nil {
		return err
	}
	t.audit(store.ActRollover, "term", term.ID, term.OfficeID, fmt.Sprintf("ended=%d begun=%d leaving=%d",
		len(r.plan.Ending), len(r.plan.Beginning), len(r.plan.Leaving)), "")
	if err := t.handBack(slices.Concat(r.plan.Leaving, r.plan.Continuing), handing{reason: "代表任期届满", successors: successors}); err != nil {
		return err
	}
	return t.tellRollover(&r.plan)
}

// carry changes terms and mandates.
func (t *Tx) carry(r *rollover, term *store.Term, day string) error {
	today := store.DayOf(t.now)
	if err := r.plan.Carry(day, today); err != nil {
		return err
	}
	for i := range r.old {
		o := &r.old[i]
		if day < o.From {
			return store.Invalid("day", store.ProblemBefore)
		}
		o.State, o.To = store.TermOver, day
		touch(t, &t.batch.Changed.Terms, o)
	}
	term.State, term.From = store.TermRunning, day
	touch(t, &t.batch.Changed.Terms, term)
	for _, m := range r.plan.Ending {
		if m.TermID == "" && len(r.old) > 0 {
			m.TermID = r.old[0].ID
		}
		touch(t, &t.batch.Changed.Mandates, m)
		t.step(m, store.MandateChange{Verb: store.MandateEnd, Ground: store.GroundTerm, Day: day})
	}
	for _, m := range r.plan.Beginning {
		touch(t, &t.batch.Changed.Mandates, m)
		t.step(m, store.MandateChange{Verb: store.MandateBegin, Day: day})
	}
	t.forget = true
	return nil
}

// tellRollover tells those who leave or join; who goes on sees no difference.
func (t *Tx) tellRollover(p *store.Rollover) error {
	list, err := db.DeputiesByID(t.ctx, t.q, slices.Concat(p.Leaving, p.Joining))
	if err != nil {
		return err
	}
	moved := make([]*store.Deputy, len(list))
	for i := range list {
		moved[i] = &list[i]
	}
	return t.tellOffice(moved...)
}
