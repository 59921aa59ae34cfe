package store

import (
	"errors"
	"fmt"
	"time"
)

// ChinaTime is the zone of every civil date: UTC+8 all year. Fixed, because
// the program must run where no zone data is installed; China has kept no
// summer time since 1991, and nothing here is older.
var ChinaTime = time.FixedZone("CST", 8*60*60)

const secondsOfDay = 24 * 60 * 60

// civilDay counts days of the calendar in China since 1970-01-01. Whole
// numbers, so that no zone of the machine can enter the arithmetic.
type civilDay int64

func civilDayOf(t time.Time) civilDay {
	seconds := t.Unix() + 8*60*60
	day := seconds / secondsOfDay
	if seconds%secondsOfDay < 0 {
		day-- // division truncates; days before 1970 must round down
	}
	return civilDay(day)
}

// start is 0:00 of the day, which is also 24:00 of the day before.
func (d civilDay) start() time.Time {
	return time.Unix(int64(d)*secondsOfDay-8*60*60, 0).In(ChinaTime)
}

func (d civilDay) weekend() bool {
	weekday := d.start().Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}

// Calendar knows which days are worked in China. In a year without a table it
// knows weekends only, so that a period ends early rather than late; Missing
// tells which years that concerns. It is immutable once built and safe for
// concurrent use. Instants may be given in any zone; dates are those of China.
type Calendar struct {
	days  map[civilDay]HolidayKind
	years map[int]bool
}

// NewCalendar builds a calendar from rows in any order. Two rows of different
// kind for one day are refused; the same row twice is not.
func NewCalendar(rows []Holiday) (*Calendar, error) {
	c := &Calendar{days: make(map[civilDay]HolidayKind, len(rows)), years: map[int]bool{}}
	for _, row := range rows {
		day, err := row.date()
		if err != nil {
			return nil, err
		}
		if kind, ok := c.days[day]; ok && kind != row.Kind {
			return nil, fmt.Errorf("holiday %s is both %s and %s", row.Day, kind, row.Kind)
		}
		c.days[day] = row.Kind
	}
	c.markYears()
	return c, nil
}

// markYears finds the years that have a table. One row does not make a year:
// the notice for the next year may name the last days of this one, and the
// other way round. National Day is in every notice and never moves.
func (c *Calendar) markYears() {
	for day, kind := range c.days {
		if date := day.start(); kind == HolidayOff && date.Month() == time.October && date.Day() == 1 {
			c.years[date.Year()] = true
		}
	}
}

// Missing reports whether the year has no table of holidays. Staff must be told
// when next year's is missing in December.
func (c *Calendar) Missing(year int) bool { return !c.years[year] }

// IsWorkday reports whether the day in China on which t falls is worked.
func (c *Calendar) IsWorkday(t time.Time) bool { return c.works(civilDayOf(t)) }

func (c *Calendar) works(d civilDay) bool {
	if kind, ok := c.days[d]; ok {
		return kind == HolidayWork
	}
	return !d.weekend()
}

// AddWorkdays moves t by n working days and keeps its time of day in China. The
// day of t is not counted, so one working day after a Friday or the Saturday
// behind it is Monday. A negative n goes back; 0 changes nothing.
func (c *Calendar) AddWorkdays(t time.Time, n int) time.Time {
	from := civilDayOf(t)
	return t.In(ChinaTime).Add(time.Duration(c.stepWorkdays(from, n)-from) * 24 * time.Hour)
}

func (c *Calendar) stepWorkdays(day civilDay, n int) civilDay {
	step := civilDay(1)
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		day += step
		if c.works(day) {
			n--
		}
	}
	return day
}

// WorkdaysBetween counts the working days after the day of from up to and
// including the day of to: what AddWorkdays must add to come from one to the
// other. When to is earlier it is the negative of the other way round.
func (c *Calendar) WorkdaysBetween(from, to time.Time) int {
	first, last := civilDayOf(from), civilDayOf(to)
	if last < first {
		return -c.WorkdaysBetween(to, from)
	}
	n := 0
	for day := first + 1; day <= last; day++ {
		if c.works(day) {
			n++
		}
	}
	return n
}

// PeriodUnit is what a rule counts in: 日, 工作日 or 月 are three things.
type PeriodUnit string

// The units of periods. A year is twelve months.
const (
	PeriodDays     PeriodUnit = "days"
	PeriodWorkdays PeriodUnit = "workdays"
	PeriodMonths   PeriodUnit = "months"
)

// Period is the length of a time limit as a rule states it, 3 months or 5
// working days.
type Period struct {
	Count int // at least 1
	Unit  PeriodUnit
}

// ErrPeriod is returned for a period that is not at least one of a known unit.
var ErrPeriod = errors.New("a period is at least one day, workday or month, and at most 10,000")

// EndOfPeriod returns the instant at which a period that began on the day of
// start is over: 24:00 of its last day in China, which is 0:00 of the next
// (see LastDayOf for what to show). It follows 民法典 200–204: the starting day
// is not counted (201); a period in months ends on the corresponding day of
// the last month or on that month's last day (202: 31 August and 6 months end
// on the last of February); a last day that is a rest day gives way to the
// first day after the rest days (203). Whether 203 applies to a rule of
// administration is usual practice and not written in 代表法, hence rollover
// (末日顺延) is the caller's setting; a rest day is any day not worked, so a
// weekend that is worked (调休) is none. An office that closes before 24:00
// (203, second paragraph) is not considered.
func (c *Calendar) EndOfPeriod(start time.Time, p Period, rollover bool) (time.Time, error) {
	if p.Count < 1 || p.Count > 10_000 {
		return time.Time{}, ErrPeriod
	}
	first := civilDayOf(start)
	var last civilDay
	switch p.Unit {
	case PeriodDays:
		last = first + civilDay(p.Count)
	case PeriodWorkdays:
		last = c.stepWorkdays(first, p.Count)
	case PeriodMonths:
		last = first.addMonths(p.Count)
	default:
		return time.Time{}, ErrPeriod
	}
	if rollover && !c.works(last) {
		last = c.stepWorkdays(last, 1)
	}
	return (last + 1).start(), nil
}

// addMonths finds the corresponding day n months on, or the month's last day.
func (d civilDay) addMonths(n int) civilDay {
	year, month, day := d.start().Date()
	// Day 0 of the month after is the last day of the month wanted; time.Date
	// itself would run 31 February over into March.
	lastOfMonth := time.Date(year, month+time.Month(n)+1, 0, 0, 0, 0, 0, ChinaTime)
	return civilDayOf(lastOfMonth) - civilDay(max(lastOfMonth.Day()-day, 0))
}

// LastDayOf is the civil date that a period ending at the instant end includes
// last, 2026-02-28 for an end of 1 March 0:00. It is the date to show as 截止.
func LastDayOf(end time.Time) string {
	return end.Add(-time.Nanosecond).In(ChinaTime).Format(time.DateOnly)
}
