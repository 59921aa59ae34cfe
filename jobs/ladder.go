package jobs

import (
	"context"
	"errors"
	"time"

	"liaison/bot"
	"liaison/bot/wechat"
	"liaison/store"
	"liaison/store/act"
)

// chat is the first step of the ladder: a customer-service message, while the
// window that the person opened holds. settled is false when the next step must
// be taken.
func (s *Sender) chat(ctx context.Context, lease string, quiet store.Quiet, d *act.Delivery, w bot.Words) (settled bool, err error) {
	n, p, now := &d.Notice, d.Person, s.now()
	if w.Text == "" || n.Channel == store.ChannelTemplate || !p.WindowOpen(now) {
		return false, nil
	}
	if end, closed := s.gate.closed(apiChat, now); closed {
		if end.Sub(now) > perMinute {
			return false, nil // for the rest of the day: the next step brings it sooner
		}
		until(n, end, quiet)
		return true, nil
	}
	ok, err := s.acts.BeginChat(ctx, lease, n, p.ID)
	if errors.Is(err, store.ErrConflict) {
		return true, nil // the lease is lost: it is another's to send
	}
	if err != nil || !ok {
		return false, err
	}
	err = s.client.SendText(ctx, p.Openid, w.Text)
	return s.afterChat(ctx, quiet, d, err)
}

// afterChat decides what a customer-service message's outcome means.
func (s *Sender) afterChat(ctx context.Context, quiet store.Quiet, d *act.Delivery, failure error) (settled bool, err error) {
	n, now := &d.Notice, s.now()
	verdict := wechat.Decide(failure)
	n.Outcome, n.Code = "", codeOf(failure)
	switch verdict {
	case wechat.Done:
		sent(n, store.ChannelChat, 0, now)
	case wechat.Unknown:
		unknown(n, now)
	case wechat.Retry, wechat.Refresh:
		s.rest(apiChat, failure, now)
		later(n, failure, quiet, now)
	case wechat.WaitQuota:
		s.exhausted(apiChat, now)
		return false, nil
	case wechat.ChangeChannel:
		if n.Code == codeNoWindow || n.Code == codeNoQuota {
			// The platform counts otherwise than we do, and it is the platform
			// that decides. That the note may fail only costs a call.
			_, err := s.acts.SpendWindow(ctx, d.Person.ID, true)
			return false, err
		}
		return false, nil
	default:
		unreached(n, "refused")
	}
	s.explain(n, failure)
	return true, nil
}

// template is the second step: a template message that opens a page.
func (s *Sender) template(ctx context.Context, view *act.View, d *act.Delivery, w bot.Words) {
	n, now, quiet := &d.Notice, s.now(), view.Quiet(d.Notice.OfficeID)
	t, ok := templateFor(view, n.Kind)
	if !ok {
		s.withoutTemplate(d, w, quiet, now)
		return
	}
	n.Channel = store.ChannelTemplate
	if end, closed := s.gate.closed(apiTemplate, now); closed {
		until(n, end, quiet)
		return
	}
	// The platform delivers one message for one client_msg_id, so that a sender
	// that died, or does not know, may repeat it.
	job, err := s.client.SendTemplate(ctx, wechat.Template{To: d.Person.Openid, TemplateID: t.ID, URL: w.URL,
		ClientMsgID: n.ID, Fields: t.fill(d, w)})
	s.afterKeyed(n, apiTemplate, quiet, job, err)
}

// withoutTemplate: when only the chat's quota is in the way, the chat is waited
// for as long as its window holds.
func (s *Sender) withoutTemplate(d *act.Delivery, w bot.Words, quiet store.Quiet, now time.Time) {
	n := &d.Notice
	if end, closed := s.gate.closed(apiChat, now); closed && w.Text != "" && d.Person.WindowOpen(end) {
		until(n, end, quiet)
		return
	}
	unreached(n, "no template")
}

// afterKeyed decides what the outcome of a message under an id of ours means, by the
// notice's channel. One whose outcome was unknown is repeated once; then a person
// decides.
func (s *Sender) afterKeyed(n *store.Notice, a api, quiet store.Quiet, job int64, failure error) {
	now, doubt := s.now(), n.Outcome == outcomeDoubt
	verdict := wechat.Decide(failure)
	n.Code = codeOf(failure)
	switch {
	case verdict == wechat.Done:
		sent(n, n.Channel, job, now)
	case verdict == wechat.ChangeChannel, verdict == wechat.GiveUp:
		unreached(n, "refused")
	case verdict == wechat.WaitQuota:
		s.exhausted(a, now)
		until(n, wechat.QuotaReturns(now), quiet)
	case verdict == wechat.Unknown && !doubt:
		n.Outcome = outcomeDoubt
		later(n, failure, store.Quiet{}, now) // at once: the platform forgets ids after minutes
	default:
		s.rest(a, failure, now)
		later(n, failure, quiet, now)
	}
	if doubt && n.State == store.NoticeWaiting {
		unknown(n, now)
	}
	s.explain(n, failure)
}

// orText is the third step: what would be left to the telephone waits for the sender
// of text messages instead, where there is a gateway and it may go by one.
func (s *Sender) orText(view *act.View, d *act.Delivery) {
	n := &d.Notice
	if n.State != store.NoticeUnreached || !s.texts || !view.MayText(n, d.Deputy) {
		return
	}
	n.State, n.Channel, n.Outcome, n.Tries = store.NoticeWaiting, store.ChannelSMS, "", 0
	until(n, s.now(), view.Quiet(n.OfficeID))
}

// rest lets a call rest that was made too often this minute.
func (s *Sender) rest(a api, failure error, now time.Time) {
	if codeOf(failure) == codePerMinute {
		s.gate.shut(a, now.Add(perMinute))
	}
}

// exhausted lets a call rest until its daily quota returns.
func (s *Sender) exhausted(a api, now time.Time) {
	s.count.quota.Add(1)
	s.gate.shut(a, wechat.QuotaReturns(now))
	s.log.Warn("daily quota is used up", "api", string(a), "returns", wechat.QuotaReturns(now))
}

// explain tells an operator of failures that only an operator can end.
func (s *Sender) explain(n *store.Notice, failure error) {
	if wechat.NeedsOperator(failure) {
		s.log.Error("notices cannot be sent until the account's settings are mended", "kind", n.Kind,
			"code", n.Code, "meaning", wechat.Explain(n.Code))
	}
}
