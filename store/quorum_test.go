package store

import "testing"

func TestQuorumNeeds(t *testing.T) {
	for _, c := range []struct {
		rule           QuorumRule
		members, needs int
	}{
		{QuorumTwoThirds, 3, 2}, {QuorumTwoThirds, 64, 43}, {QuorumTwoThirds, 65, 44}, {QuorumTwoThirds, 66, 44}, {QuorumTwoThirds, 1, 1},
		{QuorumMajority, 29, 15}, {QuorumMajority, 30, 16}, {QuorumMajority, 1, 1}, {QuorumNone, 100, 0},
	} {
		q := Quorum{Rule: c.rule, Members: c.members, Present: c.needs}
		if q.Needs() != c.needs || !q.Met() {
			t.Errorf("%s of %d needs %d, want %d", c.rule, c.members, q.Needs(), c.needs)
		}
		if q.Present--; c.needs > 0 && (q.Met() || q.Missing() != 1) {
			t.Errorf("%s of %d is met by %d", c.rule, c.members, q.Present)
		}
	}
	if q := (Quorum{Rule: QuorumTwoThirds}); q.Met() {
		t.Error("nobody decides")
	}
}

func TestWhoIsInOffice(t *testing.T) {
	m := Meeting{TermID: "t17"}
	for _, c := range []struct {
		name string
		list []Mandate
		want bool
	}{
		{"active in the term", []Mandate{{TermID: "t17", Status: MandateActive}}, true},
		{"active, no term written down", []Mandate{{Status: MandateActive}}, true},
		{"suspended", []Mandate{{TermID: "t17", Status: MandateSuspended}}, false},
		{"ended", []Mandate{{TermID: "t17", Status: MandateEnded}}, false},
		{"active in another congress", []Mandate{{TermID: "t9", Status: MandateActive}}, false},
		{"suspended here, active elsewhere", []Mandate{{TermID: "t17", Status: MandateSuspended}, {TermID: "t9", Status: MandateActive}}, false},
		{"elected to it: the first session", []Mandate{{TermID: "t17", Status: MandateElected}}, true},
		{"elected to the next one", []Mandate{{TermID: "t18", Status: MandateElected}}, false},
		{"nothing", nil, false},
	} {
		if got := m.InOffice(c.list); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if !(&Meeting{}).InOffice([]Mandate{{TermID: "t9", Status: MandateActive}}) {
		t.Error("a meeting of no term counts whoever is in office")
	}
}
