package console

import (
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// TestClockInBrowser looks at the pages of what the program does by itself and of
// the year's holidays, with something on them.
func TestClockInBrowser(t *testing.T) {
	d := open(t)
	year, good := d.yearNotice()
	now := d.clock()
	for n, run := range []store.Run{{Outcome: store.RunOK, Done: 12}, {Outcome: store.RunFailed + "*net.OpError"}, {Outcome: "holidays of " + year + " are missing"}} {
		run.Duty, run.Holder, run.Tick = "remind", "replica", now.Add(time.Duration(n-5)*time.Minute)
		run.Started, run.LeaseEnds, run.Finished = run.Tick, run.Tick, run.Tick.Add(1300*time.Millisecond)
		must(t, d.NoteRun(t.Context(), run))
	}
	must(t, d.NoteRun(t.Context(), store.Run{Duty: "outbox", Holder: "replica", Tick: now, Started: now, LeaseEnds: now, Finished: now, Outcome: store.RunFailed + "*mysql.MySQLError"}))
	s := d.sit()
	s.enter("system-root")
	s.look(t, "duties", dutiesPath)
	s.look(t, "duty", dutiesPath+"/remind")
	s.look(t, "holidays-empty", holidaysPath)
	d.as("system-root", func(t *act.Tx) error {
		n := now.In(store.ChinaTime).Year() + 1
		return t.ImportHolidays(n, good)
	})
	s.look(t, "holidays", holidaysPath)
}
