package act

import (
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// FindingRow is a finding with the names a list shows.
type FindingRow struct {
	store.Finding
	Name     string // of the deputy
	District string
	Office   string
}

// Credentials checks the roster of an office and those under it, as far as the
// actor may see it; an empty office is all that.
func (a *Acts) Credentials(ctx context.Context, actor store.Actor, officeID string) ([]FindingRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActRoster, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	if officeID != "" {
		under := view.Offices.Under(officeID)
		offices = slices.DeleteFunc(offices, func(id string) bool { return !slices.Contains(under, id) })
	}
	c, err := a.credentials(ctx, view, offices)
	if err != nil {
		return nil, err
	}
	return name(view, c), nil
}

func (a *Acts) credentials(ctx context.Context, view *View, offices []string) (*store.Credentials, error) {
	c := &store.Credentials{Terms: view.Terms}
	for _, o := range view.Offices {
		if slices.Contains(offices, o.ID) {
			c.Offices = append(c.Offices, o)
		}
	}
	for _, d := range view.Districts {
		if slices.Contains(offices, d.OfficeID) {
			c.Districts = append(c.Districts, d)
		}
	}
	var err error
	if c.Deputies, err = db.DeputiesOf(ctx, a.db.Read(), offices); err != nil {
		return nil, err
	}
	c.Mandates, err = db.MandatesKept(ctx, a.db.Read(), offices)
	return c, err
}

// name puts names to what a check found.
func name(view *View, c *store.Credentials) []FindingRow {
	names := map[string]string{}
	for i := range c.Deputies {
		names[c.Deputies[i].ID] = c.Deputies[i].Name
	}
	var rows []FindingRow
	for _, f := range c.Check() {
		r := FindingRow{Finding: f, Name: names[f.DeputyID]}
		if d, ok := view.District(f.DistrictID); ok {
			r.District = d.Name
		}
		if o, ok := view.Offices.Find(f.OfficeID); ok {
			r.Office = o.Short
		}
		rows = append(rows, r)
	}
	return rows
}
