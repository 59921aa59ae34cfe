package jobs

import (
	"context"
	"testing"
	"time"

	"liaison/bot/wechat"
	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/db"
)

const pathMass = "/cgi-bin/message/mass/sendall"

// mass puts a mass message of the office at the root into the outbox.
func (b *bench) mass() (notice string) {
	b.t.Helper()
	now := b.Now()
	cast := &store.Broadcast{ID: store.NewID(now), Created: now, OfficeID: b.root, Way: store.WayMass, State: store.BroadcastSending,
		Title: "接待日公告", Text: "本周五上午，县人大代表在联络站接待群众。", Release: now, Chosen: 2, Queued: 1, Version: 1}
	b.insert(db.Batch{Broadcasts: []*store.Broadcast{cast}})
	return b.notice(store.Notice{Kind: store.NoticeBroadcast, Ref: cast.ID})
}

func TestFaultsOfMassMessages(t *testing.T) {
	each(t, func(b *bench) {
		p := b.person(false)
		for _, f := range faultTable {
			id := b.mass()
			b.strike(f.fault, pathMass)
			s, _ := b.sender()
			b.once(s)
			b.expect(f.name, p, id, f.mass)
		}
	})
}

// TestMassMessageGoesOnce: whatever nobody knows of the first call, a phone gets one.
func TestMassMessageGoesOnce(t *testing.T) {
	each(t, func(b *bench) {
		p := b.person(false)
		b.person(true)
		half := b.mass()
		b.strike(sim.Fault{Kind: sim.FaultHalf, Done: true, Times: 1}, pathMass) // it took effect, and nobody was told
		s, _ := b.sender()
		b.once(s)
		b.step(time.Minute)
		b.once(s)
		if n := b.read(half); n.State != store.NoticeSent || n.JobID == 0 || b.got(p.Openid, sim.ViaMass) != 1 {
			b.t.Errorf("after half an answer: %+v, %d on the phone", n, b.got(p.Openid, sim.ViaMass))
		}
		b.step(24 * time.Hour) // the platform takes one to everybody a day
		killed := b.mass()
		b.kill()
		b.step(121 * time.Second)
		s, _ = b.sender()
		b.once(s)
		if n := b.read(killed); n.State != store.NoticeSent || n.JobID == 0 || b.got(p.Openid, sim.ViaMass) != 2 {
			b.t.Errorf("after a kill: %+v, %d on the phone", n, b.got(p.Openid, sim.ViaMass))
		}
		b.step(24 * time.Hour)
		doubt := b.mass()
		b.strike(sim.Fault{Kind: sim.FaultReset}, pathMass)
		for range 5 {
			s, _ = b.sender()
			b.once(s)
			b.step(10 * time.Minute)
		}
		if n := b.read(doubt); n.State != store.NoticeUnknown || b.calls(pathMass) != 2 {
			b.t.Errorf("in doubt twice: %+v after %d calls", n, b.calls(pathMass))
		}
	})
}

// TestMassPreview shows the words to one person, and to no other.
func TestMassPreview(t *testing.T) {
	each(t, func(b *bench) {
		p, other := b.person(false), b.person(false)
		id := b.notice(store.Notice{Kind: store.NoticeMassTry, PersonID: p.ID, Text: "接待日公告", Urgent: true})
		s, _ := b.sender()
		b.once(s)
		if n := b.read(id); n.State != store.NoticeSent || n.Channel != store.ChannelMass || b.got(p.Openid, sim.ViaMass) != 1 || b.got(other.Openid, sim.ViaMass) != 0 {
			b.t.Errorf("%+v", n)
		}
	})
}

// SendMass is that of a platform whose caller dies when its call has gone out.
func (d dying) SendMass(ctx context.Context, m wechat.Mass) (int64, error) {
	_, _ = d.Client.SendMass(ctx, m)
	panic(errDied)
}
