// Package act holds the acts of the office: what may be done, by whom, and what
// follows. Chat, phone page, console and duty call the same act; nobody else
// writes to the database.
//
// An act is a method of Tx. It decides by the pure rules of package store, gathers
// what it inserts and changes, and writes an audit row; Do commits all of it or
// nothing. Reading is done by functions that take the actor and show what the
// actor may see.
package act

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/media"
)

// Config is what the acts need. All fields but Log and Anchors are required.
type Config struct {
	DB    *db.DB
	Keys  *store.Keyring
	Media *media.Store
	Now   func() time.Time
	Log   *slog.Logger
	// Anchors is the file to which the ends of the audit's chain are added; nil
	// leaves them to the log.
	Anchors *media.Journal
	// Texts: the program has a gateway for text messages, so that what WeChat cannot
	// bring goes by one before it is left to the telephone.
	Texts bool
}

// Acts gives access to everything the office does.
type Acts struct {
	db       *db.DB
	keys     *store.Keyring
	media    *media.Store
	now      func() time.Time
	log      *slog.Logger
	anchors  *media.Journal
	gateway  bool       // text messages can be sent
	texting  sync.Mutex // one text message is counted at a time
	claims   sync.Mutex // notices are claimed by one sender at a time
	numbers  numbers
	views    views
	keeper   *Batcher[*keeping]
	progress sync.Map      // id of a roster that is being taken → Progress
	hashing  chan struct{} // bounds password hashing: each takes 19 MiB
}

// New makes the acts over an open, migrated database.
func New(c Config) *Acts {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	a := &Acts{db: c.DB, keys: c.Keys, media: c.Media, now: c.Now, log: c.Log, anchors: c.Anchors, gateway: c.Texts, hashing: make(chan struct{}, 2)}
	a.numbers.acts, a.views.acts = a, a
	a.keeper = NewBatcher(keepers(c.DB), keepBatch, keepQueue, a.keepAll)
	return a
}

// Close waits for what is being kept. Nothing may be given to the acts after.
func (a *Acts) Close() { a.keeper.Close() }

// Now is the acts' clock.
func (a *Acts) Now() time.Time { return a.now().UTC() }

// Ready reports whether the database answers with the schema this program knows.
func (a *Acts) Ready(ctx context.Context) error {
	if err := a.db.Ping(ctx); err != nil {
		return err
	}
	return a.db.CheckSchema(ctx)
}

// duplicateTries is how often a transaction runs again because another replica
// inserted the same key first; the second run reads what the other wrote.
const duplicateTries = 4

// Do runs fn as one transaction in the actor's name. requestKey makes it
// repeatable: when a request with that key was committed before, fn is not run
// and nil is returned. An empty key means that fn repeats harmlessly by itself.
// A key may end in "#" and a digest of what is asked for: the same key with other
// content, or from somebody else, is then refused (store.ProblemRepeated) and not
// taken for done.
// fn may run several times; it must have no effect outside the Tx.
func (a *Acts) Do(ctx context.Context, actor store.Actor, requestKey string, fn func(*Tx) error) error {
	return a.do(ctx, func(t *Tx) error { return t.once(actor, requestKey, fn) })
}

// DoOpening is Do for an act that may open one item.
func (a *Acts) DoOpening(ctx context.Context, actor store.Actor, requestKey string, fn func(*Tx) error) error {
	return a.numbered(ctx, 1, func(t *Tx) error { return t.once(actor, requestKey, fn) })
}

// once runs fn in the actor's name unless the request was done before.
func (t *Tx) once(actor store.Actor, requestKey string, fn func(*Tx) error) error {
	if requestKey != "" {
		key, content, _ := strings.Cut(requestKey, "#")
		fresh, err := db.TakeRequest(t.ctx, t.q, key, contentDigest(actor, content), t.now)
		if err != nil || !fresh {
			return err
		}
	}
	return fn(t.As(actor))
}

// contentDigest ties a request's content to who asks.
func contentDigest(actor store.Actor, content string) string {
	if content == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(string(actor.Kind) + "\x00" + actor.ID + "\x00" + content))
	return hex.EncodeToString(sum[:])
}

// do runs fn in a transaction without an actor and flushes what it gathered.
func (a *Acts) do(ctx context.Context, fn func(*Tx) error) error {
	view, err := a.views.get(ctx)
	if err != nil {
		return err
	}
	for range duplicateTries {
		forget := false
		err = a.db.Tx(ctx, func(q db.Q) error {
			own := *view // an act may add to what it sees; nobody else sees it before the commit
			t := &Tx{core: &core{ctx: ctx, q: q, acts: a, now: a.Now(), view: &own}}
			if err := fn(t); err != nil {
				return err
			}
			forget = t.forget
			return t.batch.Flush(ctx, q)
		})
		if forget {
			a.views.forget()
		}
		if !errors.Is(err, db.ErrDuplicate) {
			break
		}
	}
	if errors.Is(err, db.ErrDuplicate) {
		return fmt.Errorf("%w: %w", store.ErrConflict, err)
	}
	return err
}

// Tx is one transaction in an actor's name.
type Tx struct {
	*core
	Actor store.Actor
}

// core is what all actors of one transaction share.
type core struct {
	ctx      context.Context
	q        db.Q
	acts     *Acts
	now      time.Time
	view     *View
	batch    db.Batch
	opinions map[string]*store.Opinion // read or made in this transaction
	changed  map[any]bool              // what is gathered for an update already
	forget   bool                      // the view changed: read it again after the commit
	working  *store.Kept               // the message that is being worked on, if one is
	number   func() string             // next opinion number; set where opinions are made
}

// As gives the same transaction in another actor's name.
func (t *Tx) As(actor store.Actor) *Tx { return &Tx{core: t.core, Actor: actor} }

// Now is the transaction's time: one for all its rows.
func (t *Tx) Now() time.Time { return t.now }

// View is the office as the transaction sees it.
func (t *Tx) View() *View { return t.view }

// may refuses what the permission table does not allow.
func (t *Tx) may(a store.Act, target store.Target) error {
	if !store.May(t.Actor, a, target, t.view.Offices) {
		return store.ErrForbidden
	}
	return nil
}

// may is Tx.may for reading.
func (a *Acts) may(ctx context.Context, actor store.Actor, what store.Act, target store.Target) error {
	view, err := a.views.get(ctx)
	if err == nil && !store.May(actor, what, target, view.Offices) {
		err = store.ErrForbidden
	}
	return err
}

// inserts notes that a row is inserted as it stands at the end, so that changing
// it further needs no update.
func (t *Tx) inserts(row any) {
	if t.changed == nil {
		t.changed = map[any]bool{}
	}
	t.changed[row] = true
}

// touch gathers a row for an update, once.
func touch[T any](t *Tx, list *[]*T, row *T) {
	if !t.changed[row] {
		t.inserts(row)
		*list = append(*list, row)
	}
}

// flush writes what is gathered so far, so that statements see it. The persons are
// still locked and may change further; everything else must be read again.
func (t *Tx) flush() error {
	persons := append(t.batch.Persons, t.batch.Changed.Persons...)
	if err := t.batch.Flush(t.ctx, t.q); err != nil {
		return err
	}
	t.changed, t.opinions = nil, nil
	for _, p := range persons {
		touch(t, &t.batch.Changed.Persons, p)
	}
	return nil
}

// audit gathers the record of an act. fields holds names and codes, never what a
// person wrote; text is digested with a key, so that a later change can be shown
// without keeping the words.
func (t *Tx) audit(a store.Act, object, id, office, fields, text string) {
	row := &store.AuditRow{ID: store.NewID(t.now), At: t.now, Actor: t.Actor.Kind, ActorID: t.Actor.ID,
		From: t.Actor.From, Act: a, Object: object, ObjectID: id, OfficeID: office, Fields: fields}
	if text != "" {
		row.Digest = t.acts.keys.BlindIndex("audit", text)
	}
	t.batch.Audits = append(t.batch.Audits, row)
}

// entry adds a step to an opinion's timeline.
func (t *Tx) entry(o *store.Opinion, kind store.EntryKind, for_ store.Audience, ref, text string) *store.Entry {
	e := &store.Entry{ID: store.NewID(t.now), OpinionID: o.ID, At: t.now, Kind: kind, Audience: for_,
		ActorKind: t.Actor.Kind, ActorID: t.Actor.ID, DeputyID: o.DeputyID, Ref: ref, Text: text}
	t.batch.Entries = append(t.batch.Entries, e)
	return e
}
