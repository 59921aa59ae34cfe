package act

import (
	"context"
	"errors"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// AuditQuery selects rows of the audit as somebody asks for them. Empty fields do
// not limit.
type AuditQuery struct {
	Who    string          // part of a name or login of the desk, or a deputy's name
	Kind   store.ActorKind // what sort of actor
	Act    store.Act
	Object string // an opinion's number, a login, or an id
	Office string // this office and those under it
	From   string // how an address begins
	Since  time.Time
	Until  time.Time // before
	Before string    // id: what is older
	Limit  int
}

// AuditLine is a row of the audit in words that a reader may see. Of a sealed
// matter the number is not said.
type AuditLine struct {
	store.AuditRow
	Who    string // empty for a voter
	What   string // the object's number or name, if it has one
	Office string
	Sealed bool
}

// AuditList reads the audit of the actor's offices, the newest first.
func (a *Acts) AuditList(ctx context.Context, actor store.Actor, q AuditQuery) ([]AuditLine, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	f := db.AuditFilter{Offices: store.OfficesFor(actor, store.ActAudit, view.Offices), Kind: q.Kind, From: q.From,
		Since: q.Since, Until: q.Until, Before: q.Before, Limit: q.Limit}
	if len(f.Offices) == 0 {
		return nil, store.ErrForbidden
	}
	if q.Office != "" {
		f.Offices = within(f.Offices, view.Offices.Under(q.Office))
	}
	if q.Act != "" {
		f.Acts = []store.Act{q.Act}
	}
	if f.ActorIDs, err = a.auditActors(ctx, q.Who); err != nil {
		return nil, err
	}
	if f.ObjectID, err = a.auditObject(ctx, q.Object); err != nil {
		return nil, err
	}
	rows, err := db.Audits(ctx, a.db.Read(), f)
	if err != nil {
		return nil, err
	}
	return a.auditLines(ctx, view, rows)
}

// within is what stands in both lists.
func within(list, in []string) []string {
	known := map[string]bool{}
	for _, id := range in {
		known[id] = true
	}
	var out []string
	for _, id := range list {
		if known[id] {
			out = append(out, id)
		}
	}
	return out
}

// auditActors finds whom a name means; nil when none was asked for.
func (a *Acts) auditActors(ctx context.Context, who string) ([]string, error) {
	if who = strings.TrimSpace(who); who == "" {
		return nil, nil
	}
	staff, err := db.AllStaff(ctx, a.db.Read())
	if err != nil {
		return nil, err
	}
	ids := []string{}
	for _, s := range staff {
		if strings.Contains(s.Name, who) || strings.Contains(s.Login, strings.ToLower(who)) {
			ids = append(ids, s.ID)
		}
	}
	bound, err := db.PersonsNamedDeputy(ctx, a.db.Read(), who)
	return append(ids, bound...), err
}

// nothing is an object that is not there.
const nothing = "-"

// auditObject finds the id that a number or login means. A sealed matter is not
// found by its number.
func (a *Acts) auditObject(ctx context.Context, name string) (string, error) {
	if name = strings.TrimSpace(name); name == "" {
		return "", nil
	}
	o, err := db.OpinionByNumber(ctx, a.db.Read(), strings.ToUpper(name))
	if err == nil && o.State == store.OpinionSealed {
		return nothing, nil
	}
	if err == nil {
		return o.ID, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	s, err := db.StaffByLogin(ctx, a.db.Read(), strings.ToLower(name))
	if err == nil {
		return s.ID, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	return name, nil
}

// auditLines puts names to ids.
func (a *Acts) auditLines(ctx context.Context, view *View, rows []store.AuditRow) ([]AuditLine, error) {
	names, err := a.StaffNames(ctx)
	if err != nil {
		return nil, err
	}
	sealed, err := a.auditNames(ctx, rows, names)
	if err != nil {
		return nil, err
	}
	out := make([]AuditLine, len(rows))
	for i, r := range rows {
		out[i] = AuditLine{AuditRow: r, Who: names[r.ActorID], What: names[r.ObjectID], Sealed: sealed[r.ObjectID]}
		if o, ok := view.Offices.Find(r.OfficeID); ok {
			out[i].Office = o.Short
		}
		if out[i].Sealed {
			out[i].ObjectID = ""
		}
	}
	return out, nil
}

// auditNames adds the names of deputies and the numbers of opinions to names, and
// gives which opinions are sealed.
func (a *Acts) auditNames(ctx context.Context, rows []store.AuditRow, names map[string]string) (sealed map[string]bool, err error) {
	var persons, deputies, opinions []string
	for _, r := range rows {
		if r.Actor == store.ActorPerson {
			persons = append(persons, r.ActorID)
		}
		switch r.Object {
		case "opinion":
			opinions = append(opinions, r.ObjectID)
		case "deputy":
			deputies = append(deputies, r.ObjectID)
		}
	}
	q := a.db.Read()
	bound, err := db.PersonsFor(ctx, q, unique(persons), nil, nil)
	if err != nil {
		return nil, err
	}
	for _, p := range bound {
		deputies = append(deputies, p.DeputyID)
	}
	list, err := db.DeputiesByID(ctx, q, unique(deputies))
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		names[d.ID] = d.Name
	}
	for _, p := range bound {
		names[p.ID] = names[p.DeputyID]
	}
	sealed = map[string]bool{}
	os, err := db.OpinionsByID(ctx, q, unique(opinions))
	for _, o := range os {
		if sealed[o.ID] = o.State == store.OpinionSealed; !sealed[o.ID] {
			names[o.ID] = o.Number
		}
	}
	return sealed, err
}

// AuditState is where the chain stands and how its last check went.
func (a *Acts) AuditState(ctx context.Context, actor store.Actor) (store.AuditChain, error) {
	if !store.MayAnywhere(actor, store.ActAudit) {
		return store.AuditChain{}, store.ErrForbidden
	}
	return db.AuditChain(ctx, a.db.Read())
}
