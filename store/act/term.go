package act

import (
	"cmp"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// AddTerm puts a term into an office. One that follows the running term of its
// congress is prepared: it begins by Rollover.
func (t *Tx) AddTerm(m store.Term) (*store.Term, error) {
	if err := t.may(store.ActRosterEdit, store.Target{OfficeID: m.OfficeID}); err != nil {
		return nil, err
	}
	office, ok := t.view.Offices.Find(m.OfficeID)
	if !ok {
		return nil, store.ErrNotFound
	}
	m.Level = cmp.Or(m.Level, office.Level())
	others := t.view.TermsFor(m.OfficeID, m.Level)
	m.State = m.StateBeside(others)
	if m.State == store.TermPrepared {
		m.From = "" // it is known when the congress has met
	}
	if m.State != store.TermOver {
		m.To = ""
	}
	if err := m.Check(); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(others, func(o store.Term) bool { return o.Number == m.Number }) {
		return nil, store.Invalid("number", store.ProblemTwice)
	}
	m.ID, m.Version = store.NewID(t.now), 1
	t.batch.Terms = append(t.batch.Terms, &m)
	t.view.Terms = append(t.view.Terms[:len(t.view.Terms):len(t.view.Terms)], m)
	t.forget = true
	t.audit(store.ActRosterEdit, "term", m.ID, m.OfficeID, "new", "")
	return &m, nil
}

// EditTerm puts the days of a term right. A prepared term has none.
func (t *Tx) EditTerm(id, from, to string, seen int64) error {
	m, err := t.term(id, store.ActRosterEdit, seen)
	if err != nil {
		return err
	}
	if m.State == store.TermPrepared {
		return store.Invalid("term", store.ProblemState)
	}
	if m.State == store.TermRunning {
		to = ""
	}
	if from > store.DayOf(t.now) || to > store.DayOf(t.now) {
		return store.Invalid("day", store.ProblemFuture)
	}
	if m.From, m.To = from, to; m.Check() != nil {
		return m.Check()
	}
	touch(t, &t.batch.Changed.Terms, m)
	t.forget = true
	t.audit(store.ActRosterEdit, "term", id, m.OfficeID, "days", "")
	return nil
}

// DeleteTerm removes a term that no mandate names.
func (t *Tx) DeleteTerm(id string, seen int64) error {
	m, err := t.term(id, store.ActRosterEdit, seen)
	if err != nil {
		return err
	}
	list, err := db.MandatesOfTerm(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		return store.Invalid("term", store.ProblemInUse)
	}
	t.forget = true
	t.audit(store.ActRosterEdit, "term", id, m.OfficeID, "deleted", "")
	return db.DeleteTerm(t.ctx, t.q, m)
}

// term reads a term for an act; one of a foreign office is not found.
func (t *Tx) term(id string, a store.Act, seen int64) (*store.Term, error) {
	m, err := db.Term(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActRoster, store.Target{OfficeID: m.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	if err := t.may(a, store.Target{OfficeID: m.OfficeID}); err != nil {
		return nil, err
	}
	if seen != m.Version {
		return nil, store.ErrConflict
	}
	return m, nil
}
