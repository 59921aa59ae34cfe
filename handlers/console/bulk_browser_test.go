package console

import (
	"testing"

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
