package page

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browser starts Chromium, or leaves the test out where there is none; in CI
// it must be there.
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
	timed, cancel := context.WithTimeout(context.Background(), 90*time.Second)
	alloc, stop := chromedp.NewExecAllocator(timed, opts...)
	ctx, _ := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		stop()
		chromedp.FromContext(ctx).Allocator.Wait() // it removes its profile
		cancel()
	})
	return ctx
}

// complaints collects what the browser has to say against a page: errors,
// exceptions, and violations of the policy, which it logs as errors.
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
		}
	})
}

// faults is asked of every page in the browser: what sticks out sideways, what
// is too small to press, what is too pale to read.
const faults = `(() => {
  const out = [], seen = e => { const r = e.getBoundingClientRect(); return r.width > 0 && r.height > 0 && getComputedStyle(e).visibility !== 'hidden'; };
  if (document.documentElement.scrollWidth > innerWidth) out.push('wider than the screen: ' + document.documentElement.scrollWidth);
  if (document.body.matches('.phone')) document.querySelectorAll('button, a, .choices label, textarea, select').forEach(e => {
    const r = e.getBoundingClientRect();
    if (seen(e) && (r.height < 59.5 || r.width < 59.5)) out.push('small: ' + e.textContent.trim() + ' ' + r.width + 'x' + r.height);
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
    if (document.body.matches('.phone') && parseFloat(getComputedStyle(e).fontSize) < 14 && !e.closest('.ctl')) out.push('tiny: ' + e.textContent.trim().slice(0,20));
  });
  return out;
})()`

// largest sets text to what WeChat's largest font makes of 18 px.
const largest = `location.search.includes('largest') && document.body.style.setProperty('font-size', '29px')`

// TestPagesInBrowser opens sample pages as people do. With LIAISON_SHOTS set
// to a directory it leaves pictures there.
func TestPagesInBrowser(t *testing.T) {
	ctx := browser(t)
	srv, s := serveSite(t)
	said := &complaints{}
	said.listen(ctx)
	for _, c := range []struct {
		name, path string
		w, h       int64
	}{
		{"console-inbox", "/console/inbox", 1280, 800},
		{"console-opinion", "/console/opinion", 1280, 800},
		{"console-inbox-phone", "/console/inbox", 390, 844},
		{"console-missing", "/console/missing", 1280, 800},
		{"phone-inbox", "/h5/inbox", 390, 844},
		{"phone-inbox-360", "/h5/inbox", 360, 640},
		{"phone-opinion", "/h5/opinion", 390, 844},
		{"phone-opinion-elderly", "/h5/opinion?elderly=1", 360, 640},
		{"phone-opinion-largest", "/h5/opinion?largest=1", 360, 640},
		{"phone-missing", "/h5/missing", 390, 844},
	} {
		t.Run(c.name, func(t *testing.T) {
			var found []string
			err := chromedp.Run(ctx, chromedp.EmulateViewport(c.w, c.h), chromedp.Navigate(srv.URL+c.path),
				chromedp.WaitReady("main"), chromedp.Evaluate(largest, nil), chromedp.Evaluate(faults, &found), shot(t, c.name))
			must(t, err)
			for _, f := range append(found, expected(said.take(), c.path)...) {
				t.Error(f)
			}
		})
	}
	if log := s.log.String(); strings.Contains(log, "ERROR") {
		t.Error(log)
	}
}

// expected takes out what Chromium says about an answer that is meant to be
// 404.
func expected(list []string, path string) []string {
	var rest []string
	for _, s := range list {
		if !strings.HasSuffix(path, "/missing") || !strings.Contains(s, "status of 404") {
			rest = append(rest, s)
		}
	}
	return rest
}

func serveSite(t *testing.T) (*httptest.Server, *site) {
	t.Helper()
	srv := httptest.NewUnstartedServer(nil)
	s := newSite(t, "http://"+srv.Listener.Addr().String())
	srv.Config.Handler = s.engine
	srv.Start()
	t.Cleanup(srv.Close)
	return srv, s
}

func shot(t *testing.T, name string) chromedp.Action {
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

func TestPrintInBrowser(t *testing.T) {
	ctx := browser(t)
	srv, _ := serveSite(t)
	err := chromedp.Run(ctx, chromedp.Navigate(srv.URL+"/console/inbox"), chromedp.WaitReady("main"),
		chromedp.ActionFunc(func(ctx context.Context) error {
			pdf, _, err := page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
			if err != nil {
				return err
			}
			if err := emulation.SetEmulatedMedia().WithMedia("print").Do(ctx); err != nil {
				return err
			}
			// 156 mm between the margins, in CSS pixels.
			if err := chromedp.EmulateViewport(590, 800).Do(ctx); err != nil {
				return err
			}
			var wide bool
			if err := chromedp.Evaluate(`[...document.querySelectorAll("table")].some(e => e.getBoundingClientRect().right > 590)`, &wide).Do(ctx); err != nil {
				return err
			}
			if wide {
				t.Error("the table does not fit on the paper")
			}
			if err := shot(t, "console-print").Do(ctx); err != nil {
				return err
			}
			// 210 × 297 mm in points.
			if !strings.Contains(string(pdf), "/MediaBox [0 0 594.95996 841.91998]") {
				t.Error("the print is not A4")
			}
			if dir := os.Getenv("LIAISON_SHOTS"); dir != "" {
				return os.WriteFile(filepath.Join(dir, "print.pdf"), pdf, 0o644)
			}
			return nil
		}))
	must(t, err)
}

// TestScriptInBrowser walks through what page.js does: a draft outlives the
// page, a dangerous button asks, a sent draft goes.
func TestScriptInBrowser(t *testing.T) {
	ctx := browser(t)
	srv, s := serveSite(t)
	said := &complaints{}
	said.listen(ctx)
	var found, after string
	var asked bool
	err := chromedp.Run(ctx, chromedp.Navigate(srv.URL+"/console/opinion"), chromedp.WaitReady("#text"),
		chromedp.SendKeys("#text", "路灯已报修"), chromedp.Reload(), chromedp.WaitReady(".draft-note"),
		chromedp.Value("#text", &found),
		chromedp.Click("#go"), chromedp.WaitVisible("#confirm[open]"),
		chromedp.Evaluate(`document.querySelector("#confirm p").textContent.includes("张三代表")`, &asked),
		chromedp.Click("#confirm [value=yes]"), chromedp.WaitVisible(".flash-done"),
		chromedp.Evaluate(`Object.keys(localStorage).filter(k => k.startsWith("draft:")).join()`, &after))
	must(t, err)
	if found != "路灯已报修" || !asked || after != "" {
		t.Errorf("draft %q, asked %v, drafts left %q", found, asked, after)
	}
	if s.seen == nil || s.seen.String("text") != "路灯已报修" {
		t.Error("the form did not arrive")
	}
	for _, complaint := range said.take() {
		t.Error(complaint)
	}
}
