package act_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// plan makes a plan of the town.
func (o *office) plan(year int, groupID string, fromLast bool) (*store.Plan, error) {
	var p *store.Plan
	err := o.do(o.clerk, func(t *act.Tx) (err error) {
		p, err = t.MakePlan(store.Plan{OfficeID: o.town.ID, GroupID: groupID, Year: year}, fromLast)
		return err
	})
	return p, err
}

// dossier reads a plan as the clerk sees it.
func (o *office) dossier(id string) *act.PlanDossier {
	o.t.Helper()
	d, err := o.Plan(o.t.Context(), o.clerk, id)
	o.must(err)
	return d
}

// line adds a line to a plan.
func (o *office) line(p *store.Plan, i store.PlanItem) error {
	return o.do(o.clerk, func(t *act.Tx) error { _, err := t.SavePlanItem(p.ID, i); return err })
}

// fill gives a plan of 2026 three lines.
func (o *office) fill(p *store.Plan, groupID string) {
	o.t.Helper()
	o.must(o.line(p, store.PlanItem{Day: "2026-12-10", Kind: store.ActivityInspect, Text: "视察学校食堂", GroupID: groupID}))
	o.must(o.line(p, store.PlanItem{Day: "2026-12-01", Month: true, Text: "年终总结"}))
	o.must(o.line(p, store.PlanItem{Day: "2026-02-28", Text: "学习"}))
}

func (o *office) adopt(p *store.Plan, day string) error {
	return o.do(o.clerk, func(t *act.Tx) error { return t.AdoptPlan(p.ID, "主席团会议", day, o.dossier(p.ID).Version) })
}

func TestAPlanIsAdoptedReleasedAndTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		o, g, _, _ := grouped(t, base)
		if _, err := o.plan(2026, "", true); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("from a year that has none: %v", err)
		}
		p, err := o.plan(2026, "", false)
		o.must(err)
		if _, err := o.plan(2026, "", false); !store.IsProblem(err, store.ProblemTwice) {
			t.Errorf("a second plan: %v", err)
		}
		add := func(i store.PlanItem) error { return o.line(p, i) }
		adopt := func(day string) error { return o.adopt(p, day) }
		if err := adopt("2026-11-20"); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("an empty plan was adopted: %v", err)
		}
		o.fill(p, g.ID)
		draft := func() (d *store.Draft, err error) {
			err = o.do(o.clerk, func(t *act.Tx) (err error) {
				d, err = t.DraftPlan(p.ID, o.dossier(p.ID).Version)
				return err
			})
			return d, err
		}
		if _, err := draft(); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("a plan that nobody adopted: %v", err)
		}
		o.must(adopt("2026-11-20"))
		if err := add(store.PlanItem{Day: "2026-12-10", Text: "x"}); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("an adopted plan was changed: %v", err)
		}
		letter, err := draft()
		o.must(err)
		if _, err := draft(); !store.IsProblem(err, store.ProblemTwice) {
			t.Errorf("a second letter: %v", err)
		}
		if _, err := o.ReleasedPlan(t.Context(), nil, p.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("read before it was released: %v", err)
		}
		o.signLetter(letter)
		if got := o.dossier(p.ID); got.Released.IsZero() || got.Told != 3 || got.Items != 3 || o.sentOf(base, store.NoticePlan) != 3 {
			t.Errorf("%+v, %d notices", got, o.sentOf(base, store.NoticePlan))
		}
		if got, err := o.ReleasedPlan(t.Context(), nil, p.ID); err != nil || len(got.Lines) != 3 || got.Lines[0].Label() != "2月28日" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// TestAPlanRemindsOfItsDates: of each line once, the leader of its group and the
// clerk; what is arranged shows beside it; the next year's plan begins from it.
func TestAPlanRemindsOfItsDates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		o, g, leader, _ := grouped(t, base)
		p, err := o.plan(2026, "", false)
		o.must(err)
		o.fill(p, g.ID)
		o.must(o.adopt(p, "2026-11-20"))
		due := func(at time.Time) (n int) {
			o.now = at
			o.must(o.do(store.JobActor("activities"), func(t *act.Tx) (err error) { n, err = t.PlansDue(); return err }))
			return n
		}
		for _, c := range []struct {
			day  int
			told int
		}{{23, 0}, {24, 1}, {25, 0}, {33, 2}, {34, 0}} { // December of the whole month to the clerk; the 10th to leader and clerk
			if n := due(time.Date(2026, 11, c.day, 1, 0, 0, 0, time.UTC)); n != c.told {
				t.Errorf("November %d: told %d, want %d", c.day, n, c.told)
			}
		}
		o.must(o.do(leader, func(t *act.Tx) error {
			_, err := t.RecordNew(store.Meeting{GroupID: g.ID, Starts: o.now.Add(-time.Hour), PlanID: o.dossier(p.ID).Lines[2].ID}, act.ActivityForm{Record: store.ActivityRecord{Findings: "看了三所"}, Came: []string{o.li.ID}})
			return err
		}))
		if got := o.dossier(p.ID).Lines[2]; len(got.Done) != 1 || got.Group != "第一小组" {
			t.Errorf("%+v", got)
		}
		next, err := o.plan(2027, "", true)
		o.must(err)
		lines := o.dossier(next.ID).Lines
		if len(lines) != 3 || lines[0].Day != "2027-02-28" || !lines[1].Month || lines[2].Day != "2027-12-10" || lines[2].GroupID != g.ID || len(lines[2].Done) != 0 {
			t.Errorf("%+v", lines)
		}
	})
}

// TestARevisedPlanIsAdoptedAndToldAnew; a letter on its way is taken back, and an old
// one releases nothing.
func TestARevisedPlanIsAdoptedAndToldAnew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		o, g, _, _ := grouped(t, base)
		p, err := o.plan(2026, g.ID, false)
		o.must(err)
		if p.Title != "第一小组2026年活动计划" {
			t.Error(p.Title)
		}
		var letter *store.Draft
		round := func() {
			o.must(o.do(o.clerk, func(t *act.Tx) error {
				return t.AdoptPlan(p.ID, "代表小组会议", "2026-11-22", o.dossier(p.ID).Version)
			}))
			o.must(o.do(o.clerk, func(t *act.Tx) (err error) { letter, err = t.DraftPlan(p.ID, o.dossier(p.ID).Version); return err }))
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			_, err := t.SavePlanItem(p.ID, store.PlanItem{Day: "2026-12-10", Text: "走访"})
			return err
		}))
		round()
		first := letter.ID
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RevisePlan(p.ID, o.dossier(p.ID).Version) }))
		if d, err := o.DraftDossier(t.Context(), o.clerk, first); err != nil || d.State != store.DraftWithdrawn {
			t.Errorf("%+v, %v", d, err)
		}
		line := o.dossier(p.ID).Lines[0]
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			i := line.PlanItem
			i.Text = "走访选民"
			_, err := t.SavePlanItem(p.ID, i)
			return err
		}))
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.DropPlanItem(p.ID, line.ID, line.Version) }); !errors.Is(err, store.ErrConflict) {
			t.Errorf("an old version was dropped: %v", err)
		}
		round()
		if !strings.Contains(letter.Text, "走访选民") {
			t.Error(letter.Text)
		}
		o.signLetter(letter)
		if n := o.sentOf(base, store.NoticePlan); n != 3 {
			t.Errorf("%d were told, want the group's three", n)
		}
		stranger := o.third(o.town.ID, "赵六")
		for _, c := range []struct {
			who  *store.Person
			read bool
		}{{nil, false}, {&store.Person{DeputyID: stranger}, false}, {&store.Person{DeputyID: o.zhang.ID}, true}} {
			if _, err := o.ReleasedPlan(t.Context(), c.who, p.ID); (err == nil) != c.read {
				t.Errorf("%+v: %v", c.who, err)
			}
		}
	})
}

// TestPlansOfElsewhereAreNotFound, whatever is to be done to them.
func TestPlansOfElsewhereAreNotFound(t *testing.T) {
	o, g, _, _ := grouped(t, dbtest.New(t, db.SQLite))
	p, err := o.plan(2026, "", false)
	o.must(err)
	for what, fn := range map[string]func(*act.Tx) error{
		"make": func(t *act.Tx) error {
			_, err := t.MakePlan(store.Plan{OfficeID: o.town.ID, Year: 2027}, false)
			return err
		},
		"group": func(t *act.Tx) error {
			_, err := t.MakePlan(store.Plan{OfficeID: o.other.OfficeID, GroupID: g.ID, Year: 2027}, false)
			return err
		},
		"edit": func(t *act.Tx) error { return t.EditPlan(p.ID, "x", "", 1) },
		"item": func(t *act.Tx) error {
			_, err := t.SavePlanItem(p.ID, store.PlanItem{Day: "2026-12-10", Text: "x"})
			return err
		},
		"adopt":  func(t *act.Tx) error { return t.AdoptPlan(p.ID, "主席团会议", "2026-11-20", 1) },
		"revise": func(t *act.Tx) error { return t.RevisePlan(p.ID, 1) },
		"draft":  func(t *act.Tx) error { _, err := t.DraftPlan(p.ID, 1); return err },
	} {
		if err := o.do(o.other, fn); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := o.Plan(t.Context(), o.other, p.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("read: %v", err)
	}
	if got := o.dossier(p.ID); got.Version != 1 || got.Items != 0 {
		t.Errorf("something changed: %+v", got)
	}
}
