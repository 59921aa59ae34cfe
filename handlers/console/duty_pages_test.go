package console

import (
	"time"

	"liaison/store"
)

// dutyPages are the pages about what the program does by itself, for the test that
// executes every page.
func dutyPages(empty, full map[string]any, when time.Time) {
	empty["duties"], empty["duty"] = dutiesPage{}, dutyPage{}
	failed := store.Run{Outcome: store.RunFailed + nasty, Tick: when, Started: when, Finished: when.Add(75 * time.Second), AskedBy: "s", Holder: "h"}
	runs := []store.Run{{Tick: when.Add(time.Hour)}, {Tick: when, Holder: "h", Started: when}, failed, {Outcome: nasty, Finished: when}, {Outcome: store.RunOK, Finished: when, Done: 3}}
	var rows []dutyRow
	for n := range len(runs) + 1 {
		rows = append(rows, dutyRowOf(Duty{"x", nasty, nasty, when}, runs[n:], when), dutyRowOf(Duty{"x", nasty, nasty, time.Time{}}, runs[n:], when))
	}
	full["duties"] = dutiesPage{Rows: rows, Now: when, Sick: 2, Run: true}
	page := dutyPage{dutyRow: rows[0], Now: when, Run: true}
	for _, r := range runs {
		page.Runs = append(page.Runs, dutyRun{r, nasty})
	}
	full["duty"] = page
}
