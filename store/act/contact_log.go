package act

import (
	"context"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// LogContact writes down that the deputy met a contact voter.
func (t *Tx) LogContact(contactID string, l store.ContactLog) (*store.ContactLog, error) {
	c, err := t.contact(contactID, store.ActContactLog, 0)
	if err != nil {
		return nil, err
	}
	if err := l.Validate(t.now); err != nil {
		return nil, err
	}
	if err := checkText("text", l.Text, false); err != nil {
		return nil, err
	}
	l.ID, l.ContactID, l.DeputyID, l.OfficeID = store.NewID(t.now), c.ID, c.DeputyID, c.OfficeID
	l.OpinionID, l.Created, l.Version = "", t.now, 1
	t.audit(store.ActContactLog, "contact", c.ID, c.OfficeID, "log="+l.ID+" kind="+string(l.Kind), l.Text)
	l.Text = t.acts.keys.Seal("contact_log", "text", l.ID, l.Text)
	t.batch.ContactLogs = append(t.batch.ContactLogs, &l)
	return &l, nil
}

// Talk is one entry of a contact log in plain words.
type Talk struct {
	ID      string
	Day     string
	Kind    store.ContactKind
	Text    string
	Opinion *store.Opinion // what came of it, if anything did
}

// Talks lists when a deputy met a contact voter and what was said, the newest
// first, at most limit. Only the deputy reads it: staff count meetings and read
// what the deputy makes an opinion of.
func (a *Acts) Talks(ctx context.Context, actor store.Actor, contactID string, limit int) ([]Talk, error) {
	q := a.db.Read()
	c, err := db.Contact(ctx, q, contactID)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActContactLog, store.Target{OfficeID: c.OfficeID, DeputyID: c.DeputyID}, nil) {
		return nil, store.ErrNotFound
	}
	logs, err := db.ContactLogsOf(ctx, q, contactID, limit)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, l := range logs {
		ids = append(ids, l.OpinionID)
	}
	opinions, err := db.OpinionsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	list := make([]Talk, len(logs))
	for i, l := range logs {
		list[i] = Talk{ID: l.ID, Day: l.Day, Kind: l.Kind}
		if list[i].Text, err = a.keys.Open("contact_log", "text", l.ID, l.Text); err != nil {
			return nil, err
		}
		if n := slices.IndexFunc(opinions, func(o store.Opinion) bool { return o.ID == l.OpinionID }); n >= 0 {
			list[i].Opinion = &opinions[n]
		}
	}
	return list, nil
}

// RaiseContact makes an opinion of what a deputy heard from a contact voter. It
// is the deputy's own, like any a deputy brings up: it gets a number and goes the
// way of all. requestKey makes it repeatable, as in Do. The opinion is nil when
// the request was done before.
func (a *Acts) RaiseContact(ctx context.Context, actor store.Actor, requestKey, logID string) (made *store.Opinion, err error) {
	err = a.numbered(ctx, 1, func(t *Tx) error {
		made = nil
		return t.once(actor, requestKey, func(t *Tx) (err error) {
			made, err = t.raiseContact(logID)
			return err
		})
	})
	return made, err
}

func (t *Tx) raiseContact(logID string) (*store.Opinion, error) {
	l, err := db.ContactLog(t.ctx, t.q, logID)
	if err != nil {
		return nil, err
	}
	c, err := t.contact(l.ContactID, store.ActContactLog, 0)
	if err != nil {
		return nil, err
	}
	if l.OpinionID != "" {
		return nil, store.Invalid("state", store.ProblemState)
	}
	text, err := t.acts.keys.Open("contact_log", "text", l.ID, l.Text)
	if err != nil {
		return nil, err
	}
	o, err := t.sayApart(text, c.OfficeID, c.DistrictID)
	if err != nil {
		return nil, err
	}
	l.OpinionID = o.ID
	touch(t, &t.batch.Changed.ContactLogs, l)
	t.entry(o, store.EntryContact, store.ForDesk, l.ID, "")
	t.audit(store.ActContactLog, "contact", c.ID, c.OfficeID, "log="+l.ID+" opinion="+o.ID, "")
	return o, nil
}

// sayApart brings up a matter of its own in an area, in the name of the person
// the actor is: it joins nothing that the person has open in the chat, and what
// is said in the chat next does not join it.
func (t *Tx) sayApart(text, office, district string) (*store.Opinion, error) {
	p, err := t.LockSelf()
	if err != nil {
		return nil, err
	}
	was := *p
	p.OpenID, p.OfficeID, p.DistrictID, p.StationID = "", office, district, ""
	danger := slices.ContainsFunc(t.view.Settings.Words(office, store.SetDangerWords),
		func(w string) bool { return strings.Contains(text, w) })
	o, _, err := t.Say(p, Said{Text: text, Danger: danger})
	p.OpenID, p.OpenUntil = was.OpenID, was.OpenUntil
	p.OfficeID, p.DistrictID, p.StationID = was.OfficeID, was.DistrictID, was.StationID
	return o, err
}
