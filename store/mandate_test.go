package store

import "testing"

func TestMandateLife(t *testing.T) {
	m := Mandate{Level: LevelCounty, Status: MandateActive, From: "2021-12-20"}
	steps := []struct {
		change MandateChange
		want   Problem
		status MandateStatus
	}{
		{MandateChange{MandateSuspend, GroundCustody, "2021-12-19", ""}, ProblemBefore, MandateActive},
		{MandateChange{MandateSuspend, GroundMoved, "2025-01-01", ""}, ProblemMismatch, MandateActive},
		{MandateChange{MandateSuspend, GroundCustody, "2025-01-01", ""}, "", MandateSuspended},
		{MandateChange{MandateSuspend, GroundCustody, "2025-01-02", ""}, ProblemState, MandateSuspended},
		{MandateChange{MandateResume, GroundPassed, "2024-12-31", ""}, ProblemBefore, MandateSuspended},
		{MandateChange{MandateResume, GroundPassed, "2025-03-01", ""}, "", MandateActive},
		{MandateChange{MandateEnd, GroundResigned, "2027-01-01", ""}, ProblemFuture, MandateActive},
		{MandateChange{MandateEnd, GroundResigned, "2025-02-30", ""}, ProblemMalformed, MandateActive},
		{MandateChange{MandateEnd, GroundResigned, "2025-06-01", ""}, "", MandateEnded},
		{MandateChange{MandateEnd, GroundDied, "2025-06-02", ""}, ProblemDone, MandateEnded},
		{MandateChange{MandateCorrect, GroundMistake, "2025-06-03", ""}, "", MandateActive},
	}
	for i, s := range steps {
		err := m.Move(s.change, "2026-11-23")
		if s.want == "" && err != nil || s.want != "" && !IsProblem(err, s.want) || m.Status != s.status {
			t.Errorf("step %d: %v, %s", i, err, m.Status)
		}
	}
	if m.To != "" || m.Ground != "" {
		t.Errorf("a corrected end leaves %q %q", m.To, m.Ground)
	}
}

func TestClashes(t *testing.T) {
	town := Mandate{ID: "a", Level: LevelTownship, TermID: "5", Status: MandateActive}
	for name, c := range map[string]struct {
		other Mandate
		want  bool
	}{
		"another level":      {Mandate{ID: "b", Level: LevelCounty, Status: MandateActive}, false},
		"the same term":      {Mandate{ID: "b", Level: LevelTownship, TermID: "5", Status: MandateElected}, true},
		"elected next":       {Mandate{ID: "b", Level: LevelTownship, TermID: "6", Status: MandateElected}, false},
		"two areas (48)":     {Mandate{ID: "b", Level: LevelTownship, TermID: "9", Status: MandateActive}, true},
		"one that has ended": {Mandate{ID: "b", Level: LevelTownship, TermID: "5", Status: MandateEnded}, false},
	} {
		if town.Clashes(&c.other) != c.want || c.other.Clashes(&town) != c.want {
			t.Errorf("%s: want %v", name, c.want)
		}
	}
}

func TestTerms(t *testing.T) {
	running := []Term{{Number: 17, State: TermRunning}}
	for number, want := range map[int]TermState{16: TermOver, 18: TermPrepared} {
		if got := (&Term{Number: number}).StateBeside(running); got != want {
			t.Errorf("%d beside 17 is %s", number, got)
		}
	}
	if (&Term{Number: 1}).StateBeside(nil) != TermRunning {
		t.Error("the only term does not run")
	}
	for n, want := range map[int]string{1: "第一届", 10: "第十届", 17: "第十七届", 20: "第二十届", 99: "第九十九届"} {
		if got := (&Term{Number: n}).Name(); got != want {
			t.Errorf("%d is %s", n, got)
		}
	}
}

func TestSeatsFor(t *testing.T) {
	for _, c := range []struct {
		level      Level
		population int
		want       int
	}{{LevelTownship, 30_000, 65}, {LevelCounty, 400_000, 220}, {LevelTownship, 1_000_000, 160}, {LevelCity, 0, 0}, {LevelProvince, 1_000_000, 0}} {
		if got := SeatsFor(c.level, c.population); got != c.want {
			t.Errorf("%s of %d: %d, want %d", c.level, c.population, got, c.want)
		}
	}
}
