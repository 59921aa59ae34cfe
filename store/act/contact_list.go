package act

import (
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// ContactRow is how a deputy keeps in touch, in numbers: without any voter's name.
type ContactRow struct {
	Deputy   store.Deputy
	Titles   []string
	Voters   int
	Min, Max int    // as the office's setting has it
	Met      int    // this year
	Last     string // day of the last meeting this year; empty when there was none
}

// Few reports whether the deputy has fewer contact voters than there should be.
func (r *ContactRow) Few() bool { return r.Voters < r.Min }

// ContactRoster lists the deputies in office whom an actor looks after, with how
// each keeps in touch, by rank.
func (a *Acts) ContactRoster(ctx context.Context, actor store.Actor) ([]ContactRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActContacts, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	q := a.db.Read()
	list, err := db.DeputiesOf(ctx, q, offices)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	titles, err := titlesInOffice(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	contacts, err := db.ContactsOf(ctx, q, ids...)
	if err != nil {
		return nil, err
	}
	voters := map[string]int{}
	for _, c := range contacts {
		voters[c.DeputyID]++
	}
	today := a.Now().In(store.ChinaTime)
	met, err := db.TalksOf(ctx, q, ids, today.Format("2006")+"-01-01", today.Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	var rows []ContactRow
	for _, d := range list {
		if held, ok := titles[d.ID]; ok {
			rows = append(rows, ContactRow{Deputy: d, Titles: held, Voters: voters[d.ID], Met: met[d.ID].Count, Last: met[d.ID].Last,
				Min: view.Settings.Int(d.OfficeID, store.SetContactMin), Max: view.Settings.Int(d.OfficeID, store.SetContactMax)})
		}
	}
	return rows, nil
}

// titlesInOffice lists what each deputy is called; who holds no mandate now is
// not in it.
func titlesInOffice(ctx context.Context, q db.Q, ids []string) (map[string][]string, error) {
	mandates, err := db.MandatesOf(ctx, q, ids)
	titles := map[string][]string{}
	for _, m := range mandates {
		if m.Status != store.MandateActive {
			continue
		}
		held := titles[m.DeputyID]
		if m.Title != "" && !slices.Contains(held, m.Title) {
			held = append(held, m.Title)
		}
		titles[m.DeputyID] = held
	}
	return titles, err
}
