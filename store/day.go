package store

import "time"

// dayForm is how a civil day is kept: text order is the order of days.
const dayForm = "2006-01-02"

// ParseDay reads a civil day of China, 2006-01-02; the time is its 0:00.
func ParseDay(s string) (time.Time, error) { return time.ParseInLocation(dayForm, s, ChinaTime) }

// DayOf is the civil day in China of an instant.
func DayOf(t time.Time) string { return t.In(ChinaTime).Format(dayForm) }

// StartOfDay is 0:00 in China of an instant's civil day.
func StartOfDay(t time.Time) time.Time { return civilDayOf(t).start() }
