package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestJourneyHears: what the journey takes for a clean page is one in which it
// would have heard of a violation, an exception and a missing picture.
func TestJourneyHears(t *testing.T) {
	browser := chromium(t)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src 'self'; script-src 'nonce-x'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		// A failed write is the reader's going away.
		_, _ = io.WriteString(w, `<!DOCTYPE html><link rel="icon" href="data:,"><main style="color:red">x</main><img src="/gone.png">`+
			`<script nonce="x">throw new Error("mistake")</script>`)
	}))
	t.Cleanup(srv.Close)
	b := newTab(apart(t, browser), t, deskScreen)
	b.visit(srv.URL)
	var found []string
	b.run(chromedp.Evaluate(wrong, &found))
	heard := strings.Join(append(found, b.said.take()...), "\n")
	for _, want := range []string{"securitypolicyviolation: style-src-attr inline", "mistake", "a picture did not come"} {
		if !strings.Contains(heard, want) {
			t.Errorf("%q was not heard: %s", want, heard)
		}
	}
	b.leave()
}
