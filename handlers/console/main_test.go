package console

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain collects garbage less often: these tests read thousands of pages, and a
// sixth of their time went into it. What is asked of memory here is what was
// allocated, not what is kept.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400)
	os.Exit(m.Run())
}
