package act

import (
	"context"
	"errors"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// Held is what is kept about one person: what the law lets everybody see and take
// a copy of (个人信息保护法 45).
type Held struct {
	Self
	Opinions []Dossier // as their author sees them, the newest first
	// Bookings are the times of reception days that the person booked.
	Bookings []Appointment
	// Deputy is what is kept about the person as a deputy; nil for who is none.
	Deputy *HeldDeputy
	// Bound says that the person is a deputy's or an officer's WeChat, which
	// cannot be erased before it is unbound.
	Bound bool
}

// heldMost bounds how many matters of one person are shown.
const heldMost = 500

// MyHeld gives the actor what is kept about the own person.
func (a *Acts) MyHeld(ctx context.Context, actor store.Actor) (*Held, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActHeld, store.Target{PersonID: actor.PersonID}, view.Offices) {
		return nil, store.ErrForbidden
	}
	h, err := a.held(ctx, actor)
	if err != nil {
		return nil, err
	}
	return h, a.see(ctx, actor, store.ActHeld, store.AuditPerson, actor.PersonID, "")
}

// HeldOf gives a person of the desk what is kept about the author of a matter, who
// asked for it. A matter without an author any more is not found.
func (a *Acts) HeldOf(ctx context.Context, actor store.Actor, number string) (*Held, error) {
	o, err := a.authored(ctx, actor, number)
	if err != nil {
		return nil, err
	}
	p, err := db.Person(ctx, a.db.Read(), o.PersonID)
	if err != nil {
		return nil, err
	}
	h, err := a.held(ctx, store.PersonActor(p, ""))
	if err != nil {
		return nil, err
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	// What lies sealed, or with another office, that desk has to give.
	h.Opinions = slices.DeleteFunc(h.Opinions, func(d Dossier) bool {
		return !store.May(actor, store.ActHeld, targetOf(&d.Opinion), view.Offices)
	})
	h.Bookings = slices.DeleteFunc(h.Bookings, func(b Appointment) bool {
		return !store.May(actor, store.ActHeld, store.Target{OfficeID: b.OfficeID}, view.Offices)
	})
	if d := h.Deputy; d != nil && !store.May(actor, store.ActRoster, store.Target{OfficeID: d.Deputy.OfficeID}, view.Offices) {
		h.Deputy = nil
	}
	return h, a.see(ctx, actor, store.ActHeld, "opinion", o.ID, o.OfficeID)
}

// authored finds a matter by its number whose author the actor may ask about.
func (a *Acts) authored(ctx context.Context, actor store.Actor, number string) (*store.Opinion, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	o, err := db.OpinionByNumber(ctx, a.db.Read(), strings.ToUpper(strings.TrimSpace(number)))
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActHeld, targetOf(o), view.Offices) || o.PersonID == "" {
		return nil, store.ErrNotFound
	}
	return o, nil
}

// held gathers what is kept, as the person sees it.
func (a *Acts) held(ctx context.Context, who store.Actor) (*Held, error) {
	self, err := a.Self(ctx, who)
	if err != nil {
		return nil, err
	}
	h := &Held{Self: *self, Bound: bound(&self.Person)}
	if h.Bookings, err = a.appointmentsOf(ctx, who.PersonID); err != nil {
		return nil, err
	}
	if h.Deputy, err = a.heldDeputy(ctx, self.Person.DeputyID); err != nil {
		return nil, err
	}
	list, err := db.OpinionsOf(ctx, a.db.Read(), who.PersonID, heldMost)
	if err != nil {
		return nil, err
	}
	for i := range list {
		d, err := a.Mine(ctx, who, list[i].ID)
		if errors.Is(err, store.ErrNotFound) { // sealed since, or detached
			continue
		}
		if err != nil {
			return nil, err
		}
		h.Opinions = append(h.Opinions, *d)
	}
	return h, nil
}

func bound(p *store.Person) bool { return p.DeputyID != "" || p.StaffID != "" }

// EraseSelf erases the actor's own person, as leaving the account would: the
// matters stay, without identity (个人信息保护法 47). The chat is a stranger's
// afterwards. A WeChat that is bound as a deputy's or an officer's must be unbound
// first: ProblemState.
func (t *Tx) EraseSelf() error {
	p, err := t.LockSelf()
	if err != nil {
		return err
	}
	if err := t.may(store.ActErase, store.Target{PersonID: p.ID}); err != nil {
		return err
	}
	office := p.OfficeID
	if err := t.erase(p); err != nil {
		return err
	}
	t.As(store.Actor{Kind: store.ActorPerson, From: t.Actor.From}).audit(store.ActErase, store.AuditPerson, "", office, "own", "")
	return nil
}

// EraseAuthor erases the author of a matter, who asked the desk for it.
func (t *Tx) EraseAuthor(number string) error {
	o, err := db.OpinionByNumber(t.ctx, t.q, strings.ToUpper(strings.TrimSpace(number)))
	if err != nil {
		return err
	}
	if t.may(store.ActErase, targetOf(o)) != nil || o.PersonID == "" {
		return store.ErrNotFound
	}
	list, err := db.LockPersonsByID(t.ctx, t.q, []string{o.PersonID})
	if err != nil || len(list) == 0 {
		return errors.Join(err, store.ErrNotFound)
	}
	touch(t, &t.batch.Changed.Persons, &list[0])
	if err := t.erase(&list[0]); err != nil {
		return err
	}
	t.audit(store.ActErase, "opinion", o.ID, o.OfficeID, "author", "")
	return nil
}

func (t *Tx) erase(p *store.Person) error {
	if bound(p) {
		return store.Invalid("erase", store.ProblemState)
	}
	return t.detach(p, t.now)
}
