package store

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/6tail/lunar-go/HolidayUtil"
)

var updateHolidays = flag.Bool("update-holidays", false, "write holidays.csv anew from lunar-go")

// officialHolidayNames are those of the State Council's notices, where
// lunar-go has others.
var officialHolidayNames = map[string]string{"元旦节": "元旦", "国庆中秋": "国庆节、中秋节", "抗战胜利日": "抗战胜利纪念日"}

// lunarHolidays reads lunar-go's own table, whose years may go on after those
// that ship.
func lunarHolidays(first, last int) []Holiday {
	var rows []Holiday
	for year := first; year <= last; year++ {
		list := HolidayUtil.GetHolidaysByYear(year)
		for e := list.Front(); e != nil; e = e.Next() {
			h := e.Value.(*HolidayUtil.Holiday)
			row := Holiday{Day: h.GetDay(), Kind: HolidayOff, Name: h.GetName()}
			if h.IsWork() {
				row.Kind = HolidayWork
			}
			if name, ok := officialHolidayNames[row.Name]; ok {
				row.Name = name
			}
			rows = append(rows, row)
		}
	}
	return rows
}

func TestSeedIsLunarGos(t *testing.T) {
	want := lunarHolidays(2001, 2026)
	if *updateHolidays {
		var text strings.Builder
		text.WriteString("# Days off and weekends worked in China, after the State Council's notices:\n# day,off|work,name\n")
		for _, row := range want {
			fmt.Fprintf(&text, "%s,%s,%s\n", row.Day, row.Kind, row.Name)
		}
		if err := os.WriteFile("holidays.csv", []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Skip("holidays.csv was written; run again without -update-holidays")
	}
	got := SeedHolidays()
	if len(got) != len(want) || len(want) < 800 {
		t.Fatalf("%d rows ship, lunar-go has %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d is %v, lunar-go has %v", i, got[i], want[i])
		}
	}
}

func TestSeedIsComplete(t *testing.T) {
	rows := SeedHolidays()
	calendar, err := NewCalendar(rows)
	if err != nil {
		t.Fatal(err)
	}
	for year := 2002; year <= 2026; year++ {
		if calendar.Missing(year) {
			t.Errorf("%d is missing", year)
		}
	}
	if !calendar.Missing(2001) || !calendar.Missing(2027) {
		t.Error("2001 and 2027 have no table and are not reported missing")
	}
	if !slices.IsSortedFunc(rows, func(a, b Holiday) int { return strings.Compare(a.Day, b.Day) }) {
		t.Error("the rows are not in order")
	}
	for _, row := range rows {
		day, _ := row.date()
		// lunar-go lists a Wednesday and a Monday of 2012 that were worked anyway.
		if row.Kind == HolidayWork && !day.weekend() && day.start().Year() != 2012 {
			t.Errorf("%s is worked to make up for a holiday, yet no weekend", row.Day)
		}
	}
}

func TestParseHolidaysRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"2026-10-01,off":                         "line 1: has 2 fields",
		"# year\n\n2026-13-01,off,x":             "line 3: holiday \"2026-13-01\" is not a date",
		"2026-02-29,off,x":                       "not a date",
		"2026-10-01,free,x":                      "neither off nor work",
		"2026-10-01,off,x\n2026/10/02,off,国庆节\n": "line 2",
	} {
		if _, err := ParseHolidays(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
	rows, err := ParseHolidays("\ufeff# 2026\r\n 2026-10-01 , off , 国庆节 \r\n\r\n")
	if err != nil || len(rows) != 1 || rows[0] != (Holiday{"2026-10-01", HolidayOff, "国庆节"}) {
		t.Errorf("got %v, %v", rows, err)
	}
}

func FuzzParseHolidays(f *testing.F) {
	f.Add("2026-10-01,off,国庆节\n# x\n2026-10-10,work,国庆节")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := ParseHolidays(text)
		if err != nil {
			return
		}
		for _, row := range rows {
			if _, err := row.date(); err != nil {
				t.Fatalf("%v was accepted: %v", row, err)
			}
		}
	})
}
