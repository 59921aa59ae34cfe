package store

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func chinaDay(s string) time.Time {
	t, err := ParseDay(s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestQuarters(t *testing.T) {
	for _, c := range []struct {
		at    string
		key   string
		label string
		last  bool // within the last 15 days
	}{{"2026-01-01", "2026-Q1", "2026年第一季度", false}, {"2026-03-16", "2026-Q1", "2026年第一季度", false}, {"2026-03-17", "2026-Q1", "2026年第一季度", true},
		{"2026-03-31", "2026-Q1", "2026年第一季度", true}, {"2026-04-01", "2026-Q2", "2026年第二季度", false}, {"2026-12-31", "2026-Q4", "2026年第四季度", true}} {
		at := chinaDay(c.at)
		q := QuarterOf(at.UTC())
		if q.String() != c.key || q.Label() != c.label || q.EndsWithin(15, at) != c.last {
			t.Errorf("%s: %s %s %v", c.at, q, q.Label(), q.EndsWithin(15, at))
		}
		from, to := q.Span()
		if at.Before(from) || !at.Before(to) {
			t.Errorf("%s is outside of %s", c.at, q)
		}
	}
	if (Quarter{2026, 1}).EndsWithin(15, chinaDay("2026-04-02")) {
		t.Error("a quarter that is over ends")
	}
}

// TestAPlanMovesByAYear: the same day, the last of February, the same month.
func TestAPlanMovesByAYear(t *testing.T) {
	for _, c := range []struct{ day, next string }{{"2026-03-15", "2027-03-15"}, {"2028-02-29", "2029-02-28"}, {"2027-02-28", "2028-02-28"}} {
		i := PlanItem{ID: "old", Day: c.day, Kind: ActivityInspect, Text: c.day[:4] + "年视察学校食堂", Who: "何志远", GroupID: "g"}
		n := i.NextYear(1)
		if n.Day != c.next || n.ID != "" || n.Text != c.next[:4]+"年视察学校食堂" || n.Who != "何志远" || n.GroupID != "g" {
			t.Errorf("%s: %+v", c.day, n)
		}
	}
	if n := (PlanItem{Day: "2026-06-01", Month: true}).NextYear(1); !n.Month || n.Label() != "6月" {
		t.Errorf("%+v", n)
	}
}

func TestBadPlans(t *testing.T) {
	now := chinaDay("2026-11-23")
	for _, c := range []struct {
		plan Plan
		want Problem
	}{{Plan{Year: 2028, Title: "x"}, ProblemMalformed}, {Plan{Year: 2024, Title: "x"}, ProblemMalformed}, {Plan{Year: 2026}, ProblemEmpty},
		{Plan{Year: 2026, Title: strings.Repeat("长", 81)}, ProblemTooLong}} {
		if err := c.plan.Check(now); !IsProblem(err, c.want) {
			t.Errorf("%+v: %v", c.plan, err)
		}
	}
	for _, c := range []struct {
		item PlanItem
		want Problem
	}{{PlanItem{Text: "x"}, ProblemEmpty}, {PlanItem{Text: "x", Day: "2026-02-30"}, ProblemMalformed}, {PlanItem{Text: "x", Day: "2027-01-01"}, ProblemMismatch},
		{PlanItem{Day: "2026-03-01"}, ProblemEmpty}, {PlanItem{Day: "2026-03-01", Text: "x", Kind: MeetingPlenary}, ProblemMalformed}} {
		if err := c.item.Check(2026); !IsProblem(err, c.want) {
			t.Errorf("%+v: %v", c.item, err)
		}
	}
	p := Plan{Year: 2026, Title: "计划"}
	for _, c := range []struct {
		by, day string
		items   int
		want    Problem
	}{{"主任会议", "2026-11-23", 0, ProblemEmpty}, {" ", "2026-11-23", 1, ProblemEmpty}, {"主任会议", "2026-11-24", 1, ProblemFuture}, {"主任会议", "昨天", 1, ProblemMalformed}} {
		if err := p.Adopt(c.by, c.day, c.items, now); !IsProblem(err, c.want) || !p.Writing() {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if err := errors.Join(p.Adopt("主任会议", "2026-11-20", 1, now), p.Check(now)); err != nil || p.Writing() {
		t.Errorf("%+v: %v", p, err)
	}
	if err := p.Adopt("主任会议", "2026-11-20", 1, now); !IsProblem(err, ProblemDone) {
		t.Errorf("adopted twice: %v", err)
	}
	if err := p.Revise(); err != nil || !p.Writing() || !IsProblem(p.Revise(), ProblemState) {
		t.Errorf("%+v: %v", p, err)
	}
}

func TestPlanText(t *testing.T) {
	items := []PlanItem{{Day: "2026-06-01", Month: true, Kind: ActivityStudy, Text: "农村饮水"}, {Day: "2026-03-15", Kind: ActivityInspect, Text: "视察学校食堂", GroupID: "g", Who: "何志远"}}
	ByDay(items)
	got := PlanText(&Plan{Title: "2026年代表工作计划", AdoptedBy: "主任会议", Adopted: "2026-01-08"}, items, func(id string) string { return map[string]string{"g": "第一小组"}[id] })
	for _, want := range []string{"《2026年代表工作计划》已经2026年1月8日主任会议通过", "1.3月15日：视察学校食堂，由第一小组，何志远负责。", "2.6月：农村饮水（专题调研）。"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

func TestAnItemIsRemindedOfOnceInItsTime(t *testing.T) {
	i := PlanItem{Day: "2026-03-15"}
	for at, due := range map[string]bool{"2026-03-07": false, "2026-03-08": true, "2026-03-15": true, "2026-03-22": true, "2026-03-23": false} {
		if i.RemindDue(7, chinaDay(at)) != due {
			t.Errorf("on %s: %v", at, !due)
		}
	}
	i.Reminded = chinaDay("2026-03-08")
	if i.RemindDue(7, chinaDay("2026-03-09")) {
		t.Error("reminded twice")
	}
}
