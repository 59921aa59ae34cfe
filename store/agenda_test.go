package store

import (
	"testing"
	"time"
)

// TestReportDeadlines: 监督法 Art. 15 counts days back from the meeting; a day off
// moves the day to work on, never the deadline.
func TestReportDeadlines(t *testing.T) {
	c, err := NewCalendar(SeedHolidays())
	if err != nil {
		t.Fatal(err)
	}
	m := &Meeting{Kind: MeetingStanding, Starts: time.Date(2026, 10, 21, 1, 0, 0, 0, time.UTC)}
	a := &AgendaItem{Kind: AgendaReport, Handed: time.Date(2026, 10, 12, 1, 0, 0, 0, time.UTC)}
	ds := a.Deadlines(m, c)
	for i, want := range []struct{ by, work string }{{"2026-10-01", "2026-09-30"}, {"2026-10-11", "2026-10-10"}, {"2026-10-14", "2026-10-14"}} {
		if DayOf(ds[i].By) != want.by || DayOf(ds[i].WorkBy) != want.work {
			t.Errorf("%s: by %s, work by %s", ds[i].Step, DayOf(ds[i].By), DayOf(ds[i].WorkBy))
		}
	}
	eve := time.Date(2026, 10, 14, 15, 59, 0, 0, time.UTC) // the last minute of the day in China
	if ds[2].Late(eve) || !ds[2].Late(eve.Add(time.Minute)) || !ds[1].Late(eve) {
		t.Error("late is after the day, and what was handed a day late stays late")
	}
	if m.Kind = MeetingPresidium; a.Deadlines(m, c) != nil {
		t.Error("the law sets the days for standing committees alone")
	}
	if m.ShortNotice(m.Starts.Add(-7*24*time.Hour), 7) || !m.ShortNotice(m.Starts.Add(-6*24*time.Hour), 7) {
		t.Error("the day of the notice is not counted")
	}
}
