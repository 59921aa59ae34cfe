package jobs

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the zones, where the machine has none

	"pgregory.net/rapid"

	"liaison/store"
)

// transcriptTo names the file into which a child writes what it counted.
const transcriptTo = "LIAISON_TEST_TRANSCRIPT"

// A year of 366 days with a leap day, a new year and the worked weekends of its
// holidays, counted by the program itself on machines of three zones: working days,
// periods in days, working days and months, quiet hours, half-years, what is
// watched, and the ticks of every duty. Every byte is the same.
func TestAYearIsTheSameInEveryZone(t *testing.T) {
	if to := os.Getenv(transcriptTo); to != "" {
		if err := os.WriteFile(to, append(transcript(t), fmt.Sprint("\n", time.Date(2024, 1, 15, 0, 0, 0, 0, time.UTC).Local().Format("-0700"))...), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var first []byte
	for zone, offset := range map[string]string{"UTC": "+0000", "America/New_York": "-0500", "Asia/Shanghai": "+0800"} {
		to := filepath.Join(t.TempDir(), "transcript")
		child := exec.CommandContext(t.Context(), self, "-test.run=^TestAYearIsTheSameInEveryZone$")
		child.Env = append(os.Environ(), "TZ="+zone, transcriptTo+"="+to)
		if out, err := child.CombinedOutput(); err != nil {
			t.Fatalf("TZ=%s: %v\n%s", zone, err, out)
		}
		got, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		counted, ran := got[:len(got)-6], string(got[len(got)-5:])
		if ran != offset {
			t.Errorf("the child of %s ran at %s", zone, ran)
		}
		if first == nil {
			first = counted
		}
		if !bytes.Equal(counted, first) {
			t.Errorf("TZ=%s: other bytes; the first other line: %s", zone, otherLine(counted, first))
		}
	}
	if n := bytes.Count(first, []byte("\n")); n != 366*len(momentsOfDay) {
		t.Errorf("%d moments were counted, want %d", n, 366*len(momentsOfDay))
	}
}

func otherLine(a, b []byte) string {
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return x[i] + "\n" + y[i]
		}
	}
	return "one is longer"
}

// momentsOfDay are those at which something changes.
var momentsOfDay = []time.Duration{0, 7*time.Hour + 59*time.Minute + 59*time.Second, 8 * time.Hour, 13*time.Hour + 37*time.Minute, 21 * time.Hour, 24*time.Hour - time.Nanosecond}

// transcript writes what the program counts, for every moment of the year, given to
// it in the machine's own zone.
func transcript(t testing.TB) []byte {
	t.Helper()
	c, err := store.NewCalendar(store.SeedHolidays())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	schedules := dutySchedules(t)
	first := time.Date(2023, 12, 15, 0, 0, 0, 0, store.ChinaTime)
	for day := range 366 {
		for _, moment := range momentsOfDay {
			at := first.AddDate(0, 0, day).Add(moment).Local()
			stamp(&out, at)
			fmt.Fprint(&out, c.IsWorkday(at), " ", store.DayOf(at), " ", store.HalfOf(at), " ", c.WorkdaysBetween(first, at))
			for _, n := range []int{-10, 1, 3, 15} {
				stamp(&out, c.AddWorkdays(at, n))
			}
			for _, p := range []store.Period{{Count: 15, Unit: store.PeriodDays}, {Count: 60, Unit: store.PeriodDays}, {Count: 5, Unit: store.PeriodWorkdays},
				{Count: 1, Unit: store.PeriodMonths}, {Count: 3, Unit: store.PeriodMonths}, {Count: 6, Unit: store.PeriodMonths}, {Count: 12, Unit: store.PeriodMonths}} {
				for _, rollover := range []bool{false, true} {
					end, err := c.EndOfPeriod(at, p, rollover)
					if err != nil {
						t.Fatal(err)
					}
					stamp(&out, end)
					fmt.Fprint(&out, store.LastDayOf(end))
				}
			}
			stamp(&out, store.DefaultQuiet().NextAllowed(at))
			year, due := c.HolidaysDue(at)
			fmt.Fprint(&out, year, due)
			offices := []store.Office{{ID: "o", Kind: store.OfficeCounty}}
			for _, w := range store.Watch(offices, store.NewSettings(offices, nil), []store.Meeting{{OfficeID: "o", Kind: store.MeetingStanding, Starts: at, State: store.MeetingClosed}}, at.Add(52*24*time.Hour)) {
				fmt.Fprint(&out, w.Ref())
				stamp(&out, w.Limit)
			}
			for _, s := range schedules {
				stamp(&out, s.info(at).Next)
				stamp(&out, lastTick(s.at, at))
			}
			out.WriteByte('\n')
		}
	}
	return out.Bytes()
}

func stamp(out *bytes.Buffer, at time.Time) {
	fmt.Fprint(out, " ", at.UTC().Format("2006-01-02T15:04:05.999999999"), " ")
}

// dutySchedules are the duties that run by the clock.
func dutySchedules(t testing.TB) (timed []*job) {
	t.Helper()
	all, err := (&Runner{cfg: Config{Now: time.Now}}).duties()
	if err != nil {
		t.Fatal(err)
	}
	for _, j := range all {
		if j.at != nil {
			timed = append(timed, j)
		}
	}
	return timed
}

// Whatever the moment and the zone it is given in: the next tick is later, the last
// one is not, none lies between them, and each is a full minute of the schedule.
func TestTickProperties(t *testing.T) {
	schedules := dutySchedules(t)
	var zones []*time.Location
	for _, name := range []string{"UTC", "America/New_York", "Asia/Shanghai", "Pacific/Kiritimati"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
	first := time.Date(2027, 7, 1, 0, 0, 0, 0, time.UTC) // 366 days with a leap day and a new year
	rapid.Check(t, func(t *rapid.T) {
		at := first.Add(time.Duration(rapid.Int64Range(0, int64(366*24*time.Hour)).Draw(t, "at"))).In(rapid.SampledFrom(zones).Draw(t, "zone"))
		j := rapid.SampledFrom(schedules).Draw(t, "duty")
		next, last := j.info(at).Next, lastTick(j.at, at)
		if !next.After(at) || last.After(at) || !lastTick(j.at, next).Equal(next) || !lastTick(j.at, next.Add(-time.Nanosecond)).Equal(last) {
			t.Fatalf("%s at %s: last %s, next %s", j.name, at, last, next)
		}
		if !j.info(last).Next.Equal(next) || !next.Truncate(time.Minute).Equal(next) {
			t.Fatalf("%s at %s: a tick lies between %s and %s", j.name, at, last, next)
		}
	})
}
