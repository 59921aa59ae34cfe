package browser

import (
	"context"
	_ "embed" // faults.js
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// faults is asked of every page: what sticks out sideways, what is too small to
// press or too pale to read, which field has no name. It gives a list of words.
//
//go:embed faults.js
var faults string

// watch runs in every document before its own scripts.
const watch = `document.addEventListener('securitypolicyviolation',
	e => console.error('securitypolicyviolation: ' + e.effectiveDirective + ' ' + e.blockedURI))`

// RefusedForm is what Chromium says against a form that comes back with a sentence:
// who presses on purpose what must be refused looks for that.
var RefusedForm = regexp.MustCompile(`the server responded with a status of (409|422) `)

// Tab is a page in the browser, and what the browser has said against what was
// shown in it.
type Tab struct {
	// Context is what chromedp runs in.
	Context context.Context

	mu   sync.Mutex
	said []string
}

// Open starts a browser, as Start does, and takes its first tab.
func Open(t testing.TB) *Tab {
	t.Helper()
	return Listen(t, Start(t))
}

// Listen takes the tab of a chromedp context: from now on it notes errors,
// exceptions, what scripts say, dialogues, and violations of the policy.
func Listen(t testing.TB, ctx context.Context) *Tab {
	t.Helper()
	tab := &Tab{Context: ctx}
	chromedp.ListenTarget(ctx, tab.hear)
	// The first call starts the browser and lends it the life of its context,
	// which must not be the short one of Run.
	if err := chromedp.Run(ctx); err != nil {
		t.Fatal(err)
	}
	tab.Run(t, chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(watch).Do(ctx)
		return err
	}))
	return tab
}

func (tab *Tab) hear(event any) {
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if RefusedForm.MatchString(e.Entry.Text) {
			return
		}
		tab.note(string(e.Entry.Level) + ": " + e.Entry.Text + " " + e.Entry.URL)
	case *runtime.EventExceptionThrown:
		tab.note("exception: " + e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		for _, a := range e.Args {
			tab.note("console: " + string(a.Value))
		}
	case *page.EventJavascriptDialogOpening:
		tab.note("dialogue: " + e.Message)
		// Not from here: whoever hears an event must not wait for an answer.
		go chromedp.Run(tab.Context, page.HandleJavaScriptDialog(true))
	}
}

func (tab *Tab) note(s string) {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	tab.said = append(tab.said, s)
}

// Said gives what was noted since it was last asked.
func (tab *Tab) Said() []string {
	tab.mu.Lock()
	defer tab.mu.Unlock()
	said := tab.said
	tab.said = nil
	return said
}

// Quiet fails the test for each thing the browser has said since it was last
// asked.
func (tab *Tab) Quiet(t testing.TB) {
	t.Helper()
	for _, s := range tab.Said() {
		t.Error(s)
	}
}

// step is how long the actions of one Run may take. A page that waits for what
// never comes fails soon, and by the line that waited.
const step = 90 * time.Second

// Run does something in the tab; an error, or no end within a step, ends the
// test.
func (tab *Tab) Run(t testing.TB, actions ...chromedp.Action) {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab.Context, step)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// Look makes the window w by h CSS pixels, does what leads to a page, and gives
// what is wrong with it. It leaves a Picture.
func (tab *Tab) Look(t testing.TB, name string, w, h int64, actions ...chromedp.Action) []string {
	t.Helper()
	var found []string
	tab.Run(t, chromedp.EmulateViewport(w, h), chromedp.Tasks(actions), chromedp.Evaluate(faults, &found), Picture(name))
	return append(found, tab.Said()...)
}

// Picture leaves a picture of the whole page, if Keep would.
func Picture(name string) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		var png []byte
		if os.Getenv(shots) == "" {
			return nil
		}
		if err := chromedp.FullScreenshot(&png, 100).Do(ctx); err != nil {
			return err
		}
		return Keep(name+".png", png)
	})
}

// shots names the variable that says where pictures go.
const shots = "LIAISON_SHOTS"

// Keep writes a file for people to look at into the directory that LIAISON_SHOTS
// names, if it is set.
func Keep(name string, content []byte) error {
	dir := os.Getenv(shots)
	if dir == "" {
		return nil
	}
	return os.WriteFile(filepath.Join(dir, name), content, 0o644)
}
