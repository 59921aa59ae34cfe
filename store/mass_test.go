package store

import (
	"strings"
	"testing"
	"time"
)

func TestUseOfMass(t *testing.T) {
	tree := Offices{{ID: "county"}, {ID: "a", ParentID: "county"}, {ID: "b", ParentID: "county"}}
	now := time.Date(2026, 11, 30, 15, 0, 0, 0, time.UTC) // eleven at night in China
	at := func(d time.Duration) time.Time { return now.Add(d) }
	day := 24 * time.Hour
	sends := []MassSend{{"county", at(-day)}, {"a", at(-2 * day)}, {"a", at(-3 * day)}, {"b", at(-4 * day)}, {"a", at(-40 * day)}}
	for office, want := range map[string]MassUse{"county": {Month: 3}, "a": {Month: 3}, "b": {Month: 2}} {
		if got := UseOfMass(tree, office, sends, now); got != want {
			t.Errorf("%s: %+v, want %+v", office, got, want)
		}
	}
	sends = append(sends, MassSend{"county", at(-time.Hour)})
	u := UseOfMass(tree, "a", sends, now)
	if u != (MassUse{4, 1}) || u.Left() != 0 || !IsProblem(u.Check(false), ProblemMassMonth) {
		t.Errorf("the fifth: %+v %v", u, u.Check(false))
	}
	if u = UseOfMass(tree, "b", sends, now); u.Check(false) != nil || !IsProblem(u.Check(true), ProblemMassToday) {
		t.Errorf("twice a day to everybody: %+v", u)
	}
	if u = UseOfMass(tree, "a", sends, now.Add(2*time.Hour)); u != (MassUse{}) {
		t.Errorf("in December, in China: %+v", u)
	}
}

func TestMassWords(t *testing.T) {
	for text, want := range map[string]Problem{"您好": "", "{称呼}，您好": ProblemMassWords, "您好{": ProblemMassWords, strings.Repeat("长", 700): ProblemMassLong} {
		b := Broadcast{Way: WayMass, Title: "公告", Text: text}
		if err := b.CheckMass(); (want == "") != (err == nil) || err != nil && !IsProblem(err, want) {
			t.Errorf("%.12s: %v", text, err)
		}
	}
	if !IsProblem(CheckMassCount(1, true), ProblemMassFew) || !IsProblem(CheckMassCount(100_000, false), ProblemMassMany) || CheckMassCount(100_000, true) != nil {
		t.Error("how many followers")
	}
	same := Broadcast{OfficeID: "o", Title: "公告", Text: "您好", Recipients: Recipients{Offices: []string{"o"}}}
	mass := same
	mass.Way = WayMass
	if same.Likeness() == mass.Likeness() {
		t.Error("to deputies and to everybody is the same")
	}
}
