package store

import (
	"errors"
	"fmt"
	"time"
)

// Quiet is the part of the day in China in which nobody is reminded, from From
// (included) to To (not included), each as the time since midnight. It may go
// over midnight. From equal to To means that no hour is quiet.
type Quiet struct {
	From, To time.Duration
}

// DefaultQuiet is 21:00 to 8:00.
func DefaultQuiet() Quiet { return Quiet{From: 21 * time.Hour, To: 8 * time.Hour} }

// ErrQuiet is returned for quiet hours that are not times of day like 21:00.
var ErrQuiet = errors.New("quiet hours are two times of day like 21:00 and 08:00")

// ParseQuiet reads quiet hours from two times of day in the form 21:00.
func ParseQuiet(from, to string) (Quiet, error) {
	start, err := time.Parse("15:04", from)
	if err != nil {
		return Quiet{}, ErrQuiet
	}
	end, err := time.Parse("15:04", to)
	if err != nil {
		return Quiet{}, ErrQuiet
	}
	midnight := time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)
	return Quiet{From: start.Sub(midnight), To: end.Sub(midnight)}, nil
}

// String gives the hours in the form 21:00–08:00.
func (q Quiet) String() string { return quietClock(q.From) + "–" + quietClock(q.To) }

func quietClock(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

// Silent reports whether t falls into the quiet hours.
func (q Quiet) Silent(t time.Time) bool {
	now := t.Sub(civilDayOf(t).start())
	if q.From <= q.To {
		return q.From <= now && now < q.To
	}
	return now >= q.From || now < q.To
}

// NextAllowed returns t itself when it is outside the quiet hours, else the
// moment they end.
func (q Quiet) NextAllowed(t time.Time) time.Time {
	if !q.Silent(t) {
		return t
	}
	end := civilDayOf(t).start().Add(q.To)
	if !end.After(t) {
		end = end.Add(24 * time.Hour)
	}
	return end
}
