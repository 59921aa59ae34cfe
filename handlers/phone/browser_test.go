package phone

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"liaison/store"
	"liaison/store/act"
)

// browser starts Chromium, or leaves the test out where there is none; in CI it
// must be there.
func browser(t *testing.T) context.Context {
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
	timed, cancel := context.WithTimeout(context.Background(), 120*time.Second)
	alloc, stop := chromedp.NewExecAllocator(timed, opts...)
	ctx, _ := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		stop()
		chromedp.FromContext(ctx).Allocator.Wait() // it removes its profile
		cancel()
	})
	return ctx
}

// complaints collects what the browser says against a page: errors, exceptions,
// violations of the policy (which it logs), and dialogues that open.
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
		case *page.EventJavascriptDialogOpening:
			c.add("dialogue: " + e.Message)
		}
	})
}

// faults is asked of every page: what sticks out sideways, what is too small to
// press, what is too pale or too tiny to read.
const faults = `(() => {
  const out = [], seen = e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 && getComputedStyle(e).visibility !== 'hidden'; };
  if (document.documentElement.scrollWidth > innerWidth) out.push('wider than the screen: ' + document.documentElement.scrollWidth);
  document.querySelectorAll('button, a:not(.text-link), summary, .choices label, .tick, textarea, select, input[type=text], input[type=tel], input[type=search]').forEach(e => {
    const r = e.getBoundingClientRect();
    if (seen(e) && (r.height < 59.5 || r.width < 59.5)) out.push('small: ' + e.tagName + ' ' + e.textContent.trim() + ' ' + r.width + 'x' + r.height);
  });
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
    if (parseFloat(getComputedStyle(e).fontSize) < 14 && !e.closest('.ctl')) out.push('tiny: ' + e.textContent.trim().slice(0,20));
  });
  return out;
})()`

// A screen to look at pages on; with largest, as with WeChat's largest font.
type screen struct {
	name    string
	w, h    int64
	largest bool
}

var screens = []screen{{"phone", 390, 844, false}, {"largest", 360, 640, true}, {"desk", 1280, 800, false}}

// look opens a page on a screen and gives what is wrong with it. With
// LIAISON_SHOTS set to a directory it leaves a picture there.
func look(ctx context.Context, o *office, name, path string, s screen) ([]string, error) {
	var found []string
	size := "document.body.style.removeProperty('font-size')"
	if s.largest {
		size = "document.body.style.setProperty('font-size', '29px')"
	}
	err := chromedp.Run(ctx, chromedp.EmulateViewport(s.w, s.h), chromedp.Navigate(o.srv.URL+path), chromedp.WaitReady("main"),
		chromedp.Evaluate(size, nil), chromedp.Evaluate(`document.querySelectorAll('details').forEach(d => d.open = true)`, nil),
		chromedp.Evaluate(faults, &found), shot(name+"-"+s.name))
	return found, err
}

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

// places are the pages worth looking at, by who opens them.
type place struct{ name, openid, path string }

// busyOffice fills an office so that each page has something to show.
func busyOffice(t *testing.T) (*office, []place) {
	t.Helper()
	o := open(t, func(c *Config) { c.Emulator = true })
	deputy := o.bind("dep", o.zhang.ID)
	o.follow("new")
	item := o.hear("voter", "建设路与和平街交叉口的路灯坏了三天了，晚上孩子放学要摸黑走，请帮忙看看。\n供电所说不归他们管。")
	o.hear("voter", "", o.photo(40))
	o.hear("voter", "", o.photo(120))
	o.hear("voter", "", o.voice())
	o.place("voter")
	o.do(o.person("voter"), func(t *act.Tx) error {
		o.must(t.Share(item.ID, true))
		return identify(t, "李桂芳", "13800138000")
	})
	o.step(20 * time.Minute)
	other := o.hear("voter", "菜市场门口占道经营，救护车进不去。")
	o.step(20 * time.Minute)
	third := o.hear("voter", "想问问今年还有没有免费体检。")
	o.step(20 * time.Minute)
	fourth := o.hear("voter", "小区南门的窨井盖松了，车一过就响。")
	o.step(time.Hour)
	fresh := o.forward(fourth, o.zhang, "")
	task := o.forward(item, o.zhang, "请张代表尽快到现场看看，需要联系供电所可以找我们。")
	back := o.forward(other, o.zhang, "")
	o.do(o.clerk, func(t *act.Tx) error {
		return t.Triage(third.ID, store.TriageNotOurs, "您反映的事项请拨打 12345。", 0)
	})
	o.step(26 * time.Hour)
	o.do(deputy, func(t *act.Tx) error {
		o.must(t.Visit(task, "下午到现场看过，三盏路灯不亮。"))
		_, err := t.Answer(task, "您好，我昨天下午到现场看了，三盏路灯确实不亮。已经联系城管局路灯所，答应本周五前修好，我会盯着。", o.photo(200))
		o.must(err)
		_, err = t.Answer(back, "已经反映了。")
		return err
	})
	o.release(item, "")
	o.release(other, "请写明联系了哪个部门、什么时候能有结果。")
	return o, []place{
		{"opinions", "voter", "/h5/opinions"}, {"opinions-empty", "new", "/h5/opinions"},
		{"opinion-answered", "voter", "/h5/opinions/" + item.ID}, {"opinion-declined", "voter", "/h5/opinions/" + third.ID},
		{"opinion-going", "voter", "/h5/opinions/" + fourth.ID},
		{"keep", "voter", "/h5/opinions/" + item.ID + "/keep"}, {"keep-none", "voter", "/h5/opinions/" + item.ID + "/keep?q=%E7%8E%8B"},
		{"deputies", "voter", "/h5/deputies"}, {"deputies-nowhere", "new", "/h5/deputies"},
		{"me", "voter", "/h5/me"}, {"privacy", "voter", "/h5/privacy"},
		{"stranger", "nobody", "/h5/opinions"},
		{"tasks", "dep", "/h5/tasks"}, {"tasks-done", "dep", "/h5/tasks?tab=done"},
		{"task-open", "dep", "/h5/tasks/" + fresh}, {"task-released", "dep", "/h5/tasks/" + task}, {"task-returned", "dep", "/h5/tasks/" + back},
	}
}

// TestPagesInBrowser looks at every page on every screen.
func TestPagesInBrowser(t *testing.T) {
	ctx := browser(t)
	o, places := busyOffice(t)
	said := &complaints{}
	said.listen(ctx)
	last := ""
	for _, p := range places {
		for _, s := range screens {
			path := p.path
			if p.openid != last { // another person's phone
				last = p.openid
				o.as(p.openid)
				path = "/h5/as?next=" + strings.ReplaceAll(p.path, "?", "%3F")
			}
			found, err := look(ctx, o, p.name, path, s)
			must(t, err)
			for _, f := range append(found, said.take()...) {
				t.Errorf("%s on %s: %s", p.name, s.name, f)
			}
		}
	}
	if strings.Contains(o.log.String(), "level=ERROR") {
		t.Error(o.log.String())
	}
}

// TestHostileTextInBrowser puts what a hostile person may write everywhere a
// person writes, and opens the pages that show it: nothing runs, nothing is
// even tried.
func TestHostileTextInBrowser(t *testing.T) {
	ctx := browser(t)
	o := open(t, func(c *Config) { c.Emulator = true })
	deputy := o.bind("dep", o.zhang.ID)
	item := o.hear("voter", nasty)
	o.place("voter")
	o.do(o.person("voter"), func(t *act.Tx) error {
		o.must(t.Share(item.ID, true))
		return identify(t, `"><script>alert(6)</script>`, "13800138000")
	})
	task := o.forward(item, o.zhang, nasty)
	o.do(deputy, func(t *act.Tx) error {
		o.must(t.Visit(task, nasty))
		o.must(t.Ask(task, nasty))
		_, err := t.Answer(task, nasty)
		return err
	})
	o.release(item, nasty)
	said := &complaints{}
	said.listen(ctx)
	visit := func(openid, path string, seen *string) {
		t.Helper()
		o.as(openid)
		must(t, chromedp.Run(ctx, chromedp.Navigate(o.srv.URL+"/h5/as?next="+path), chromedp.WaitReady("main"),
			chromedp.Text("main", seen)))
		if !strings.Contains(*seen, "<script>alert(1)</script>") && !strings.Contains(path, "/me") {
			t.Errorf("%s does not show what was written", path)
		}
	}
	var text, value string
	visit("dep", "/h5/tasks/"+task, &text)
	if strings.Contains(text, "\u202e") || !strings.Contains(text, "U+202E") {
		t.Error("a character that turns the text round is not made visible")
	}
	must(t, chromedp.Run(ctx, chromedp.Value("#text", &value)))
	if value != strings.ReplaceAll(nasty, "\r", "") {
		t.Errorf("the answer given back for mending is %q", value)
	}
	o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task, nasty); return err })
	o.release(item, "")
	visit("voter", "/h5/opinions/"+item.ID, &text)
	visit("voter", "/h5/opinions", &text)
	visit("voter", "/h5/me", &text)
	must(t, chromedp.Run(ctx, chromedp.Value("#name", &value)))
	if value != `"><script>alert(6)</script>` {
		t.Errorf("the name is shown as %q", value)
	}
	for _, c := range said.take() {
		t.Error(c)
	}
}

// TestDraftsInBrowser: what a deputy wrote outlives the page, also where it
// mends an answer, and goes when the server has it.
func TestDraftsInBrowser(t *testing.T) {
	ctx := browser(t)
	o := open(t, func(c *Config) { c.Emulator = true })
	item, path := given(o)
	said := &complaints{}
	said.listen(ctx)
	o.as("dep")
	var draft, left string
	must(t, chromedp.Run(ctx, chromedp.Navigate(o.srv.URL+path), chromedp.WaitReady("#text"),
		chromedp.SendKeys("#text", "已联系路灯所"), chromedp.Reload(), chromedp.WaitReady(".draft-note"),
		chromedp.Value("#text", &draft), chromedp.Click("#answer button"), chromedp.WaitVisible(".flash-done"),
		chromedp.Evaluate(`Object.keys(localStorage).filter(k => k.startsWith("draft:")).join()`, &left)))
	if draft != "已联系路灯所" || left != "" {
		t.Errorf("draft %q, left %q", draft, left)
	}
	if w := o.stored(item.ID).Waiting(); w == nil || w.Text != "已联系路灯所" {
		t.Errorf("waiting: %+v", w)
	}
	o.release(item, "请写清楚。")
	must(t, chromedp.Run(ctx, chromedp.Navigate(o.srv.URL+path), chromedp.WaitReady("#text"),
		chromedp.SendKeys("#text", "周五前修好，"), chromedp.Reload(), chromedp.WaitReady("#text"),
		chromedp.Value("#text", &draft)))
	if draft != "周五前修好，已联系路灯所" {
		t.Errorf("the mended answer's draft is %q", draft)
	}
	for _, c := range said.take() {
		t.Error(c)
	}
}
