package main

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestJourney follows one opinion from a voter's phone to the deputy and back,
// twice round, through the real pages in a browser: everything people see, on
// both databases.
func TestJourney(t *testing.T) {
	browser := chromium(t)
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			j := newJourney(t, browser, e)
			j.travel()
			if e == db.SQLite { // the pages off the way are the same on both
				j.everyPage()
			}
			j.leave()
		})
	}
}

// journey is the whole program with an emulated account and a sample office.
type journey struct {
	*demonstration
	t       *testing.T
	browser context.Context
	clerk   store.Actor
	log     *slog.Logger // nil: warnings, with the test's output

	phones                 *tab
	voter, deputy, another *emulated
	desk, leader           *tab
	number                 string
}

func newJourney(t *testing.T, browser context.Context, e db.Engine) *journey {
	t.Helper()
	return newJourneyLogged(t, browser, e, nil)
}

func newJourneyLogged(t *testing.T, browser context.Context, e db.Engine, log *slog.Logger) *journey {
	t.Helper()
	return newJourneyAt(t, browser, e, log, time.Now)
}

// newJourneyAt is a journey by a clock of the test's.
func newJourneyAt(t *testing.T, browser context.Context, e db.Engine, log *slog.Logger, now func() time.Time) *journey {
	t.Helper()
	j := &journey{t: t, browser: browser, log: log, demonstration: &demonstration{addr: "127.0.0.1:0", simAddr: "127.0.0.1:0",
		dir: t.TempDir(), now: now, failed: make(chan error, 1)}}
	t.Cleanup(func() { end(t, j.demonstration) })
	if err := j.start(dbtest.Spec(t, e)); err != nil {
		t.Fatal(err)
	}
	return j
}

// start runs the demo's parts on a database of the test's, and leaves the people
// of its sample conversation out.
func (j *journey) start(database string) error {
	ctx := j.t.Context()
	if err := j.listen(); err != nil {
		return err
	}
	var err error
	if j.settings, err = newDemoSettings(); err != nil {
		return err
	}
	log := j.log
	if log == nil {
		log = slog.New(slog.NewTextHandler(j.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	}
	if err := j.startSim(log); err != nil {
		return err
	}
	j.main = &Main{Config: j.config(), Now: j.now, Log: log, public: j.public, Frames: []string{j.phonesURL()}}
	j.main.Config.DB, j.main.Config.MetricsAddr = Secret(database), "127.0.0.1:0"
	if err := j.main.Run(ctx); err != nil {
		return err
	}
	j.later(j.main.Close)
	s := &setup{acts: j.main.Acts, client: j.main.Client, base: j.main.Config.PublicURL, data: j.dir, out: io.Discard}
	if err := s.run(ctx); err != nil {
		return err
	}
	o, err := j.makeOffice(ctx)
	j.clerk = o.clerk
	return err
}

func (j *journey) travel() {
	for _, step := range []func(){
		j.staffComes, j.phonesCome, j.deputyIsBound, j.voterSpeaks, j.clerkForwards,
		j.deputyAnswers, j.leaderReleases, j.voterIsNotSatisfied, j.deputyAnswersAgain, j.leaderReleasesAgain,
		j.voterIsSatisfied, j.voterAsks, j.otherAsks, j.kept,
	} {
		step()
	}
}

func (j *journey) leave() {
	for _, b := range []*tab{j.desk, j.leader, j.phones} {
		b.leave()
	}
}

// staffComes lets the clerk in for the first time, and the leader.
func (j *journey) staffComes() {
	once := j.appoint("fresh", "周经办", "经办")
	j.desk = j.enrol("fresh", once)
	j.desk.visit(j.console("/stations"))
	j.desk.look("console-stations")
	j.desk.follow("//tr[contains(., '甲镇中心代表联络站')]//a[contains(., '二维码')]")
	j.desk.sees(".sheet-qr img")
	j.desk.look("console-station-sheet")
	j.leader = j.staffed("leader")
}

func (j *journey) phonesCome() {
	j.phones = newTab(apart(j.t, j.browser), j.t, deskScreen)
	j.phones.visit(j.phonesURL() + "/")
	j.phones.look("emulator-empty")
	j.voter, j.deputy = addPhone(j.phones, j.sim, "小陈"), addPhone(j.phones, j.sim, "张三代表")
	j.another = addPhone(j.phones, j.sim, "王阿姨")
	j.phones.look("emulator-strangers")
	j.voter.answers("您好", func() { j.voter.scan("扫码关注", "station_demo_a") })
	j.voter.hears("甲镇", 0)
	j.deputy.answers("您好", func() { j.deputy.button("关注公众号") })
	j.another.answers("您好", func() { j.another.button("关注公众号") })
	j.phones.look("emulator-followed")
}

// deputyIsBound has the clerk invite, and the deputy type the code of the
// invitation into the chat.
func (j *journey) deputyIsBound() {
	j.desk.visit(j.console("/deputies"))
	j.desk.look("console-deputies")
	j.desk.follow("//tr[contains(translate(., '　', ''), '张三')]//button[contains(., '邀请绑定')]")
	j.desk.sees(".sheet-qr img")
	code := j.desk.text(".sheet-code")
	j.desk.look("console-invitation")
	j.deputy.answers("已绑定您的代表身份", func() { j.deputy.say("邀请码 " + code) })
	j.deputy.menu()
	j.deputy.sees(j.deputy.root + "//button[normalize-space()='待办意见']")
}

func (j *journey) voterSpeaks() {
	reply := j.voter.answers("已收到您反映的情况", func() {
		j.voter.say("学校门口没有斑马线，车开得很快，孩子过马路很危险。")
	})
	if j.number = numberInReply.FindString(reply); j.number == "" {
		j.t.Fatalf("no number in %q", reply)
	}
	j.voter.answers("已补充到 "+j.number, j.voter.photo)
	j.voter.answers("等工作人员查看", func() { j.voter.tap("我的意见", "查询进展") })
	j.phones.look("emulator-spoken")
	until(j.t, "the photo is fetched", func() bool {
		for _, s := range j.dossier().Steps {
			for _, m := range s.Media {
				return m.State == store.MediaFetched
			}
		}
		return false
	}, j.phones.words)
}

// dossier is the opinion as the desk has it in the database.
func (j *journey) dossier() *act.Dossier {
	j.t.Helper()
	rows, err := j.main.Acts.Inbox(j.t.Context(), j.clerk, act.InboxFilter{Query: j.number, Limit: 1})
	if err != nil || len(rows) != 1 {
		j.t.Fatalf("%d opinions %s, error %v", len(rows), j.number, err)
	}
	d, err := j.main.Acts.Dossier(j.t.Context(), j.clerk, rows[0].Opinion.ID)
	if err != nil {
		j.t.Fatal(err)
	}
	return d
}

func (j *journey) clerkForwards() {
	j.desk.visit(j.console("/opinions"))
	j.desk.look("console-inbox")
	j.desk.follow("//a[normalize-space()='" + j.number + "']")
	j.desk.sees(".said-part img")
	j.desk.look("console-opinion-new")
	j.desk.press("//label[contains(., '转请人大代表办理')]")
	j.desk.look("console-opinion-triage")
	j.desk.follow("form[action$='/triage'] button[type=submit]")
	j.desk.look("console-opinion-ours")
	j.desk.press("//form[contains(@action, '/forward')]//label[contains(translate(., '　', ''), '张三')]")
	j.desk.write("#forward-note", "请先到现场看看。")
	j.desk.follow("form[action$='/forward'] button[type=submit]")
	j.desk.sees("//aside//dd[contains(translate(., '　', ''), '张三')]")
	j.desk.look("console-opinion-forwarded")
	j.voter.hears("已转请张三代表办理", 0)
	j.is(store.OpinionAssigned, 0)
}

// is compares what the database has.
func (j *journey) is(state store.OpinionState, round int) {
	j.t.Helper()
	if o := j.dossier().Opinion; o.State != state || o.Round != round {
		j.t.Errorf("the opinion is %s in round %d, want %s in round %d", o.State, o.Round, state, round)
	}
}
