package act

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"liaison/store"
)

// RosterImport says what reading a roster did, or would do.
type RosterImport struct {
	Added, Changed, Same int // people added, lines that changed or did not change one
	Skipped              int // faulty lines left out
	Findings             []store.RosterFinding
}

// ImportRoster brings a roster up to a list: who is new is added with a mandate,
// who differs is changed, nobody is removed (a mandate ends by law, not by
// missing from a file). The order of the lines becomes the rank. Either every line
// is taken or none, unless how says to leave out the faulty ones: when there are
// findings and it does not, nothing was done. The same list again changes nothing.
//
// A line means a deputy who is there already when name and telephone are the
// same, or, where one of the two has no telephone, the name in its office. A
// person may stand in several lines, one for each congress.
func (t *Tx) ImportRoster(officeID string, lines []store.RosterLine, how ImportHow) (RosterImport, error) {
	plan, err := t.acts.planRoster(t.ctx, t.q, t.view, t.Actor, officeID, lines, how)
	if err != nil {
		return RosterImport{}, err
	}
	out := RosterImport{Findings: plan.Findings, Changed: plan.Changed, Same: plan.Same}
	if plan.Faulty > 0 && !how.SkipFaulty {
		return out, nil
	}
	out.Skipped = plan.Faulty
	w := t.rosterWriter(plan)
	for i := range plan.Lines {
		if one := &plan.Lines[i]; one.State == LineNew || one.State == LineChanged {
			if err := w.write(one); err != nil {
				return RosterImport{}, err
			}
		}
		if how.Step != nil && i%100 == 0 {
			how.Step(i, len(plan.Lines))
		}
	}
	out.Added = len(w.made)
	t.audit(store.ActRosterEdit, "office", officeID, officeID,
		fmt.Sprintf("import added=%d changed=%d skipped=%d", out.Added, out.Changed, out.Skipped), "")
	return out, nil
}

// rosterWriter writes what a plan says.
type rosterWriter struct {
	*Tx
	made      map[string]*store.Deputy   // by the key of the lines about them
	have      map[string][]store.Mandate // by deputy: there before, and made here
	districts map[string]string          // made here, by office and name
}

func (t *Tx) rosterWriter(plan *RosterPlan) *rosterWriter {
	return &rosterWriter{Tx: t, made: map[string]*store.Deputy{}, have: map[string][]store.Mandate{}, districts: map[string]string{}}
}

// write adds or changes what a line says.
func (w *rosterWriter) write(one *PlannedLine) error {
	m, err := w.mandate(one)
	if err != nil {
		return err
	}
	d := cmp.Or(one.old, w.made[one.key])
	switch {
	case d == nil:
		if d, err = w.AddDeputy(store.Deputy{OfficeID: one.office.ID, Name: one.Name, Sex: one.Sex, Nation: one.Nation,
			Phone: one.Phone, Work: one.Work, Order: one.place}); err != nil {
			return err
		}
		w.made[one.key] = d
	case one.old != nil:
		w.change(d, one)
	}
	return w.seat(d, one, m)
}

// change writes what a line says of a deputy. An empty cell says nothing.
func (w *rosterWriter) change(d *store.Deputy, one *PlannedLine) {
	d.Sex, d.Nation, d.Work = cmp.Or(one.Sex, d.Sex), cmp.Or(one.Nation, d.Nation), cmp.Or(one.Work, d.Work)
	if d.OfficeID == one.office.ID {
		d.Order = one.place
	}
	if slices.Contains(one.Changes, "手机") {
		d.Phone = w.acts.keys.Seal("deputy", "phone", d.ID, one.Phone)
		d.PhoneIndex = w.acts.keys.BlindIndex("phone", one.Phone)
	}
	touch(w.Tx, &w.batch.Changed.Deputies, d)
	w.audit(store.ActRosterEdit, "deputy", d.ID, d.OfficeID, "import "+strings.Join(one.Changes, ","), "")
}

// seat brings the mandate that is there up to m, or adds m. What a file cannot say
// (station, dates, status) stays.
func (w *rosterWriter) seat(d *store.Deputy, one *PlannedLine, m store.Mandate) error {
	have := one.seat
	if have == nil {
		if _, ok := w.have[d.ID]; !ok {
			for _, h := range one.have {
				w.have[d.ID] = append(w.have[d.ID], *h)
			}
		}
		made, err := w.newMandate(d, w.have[d.ID], m)
		if err == nil {
			w.have[d.ID] = append(w.have[d.ID], *made)
		}
		return err
	}
	before := *have
	have.TermID, have.DistrictID, have.Title = cmp.Or(m.TermID, have.TermID), cmp.Or(m.DistrictID, have.DistrictID), cmp.Or(m.Title, have.Title)
	if *have != before {
		touch(w.Tx, &w.batch.Changed.Mandates, have)
	}
	return nil
}

// mandate is the seat a line names; a term or district that is missing is made.
func (w *rosterWriter) mandate(one *PlannedLine) (store.Mandate, error) {
	m := store.Mandate{OfficeID: one.office.ID, Level: one.level, Title: one.Title}
	var err error
	if m.TermID, err = w.term(one); err != nil {
		return m, err
	}
	if one.District != "" {
		m.DistrictID, err = w.district(one)
	}
	return m, err
}

func (w *rosterWriter) district(one *PlannedLine) (string, error) {
	if one.dist != "" {
		return one.dist, nil
	}
	key := one.office.ID + one.District
	if id, ok := w.districts[key]; ok {
		return id, nil
	}
	kind := store.DistrictVoters
	if one.level != store.LevelCounty && one.level != store.LevelTownship {
		kind = store.DistrictUnit // deputies of city level and above are elected by a congress
	}
	d, err := w.AddDistrict(store.District{OfficeID: one.office.ID, Kind: kind, Name: one.District, Order: len(w.view.Districts) + len(w.districts) + 1})
	if err != nil {
		return "", err
	}
	w.districts[key] = d.ID
	return d.ID, nil
}

// term finds the term among those that the office, or one above it, keeps, or makes
// it: a city deputy in a county's roster has the city's term.
func (w *rosterWriter) term(one *PlannedLine) (string, error) {
	if m, ok := w.view.termNumbered(one.office.ID, one.level, one.number); ok {
		return m.ID, nil
	}
	m, err := w.AddTerm(store.Term{OfficeID: one.office.ID, Level: one.level, Number: one.number})
	if err != nil {
		return "", err
	}
	return m.ID, nil
}
