package console

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestKeysInBrowser goes through the inbox by keys, and turns the page.
func TestKeysInBrowser(t *testing.T) {
	d := open(t)
	for range rowsShown + 3 {
		heard(d)
	}
	s := d.sit()
	s.enter("clerk")
	var rows, second int
	var at, opened string
	s.Run(t, chromedp.Navigate(d.srv.URL+"/console/opinions?tab=all"), chromedp.WaitReady("#rows"),
		chromedp.KeyEvent("j"), chromedp.KeyEvent("j"), chromedp.KeyEvent("k"), chromedp.KeyEvent("j"),
		chromedp.Evaluate(`Array.from(document.querySelectorAll("[data-row]")).indexOf(document.activeElement)`, &second),
		chromedp.Evaluate(`document.activeElement.getAttribute("href")`, &at),
		chromedp.KeyEvent(kb.Enter), chromedp.WaitReady(".timeline"), chromedp.Location(&opened))
	if second != 1 || opened != d.srv.URL+at {
		t.Errorf("row %d, opened %s", second, opened)
	}
	var typed string
	s.Run(t, chromedp.Navigate(d.srv.URL+"/console/opinions?tab=all"), chromedp.WaitReady("#rows"),
		// As one event: a key sent in two parts may leave its character behind.
		chromedp.Evaluate(`document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "/", bubbles: true}))`, nil), chromedp.KeyEvent("jk"), chromedp.Value("[data-search]", &typed),
		chromedp.Click("a[rel=next]"), chromedp.WaitReady("a[rel=prev]"),
		chromedp.Evaluate(`document.querySelectorAll("[data-row]").length`, &rows))
	if typed != "jk" || rows != 3 {
		t.Errorf("typed %q, %d rows", typed, rows)
	}
	s.Quiet(t)
}

// TestSealingInBrowser picks a kind, sees its reply, is asked, and is led away.
func TestSealingInBrowser(t *testing.T) {
	d := open(t)
	o := heard(d)
	s := d.sit()
	s.enter("clerk")
	var shown int
	var where string
	s.Run(t, chromedp.Navigate(d.srv.URL+"/console/opinions/"+o.ID), chromedp.WaitReady(".kinds"),
		chromedp.Click(`input[value=accusation]`),
		chromedp.Evaluate(`[...document.querySelectorAll(".kind-reply")].filter(e => e.offsetHeight > 0).length`, &shown))
	if shown != 1 {
		t.Errorf("%d replies are shown", shown)
	}
	s.here(t, "triage-picked")
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Click(`form[action$="/triage"] button.btn-primary`), chromedp.WaitReady("input[name=sure]"))
	s.here(t, "seal")
	s.Run(t, chromedp.Submit("input[name=sure]"), chromedp.WaitReady(".flash-done"), chromedp.Location(&where))
	if where != d.srv.URL+"/console/opinions" || d.fresh(o.ID).Opinion.State != "sealed" {
		t.Errorf("led to %s", where)
	}
}
