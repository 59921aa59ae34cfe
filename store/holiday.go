package store

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
)

// HolidayKind says how a day departs from the plain week.
type HolidayKind string

// A day off on a weekday (放假), or a weekend day that is worked to make up
// for it (调休上班).
const (
	HolidayOff  HolidayKind = "off"
	HolidayWork HolidayKind = "work"
)

// Holiday is one row of the State Council's yearly notice on holidays. A
// weekend day inside a holiday has a row too, as the notice names it.
type Holiday struct {
	Day  string // civil date in China, 2026-10-01
	Kind HolidayKind
	Name string // 国庆节
}

// holidayTable was made once from the table of github.com/6tail/lunar-go
// v1.4.6, which the tests compare it with. Later years are imported by staff.
//
//go:embed holidays.csv
var holidayTable string

// SeedHolidays returns the rows that ship with the program, 2002 to 2026, by
// date. The notice for a year is published in the autumn before, so the table
// ends where the release was made: see Calendar.Missing.
func SeedHolidays() []Holiday {
	rows, err := ParseHolidays(holidayTable)
	if err != nil {
		panic(err) // the table is part of the program and read by its tests
	}
	return rows
}

// ParseHolidays reads lines of `day,kind,name` (2026-10-01,off,国庆节). Blank
// lines and lines that begin with # are skipped. Errors name the line.
func ParseHolidays(text string) ([]Holiday, error) {
	var rows []Holiday
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Split(line, ",")
		if len(fields) != 3 {
			return nil, fmt.Errorf("holidays line %d: has %d fields; the form is day,off|work,name", number, len(fields))
		}
		row := Holiday{Day: strings.TrimSpace(fields[0]), Kind: HolidayKind(strings.TrimSpace(fields[1])), Name: strings.TrimSpace(fields[2])}
		if _, err := row.date(); err != nil {
			return nil, fmt.Errorf("holidays line %d: %w", number, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// date checks the row and returns its day.
func (h Holiday) date() (civilDay, error) {
	if h.Kind != HolidayOff && h.Kind != HolidayWork {
		return 0, fmt.Errorf("holiday %s: kind %q is neither off nor work", h.Day, h.Kind)
	}
	midnight, err := time.Parse(time.DateOnly, h.Day)
	if err != nil {
		return 0, fmt.Errorf("holiday %q is not a date like 2026-10-01", h.Day)
	}
	return civilDay(midnight.Unix() / secondsOfDay), nil
}
