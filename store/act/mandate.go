package act

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// AddMandate gives a deputy another seat: in a running term it is exercised at
// once (补选, or a record that is made up for), in a prepared one the deputy is
// elected and waits for the new congress.
func (t *Tx) AddMandate(deputyID string, m store.Mandate) (*store.Mandate, error) {
	d, err := t.deputy(deputyID, store.ActRosterEdit)
	if err != nil {
		return nil, err
	}
	have, err := db.MandatesOf(t.ctx, t.q, []string{deputyID})
	if err != nil {
		return nil, err
	}
	made, err := t.newMandate(d, have, m)
	if err != nil {
		return nil, err
	}
	t.audit(store.ActRosterEdit, "mandate", made.ID, made.OfficeID, fmt.Sprintf("new deputy=%s status=%s", d.ID, made.Status), "")
	if made.Status == store.MandateActive && !slices.ContainsFunc(have, exercised) {
		return made, t.tellOffice(d)
	}
	return made, nil
}

// newMandate checks a mandate beside those the deputy has, and gathers it.
func (t *Tx) newMandate(d *store.Deputy, have []store.Mandate, m store.Mandate) (*store.Mandate, error) {
	m.ID, m.DeputyID, m.OfficeID, m.Version = store.NewID(t.now), d.ID, cmp.Or(m.OfficeID, d.OfficeID), 1
	if t.may(store.ActRosterEdit, store.Target{OfficeID: m.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	if err := t.placeMandate(&m, &store.Mandate{}); err != nil {
		return nil, err
	}
	if err := t.dateMandate(&m); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(have, func(h store.Mandate) bool { return m.Clashes(&h) }) {
		return nil, store.Invalid("mandate", store.ProblemTwice)
	}
	t.batch.Mandates = append(t.batch.Mandates, &m)
	return &m, nil
}

// placeMandate checks where a mandate was won and where its deputy is met. A place
// that is foreign is not found, or the next town's opinions would be offered to the
// deputy; one that somebody else put there stays.
func (t *Tx) placeMandate(m, before *store.Mandate) error {
	if m.Title = strings.TrimSpace(m.Title); utf8.RuneCountInString(m.Title) > 60 {
		return store.Invalid("title", store.ProblemTooLong)
	}
	if m.StationID != "" && m.StationID != before.StationID {
		if s, ok := t.view.Station(m.StationID); !ok || !t.near(store.ActRosterEdit, m.OfficeID, s.OfficeID) {
			return store.ErrNotFound
		}
	}
	if m.DistrictID == "" {
		return m.Check(nil)
	}
	d, ok := t.view.District(m.DistrictID)
	if !ok || m.DistrictID != before.DistrictID && !t.near(store.ActRosterEdit, m.OfficeID, d.OfficeID) {
		return store.ErrNotFound
	}
	return m.Check(&d)
}

// near reports whether an office is above another one or under it, so that what it
// keeps may be named there, or one in which the actor may do the act.
func (t *Tx) near(a store.Act, here, other string) bool {
	return slices.Contains(t.view.Offices.Above(here), other) || slices.Contains(t.view.Offices.Under(here), other) ||
		t.may(a, store.Target{OfficeID: other}) == nil
}

// dateMandate gives a new mandate the status that its term makes it have. Where
// nobody chose a term it is the running one, if there is one.
func (t *Tx) dateMandate(m *store.Mandate) error {
	term, ok := t.view.Term(m.TermID)
	switch {
	case m.TermID != "" && (!ok || !t.near(store.ActRosterEdit, m.OfficeID, term.OfficeID)):
		return store.ErrNotFound
	case !ok:
		term, ok = t.view.RunningTerm(m.OfficeID, m.Level)
	}
	if !ok {
		m.Status = cmp.Or(m.Status, store.MandateActive)
		return nil
	}
	keeper, _ := t.view.Offices.Find(term.OfficeID)
	if term.LevelIn(&keeper) != m.Level {
		return store.Invalid("term", store.ProblemMismatch)
	}
	m.TermID = term.ID
	switch term.State {
	case store.TermPrepared:
		m.Status, m.From, m.To = store.MandateElected, "", ""
	case store.TermOver:
		m.Status, m.From, m.To, m.Ground = store.MandateEnded, cmp.Or(m.From, term.From), term.To, store.GroundTerm
	default:
		m.Status, m.From = cmp.Or(m.Status, store.MandateActive), cmp.Or(m.From, term.From)
	}
	switch {
	case m.From > store.DayOf(t.now):
		return store.Invalid("from", store.ProblemFuture)
	case m.From != "" && m.From < term.From:
		return store.Invalid("from", store.ProblemBefore)
	}
	return nil
}

// EditMandate puts right what is written down of a mandate; what happens to it is
// for ChangeMandate.
func (t *Tx) EditMandate(id string, facts store.Mandate, seen int64) error {
	m, _, err := t.mandate(id, seen)
	if err != nil {
		return err
	}
	before := *m
	m.Title, m.DistrictID, m.StationID, m.ByElection = facts.Title, facts.DistrictID, facts.StationID, facts.ByElection
	if m.Status != store.MandateElected {
		m.From = facts.From
	}
	if m.From > store.DayOf(t.now) {
		return store.Invalid("from", store.ProblemFuture)
	}
	if err := t.placeMandate(m, &before); err != nil {
		return err
	}
	if *m == before {
		return nil
	}
	touch(t, &t.batch.Changed.Mandates, m)
	t.audit(store.ActRosterEdit, "mandate", id, m.OfficeID, "facts", "")
	return t.handBack([]string{m.DeputyID}, handing{reason: "代表的选区有变动"})
}

// ChangeMandate writes down what happened to a mandate, on the ground that the law
// gives. What the deputy was given for it goes back to the desk.
func (t *Tx) ChangeMandate(id string, c store.MandateChange, seen int64) error {
	m, d, err := t.mandate(id, seen)
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(c.Reason) > 200 {
		return store.Invalid("reason", store.ProblemTooLong)
	}
	others, err := db.MandatesOf(t.ctx, t.q, []string{d.ID})
	if err != nil {
		return err
	}
	was := m.Status
	if err := m.Move(c, store.DayOf(t.now)); err != nil {
		return err
	}
	if was == store.MandateEnded && slices.ContainsFunc(others, func(o store.Mandate) bool { return m.Clashes(&o) }) {
		return store.Invalid("mandate", store.ProblemTwice)
	}
	touch(t, &t.batch.Changed.Mandates, m)
	t.step(m, c)
	t.audit(store.ActRosterEdit, "mandate", id, m.OfficeID, fmt.Sprintf("status=%s>%s ground=%s", was, m.Status, c.Ground), c.Reason)
	if was != store.MandateActive && m.Status != store.MandateActive {
		return nil
	}
	if err := t.handBack([]string{d.ID}, handing{reason: c.Ground.Def().Words, silent: c.Ground == store.GroundDied}); err != nil {
		return err
	}
	if c.Ground == store.GroundDied {
		return nil
	}
	return t.tellOffice(d)
}

func (t *Tx) step(m *store.Mandate, c store.MandateChange) {
	t.batch.Steps = append(t.batch.Steps, &store.MandateStep{ID: store.NewID(t.now), MandateID: m.ID, DeputyID: m.DeputyID,
		Verb: c.Verb, Ground: c.Ground, Day: c.Day, Reason: strings.TrimSpace(c.Reason), By: t.Actor.ID, At: store.DayOf(t.now)})
}

// DeleteMandate removes a mandate that was written down by mistake: one to which
// nothing has happened yet.
func (t *Tx) DeleteMandate(id string, seen int64) error {
	m, d, err := t.mandate(id, seen)
	if err != nil {
		return err
	}
	steps, err := db.StepsOf(t.ctx, t.q, d.ID)
	if err != nil {
		return err
	}
	if m.Status == store.MandateEnded || slices.ContainsFunc(steps, func(s store.MandateStep) bool { return s.MandateID == id }) {
		return store.Invalid("mandate", store.ProblemInUse)
	}
	t.audit(store.ActRosterEdit, "mandate", id, m.OfficeID, "deleted deputy="+d.ID, "")
	if err := db.DeleteMandate(t.ctx, t.q, m); err != nil {
		return err
	}
	return t.handBack([]string{d.ID}, handing{reason: "代表职务登记有误，已更正"})
}

// mandate reads a mandate and its deputy for an act; a foreign one is not found.
func (t *Tx) mandate(id string, seen int64) (*store.Mandate, *store.Deputy, error) {
	m, err := db.Mandate(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	d, err := t.deputy(m.DeputyID, store.ActRosterEdit)
	if err != nil {
		return nil, nil, err
	}
	if seen != m.Version {
		return nil, nil, store.ErrConflict
	}
	return m, d, nil
}
