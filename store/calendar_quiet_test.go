package store

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNextAllowed(t *testing.T) {
	night, noon, never := DefaultQuiet(), Quiet{12 * time.Hour, 14 * time.Hour}, Quiet{}
	for _, x := range []struct {
		quiet    Quiet
		at, want string
	}{
		{night, "2026-03-02 20:59", "2026-03-02 20:59"},
		{night, "2026-03-02 21:00", "2026-03-03 08:00"},
		{night, "2026-12-31 23:59", "2027-01-01 08:00"},
		{night, "2026-03-02 00:00", "2026-03-02 08:00"},
		{night, "2026-03-02 07:59", "2026-03-02 08:00"},
		{night, "2026-03-02 08:00", "2026-03-02 08:00"},
		{noon, "2026-03-02 11:59", "2026-03-02 11:59"},
		{noon, "2026-03-02 12:00", "2026-03-02 14:00"},
		{noon, "2026-03-02 14:00", "2026-03-02 14:00"},
		{never, "2026-03-02 00:00", "2026-03-02 00:00"},
	} {
		if got := x.quiet.NextAllowed(at(t, x.at).UTC()); !got.Equal(at(t, x.want)) {
			t.Errorf("%v at %s: %s, want %s", x.quiet, x.at, got, x.want)
		}
	}
}

func TestQuietProperties(t *testing.T) {
	zones := testZones(t)
	minutes := rapid.Map(rapid.IntRange(0, 24*60-1), func(n int) time.Duration { return time.Duration(n) * time.Minute })
	rapid.Check(t, func(t *rapid.T) {
		q := Quiet{minutes.Draw(t, "from"), minutes.Draw(t, "to")}
		now := anyInstant(zones).Draw(t, "now")
		next := q.NextAllowed(now)
		if next.Before(now) || next.Sub(now) > 24*time.Hour || q.Silent(next) {
			t.Fatalf("%v: %s is put off to %s", q, now, next)
		}
		if q.Silent(now) == next.Equal(now) {
			t.Fatalf("%v: %s is silent %v, put off to %s", q, now, q.Silent(now), next)
		}
	})
}

func TestParseQuiet(t *testing.T) {
	got, err := ParseQuiet("21:00", "08:00")
	if err != nil || got != DefaultQuiet() || got.String() != "21:00–08:00" {
		t.Errorf("got %v, %v", got, err)
	}
	if got, err = ParseQuiet("12:30", "14:05"); err != nil || got.String() != "12:30–14:05" {
		t.Errorf("got %v, %v", got, err)
	}
	for _, bad := range [][2]string{{"", "08:00"}, {"21:00", ""}, {"24:00", "08:00"}, {"21:60", "08:00"}, {"9pm", "8am"}} {
		if _, err := ParseQuiet(bad[0], bad[1]); !errors.Is(err, ErrQuiet) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
