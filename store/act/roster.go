package act

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// Candidate is a deputy to whom an opinion may be put, or who must not get it.
type Candidate struct {
	Deputy store.Deputy
	Titles []string
	Tier   int // 0 the district's, 1 the station's, 2 the office's
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
	mandates, err := db.ActiveMandates(ctx, q)
	if err != nil {
		return nil, err
	}
	offices := view.Offices.Under(o.OfficeID)
	tier := map[string]int{}
	titles := map[string][]string{}
	for _, m := range mandates {
		n := 2
		switch {
		case o.DistrictID != "" && m.DistrictID == o.DistrictID:
			n = 0
		case o.StationID != "" && m.StationID == o.StationID:
			n = 1
		case !slices.Contains(offices, m.OfficeID):
			continue
		}
		if had, ok := tier[m.DeputyID]; !ok || n < had {
			tier[m.DeputyID] = n
		}
		if m.Title != "" {
			titles[m.DeputyID] = append(titles[m.DeputyID], m.Title)
		}
	}
	var ids []string
	for id := range tier {
		ids = append(ids, id)
	}
	list, err := db.DeputiesByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	var out []Candidate
	for _, d := range list {
		out = append(out, Candidate{Deputy: d, Titles: titles[d.ID], Tier: tier[d.ID]})
	}
	return out, nil
}

// excluded says which of the deputies must not see an opinion, and why.
func (a *Acts) excluded(ctx context.Context, q db.Q, o *store.Opinion, deputies []store.Deputy) (map[string]store.Why, error) {
	entries, err := db.EntriesOf(ctx, q, o.ID)
	if err != nil {
		return nil, err
	}
	var said strings.Builder
	for _, e := range entries {
		if e.Kind == store.EntrySaid {
			said.WriteString(e.Text + "\n")
		}
	}
	why := map[string]store.Why{}
	for _, id := range store.NamedIn(said.String(), deputies) {
		why[id] = store.WhyNamed
	}
	kept, err := db.ExclusionsOf(ctx, q, o.ID)
	for _, e := range kept {
		why[e.DeputyID] = e.Why
	}
	return why, err
}

// RosterRow is a deputy as the roster lists one.
type RosterRow struct {
	Deputy     store.Deputy
	Mandates   []store.Mandate
	Person     *store.Person     // set when bound
	Invitation *store.Invitation // the newest one
	Load       int
}

// Roster lists the deputies of the offices an actor may see, by rank.
func (a *Acts) Roster(ctx context.Context, actor store.Actor) ([]RosterRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActRoster, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.DeputiesOf(ctx, a.db.Read(), offices)
	if err != nil {
		return nil, err
	}
	return a.rosterRows(ctx, list)
}

func (a *Acts) rosterRows(ctx context.Context, list []store.Deputy) ([]RosterRow, error) {
	rows := make([]RosterRow, len(list))
	at := make(map[string]*RosterRow, len(list))
	ids := make([]string, len(list))
	for i, d := range list {
		rows[i].Deputy, ids[i] = d, d.ID
		at[d.ID] = &rows[i]
	}
	q := a.db.Read()
	mandates, err := db.MandatesOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, m := range mandates {
		at[m.DeputyID].Mandates = append(at[m.DeputyID].Mandates, m)
	}
	persons, err := db.PersonsOfDeputies(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range persons {
		at[persons[i].DeputyID].Person = &persons[i]
	}
	invited, err := db.InvitationsOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for i := range invited {
		if r := at[invited[i].DeputyID]; r.Invitation == nil {
			r.Invitation = &invited[i]
		}
	}
	load, err := db.Load(ctx, q, ids)
	for id, n := range load {
		at[id].Load = n
	}
	return rows, err
}

// DeputyCard is what voters read about a deputy of theirs.
type DeputyCard struct {
	Deputy  store.Deputy
	Titles  []string
	Station store.Station
}

// MyDeputies lists the deputies of a person's district, else of the station,
// else of the office, with the station where they are met; at most limit. With no
// area chosen nobody is named.
func (a *Acts) MyDeputies(ctx context.Context, p *store.Person, limit int) ([]DeputyCard, error) {
	return a.myDeputies(ctx, a.db.Read(), p, limit)
}

// MyDeputies is Acts.MyDeputies inside a transaction.
func (t *Tx) MyDeputies(p *store.Person, limit int) ([]DeputyCard, error) {
	return t.acts.myDeputies(t.ctx, t.q, p, limit)
}

func (a *Acts) myDeputies(ctx context.Context, q db.Q, p *store.Person, limit int) ([]DeputyCard, error) {
	view, err := a.views.get(ctx)
	if err != nil || (p.DistrictID == "" && p.StationID == "") {
		return nil, err
	}
	list, err := a.byTier(ctx, q, view, &store.Opinion{OfficeID: p.OfficeID, DistrictID: p.DistrictID, StationID: p.StationID})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	slices.SortFunc(list, func(x, y Candidate) int {
		return cmp.Or(cmp.Compare(x.Tier, y.Tier), cmp.Compare(x.Deputy.Order, y.Deputy.Order), cmp.Compare(x.Deputy.ID, y.Deputy.ID))
	})
	tier := list[0].Tier
	mandates, err := db.ActiveMandates(ctx, q)
	if err != nil {
		return nil, err
	}
	var cards []DeputyCard
	for _, c := range list {
		if c.Tier != tier || len(cards) == limit {
			break
		}
		card := DeputyCard{Deputy: c.Deputy, Titles: c.Titles}
		card.Deputy.Phone, card.Deputy.PhoneIndex = "", ""
		for _, m := range mandates {
			if s, ok := view.Station(m.StationID); ok && m.DeputyID == c.Deputy.ID {
				card.Station = s
			}
		}
		cards = append(cards, card)
	}
	return cards, nil
}

// AddDeputy puts a deputy with a mandate into the roster.
func (t *Tx) AddDeputy(d store.Deputy, mandates ...store.Mandate) (*store.Deputy, error) {
	if err := t.may(store.ActRosterEdit, store.Target{OfficeID: d.OfficeID}); err != nil {
		return nil, err
	}
	d.Name = strings.TrimSpace(d.Name)
	if d.Name == "" {
		return nil, store.Invalid("name", store.ProblemEmpty)
	}
	if len([]rune(d.Name)) > 40 {
		return nil, store.Invalid("name", store.ProblemTooLong)
	}
	return t.newDeputy(d, mandates...), nil
}

// newDeputy is AddDeputy of what was checked already.
func (t *Tx) newDeputy(d store.Deputy, mandates ...store.Mandate) *store.Deputy {
	d.ID, d.Created = store.NewID(t.now), t.now
	number := store.NormalisePhone(d.Phone)
	d.Phone, d.PhoneIndex = t.acts.keys.Seal("deputy", "phone", d.ID, number), ""
	if number != "" {
		d.PhoneIndex = t.acts.keys.BlindIndex("phone", number)
	}
	t.batch.Deputies = append(t.batch.Deputies, &d)
	for _, m := range mandates {
		m.ID, m.DeputyID, m.OfficeID = store.NewID(t.now), d.ID, cmp.Or(m.OfficeID, d.OfficeID)
		m.Status = cmp.Or(m.Status, store.MandateActive)
		t.batch.Mandates = append(t.batch.Mandates, &m)
	}
	t.audit(store.ActRosterEdit, "deputy", d.ID, d.OfficeID, "new", "")
	return &d
}

// Phone opens a sealed telephone number of a deputy, for an actor who may see
// the roster.
func (a *Acts) Phone(ctx context.Context, actor store.Actor, d *store.Deputy) (string, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return "", err
	}
	if !store.May(actor, store.ActRoster, store.Target{OfficeID: d.OfficeID}, view.Offices) {
		return "", store.ErrNotFound
	}
	return a.keys.Open("deputy", "phone", d.ID, d.Phone)
}
