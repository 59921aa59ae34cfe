package act

import (
	"cmp"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// RosterImport says what reading a roster did, or would do.
type RosterImport struct {
	Added, Changed, Same int
	Findings             []store.RosterFinding // when there are any, nothing was done
}

// ImportRoster brings an office's roster up to a list: who is new is added with a
// mandate, who differs is changed, nobody is removed (a mandate ends by law, not
// by missing from a file). The order of the lines becomes the rank. Either every
// line is taken or none. The same list again changes nothing.
//
// A line means a deputy of the office who is there already when the telephone is
// the same, or, where one of the two has none, the name. addDistricts lets it make
// districts it does not find.
func (t *Tx) ImportRoster(officeID string, lines []store.RosterLine, addDistricts bool) (RosterImport, error) {
	if err := t.may(store.ActRosterEdit, store.Target{OfficeID: officeID}); err != nil {
		return RosterImport{}, err
	}
	r, err := t.rosterReader(officeID, addDistricts)
	if err != nil {
		return RosterImport{}, err
	}
	for i := range lines {
		r.read(&lines[i])
	}
	if len(r.out.Findings) > 0 {
		return r.out, nil
	}
	for i, one := range r.taken {
		if err := r.write(i, one); err != nil {
			return RosterImport{}, err
		}
	}
	t.audit(store.ActRosterEdit, "office", officeID, officeID, fmt.Sprintf("import added=%d changed=%d", r.out.Added, r.out.Changed), "")
	return r.out, nil
}

// rosterLine is a line and the deputy it is about.
type rosterLine struct {
	store.RosterLine
	level  store.Level
	number int
	old    *store.Deputy // nil: a new one
}

// rosterReader holds what a list is compared with.
type rosterReader struct {
	*Tx
	office       store.Office
	addDistricts bool
	deputies     []store.Deputy
	phones       map[string]string // deputy's id → number
	mandates     []store.Mandate
	terms        []store.Term
	districts    []store.District
	taken        []rosterLine
	seen         map[string]int // deputy's id, or name and number of a new one → row
	out          RosterImport
}

func (t *Tx) rosterReader(officeID string, addDistricts bool) (*rosterReader, error) {
	r := &rosterReader{Tx: t, addDistricts: addDistricts, phones: map[string]string{}, seen: map[string]int{}}
	var ok bool
	if r.office, ok = t.view.Offices.Find(officeID); !ok {
		return nil, store.ErrNotFound
	}
	for _, d := range t.view.Districts {
		if d.OfficeID == officeID {
			r.districts = append(r.districts, d)
		}
	}
	var err error
	if r.deputies, err = db.DeputiesOf(t.ctx, t.q, []string{officeID}); err != nil {
		return nil, err
	}
	var ids []string
	for i := range r.deputies {
		d := &r.deputies[i]
		ids = append(ids, d.ID)
		if r.phones[d.ID], err = t.acts.keys.Open("deputy", "phone", d.ID, d.Phone); err != nil {
			return nil, fmt.Errorf("opening a telephone number: %w", err)
		}
	}
	if len(ids) > 0 {
		if r.mandates, err = db.MandatesOf(t.ctx, t.q, ids); err != nil {
			return nil, err
		}
	}
	r.terms, err = db.Terms(t.ctx, t.q, officeID)
	return r, err
}

// read checks a line and finds whom it is about.
func (r *rosterReader) read(l *store.RosterLine) {
	found := l.Check()
	one := rosterLine{RosterLine: *l}
	one.level, one.number, _ = store.ParseTerm(l.Term)
	if l.District != "" && !r.addDistricts && r.district(l.District) == "" {
		found = append(found, store.RosterFinding{Row: l.Row, Column: "选区", Words: "没有“" + l.District + "”这个选区，请核对名称"})
	}
	old, words := r.match(l)
	if words != "" {
		found = append(found, store.RosterFinding{Row: l.Row, Column: "姓名", Words: words})
	}
	one.old = old
	key := l.Name + "\x00" + l.Phone
	if old != nil {
		key = old.ID
	}
	if row, twice := r.seen[key]; twice && l.Name != "" {
		found = append(found, store.RosterFinding{Row: l.Row, Column: "姓名", Words: fmt.Sprintf("与第%d行是同一位代表", row)})
	}
	r.seen[key] = l.Row
	r.out.Findings = append(r.out.Findings, found...)
	r.taken = append(r.taken, one)
}

// match finds the deputy a line is about, or says why that is not certain.
func (r *rosterReader) match(l *store.RosterLine) (*store.Deputy, string) {
	var named []*store.Deputy
	for i := range r.deputies {
		d := &r.deputies[i]
		same := store.NormaliseName(d.Name) == store.NormaliseName(l.Name)
		phone := r.phones[d.ID]
		switch {
		case l.Phone != "" && phone == l.Phone && same:
			return d, ""
		case l.Phone != "" && phone == l.Phone:
			return nil, "手机号码已登记在代表“" + d.Name + "”名下"
		case same && (l.Phone == "" || phone == ""):
			named = append(named, d)
		}
	}
	switch len(named) {
	case 0:
		return nil, ""
	case 1:
		return named[0], ""
	}
	return nil, "有几位同名的代表，请填写手机以便区分"
}

func (r *rosterReader) district(name string) string {
	i := slices.IndexFunc(r.districts, func(d store.District) bool { return d.Name == name })
	if i < 0 {
		return ""
	}
	return r.districts[i].ID
}

// write adds or changes what a line says.
func (r *rosterReader) write(place int, one rosterLine) error {
	mandate, err := r.mandate(one)
	if err != nil {
		return err
	}
	if one.old == nil {
		r.out.Added++
		_, err := r.AddDeputy(store.Deputy{OfficeID: r.office.ID, Name: one.Name, Sex: one.Sex, Nation: one.Nation,
			Phone: one.Phone, Work: one.Work, Order: place + 1}, mandate)
		return err
	}
	changed := r.changeDeputy(one.old, one, place+1)
	if r.changeMandate(one.old.ID, mandate) || changed {
		r.out.Changed++
	} else {
		r.out.Same++
	}
	return nil
}

// changeDeputy writes what a line says of a deputy. An empty cell says nothing.
func (r *rosterReader) changeDeputy(d *store.Deputy, one rosterLine, place int) bool {
	before := *d
	d.Sex, d.Nation, d.Work, d.Order = cmp.Or(one.Sex, d.Sex), cmp.Or(one.Nation, d.Nation), cmp.Or(one.Work, d.Work), place
	if one.Phone != "" && r.phones[d.ID] != one.Phone {
		d.Phone = r.acts.keys.Seal("deputy", "phone", d.ID, one.Phone)
		d.PhoneIndex = r.acts.keys.BlindIndex("phone", one.Phone)
	}
	if *d == before {
		return false
	}
	touch(r.Tx, &r.batch.Changed.Deputies, d)
	r.audit(store.ActRosterEdit, "deputy", d.ID, d.OfficeID, "import", "")
	return true
}

// mandate is the seat a line names; a term or district that is missing is made.
func (r *rosterReader) mandate(one rosterLine) (store.Mandate, error) {
	m := store.Mandate{OfficeID: r.office.ID, Level: one.level, Title: one.Title, Status: store.MandateActive}
	var err error
	// The number of another congress's term (a city deputy in a county's roster)
	// is not one of this office's.
	if one.level == r.office.Level() {
		if m.TermID, err = r.term(one.number); err != nil {
			return m, err
		}
	}
	if one.District == "" {
		return m, nil
	}
	if m.DistrictID = r.district(one.District); m.DistrictID == "" {
		kind := store.DistrictVoters
		if one.level != store.LevelCounty && one.level != store.LevelTownship {
			kind = store.DistrictUnit // deputies of city level and above are elected by a congress
		}
		d, err := r.AddDistrict(store.District{OfficeID: r.office.ID, Kind: kind, Name: one.District, Order: len(r.districts) + 1})
		if err != nil {
			return m, err
		}
		r.districts = append(r.districts, *d)
		m.DistrictID = d.ID
	}
	return m, nil
}

func (r *rosterReader) term(number int) (string, error) {
	if i := slices.IndexFunc(r.terms, func(m store.Term) bool { return m.Number == number }); i >= 0 {
		return r.terms[i].ID, nil
	}
	m, err := r.AddTerm(store.Term{OfficeID: r.office.ID, Number: number})
	if err != nil {
		return "", err
	}
	r.terms = append(r.terms, *m)
	return m.ID, nil
}

// changeMandate finds the deputy's seat of that level and term and brings it up
// to m, or adds m. What a file cannot say (station, dates, status) stays.
func (r *rosterReader) changeMandate(deputyID string, m store.Mandate) bool {
	for i := range r.mandates {
		have := &r.mandates[i]
		if have.DeputyID != deputyID || have.Level != m.Level || have.TermID != "" && have.TermID != m.TermID {
			continue
		}
		before := *have
		have.TermID, have.DistrictID, have.Title = m.TermID, cmp.Or(m.DistrictID, have.DistrictID), cmp.Or(m.Title, have.Title)
		if *have != before {
			touch(r.Tx, &r.batch.Changed.Mandates, have)
			return true
		}
		return false
	}
	m.ID, m.DeputyID = store.NewID(r.now), deputyID
	r.batch.Mandates = append(r.batch.Mandates, &m)
	return true
}
