package store

import (
	"slices"
	"strings"
	"testing"
)

const notice2027 = "\ufeff日期,类型,名称\r\n# 说明\r\n2027-01-01至2027-01-03,放假,元旦\r\n2027/2/5 至 2月11日\t放假\t春节\r\n" +
	"2027年2月14日（周日），上班，春节\r\n20270405,放假,清明节\r\n5月1日至5日 放假调休 劳动节\r\n5月8日（星期六） 调休上班 劳动节\r\n2027-10-01~7,放假,国庆节\r\n2026-12-26,work,元旦\r\n"

func TestANoticeIsReadAsPeopleWriteIt(t *testing.T) {
	p := ReadHolidays(notice2027, 2027, nil)
	for _, l := range p.Lines {
		if l.Fault != "" {
			t.Errorf("line %d %q: %s", l.Number, l.Text, l.Fault)
		}
	}
	off, worked := CountHolidays(p.Days())
	if !p.OK() || off != 3+7+1+5+7 || worked != 3 || len(p.Lines) != 8 {
		t.Fatalf("%d lines, %d off, %d worked, absent %v", len(p.Lines), off, worked, p.Absent)
	}
	c, err := NewCalendar(MergeHolidays(SeedHolidays(), imported(2027, p.Days())))
	if err != nil {
		t.Fatal(err)
	}
	if c.Missing(2027) || c.IsWorkday(at(t, "2027-02-08")) || !c.IsWorkday(at(t, "2027-02-14")) || !c.IsWorkday(at(t, "2026-12-26")) {
		t.Error("the calendar does not follow the notice")
	}
}

func imported(year int, days []Holiday) (list []ImportedHoliday) {
	for _, h := range days {
		list = append(list, ImportedHoliday{h, year})
	}
	return list
}

func TestANoticesFaults(t *testing.T) {
	others := []Holiday{{"2026-12-31", HolidayOff, "元旦"}}
	for line, want := range map[string]HolidayFault{
		"2028-01-01,放假,元旦":               HolidayWrongYear,
		"2026-10-01,放假,国庆节":              HolidayWrongYear,
		"2027-12-30至2028-01-02,放假,元旦":    HolidayWrongYear,
		"2027-02-29,放假,春节":               HolidayNoDate,
		"春节,放假":                          HolidayNoDate,
		",":                              HolidayNoDate,
		"2027-13-01,放假,x":                HolidayNoDate,
		"2027-04-05,清明节":                 HolidayNoKind,
		"2027-04-05":                     HolidayNoKind,
		"2027-04-05,调休,清明节":              HolidayNoKind,
		"2027-04-07至2027-04-05,放假,清明节":   HolidayBackwards,
		"2027-04-01至2027-05-05,放假,x":     HolidayBackwards,
		"12月31日至1月2日,放假,元旦":              HolidayBackwards,
		"2027-10-03,放假,国庆节":              HolidayTwice,
		"2027-09-29至2027-10-01,放假,国庆节":   HolidayTwice,
		"2027-10-02,上班,国庆节":              HolidayContradict,
		"2026-12-31,上班,元旦":               HolidayContradict,
		"2027-09-29,上班,国庆节":              HolidayNoWeekend, // a Wednesday
		"2027-09-26,上班,国庆节":              "",               // a Sunday
		"2026-12-31,放假,元旦":               "",
		"2027-09-15,放假,中秋节":              "",
		"日期,类型,名称":                       "",
		strings.Repeat("很长", 5000) + ",": HolidayNoDate,
	} {
		p := ReadHolidays("1月1日,放假,元旦\n5月1日,放假,劳动节\n10月1日至10月7日,放假,国庆节\n"+line, 2027, others)
		var got HolidayFault
		if len(p.Lines) == 4 {
			got = p.Lines[3].Fault
		}
		if got != want || p.OK() != (want == "") {
			t.Errorf("%.40s: %q, want %q; OK %v", line, got, want, p.OK())
		}
	}
	if p := ReadHolidays("2027-01-01,放假,元旦\n2027-10-02,放假,国庆节", 2027, nil); p.OK() || !slices.Equal(p.Absent, []string{"2027-05-01", "2027-10-01"}) {
		t.Errorf("half a notice: absent %v", p.Absent)
	}
	if p := ReadHolidays(strings.Repeat("x\n", 1000), 2027, nil); p.OK() || !p.Cut || len(p.Lines) != holidayLines {
		t.Errorf("%d lines were read of a thousand", len(p.Lines))
	}
}

func TestTheTemplateIsReadBack(t *testing.T) {
	p := ReadHolidays(HolidayTemplate(2027), 2027, nil)
	if !p.OK() || len(p.Days()) != 6 {
		t.Errorf("%+v", p)
	}
}

// What was imported for a year is all there is of that year: a day taken back is a
// working day again, and other years are as they ship.
func TestAnImportedYearReplacesWhatShips(t *testing.T) {
	days := ReadHolidays("2026-01-01,放假,元旦\n2026-05-01,放假,劳动节\n2026-10-01,放假,国庆节", 2026, nil).Days()
	c, err := NewCalendar(MergeHolidays(SeedHolidays(), imported(2026, days)))
	if err != nil {
		t.Fatal(err)
	}
	if !c.IsWorkday(at(t, "2026-10-02")) || c.IsWorkday(at(t, "2026-10-10")) || c.IsWorkday(at(t, "2025-10-02")) {
		t.Error("2026 is not the imported one, or 2025 is not the one that ships")
	}
	old := []ImportedHoliday{{Holiday{"2026-10-08", HolidayOff, "国庆节"}, 0}} // of a release without years
	if c, err = NewCalendar(MergeHolidays(SeedHolidays(), old)); err != nil || c.IsWorkday(at(t, "2026-10-08")) || c.IsWorkday(at(t, "2026-10-02")) {
		t.Errorf("a day over those that ship: %v", err)
	}
}

func TestHolidaysDue(t *testing.T) {
	c := seedCalendar(t)
	for day, want := range map[string]int{"2026-11-30 23:59": 0, "2026-12-01 00:00": 2027, "2026-12-31 23:59": 2027, "2027-01-01 00:00": 2027, "2025-12-05": 0} {
		if year, due := c.HolidaysDue(at(t, day).UTC()); year != want || due != (want != 0) {
			t.Errorf("%s: %d %v, want %d", day, year, due, want)
		}
	}
}

func FuzzReadHolidays(f *testing.F) {
	f.Add(notice2027)
	f.Add("2027-02-29,放假,春节\n12月31日至1月2日 off\n至,至,至")
	f.Fuzz(func(t *testing.T, text string) {
		p := ReadHolidays(text, 2027, SeedHolidays())
		if !p.OK() {
			return
		}
		days := p.Days()
		if _, err := NewCalendar(MergeHolidays(SeedHolidays(), imported(2027, days))); err != nil {
			t.Fatal(err)
		}
		if again := ReadHolidays(FormatHolidays(days), 2027, nil).Days(); !slices.Equal(again, days) {
			t.Fatalf("written and read again: %v, was %v", again, days)
		}
	})
}

// TestNoticeOfAnotherYear: a whole notice of another year is told from one with a
// line that strayed.
func TestNoticeOfAnotherYear(t *testing.T) {
	for text, want := range map[string]int{
		"2026-01-01,放假,元旦\n2026-10-01至2026-10-07,放假,国庆节": 2026,
		"2026-10-01,放假,国庆节\n2027-10-02,放假,国庆节":           0,
		"2026-10-01,放假,国庆节\n2029-10-02,放假,国庆节":           0,
		"2026-10-01,放假,国庆节\n什么":                          0,
		"2027-10-01,放假,国庆节":                              0,
		"":                                               0,
	} {
		if got := ReadHolidays(text, 2027, nil).OtherYear(); got != want {
			t.Errorf("%q is about %d, not %d", text, got, want)
		}
	}
}
