package store

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)

// TestNothingReachesADeputyUntriaged walks the whole machine at random: whatever
// happened before, only what was found to be the congress's own is ever forwarded.
func TestNothingReachesADeputyUntriaged(t *testing.T) {
	verbs := []Verb{VerbOurs, VerbDecline, VerbSeal, VerbUnseal, VerbForward, VerbPassOn, VerbAnswer, VerbRelease,
		VerbReturn, VerbRecall, VerbAgain, VerbDecide, VerbClose, VerbReopen}
	rapid.Check(t, func(t *rapid.T) {
		o := Opinion{State: OpinionNew}
		for range 30 {
			v := rapid.SampledFrom(verbs).Draw(t, "verb")
			before := o
			err := o.Move(v, noon)
			switch {
			case err != nil && o.State != before.State:
				t.Fatalf("%s was refused in %s and moved it to %s", v, before.State, o.State)
			case err == nil && v == VerbForward && before.Triage != TriageOurs:
				t.Fatalf("forwarded from %s as %q", before.State, before.Triage)
			case err == nil && v == VerbOurs:
				o.Triage = TriageOurs
			case err == nil && (v == VerbReopen || v == VerbUnseal || v == VerbSeal):
				o.Triage = TriageNone
			}
			if done := o.State == OpinionClosed || o.State == OpinionDeclined; done != !o.Closed.IsZero() {
				t.Fatalf("in %s closed at %v", o.State, o.Closed)
			}
		}
	})
}

func TestSealedOnlyOpensByUnseal(t *testing.T) {
	for v := range opinionMoves[OpinionSealed] {
		if v != VerbUnseal {
			t.Errorf("%s is possible to a sealed opinion", v)
		}
	}
	for s, moves := range opinionMoves {
		if _, ok := moves[VerbSeal]; !ok && s != OpinionSealed {
			t.Errorf("an opinion that is %s cannot be sealed: accusations are found at any time", s)
		}
	}
}

func TestSummarise(t *testing.T) {
	for in, want := range map[string]string{
		"路灯坏了": "路灯坏了", "  路灯\n\n坏了　三天 ": "路灯 坏了 三天", "": "", "\n": "",
		strings.Repeat("灯", 61): strings.Repeat("灯", 60) + "…",
	} {
		if got := Summarise(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestRatingMustBeAGrade(t *testing.T) {
	if err := (&Rating{Reply: ScoreGood, Result: "great"}).Validate(); !IsProblem(err, ProblemMalformed) {
		t.Errorf("got %v", err)
	}
	if err := (&Rating{Reply: ScoreGood, Result: ScoreBad}).Validate(); err != nil {
		t.Error(err)
	}
	if !(&Rating{Reply: ScoreBad, Result: ScoreGood}).Bad() || (&Rating{Reply: ScoreFair, Result: ScoreGood}).Bad() {
		t.Error("bad is one 不满意, and 基本满意 is not")
	}
}

func TestWhatHappensWakes(t *testing.T) {
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	o := Opinion{State: OpinionNew, Triage: TriageOurs, Snoozed: now.Add(time.Hour), Pending: true}
	if !o.Asleep(now) || o.Asleep(now.Add(time.Hour)) {
		t.Error("a matter put off for an hour must sleep until then and not at it")
	}
	if err := o.Move(VerbForward, now); err != nil {
		t.Fatal(err)
	}
	if o.Asleep(now) || o.Pending {
		t.Errorf("a matter that moved on still waits: %+v", o)
	}
}

func TestDefaultCategoriesFitTheirSetting(t *testing.T) {
	d, _ := SettingDefOf(SetCategories)
	if err := d.Check(d.Default); err != nil {
		t.Fatal(err)
	}
	words := NewSettings(nil, nil).Words("", SetCategories)
	if len(words) < 12 || words[0] != "土地征用" || words[len(words)-1] != "其他" {
		t.Errorf("the categories are %q", words)
	}
}

func TestSummariesHoldNoCoordinates(t *testing.T) {
	for text, want := range map[string]string{
		"位置：建设路18号（27.123456,110.123456）": "位置：建设路18号", "位置：（-27.000000,0.123456）": "位置：",
		"门牌（12.5,3）": "门牌（12.5,3）", "（27.123456,110.123456）在这里": "（27.123456,110.123456）在这里",
	} {
		if got := Summarise(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}
