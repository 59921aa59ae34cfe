package console

import (
	"time"

	"liaison/store"
	"liaison/store/act"
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
	plan := store.ReadHolidays("2027-01-01,放假,"+nasty+"\n"+nasty+"\n2027-02-02,上班,x", 2027, nil)
	empty["holidays"], empty["holiday_preview"] = &holidaysPage{}, holidayPreview{HolidayPlan: &store.HolidayPlan{}}
	full["holidays"] = &holidaysPage{Year: 2027, Text: nasty, Problem: nasty, Missing: 2027, Imports: []act.HolidayImportRow{{HolidayImport: store.HolidayImport{ID: "i", Year: 2027}, Who: nasty}},
		Years: []holidayYear{{HolidayYear: act.HolidayYear{Year: 2026}}, {HolidayYear: act.HolidayYear{Year: 2027, Imported: true, Known: true, By: nasty, Days: plan.Days()}, Lines: []string{nasty}}}}
	full["holiday_preview"] = holidayPreview{HolidayPlan: plan, Text: nasty, Faulty: plan.Faults(), Summary: []string{nasty}}
}
