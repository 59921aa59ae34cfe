package store

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func seedCalendar(t testing.TB) *Calendar {
	t.Helper()
	c, err := NewCalendar(SeedHolidays())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads a time of day in China.
func at(t testing.TB, text string) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04"
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	parsed, err := time.ParseInLocation(layout, text, ChinaTime)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestIsWorkday(t *testing.T) {
	c := seedCalendar(t)
	for day, want := range map[string]bool{
		"2026-09-30": true,  // Wednesday
		"2026-10-01": false, // National Day
		"2026-10-07": false, // Wednesday inside the holiday
		"2026-10-08": true,
		"2026-10-10": true,  // Saturday, worked
		"2026-10-11": false, // Sunday
		"2026-09-20": true,  // Sunday, worked
		"2026-02-14": true,  // Saturday, worked
		"2026-02-16": false, // 除夕
		"2027-10-01": true,  // a Friday of a year without a table
		"2027-10-02": false, // Saturday
		"1969-12-28": false, // Sunday: days before 1970 round down
		"1970-01-03": false, // Saturday
	} {
		for _, clock := range []string{" 00:00", " 12:00", " 23:59"} {
			if got := c.IsWorkday(at(t, day+clock)); got != want {
				t.Errorf("%s%s: workday %v", day, clock, got)
			}
		}
	}
}

func TestDatesAreThoseOfChina(t *testing.T) {
	c := seedCalendar(t)
	// Sunday evening in London is Monday morning in China.
	monday := time.Date(2026, 3, 8, 16, 0, 0, 0, time.UTC)
	if !c.IsWorkday(monday) || c.IsWorkday(monday.Add(-time.Second)) {
		t.Error("the day does not change at 16:00 UTC")
	}
}

func TestAddWorkdays(t *testing.T) {
	c := seedCalendar(t)
	for _, x := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-03-02 09:30", 3, "2026-03-05 09:30"},
		{"2026-03-06 09:30", 1, "2026-03-09 09:30"},  // Friday to Monday
		{"2026-03-07 23:59", 1, "2026-03-09 23:59"},  // Saturday to Monday
		{"2026-09-30 08:00", 1, "2026-10-08 08:00"},  // over National Day
		{"2026-09-30 08:00", 3, "2026-10-10 08:00"},  // onto a worked Saturday
		{"2026-09-30 08:00", 4, "2026-10-12 08:00"},  //
		{"2026-03-09 09:30", -1, "2026-03-06 09:30"}, // Monday to Friday
		{"2026-10-08 00:00", -1, "2026-09-30 00:00"}, //
		{"2026-10-03 10:00", 0, "2026-10-03 10:00"},  // nothing to move
		{"2026-12-31 10:00", 1, "2027-01-01 10:00"},  // no table for 2027 yet
		{"2025-12-31 00:30", 1, "2026-01-04 00:30"},  // Sunday, worked
		{"2024-02-28 12:00", 2, "2024-03-01 12:00"},  // leap year
		{"2026-02-13 18:00", 6, "2026-02-28 18:00"},  // 春节 between two worked Saturdays
		{"2026-02-28 18:00", -6, "2026-02-13 18:00"}, //
	} {
		got := c.AddWorkdays(at(t, x.from), x.n)
		if !got.Equal(at(t, x.want)) {
			t.Errorf("%s %+d: got %s, want %s", x.from, x.n, got, x.want)
		}
	}
}

func TestEndOfPeriod(t *testing.T) {
	c := seedCalendar(t)
	days, workdays, months := PeriodDays, PeriodWorkdays, PeriodMonths
	for _, x := range []struct {
		from     string
		count    int
		unit     PeriodUnit
		rollover bool
		last     string // the last day, over at its 24:00
	}{
		{"2026-08-31 10:00", 6, months, false, "2027-02-28"},
		{"2026-08-31 10:00", 6, months, true, "2027-03-01"}, // 28 February 2027 is a Sunday
		{"2027-08-31 10:00", 6, months, false, "2028-02-29"},
		{"2026-01-31 00:00", 1, months, false, "2026-02-28"},
		{"2026-11-30 10:00", 3, months, false, "2027-02-28"},
		{"2026-02-28 10:00", 6, months, false, "2026-08-28"}, // the corresponding day, not the last
		{"2024-02-29 10:00", 12, months, false, "2025-02-28"},
		{"2026-05-31 10:00", 3, months, false, "2026-08-31"},
		{"2026-07-01 10:00", 3, months, false, "2026-10-01"},
		{"2026-07-01 10:00", 3, months, true, "2026-10-08"}, // behind National Day
		{"2026-07-10 10:00", 3, months, true, "2026-10-10"}, // a worked Saturday is no rest day
		{"2026-03-02 00:00", 15, days, false, "2026-03-17"},
		{"2026-03-02 23:59", 15, days, false, "2026-03-17"}, // the starting day is not counted
		{"2026-03-06 10:00", 15, days, true, "2026-03-23"},  // 21 March is a Saturday
		{"2026-03-06 10:00", 60, days, true, "2026-05-06"},  // 5 May is a holiday
		{"2026-12-31 10:00", 1, days, false, "2027-01-01"},
		{"2026-09-30 10:00", 5, workdays, false, "2026-10-13"},
		{"2026-09-30 10:00", 5, workdays, true, "2026-10-13"},
		{"2026-03-07 10:00", 5, workdays, false, "2026-03-13"}, // begun on a Saturday
	} {
		end, err := c.EndOfPeriod(at(t, x.from), Period{x.count, x.unit}, x.rollover)
		if err != nil {
			t.Fatal(err)
		}
		if want := at(t, x.last).Add(24 * time.Hour); !end.Equal(want) || LastDayOf(end) != x.last {
			t.Errorf("%s and %d %s (rollover %v): last day %s, ends %s, want %s",
				x.from, x.count, x.unit, x.rollover, LastDayOf(end), end, x.last)
		}
	}
}

func TestEndOfPeriodRefusals(t *testing.T) {
	c := seedCalendar(t)
	for _, p := range []Period{{0, PeriodDays}, {-1, PeriodMonths}, {3, "weeks"}, {3, ""}, {10_001, PeriodWorkdays}} {
		if _, err := c.EndOfPeriod(time.Unix(0, 0), p, true); !errors.Is(err, ErrPeriod) {
			t.Errorf("%v: %v", p, err)
		}
	}
}

func TestNewCalendarRefusals(t *testing.T) {
	off, work := Holiday{"2026-10-01", HolidayOff, "国庆节"}, Holiday{"2026-10-01", HolidayWork, "国庆节"}
	if _, err := NewCalendar([]Holiday{off, off}); err != nil {
		t.Errorf("the same row twice: %v", err)
	}
	for _, rows := range [][]Holiday{{off, work}, {{"10-01", HolidayOff, ""}}, {{"2026-10-01", "", ""}}} {
		if _, err := NewCalendar(rows); err == nil {
			t.Errorf("%v was accepted", rows)
		}
	}
}

func TestMissingNeedsNationalDay(t *testing.T) {
	// The notice for 2027 may give 31 December 2026 off, and 2026's a day of 2027.
	c, err := NewCalendar([]Holiday{{"2027-01-02", HolidayOff, "元旦"}, {"2026-10-01", HolidayOff, "国庆节"}, {"2028-10-07", HolidayOff, "国庆节"}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Missing(2026) || !c.Missing(2027) || !c.Missing(2028) {
		t.Errorf("missing 2026 %v, 2027 %v, 2028 %v", c.Missing(2026), c.Missing(2027), c.Missing(2028))
	}
}

// anyInstant is a moment of the years around those with a table, in a zone
// that is not China's.
func anyInstant(zones []*time.Location) *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		first := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
		second := rapid.Int64Range(first, first+28*366*secondsOfDay).Draw(t, "second")
		return time.Unix(second, 0).In(rapid.SampledFrom(zones).Draw(t, "zone"))
	})
}

func testZones(t testing.TB) []*time.Location {
	t.Helper()
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		newYork = time.FixedZone("EST", -5*3600) // no zone data on this machine
	}
	return []*time.Location{time.UTC, newYork, ChinaTime, time.FixedZone("far", 14*3600)}
}

func TestWorkdayProperties(t *testing.T) {
	c, zones := seedCalendar(t), testZones(t)
	rapid.Check(t, func(t *rapid.T) {
		from := anyInstant(zones).Draw(t, "from")
		n := rapid.IntRange(1, 300).Draw(t, "n")
		to := c.AddWorkdays(from, n)
		if !c.IsWorkday(to) || c.WorkdaysBetween(from, to) != n || c.WorkdaysBetween(to, from) != -n {
			t.Fatalf("%s + %d = %s: workday %v, %d between", from, n, to, c.IsWorkday(to), c.WorkdaysBetween(from, to))
		}
		if again := c.AddWorkdays(c.AddWorkdays(from, n-1), 1); !again.Equal(to) {
			t.Fatalf("%s + %d one by one = %s, at once %s", from, n, again, to)
		}
		if c.IsWorkday(from) && !c.AddWorkdays(to, -n).Equal(from) {
			t.Fatalf("%s + %d and back = %s", from, n, c.AddWorkdays(to, -n))
		}
		if plain := from.In(ChinaTime).Format("15:04:05"); to.Format("15:04:05") != plain {
			t.Fatalf("%s moved to %s", plain, to)
		}
	})
}

func TestPeriodProperties(t *testing.T) {
	c, zones := seedCalendar(t), testZones(t)
	rapid.Check(t, func(t *rapid.T) {
		start := anyInstant(zones).Draw(t, "start")
		p := Period{rapid.IntRange(1, 200).Draw(t, "count"), rapid.SampledFrom([]PeriodUnit{PeriodDays, PeriodWorkdays, PeriodMonths}).Draw(t, "unit")}
		plain, err1 := c.EndOfPeriod(start, p, false)
		rolled, err2 := c.EndOfPeriod(start, p, true)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if plain.Format("15:04:05") != "00:00:00" || !plain.After(start) {
			t.Fatalf("%v from %s ends %s", p, start, plain)
		}
		lastDay := rolled.Add(-time.Nanosecond)
		if !c.IsWorkday(lastDay) || rolled.Before(plain) || c.WorkdaysBetween(plain.Add(-time.Nanosecond), lastDay) > 1 {
			t.Fatalf("%v from %s ends %s, rolled over %s", p, start, plain, rolled)
		}
		checkPlainEnd(t, c, start.In(ChinaTime), plain.Add(-time.Nanosecond), p)
	})
}

// checkPlainEnd holds the last day against another way to count it.
func checkPlainEnd(t *rapid.T, c *Calendar, start, last time.Time, p Period) {
	y, m, d := start.Date()
	switch p.Unit {
	case PeriodDays:
		if want := time.Date(y, m, d+p.Count, 0, 0, 0, 0, ChinaTime); LastDayOf(want.AddDate(0, 0, 1)) != last.Format(time.DateOnly) {
			t.Fatalf("%d days from %s: %s, want %s", p.Count, start, last, want)
		}
	case PeriodWorkdays:
		if c.WorkdaysBetween(start, last) != p.Count || !c.IsWorkday(last) {
			t.Fatalf("%d workdays from %s: %s has %d", p.Count, start, last, c.WorkdaysBetween(start, last))
		}
	case PeriodMonths:
		passed := (last.Year()-y)*12 + int(last.Month()-m)
		endOfMonth := last.AddDate(0, 0, 1).Day() == 1
		if passed != p.Count || last.Day() != d && (last.Day() > d || !endOfMonth) {
			t.Fatalf("%d months from %s: %s", p.Count, start, last)
		}
	}
}

// Every day of several years, a leap year and one without a table among them,
// seen from three zones and with the machine itself in each of them.
func TestEveryDayIsTheSameInEveryZone(t *testing.T) {
	c, zones := seedCalendar(t), testZones(t)
	defer func(was *time.Location) { time.Local = was }(time.Local)
	results := make([][]byte, len(zones))
	for i, zone := range zones {
		time.Local = zone
		for day := at(t, "2023-12-01 00:00"); day.Year() < 2028; day = day.Add(12 * time.Hour) {
			seen := day.In(zone)
			out := c.AddWorkdays(seen, 7).AppendFormat(results[i], time.RFC3339)
			for _, p := range []Period{{3, PeriodMonths}, {15, PeriodDays}, {5, PeriodWorkdays}} {
				end, err := c.EndOfPeriod(seen, p, true)
				if err != nil {
					t.Fatal(err)
				}
				out = end.AppendFormat(out, time.RFC3339)
			}
			if c.IsWorkday(seen) {
				out = append(out, 'w')
			}
			results[i] = DefaultQuiet().NextAllowed(seen).UTC().AppendFormat(out, time.RFC3339)
		}
		if string(results[i]) != string(results[0]) {
			t.Errorf("%s gives other results than %s", zone, zones[0])
		}
	}
	if len(results[0]) < 2900*100 {
		t.Errorf("only %d bytes compared", len(results[0]))
	}
}

// The State Council has given 248 to 251 days of work a year; 2020 lost
// two of its 251 when the Spring Festival was made longer.
func TestWorkdaysOfAYear(t *testing.T) {
	c := seedCalendar(t)
	for year, want := range map[int]int{2020: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248} {
		from := time.Date(year-1, 12, 31, 12, 0, 0, 0, ChinaTime)
		got := c.WorkdaysBetween(from, from.AddDate(1, 0, 0))
		if got != want {
			t.Errorf("%d has %d workdays, want %d", year, got, want)
		}
	}
}
