package store

import (
	"strings"
	"time"
)

// Run is one tick of one duty, done once whatever the number of replicas.
type Run struct {
	Duty      string
	Tick      time.Time
	Holder    string // empty: nobody has taken it up yet
	LeaseEnds time.Time
	Started   time.Time // zero before it is taken up, and for runs of a release that did not note it
	Finished  time.Time
	Outcome   string // RunOK, the class of a failure, or what was found
	Done      int    // how many things it did
	AskedBy   string // staff id of who asked for it; empty when the clock did
}

// Outcomes of a run. RunFailed, RunPanicked and RunConflict begin the class of a
// failure; everything else is a finding, which the run was there to make.
const (
	RunOK       = "ok"
	RunFailed   = "failed: "
	RunPanicked = "panic at "
	RunConflict = "conflict"
	RunTooLong  = RunFailed + "it took too long"
)

// Failed reports whether a run that is over did not do its work.
func (r *Run) Failed() bool {
	return !r.Finished.IsZero() && (strings.HasPrefix(r.Outcome, RunFailed) || strings.HasPrefix(r.Outcome, RunPanicked) || r.Outcome == RunConflict)
}

// Waits reports whether nobody has taken the run up yet.
func (r *Run) Waits() bool { return r.Finished.IsZero() && r.Holder == "" }

// Took is how long the run took; 0 when that is not known.
func (r *Run) Took() time.Duration {
	if r.Started.IsZero() || r.Finished.IsZero() {
		return 0
	}
	return max(r.Finished.Sub(r.Started), 0)
}

// FailuresInARow counts the failures at the head of a duty's runs, the newest
// first. What is not over says nothing.
func FailuresInARow(runs []Run) int {
	n := 0
	for i := range runs {
		switch {
		case runs[i].Finished.IsZero():
		case !runs[i].Failed():
			return n
		default:
			n++
		}
	}
	return n
}
