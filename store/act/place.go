package act

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// EditOffice changes an office's facts, and moves it under another parent, which
// the actor must keep as well as the old one. The root stays the root.
func (t *Tx) EditOffice(id string, facts store.Office, seen int64) error {
	o, err := t.office(id, seen)
	if err != nil {
		return err
	}
	if err := checkOffice(&facts); err != nil {
		return err
	}
	if facts.ParentID != o.ParentID {
		if err := t.mayMove(o, facts.ParentID); err != nil {
			return err
		}
	}
	o.ParentID, o.Kind, o.Name, o.Short = facts.ParentID, facts.Kind, facts.Name, cmp.Or(facts.Short, facts.Name)
	o.Phone, o.Hours, o.Relation, o.Population, o.Order = facts.Phone, facts.Hours, facts.Relation, facts.Population, facts.Order
	touch(t, &t.batch.Changed.Offices, o)
	t.forget = true
	t.audit(store.ActRosterEdit, "office", id, id, "facts parent="+o.ParentID, "")
	return nil
}

func checkOffice(o *store.Office) error {
	o.Name, o.Short = strings.TrimSpace(o.Name), strings.TrimSpace(o.Short)
	switch {
	case o.Name == "":
		return store.Invalid("name", store.ProblemEmpty)
	case utf8.RuneCountInString(o.Name) > 100:
		return store.Invalid("name", store.ProblemTooLong)
	case utf8.RuneCountInString(o.Short) > 40:
		return store.Invalid("short", store.ProblemTooLong)
	case !slices.Contains(store.OfficeKinds, o.Kind):
		return store.Invalid("kind", store.ProblemMalformed)
	case o.Relation != "" && !slices.Contains(store.ZoneRelations, o.Relation):
		return store.Invalid("relation", store.ProblemMalformed)
	}
	if o.Kind != store.OfficeZone {
		o.Relation = ""
	}
	return nil
}

// mayMove refuses a parent that is foreign, closed, or below the office itself.
func (t *Tx) mayMove(o *store.Office, parent string) error {
	next, ok := t.view.Offices.Find(parent)
	switch {
	case o.ParentID == "", slices.Contains(t.view.Offices.Under(o.ID), parent):
		return store.Invalid("parent", store.ProblemMismatch)
	case !ok, t.may(store.ActRosterEdit, store.Target{OfficeID: parent}) != nil:
		return store.ErrNotFound
	case !next.Closed.IsZero():
		return store.Invalid("parent", store.ProblemState)
	}
	return t.may(store.ActRosterEdit, store.Target{OfficeID: o.ParentID})
}

// office reads an office for an edit; a foreign one is not found.
func (t *Tx) office(id string, seen int64) (*store.Office, error) {
	o, err := db.Office(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	return o, t.mayEdit(id, o.Version, seen)
}

// mayEdit is what stands before every change of a thing that an office keeps.
func (t *Tx) mayEdit(officeID string, version, seen int64) error {
	target := store.Target{OfficeID: officeID}
	if t.may(store.ActRoster, target) != nil {
		return store.ErrNotFound
	}
	if err := t.may(store.ActRosterEdit, target); err != nil {
		return err
	}
	if version != seen {
		return store.ErrConflict
	}
	return nil
}

// CloseOffice takes an office that is empty out of every choice; its past stays
// readable. no opens it again.
func (t *Tx) CloseOffice(id string, yes bool, seen int64) error {
	o, err := t.office(id, seen)
	if err != nil {
		return err
	}
	if yes == !o.Closed.IsZero() {
		return store.Invalid("office", store.ProblemDone)
	}
	if yes {
		if o.ParentID == "" {
			return store.Invalid("root", store.ProblemInUse)
		}
		what, err := db.OfficeKeeps(t.ctx, t.q, id)
		if err != nil {
			return err
		}
		if what != "" {
			return store.Invalid(what, store.ProblemInUse)
		}
	}
	o.Closed = t.when(yes)
	touch(t, &t.batch.Changed.Offices, o)
	t.forget = true
	t.audit(store.ActRosterEdit, "office", id, id, closedWord(yes), "")
	return nil
}

// when is now, or never.
func (t *Tx) when(yes bool) time.Time {
	if yes {
		return t.now
	}
	return time.Time{}
}

func closedWord(yes bool) string {
	if yes {
		return "closed"
	}
	return "opened"
}

// EditDistrict changes a district's facts. Its kind stays: mandates were won in it.
func (t *Tx) EditDistrict(id string, facts store.District, seen int64) error {
	d, err := t.district(id, seen)
	if err != nil {
		return err
	}
	if err := checkDistrict(&facts); err != nil {
		return err
	}
	d.Name, d.Outline, d.Order, d.Seats = facts.Name, facts.Outline, facts.Order, facts.Seats
	touch(t, &t.batch.Changed.Districts, d)
	t.forget = true
	t.audit(store.ActRosterEdit, "district", id, d.OfficeID, "facts", "")
	return nil
}

func checkDistrict(d *store.District) error {
	d.Name = strings.TrimSpace(d.Name)
	switch {
	case d.Name == "":
		return store.Invalid("name", store.ProblemEmpty)
	case utf8.RuneCountInString(d.Name) > 60:
		return store.Invalid("name", store.ProblemTooLong)
	}
	if _, err := store.ParseOutline(d.Outline); err != nil {
		return store.Invalid("outline", store.ProblemMalformed)
	}
	return nil
}

// DeleteDistrict removes a district that nothing names.
func (t *Tx) DeleteDistrict(id string, seen int64) error {
	d, err := t.district(id, seen)
	if err != nil {
		return err
	}
	used, err := db.DistrictUsed(t.ctx, t.q, d)
	if err != nil {
		return err
	}
	if used {
		return store.Invalid("district", store.ProblemInUse)
	}
	t.forget = true
	t.audit(store.ActRosterEdit, "district", id, d.OfficeID, "deleted", "")
	return db.DeleteDistrict(t.ctx, t.q, d)
}

func (t *Tx) district(id string, seen int64) (*store.District, error) {
	d, err := db.District(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	return d, t.mayEdit(d.OfficeID, d.Version, seen)
}

// EditStation changes a station's facts; its printed code stays.
func (t *Tx) EditStation(id string, facts store.Station, seen int64) error {
	s, err := t.station(id, seen)
	if err != nil {
		return err
	}
	if facts.Name = strings.TrimSpace(facts.Name); facts.Name == "" {
		return store.Invalid("name", store.ProblemEmpty)
	}
	if d, ok := t.view.District(facts.DistrictID); facts.DistrictID != "" && (!ok || d.OfficeID != s.OfficeID) {
		return store.Invalid("district", store.ProblemMismatch)
	}
	s.Name, s.Address, s.Hours, s.Phone, s.DistrictID = facts.Name, facts.Address, facts.Hours, facts.Phone, facts.DistrictID
	touch(t, &t.batch.Changed.Stations, s)
	t.forget = true
	t.audit(store.ActRosterEdit, "station", id, s.OfficeID, "facts", "")
	return nil
}

// CloseStation takes a station out of every choice; a code that still hangs on a
// wall goes on telling the area. no opens it again.
func (t *Tx) CloseStation(id string, yes bool, seen int64) error {
	s, err := t.station(id, seen)
	if err != nil {
		return err
	}
	if yes == !s.Closed.IsZero() {
		return store.Invalid("station", store.ProblemDone)
	}
	s.Closed = t.when(yes)
	touch(t, &t.batch.Changed.Stations, s)
	t.forget = true
	t.audit(store.ActRosterEdit, "station", id, s.OfficeID, closedWord(yes), "")
	return nil
}

func (t *Tx) station(id string, seen int64) (*store.Station, error) {
	s, err := db.Station(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	return s, t.mayEdit(s.OfficeID, s.Version, seen)
}
