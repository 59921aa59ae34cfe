package act

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// ContactForm is what is written down about a contact voter.
type ContactForm struct {
	Name  string
	Phone string
	Place string // village or address
	Note  string
	// Consent says when and how the voter agreed to be listed; nobody is listed
	// without.
	Consent string
}

// The most characters of the fields of a ContactForm.
const (
	contactName = 40
	contactLine = 100
	contactNote = 1000
)

func (f *ContactForm) check() error {
	f.Name, f.Phone = strings.TrimSpace(f.Name), strings.TrimSpace(f.Phone)
	f.Place, f.Consent = strings.TrimSpace(f.Place), strings.TrimSpace(f.Consent)
	for _, v := range []struct {
		field, text string
		most        int
		needed      bool
	}{{"name", f.Name, contactName, true}, {"place", f.Place, contactLine, false},
		{"note", f.Note, contactNote, false}, {"consent", f.Consent, contactLine, true}} {
		if v.needed && v.text == "" {
			return store.Invalid(v.field, store.ProblemEmpty)
		}
		if utf8.RuneCountInString(v.text) > v.most {
			return store.Invalid(v.field, store.ProblemTooLong)
		}
	}
	if n := len(store.NormalisePhone(f.Phone)); f.Phone != "" && (n < 5 || n > 15) {
		return store.Invalid("phone", store.ProblemMalformed)
	}
	return nil
}

// fill seals a form into a contact voter.
func (t *Tx) fill(c *store.Contact, f *ContactForm) {
	seal := func(column, plain string) string { return t.acts.keys.Seal("contact", column, c.ID, plain) }
	number := store.NormalisePhone(f.Phone)
	c.Name, c.Phone, c.PhoneIndex = seal("name", f.Name), seal("phone", number), ""
	if number != "" {
		c.PhoneIndex = t.acts.keys.BlindIndex("phone", number)
	}
	c.Place, c.Note, c.Consent, c.Updated = seal("place", f.Place), seal("note", f.Note), seal("consent", f.Consent), t.now
}

// AddContact puts a voter among those a deputy keeps in touch with, at most as
// many as the setting says.
func (t *Tx) AddContact(deputyID string, f ContactForm) (*store.Contact, error) {
	d, err := db.Deputy(t.ctx, t.q, deputyID)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActContactEdit, store.Target{OfficeID: d.OfficeID, DeputyID: d.ID}) != nil {
		return nil, store.ErrNotFound
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	c := &store.Contact{ID: store.NewID(t.now), DeputyID: d.ID, OfficeID: d.OfficeID, Created: t.now, Version: 1}
	if c.Seat, err = t.freeSeat(d); err != nil {
		return nil, err
	}
	if c.DistrictID, err = t.districtOf(d.ID); err != nil {
		return nil, err
	}
	t.fill(c, &f)
	t.batch.Contacts = append(t.batch.Contacts, c)
	t.audit(store.ActContactEdit, "contact", c.ID, c.OfficeID, "new deputy="+d.ID, "")
	return c, nil
}

// freeSeat is the first place nobody has. Two who take it at once meet at its
// UNIQUE key, and the second looks again.
func (t *Tx) freeSeat(d *store.Deputy) (string, error) {
	have, err := db.ContactsOf(t.ctx, t.q, d.ID)
	if err != nil {
		return "", err
	}
	for n := range t.view.Settings.Int(d.OfficeID, store.SetContactMax) {
		seat := store.ContactSeat(d.ID, n+1)
		if !slices.ContainsFunc(have, func(c store.Contact) bool { return c.Seat == seat }) {
			return seat, nil
		}
	}
	return "", store.Invalid("contact", store.ProblemFull)
}

// districtOf is where a deputy was elected by voters, if anywhere.
func (t *Tx) districtOf(deputyID string) (string, error) {
	mandates, err := db.MandatesOf(t.ctx, t.q, []string{deputyID})
	for _, m := range mandates {
		if d, ok := t.view.District(m.DistrictID); ok && m.Status == store.MandateActive && d.Kind == store.DistrictVoters {
			return d.ID, err
		}
	}
	return "", err
}

// contact reads a contact voter whom the actor may do an act to; seen is the
// version the actor looked at. One who was erased is nobody's.
func (t *Tx) contact(id string, a store.Act, seen int64) (*store.Contact, error) {
	c, err := db.Contact(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	if t.may(a, store.Target{OfficeID: c.OfficeID, DeputyID: c.DeputyID}) != nil || !c.Erased.IsZero() {
		return nil, store.ErrNotFound
	}
	if seen != 0 && seen != c.Version {
		return nil, store.ErrConflict
	}
	return c, nil
}

// EditContact writes anew what is known of a contact voter.
func (t *Tx) EditContact(id string, f ContactForm, seen int64) error {
	c, err := t.contact(id, store.ActContactEdit, seen)
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	t.fill(c, &f)
	touch(t, &t.batch.Changed.Contacts, c)
	t.audit(store.ActContactEdit, "contact", c.ID, c.OfficeID, "name phone place note consent", "")
	return nil
}

// RemoveContact takes a voter off a deputy's list and erases who it was. How
// often they met stays, and so does what was said.
func (t *Tx) RemoveContact(id string, seen int64) error {
	c, err := t.contact(id, store.ActContactEdit, seen)
	if err != nil {
		return err
	}
	t.eraseContact(c)
	t.audit(store.ActContactEdit, "contact", c.ID, c.OfficeID, "erased", "")
	return nil
}

// eraseContact forgets who a contact voter was.
func (t *Tx) eraseContact(c *store.Contact) {
	c.Name, c.Phone, c.PhoneIndex, c.Place, c.Note, c.Consent, c.Seat = "", "", "", "", "", "", ""
	c.Erased, c.Updated = t.now, t.now
	touch(t, &t.batch.Changed.Contacts, c)
}

// ContactCard is a contact voter in plain words, for who may read them.
type ContactCard struct {
	ID, DeputyID string
	District     string
	ContactForm
	Met     int    // how often
	Last    string // day; empty when never
	Version int64
}

// Contacts lists a deputy's contact voters, for the deputy and for staff who keep
// the list. That staff had the voters' names before them is noted.
func (a *Acts) Contacts(ctx context.Context, actor store.Actor, deputyID string) (*store.Deputy, []ContactCard, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	q := a.db.Read()
	d, err := db.Deputy(ctx, q, deputyID)
	if err != nil {
		return nil, nil, err
	}
	if !store.May(actor, store.ActContactEdit, store.Target{OfficeID: d.OfficeID, DeputyID: d.ID}, view.Offices) {
		return nil, nil, store.ErrNotFound
	}
	list, err := db.ContactsOf(ctx, q, d.ID)
	if err != nil {
		return nil, nil, err
	}
	cards, err := a.contactCards(ctx, view, list)
	if err != nil || len(cards) == 0 || actor.Kind != store.ActorStaff {
		return d, cards, err
	}
	return d, cards, a.see(ctx, actor, store.ActSeePerson, "deputy", d.ID, d.OfficeID)
}

// ContactByID gives one contact voter.
func (a *Acts) ContactByID(ctx context.Context, actor store.Actor, id string) (*ContactCard, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	c, err := db.Contact(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	may := store.May(actor, store.ActContactEdit, store.Target{OfficeID: c.OfficeID, DeputyID: c.DeputyID}, view.Offices)
	if !may || !c.Erased.IsZero() {
		return nil, store.ErrNotFound
	}
	cards, err := a.contactCards(ctx, view, []store.Contact{*c})
	if err != nil {
		return nil, err
	}
	return &cards[0], nil
}

func (a *Acts) contactCards(ctx context.Context, view *View, list []store.Contact) ([]ContactCard, error) {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	met, err := db.TalksWith(ctx, a.db.Read(), ids)
	if err != nil {
		return nil, err
	}
	cards := make([]ContactCard, len(list))
	for i := range list {
		c := &list[i]
		district, _ := view.District(c.DistrictID)
		cards[i] = ContactCard{ID: c.ID, DeputyID: c.DeputyID, District: district.Name, Version: c.Version,
			Met: met[c.ID].Count, Last: met[c.ID].Last}
		if cards[i].ContactForm, err = a.openContact(c); err != nil {
			return nil, err
		}
	}
	return cards, nil
}

// openContact opens what is sealed of a contact voter.
func (a *Acts) openContact(c *store.Contact) (f ContactForm, err error) {
	for _, v := range []struct {
		column, sealed string
		to             *string
	}{{"name", c.Name, &f.Name}, {"phone", c.Phone, &f.Phone}, {"place", c.Place, &f.Place},
		{"note", c.Note, &f.Note}, {"consent", c.Consent, &f.Consent}} {
		if *v.to, err = a.keys.Open("contact", v.column, c.ID, v.sealed); err != nil {
			return f, err
		}
	}
	return f, nil
}
