package act

import (
	"cmp"
	"strings"

	"liaison/store"
)

// AddOffice puts an office into the tree. The first one is made from the
// command line, in the name of the program itself.
func (t *Tx) AddOffice(o store.Office) (*store.Office, error) {
	if err := t.may(store.ActRosterEdit, store.Target{OfficeID: o.ParentID}); err != nil {
		return nil, err
	}
	if err := checkOffice(&o); err != nil {
		return nil, err
	}
	o.ID, o.Created, o.Version, o.Short = store.NewID(t.now), t.now, 1, cmp.Or(o.Short, o.Name)
	t.batch.Offices = append(t.batch.Offices, &o)
	t.view.Offices = append(t.view.Offices[:len(t.view.Offices):len(t.view.Offices)], o)
	t.forget = true
	t.audit(store.ActRosterEdit, "office", o.ID, o.ID, "new", "")
	return &o, nil
}

// AddDistrict puts a district into an office.
func (t *Tx) AddDistrict(d store.District) (*store.District, error) {
	if err := t.may(store.ActRosterEdit, store.Target{OfficeID: d.OfficeID}); err != nil {
		return nil, err
	}
	if err := checkDistrict(&d); err != nil {
		return nil, err
	}
	d.ID, d.Kind, d.Version = store.NewID(t.now), cmp.Or(d.Kind, store.DistrictVoters), 1
	t.batch.Districts = append(t.batch.Districts, &d)
	t.view.Districts = append(t.view.Districts[:len(t.view.Districts):len(t.view.Districts)], d)
	t.forget = true
	t.audit(store.ActRosterEdit, "district", d.ID, d.OfficeID, "new", "")
	return &d, nil
}

// AddStation puts a liaison station into an office; its scene is made here.
func (t *Tx) AddStation(s store.Station) (*store.Station, error) {
	if err := t.may(store.ActRosterEdit, store.Target{OfficeID: s.OfficeID}); err != nil {
		return nil, err
	}
	if s.Name = strings.TrimSpace(s.Name); s.Name == "" {
		return nil, store.Invalid("name", store.ProblemEmpty)
	}
	if d, ok := t.view.District(s.DistrictID); s.DistrictID != "" && (!ok || !t.near(store.ActRosterEdit, s.OfficeID, d.OfficeID)) {
		return nil, store.ErrNotFound
	}
	s.ID, s.Version = store.NewID(t.now), 1
	s.Scene = cmp.Or(s.Scene, "station_"+s.ID)
	t.batch.Stations = append(t.batch.Stations, &s)
	t.view.Stations = append(t.view.Stations[:len(t.view.Stations):len(t.view.Stations)], s)
	t.forget = true
	t.audit(store.ActRosterEdit, "station", s.ID, s.OfficeID, "new", "")
	return &s, nil
}
