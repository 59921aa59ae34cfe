package store

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestStatSpansCoverEachDayOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 800).Draw(t, "from"))
		to := from.AddDate(0, 0, rapid.IntRange(-3, 500).Draw(t, "days"))
		spans, err := StatSpans(from.Format(time.DateOnly), to.Format(time.DateOnly))
		if err != nil {
			t.Fatal(err)
		}
		for day := from.AddDate(0, -2, 0); day.Before(to.AddDate(0, 2, 0)); day = day.AddDate(0, 0, 1) {
			seen := 0
			for _, period := range []string{"d" + day.Format(time.DateOnly), "m" + day.Format("2006-01")} {
				for _, s := range spans {
					if s[0] <= period && period <= s[1] {
						seen++
					}
				}
			}
			want := 0
			if !day.Before(from) && !day.After(to) {
				want = 1
			}
			if seen != want {
				t.Fatalf("%s is read %d times in %v", day.Format(time.DateOnly), seen, spans)
			}
		}
	})
}

func TestStatSpansOfWords(t *testing.T) {
	if _, err := StatSpans("2026-11-31", "2026-12-01"); !IsProblem(err, ProblemMalformed) {
		t.Errorf("the 31st of November: %v", err)
	}
}

func TestPercentile(t *testing.T) {
	for _, c := range []struct {
		values []int
		p, is  int
	}{{nil, 50, -1}, {[]int{4}, 50, 4}, {[]int{1, 2, 3, 4}, 50, 2}, {[]int{1, 2, 3, 4, 5}, 50, 3}, {[]int{1, 1, 1, 1, 1, 1, 1, 1, 1, 30}, 90, 1},
		{[]int{1, 1, 1, 1, 1, 1, 1, 1, 9, 30}, 90, 9}, {[]int{0, 0, 7}, 100, 7}} {
		counts := map[int]int{99: 0}
		for _, v := range c.values {
			counts[v]++
		}
		if got := Percentile(counts, c.p); got != c.is {
			t.Errorf("the %dth percentile of %v is %d, want %d", c.p, c.values, got, c.is)
		}
	}
}

func TestFirstIDParts(t *testing.T) {
	idState.Lock() // ids of a process never go back: begin after the last one made
	at := time.UnixMilli(int64(idState.milli)).Add(time.Hour)
	idState.Unlock()
	before := NewID(at.Add(-time.Millisecond))
	if id := FirstID(at); !(before < id && id < NewID(at)) {
		t.Errorf("%s does not part the ids", id)
	}
}

// TestASealedFactSaysNothing but the day and the office.
func TestASealedFactSaysNothing(t *testing.T) {
	cal, err := NewCalendar(SeedHolidays())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)
	o := Opinion{ID: "o", OfficeID: "f", DistrictID: "d", DeputyID: "dep", Category: "道路", Triage: TriageAccusation, State: OpinionSealed, Created: now, Closed: now}
	f := FactOf(&o, &Rating{Reply: ScoreBad, Result: ScoreBad}, now, cal)
	if f != (Fact{OpinionID: "o", Day: "2026-11-23", OfficeID: "f", State: OpinionSealed, Wait: -1}) {
		t.Errorf("%+v", f)
	}
	if list := f.Stats(); len(list) != 2 || slices.ContainsFunc(list, func(s Stat) bool { return s.Dim != DimSealed }) {
		t.Errorf("it counts for %+v", list)
	}
}
