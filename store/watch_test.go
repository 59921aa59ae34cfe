package store

import (
	"fmt"
	"testing"
	"time"
)

func TestWatch(t *testing.T) {
	old := at(t, "2024-03-01")
	town := Office{ID: "town", Kind: OfficeTownship, Created: old}
	county := Office{ID: "county", Kind: OfficeCounty, Created: old}
	held := func(office string, kind MeetingKind, day string, state MeetingState) Meeting {
		return Meeting{OfficeID: office, Kind: kind, Starts: at(t, day+" 09:00"), State: state}
	}
	congress := func(day string) Meeting { return held("town", MeetingCongress, day, MeetingAnnounced) }
	standing := func(day string) Meeting { return held("county", MeetingStanding, day, MeetingAnnounced) }
	for name, x := range map[string]struct {
		now      string
		meetings []Meeting
		rows     []SettingRow
		want     string
	}{
		"the day before the second should be scheduled": {"2026-09-30 23:59", []Meeting{congress("2026-02-10")}, nil, ""},
		"that day":                    {"2026-10-01 00:00", []Meeting{congress("2026-02-10")}, nil, "congress.2026.town"},
		"none at all":                 {"2026-10-01 00:00", nil, nil, "congress.2026.town"},
		"two, one of them to come":    {"2026-10-01 00:00", []Meeting{congress("2026-02-10"), held("town", MeetingCongress, "2026-12-20", MeetingPlanned)}, nil, ""},
		"the second one cancelled":    {"2026-10-01 00:00", []Meeting{congress("2026-02-10"), held("town", MeetingCongress, "2026-12-20", MeetingCancelled)}, nil, "congress.2026.town"},
		"planned and never announced": {"2026-10-01 00:00", []Meeting{congress("2026-02-10"), held("town", MeetingCongress, "2026-08-20", MeetingPlanned)}, nil, "congress.2026.town"},
		"last year's do not count":    {"2026-10-01 00:00", []Meeting{congress("2026-02-10"), congress("2025-12-31")}, nil, "congress.2026.town"},
		"another day by setting":      {"2026-10-01 00:00", []Meeting{congress("2026-02-10")}, []SettingRow{{Name: string(SetWatchCongress), Value: "11-15"}}, ""},
		"not watched by setting":      {"2026-12-30 00:00", nil, []SettingRow{{Name: string(SetWatchCongress)}}, ""},
		"fifty days since the last":   {"2026-04-20 23:00", []Meeting{standing("2026-03-01"), congress("2026-01-10"), congress("2026-02-10")}, nil, ""},
		"fifty-one":                   {"2026-04-21 00:00", []Meeting{standing("2026-03-01"), standing("2026-01-05")}, nil, "standing.2026-03-01.county"},
		"the next on the last day":    {"2026-04-21 00:00", []Meeting{standing("2026-03-01"), held("county", MeetingStanding, "2026-05-01", MeetingPlanned)}, nil, ""},
		"the next a day too late":     {"2026-04-21 00:00", []Meeting{standing("2026-03-01"), standing("2026-05-02")}, nil, "standing.2026-03-01.county"},
		"31 December and two months":  {"2026-02-25 00:00", []Meeting{standing("2025-12-31"), standing("2026-02-28")}, nil, ""},
		"never met here":              {"2026-04-21 00:00", nil, nil, ""},
		"thirty days by setting":      {"2026-04-01 00:00", []Meeting{standing("2026-03-01")}, []SettingRow{{Name: string(SetWatchStanding), Value: "30"}}, "standing.2026-03-01.county"},
		"standing not watched":        {"2026-08-01 00:00", []Meeting{standing("2026-03-01")}, []SettingRow{{Name: string(SetWatchStanding), Value: "0"}}, ""},
	} {
		offices := []Office{town, county}
		got := ""
		for _, c := range Watch(offices, NewSettings(offices, x.rows), x.meetings, at(t, x.now).UTC()) {
			got += c.Ref()
			if kind, when := ParseWatchRef(c.Ref()); kind != c.Kind || when == "" || len(c.Ref()) > 64 {
				t.Errorf("%s reads as %s %s", c.Ref(), kind, when)
			}
		}
		if got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

func TestWhatIsNotWatched(t *testing.T) {
	for name, o := range map[string]Office{
		"an office that is no more": {ID: "x", Kind: OfficeTownship, Closed: at(t, "2026-05-01")},
		"one made this year":        {ID: "x", Kind: OfficeTownship, Created: at(t, "2026-03-01")},
		"a street":                  {ID: "x", Kind: OfficeStreet},
	} {
		if cases := Watch([]Office{o}, NewSettings([]Office{o}, nil), nil, at(t, "2026-12-01")); len(cases) > 0 {
			t.Errorf("%s: %+v", name, cases)
		}
	}
}

func TestTheLimitOfTwoMonths(t *testing.T) {
	o := Office{ID: "x", Kind: OfficeCity}
	for last, want := range map[string]string{"2026-12-31": "2027-02-28", "2027-12-31": "2028-02-29", "2026-07-31": "2026-09-30", "2026-01-15": "2026-03-15"} {
		begins := at(t, last+" 09:00")
		cases := Watch([]Office{o}, NewSettings([]Office{o}, nil), []Meeting{{OfficeID: "x", Kind: MeetingStanding, Starts: begins, State: MeetingClosed}}, begins.Add(55*24*time.Hour))
		if len(cases) != 1 || LastDayOf(cases[0].Limit) != want {
			t.Errorf("%s: %s, want %s", last, fmt.Sprint(cases), want)
		}
	}
}
