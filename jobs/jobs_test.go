package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"liaison/bot"
	"liaison/bot/wechat"
	"liaison/bot/wechat/sim"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// monday is a working day at half past nine in China.
var monday = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

// clock is stepped by tests and read by everything.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

func (c *clock) step(d time.Duration) { c.set(c.Now().Add(d)) }

// bench is an office with an emulated account, on an empty database.
type bench struct {
	*clock
	t      testing.TB
	d      *db.DB
	acts   *act.Acts
	sim    *sim.Sim
	client *wechat.Client
	root   string
	url    string // of the emulator
	people int
}

func newBench(t testing.TB, d *db.DB, limits map[string]int) *bench {
	t.Helper()
	b := &bench{t: t, d: d, clock: &clock{now: monday}}
	var err error
	b.sim, err = sim.New(sim.Config{AppID: "wxjobs", Secret: "secret", Token: "token", Now: b.Now, Limits: limits})
	b.must(err)
	server := httptest.NewServer(b.sim.Handler())
	b.url = server.URL
	b.dial(patient)
	t.Cleanup(func() { b.client.Close(); b.must(b.sim.Close()); server.Close() })
	b.acts = b.replica(d)
	b.must(b.acts.Do(t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error {
		root, err := tx.AddOffice(store.Office{Kind: store.OfficeCounty, Name: "某县人大常委会", Short: "某县人大"})
		b.must(err)
		b.root = root.ID
		return nil
	}))
	b.mapTemplate(GenericTemplate, "办理进度通知", "character_string1=Number;thing2=Title;thing3=Office;phrase4=Status;time5=Time")
	return b
}

const (
	patient = 10 * time.Second
	// curt is for calls that get no answer. A busy machine is not that quick with
	// those that do.
	curt = 300 * time.Millisecond
)

// dial makes the client anew, with so much patience.
func (b *bench) dial(patience time.Duration) {
	b.t.Helper()
	if b.client != nil {
		b.client.Close()
	}
	var err error
	b.client, err = wechat.NewClient(wechat.ClientConfig{AppID: "wxjobs", Secret: "secret", Base: b.url,
		Timeout: patience, Now: b.Now, Log: quiet()})
	b.must(err)
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// replica is the acts of one more server on a database.
func (b *bench) replica(d *db.DB) *act.Acts {
	keys, err := store.ParseKeyring(store.GenerateKey("k1"))
	b.must(err)
	files, err := media.New(b.t.TempDir(), media.Options{})
	b.must(err)
	a := act.New(act.Config{DB: d, Keys: keys, Media: files, Now: b.Now, Texts: true})
	b.t.Cleanup(a.Close)
	return a
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// mapTemplate maps a kind to the template of the account with a title.
func (b *bench) mapTemplate(kind store.NoticeKind, title, fields string) {
	b.t.Helper()
	list, err := b.client.Templates(b.t.Context())
	b.must(err)
	for _, info := range list {
		if info.Title == title {
			b.remember("template."+string(kind), info.ID+"|"+fields)
			return
		}
	}
	b.t.Fatalf("the emulator has no template %s", title)
}

func (b *bench) remember(name, value string) {
	b.t.Helper()
	b.must(b.acts.Do(b.t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error { return tx.Remember(name, value) }))
}

func (b *bench) config() Config {
	return Config{Acts: b.acts, Client: b.client, Bot: idle{}, Word: word, Base: "https://example.org", Now: b.Now, Log: quiet()}
}

func (b *bench) runner(change ...func(*Config)) *Runner {
	b.t.Helper()
	c := b.config()
	for _, f := range change {
		f(&c)
	}
	r, err := New(c)
	b.must(err)
	return r
}

func (b *bench) sender() (*Sender, *counts) {
	c, err := b.config().withDefaults()
	b.must(err)
	var n counts
	return newSender(c, newGate(), &n), &n
}

// word stands in for the bot's wording.
func word(d act.Delivery, base string) bot.Words {
	return bot.Words{Text: "您好，" + d.Notice.Ref, URL: base + "/h5/o", Title: "路灯不亮 " + d.Notice.Ref, Number: "YJ-2026-000123", Status: "已转代表"}
}

// idle is a bot with nothing to do.
type idle struct{}

func (idle) WorkPending(context.Context, int) (int, error) { return 0, nil }

// person adds a follower, whose window for chat messages is open or not, on both
// sides.
func (b *bench) person(open bool) *store.Person {
	b.t.Helper()
	b.people++
	now := b.Now()
	p := &store.Person{ID: store.NewID(now), Openid: fmt.Sprintf("oPerson%d", b.people), OfficeID: b.root, Created: now, Followed: now}
	b.must(b.sim.Seed(p.Openid))
	if open {
		_, err := b.sim.Say(b.t.Context(), p.Openid, "你好")
		b.must(err)
		p.Window, p.Quota = now.Add(48*time.Hour), 5
	}
	b.insert(db.Batch{Persons: []*store.Person{p}})
	return p
}

func (b *bench) insert(batch db.Batch) {
	b.t.Helper()
	ctx := b.t.Context()
	b.must(b.d.Tx(ctx, func(q db.Q) error { again := batch; return again.Flush(ctx, q) }))
}

// notice puts a notice into the outbox, due now.
func (b *bench) notice(n store.Notice) string {
	b.t.Helper()
	now := b.Now()
	n.ID, n.Created, n.State, n.OfficeID = store.NewID(now), now, store.NoticeWaiting, b.root
	if n.NextAt.IsZero() {
		n.NextAt = now
	}
	if n.Kind == "" {
		n.Kind = store.NoticeClosed
	}
	n.About = n.ID
	b.insert(db.Batch{Notices: []*store.Notice{&n}})
	return n.ID
}

func (b *bench) read(id string) store.Notice {
	b.t.Helper()
	n, err := db.Notice(b.t.Context(), b.d.Read(), id)
	b.must(err)
	return *n
}

// got is what reached somebody by a way.
func (b *bench) got(openid, via string) int {
	b.t.Helper()
	items, err := b.sim.Inbox(openid)
	b.must(err)
	n := 0
	for _, i := range items {
		if i.Via == via {
			n++
		}
	}
	return n
}

func (b *bench) calls(path string) int {
	n := 0
	for _, c := range b.sim.Log() {
		if c.Path == path {
			n++
		}
	}
	return n
}

const (
	pathChat     = "/cgi-bin/message/custom/send"
	pathTemplate = "/cgi-bin/message/template/send"
	pathMedia    = "/cgi-bin/media/get"
	pathTags     = "/cgi-bin/tags/members/*"
	pathToken    = "/cgi-bin/stable_token"
)

func each(t *testing.T, test func(b *bench)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(newBench(t, d, nil)) })
}

// once runs a duty once.
func (b *bench) once(d Duty) int {
	b.t.Helper()
	n, err := d.RunOnce(b.t.Context(), b.Now())
	b.must(err)
	return n
}

func itoa(n int) string { return fmt.Sprint(n) }
