package console

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"liaison/handlers/page/browser"
	"liaison/store"
	"liaison/store/act"
)

// sitting is a browser before the console.
type sitting struct {
	*browser.Tab
	d *desk
}

func (d *desk) sit() *sitting {
	d.t.Helper()
	return &sitting{browser.Open(d.t), d}
}

// enter signs in through the page, as people do.
func (s *sitting) enter(login string) {
	d := s.d
	d.t.Helper()
	d.step(31 * time.Second)
	s.Run(d.t, chromedp.Navigate(d.srv.URL+"/console/me"), chromedp.WaitReady("#login"),
		chromedp.SendKeys("#login", login), chromedp.SendKeys("#password", goodPassword),
		chromedp.SendKeys("#code", d.codeOf(d.people[login].secret)), chromedp.Submit("#code"), chromedp.WaitReady(".side-user"))
}

// enterAgain signs in somebody else.
func (s *sitting) enterAgain(login string) {
	s.d.t.Helper()
	var inside bool
	s.Run(s.d.t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(s.d.srv.URL+"/console/me"), chromedp.WaitReady("main"),
		chromedp.Evaluate(`!!document.querySelector(".side-user form")`, &inside))
	if inside {
		s.Run(s.d.t, chromedp.Submit(".side-user form"), chromedp.WaitReady("#login"))
	}
	s.enter(login)
}

// look opens a page on the desk and on a phone, and says what is wrong with it.
func (s *sitting) look(t *testing.T, name, path string, before ...chromedp.Action) {
	t.Helper()
	for _, size := range []struct {
		suffix string
		w, h   int64
	}{{"", 1280, 800}, {"-phone", 390, 844}} {
		s.seen(t, name+size.suffix, size.w, size.h, append([]chromedp.Action{chromedp.Navigate(s.d.srv.URL + path), chromedp.WaitReady("main")}, before...)...)
	}
}

// here looks at the page that is open, in both sizes.
func (s *sitting) here(t *testing.T, name string) {
	t.Helper()
	s.seen(t, name, 1280, 800)
	s.seen(t, name+"-phone", 390, 844)
}

func (s *sitting) seen(t *testing.T, name string, w, h int64, actions ...chromedp.Action) {
	t.Helper()
	for _, f := range s.Look(t, name, w, h, actions...) {
		t.Errorf("%s: %s", name, f)
	}
}

// furnish gives the desk something of everything.
func (d *desk) furnish() (items map[string]string) {
	d.t.Helper()
	items = map[string]string{}
	deputy := d.bind("dep-walk", d.zhang.ID)
	items["new"] = d.hear("v1", "城关小学门口的路灯坏了三天，晚上孩子放学看不清路，希望尽快修好。\n\n就在建设路和和平街的交叉口。", nil, false).ID
	photo := d.hear("v1", "这是照片", &store.Media{Kind: store.KindImage, WxID: "m1"}, false)
	d.fetch(photo.ID)
	d.hear("v2", "小区下水道堵了半个月，臭味很大，物业一直说在排队。", nil, false)
	items["danger"] = d.hear("v3", "河边护栏断了，昨天有小孩差点溺水，请马上来人！", nil, true).ID
	items["named"] = d.hear("v4", "李四占了村口的公共停车场", nil, false).ID
	d.as("clerk", func(t *act.Tx) error {
		must(d.t, t.Interest(items["named"], d.wang.ID, true))
		return t.Triage(items["named"], store.TriageOurs, "您反映的情况已受理。", 0)
	})
	items["given"] = d.given("健身器材坏了两件，老人锻炼不安全").ID
	items["checked"] = d.answered(deputy, "公交车末班太早，下夜班的人坐不上车", "已与县公交公司沟通，12月1日起3路末班车延长到21:30。\n\n请您再看看效果。").ID
	d.as("clerk", func(t *act.Tx) error {
		must(d.t, t.Note(items["checked"], "公交公司已书面回函，见今日来文。"))
		return t.Tell(items["checked"], "您好，代表已去现场了解，答复正在审核。")
	})
	items["sealed"] = d.hear("v5", "举报某干部收受贿赂的内容", nil, false).ID
	d.as("clerk", func(t *act.Tx) error { return t.Triage(items["sealed"], store.TriageAccusation, "已收到", 0) })
	items["declined"] = d.hear("v6", "判决不公，要求改判", nil, false).ID
	d.as("clerk", func(t *act.Tx) error {
		return t.Triage(items["declined"], store.TriageLitigation, "请向法院反映。", 0)
	})
	items["nasty"] = d.hear("v7", nasty, nil, false).ID
	d.as("clerk", func(t *act.Tx) error {
		must(d.t, t.Note(items["nasty"], nasty))
		_, err := t.AddDeputy(store.Deputy{OfficeID: d.town.ID, Name: nasty[:39], Nation: "<b>"}, store.Mandate{Level: store.LevelTownship, Title: nasty[:50]})
		must(d.t, err)
		_, _, err = t.Invite(d.li.ID)
		return err
	})
	items["parked"] = d.park()
	items["unreached"] = d.unreach()
	return items
}

// fetch puts a picture where the platform's would be.
func (d *desk) fetch(opinion string) {
	d.t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 640, 420))
	for y := range 420 {
		for x := range 640 {
			img.Set(x, y, color.RGBA{uint8(40 + y/4), uint8(60 + x/8), uint8(120 + y/6), 255})
		}
	}
	var b bytes.Buffer
	must(d.t, jpeg.Encode(&b, img, nil))
	f, err := d.Files().PutImage(d.t.Context(), &b)
	must(d.t, err)
	for _, s := range d.fresh(opinion).Steps {
		for _, m := range s.Media {
			must(d.t, d.Do(d.t.Context(), store.JobActor("media"), "", func(t *act.Tx) error { return t.Fetched(m, f) }))
		}
	}
}

// pick chooses a kind of triage.
func pick(kind string) chromedp.Action {
	return chromedp.Evaluate(`document.querySelector('input[name=triage][value=`+kind+`]')?.click()`, nil)
}

// unfold opens every folded form.
var unfold = chromedp.Evaluate(`document.querySelectorAll('details').forEach(d => d.open = true)`, nil)

// roster looks at the pages of the roster, with a next term to roll over to.
func (s *sitting) roster(t *testing.T) {
	t.Helper()
	d := s.d
	s.look(t, "deputy", "/console/deputies/"+d.zhang.ID, unfold)
	s.look(t, "terms", "/console/terms", unfold)
	next, _ := d.electing()
	s.look(t, "term", "/console/terms/"+next)
	s.look(t, "offices", "/console/offices", unfold)
	s.look(t, "office", "/console/offices/"+d.town.ID)
	s.look(t, "district", "/console/districts/"+d.dist.ID)
	s.look(t, "station", "/console/stations/"+d.station.ID)
	s.look(t, "credentials", "/console/credentials")
}

func TestPagesInBrowser(t *testing.T) {
	d := open(t)
	s := d.sit()
	s.look(t, "signin", "/console/opinions?tab=all")
	s.enter("clerk")
	for name, path := range map[string]string{"empty-today": "/console/", "empty-inbox": "/console/opinions", "empty-unreached": "/console/unreached"} {
		s.look(t, name, path)
	}
	items := d.furnish()
	_, err := d.RefreshStatistics(t.Context())
	must(t, err)
	s.enterAgain("clerk")
	s.look(t, "today", "/console/")
	s.look(t, "statistics", statisticsPath)
	year := yearPath + store.ChinaDay(d.clock())[:4]
	s.look(t, "year", year)
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+year), chromedp.WaitReady("main"))
	s.print(t, "year-print")
	_, token := d.wallLink()
	s.look(t, "walls", wallPath)
	s.seen(t, "screen", 1920, 1080, chromedp.Navigate(d.srv.URL+screenPath+token), chromedp.WaitReady("main"))
	s.look(t, "contacts", "/console/contacts")
	s.look(t, "voters", "/console/contacts/"+d.zhang.ID, unfold)
	s.look(t, "inbox", "/console/opinions?tab=all")
	s.look(t, "inbox-search", "/console/opinions?q=没有这个词")
	s.look(t, "opinion-new", "/console/opinions/"+items["new"])
	s.look(t, "opinion-triage", "/console/opinions/"+items["danger"], pick("accusation"))
	s.look(t, "opinion-forward", "/console/opinions/"+items["named"])
	s.look(t, "opinion-given", "/console/opinions/"+items["given"], unfold)
	s.look(t, "opinion-checked", "/console/opinions/"+items["checked"])
	s.look(t, "opinion-declined", "/console/opinions/"+items["declined"])
	s.look(t, "opinion-nasty", "/console/opinions/"+items["nasty"], unfold)
	s.look(t, "unreached", "/console/unreached")
	s.look(t, "deputies", "/console/deputies", unfold)
	s.roster(t)
	s.look(t, "stations", "/console/stations", unfold)
	s.look(t, "sheet", "/console/stations/"+d.station.ID+"/sheet")
	s.look(t, "settings-read", "/console/settings")
	s.look(t, "me", "/console/me")
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+"/console/deputies"), chromedp.WaitReady("main"),
		chromedp.Submit(`form[action="/console/deputies/`+d.li.ID+`/invite"]`), chromedp.WaitReady(".sheet-code"))
	s.here(t, "invitation")
	s.print(t, "invitation-print")
	s.Run(t, chromedp.Navigate(d.srv.URL+"/console/stations/"+d.station.ID+"/sheet"), chromedp.WaitReady(".sheet"))
	s.print(t, "sheet-print")
	s.Run(t, chromedp.Navigate(d.srv.URL+"/console/unreached"), chromedp.WaitReady("main"))
	s.print(t, "unreached-print")
	s.Run(t, chromedp.Navigate(d.srv.URL+"/console/opinions/"+items["checked"]), chromedp.WaitReady("main"))
	s.print(t, "opinion-print")
	for login, pages := range map[string]map[string]string{
		"petition":    {"sealed": "/console/sealed", "opinion-sealed": "/console/sealed/" + items["sealed"]},
		"security":    {"staff": "/console/staff", "today-security": "/console/"},
		"system":      {"settings": "/console/settings"},
		"auditor":     {"audit": "/console/audit"},
		"system-root": {"parked": "/console/parked", "duties": "/console/duties"},
	} {
		s.enterAgain(login)
		for name, path := range pages {
			s.look(t, name, path, unfold)
		}
	}
	if said := d.log.String(); strings.Contains(said, "ERROR") {
		t.Error(said)
	}
}

// print looks at the open page as paper.
func (s *sitting) print(t *testing.T, name string) {
	t.Helper()
	s.Run(t, chromedp.ActionFunc(func(ctx context.Context) error {
		pdf, _, err := page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		if err != nil {
			return err
		}
		if n := bytes.Count(pdf, []byte("/Type /Page\n")); n != 1 && !strings.HasPrefix(name, "opinion") && name != "unreached-print" {
			t.Errorf("%s takes %d sheets", name, n)
		}
		if err := browser.Keep(name+".pdf", pdf); err != nil {
			return err
		}
		return emulation.SetEmulatedMedia().WithMedia("print").Do(ctx)
	}), chromedp.EmulateViewport(640, 900), browser.Picture(name), emulation.SetEmulatedMedia())
}
