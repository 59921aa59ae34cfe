package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// Self is a person as the own phone page shows it.
type Self struct {
	Person      store.Person
	Name, Phone string
	Area        string
	Office      string // what the office calls itself
}

// Self gives the actor's own person.
func (a *Acts) Self(ctx context.Context, actor store.Actor) (*Self, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	p, err := db.Person(ctx, a.db.Read(), actor.PersonID)
	if err != nil {
		return nil, err
	}
	s := &Self{Person: *p, Area: view.Area(p.OfficeID, p.DistrictID, p.StationID), Office: view.Name(p.OfficeID)}
	s.Name, s.Phone, err = a.identity(p)
	return s, err
}

// PersonByOpenid finds the person of a chat: for a page that WeChat's OAuth
// opened. Who never wrote or followed is not found.
func (a *Acts) PersonByOpenid(ctx context.Context, openid string) (*store.Person, error) {
	return db.PersonByOpenid(ctx, a.db.Read(), openid)
}

// PersonByID reads a person, for a page's session.
func (a *Acts) PersonByID(ctx context.Context, id string) (*store.Person, error) {
	return db.Person(ctx, a.db.Read(), id)
}

// MyOpinions lists what the actor brought up, the newest first.
func (a *Acts) MyOpinions(ctx context.Context, actor store.Actor, limit int) ([]store.Opinion, error) {
	if actor.PersonID == "" {
		return nil, store.ErrForbidden
	}
	return db.OpinionsOf(ctx, a.db.Read(), actor.PersonID, limit)
}

// Mine lists what a person brought up, inside a transaction.
func (t *Tx) Mine(p *store.Person, limit int) ([]store.Opinion, error) {
	return db.OpinionsOf(t.ctx, t.q, p.ID, limit)
}
