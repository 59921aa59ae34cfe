package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"liaison/bot"
	"liaison/store"
	"liaison/store/act"
)

// Sender sends the outbox: it claims notices that are due under a lease, brings
// each down the ladder of channels outside of any transaction, and writes what
// became of them while the lease holds. Several may work on one outbox.
type Sender struct {
	acts    *act.Acts
	client  Client
	word    func(act.Delivery, string) bot.Words
	base    string
	texts   bool // what no channel brings goes by text message
	now     func() time.Time
	log     *slog.Logger
	gate    *gate
	count   *counts
	slots   chan struct{}                              // one for each message that may be on its way, of all batches
	breathe func(context.Context, time.Duration) error // between two tries to write; an error ends them
}

func newSender(c Config, g *gate, count *counts) *Sender {
	return &Sender{acts: c.Acts, client: c.Client, word: c.Word, base: c.Base, texts: c.Gateway != nil, now: func() time.Time { return c.Now().UTC() },
		log: c.Log, gate: g, count: count, slots: make(chan struct{}, c.Sends), breathe: breather}
}

const (
	// claimMost is how many notices one batch holds: a claim is a commit, which must
	// cost little beside so many calls.
	claimMost = 300
	// writeMost is how many results are written down at once, while the batch goes
	// on: what a sender that dies has sent and not written is in doubt.
	writeMost = 150
	// sendFor is how long a batch may go on to begin calls. What is left of the
	// lease (act: two minutes) is for the calls under way and for writing.
	sendFor = 60 * time.Second
)

// RunOnce sends one batch. It gives how many notices it claimed.
func (s *Sender) RunOnce(ctx context.Context, _ time.Time) (int, error) {
	lease, list, err := s.acts.Deliveries(ctx, claimMost)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	view, err := s.acts.View(ctx)
	if err != nil {
		return 0, err
	}
	begin, end := context.WithTimeout(ctx, sendFor)
	defer end()
	done, wrote := make(chan *store.Notice, len(list)), make(chan error, 1)
	go func() { wrote <- s.write(ctx, lease, done) }()
	s.sendRows(byRecipient(list), func(row []*act.Delivery) {
		s.sendRow(begin, lease, view, row)
		for _, d := range row {
			done <- &d.Notice
		}
	})
	close(done)
	return len(list), <-wrote
}

// sendRows sends so many rows at once as there are slots: while one batch is being
// written another has all of them. Each goroutine sends many rows: the way down to
// the platform needs a deep stack, which one of its own for each row would have to
// grow again and again.
func (s *Sender) sendRows(rows [][]*act.Delivery, send func([]*act.Delivery)) {
	var next atomic.Int64
	var work sync.WaitGroup
	for range min(cap(s.slots), len(rows)) {
		work.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(rows)); i = next.Add(1) - 1 {
				send(rows[i])
			}
		})
	}
	work.Wait()
}

// write writes down what became of a batch's notices, in pieces, as they come.
func (s *Sender) write(ctx context.Context, lease string, done <-chan *store.Notice) error {
	var failed error
	piece := make([]*store.Notice, 0, writeMost)
	flush := func() {
		end, stop := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
		defer stop()
		if err := s.delivered(end, lease, piece); err != nil {
			failed = err
		}
		for _, n := range piece {
			s.tally(n)
		}
		piece = piece[:0]
	}
	for n := range done {
		if piece = append(piece, n); len(piece) == writeMost {
			flush()
		}
	}
	flush()
	return failed
}

// delivered writes what became of some notices. They have been sent, and what is not
// written down stands as perhaps sent: while the database is away it is tried again.
func (s *Sender) delivered(ctx context.Context, lease string, piece []*store.Notice) error {
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		err := s.acts.Delivered(ctx, lease, piece)
		if !act.Outage(err) || s.breathe(ctx, wait) != nil {
			return err
		}
	}
}

// breather waits, as long as the context lasts.
func breather(ctx context.Context, wait time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(wait):
		return nil
	}
}

// byRecipient puts what is for the same person into one row, in order.
func byRecipient(list []act.Delivery) [][]*act.Delivery {
	place := map[string]int{}
	var rows [][]*act.Delivery
	for i := range list {
		d := &list[i]
		who := d.Notice.PersonID + d.Notice.DeputyID + d.Notice.StaffID
		if d.Person != nil {
			who = d.Person.ID
		}
		at, ok := place[who]
		if !ok {
			at = len(rows)
			place[who] = at
			rows = append(rows, nil)
		}
		rows[at] = append(rows[at], d)
	}
	return rows
}

// sendRow sends one person's notices in order. What follows one that must be
// tried again waits with it. What is not begun when the time is over is given
// back as it was.
func (s *Sender) sendRow(begin context.Context, lease string, view *act.View, row []*act.Delivery) {
	for i, d := range row {
		if begin.Err() != nil {
			return
		}
		tries := d.Notice.Tries
		// A call that has left is not called back: its outcome would be unknown.
		// The client's own time-out ends it.
		s.trySend(context.WithoutCancel(begin), lease, view, d)
		if d.Notice.State == store.NoticeWaiting && d.Notice.Tries > tries {
			for _, behind := range row[i+1:] {
				behind.Notice.NextAt = d.Notice.NextAt
			}
			return
		}
	}
}

// trySend lets nothing that is wrong with one notice reach the others.
func (s *Sender) trySend(ctx context.Context, lease string, view *act.View, d *act.Delivery) {
	s.slots <- struct{}{}
	defer func() { <-s.slots }()
	_, err := safely(ctx, dutyFunc(func(ctx context.Context) error { return s.send(ctx, lease, view, d) }), time.Time{})
	if err == nil {
		return
	}
	n := &d.Notice
	switch _, panicked := errors.AsType[*act.PanicError](err); {
	case panicked && leftBySender(n):
		unknown(n, s.now())
	case panicked:
		later(n, err, view.Quiet(n.OfficeID), s.now())
	default:
		n.NextAt = s.now().Add(pauses[0]) // nothing was sent; do not spin on a sick database
	}
	s.log.Warn("notice not sent", "notice", n.ID, "kind", n.Kind, "error", err)
}

// dutyFunc is a function as a duty.
type dutyFunc func(context.Context) error

// RunOnce calls the function.
func (f dutyFunc) RunOnce(ctx context.Context, _ time.Time) (int, error) { return 0, f(ctx) }

// send brings a notice down the ladder and leaves in it what became of it. An
// error means that the database was in the way: nothing is decided.
func (s *Sender) send(ctx context.Context, lease string, view *act.View, d *act.Delivery) error {
	n, now := &d.Notice, s.now()
	quiet := view.Quiet(n.OfficeID)
	switch {
	case leftBySender(n):
		unknown(n, now)
		return nil
	case n.Kind == store.NoticeUnbound:
		if s.tag(ctx, view, d) {
			sent(n, store.ChannelNone, 0, now)
		}
		return nil
	case d.Broadcast != nil && d.Broadcast.Mass():
		return s.mass(ctx, quiet, d)
	case d.Person == nil || !d.Person.Reachable():
		nobody(n)
		s.orText(view, d)
		return nil
	case !n.Urgent && quiet.Silent(now):
		until(n, now, quiet)
		return nil
	case n.Kind == store.NoticeMassTry:
		s.tryMass(ctx, quiet, d)
		return nil
	case (n.Kind == store.NoticeBound || n.Kind == store.NoticeOffice) && !s.tag(ctx, view, d):
		return nil
	}
	words := s.word(*d, s.base)
	settled, err := s.chat(ctx, lease, quiet, d, words)
	if err == nil && !settled {
		s.template(ctx, view, d, words)
	}
	s.orText(view, d)
	return err
}

// tally counts what became of a notice.
func (s *Sender) tally(n *store.Notice) {
	switch n.State {
	case store.NoticeSent:
		s.count.sent.Add(1)
	case store.NoticeUnknown:
		s.count.unknown.Add(1)
	case store.NoticeUnreached:
		s.count.unreached.Add(1)
	case store.NoticeDropped:
		s.count.dropped.Add(1)
	case store.NoticeWaiting:
		s.count.putOff.Add(1)
	}
}
