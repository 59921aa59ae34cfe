package phone

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"liaison/handlers/page/browser"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// A screen to look at pages on; with largest, as with WeChat's largest font.
type screen struct {
	name    string
	w, h    int64
	largest bool
}

var screens = []screen{{"phone", 390, 844, false}, {"largest", 360, 640, true}, {"desk", 1280, 800, false}}

// look opens a page on a screen and gives what is wrong with it.
func look(t *testing.T, tab *browser.Tab, name, address string, s screen) []string {
	t.Helper()
	size := "document.body.style.removeProperty('font-size')"
	if s.largest {
		size = "document.body.style.setProperty('font-size', '29px')"
	}
	return tab.Look(t, name+"-"+s.name, s.w, s.h, chromedp.Navigate(address), chromedp.WaitReady("main"),
		chromedp.Evaluate(size, nil), chromedp.Evaluate(`document.querySelectorAll('details').forEach(d => d.open = true)`, nil))
}

// places are the pages worth looking at, by who opens them.
type place struct{ name, openid, path string }

// busyOffice fills an office so that each page has something to show.
func busyOffice(t *testing.T) (*office, []place) {
	t.Helper()
	return busyOn(t, dbtest.New(t, db.SQLite))
}

func busyOn(t *testing.T, base *db.DB) (*office, []place) {
	t.Helper()
	o := openOn(t, base, func(c *Config) { c.Emulator = true })
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
	voter := contactOf(o, deputy, "杨秀英")
	contactOf(o, deputy, "罗大山")
	meet(o, deputy, voter, "2026-11-20", "上寨村的水渠塌了一段，春灌以前要修好。\n她还说村口的路灯修好了，大家都高兴。")
	o.release(item, "")
	o.release(other, "请写明联系了哪个部门、什么时候能有结果。")
	o.leader("boss")
	for _, steps := range []string{"2", "3"} {
		o.do(store.JobActor("test"), func(t *act.Tx) error { return t.Set(o.root.ID, store.SetStepsAnswer, steps) })
		task := o.forward(o.hear("voter"+steps, "健身器材坏了两件，老人锻炼不安全。"), o.zhang, "")
		o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task, "已约好厂家下周一来修。"); return err })
	}
	waiting, err := o.DraftsWaiting(t.Context(), o.boss())
	o.must(err)
	sign, signed := o.signing()
	return o, append(slices.Concat(receptionPlaces(o), o.meetingPlaces(base, deputy), o.activityPlaces()), []place{
		{"sign", "dep", sign}, {"signed", "dep", signed}, {"records", "dep", "/h5/records"},
		{"desk", "boss", deskPath}, {"desk-sign", "boss", deskPath + "/" + waiting[0].ID}, {"desk-review", "boss", deskPath + "/" + waiting[1].ID},
		{"contacts", "dep", "/h5/contacts"}, {"contact", "dep", "/h5/contacts/" + voter.ID},
		{"opinions", "voter", "/h5/opinions"}, {"opinions-empty", "new", "/h5/opinions"},
		{"opinion-answered", "voter", "/h5/opinions/" + item.ID}, {"opinion-declined", "voter", "/h5/opinions/" + third.ID},
		{"opinion-going", "voter", "/h5/opinions/" + fourth.ID},
		{"keep", "voter", "/h5/opinions/" + item.ID + "/keep"}, {"keep-none", "voter", "/h5/opinions/" + item.ID + "/keep?q=%E7%8E%8B"},
		{"deputies", "voter", "/h5/deputies"}, {"deputies-nowhere", "new", "/h5/deputies"},
		{"me", "voter", "/h5/me"}, {"privacy", "voter", "/h5/privacy"},
		{"stranger", "nobody", "/h5/opinions"},
		{"tasks", "dep", "/h5/tasks"}, {"tasks-done", "dep", "/h5/tasks?tab=done"},
		{"task-open", "dep", "/h5/tasks/" + fresh}, {"task-released", "dep", "/h5/tasks/" + task}, {"task-returned", "dep", "/h5/tasks/" + back},
		{"held", "voter", "/h5/me/data"}, // the last: who presses its button is gone
	}...)
}

// hindered asks axe, at the narrowest and the widest.
func hindered(t *testing.T, tab *browser.Tab, s screen) []string {
	if s.name == "phone" {
		return nil
	}
	return tab.Axe(t)
}

// noPlaces are the addresses that give a file, lead on, or belong to no office.
var noPlaces = []string{"/h5", "/h5/files/:id", "/h5/photos/:id", "/h5/papers/:id", "/h5/desk/files/:id", "/h5/oauth", "/h5/as", "/h5/calendar/:token"}

// routeOf finds the rule of an address.
func routeOf(method, path string) (Route, bool) {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	best := Route{}
	for _, r := range Routes() {
		want := strings.Split(r.Path, "/")
		fits := r.Method == method && len(want) == len(parts)
		for i := range want {
			fits = fits && (want[i] == parts[i] || want[i] != "" && want[i][0] == ':')
		}
		if fits && (best.Path == "" || strings.Count(r.Path, ":") < strings.Count(best.Path, ":")) {
			best = r
		}
	}
	return best, best.Path != ""
}

// TestEveryPageIsLookedAt: who adds an address adds a place.
func TestEveryPageIsLookedAt(t *testing.T) {
	_, places := busyOffice(t)
	seen := map[string]bool{}
	for _, p := range places {
		r, _ := routeOf(get, p.path)
		seen[r.Path] = true
	}
	for _, r := range Routes() {
		if r.Method == get && !seen[r.Path] && !slices.Contains(noPlaces, r.Path) {
			t.Errorf("nobody looks at %s", r.Path)
		}
	}
}

// TestPagesInBrowser looks at every page on every screen.
func TestPagesInBrowser(t *testing.T) {
	tab := browser.Open(t)
	o, places := busyOffice(t)
	last := ""
	for _, p := range places {
		for _, s := range screens {
			path := p.path
			if p.openid != last { // another person's phone
				last = p.openid
				o.as(p.openid)
				path = "/h5/as?next=" + strings.ReplaceAll(p.path, "?", "%3F")
			}
			for _, f := range append(look(t, tab, p.name, o.srv.URL+path, s), hindered(t, tab, s)...) {
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
	tab := browser.Open(t)
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
	visit := func(openid, path string, seen *string) {
		t.Helper()
		o.as(openid)
		tab.Run(t, chromedp.Navigate(o.srv.URL+"/h5/as?next="+path), chromedp.WaitReady("main"),
			chromedp.Text("main", seen))
		if !strings.Contains(*seen, "<script>alert(1)</script>") && !strings.Contains(path, "/me") {
			t.Errorf("%s does not show what was written", path)
		}
	}
	var text, value string
	visit("dep", "/h5/tasks/"+task, &text)
	if strings.Contains(text, "\u202e") || !strings.Contains(text, "U+202E") {
		t.Error("a character that turns the text round is not made visible")
	}
	tab.Run(t, chromedp.Value("#text", &value))
	if value != strings.ReplaceAll(nasty, "\r", "") {
		t.Errorf("the answer given back for mending is %q", value)
	}
	o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task, nasty); return err })
	o.release(item, "")
	visit("voter", "/h5/opinions/"+item.ID, &text)
	visit("voter", "/h5/opinions", &text)
	visit("voter", "/h5/me", &text)
	tab.Run(t, chromedp.Value("#name", &value))
	if value != `"><script>alert(6)</script>` {
		t.Errorf("the name is shown as %q", value)
	}
	tab.Quiet(t)
}

// TestDraftsInBrowser: what a deputy wrote outlives the page, also where it
// mends an answer, and goes when the server has it.
func TestDraftsInBrowser(t *testing.T) {
	tab := browser.Open(t)
	o := open(t, func(c *Config) { c.Emulator = true })
	item, path := given(o)
	o.as("dep")
	var draft, left string
	tab.Run(t, chromedp.Navigate(o.srv.URL+path), chromedp.WaitReady("#text"),
		chromedp.SendKeys("#text", "已联系路灯所"), chromedp.Reload(), chromedp.WaitReady(".draft-note"),
		chromedp.Value("#text", &draft), chromedp.Click("#answer button"), chromedp.WaitVisible(".flash-done"),
		chromedp.Evaluate(`Object.keys(localStorage).filter(k => k.startsWith("draft:")).join()`, &left))
	if draft != "已联系路灯所" || left != "" {
		t.Errorf("draft %q, left %q", draft, left)
	}
	if w := o.stored(item.ID).Waiting(); w == nil || w.Text != "已联系路灯所" {
		t.Errorf("waiting: %+v", w)
	}
	o.release(item, "请写清楚。")
	tab.Run(t, chromedp.Navigate(o.srv.URL+path), chromedp.WaitReady("#text"),
		chromedp.SendKeys("#text", "周五前修好，"), chromedp.Reload(), chromedp.WaitReady("#text"),
		chromedp.Value("#text", &draft))
	if draft != "周五前修好，已联系路灯所" {
		t.Errorf("the mended answer's draft is %q", draft)
	}
	tab.Quiet(t)
}
