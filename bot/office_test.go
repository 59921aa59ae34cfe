package bot

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// base is the public address in tests.
const base = "https://yj.example.cn"

// monday is a working day at half past nine in China.
var monday = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

// office is a small office on a database of its own, with a bot at its door and a
// clock that tests step.
type office struct {
	t     *testing.T
	db    *db.DB
	keys  *store.Keyring
	clock atomic.Int64
	acts  *act.Acts
	bot   *Bot

	town    store.Office
	first   store.District
	second  store.District
	station store.Station
	zhang   store.Deputy
	clerk   store.Actor
	officer store.Actor
	sent    int64
}

// offices opens one on each engine.
func offices(t *testing.T, test func(t *testing.T, o *office)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := empty(t, d)
		o.furnish()
		test(t, o)
	})
}

// empty is an office nobody has set up.
func empty(t *testing.T, d *db.DB) *office {
	t.Helper()
	keys, err := store.ParseKeyring(store.GenerateKey("k1"))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, db: d, keys: keys}
	o.clock.Store(monday.UnixMicro())
	o.acts = o.newActs()
	o.bot = o.newBot(o.acts)
	return o
}

func (o *office) newActs() *act.Acts {
	files, err := media.New(o.t.TempDir(), media.Options{})
	o.must(err)
	a := act.New(act.Config{DB: o.db, Keys: o.keys, Media: files, Now: o.now})
	o.t.Cleanup(a.Close)
	return a
}

func (o *office) newBot(a *act.Acts) *Bot {
	b := New(Config{Acts: a, Base: base})
	o.t.Cleanup(b.Close)
	return b
}

func (o *office) now() time.Time { return time.UnixMicro(o.clock.Load()) }

func (o *office) step(d time.Duration) { o.clock.Add(d.Microseconds()) }

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// furnish gives the office a town with two districts, a station, a deputy, a clerk
// and a petition officer.
func (o *office) furnish() {
	o.do(store.JobActor("test"), func(t *act.Tx) error {
		town, err := t.AddOffice(store.Office{Kind: store.OfficeTownship, Name: "甲镇人大主席团", Short: "甲镇人大", Phone: "0745-1234567"})
		o.must(err)
		o.town = *town
		return nil
	})
	o.do(store.JobActor("test"), func(t *act.Tx) error {
		o.first = o.district(t, "城东第一选区", `[[110,27],[110.1,27],[110.1,27.1],[110,27.1]]`)
		o.second = o.district(t, "城西第二选区", `[[111,27],[111.1,27],[111.1,27.1],[111,27.1]]`)
		s, err := t.AddStation(store.Station{OfficeID: o.town.ID, DistrictID: o.first.ID, Name: "城东代表联络站",
			Address: "城东路 1 号", Hours: "每月 15 日上午", Phone: "0745-7654321", Scene: "st1"})
		o.must(err)
		o.station = *s
		d, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: "张三", Order: 1},
			store.Mandate{Level: store.LevelTownship, DistrictID: o.first.ID, StationID: s.ID, Title: "甲镇人大代表"})
		o.must(err)
		o.zhang = *d
		o.clerk = o.staff(t, "clerk", store.RoleClerk)
		o.officer = o.staff(t, "officer", store.RolePetition)
		return nil
	})
}

func (o *office) district(t *act.Tx, name, outline string) store.District {
	d, err := t.AddDistrict(store.District{OfficeID: o.town.ID, Name: name, Outline: outline})
	o.must(err)
	return *d
}

func (o *office) staff(t *act.Tx, login string, r store.Role) store.Actor {
	s, err := t.AddStaff(store.Staff{OfficeID: o.town.ID, Login: login, Name: login, Roles: []store.Role{r}}, "hash")
	o.must(err)
	return store.StaffActor(s, "test")
}

func (o *office) do(actor store.Actor, fn func(*act.Tx) error) {
	o.t.Helper()
	o.must(o.acts.Do(o.t.Context(), actor, "", fn))
}

// message completes a message as the platform would send it now.
func (o *office) message(openid string, m store.Message) *store.Message {
	o.sent++
	m.From, m.To, m.CreateTime = openid, "gh_test", o.now().Unix()
	if m.Kind == "" {
		m.Kind = store.KindText
	}
	if m.Kind == store.KindEvent {
		m.CreateTime += o.sent // events of one second are told apart by it
	} else {
		m.MsgID = o.sent
	}
	return &m
}

func (o *office) send(openid string, m store.Message) string {
	o.t.Helper()
	r, err := o.bot.Answer(o.t.Context(), o.message(openid, m))
	o.must(err)
	return r.Text
}

func (o *office) say(openid, text string) string {
	o.t.Helper()
	return o.send(openid, store.Message{Text: text})
}

func (o *office) tap(openid, key string) string {
	o.t.Helper()
	return o.send(openid, store.Message{Kind: store.KindEvent, Event: store.EventClick, EventKey: key})
}

func (o *office) event(openid, event, key string) string {
	o.t.Helper()
	return o.send(openid, store.Message{Kind: store.KindEvent, Event: event, EventKey: key})
}

func (o *office) person(openid string) *store.Person {
	o.t.Helper()
	p, err := o.acts.PersonByOpenid(o.t.Context(), openid)
	o.must(err)
	return p
}

// items lists what somebody brought up, the newest first.
func (o *office) items(openid string) []store.Opinion {
	o.t.Helper()
	p, err := o.acts.PersonByOpenid(o.t.Context(), openid)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	o.must(err)
	list, err := o.acts.MyOpinions(o.t.Context(), store.PersonActor(p, "test"), 100)
	o.must(err)
	return list
}

// said lists what an item's author sent, in order.
func (o *office) said(item *store.Opinion) []act.Step {
	o.t.Helper()
	d, err := o.acts.Mine(o.t.Context(), store.Actor{Kind: store.ActorPerson, PersonID: item.PersonID}, item.ID)
	o.must(err)
	var steps []act.Step
	for _, s := range d.Steps {
		if s.Kind == store.EntrySaid {
			steps = append(steps, s)
		}
	}
	return steps
}

// bind makes somebody the deputy, by an invitation.
func (o *office) bind(openid string) {
	o.t.Helper()
	if got := o.say(openid, "邀请码 "+o.invite()); got != wordDeputyBound {
		o.t.Fatalf("binding: %q", got)
	}
}

func (o *office) invite() (code string) {
	o.t.Helper()
	o.do(o.clerk, func(t *act.Tx) (err error) {
		_, code, err = t.Invite(o.zhang.ID)
		return err
	})
	return code
}

// task lets somebody say something and puts it to the deputy.
func (o *office) task(text string) store.Opinion {
	o.t.Helper()
	from := "voter-of-" + text
	o.event(from, store.EventScan, "st1")
	o.say(from, text)
	item := o.items(from)[0]
	o.do(o.clerk, func(t *act.Tx) error {
		o.must(t.Triage(item.ID, store.TriageOurs, "", 0))
		return t.Forward(item.ID, o.zhang.ID, "", 0)
	})
	return o.items(from)[0]
}

func (o *office) want(got string, parts ...string) {
	o.t.Helper()
	for _, p := range parts {
		if p == "" && got != "" || !strings.Contains(got, p) {
			o.t.Errorf("got %q, want %q in it", got, p)
		}
	}
}

// pending runs the duty until nothing is due.
func (o *office) pending() int {
	o.t.Helper()
	n, err := o.bot.WorkPending(context.Background(), 100)
	o.must(err)
	return n
}
