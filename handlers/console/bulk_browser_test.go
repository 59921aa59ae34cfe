package console

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestBulkInBrowser ticks the whole list, looks at the form, and does it.
func TestBulkInBrowser(t *testing.T) {
	d := open(t)
	d.furnish()
	closed(d)
	s := d.sit()
	s.enter("clerk")
	var words string
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+"/console/opinions?tab=all"), chromedp.WaitReady("#rows"),
		chromedp.Click("[data-pick-all]"), chromedp.Text("[data-picked]", &words))
	if words == "" || words[0] < 0x80 {
		t.Errorf("the list says %q", words)
	}
	s.here(t, "inbox-picked")
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Submit("#bulk"), chromedp.WaitReady(".bulk-list"), chromedp.Click("input[value=close]"))
	s.here(t, "bulk")
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.SendKeys("#bulk-reason", "事情已经办好"), chromedp.Click(".kinds + button"),
		chromedp.WaitVisible("#confirm"), chromedp.Click("#confirm [value=yes]"), chromedp.WaitReady(".flash-done"))
	s.here(t, "bulk-done")
	s.Quiet(t)
}

// TestDeskKeysInBrowser picks and opens by keys, takes over, and goes to closing.
func TestDeskKeysInBrowser(t *testing.T) {
	d := open(t)
	o := heard(d)
	heard(d)
	s := d.sit()
	s.enter("clerk")
	var ticked int
	var chosen, listed, at, typed string
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+"/console/opinions?tab=all"), chromedp.WaitReady("#rows"),
		chromedp.KeyEvent("?"), chromedp.WaitVisible("#keys"))
	s.here(t, "keys")
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Text("#keys", &listed), chromedp.Click("#keys button"), chromedp.WaitNotVisible("#keys"), chromedp.KeyEvent("j"), chromedp.KeyEvent("x"),
		chromedp.Evaluate(`document.querySelectorAll("[data-pick]:checked").length`, &ticked),
		chromedp.KeyEvent("a"), chromedp.WaitReady(".bulk-list"), chromedp.Evaluate(`document.querySelector("[name=do]:checked").value`, &chosen))
	if ticked != 1 || chosen != "assign" || listed == "" {
		t.Errorf("%d ticked, %q chosen, %q", ticked, chosen, listed)
	}
	s.Run(t, chromedp.Navigate(d.srv.URL+"/console/opinions/"+o.ID), chromedp.WaitReady(".timeline"),
		chromedp.KeyEvent("a"), chromedp.WaitReady(".flash-done"),
		// Navigate waits until the scripts have run; a page that a form leads to may not have got there.
		chromedp.Navigate(d.srv.URL+"/console/opinions/"+o.ID), chromedp.KeyEvent("e"), chromedp.Evaluate(`document.activeElement.id`, &at),
		chromedp.SendKeys("#close-reason", "axe", chromedp.ByID), chromedp.Value("#close-reason", &typed))
	if at != "close-reason" || typed[len(typed)-3:] != "axe" || d.fresh(o.ID).Opinion.AssigneeID != d.people["clerk"].ID {
		t.Errorf("focus %q, typed %q", at, typed)
	}
	s.Quiet(t)
}

// TestNextByKeyInBrowser goes on to the next that waits by a key; the help of keys has
// a button.
func TestNextByKeyInBrowser(t *testing.T) {
	d := open(t)
	waiting, done := heard(d), d.given("路灯")
	s := d.sit()
	s.enter("clerk")
	from := d.srv.URL + "/console/opinions/" + done.ID
	to := from
	s.Run(t, chromedp.Navigate(from), chromedp.WaitReady("[data-next]"), chromedp.KeyEvent("n"))
	for began := time.Now(); to == from && time.Since(began) < time.Minute; {
		s.Run(t, chromedp.Location(&to))
	}
	if !strings.HasSuffix(to, waiting.ID) {
		t.Errorf("on to %s", to)
	}
	s.Run(t, chromedp.Navigate(d.srv.URL+"/console/opinions?tab=all"), chromedp.Click("[data-keys]"), chromedp.WaitVisible("#keys"))
	s.Quiet(t)
}
