package act

import (
	"cmp"
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Digest is what a half-year brought to an office and those under it, by the unit
// it concerns, and the letters made of it so far.
type Digest struct {
	Office store.Office
	Half   store.Half
	Total  int
	Units  []store.DigestUnit
	Drafts []DraftRow
}

// Draft finds the letter to a unit, or nil.
func (d *Digest) Draft(unit string) *DraftRow {
	i := slices.IndexFunc(d.Drafts, func(r DraftRow) bool { return r.To == unit })
	if i < 0 {
		return nil
	}
	return &d.Drafts[i]
}

// digestItems is how many opinions of a category a letter quotes.
const digestItems = 3

// Digest gathers a half-year of an office in which the actor may read drafts; any
// other office is not found.
func (a *Acts) Digest(ctx context.Context, actor store.Actor, office string, half store.Half) (*Digest, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	o, ok := view.Offices.Find(office)
	if !ok || !store.May(actor, store.ActDraftRead, store.Target{OfficeID: office}, view.Offices) {
		return nil, store.ErrNotFound
	}
	d, err := a.digest(ctx, a.db.Read(), view, o, half)
	if err != nil {
		return nil, err
	}
	made, err := db.DigestsOf(ctx, a.db.Read(), office, half.String())
	if err != nil {
		return nil, err
	}
	d.Drafts, err = a.draftRows(ctx, view, made)
	return d, err
}

// digest counts; what is quoted comes only with MakeDigest.
func (a *Acts) digest(ctx context.Context, q db.Q, view *View, o store.Office, half store.Half) (*Digest, error) {
	from, to := half.Span()
	offices := view.Offices.Under(o.ID)
	counts, err := db.DigestCounts(ctx, q, offices, from, to)
	if err != nil {
		return nil, err
	}
	scores, err := db.DigestScores(ctx, q, offices, from, to)
	if err != nil {
		return nil, err
	}
	categories := digestCategories(counts, scores)
	d := &Digest{Office: o, Half: half, Units: store.ByUnit(categories, view.Settings.Units(o.ID))}
	for _, c := range categories {
		d.Total += c.Count
	}
	return d, nil
}

func digestCategories(counts, scores []db.DigestCount) []store.DigestCategory {
	var list []store.DigestCategory
	at := func(name string) *store.DigestCategory {
		name = cmp.Or(name, store.OtherMatters)
		i := slices.IndexFunc(list, func(c store.DigestCategory) bool { return c.Name == name })
		if i < 0 {
			list, i = append(list, store.DigestCategory{Name: name, Scores: map[store.Score]int{}}), len(list)
		}
		return &list[i]
	}
	for _, n := range counts {
		c := at(n.Category)
		c.Count += n.Count
		switch n.State {
		case store.OpinionClosed:
			c.Done += n.Count
		case store.OpinionAnswered:
			c.Told += n.Count
		}
	}
	for _, n := range scores {
		at(n.Category).Scores[n.Score] += n.Count
	}
	return list
}

// MakeDigest drafts the letter to one unit from the records. It quotes some
// matters without who brought them up, for the clerk to edit.
func (t *Tx) MakeDigest(office string, half store.Half, unit string) (*store.Draft, error) {
	if err := t.may(store.ActDraft, store.Target{OfficeID: office}); err != nil {
		return nil, store.ErrNotFound
	}
	o, ok := t.view.Offices.Find(office)
	if !ok {
		return nil, store.ErrNotFound
	}
	made, err := db.DigestsOf(t.ctx, t.q, office, half.String())
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(made, func(d store.Draft) bool { return d.To == unit }) {
		return nil, store.Invalid("unit", store.ProblemTaken)
	}
	d, err := t.acts.digest(t.ctx, t.q, t.view, o, half)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(d.Units, func(u store.DigestUnit) bool { return u.Unit == unit })
	if i < 0 {
		return nil, store.Invalid("unit", store.ProblemEmpty)
	}
	u := d.Units[i]
	if err := t.quote(o, half, &u); err != nil {
		return nil, err
	}
	before, err := t.unitBefore(o, half, unit)
	if err != nil {
		return nil, err
	}
	return t.AddDraft(store.Draft{Kind: store.DraftDigest, OfficeID: office, Ref: half.String(), To: unit,
		Title: store.DigestTitle(half), Text: store.DigestText(o.Name, half, u, d.Total, before)})
}

// unitBefore is how many opinions the half-year before brought for a unit.
func (t *Tx) unitBefore(o store.Office, half store.Half, unit string) (int, error) {
	d, err := t.acts.digest(t.ctx, t.q, t.view, o, half.Before())
	if err != nil {
		return 0, err
	}
	for _, u := range d.Units {
		if u.Unit == unit {
			return u.Count(), nil
		}
	}
	return 0, nil
}

// quote adds some words of each category, with nothing left in them that names
// their author or a deputy.
func (t *Tx) quote(o store.Office, half store.Half, u *store.DigestUnit) error {
	from, to := half.Span()
	for i := range u.Categories {
		c := &u.Categories[i]
		key := []string{c.Name}
		if c.Name == store.OtherMatters {
			key = append(key, "") // what the desk never sorted
		}
		list, err := db.DigestItems(t.ctx, t.q, t.view.Offices.Under(o.ID), from, to, key, digestItems)
		if err != nil {
			return err
		}
		for k := range list {
			names, err := t.namesIn(&list[k])
			if err != nil {
				return err
			}
			c.Items = append(c.Items, store.Unnamed(list[k].Summary, names...))
		}
	}
	return nil
}

// namesIn are the names that an opinion's words may hold: its author's, and those
// of deputies named in it.
func (t *Tx) namesIn(o *store.Opinion) ([]string, error) {
	var names []string
	kept, err := db.ExclusionsOf(t.ctx, t.q, o.ID)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range kept {
		ids = append(ids, e.DeputyID)
	}
	deputies, err := db.DeputiesByID(t.ctx, t.q, ids)
	if err != nil {
		return nil, err
	}
	for _, d := range deputies {
		names = append(names, d.Name)
	}
	if o.PersonID == "" {
		return names, nil
	}
	p, err := db.Person(t.ctx, t.q, o.PersonID)
	if err != nil {
		return names, notFoundIsNone(err)
	}
	name, _, err := t.acts.identity(p)
	return append(names, name), err
}
