package act

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// AddDeputy puts a deputy with a mandate into the roster.
func (t *Tx) AddDeputy(d store.Deputy, mandates ...store.Mandate) (*store.Deputy, error) {
	if err := t.may(store.ActRosterEdit, store.Target{OfficeID: d.OfficeID}); err != nil {
		return nil, err
	}
	d.ID, d.Created, d.Version = store.NewID(t.now), t.now, 1
	if err := t.fillDeputy(&d, d.Phone); err != nil {
		return nil, err
	}
	t.batch.Deputies = append(t.batch.Deputies, &d)
	t.inserts(&d)
	var have []store.Mandate
	for _, m := range mandates {
		made, err := t.newMandate(&d, have, m)
		if err != nil {
			return nil, err
		}
		have = append(have, *made)
	}
	t.audit(store.ActRosterEdit, "deputy", d.ID, d.OfficeID, "new", "")
	return &d, nil
}

// fillDeputy checks a deputy's facts and makes what follows from them: the sealed
// telephone, and how the name is searched and sorted.
func (t *Tx) fillDeputy(d *store.Deputy, phone string) error {
	d.Name = strings.TrimSpace(d.Name)
	switch n := utf8.RuneCountInString(d.Name); {
	case n == 0:
		return store.Invalid("name", store.ProblemEmpty)
	case n > 40:
		return store.Invalid("name", store.ProblemTooLong)
	}
	number := store.NormalisePhone(phone)
	if number == "" && strings.TrimSpace(phone) != "" {
		return store.Invalid("phone", store.ProblemMalformed)
	}
	d.Phone, d.PhoneIndex = t.acts.keys.Seal("deputy", "phone", d.ID, number), ""
	if number != "" {
		d.PhoneIndex = t.acts.keys.BlindIndex("phone", number)
	}
	d.Spelling, d.Strokes = spelling(d.Name), strokes(d.Name)
	return nil
}

// DeputyFacts are what EditDeputy writes. No page shows a whole number, so an empty
// Phone keeps the one there is.
type DeputyFacts struct {
	store.Deputy
	DropPhone bool
}

// EditDeputy changes a deputy's facts. The office and the rank are facts too; the
// mandates have acts of their own.
func (t *Tx) EditDeputy(id string, facts DeputyFacts, seen int64) error {
	d, err := t.deputy(id, store.ActRosterEdit)
	if err != nil {
		return err
	}
	if seen != d.Version {
		return store.ErrConflict
	}
	if facts.OfficeID != d.OfficeID {
		if t.may(store.ActRosterEdit, store.Target{OfficeID: facts.OfficeID}) != nil {
			return store.ErrNotFound
		}
	}
	if facts.Sex != "" && facts.Sex != "男" && facts.Sex != "女" {
		return store.Invalid("sex", store.ProblemMalformed)
	}
	before := *d
	d.OfficeID, d.Name, d.Sex, d.Nation, d.Work, d.Order = facts.OfficeID, facts.Name, facts.Sex, facts.Nation, facts.Work, facts.Order
	if err := t.fillDeputy(d, facts.Phone); err != nil {
		return err
	}
	if d.PhoneIndex == before.PhoneIndex || d.PhoneIndex == "" && !facts.DropPhone {
		d.Phone, d.PhoneIndex = before.Phone, before.PhoneIndex // sealing anew would look like a change
	}
	if *d == before {
		return nil
	}
	touch(t, &t.batch.Changed.Deputies, d)
	t.audit(store.ActRosterEdit, "deputy", d.ID, d.OfficeID, changedFields(&before, d), "")
	return nil
}

// changedFields names what differs, for the audit: never the values.
func changedFields(x, y *store.Deputy) string {
	var names []string
	for _, f := range []struct {
		name string
		same bool
	}{{"office", x.OfficeID == y.OfficeID}, {"name", x.Name == y.Name}, {"sex", x.Sex == y.Sex}, {"nation", x.Nation == y.Nation},
		{"phone", x.PhoneIndex == y.PhoneIndex}, {"work", x.Work == y.Work}, {"order", x.Order == y.Order}} {
		if !f.same {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, " ")
}

// DeleteDeputy removes a deputy who was written down by mistake. Whoever ever had
// an item, or is bound, stays: a mandate ends, a person's past does not.
func (t *Tx) DeleteDeputy(id string, seen int64) error {
	d, err := t.deputy(id, store.ActRosterEdit)
	if err != nil {
		return err
	}
	if seen != d.Version {
		return store.ErrConflict
	}
	used, err := db.DeputyUsed(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if used {
		return store.Invalid("deputy", store.ProblemInUse)
	}
	t.audit(store.ActRosterEdit, "deputy", d.ID, d.OfficeID, "deleted", "")
	return db.DeleteDeputy(t.ctx, t.q, d)
}

// deputy reads a deputy for an act; one that the actor may not even see is not
// found.
func (t *Tx) deputy(id string, a store.Act) (*store.Deputy, error) {
	d, err := db.Deputy(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActRoster, store.Target{OfficeID: d.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	return d, t.may(a, store.Target{OfficeID: d.OfficeID})
}

// InOffice reports whether a person is bound as a deputy who exercises a mandate
// today. Who was one keeps the past, and is otherwise a voter.
func (t *Tx) InOffice(p *store.Person) (bool, error) {
	if p.DeputyID == "" {
		return false, nil
	}
	list, err := db.MandatesOf(t.ctx, t.q, []string{p.DeputyID})
	return slices.ContainsFunc(list, exercised), err
}

func exercised(m store.Mandate) bool { return m.Status == store.MandateActive }

// ShowPhone opens a deputy's telephone number for a page, and notes who looked.
func (t *Tx) ShowPhone(id string) (string, error) {
	d, err := t.deputy(id, store.ActRoster)
	if err != nil {
		return "", err
	}
	t.audit(store.ActRoster, "deputy", d.ID, d.OfficeID, "phone", "")
	return t.acts.keys.Open("deputy", "phone", d.ID, d.Phone)
}

// SawPhones notes that the actor has the telephone numbers of an office's deputies
// on one page. What cannot be noted is not shown.
func (a *Acts) SawPhones(ctx context.Context, actor store.Actor, officeID string) error {
	return a.see(ctx, actor, store.ActRoster, "phones", officeID, officeID)
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
