package act

import (
	"cmp"
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

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
	mandates, err := nearest(ctx, q, p)
	if err != nil {
		return nil, err
	}
	var list []store.Deputy
	if len(mandates) > 0 {
		list, err = db.DeputiesByID(ctx, q, deputiesIn(mandates))
	} else if list, err = db.DeputiesServing(ctx, q, view.Offices.Under(p.OfficeID), limit); err == nil {
		mandates, err = db.MandatesOf(ctx, q, idsOf(list, func(d *store.Deputy) string { return d.ID }))
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(list, byRank)
	var out []DeputyCard
	for _, d := range list[:min(len(list), limit)] {
		out = append(out, card(view, d, mandates))
	}
	return out, nil
}

// nearest reads the mandates exercised in a person's district or else at the
// person's station. It is asked while a message is worked on: what it costs
// follows what it finds.
func nearest(ctx context.Context, q db.Q, p *store.Person) ([]store.Mandate, error) {
	if p.DistrictID != "" {
		if list, err := db.MandatesIn(ctx, q, p.DistrictID); err != nil || len(list) > 0 {
			return list, err
		}
	}
	if p.StationID == "" {
		return nil, nil
	}
	return db.MandatesAt(ctx, q, p.StationID)
}

func deputiesIn(list []store.Mandate) []string {
	return unique(idsOf(list, func(m *store.Mandate) string { return m.DeputyID }))
}

func idsOf[T any](list []T, id func(*T) string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = id(&list[i])
	}
	return out
}

// byRank is the order of lists: rank, then 姓氏笔画.
func byRank(x, y store.Deputy) int {
	return cmp.Or(cmp.Compare(x.Order, y.Order), cmp.Compare(x.Strokes, y.Strokes), cmp.Compare(x.ID, y.ID))
}

func card(view *View, d store.Deputy, mandates []store.Mandate) DeputyCard {
	d.Phone, d.PhoneIndex = "", ""
	c := DeputyCard{Deputy: d}
	for _, m := range mandates {
		if m.DeputyID != d.ID || m.Status != store.MandateActive {
			continue
		}
		if m.Title != "" {
			c.Titles = append(c.Titles, m.Title)
		}
		if s, ok := view.Station(m.StationID); ok && s.Closed.IsZero() {
			c.Station = s
		}
	}
	return c
}
