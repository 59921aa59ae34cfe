package main

import (
	"context"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"liaison/handlers/page/browser"
)

// How the two browsers of the journey name themselves.
const (
	wechatAgent = "Mozilla/5.0 (Linux; Android 14; PHONE) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.50.2701 WeChat/arm64 NetType/WIFI Language/zh_CN"
	deskAgent   = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)

// chromium starts a browser that says it is WeChat's.
func chromium(t *testing.T) context.Context {
	t.Helper()
	ctx := browser.Start(t, chromedp.UserAgent(wechatAgent))
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// complaints is what the browser has to say against pages: errors, exceptions,
// words of scripts, dialogues, and violations of the policy.
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
			if browser.RefusedForm.MatchString(e.Entry.Text) {
				return
			}
			c.add(string(e.Entry.Level) + ": " + e.Entry.Text + " " + e.Entry.URL)
		case *runtime.EventExceptionThrown:
			c.add("exception: " + e.ExceptionDetails.Error())
		case *runtime.EventConsoleAPICalled:
			for _, a := range e.Args {
				c.add("console: " + string(a.Value))
			}
		case *page.EventJavascriptDialogOpening:
			c.add("a dialogue opened: " + e.Message)
		}
	})
}

// watch runs in every document before its own scripts: it hears violations of
// the policy, and leaves a mark by which the page is known to be watched.
const watch = `document.addEventListener('securitypolicyviolation', e => console.error('securitypolicyviolation: ' + e.effectiveDirective + ' ' + e.blockedURI));
window.journeyWatches = true;`

// apart opens a window that shares no cookies with any other: a browser of
// somebody's own.
func apart(t *testing.T, browser context.Context) context.Context {
	t.Helper()
	var id target.ID
	err := chromedp.Run(browser, chromedp.ActionFunc(func(ctx context.Context) error {
		ctx = cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		profile, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(ctx)
		if err != nil {
			return err
		}
		// chromedp's own way asks for a tab, and a profile without a window has no place for one.
		id, err = target.CreateTarget("about:blank").WithBrowserContextID(profile).WithNewWindow(true).Do(ctx)
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	ctx, _ := chromedp.NewContext(browser, chromedp.WithTargetID(id)) // leave closes it
	return ctx
}
