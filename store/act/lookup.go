package act

import (
	"errors"

	"liaison/store"
	"liaison/store/db"
)

// Lookup finds an opinion by its number for its own author. For everybody else it
// is not found, and counted: after a few a day it is store.ErrTooMany. p must be
// locked.
func (t *Tx) Lookup(p *store.Person, number string) (*store.Opinion, error) {
	if err := t.mayGuess(p); err != nil {
		return nil, err
	}
	o, err := db.OpinionByNumber(t.ctx, t.q, number)
	if err == nil && o.PersonID == p.ID && p.ID != "" {
		own := []store.Opinion{*o}
		return &own[0], t.acts.asTheirs(t.ctx, t.q, own)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	t.guessed(p)
	return nil, store.ErrNotFound
}

// mayGuess refuses a person who tried too many wrong numbers or codes today.
func (t *Tx) mayGuess(p *store.Person) error {
	day := t.now.In(store.ChinaTime).Format("2006-01-02")
	if p.LookupsAt.In(store.ChinaTime).Format("2006-01-02") != day {
		p.Lookups = 0
	}
	if p.Lookups >= t.view.Settings.Int(p.OfficeID, store.SetLookupMax) {
		return store.ErrTooMany
	}
	return nil
}

func (t *Tx) guessed(p *store.Person) { p.Lookups, p.LookupsAt = p.Lookups+1, t.now }
