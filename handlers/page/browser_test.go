package page

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"liaison/handlers/page/browser"
)

// largest sets text to what WeChat's largest font makes of 18 px.
const largest = `location.search.includes('largest') && document.body.style.setProperty('font-size', '29px')`

// TestPagesInBrowser opens sample pages as people do.
func TestPagesInBrowser(t *testing.T) {
	tab := browser.Open(t)
	srv, s := serveSite(t)
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
			found := tab.Look(t, c.name, c.w, c.h, chromedp.Navigate(srv.URL+c.path), chromedp.WaitReady("main"), chromedp.Evaluate(largest, nil))
			for _, f := range unexpected(found, c.path) {
				t.Error(f)
			}
		})
	}
	if log := s.log.String(); strings.Contains(log, "ERROR") {
		t.Error(log)
	}
}

// unexpected leaves out what Chromium says about an answer that is meant to be
// 404.
func unexpected(list []string, path string) []string {
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

func TestPrintInBrowser(t *testing.T) {
	srv, _ := serveSite(t)
	browser.Open(t).Run(t, chromedp.Navigate(srv.URL+"/console/inbox"), chromedp.WaitReady("main"),
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
			if err := browser.Picture("console-print").Do(ctx); err != nil {
				return err
			}
			// 210 × 297 mm in points.
			if !strings.Contains(string(pdf), "/MediaBox [0 0 594.95996 841.91998]") {
				t.Error("the print is not A4")
			}
			return browser.Keep("print.pdf", pdf)
		}))
}

// TestScriptInBrowser walks through what page.js does: a draft outlives the
// page, a dangerous button asks, a sent draft goes.
func TestScriptInBrowser(t *testing.T) {
	tab := browser.Open(t)
	srv, s := serveSite(t)
	var found, after string
	var asked bool
	tab.Run(t, chromedp.Navigate(srv.URL+"/console/opinion"), chromedp.WaitReady("#text"),
		chromedp.SendKeys("#text", "路灯已报修"), chromedp.Reload(), chromedp.WaitReady(".draft-note"),
		chromedp.Value("#text", &found),
		chromedp.Click("#go"), chromedp.WaitVisible("#confirm[open]"),
		chromedp.Evaluate(`document.querySelector("#confirm p").textContent.includes("张三代表")`, &asked),
		chromedp.Click("#confirm [value=yes]"), chromedp.WaitVisible(".flash-done"),
		chromedp.Evaluate(`Object.keys(localStorage).filter(k => k.startsWith("draft:")).join()`, &after))
	if found != "路灯已报修" || !asked || after != "" {
		t.Errorf("draft %q, asked %v, drafts left %q", found, asked, after)
	}
	if s.seen == nil || s.seen.String("text") != "路灯已报修" {
		t.Error("the form did not arrive")
	}
	tab.Quiet(t)
}
