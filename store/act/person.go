package act

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

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
	list, err := db.OpinionsOf(ctx, a.db.Read(), actor.PersonID, limit)
	if err != nil {
		return nil, err
	}
	return list, a.asTheirs(ctx, a.db.Read(), list)
}

// Mine lists what a person brought up, inside a transaction.
func (t *Tx) Mine(p *store.Person, limit int) ([]store.Opinion, error) {
	list, err := db.OpinionsOf(t.ctx, t.q, p.ID, limit)
	if err != nil {
		return nil, err
	}
	return list, t.acts.asTheirs(t.ctx, t.q, list)
}

// Follow notes that a person follows the account, through a station's code if
// scene is one's.
func (t *Tx) Follow(p *store.Person, scene string) (store.Station, bool, error) {
	p.Followed, p.Gone = t.now, time.Time{}
	return t.Scan(p, scene)
}

// Scan places a person by a station's printed code; it reports the station.
func (t *Tx) Scan(p *store.Person, scene string) (store.Station, bool, error) {
	s, ok := t.view.StationByScene(scene)
	if !ok {
		return store.Station{}, false, nil
	}
	p.OfficeID, p.StationID, p.DistrictID = s.OfficeID, s.ID, s.DistrictID
	return s, true, t.place(p)
}

// Locate places a person by a point inside a district's outline; it reports the
// district.
func (t *Tx) Locate(p *store.Person, at store.GeoPoint) (store.District, bool, error) {
	d, ok := t.view.DistrictAt(at)
	if !ok {
		return d, false, nil
	}
	return d, true, t.Choose(p, d.ID)
}

// Choose places a person in a district of the person's own choice.
func (t *Tx) Choose(p *store.Person, districtID string) error {
	d, ok := t.view.District(districtID)
	if !ok {
		return store.ErrNotFound
	}
	p.OfficeID, p.DistrictID = d.OfficeID, d.ID
	if s, ok := t.view.Station(p.StationID); !ok || s.OfficeID != d.OfficeID {
		p.StationID = ""
	}
	return t.place(p)
}

// place carries a person's area over to the open item that has none yet, so that
// who says it first and chooses the area after is at the right desk.
func (t *Tx) place(p *store.Person) error {
	o, err := t.OpenItem(p)
	if err != nil || o == nil || o.DistrictID != "" || o.State != store.OpinionNew {
		return err
	}
	o.OfficeID, o.DistrictID, o.StationID, o.Updated = p.OfficeID, p.DistrictID, p.StationID, t.now
	touch(t, &t.batch.Changed.Opinions, o)
	t.entry(o, store.EntryMoved, store.ForDesk, "", "")
	return nil
}

// Identify keeps the name and phone a person chose to leave, sealed. Empty ones
// are removed.
func (t *Tx) Identify(p *store.Person, name, phone string) error {
	if err := t.may(store.ActIdentify, store.Target{PersonID: p.ID}); err != nil {
		return err
	}
	name, number := strings.TrimSpace(name), store.NormalisePhone(phone)
	if utf8.RuneCountInString(name) > 40 {
		return store.Invalid("name", store.ProblemTooLong)
	}
	if strings.TrimSpace(phone) != "" && (len(number) < 5 || len(number) > 15) {
		return store.Invalid("phone", store.ProblemMalformed)
	}
	p.Name = t.acts.keys.Seal("person", "name", p.ID, name)
	p.Phone, p.PhoneIndex = t.acts.keys.Seal("person", "phone", p.ID, number), ""
	if number != "" {
		p.PhoneIndex = t.acts.keys.BlindIndex("phone", number)
	}
	t.audit(store.ActIdentify, "person", p.ID, p.OfficeID, "name phone", "")
	return nil
}

// LockSelf locks and reads the person the actor is, for acts from a page.
func (t *Tx) LockSelf() (*store.Person, error) {
	list, err := db.LockPersonsByID(t.ctx, t.q, []string{t.Actor.PersonID})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || t.Actor.PersonID == "" || !list[0].Reachable() {
		return nil, store.ErrNotFound // who left meanwhile must leave nothing behind
	}
	touch(t, &t.batch.Changed.Persons, &list[0])
	return &list[0], nil
}
