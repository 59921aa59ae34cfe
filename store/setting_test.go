package store

import (
	"fmt"
	"testing"
)

func TestDefaultsPassTheirOwnCheck(t *testing.T) {
	for _, d := range SettingDefs {
		if err := d.Check(d.Default); err != nil {
			t.Errorf("%s: its default is refused: %v", d.Name, err)
		}
		if d.Label == "" {
			t.Errorf("%s has no label", d.Name)
		}
	}
}

func TestNearestSettingCounts(t *testing.T) {
	s := NewSettings(tree, []SettingRow{
		{OfficeID: "county", Name: string(SetAgainMax), Value: "3"},
		{OfficeID: "east", Name: string(SetAgainMax), Value: "1"},
	})
	for office, want := range map[string]int{"zone": 1, "east": 1, "west": 3, "county": 3, "": 2, "nowhere": 2} {
		if got := s.Int(office, SetAgainMax); got != want {
			t.Errorf("in %q: %d, want %d", office, got, want)
		}
	}
}

func TestSettingRefusals(t *testing.T) {
	for name, bad := range map[Setting][]string{
		SetAgainMax: {"", "-1", "6", "two", "1.5"}, SetRelease: {"yes", "", "True"}, SetQuietFrom: {"24:00", "9:00", "08:60", "0800", ""},
		SetRemindDays: {"0", "x", "3;7", "366"}, SetOfficeName: {"一\n二"}, SetGreeting: {""},
	} {
		d, _ := SettingDefOf(name)
		for _, v := range bad {
			if err := d.Check(v); err == nil {
				t.Errorf("%s took %q", name, v)
			}
		}
	}
}

func TestDaysAreSortedOnce(t *testing.T) {
	s := NewSettings(nil, []SettingRow{{Name: string(SetRemindDays), Value: "7，3, 7"}})
	if got := fmt.Sprint(s.Days("", SetRemindDays)); got != "[3 7]" {
		t.Errorf("got %s", got)
	}
}
