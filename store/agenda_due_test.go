package store

import (
	"testing"
	"time"
)

// Each step is due from so many days before the last working day on which it can be
// taken until it is, or the meeting begins; 国庆 is counted.
func TestStepsDue(t *testing.T) {
	c, err := NewCalendar(SeedHolidays())
	if err != nil {
		t.Fatal(err)
	}
	m := Meeting{ID: "m", OfficeID: "o", Kind: MeetingStanding, State: MeetingPlanned, Starts: time.Date(2026, 10, 21, 1, 0, 0, 0, time.UTC)}
	item := AgendaItem{ID: "i", MeetingID: "m", Kind: AgendaReport}
	s := NewSettings(Offices{{ID: "o"}}, nil)
	due := func(day string, change ...func(*Meeting, *AgendaItem)) (refs []string) {
		at, err := ParseDay(day)
		if err != nil {
			t.Fatal(err)
		}
		m, item := m, item
		for _, f := range change {
			f(&m, &item)
		}
		for _, d := range StepsDue([]AgendaItem{item}, []Meeting{m}, s, c, at.Add(9*time.Hour)) {
			refs = append(refs, d.Ref())
		}
		return refs
	}
	for day, want := range map[string]int{"2026-09-26": 0, "2026-09-27": 1, "2026-10-06": 1, "2026-10-07": 2, "2026-10-10": 2, "2026-10-11": 3, "2026-10-20": 3, "2026-10-21": 0} {
		if got := due(day); len(got) != want {
			t.Errorf("%s: %v", day, got)
		}
	}
	if got := due("2026-09-27")[0]; got != "i.consult.2026-10-01" {
		t.Error(got)
	}
	for name, change := range map[string]func(*Meeting, *AgendaItem){
		"taken":              func(_ *Meeting, a *AgendaItem) { a.Consulted = m.Starts.AddDate(0, 0, -21) },
		"called off":         func(m *Meeting, _ *AgendaItem) { m.State = MeetingCancelled },
		"of another meeting": func(m *Meeting, _ *AgendaItem) { m.Kind = MeetingChairs },
		"no report":          func(_ *Meeting, a *AgendaItem) { a.Kind = AgendaPlain },
		"postponed":          func(m *Meeting, _ *AgendaItem) { m.Starts = m.Starts.AddDate(0, 0, 7) },
	} {
		if got := due("2026-09-28", change); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
	s = NewSettings(Offices{{ID: "o"}}, []SettingRow{{OfficeID: "o", Name: string(SetReportLead), Value: "0"}})
	if a, b := due("2026-09-29"), due("2026-09-30"); len(a) != 0 || len(b) != 1 {
		t.Errorf("without a lead: %v, %v", a, b)
	}
}
