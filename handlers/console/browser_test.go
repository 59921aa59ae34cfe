package console

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"liaison/store"
	"liaison/store/act"
)

// chromium starts a browser, or leaves the test out where there is none; in CI it
// must be there.
func chromium(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("CI") != "" || os.Getenv("LIAISON_CHECK") != "" {
			t.Fatal("Chromium is missing")
		}
		t.Skip("LEFT OUT: no Chromium on this machine")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	timed, cancel := context.WithTimeout(context.Background(), 100*time.Second)
	alloc, stop := chromedp.NewExecAllocator(timed, opts...)
	ctx, _ := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		stop()
		chromedp.FromContext(ctx).Allocator.Wait() // it removes its profile
		cancel()
	})
	return ctx
}

// complaints is what the browser has to say against a page: errors, exceptions,
// dialogues that a script opened, and violations of the policy, which it logs.
type complaints struct {
	mu   sync.Mutex
	list []string
}

func (c *complaints) add(s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, s)
}

func (c *complaints) take() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	list := c.list
	c.list = nil
	return list
}

func (c *complaints) listen(ctx context.Context) {
	chromedp.ListenTarget(ctx, func(ev any) {
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			c.add(string(e.Entry.Level) + ": " + e.Entry.Text + " " + e.Entry.URL)
		case *runtime.EventExceptionThrown:
			c.add("exception: " + e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			for _, a := range e.Args {
				c.add("console: " + string(a.Value))
			}
		case *cdppage.EventJavascriptDialogOpening:
			c.add("a script said: " + e.Message)
			go chromedp.Run(ctx, cdppage.HandleJavaScriptDialog(true))
		}
	})
}

// faults is asked of every page: what sticks out sideways, what is too pale to
// read, which field has no name.
const faults = `(() => {
  const out = [], seen = e => { const r = e.getBoundingClientRect(); return r.width > 1 && r.height > 1 && getComputedStyle(e).visibility !== 'hidden'; };
  if (document.documentElement.scrollWidth > innerWidth) out.push('wider than the screen: ' + document.documentElement.scrollWidth);
  const cv = document.createElement('canvas').getContext('2d', {willReadFrequently: true}); cv.canvas.width = cv.canvas.height = 1;
  const rgba = c => { cv.clearRect(0,0,1,1); cv.fillStyle = c; cv.fillRect(0,0,1,1); const d = cv.getImageData(0,0,1,1).data; return [d[0],d[1],d[2],d[3]/255]; };
  const over = (a, b) => a.slice(0,3).map((v,i) => v*a[3] + b[i]*(1-a[3])).concat(1);
  const behind = e => { let layers = []; for (; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor)); return layers.reverse().reduce((b, l) => over(l, b), [255,255,255,1]); };
  const lum = c => { const f = c.slice(0,3).map(v => (v/=255) <= .03928 ? v/12.92 : ((v+.055)/1.055)**2.4); return .2126*f[0]+.7152*f[1]+.0722*f[2]; };
  document.querySelectorAll('body *').forEach(e => {
    if (!seen(e) || e.closest('[disabled]') || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) return;
    const bg = behind(e), fg = over(rgba(getComputedStyle(e).color), bg), a = lum(bg), b = lum(fg);
    const ratio = (Math.max(a,b)+.05)/(Math.min(a,b)+.05);
    if (ratio < 4.5) out.push('pale: ' + e.textContent.trim().slice(0,20) + ' ' + ratio.toFixed(2));
  });
  document.querySelectorAll('input:not([type=hidden]), textarea, select').forEach(e => {
    if (!e.labels?.length && !e.getAttribute('aria-label')) out.push('no label: ' + e.name);
  });
  return out;
})()`

// sitting is a browser in which somebody of the desk is signed in.
type sitting struct {
	ctx  context.Context
	d    *desk
	said *complaints
}

func (d *desk) sit(ctx context.Context, login string) *sitting {
	d.t.Helper()
	s := &sitting{ctx, d, &complaints{}}
	s.said.listen(ctx)
	d.enter(ctx, login)
	return s
}

// enter signs in through the page, as people do.
func (d *desk) enter(ctx context.Context, login string) {
	d.t.Helper()
	d.step(31 * time.Second)
	m := d.people[login]
	must(d.t, chromedp.Run(ctx, chromedp.Navigate(d.srv.URL+"/console/me"), chromedp.WaitReady("#login"),
		chromedp.SendKeys("#login", login), chromedp.SendKeys("#password", goodPassword),
		chromedp.SendKeys("#code", d.codeOf(m.secret)), chromedp.Submit("#code"), chromedp.WaitReady(".side-user")))
}

// look opens a page on the desk and on a phone, and says what is wrong with it.
func (s *sitting) look(t *testing.T, name, path string, before ...chromedp.Action) {
	t.Helper()
	for _, size := range []struct {
		suffix string
		w, h   int64
	}{{"", 1280, 800}, {"-phone", 390, 844}} {
		if path == "" && size.suffix == "" {
			continue // a page that is shown once
		}
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
	var found []string
	all := append([]chromedp.Action{chromedp.EmulateViewport(w, h)}, actions...)
	must(t, chromedp.Run(s.ctx, append(all, chromedp.Evaluate(faults, &found), shot(name))...))
	for _, f := range append(found, s.said.take()...) {
		t.Errorf("%s: %s", name, f)
	}
}

// shot leaves a picture in LIAISON_SHOTS, if that is set.
func shot(name string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		dir := os.Getenv("LIAISON_SHOTS")
		if dir == "" {
			return nil
		}
		var png []byte
		if err := chromedp.FullScreenshot(&png, 100).Do(ctx); err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	})
}

// furnish gives the desk something of everything.
func (d *desk) furnish() (items map[string]string) {
	d.t.Helper()
	items = map[string]string{}
	deputy := d.bind("dep-zhang", d.zhang.ID)
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

func TestPagesInBrowser(t *testing.T) {
	ctx := chromium(t)
	d := open(t)
	// Not signed in, and nothing there yet.
	out := &sitting{ctx, d, &complaints{}}
	out.said.listen(ctx)
	out.look(t, "signin", "/console/opinions?tab=all")
	d.enter(ctx, "clerk")
	for name, path := range map[string]string{"empty-today": "/console/", "empty-inbox": "/console/opinions", "empty-unreached": "/console/unreached"} {
		out.look(t, name, path)
	}
	items := d.furnish()
	d.enterAgain(ctx, "clerk")
	s := out
	s.look(t, "today", "/console/")
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
	s.look(t, "stations", "/console/stations", unfold)
	s.look(t, "sheet", "/console/stations/"+d.station.ID+"/sheet")
	s.look(t, "settings-read", "/console/settings")
	s.look(t, "me", "/console/me")
	must(t, chromedp.Run(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+"/console/deputies"), chromedp.WaitReady("main"),
		chromedp.Submit(`form[action="/console/deputies/`+d.li.ID+`/invite"]`), chromedp.WaitReady(".sheet-code")))
	s.here(t, "invitation")
	s.print(t, "invitation-print")
	must(t, chromedp.Run(ctx, chromedp.Navigate(d.srv.URL+"/console/stations/"+d.station.ID+"/sheet"), chromedp.WaitReady(".sheet")))
	s.print(t, "sheet-print")
	must(t, chromedp.Run(ctx, chromedp.Navigate(d.srv.URL+"/console/unreached"), chromedp.WaitReady("main")))
	s.print(t, "unreached-print")
	must(t, chromedp.Run(ctx, chromedp.Navigate(d.srv.URL+"/console/opinions/"+items["checked"]), chromedp.WaitReady("main")))
	s.print(t, "opinion-print")
	for login, pages := range map[string]map[string]string{
		"petition": {"sealed": "/console/sealed", "opinion-sealed": "/console/sealed/" + items["sealed"]},
		"security": {"staff": "/console/staff", "today-security": "/console/"},
		"system":   {"settings": "/console/settings", "parked": "/console/parked", "duties": "/console/duties"},
	} {
		d.enterAgain(ctx, login)
		for name, path := range pages {
			s.look(t, name, path, unfold)
		}
	}
	if said := d.log.String(); strings.Contains(said, "ERROR") {
		t.Error(said)
	}
}

// enterAgain signs in somebody else in the same browser.
func (d *desk) enterAgain(ctx context.Context, login string) {
	d.t.Helper()
	must(d.t, chromedp.Run(ctx, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+"/console/me"), chromedp.WaitReady("main")))
	var inside bool
	must(d.t, chromedp.Run(ctx, chromedp.Evaluate(`!!document.querySelector(".side-user form")`, &inside)))
	if inside {
		must(d.t, chromedp.Run(ctx, chromedp.Submit(".side-user form"), chromedp.WaitReady("#login")))
	}
	d.enter(ctx, login)
}

// print looks at the open page as paper.
func (s *sitting) print(t *testing.T, name string) {
	t.Helper()
	must(t, chromedp.Run(s.ctx, chromedp.ActionFunc(func(ctx context.Context) error {
		pdf, _, err := cdppage.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		if err != nil {
			return err
		}
		if n := bytes.Count(pdf, []byte("/Type /Page\n")); n != 1 && !strings.HasPrefix(name, "opinion") && name != "unreached-print" {
			t.Errorf("%s takes %d sheets", name, n)
		}
		if dir := os.Getenv("LIAISON_SHOTS"); dir != "" {
			if err := os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o644); err != nil {
				return err
			}
		}
		return emulation.SetEmulatedMedia().WithMedia("print").Do(ctx)
	}), chromedp.EmulateViewport(640, 900), shot(name), emulation.SetEmulatedMedia()))
}
