package jobs

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"liaison/store"
	"liaison/store/act"
)

// Texter sends what waits for the gateway of text messages: the third step of the
// ladder, behind the two of WeChat. It has a queue and calls of its own, so that a
// gateway that hangs or fails keeps no other notice waiting.
type Texter struct {
	acts    *act.Acts
	gateway Gateway
	word    func(act.Delivery, string) string
	base    string
	now     func() time.Time
	log     *slog.Logger
	gate    *gate
	count   *counts
	fails   atomic.Int64 // of the gateway, in a row
	probe   sync.Mutex   // after a failure one message at a time finds out whether it is well again
}

func newTexter(c Config, g *gate, count *counts) *Texter {
	return &Texter{acts: c.Acts, gateway: c.Gateway, word: c.TextWord, base: c.Base, now: func() time.Time { return c.Now().UTC() },
		log: c.Log, gate: g, count: count}
}

const (
	// textMost and textSends keep a batch of calls that all hang well within the lease.
	textMost  = 16
	textSends = 4
	// textEvery is how often a text message to send is looked for. It is found among
	// everything that waits, so that looking at each message that comes in would cost
	// much while a broadcast is under way; a text message may wait for seconds.
	textEvery = 5 * time.Second
	// textRest is how long the gateway is left alone after a failure that is not about
	// one message; each further one doubles it, up to textRestMost. A gateway that
	// hangs leaves each message it was given in doubt: few are to be.
	textRest     = 30 * time.Second
	textRestMost = 8 * time.Minute
	// quotaTold is how often an operator reads that a quota is used up.
	quotaTold = time.Hour
)

// textPauses is how long a message waits after each failure, its own or one of the
// gateway's that it met. Behind the last, in about two hours, it is left to the
// telephone: a meeting does not wait.
var textPauses = []time.Duration{textRest, time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 45 * time.Minute}

// RunOnce sends one batch. It gives how many notices it claimed.
func (x *Texter) RunOnce(ctx context.Context, _ time.Time) (int, error) {
	lease, list, err := x.acts.TextDeliveries(ctx, textMost)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	view, err := x.acts.View(ctx)
	if err != nil {
		return 0, err
	}
	var work errgroup.Group
	work.SetLimit(textSends)
	for i := range list {
		work.Go(func() error {
			x.trySend(context.WithoutCancel(ctx), lease, view, &list[i])
			return nil
		})
	}
	_ = work.Wait() // no error is ever returned: each is in its notice
	rows := make([]*store.Notice, len(list))
	for i := range list {
		rows[i] = &list[i].Notice
		x.tally(rows[i])
	}
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer stop()
	return len(list), x.acts.Delivered(end, lease, rows)
}

// trySend lets nothing that is wrong with one notice reach the others.
func (x *Texter) trySend(ctx context.Context, lease string, view *act.View, d *act.Delivery) {
	_, err := safely(ctx, dutyFunc(func(ctx context.Context) error { return x.send(ctx, lease, view, d) }), time.Time{})
	if err == nil || errors.Is(err, store.ErrConflict) { // the lease is lost: it is another's to send
		return
	}
	n := &d.Notice
	switch _, panicked := errors.AsType[*act.PanicError](err); {
	case panicked && leftBySender(n):
		unknown(n, x.now())
	case panicked:
		unreached(n, "sms given up")
	default:
		n.NextAt = x.now().Add(pauses[0]) // nothing was sent; do not spin on a sick database
	}
	x.log.Warn("text message not sent", "notice", n.ID, "kind", n.Kind, "error", err)
}

// send hands a notice to the gateway and leaves in it what became of it. An error
// means that the database was in the way: nothing is decided.
func (x *Texter) send(ctx context.Context, lease string, view *act.View, d *act.Delivery) error {
	n, now, quiet := &d.Notice, x.now(), view.Quiet(d.Notice.OfficeID)
	words := ""
	if x.gateway != nil {
		words = x.word(*d, x.base)
	}
	rests, closed := x.gate.closed(apiText, now)
	switch {
	case leftBySender(n):
		unknown(n, now)
		return nil
	case x.gateway == nil || words == "":
		unreached(n, "sms none")
		return nil
	case !n.Urgent && quiet.Silent(now):
		until(n, now, quiet)
		return nil
	case closed:
		x.later(n, rests, quiet)
		return nil
	}
	if x.fails.Load() > 0 {
		if !x.probe.TryLock() {
			x.later(n, now, quiet)
			return nil
		}
		defer x.probe.Unlock()
	}
	leave, err := x.acts.BeginText(ctx, lease, n)
	switch {
	case err != nil:
		return err
	case leave.Spent:
		x.exhausted(now)
		unreached(n, "sms quota")
	case !leave.Again.IsZero():
		x.exhausted(now)
		until(n, leave.Again, quiet)
	case leave.Phone == "":
		unreached(n, "no wechat")
	default:
		x.after(n, quiet, x.gateway.Send(ctx, TextMessage{ID: n.ID, Phone: leave.Phone, Text: words}))
	}
	return nil
}

// after decides what a text message's outcome means.
func (x *Texter) after(n *store.Notice, quiet store.Quiet, failure error) {
	now := x.now()
	n.Outcome, n.Code = "", 0
	failed, _ := errors.AsType[*GatewayError](failure)
	if failed != nil {
		n.Code = failed.Status
	}
	switch {
	case failure == nil:
		sent(n, store.ChannelSMS, 0, now)
		x.fails.Store(0)
	case failed == nil || failed.Verdict == GatewayUnknown:
		unknown(n, now)
		x.rest(now)
	case failed.Verdict == GatewayRefused:
		unreached(n, "sms refused")
		x.fails.Store(0)
	default:
		x.later(n, x.rest(now), quiet)
	}
	if failed != nil && failed.Operator {
		x.log.Error("text messages cannot be sent until LIAISON_SMS_URL and LIAISON_SMS_KEY are mended", "status", failed.Status)
	} else if failure != nil {
		x.log.Warn("text message gateway", "notice", n.ID, "kind", n.Kind, "error", failure)
	}
}

// rest leaves the gateway alone for a while, and gives until when.
func (x *Texter) rest(now time.Time) time.Time {
	doubled := min(x.fails.Add(1)-1, 10)
	end := now.Add(min(textRest<<doubled, textRestMost))
	x.gate.shut(apiText, end)
	return end
}

// later puts a message off, at least until a time, and in the end leaves it to the
// telephone.
func (x *Texter) later(n *store.Notice, at time.Time, quiet store.Quiet) {
	if n.Tries >= len(textPauses) {
		unreached(n, "sms given up")
		return
	}
	if pause := x.now().Add(textPauses[n.Tries]); pause.After(at) {
		at = pause
	}
	n.Tries++
	until(n, at, quiet)
}

// exhausted sounds the alarm for the operator; the desk has a notice and its page.
func (x *Texter) exhausted(now time.Time) {
	if _, told := x.gate.closed(apiTextQuota, now); told {
		return
	}
	x.gate.shut(apiTextQuota, now.Add(quotaTold))
	x.count.quota.Add(1)
	x.log.Warn("a quota of text messages is used up; what goes beyond it waits, or is left to the telephone")
}

// tally counts what became of a notice.
func (x *Texter) tally(n *store.Notice) {
	switch n.State {
	case store.NoticeSent:
		x.count.texts.Add(1)
		x.count.sent.Add(1)
	case store.NoticeUnknown:
		x.count.textDoubt.Add(1)
		x.count.unknown.Add(1)
	case store.NoticeUnreached:
		x.count.textFails.Add(1)
		x.count.unreached.Add(1)
	case store.NoticeWaiting:
		x.count.textWaits.Add(1)
		x.count.putOff.Add(1)
	}
}
