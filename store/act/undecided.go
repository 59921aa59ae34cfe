package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// Undecided lists the deputies who were asked whether what they sent is an answer
// or an opinion of their own, and did not say in time.
func (a *Acts) Undecided(ctx context.Context, limit int) ([]store.Person, error) {
	return db.Undecided(ctx, a.db.Read(), store.ExpectWhich, a.Now(), limit)
}

// DoFor runs fn as one transaction in the name of a person, who is locked and
// read again. fn may open one item. It is for a duty that finishes what the
// person began in the chat.
func (a *Acts) DoFor(ctx context.Context, personID string, fn func(*Tx, *store.Person) error) error {
	return a.numbered(ctx, 1, func(t *Tx) error {
		t = t.As(store.Actor{Kind: store.ActorPerson, ID: personID, PersonID: personID, From: "job"})
		p, err := t.LockSelf()
		if err != nil {
			return err
		}
		return fn(t.As(store.PersonActor(p, "job")), p)
	})
}

// Sent reads what a person sent before, by the messages' ids and in their order.
// Somebody else's are left out.
func (t *Tx) Sent(p *store.Person, ids []string) ([]store.Kept, error) {
	list, err := db.Messages(t.ctx, t.q, ids)
	if err != nil || p.Openid == "" {
		return nil, err
	}
	var out []store.Kept
	for _, id := range ids {
		for i := range list {
			if list[i].ID == id && list[i].From == p.Openid {
				out = append(out, list[i])
			}
		}
	}
	return out, nil
}

// TellLater writes to a person who is waiting for no reply just now, about a
// message of the person's own.
func (t *Tx) TellLater(p *store.Person, messageID, text string) {
	t.notify(store.Notice{Kind: store.NoticeLate, PersonID: p.ID, OfficeID: p.OfficeID, Ref: messageID, Urgent: true, Text: text})
}
