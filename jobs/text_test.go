package jobs

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// texter is the sender of text messages over a gateway of the test's own.
func (b *bench) texter(p *provider) (*Texter, *counts) {
	c := b.config()
	if p != nil {
		g := NewHTTPGateway(p.URL, gatewayKey, 200*time.Millisecond, b.Now)
		b.t.Cleanup(g.Close)
		c.Gateway = g
	}
	c, err := c.withDefaults()
	b.must(err)
	var n counts
	return newTexter(c, newGate(), &n), &n
}

// ladder is a sender whose last step before the telephone is a gateway.
func (b *bench) ladder() *Sender {
	s, _ := b.sender()
	s.texts = true
	return s
}

// member puts a deputy with a number into the roster; each number is another.
func (b *bench) member(phone string) string {
	b.t.Helper()
	var id string
	b.must(b.acts.Do(b.t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error {
		d, err := tx.AddDeputy(store.Deputy{OfficeID: b.root, Name: "张三", Phone: phone})
		if err == nil {
			id = d.ID
		}
		return err
	}))
	return id
}

// due puts a notice for a deputy into the outbox that may go by text message.
func (b *bench) due(deputy string) string {
	b.t.Helper()
	return b.notice(store.Notice{Kind: store.NoticeReportDue, DeputyID: deputy, Ref: "g." + store.NewID(b.Now()), Text: "12月15日"})
}

// allow changes a setting of the whole installation.
func (b *bench) allow(name store.Setting, value string) {
	b.t.Helper()
	b.must(b.d.Tx(b.t.Context(), func(q db.Q) error {
		return db.PutSetting(b.t.Context(), q, store.SettingRow{OfficeID: b.root, Name: string(name), Value: value, At: b.Now()})
	}))
	b.acts = b.replica(b.d) // which reads the settings as they are
}

// What WeChat cannot bring to a deputy goes by text message, once, and not what the
// office does not allow, nor to whom it has no number of.
func TestTextIsTheThirdStep(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		s := b.ladder()
		x, n := b.texter(p)
		unbound := b.due(b.member("13800000001"))
		numberless := b.due(b.member(""))
		opinion := b.notice(store.Notice{Kind: store.NoticeDraftBack, DeputyID: b.member("13800000002"), Ref: "d.1"})
		voter := b.notice(store.Notice{PersonID: "nobody"})
		if b.once(s); b.once(x) != 1 {
			b.t.Error("not exactly one waited for the gateway")
		}
		if got := b.read(unbound); got.State != store.NoticeSent || got.Channel != store.ChannelSMS || got.Outcome != "" {
			b.t.Errorf("unbound: %+v", got)
		}
		got := p.sentTo("13800000001")
		if len(got) != 1 || got[0].ID != unbound || !strings.Contains(got[0].Text, "某县人大：张三代表") || strings.Contains(got[0].Text, "http") {
			b.t.Errorf("%+v", got)
		}
		for _, id := range []string{numberless, opinion} {
			if got := b.read(id); got.State != store.NoticeUnreached || got.Channel != store.ChannelPhone || got.Outcome != "no wechat" {
				b.t.Errorf("%+v", got)
			}
		}
		if got := b.read(voter); got.State != store.NoticeDropped {
			b.t.Errorf("voter: %+v", got)
		}
		if b.once(s)+b.once(x) != 0 || len(p.took) != 1 || n.texts.Load() != 1 {
			b.t.Errorf("%d messages went", len(p.took))
		}
	})
}

// Somebody who is bound, and whose phone refuses the template, has a link that opens
// in WeChat.
func TestRefusedTemplateGoesByText(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		s := b.ladder()
		x, _ := b.texter(p)
		id := b.member("13800000001")
		who := b.person(false)
		b.must(b.acts.Do(t.Context(), store.PersonActor(who, "test"), "", func(tx *act.Tx) error {
			self, err := tx.LockSelf()
			self.DeputyID = id
			return err
		}))
		b.strike(sim.Fault{Kind: sim.FaultErrcode, Code: 43004}, pathTemplate)
		n := b.due(id)
		b.once(s)
		if got := b.read(n); got.State != store.NoticeWaiting || got.Channel != store.ChannelSMS {
			b.t.Fatalf("%+v", got)
		}
		b.once(x)
		got := p.sentTo("13800000001")
		if len(got) != 1 || !strings.Contains(got[0].Text, "在微信里打开：https://example.org/h5/") {
			b.t.Errorf("%+v", got)
		}
		b.allow(store.SetSMSDeadline, "false")
		s, _ = b.sender()
		s.texts = true
		n = b.due(id)
		b.once(s)
		if got := b.read(n); got.State != store.NoticeUnreached || got.Outcome != "refused" {
			b.t.Errorf("not allowed: %+v", got)
		}
	})
}

// A template that the platform took and then could not deliver goes by text message.
func TestBlockedTemplateGoesByText(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		x, _ := b.texter(p)
		deputies := []string{b.member("13800000001"), b.member("")}
		for i, id := range deputies {
			n := b.due(id)
			job := int64(70 + i)
			b.must(b.d.Tx(t.Context(), func(q db.Q) error {
				row := b.read(n)
				row.State, row.Channel, row.JobID = store.NoticeSent, store.ChannelTemplate, job
				return db.UpdateNotices(t.Context(), q, &row)
			}))
			b.must(b.acts.Do(t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error { return tx.Reported(job, "failed:user block") }))
			want := []store.NoticeState{store.NoticeSent, store.NoticeUnreached}[i]
			b.once(x)
			if got := b.read(n); got.State != want {
				b.t.Errorf("%d: %+v", i, got)
			}
		}
		if len(p.took) != 1 {
			b.t.Errorf("%d sent", len(p.took))
		}
	})
}

// Every misbehaviour of the gateway ends as promised, and the message went once at
// most. Another notice of the same moment goes by WeChat as if nothing were wrong.
func TestFaultsOfTexts(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		for i, f := range gatewayFaults(p) {
			x, _ := b.texter(p)
			phone := fmt.Sprintf("138000000%02d", i)
			id := b.due(b.member(phone))
			other := b.notice(store.Notice{PersonID: b.person(true).ID})
			p.strike(f.fault)
			s := b.ladder()
			b.once(s)
			b.once(x)
			if got := b.read(other); got.State != store.NoticeSent || got.Channel != store.ChannelChat {
				b.t.Errorf("%s: another notice is %s", f.name, got.State)
			}
			got := b.read(id)
			var ok bool
			switch f.verdict {
			case GatewayUnknown:
				ok = got.State == store.NoticeUnknown && got.Channel == store.ChannelSMS
			case GatewayRefused:
				ok = got.State == store.NoticeUnreached && got.Channel == store.ChannelPhone && got.Outcome == "sms refused"
			case GatewayLater:
				ok = got.State == store.NoticeWaiting && got.Channel == store.ChannelSMS && got.Tries == 1 && got.NextAt.Equal(b.Now().Add(textRest))
			}
			if !ok || got.Lease != "" {
				b.t.Errorf("%s: %+v", f.name, got)
			}
			p.strike(nil)
			b.step(2 * time.Minute)
			b.once(x)
			if n := len(p.sentTo(phone)); n > 1 || f.verdict == GatewayLater && n != 1 {
				b.t.Errorf("%s: %d messages went", f.name, n)
			}
		}
	})
}

// A gateway that is down leaves its messages to the telephone within a few hours,
// and is asked for few of them meanwhile: each it was given is in doubt.
func TestGatewayIsDown(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		s := b.ladder()
		x, _ := b.texter(p)
		p.strike(cut)
		var ids []string
		for i := range 30 {
			ids = append(ids, b.due(b.member(fmt.Sprintf("138000001%02d", i))))
		}
		b.once(s)
		for range 360 {
			for b.once(x) > 0 {
			}
			b.step(30 * time.Second)
		}
		states := map[store.NoticeState]int{}
		for _, id := range ids {
			states[b.read(id).State]++
		}
		if doubt := states[store.NoticeUnknown]; doubt != len(p.took) || doubt > 20 || doubt+states[store.NoticeUnreached] != len(ids) {
			b.t.Errorf("%v, %d were given to the gateway", states, len(p.took))
		}
	})
}

// A sender that died over a message leaves it in doubt; before that, the next one
// sends it.
func TestSenderOfTextsDies(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		id := b.due(b.member("13800000001"))
		b.once(b.ladder())
		lease, list, err := b.acts.TextDeliveries(t.Context(), 10)
		b.must(err)
		if len(list) != 1 {
			b.t.Fatal(len(list))
		}
		if leave, err := b.acts.BeginText(t.Context(), lease, &list[0].Notice); err != nil || leave.Phone != "13800000001" {
			b.t.Fatal(leave.Spent, err)
		}
		b.step(3 * time.Minute)
		x, _ := b.texter(p)
		b.once(x)
		if got := b.read(id); got.State != store.NoticeUnknown || len(p.took) != 0 {
			b.t.Errorf("%+v, %d sent", got, len(p.took))
		}
		if _, err := b.acts.BeginText(t.Context(), lease, &list[0].Notice); err == nil {
			b.t.Error("a lost lease sends")
		}
	})
}

// The number is the one that the roster has when the message leaves: one that was
// taken away is not used.
func TestErasedNumberIsNotUsed(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		deputy := b.member("13800000001")
		id := b.due(deputy)
		b.once(b.ladder())
		b.must(b.acts.Do(t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error {
			return tx.EditDeputy(deputy, act.DeputyFacts{Deputy: store.Deputy{OfficeID: b.root, Name: "张三"}, DropPhone: true}, 1)
		}))
		x, _ := b.texter(p)
		b.once(x)
		if got := b.read(id); got.State != store.NoticeUnreached || len(p.took) != 0 {
			b.t.Errorf("%+v, %d sent", got, len(p.took))
		}
	})
}

// The hour's quota puts off, the day's leaves to the telephone, and whoever must
// telephone hears of it once a day.
func TestTextQuotas(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		b.must(b.acts.Do(t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error {
			_, err := tx.AddStaff(store.Staff{Login: "clerk", Name: "王五", OfficeID: b.root, Roles: []store.Role{store.RoleClerk}}, "hash")
			return err
		}))
		b.allow(store.SetSMSHour, "2")
		b.allow(store.SetSMSDay, "3")
		var ids []string
		for i := range 5 {
			ids = append(ids, b.due(b.member(fmt.Sprintf("1380000000%d", i))))
		}
		states := func() (sent, waiting, unreached int) {
			for _, id := range ids {
				switch n := b.read(id); n.State {
				case store.NoticeSent:
					sent++
				case store.NoticeWaiting:
					waiting++
				case store.NoticeUnreached:
					unreached++
					if n.Outcome != "sms quota" {
						b.t.Errorf("%+v", n)
					}
				}
			}
			return sent, waiting, unreached
		}
		b.once(b.ladder())
		x, n := b.texter(p)
		b.once(x)
		if sent, waiting, _ := states(); sent != 2 || waiting != 3 {
			b.t.Errorf("in the first hour %d went, %d wait", sent, waiting)
		}
		b.step(61 * time.Minute)
		b.once(x)
		if sent, waiting, unreached := states(); sent != 3 || waiting != 0 || unreached != 2 {
			b.t.Errorf("on the first day %d went, %d wait, %d are for the telephone", sent, waiting, unreached)
		}
		if len(p.took) != 3 || n.quota.Load() == 0 {
			b.t.Errorf("%d sent, %d alarms", len(p.took), n.quota.Load())
		}
		if told := b.told(store.NoticeSMSFull); told != 1 {
			b.t.Errorf("the desk was told %d times", told)
		}
		b.step(24 * time.Hour)
		b.due(b.member("13800000009"))
		b.once(b.ladder())
		b.once(x)
		if len(p.sentTo("13800000009")) != 1 {
			b.t.Error("the next day nothing went")
		}
	})
}

// told counts the notices of a kind.
func (b *bench) told(kind store.NoticeKind) int {
	b.t.Helper()
	list := dbtest.Notices(b.t, b.d.Read(), b.root, store.NoticeWaiting, store.NoticeSent, store.NoticeDropped)
	n := 0
	for _, one := range list {
		if one.Kind == kind {
			n++
		}
	}
	return n
}

// At night nothing goes by text message either.
func TestTextsKeepQuietHours(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		id := b.due(b.member("13800000001"))
		b.set(time.Date(2026, 11, 23, 22, 0, 0, 0, store.ChinaTime).UTC())
		s := b.ladder()
		x, _ := b.texter(p)
		b.once(s)
		b.once(x)
		if got := b.read(id); len(p.took) != 0 || !got.NextAt.Equal(time.Date(2026, 11, 24, 8, 0, 0, 0, store.ChinaTime)) {
			b.t.Errorf("%+v, %d sent", got, len(p.took))
		}
		b.set(time.Date(2026, 11, 24, 8, 0, 0, 0, store.ChinaTime).UTC())
		b.once(x)
		if len(p.took) != 1 {
			b.t.Errorf("%d sent in the morning", len(p.took))
		}
	})
}

// Where the gateway was taken away, what waited for it is for the telephone.
func TestTextsWithoutGateway(t *testing.T) {
	each(t, func(b *bench) {
		id := b.due(b.member("13800000001"))
		b.once(b.ladder())
		x, _ := b.texter(nil)
		b.once(x)
		if got := b.read(id); got.State != store.NoticeUnreached || got.Outcome != "sms none" {
			b.t.Errorf("%+v", got)
		}
	})
}

// A gateway that hangs keeps its own queue waiting and nothing else: another notice
// leaves while the call hangs.
func TestSlowGatewayBlocksNobody(t *testing.T) {
	each(t, func(b *bench) {
		p := newProvider(t)
		began, let := make(chan struct{}, 1), make(chan struct{})
		p.strike(func(w http.ResponseWriter, r *http.Request, took func()) bool {
			began <- struct{}{}
			<-let
			return false
		})
		id := b.due(b.member("13800000001"))
		b.once(b.ladder())
		c := b.config()
		c.Gateway = NewHTTPGateway(p.URL, gatewayKey, time.Minute, b.Now)
		c, err := c.withDefaults()
		b.must(err)
		var n counts
		x, done := newTexter(c, newGate(), &n), make(chan error)
		go func() { _, err := x.RunOnce(t.Context(), b.Now()); done <- err }()
		<-began
		other := b.notice(store.Notice{PersonID: b.person(true).ID})
		b.once(b.ladder())
		if got := b.read(other); got.State != store.NoticeSent {
			b.t.Errorf("another notice is %s while the gateway hangs", got.State)
		}
		close(let)
		b.must(<-done)
		if got := b.read(id); got.State != store.NoticeSent {
			b.t.Errorf("%+v", got)
		}
	})
}
