// Package bot is the conversation: one door, Answer, that takes a message and
// gives the words to say.
//
// A message goes through three steps, each with its own failure. It is kept
// (committed) before anything else: when that fails the caller must let the
// platform try again. Then it waits on its sender's lane, where everything that
// is waiting is worked on in one transaction; a person stays on one lane, so what
// somebody sends is answered in the order it was sent. Work that fails or takes
// too long costs nobody a message: it is done, and answered, later (WorkPending).
//
// What a message means is decided by pure functions (intent.go); what follows is
// done by the acts, one file per noun; every sentence is in wording.go.
package bot

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"

	"liaison/store"
	"liaison/store/act"
)

// Config is what a Bot needs.
type Config struct {
	Acts *act.Acts
	Log  *slog.Logger // nil: nothing is logged
	// Base is where the phone pages are, LIAISON_PUBLIC_URL: links begin with it.
	Base string
	// Lanes is how many workers share the persons; 0 means 2. SQLite writes one
	// transaction at a time, so 1 or 2 serve it; MySQL commits several at once: 4.
	Lanes int
	// Queue is how many messages may wait on one lane; 0 means 1024. What finds it
	// full is kept all the same and answered late.
	Queue int
}

// Bot answers messages. It is safe for concurrent use.
type Bot struct {
	acts   *act.Acts
	log    *slog.Logger
	base   string
	lanes  *act.Batcher[*job]
	late   sync.WaitGroup
	doubts doubts
	decide act.Decide
}

// New starts a bot's workers. Close stops them.
func New(c Config) *Bot {
	b := &Bot{acts: c.Acts, log: c.Log, base: strings.TrimSuffix(c.Base, "/")}
	if b.log == nil {
		b.log = slog.New(slog.DiscardHandler)
	}
	b.decide = b.converse
	b.lanes = act.NewBatcher(cmp.Or(c.Lanes, 2), maxBatch, cmp.Or(c.Queue, 1024), b.run)
	return b
}

// Close works on what is queued and stops. Answer must not be called after it.
func (b *Bot) Close() {
	b.lanes.Close()
	b.late.Wait()
}

// Reply is what to say at once. Empty words mean to say nothing.
type Reply struct {
	Text string
}

// Answer keeps a message and gives the reply to it. ctx must end before the
// platform gives up (5 s). An error means that the message was not kept, so that
// the platform must send it again; whatever else goes wrong is an empty Reply,
// and the message is answered late.
func (b *Bot) Answer(ctx context.Context, m *store.Message) (Reply, error) {
	k, err := b.acts.Keep(ctx, m)
	if err != nil {
		return Reply{}, fmt.Errorf("keeping a message: %w", err)
	}
	if k.State != store.MessageKept {
		return Reply{k.Reply}, nil // a repeat of what was answered, or parked, before
	}
	j := newJob(k)
	if err := b.lanes.Put(act.Hash(k.From), j); err != nil {
		return Reply{}, nil // kept: a duty works on it
	}
	return Reply{j.wait(ctx)}, nil
}
