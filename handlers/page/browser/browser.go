// Package browser lets tests look at pages in Chromium, as people do: it notes
// what the browser has to say against a page, and asks of each page whether it
// can be read and used.
package browser

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"liaison/store/db/dbtest"
)

// patience is how long everything one test does in its browser may take. Each step
// has a limit of its own: this ends a test that goes on step by step for ever.
const patience = 20 * time.Minute

// Start starts Chromium, with more options if any, and ends it with the test.
// Where there is none the test is left out; in CI it fails instead.
func Start(t testing.TB, more ...chromedp.ExecAllocatorOption) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		dbtest.LeaveOut(t, "no Chromium on this machine")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	timed, cancel := context.WithTimeout(context.Background(), patience)
	alloc, stop := chromedp.NewExecAllocator(timed, append(opts, more...)...)
	ctx, _ := chromedp.NewContext(alloc)
	t.Cleanup(func() {
		stop()
		chromedp.FromContext(ctx).Allocator.Wait() // it removes its profile
		cancel()
	})
	return ctx
}
