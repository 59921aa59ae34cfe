package act

import (
	"context"
	"fmt"

	"liaison/store"
	"liaison/store/db"
)

// RosterLines gives the roster of an office and those under it as lines: read in
// again as they are, they change nothing. Telephone numbers are in them, so they are
// for whoever may change the roster; the caller notes that they leave. A mandate
// that has ended is not listed, nor one whose term nobody has written down.
func (a *Acts) RosterLines(ctx context.Context, actor store.Actor, officeID string) ([]store.RosterLine, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActRosterEdit, store.Target{OfficeID: officeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	ids := view.Offices.Under(officeID)
	list, err := db.DeputiesOf(ctx, a.db.Read(), ids)
	if err != nil {
		return nil, err
	}
	kept, err := db.MandatesKept(ctx, a.db.Read(), ids)
	if err != nil {
		return nil, err
	}
	mandates := map[string][]store.Mandate{}
	for _, m := range kept {
		mandates[m.DeputyID] = append(mandates[m.DeputyID], m)
	}
	var lines []store.RosterLine
	for i := range list {
		phone, err := a.keys.Open("deputy", "phone", list[i].ID, list[i].Phone)
		if err != nil {
			return nil, fmt.Errorf("opening a telephone number: %w", err)
		}
		for _, m := range mandates[list[i].ID] {
			if line, ok := view.rosterLine(&list[i], &m, phone); ok {
				line.Row = len(lines) + 2
				lines = append(lines, line)
			}
		}
	}
	return lines, nil
}

func (v *View) rosterLine(d *store.Deputy, m *store.Mandate, phone string) (store.RosterLine, bool) {
	term, known := v.Term(m.TermID)
	office, there := v.Offices.Find(m.OfficeID)
	if !known || !there || m.Status == store.MandateEnded {
		return store.RosterLine{}, false
	}
	district, _ := v.District(m.DistrictID)
	return store.RosterLine{Office: office.Name, Name: d.Name, Sex: d.Sex, Nation: d.Nation, Phone: phone,
		Term: store.TermName(m.Level, term.Number), District: district.Name, Title: m.Title, Work: d.Work}, true
}
