package jobs

import (
	"context"

	"liaison/bot/wechat"
	"liaison/store"
	"liaison/store/act"
)

// mass sends a mass message: one call for everybody, with no other channel behind it.
// The platform sends one for one id, so that it may be repeated.
func (s *Sender) mass(ctx context.Context, quiet store.Quiet, d *act.Delivery) error {
	n, now := &d.Notice, s.now()
	n.Channel = store.ChannelMass
	end, closed := s.gate.closed(apiMass, now)
	switch {
	case closed:
		until(n, end, quiet)
		return nil
	case quiet.Silent(now):
		until(n, now, quiet)
		return nil
	}
	people, err := s.acts.MassAudience(ctx, d.Broadcast)
	if err != nil {
		return err
	}
	job, err := s.client.SendMass(ctx, wechat.Mass{To: people, Everybody: people == nil, Text: d.Broadcast.MassText(), ClientMsgID: n.ID})
	s.afterKeyed(n, apiMass, quiet, job, err)
	if n.State == store.NoticeUnreached {
		n.Channel = store.ChannelMass // there is nobody to telephone
	}
	return nil
}

// tryMass shows a mass message to who writes it. It has no id, and is not repeated
// when nobody knows whether it came.
func (s *Sender) tryMass(ctx context.Context, quiet store.Quiet, d *act.Delivery) {
	n, now := &d.Notice, s.now()
	n.Channel = store.ChannelMass
	err := s.client.PreviewMass(ctx, d.Person.Openid, n.Text)
	if wechat.Decide(err) == wechat.Unknown {
		unknown(n, now)
		return
	}
	s.afterKeyed(n, apiMass, quiet, 0, err)
	if n.State == store.NoticeUnreached {
		n.Channel = store.ChannelMass
	}
}
