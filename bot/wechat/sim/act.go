package sim

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// act is something a user did: what it delivers, and what it opens.
type act struct {
	parcels []parcel
	url     string
	blocked bool // the account has the user on its blacklist: nothing is delivered
}

// prepare builds an act with s.mu held.
type prepare func(p *person, now time.Time) (act, error)

// do lets a user act and returns when the callback has answered or finally not.
func (s *Sim) do(ctx context.Context, openID string, build prepare) (Outcome, error) {
	a, err := s.begin(openID, build)
	if err != nil {
		return Outcome{}, err
	}
	return s.carryOut(ctx, a), nil
}

// doLater lets a user act and returns at once.
func (s *Sim) doLater(openID string, build prepare) (Outcome, error) {
	a, err := s.begin(openID, build)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{State: Sending, URL: a.url}
	if n := len(a.parcels); n > 0 {
		out.MsgID = a.parcels[n-1].msgID
	}
	s.queue.mu.Lock() // Close waits for s.running only after it closed the queue
	defer s.queue.mu.Unlock()
	if s.queue.closed {
		return Outcome{}, errors.New("the emulator is closed")
	}
	s.running.Go(func() { s.carryOut(s.ctx, a) })
	return out, nil
}

func (s *Sim) begin(openID string, build prepare) (act, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.acc.People[openID]
	if p == nil {
		return act{}, ErrNoUser
	}
	a, err := build(p, s.clock())
	if err != nil {
		return act{}, err
	}
	a.blocked = p.Blocked
	s.changed()
	return a, nil
}

// carryOut delivers in order; the outcome is that of the last parcel.
func (s *Sim) carryOut(ctx context.Context, a act) Outcome {
	out := Outcome{State: Answered}
	for _, p := range a.parcels {
		if a.blocked {
			out = s.conclude(p, Undelivered, nil, nil)
			continue
		}
		out = s.deliver(ctx, p)
	}
	out.URL = a.url
	return out
}

// Follow makes the user follow. A scene names the code he scanned to get here;
// empty for a search by name.
func (s *Sim) Follow(ctx context.Context, openID, scene string) (Outcome, error) {
	return s.do(ctx, openID, s.following(scene))
}

func (s *Sim) following(scene string) prepare {
	return func(p *person, now time.Time) (act, error) {
		if p.Following {
			return act{}, errors.New("this user follows the account already")
		}
		var ticket string
		if scene != "" {
			code, err := s.scanned(Scan{Scene: scene}, now)
			if err != nil {
				return act{}, err
			}
			ticket = code.Ticket
		}
		return s.subscribe(p, scene, ticket, now), nil
	}
}

func (s *Sim) subscribe(p *person, scene, ticket string, now time.Time) act {
	s.acc.follow(p, scene, now)
	p.openWindow(byFollow, now)
	c := s.eventXML(p.OpenID, "subscribe")
	if ticket == "" {
		c.text("EventKey", "")
	} else {
		p.openWindow(byScan, now)
		c.text("EventKey", "qrscene_"+scene)
		c.text("Ticket", ticket)
	}
	item := s.trace(p, now, "你关注了该公众号")
	return act{parcels: []parcel{{openID: p.OpenID, clear: c.String(), item: item, answers: true}}}
}

// trace puts the grey line of an event on the phone, which shows its delivery.
func (s *Sim) trace(p *person, now time.Time, text string) *Item {
	item := &Item{Time: now, From: FromUser, Kind: "event", Text: text, State: Sending}
	p.keep(item)
	return item
}

// Unfollow makes the user stop following.
func (s *Sim) Unfollow(ctx context.Context, openID string) (Outcome, error) {
	return s.do(ctx, openID, s.unfollowing)
}

func (s *Sim) unfollowing(p *person, now time.Time) (act, error) {
	if !p.Following {
		return act{}, ErrNotFollowing
	}
	s.acc.unfollow(p)
	c := s.eventXML(p.OpenID, "unsubscribe")
	c.text("EventKey", "")
	item := s.trace(p, now, "你取消了关注")
	return act{parcels: []parcel{{openID: p.OpenID, clear: c.String(), item: item}}}, nil
}

// Say sends a text as the user.
func (s *Sim) Say(ctx context.Context, openID, text string) (Outcome, error) {
	return s.do(ctx, openID, s.saying(text, ""))
}

// saying builds a text message; menuID is the tapped line of a msgmenu.
func (s *Sim) saying(text, menuID string) prepare {
	return func(p *person, now time.Time) (act, error) {
		if text == "" {
			return act{}, errors.New("the text is empty")
		}
		window := byMessage
		if menuID != "" {
			window = byClick
		}
		return s.message(p, window, now, &Item{Kind: "text", Text: text}, func(c *content) {
			c.text("Content", text)
			if menuID != "" {
				c.text("bizmsgmenuid", menuID)
			}
		})
	}
}

// message builds a parcel with a MsgId and the bubble that goes with it.
func (s *Sim) message(p *person, window string, now time.Time, item *Item, fill func(*content)) (act, error) {
	if !p.Following {
		return act{}, ErrNotFollowing
	}
	p.openWindow(window, now)
	item.Time, item.From, item.State, item.MsgID = now, FromUser, Sending, s.acc.next()
	p.keep(item)
	c := s.letterhead(p.OpenID, item.Kind, s.cfg.Now())
	fill(c)
	c.number("MsgId", item.MsgID)
	return act{parcels: []parcel{{
		openID: p.OpenID, clear: c.String(), msgID: item.MsgID, item: item, answers: true,
	}}}, nil
}

// Consent answers a wx-open-subscribe button as the user: one message per
// consent for a one-time template, until refused for a long-term one.
func (s *Sim) Consent(ctx context.Context, openID, templateID string, accept bool) (Outcome, error) {
	return s.do(ctx, openID, s.consenting(templateID, accept))
}

func (s *Sim) consenting(templateID string, accept bool) prepare {
	return func(p *person, now time.Time) (act, error) {
		t := findTemplate(s.acc.Notices, templateID)
		if t == nil {
			return act{}, fmt.Errorf("the account has no subscription template %q", templateID)
		}
		p.consent(t, accept)
		status := "reject"
		if accept {
			status = "accept"
		}
		c := s.eventXML(p.OpenID, "subscribe_msg_popup_event")
		c.open("SubscribeMsgPopupEvent")
		c.open("List")
		c.text("TemplateId", templateID)
		c.text("SubscribeStatusString", status)
		c.text("PopupScene", "1")
		c.close("List")
		c.close("SubscribeMsgPopupEvent")
		return act{parcels: []parcel{{openID: p.OpenID, clear: c.String()}}}, nil
	}
}
