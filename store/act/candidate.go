package act

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Candidate is a deputy to whom an opinion may be put, or who must not get it.
type Candidate struct {
	Deputy store.Deputy
	Titles []string
	Tier   store.Tier
	Load   int // open assignments
	Bound  bool
	Why    store.Why // set: must not get it, for this reason
}

// Candidates offers the deputies for an opinion: the district's first, then the
// station's, then the office's, the least loaded first. Those who must not get it
// are listed with the reason, so that nobody wonders where they are.
func (a *Acts) Candidates(ctx context.Context, actor store.Actor, opinionID string) ([]Candidate, error) {
	view, o, err := a.readable(ctx, actor, opinionID)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActForward, targetOf(o), view.Offices) {
		return nil, nil
	}
	return a.candidates(ctx, a.db.Read(), view, o)
}

func (a *Acts) candidates(ctx context.Context, q db.Q, view *View, o *store.Opinion) ([]Candidate, error) {
	list, err := a.byTier(ctx, q, view, o)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	ids := make([]string, len(list))
	deputies := make([]store.Deputy, len(list))
	for i := range list {
		ids[i], deputies[i] = list[i].Deputy.ID, list[i].Deputy
	}
	why, err := a.excluded(ctx, q, o, deputies)
	if err != nil {
		return nil, err
	}
	load, err := db.Load(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	bound, err := db.PersonsOfDeputies(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range list {
		id := list[i].Deputy.ID
		list[i].Why, list[i].Load = why[id], load[id]
		list[i].Bound = slices.ContainsFunc(bound, func(p store.Person) bool { return p.DeputyID == id })
	}
	slices.SortStableFunc(list, func(x, y Candidate) int {
		return cmp.Or(cmp.Compare(x.Tier, y.Tier), cmp.Compare(x.Load, y.Load), cmp.Compare(x.Deputy.Order, y.Deputy.Order))
	})
	return list, nil
}

// byTier gathers the deputies in office who belong to the opinion's place.
func (a *Acts) byTier(ctx context.Context, q db.Q, view *View, o *store.Opinion) ([]Candidate, error) {
	mandates, err := serving(ctx, q, view, o)
	if err != nil {
		return nil, err
	}
	under := view.Offices.Under(o.OfficeID)
	tier := map[string]store.Tier{}
	titles := map[string][]string{}
	for i := range mandates {
		m := &mandates[i]
		n := m.TierFor(o.DistrictID, o.StationID, under)
		if had, ok := tier[m.DeputyID]; !ok || n < had {
			tier[m.DeputyID] = n
		}
		if m.Title != "" {
			titles[m.DeputyID] = append(titles[m.DeputyID], m.Title)
		}
	}
	list, err := db.DeputiesByID(ctx, q, slices.Collect(maps.Keys(tier)))
	if err != nil {
		return nil, err
	}
	var out []Candidate
	for _, d := range list {
		out = append(out, Candidate{Deputy: d, Titles: titles[d.ID], Tier: tier[d.ID]})
	}
	return out, nil
}

// serving reads the mandates exercised in an opinion's place, each once: those of
// its district and station, and those of its office and under it.
func serving(ctx context.Context, q db.Q, view *View, o *store.Opinion) ([]store.Mandate, error) {
	list, err := db.MandatesUnder(ctx, q, view.Offices.Under(o.OfficeID))
	if err != nil {
		return nil, err
	}
	for _, near := range []struct {
		id   string
		read func(context.Context, db.Q, string) ([]store.Mandate, error)
	}{{o.DistrictID, db.MandatesIn}, {o.StationID, db.MandatesAt}} {
		if near.id == "" {
			continue
		}
		more, err := near.read(ctx, q, near.id)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	slices.SortFunc(list, func(x, y store.Mandate) int { return cmp.Compare(x.ID, y.ID) })
	return slices.CompactFunc(list, func(x, y store.Mandate) bool { return x.ID == y.ID }), nil
}

// servesAs is how near a deputy's mandates are to an opinion.
func servesAs(view *View, o *store.Opinion, mandates []store.Mandate) store.Tier {
	near, under := store.TierNone, view.Offices.Under(o.OfficeID)
	for i := range mandates {
		near = min(near, mandates[i].TierFor(o.DistrictID, o.StationID, under))
	}
	return near
}

// excluded says which of the deputies must not see an opinion, or one merged into
// it, and why.
func (a *Acts) excluded(ctx context.Context, q db.Q, o *store.Opinion, deputies []store.Deputy) (map[string]store.Why, error) {
	voices, err := voicesOf(ctx, q, o)
	if err != nil {
		return nil, err
	}
	return a.keptFrom(ctx, q, voices, deputies)
}
