package act_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

const holidays2027 = "2027-01-01,放假,元旦\n2027-05-01至2027-05-05,放假,劳动节\n2027-05-08,上班,劳动节\n2027-10-01至2027-10-07,放假,国庆节"

// works asks the calendar as it is now.
func (o *office) works(day string) bool {
	o.t.Helper()
	view, err := o.View(o.t.Context())
	o.must(err)
	at, err := store.ParseDay(day)
	o.must(err)
	return view.Calendar.IsWorkday(at)
}

func TestHolidaysAreImportedWholeOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		o := open(t, base)
		system, clerk := o.member("system", o.root.ID, store.RoleSystem), o.member("rootclerk", o.root.ID, store.RoleClerk)
		take := func(who store.Actor, year int, text string) error {
			return o.do(who, func(t *act.Tx) error { return t.ImportHolidays(year, text) })
		}
		for name, x := range map[string]struct {
			year int
			text string
			want store.Problem
		}{
			"one bad line":  {2027, holidays2027 + "\n2028-01-01,放假,元旦", store.ProblemFindings},
			"overlapping":   {2027, holidays2027 + "\n2027-10-07,放假,国庆节", store.ProblemFindings},
			"half a notice": {2027, "2027-01-01,放假,元旦", store.ProblemFindings},
			"nothing":       {2027, " \n", store.ProblemEmpty},
			"a far year":    {2029, strings.ReplaceAll(holidays2027, "2027", "2029"), store.ProblemMalformed},
			"a past year":   {2024, strings.ReplaceAll(holidays2027, "2027", "2024"), store.ProblemMalformed},
			"as last year":  {2027, holidays2027 + "\n2026-12-20,work,元旦\n2026-12-19,off,元旦\n2026-12-20,off,元旦", store.ProblemFindings},
		} {
			if err := take(system, x.year, x.text); !store.IsProblem(err, x.want) {
				t.Errorf("%s: %v, want %s", name, err, x.want)
			}
		}
		for _, who := range []store.Actor{o.clerk, o.leader, o.officer, o.member("townsystem", o.town.ID, store.RoleSystem)} {
			if err := take(who, 2027, holidays2027); !errors.Is(err, store.ErrForbidden) {
				t.Errorf("%s: %v", who.ID, err)
			}
			if _, err := o.ReadHolidays(t.Context(), who, 2027, holidays2027); !errors.Is(err, store.ErrForbidden) {
				t.Errorf("%s reads: %v", who.ID, err)
			}
		}
		if _, imports, err := o.HolidayYears(t.Context(), system); err != nil || len(imports) != 0 || !o.works("2027-10-04") || !o.works("2027-05-03") {
			t.Fatalf("something was imported: %v, %v", imports, err)
		}
		o.must(take(system, 2027, holidays2027))
		if o.works("2027-10-04") || !o.works("2027-05-08") || o.works("2026-10-07") {
			t.Error("the calendar does not follow what was imported")
		}
		o.now = o.now.Add(time.Hour)
		o.must(take(clerk, 2027, strings.Replace(holidays2027, "10-07", "10-06", 1)))
		if !o.works("2027-10-07") {
			t.Error("a day taken back is still a holiday")
		}
		years, imports, err := o.HolidayYears(t.Context(), clerk)
		o.must(err)
		if len(imports) != 2 || imports[0].Who != "rootclerk" || imports[1].Who != "system" || imports[1].Days != 13 || imports[1].Worked != 1 {
			t.Errorf("imports %+v", imports)
		}
		if y := years[2]; y.Year != 2027 || !y.Known || !y.Imported || y.By != "rootclerk" || len(y.Days) != 13 || years[1].Imported || !years[1].Known {
			t.Errorf("years %+v", years)
		}
		old, err := o.HolidayImport(t.Context(), system, imports[1].ID)
		o.must(err)
		o.must(take(system, old.Year, old.Body)) // undone by importing again
		if o.works("2027-10-07") || o.count(base, "SELECT COUNT(*) FROM audit WHERE act = ? AND object_id = '2027'", string(store.ActHolidays)) != 3 {
			t.Error("the first import does not hold again, or an import stands in no audit")
		}
	})
}

func (o *office) count(base *db.DB, query string, args ...any) (n int) {
	o.t.Helper()
	o.must(base.Read().QueryRowContext(o.t.Context(), query, args...).Scan(&n))
	return n
}

// From 1 December whoever imports holidays is told once a week that next year's are
// missing, until they are there.
func TestMissingHolidaysAreToldOnceAWeek(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		o := open(t, base)
		system := o.member("system", o.root.ID, store.RoleSystem)
		o.member("rootclerk", o.root.ID, store.RoleClerk)
		run := func(at time.Time) (year, told int) {
			o.now = at
			o.must(o.do(store.JobActor("calendar"), func(t *act.Tx) (err error) { year, told, err = t.HolidaysDue(); return err }))
			return year, told
		}
		told := map[string]int{}
		for day := time.Date(2026, 11, 20, 9, 0, 0, 0, store.ChinaTime); day.Month() != time.January; day = day.AddDate(0, 0, 1) {
			if _, n := run(day.UTC()); n > 0 {
				told[store.DayOf(day)] = n
			}
		}
		if want := map[string]int{"2026-12-01": 2, "2026-12-07": 2, "2026-12-14": 2, "2026-12-21": 2, "2026-12-28": 2}; len(told) != len(want) || told["2026-12-01"] != 2 || told["2026-12-28"] != 2 {
			t.Errorf("told %v, want %v", told, want)
		}
		alarms, err := o.Alarms(t.Context(), system)
		if o.must(err); len(alarms) != 1 || alarms[0].Holidays != 2027 {
			t.Errorf("alarms %+v", alarms)
		}
		if alarms, err := o.Alarms(t.Context(), o.clerk); err != nil || len(alarms) > 0 && alarms[0].Holidays != 0 {
			t.Errorf("a town's clerk: %+v, %v", alarms, err)
		}
		o.must(o.do(system, func(t *act.Tx) error { return t.ImportHolidays(2027, holidays2027) }))
		if year, n := run(time.Date(2027, 1, 5, 1, 0, 0, 0, time.UTC)); year != 0 || n != 0 {
			t.Errorf("told %d of %d after the import", n, year)
		}
		if err := o.do(system, func(t *act.Tx) error { _, _, err := t.HolidaysDue(); return err }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("a person runs the duty: %v", err)
		}
	})
}
