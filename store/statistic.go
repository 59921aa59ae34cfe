package store

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Dim is what opinions are counted by.
type Dim string

// The ways opinions are counted. Each but the last three is by the day an opinion
// came in; a sealed one is counted as such and in no other way.
const (
	DimAll      Dim = "all"
	DimCategory Dim = "category"
	DimDistrict Dim = "district"
	DimDeputy   Dim = "deputy" // who has it, or had it last
	DimState    Dim = "state"
	DimTriage   Dim = "triage"
	DimWait     Dim = "wait"    // working days until the first answer went out, three digits
	DimSealed   Dim = "sealed"  // for the petition officer alone
	DimReplied  Dim = "replied" // by the day the first answer went out
	DimClosed   Dim = "closed"  // by the day it was closed
)

// Measures are the numbers kept for each value.
type Measures struct {
	Count   int // opinions that came in
	Open    int // at the desk or with a deputy
	Replied int // an answer went out
	Closed  int // 办结
	// What their authors thought of the reply and of the result, the last time.
	ReplyGood, ReplyFair, ReplyBad    int
	ResultGood, ResultFair, ResultBad int
}

// Plus adds n times other.
func (m Measures) Plus(other Measures, n int) Measures {
	for i, p := range m.all() {
		*p += n * *other.all()[i]
	}
	return m
}

func (m *Measures) all() []*int {
	return []*int{&m.Count, &m.Open, &m.Replied, &m.Closed, &m.ReplyGood, &m.ReplyFair, &m.ReplyBad,
		&m.ResultGood, &m.ResultFair, &m.ResultBad}
}

// Stat is the numbers of one value, of one office and one day or month.
type Stat struct {
	ID       string
	Dim      Dim
	Period   string // d2026-11-22 or m2026-11
	OfficeID string
	Value    string
	Measures
}

// Fact is what of an opinion is counted, as it was counted last. It stays when
// the opinion itself is erased, so that a year's figures do not change after.
type Fact struct {
	OpinionID  string
	Day        string // 2026-11-22 in China, when it came in
	OfficeID   string
	DistrictID string
	Category   string
	DeputyID   string
	State      OpinionState
	Triage     Triage
	Reply      Score
	Result     Score
	Wait       int    // working days until the first answer; -1 when there is none
	Replied    string // day of the first answer; empty when there is none
	Closed     string // day
}

// waitMost is where counting working days stops.
const waitMost = 999

// FactOf says how an opinion counts: its last rating, if any, and when its first
// answer went out, if one did, belong to it. Of a sealed one only day and office
// are taken.
func FactOf(o *Opinion, last *Rating, replied time.Time, cal *Calendar) Fact {
	f := Fact{OpinionID: o.ID, Day: ChinaDay(o.Created), OfficeID: o.OfficeID, State: o.State, Wait: -1}
	if o.State == OpinionSealed {
		return f
	}
	f.DistrictID, f.Category, f.DeputyID, f.Triage = o.DistrictID, o.Category, o.DeputyID, o.Triage
	if last != nil {
		f.Reply, f.Result = last.Reply, last.Result
	}
	if !replied.IsZero() {
		f.Replied, f.Wait = ChinaDay(replied), max(0, min(cal.WorkdaysBetween(o.Created, replied), waitMost))
	}
	if o.State == OpinionClosed {
		f.Closed = ChinaDay(o.Closed)
	}
	return f
}

// ChinaDay is the date of a time in China, 2006-01-02.
func ChinaDay(t time.Time) string { return t.In(ChinaTime).Format(time.DateOnly) }

// working are the states in which somebody still has to do something.
var working = []OpinionState{OpinionNew, OpinionAssigned, OpinionChecked, OpinionDecide}

// measures is what a fact adds to each value it counts for.
func (f *Fact) measures() Measures {
	one := func(yes bool) int {
		if yes {
			return 1
		}
		return 0
	}
	return Measures{Count: 1, Open: one(slices.Contains(working, f.State)), Replied: one(f.Replied != ""), Closed: one(f.State == OpinionClosed),
		ReplyGood: one(f.Reply == ScoreGood), ReplyFair: one(f.Reply == ScoreFair), ReplyBad: one(f.Reply == ScoreBad),
		ResultGood: one(f.Result == ScoreGood), ResultFair: one(f.Result == ScoreFair), ResultBad: one(f.Result == ScoreBad)}
}

// Stats lists what a fact counts for: each value by day and by month.
func (f *Fact) Stats() []Stat {
	var list []Stat
	add := func(d Dim, day, value string, m Measures) {
		for _, period := range []string{"d" + day, "m" + day[:len("2006-01")]} {
			list = append(list, Stat{ID: fmt.Sprintf("%s:%s:%s:%s", d, period, f.OfficeID, value), Dim: d, Period: period,
				OfficeID: f.OfficeID, Value: value, Measures: m})
		}
	}
	if f.State == OpinionSealed {
		add(DimSealed, f.Day, "", Measures{Count: 1})
		return list
	}
	m := f.measures()
	add(DimAll, f.Day, "", m)
	add(DimCategory, f.Day, f.Category, m)
	add(DimDistrict, f.Day, f.DistrictID, m)
	add(DimState, f.Day, string(f.State), m)
	add(DimTriage, f.Day, string(f.Triage), m)
	if f.DeputyID != "" {
		add(DimDeputy, f.Day, f.DeputyID, m)
	}
	if f.Replied != "" {
		add(DimWait, f.Day, fmt.Sprintf("%03d", f.Wait), Measures{Count: 1})
		add(DimReplied, f.Replied, "", Measures{Count: 1})
	}
	if f.Closed != "" {
		add(DimClosed, f.Closed, "", Measures{Count: 1})
	}
	return list
}

// StatMark is how far the counting of opinions has come.
type StatMark struct {
	ID        string
	At        time.Time // opinions changed until then are counted
	OpinionID string    // the last of those changed at the same time
	Refreshed time.Time
	Version   int64
}

// StatSpans cuts days from..to (2006-01-02, both included) into spans of periods:
// whole months are read as months, what is left of a month by days. A span with
// its ends the wrong way round is empty.
func StatSpans(from, to string) ([][2]string, error) {
	a, err1 := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	if err := cmp.Or(err1, err2); err != nil {
		return nil, Invalid("day", ProblemMalformed)
	}
	first := a.AddDate(0, 0, 1-a.Day()) // of the first whole month
	if a.Day() > 1 {
		first = first.AddDate(0, 1, 0)
	}
	after := b.AddDate(0, 0, 1)
	last := after.AddDate(0, 0, 1-after.Day()) // the day after the last whole month
	day := func(t time.Time) string { return "d" + t.Format(time.DateOnly) }
	if !first.Before(last) {
		return [][2]string{{day(a), day(b)}}, nil
	}
	return [][2]string{{day(a), day(first.AddDate(0, 0, -1))},
		{"m" + first.Format("2006-01"), "m" + last.AddDate(0, 0, -1).Format("2006-01")}, {day(last), day(b)}}, nil
}

// Percentile is the value below or at which p percent of a histogram's counts lie;
// -1 of an empty one.
func Percentile(counts map[int]int, p int) int {
	values, total := []int{}, 0
	for v, n := range counts {
		if n > 0 {
			values, total = append(values, v), total+n
		}
	}
	slices.Sort(values)
	below := 0
	for _, v := range values {
		if below += counts[v]; below*100 >= total*p {
			return v
		}
	}
	return -1
}
