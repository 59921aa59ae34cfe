package browser

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// flawed is a page for the phone with one of each fault. Its policy forbids the
// picture.
const flawed = `<!doctype html><title>x</title><link rel=icon href="data:,">
<style>body{margin:0;background:#fff;color:#000}
#small{width:30px;height:30px;padding:0;font-size:16px}
#pale{color:#ccc}#tiny{font-size:9px}#wide{width:500px}</style>
<body class=phone><main>
<button id=small>小</button><p id=pale>淡</p><p id=tiny>细</p><p id=wide>宽</p>
<input type=checkbox name=nameless>
<img src="http://elsewhere.invalid/x.png">
</main><script>alert("hello"); console.warn("take care")</script><script>throw new Error("thrown")</script>`

const sound = `<!doctype html><title>x</title><link rel=icon href="data:,"><main>All is well.</main>`

func TestLookFindsWhatIsWrong(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "img-src data:")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, map[string]string{"/flawed": flawed, "/sound": sound}[r.URL.Path])
	}))
	t.Cleanup(srv.Close)
	tab := Open(t)
	look := func(path string) []string {
		return tab.Look(t, "browser"+strings.ReplaceAll(path, "/", "-"), 390, 844, chromedp.Navigate(srv.URL+path), chromedp.WaitReady("main"))
	}
	if found := look("/sound"); len(found) > 0 {
		t.Errorf("a sound page: %q", found)
	}
	found := look("/flawed")
	for _, want := range []string{"wider than the screen: 500", "small: BUTTON 小 30x30", "pale: 淡 1.61", "tiny: 细",
		"no label: nameless", "dialogue: hello", "take care", "thrown", "securitypolicyviolation: img-src"} {
		if !slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, want) }) {
			t.Errorf("nothing like %q in %s", want, strings.Join(found, "\n"))
		}
	}
	silent := &counter{TB: t}
	tab.Run(t, chromedp.Evaluate(`console.log("once more")`, nil))
	if tab.Quiet(silent); silent.errors == 0 {
		t.Error("what the browser says does not fail a test")
	}
}

// counter counts the errors of a test that is meant to fail.
type counter struct {
	testing.TB
	errors int
}

func (c *counter) Error(args ...any) { c.errors++; c.Log("as meant: " + fmt.Sprint(args...)) }

func TestAxeFindsWhatHinders(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, `<!doctype html><html lang=zh><title>x</title><link rel=icon href="data:,"><main><h1>页</h1><button></button></main>`)
	}))
	t.Cleanup(srv.Close)
	tab := Open(t)
	tab.Run(t, chromedp.Navigate(srv.URL), chromedp.WaitReady("main"))
	if found := tab.Axe(t); len(found) != 1 || !strings.Contains(found[0], "button-name") {
		t.Errorf("a button without a name: %q", found)
	}
}
