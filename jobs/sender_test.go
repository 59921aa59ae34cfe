package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"liaison/bot"
	"liaison/bot/wechat"
	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

func TestLadder(t *testing.T) {
	each(t, func(b *bench) {
		s, _ := b.sender()
		open, shut, spent := b.person(true), b.person(false), b.person(true)
		chat := b.notice(store.Notice{PersonID: open.ID, Ref: "a"})
		page := b.notice(store.Notice{PersonID: shut.ID, Ref: "b"})
		for i := range 6 {
			b.notice(store.Notice{PersonID: spent.ID, Ref: fmt.Sprint(i)})
		}
		if n := b.once(s); n != 8 {
			b.t.Fatalf("claimed %d notices, want 8", n)
		}
		if n := b.read(chat); n.State != store.NoticeSent || n.Channel != store.ChannelChat || !n.Sent.Equal(monday) {
			b.t.Errorf("inside the window: %+v", n)
		}
		if n := b.read(page); n.State != store.NoticeSent || n.Channel != store.ChannelTemplate {
			b.t.Errorf("outside the window: %+v", n)
		}
		if c, p := b.got(spent.Openid, sim.ViaCustom), b.got(spent.Openid, sim.ViaTemplate); c != 5 || p != 1 {
			b.t.Errorf("six notices in one window: %d by chat and %d by template, want 5 and 1", c, p)
		}
		items, err := b.sim.Inbox(spent.Openid)
		b.must(err)
		for i, item := range items[:5] {
			if item.Text != "您好，"+fmt.Sprint(i) {
				b.t.Errorf("notice %d arrived out of order: %s", i, item.Text)
			}
		}
	})
}

func TestWhoCannotBeReached(t *testing.T) {
	each(t, func(b *bench) {
		s, count := b.sender()
		left := b.person(true)
		b.must(b.acts.Do(b.t.Context(), store.PersonActor(left, "test"), "", func(tx *act.Tx) error {
			p, err := tx.LockSelf()
			b.must(err)
			p.Openid, p.Gone = "", b.Now()
			return nil
		}))
		for _, c := range []struct {
			n    store.Notice
			want store.NoticeState
		}{
			{store.Notice{PersonID: left.ID}, store.NoticeDropped},
			{store.Notice{DeputyID: "d"}, store.NoticeUnreached},
			{store.Notice{StaffID: "s", Urgent: true}, store.NoticeUnreached},
			{store.Notice{StaffID: "s"}, store.NoticeDropped}, // is in the console
		} {
			id := b.notice(c.n)
			b.once(s)
			if got := b.read(id); got.State != c.want {
				b.t.Errorf("%+v: got %s, want %s", c.n, got.State, c.want)
			}
		}
		if n := len(b.sim.Log()); count.unreached.Load() != 2 || count.dropped.Load() != 2 || b.calls(pathChat)+b.calls(pathTemplate) != 0 {
			b.t.Errorf("counted %d unreached, %d dropped; %d calls", count.unreached.Load(), count.dropped.Load(), n)
		}
	})
}

func TestWithoutTemplateToTheTelephone(t *testing.T) {
	each(t, func(b *bench) {
		b.remember("template."+string(GenericTemplate), "")
		id := b.notice(store.Notice{PersonID: b.person(false).ID})
		s, _ := b.sender()
		b.once(s)
		if n := b.read(id); n.State != store.NoticeUnreached || n.Channel != store.ChannelPhone {
			b.t.Errorf("got %+v", n)
		}
	})
}

func TestNoCallUntilTheQuotaReturns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBench(t, d, map[string]int{pathTemplate: 1, pathChat: 1})
		s, count := b.sender()
		b.sim.ClearLog()
		notify := func() (id string) { return b.notice(store.Notice{PersonID: b.person(true).ID}) }
		notify()
		b.once(s) // by chat, the only one of the day
		notify()
		b.once(s) // by template, the only one of the day
		var ids []string
		for range 10 {
			ids = append(ids, notify())
			b.once(s)
			b.step(time.Minute)
		}
		if c, p := b.calls(pathChat), b.calls(pathTemplate); c != 2 || p != 2 {
			t.Errorf("%d chat and %d template calls, want one each that found the quota used up", c, p)
		}
		morning := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) // 8:00 in China, after quiet hours
		for _, id := range ids {
			if n := b.read(id); n.State != store.NoticeWaiting || !n.NextAt.Equal(morning) {
				t.Errorf("got %s until %s", n.State, n.NextAt)
			}
		}
		if count.quota.Load() != 2 {
			t.Errorf("quota counted %d times, want 2", count.quota.Load())
		}
		b.set(wechat.QuotaReturns(monday))
		urgent := b.notice(store.Notice{PersonID: b.person(false).ID, Urgent: true})
		if b.once(s); b.read(urgent).State != store.NoticeSent {
			t.Errorf("after midnight: %+v", b.read(urgent))
		}
	})
}

func TestStaleTokenCostsOneRefresh(t *testing.T) {
	each(t, func(b *bench) {
		s, count := b.sender()
		b.once(s)
		b.sim.RevokeTokens()
		b.sim.ClearLog()
		for range 30 {
			b.notice(store.Notice{PersonID: b.person(false).ID})
		}
		b.once(s)
		if n := b.calls(pathToken); n != 1 || count.sent.Load() != 30 {
			b.t.Errorf("%d refreshes for %d notices sent, want one for 30", n, count.sent.Load())
		}
	})
}

func TestTemplateInDoubtIsRepeatedOnceUnderItsId(t *testing.T) {
	each(t, func(b *bench) {
		s, _ := b.sender()
		p, q := b.person(false), b.person(false)
		arrived, never := b.notice(store.Notice{PersonID: p.ID}), b.notice(store.Notice{PersonID: q.ID})
		b.sim.ClearLog()
		b.must(b.sim.Fault(sim.Fault{Path: pathTemplate, Kind: sim.FaultHalf, Done: true, Times: 1, OpenID: p.Openid}))
		b.must(b.sim.Fault(sim.Fault{Path: pathTemplate, Kind: sim.FaultReset, OpenID: q.Openid}))
		for range 5 {
			b.once(s)
			b.step(11 * time.Second)
		}
		if n := b.read(arrived); n.State != store.NoticeSent || n.JobID == 0 || b.got(p.Openid, sim.ViaTemplate) != 1 {
			b.t.Errorf("one that went out all the same: %+v, %d arrived", n, b.got(p.Openid, sim.ViaTemplate))
		}
		if n := b.read(never); n.State != store.NoticeUnknown {
			b.t.Errorf("in doubt twice: %+v", n)
		}
		keys := map[string]int{}
		for _, c := range b.sim.Log() {
			if c.Path == pathTemplate {
				keys[c.Key]++
			}
		}
		if keys[arrived] != 2 || len(keys) > 2 || b.calls(pathTemplate) != 4 {
			b.t.Errorf("calls by client_msg_id: %v, want two under each", keys)
		}
	})
}

// dying is a platform whose caller dies when its call has gone out.
type dying struct{ Client }

var errDied = errors.New("killed")

func (d dying) SendText(ctx context.Context, to, text string) error {
	_ = d.Client.SendText(ctx, to, text)
	panic(errDied)
}

func (d dying) SendTemplate(ctx context.Context, t wechat.Template) (int64, error) {
	_, _ = d.Client.SendTemplate(ctx, t)
	panic(errDied)
}

// kill claims what is due, sends it, and dies before anything is written.
func (b *bench) kill() {
	b.t.Helper()
	s, _ := b.sender()
	s.client = dying{b.client}
	lease, list, err := s.acts.Deliveries(b.t.Context(), claimMost)
	b.must(err)
	view, err := b.acts.View(b.t.Context())
	b.must(err)
	for i := range list {
		func() {
			defer func() {
				if recover() == nil {
					b.t.Error("the sender did not die")
				}
			}()
			_ = s.send(b.t.Context(), lease, view, &list[i])
		}()
	}
}

func TestKilledBetweenSendAndFinish(t *testing.T) {
	each(t, func(b *bench) {
		p, q := b.person(true), b.person(false)
		chat, page := b.notice(store.Notice{PersonID: p.ID}), b.notice(store.Notice{PersonID: q.ID})
		b.kill()
		b.sim.ClearLog()
		s, _ := b.sender()
		if n := b.once(s); n != 0 {
			b.t.Fatalf("%d notices were claimed while the lease ran", n)
		}
		b.step(121 * time.Second)
		b.once(s)
		if n := b.read(chat); n.State != store.NoticeUnknown || b.got(p.Openid, sim.ViaCustom) != 1 || b.calls(pathChat) != 0 {
			b.t.Errorf("chat: %+v, %d calls more", n, b.calls(pathChat))
		}
		if n := b.read(page); n.State != store.NoticeSent || b.got(q.Openid, sim.ViaTemplate) != 1 || b.calls(pathTemplate) != 1 {
			b.t.Errorf("template: %+v, %d calls more, %d arrived", n, b.calls(pathTemplate), b.got(q.Openid, sim.ViaTemplate))
		}
	})
}

func TestTwoSendersOneOutbox(t *testing.T) {
	each(t, func(b *bench) {
		const people = 150
		var all []*store.Person
		for i := range people {
			p := b.person(i%3 == 0)
			all = append(all, p)
			b.notice(store.Notice{PersonID: p.ID, Ref: "1"})
			b.notice(store.Notice{PersonID: p.ID, Ref: "2"})
		}
		one, _ := b.sender()
		two, _ := b.sender()
		two.acts = b.replica(b.d)
		var wg sync.WaitGroup
		var failed atomic.Value
		for _, s := range []*Sender{one, two, one, two} {
			wg.Go(func() {
				for idle := 0; idle < 3; {
					n, err := s.RunOnce(b.t.Context(), b.Now())
					if err != nil {
						failed.Store(err)
						return
					}
					if idle++; n > 0 {
						idle = 0
					}
				}
			})
		}
		wg.Wait()
		if err := failed.Load(); err != nil {
			b.t.Fatal(err)
		}
		b.step(time.Minute) // two senders get in each other's way in the database: what that put off is due again
		b.drain(one)
		for _, p := range all {
			if n := b.got(p.Openid, sim.ViaCustom) + b.got(p.Openid, sim.ViaTemplate); n != 2 {
				b.t.Fatalf("somebody got %d messages for two notices", n)
			}
		}
	})
}

func (b *bench) drain(s *Sender) {
	for b.once(s) > 0 {
	}
}

func TestQuietHoursHoldWhatCanWait(t *testing.T) {
	each(t, func(b *bench) {
		night := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC) // 22:00 in China
		b.set(night)
		s, _ := b.sender()
		waits := b.notice(store.Notice{PersonID: b.person(true).ID})
		goes := b.notice(store.Notice{PersonID: b.person(true).ID, Urgent: true})
		b.once(s)
		if n := b.read(waits); n.State != store.NoticeWaiting || !n.NextAt.Equal(night.Add(10*time.Hour)) || n.Tries != 0 {
			b.t.Errorf("at night: %+v", n)
		}
		if n := b.read(goes); n.State != store.NoticeSent {
			b.t.Errorf("urgent at night: %+v", n)
		}
	})
}

// A failure late in the evening is tried again in the morning.
func TestRetryLeavesQuietHours(t *testing.T) {
	n := store.Notice{State: store.NoticeWaiting, Tries: 3}
	evening := time.Date(2026, 11, 23, 12, 50, 0, 0, time.UTC)
	later(&n, &wechat.CallError{}, store.DefaultQuiet(), evening)
	if want := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC); !n.NextAt.Equal(want) || n.Tries != 4 {
		t.Errorf("next try at %s (%d), want %s", n.NextAt, n.Tries, want)
	}
}

func TestGivenUpInTheEnd(t *testing.T) {
	var n store.Notice
	for range triesMost - 1 {
		later(&n, &wechat.CallError{}, store.Quiet{}, monday)
	}
	if n.State == store.NoticeUnreached || !n.NextAt.Equal(monday.Add(4*time.Hour)) {
		t.Errorf("before the last try: %+v", n)
	}
	operator := n
	later(&operator, &wechat.TokenError{Err: io.EOF}, store.Quiet{}, monday)
	later(&n, &wechat.CallError{}, store.Quiet{}, monday)
	if n.State != store.NoticeUnreached || operator.State == store.NoticeUnreached {
		t.Errorf("got %s, and %s for a fault of the account's settings", n.State, operator.State)
	}
}

// What follows a notice that failed waits with it.
func TestOrderIsKeptOverAFailure(t *testing.T) {
	each(t, func(b *bench) {
		p := b.person(true)
		b.notice(store.Notice{PersonID: p.ID, Ref: "1"})
		b.notice(store.Notice{PersonID: p.ID, Ref: "2"})
		b.must(b.sim.Fault(sim.Fault{Path: pathChat, Kind: sim.FaultErrcode, Code: -1, Times: 1}))
		s, _ := b.sender()
		b.once(s)
		if b.got(p.Openid, sim.ViaCustom) != 0 {
			b.t.Error("the second overtook the first")
		}
		b.step(11 * time.Second)
		b.once(s)
		items, err := b.sim.Inbox(p.Openid)
		b.must(err)
		if len(items) != 2 || !strings.HasSuffix(items[0].Text, "1") {
			b.t.Errorf("got %d messages, the first %q", len(items), items[0].Text)
		}
	})
}

// hanging answers nobody but those it does not know.
type hanging struct {
	Client
	openid string
	begun  chan struct{}
	free   chan struct{}
}

func (h hanging) SendTemplate(ctx context.Context, t wechat.Template) (int64, error) {
	if t.To == h.openid {
		close(h.begun)
		<-h.free
	}
	return h.Client.SendTemplate(ctx, t)
}

func TestOneHangingCallHoldsNobodyUp(t *testing.T) {
	each(t, func(b *bench) {
		stuck := b.person(false)
		held := b.notice(store.Notice{PersonID: stuck.ID})
		h := hanging{b.client, stuck.Openid, make(chan struct{}), make(chan struct{})}
		s, count := b.sender()
		s.client = h
		var wg sync.WaitGroup
		wg.Go(func() { b.once(s) })
		<-h.begun
		for range 250 {
			b.notice(store.Notice{PersonID: b.person(false).ID})
		}
		b.drain(s) // the other lanes
		if n := count.sent.Load(); n != 250 {
			b.t.Errorf("%d of 250 went out while one call hung", n)
		}
		close(h.free)
		wg.Wait()
		if n := b.read(held); n.State != store.NoticeSent {
			b.t.Errorf("the one that hung: %+v", n)
		}
	})
}

func TestAPanicFailsOneNotice(t *testing.T) {
	each(t, func(b *bench) {
		s, _ := b.sender()
		s.word = func(d act.Delivery, base string) bot.Words {
			if d.Notice.Ref == "bad" {
				panic("text of a person")
			}
			return word(d, base)
		}
		bad := b.notice(store.Notice{PersonID: b.person(true).ID, Ref: "bad"})
		good := b.notice(store.Notice{PersonID: b.person(true).ID, Ref: "good"})
		b.once(s)
		if n, m := b.read(bad), b.read(good); n.State != store.NoticeWaiting || n.Tries != 1 || m.State != store.NoticeSent {
			b.t.Errorf("bad %+v\ngood %+v", n, m)
		}
	})
}

// inOffice makes a deputy who exercises a mandate.
func (b *bench) inOffice() (id string) {
	b.must(b.acts.Do(b.t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error {
		o, err := tx.AddOffice(store.Office{Kind: store.OfficeTownship, Name: "甲镇人大"})
		b.must(err)
		d, err := tx.AddDeputy(store.Deputy{OfficeID: o.ID, Name: "张三"}, store.Mandate{Level: store.LevelTownship})
		b.must(err)
		id = d.ID
		return nil
	}))
	return id
}

func TestTagFollowsTheBinding(t *testing.T) {
	each(t, func(b *bench) {
		id := b.tag()
		p := b.person(true)
		tags := func() []int {
			for _, u := range b.sim.Users() {
				if u.OpenID == p.Openid {
					return u.Tags
				}
			}
			return nil
		}
		bind := func(deputy string) {
			b.must(b.acts.Do(b.t.Context(), store.PersonActor(p, "test"), "", func(tx *act.Tx) error {
				self, err := tx.LockSelf()
				b.must(err)
				self.DeputyID = deputy
				return nil
			}))
		}
		s, _ := b.sender()
		bind(b.inOffice())
		bound := b.notice(store.Notice{PersonID: p.ID, Kind: store.NoticeBound, Urgent: true})
		b.once(s)
		if got := tags(); len(got) != 1 || got[0] != id || b.read(bound).State != store.NoticeSent {
			b.t.Errorf("bound: tags %v", got)
		}
		bind("")
		unbound := b.notice(store.Notice{PersonID: p.ID, Kind: store.NoticeUnbound, Urgent: true})
		again := b.notice(store.Notice{PersonID: p.ID, Kind: store.NoticeBound, Urgent: true}) // overtaken: the person decides
		b.once(s)
		if got := tags(); len(got) != 0 || b.read(unbound).State != store.NoticeSent || b.read(again).State != store.NoticeSent {
			b.t.Errorf("unbound: tags %v", got)
		}
		if n := b.got(p.Openid, sim.ViaCustom); n != 2 {
			b.t.Errorf("%d messages: taking the tag off must say nothing", n)
		}
	})
}
