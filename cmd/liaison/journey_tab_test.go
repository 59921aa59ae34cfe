package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// screen is what a page is looked at on.
type screen struct {
	name   string
	w, h   int64
	mobile bool
}

var (
	phoneScreen = screen{"phone", 390, 844, true}
	deskScreen  = screen{"desk", 1280, 800, false}
)

func (s screen) emulate() chromedp.Action {
	if s.mobile {
		return chromedp.EmulateViewport(s.w, s.h, chromedp.EmulateMobile)
	}
	return chromedp.EmulateViewport(s.w, s.h)
}

// tab is one page in the browser.
type tab struct {
	t      *testing.T
	ctx    context.Context
	screen screen
	said   *complaints
}

// newTab prepares a target of the browser: its screen, and what listens to it.
func newTab(ctx context.Context, t *testing.T, s screen, more ...chromedp.Action) *tab {
	t.Helper()
	b := &tab{t, ctx, s, &complaints{}}
	b.said.listen(ctx)
	// Run on the tab's own context: the end of the first one ends the tab.
	// Each has the focus, as on a machine of its own: several are open side by side.
	err := chromedp.Run(ctx, append([]chromedp.Action{s.emulate(), emulation.SetFocusEmulationEnabled(true), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(watch).Do(ctx)
		return err
	})}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pagePatience is how long anything on a page may take.
const pagePatience = 20 * time.Second

func (b *tab) run(actions ...chromedp.Action) {
	b.t.Helper()
	if err := b.try(actions...); err != nil {
		b.t.Fatalf("%v, on %s", err, b.words())
	}
}

// words is where the page is and what it says, for whoever reads a failure.
func (b *tab) words() string {
	ctx, cancel := context.WithTimeout(b.ctx, 2*time.Second)
	defer cancel()
	var words string
	if err := chromedp.Run(ctx, chromedp.Evaluate(`location.href + "\n" + document.body.innerText.slice(0, 1500)`, &words)); err != nil {
		return "a page that does not answer: " + err.Error()
	}
	return words
}

// ask evaluates an expression until it gives something other than null and
// false. It allows for a document that is just being replaced.
func (b *tab) ask(what, expression string, into any) {
	b.t.Helper()
	until(b.t, what, func() bool {
		var raw json.RawMessage
		if err := b.try(chromedp.Evaluate(expression, &raw)); err != nil || string(raw) == "null" || string(raw) == "false" {
			return false
		}
		return into == nil || json.Unmarshal(raw, into) == nil
	}, b.words)
}

// until waits for something to be so.
func until(t *testing.T, what string, holds func() bool, otherwise func() string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), pagePatience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("waited in vain until %s, on %s", what, otherwise())
		}
	}
}

// find gives the last element of a CSS selector or an XPath.
const find = `(s => { if (!s.startsWith('/')) return [...document.querySelectorAll(s)].at(-1);
const r = document.evaluate(s, document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null); return r.snapshotItem(r.snapshotLength - 1); })`

func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings always encode
	}
	return string(text)
}

// sees waits for an element.
func (b *tab) sees(selector string) {
	b.t.Helper()
	b.ask("there is "+selector, fmt.Sprintf(`!!%s(%s)`, find, quoted(selector)), nil)
}

// aim tells where an element can be pressed, as a finger or a mouse would:
// nothing lies over it. It notes that the press is still to come, until one
// reaches what the selector finds by then.
const aim = `(s => { const find = ` + find + `, e = find(s);
if (!e || e.disabled) return null;
e.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
const r = e.getClientRects()[0]; if (!r) return null;
const x = r.x + r.width / 2, y = r.y + r.height / 2;
if (!e.contains(document.elementFromPoint(x, y))) return null;
window.journeyAims = true;
document.addEventListener('click', c => { if (find(s)?.contains(c.target)) window.journeyAims = false; }, {once: true, capture: true});
return [x, y]; })`

// press presses an element once it can be pressed. A page may move just between
// the look and the press: what was missed is aimed at again.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.run(page.BringToFront())
	until(b.t, "one can press "+selector, func() bool {
		var at []float64
		if b.try(chromedp.Evaluate(aim+"("+quoted(selector)+")", &at)) != nil || at == nil {
			return false
		}
		b.run(chromedp.MouseClickXY(at[0], at[1]))
		return b.reached()
	}, b.words)
}

// slowPress is when a press that nothing on the page heard of has missed.
const slowPress = 2 * time.Second

// reached tells whether a press came to what it was aimed at.
func (b *tab) reached() bool {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); time.Since(began) < slowPress; <-tick.C {
		waits := false
		err := b.try(chromedp.Evaluate(`!!window.journeyAims`, &waits))
		if err != nil || !waits { // an error: the press has led to another document
			return true
		}
	}
	return false
}

// try is run for what a document that is just being replaced may refuse.
func (b *tab) try(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(b.ctx, pagePatience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// follow presses what leads to another document, and waits for that.
func (b *tab) follow(selector string) {
	b.t.Helper()
	b.run(chromedp.Evaluate(`window.journeyLeft = true`, nil))
	b.press(selector)
	b.arrive()
}

const arrived = `!window.journeyLeft && document.readyState === 'complete' && !!document.querySelector('main')`

func (b *tab) arrive() {
	b.t.Helper()
	b.ask("the next page is there", arrived, nil)
}

func (b *tab) visit(address string) {
	b.t.Helper()
	b.run(chromedp.Navigate(address))
	b.arrive()
}

// write puts text into a field, as an input method does.
func (b *tab) write(selector, text string) {
	b.t.Helper()
	b.press(selector)
	field := find + "(" + quoted(selector) + ")"
	b.ask("the field has the focus", "document.activeElement === "+field, nil)
	b.run(chromedp.Evaluate(field+".select()", nil), input.InsertText(text))
	b.ask("the field has the text", field+".value === "+quoted(text), nil)
}

func (b *tab) text(selector string) string {
	b.t.Helper()
	var text string
	b.ask("there is "+selector, fmt.Sprintf(`(e => e ? e.innerText.trim() || null : null)(%s(%s))`, find, quoted(selector)), &text)
	return text
}

// wrong is asked of each page that is looked at: was it watched, does it fit the
// screen, did its pictures come.
const wrong = `(() => { const out = [];
if (!window.journeyWatches) out.push('nobody listened for violations of the policy');
if (document.documentElement.scrollWidth > innerWidth) out.push('wider than the screen: ' + document.documentElement.scrollWidth);
document.querySelectorAll('img').forEach(i => { if (i.complete && !i.naturalWidth) out.push('a picture did not come: ' + i.src); });
return out; })()`

// look checks the page that is open. With LIAISON_SHOTS set to a directory it
// leaves pictures of the page there, on a phone and on a desk.
func (b *tab) look(name string) {
	b.t.Helper()
	var found []string
	b.run(chromedp.Evaluate(wrong, &found))
	b.shots(name)
	for _, f := range append(found, b.said.take()...) {
		b.t.Errorf("%s: %s", name, f)
	}
}

func (b *tab) shots(name string) {
	b.t.Helper()
	dir := os.Getenv("LIAISON_SHOTS")
	if dir == "" {
		return
	}
	for _, s := range []screen{phoneScreen, deskScreen} {
		var picture []byte
		b.run(page.BringToFront(), s.emulate(), chromedp.Evaluate(`scrollTo(0, 0)`, nil), chromedp.FullScreenshot(&picture, 100))
		path := filepath.Join(dir, name+"-"+s.name+".png")
		if err := os.WriteFile(path, picture, 0o644); err != nil {
			b.t.Fatal(err)
		}
	}
	b.run(b.screen.emulate())
}

// leave closes the tab; what it still has to say against its pages counts.
func (b *tab) leave() {
	b.t.Helper()
	for _, f := range b.said.take() {
		b.t.Error(f)
	}
	_ = b.try(page.Close()) // it ends while it answers, which is the purpose
	_ = chromedp.Cancel(b.ctx)
}
