package act

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// Decide works out what a message means, does the acts that follow in the
// transaction, and gives the words to answer with; empty words are no answer. It
// may change the person, who is locked. An error fails the message: a refusal
// that the person should read about is words, not an error.
type Decide func(t *Tx, p *store.Person, m *store.Kept) (reply string, err error)

// ErrNotYet is a Decide's error for a message that came before what it is about:
// it is put off, without fault of its own and without holding up its batch, and
// in the end taken for done. A Decide that returns it must have done nothing.
var ErrNotYet = errors.New("too early")

// workTries is after how many failures a message is parked.
const workTries = 5

// Work works on kept messages in one transaction: each is answered once, whoever
// else works on it. The replies are in the messages when nil is returned. When it
// fails nothing was done, and the caller takes the messages one by one, with
// WorkOne. Messages of one person must be in the order they were sent.
//
// decide may open one item for each message.
func (a *Acts) Work(ctx context.Context, batch []*store.Kept, decide Decide) error {
	return a.numbered(ctx, len(batch), func(t *Tx) error { return t.workAll(batch, decide) })
}

// numbered runs fn in a transaction that may open up to count items.
func (a *Acts) numbered(ctx context.Context, count int, fn func(*Tx) error) error {
	year, first, err := a.numbers.take(ctx, count, a.Now())
	if err != nil {
		return err
	}
	used := first
	err = a.do(ctx, func(t *Tx) error {
		used = first
		t.number = func() string { used++; return Number(year, used-1) }
		return fn(t)
	})
	if err == nil { // a failed commit may have happened: its numbers are gone
		a.numbers.giveBack(year, used, first+int64(count))
	}
	return err
}

// workAll locks the persons, reads what became of the messages meanwhile, and
// decides those that are still open.
func (t *Tx) workAll(batch []*store.Kept, decide Decide) error {
	known, err := t.lockSenders(batch)
	if err != nil {
		return err
	}
	ids := make([]string, len(batch))
	for i, k := range batch {
		ids[i] = k.ID
	}
	states, err := db.MessageStates(t.ctx, t.q, ids)
	if err != nil {
		return err
	}
	for _, k := range batch {
		now, ok := states[k.ID]
		if !ok {
			return fmt.Errorf("message %s: %w", k.ID, store.ErrNotFound)
		}
		k.State, k.Reply, k.Tries = now.State, now.Reply, now.Tries
	}
	persons := t.meet(batch, known)
	if err := t.readOpen(persons); err != nil {
		return err
	}
	for _, k := range batch {
		if k.State != store.MessageKept {
			continue
		}
		if p := persons[k.From]; p != nil && p.Openid == "" { // left with a message before this one, and is back
			delete(persons, k.From)
			t.meet([]*store.Kept{k}, persons)
		}
		if err := t.workOn(persons[k.From], k, decide); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) workOn(p *store.Person, k *store.Kept, decide Decide) error {
	t.working = k
	p.OpenWindow(&k.Message, t.now)
	reply, err := decide(t.As(store.PersonActor(p, "wechat")), p, k)
	if errors.Is(err, ErrNotYet) {
		if k.Tries++; k.Tries < workTries {
			k.NextAt = t.now.Add(time.Duration(k.Tries) * workGrace)
			touch(t, &t.batch.Changed.Messages, k)
			return nil
		}
		err = nil // what it waits for never comes
	}
	if err != nil {
		return fmt.Errorf("working on message %s: %w", k.ID, err)
	}
	if k.Late && reply != "" {
		t.notify(store.Notice{Kind: store.NoticeLate, PersonID: p.ID, OfficeID: p.OfficeID, Ref: k.ID, Urgent: true, Text: reply})
	}
	k.State, k.Reply, k.NextAt, k.PersonID, k.Failure = store.MessageAnswered, reply, time.Time{}, p.ID, ""
	if !p.Reachable() { // it left with this message
		k.PersonID = ""
	}
	touch(t, &t.batch.Changed.Messages, k)
	return nil
}

// lockSenders locks the senders of a batch that are known, by openid.
func (t *Tx) lockSenders(batch []*store.Kept) (map[string]*store.Person, error) {
	var openids []string
	for _, k := range batch {
		openids = append(openids, k.From)
	}
	slices.Sort(openids) // all transactions lock in one order
	openids = slices.Compact(openids)
	known, err := db.LockPersons(t.ctx, t.q, openids)
	if err != nil {
		return nil, err
	}
	persons := make(map[string]*store.Person, len(openids))
	for i := range known {
		persons[known[i].Openid] = &known[i]
		touch(t, &t.batch.Changed.Persons, &known[i])
	}
	return persons, nil
}

// meet adds the senders nobody knew. The messages' states must have been read
// under the locks: what another replica has worked on meanwhile brings nobody back
// who left with it.
func (t *Tx) meet(batch []*store.Kept, persons map[string]*store.Person) map[string]*store.Person {
	for _, k := range batch {
		if id := k.From; persons[id] == nil {
			p := &store.Person{ID: store.NewID(t.now), Openid: id, Seq: 1, Created: t.now, Followed: firstSent(batch, id),
				OfficeID: t.view.Offices.Root().ID}
			persons[id] = p
			if slices.ContainsFunc(batch, func(k *store.Kept) bool {
				return k.From == id && k.State == store.MessageKept && introduces(&k.Message)
			}) {
				t.batch.Persons = append(t.batch.Persons, p)
			}
		}
	}
	return persons
}

// firstSent is when the first message of a chat in the batch was sent, by the
// platform's clock, which leaving is told by as well.
func firstSent(batch []*store.Kept, openid string) time.Time {
	var first time.Time
	for _, k := range batch {
		if at := k.Sent(); k.From == openid && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// introduces reports whether a delivery makes its sender known. What the platform
// reports in somebody's name may come after that person left, and must not bring
// back the openid that leaving deleted.
func introduces(m *store.Message) bool {
	switch m.Event {
	case store.EventUnsubscribe, store.EventTemplateDone, store.EventMassDone, store.EventSubscribeSent:
		return m.Kind != store.KindEvent
	}
	return true
}

// readOpen reads the items that the persons' next words may join.
func (t *Tx) readOpen(persons map[string]*store.Person) error {
	var ids []string
	for _, p := range persons {
		if p.OpenID != "" && t.now.Before(p.OpenUntil) {
			ids = append(ids, p.OpenID)
		}
	}
	list, err := db.OpinionsByID(t.ctx, t.q, ids)
	if err != nil {
		return err
	}
	for i := range list {
		t.remember(&list[i])
	}
	return nil
}

// WorkOne works on one message alone. When it fails the failure is counted, and
// after workTries the message is parked for the operator; others flow on. It
// reports whether the message was parked.
func (a *Acts) WorkOne(ctx context.Context, k *store.Kept, decide Decide) (parked bool, err error) {
	err = a.Work(ctx, []*store.Kept{k}, decide)
	if err == nil || ctx.Err() != nil || db.Gone(err) {
		return false, err // an outage is no fault of the message
	}
	parked, noted := a.noteFailure(ctx, k, err)
	return parked, errors.Join(err, noted)
}

// noteFailure counts a failure, unless another replica has answered meanwhile.
// What the rolled-back work left in the message is taken out of it.
func (a *Acts) noteFailure(ctx context.Context, k *store.Kept, failure error) (parked bool, err error) {
	err = a.db.Tx(ctx, func(q db.Q) error {
		states, err := db.MessageStates(ctx, q, []string{k.ID})
		if err != nil {
			return err
		}
		now := states[k.ID]
		if k.State, k.Reply, k.Tries = now.State, now.Reply, now.Tries; k.State != store.MessageKept {
			return nil
		}
		k.Tries++
		k.Failure, k.NextAt = failureClass(failure), a.Now().Add(time.Duration(k.Tries)*workGrace)
		if parked = k.Tries >= workTries; parked {
			k.State, k.NextAt = store.MessageParked, time.Time{}
		}
		return db.UpdateMessages(ctx, q, k)
	})
	return parked, err
}

// Outage reports whether an error means that the database could not be had in
// time, so that the work itself is not to blame and trying more of it now is
// useless.
func Outage(err error) bool {
	return db.Gone(err) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// failureClass says what kind of failure it was, without anything a person sent.
func failureClass(err error) string {
	var p *PanicError
	switch {
	case errors.As(err, &p):
		return "panic at " + p.Where
	case errors.Is(err, store.ErrConflict):
		return "conflict"
	}
	return fmt.Sprintf("%T", rootOf(err))
}

func rootOf(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// PanicError is a panic in the work on a message, caught so that the others flow
// on. Where is the place in the code; the value is left out: it may hold a text.
type PanicError struct{ Where string }

// Error says where.
func (e *PanicError) Error() string { return "panic at " + e.Where }

// Pending gives kept messages nobody worked on in time, for a job to answer late.
func (a *Acts) Pending(ctx context.Context, limit int) ([]store.Kept, error) {
	return db.PendingMessages(ctx, a.db.Read(), a.Now(), limit)
}

// AnswerLate notes that the reply to an answered message did not reach its
// sender in time and must go out by itself.
func (a *Acts) AnswerLate(ctx context.Context, k *store.Kept) error {
	if k.Reply == "" {
		return nil
	}
	err := a.do(ctx, func(t *Tx) error {
		p, err := db.Person(ctx, t.q, k.PersonID)
		if err != nil {
			return err
		}
		t.notify(store.Notice{Kind: store.NoticeLate, PersonID: p.ID, OfficeID: p.OfficeID, Ref: k.ID, Urgent: true, Text: k.Reply})
		return nil
	})
	if errors.Is(err, db.ErrDuplicate) {
		return nil
	}
	return err
}

// AnswerUnread sends out the replies of messages that are answered although
// nobody was told: their commit was taken for failed. It gives back the ids of
// those that must be looked at again.
func (a *Acts) AnswerUnread(ctx context.Context, ids []string) (again []string, err error) {
	list, err := db.Messages(ctx, a.db.Read(), ids)
	if err != nil {
		return ids, err
	}
	for i := range list {
		k := &list[i]
		switch {
		case k.State == store.MessageKept || err != nil:
			again = append(again, k.ID)
		case k.State == store.MessageAnswered && !k.Late:
			if err = a.AnswerLate(ctx, k); err != nil {
				again = append(again, k.ID)
			}
		}
	}
	return again, err
}

// Parked lists the messages that could not be worked on.
func (a *Acts) Parked(ctx context.Context, actor store.Actor, limit int) ([]store.Kept, error) {
	if err := a.may(ctx, actor, store.ActParked, store.Target{}); err != nil {
		return nil, err
	}
	list, err := db.ParkedMessages(ctx, a.db.Read(), limit)
	for i := range list {
		// An operator mends the program; what somebody wrote is not the operator's.
		list[i].Message = store.Message{Kind: list[i].Kind, Event: list[i].Event, CreateTime: list[i].CreateTime}
	}
	return list, err
}

// Unpark lets a parked message be worked on again.
func (t *Tx) Unpark(id string) error {
	if err := t.may(store.ActParked, store.Target{}); err != nil {
		return err
	}
	list, err := db.Messages(t.ctx, t.q, []string{id})
	if err != nil {
		return err
	}
	if len(list) == 0 || list[0].State != store.MessageParked || list[0].From == "" {
		return store.ErrNotFound
	}
	k := &list[0]
	k.State, k.Tries, k.NextAt, k.Late = store.MessageKept, 0, t.now, true
	touch(t, &t.batch.Changed.Messages, k)
	t.audit(store.ActParked, "message", id, "", "state=parked>kept", "")
	return nil
}
