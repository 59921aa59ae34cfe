package act_test

import (
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// congress makes 甲镇's running term with both deputies in it, and the next one, to
// which 李四 and a newcomer of 张三's district are elected.
func (o *office) congress() (next store.Term, newcomer store.Deputy) {
	o.t.Helper()
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		_, err := t.AddTerm(store.Term{OfficeID: o.town.ID, Number: 5, From: "2021-12-20"})
		o.must(err)
		made, err := t.AddTerm(store.Term{OfficeID: o.town.ID, Number: 6})
		o.must(err)
		next = *made
		fresh, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: "王五"},
			store.Mandate{Level: store.LevelTownship, TermID: next.ID, DistrictID: o.dist.ID})
		o.must(err)
		newcomer = *fresh
		_, err = t.AddMandate(o.li.ID, store.Mandate{Level: store.LevelTownship, TermID: next.ID})
		return err
	}))
	return next, newcomer
}

func TestRollover(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		first, second := o.atZhang("o1"), o.atZhang("o2")
		o.bind("dep", o.zhang.ID)
		next, fresh := o.congress()
		if next.State != store.TermPrepared {
			t.Fatalf("the next term is %s", next.State)
		}
		if m := o.rosterRow("王五").Mandates[0]; m.Status != store.MandateElected {
			t.Fatalf("before the first session 王五's mandate is %s", m.Status)
		}
		plan, err := o.RolloverPlan(t.Context(), o.clerk, next.ID)
		o.must(err)
		if len(plan.Plan.Leaving) != 1 || plan.Plan.Leaving[0] != o.zhang.ID || plan.Open[o.zhang.ID] != 2 ||
			len(plan.Plan.Continuing) != 1 || len(plan.Plan.Joining) != 1 || len(plan.Successor[o.zhang.ID]) != 1 {
			t.Fatalf("the plan: %+v", plan)
		}
		// 王五 is named in the second matter: that one goes to the desk.
		o.hear("o2", "王五在会上说过这事")
		roll := func(day string) error {
			return o.do(o.clerk, func(t *act.Tx) error {
				return t.Rollover(next.ID, day, map[string]string{o.zhang.ID: fresh.ID}, next.Version)
			})
		}
		if err := roll("2026-11-24"); !store.IsProblem(err, store.ProblemFuture) {
			t.Errorf("a session tomorrow: %v", err)
		}
		if err := roll("2020-11-24"); !store.IsProblem(err, store.ProblemBefore) {
			t.Errorf("a session before the old term: %v", err)
		}
		o.must(roll("2026-11-23"))
		o.afterRollover(first, second, fresh.ID)
		if err := roll("2026-11-23"); !store.IsProblem(err, store.ProblemDone) {
			t.Errorf("a second time: %v", err)
		}
	})
}

func (o *office) afterRollover(first, second, fresh string) {
	o.t.Helper()
	if m := o.seat("张三"); m.Status != store.MandateEnded || m.To != "2026-11-23" || m.Ground != store.GroundTerm || m.TermID == "" {
		o.t.Errorf("张三: %+v", m)
	}
	if m := o.seat("王五"); m.Status != store.MandateActive || m.From != "2026-11-23" {
		o.t.Errorf("王五: %+v", m)
	}
	if list := o.rosterRow("李四").Mandates; len(list) != 2 || list[0].Status != store.MandateEnded || list[1].Status != store.MandateActive {
		o.t.Errorf("李四: %+v", list)
	}
	if got := o.mine("o1"); got.ID != first || got.State != store.OpinionAssigned || got.DeputyID != fresh {
		o.t.Errorf("the first matter: %s with %q", got.State, got.DeputyID)
	}
	if got := o.mine("o2"); got.ID != second || got.State != store.OpinionNew || got.DeputyID != "" {
		o.t.Errorf("the second matter: %s with %q", got.State, got.DeputyID)
	}
	row := o.rosterRow("张三")
	if row.Person == nil {
		o.t.Error("the binding is lost")
	}
	f, err := o.DeputyFile(o.t.Context(), o.clerk, o.zhang.ID)
	o.must(err)
	if len(f.Items) != 2 || len(f.Steps) != 1 || f.Steps[0].Verb != store.MandateEnd {
		o.t.Errorf("the past: %d items, steps %+v", len(f.Items), f.Steps)
	}
	former, n, err := o.RosterPage(o.t.Context(), o.clerk, act.RosterFilter{Standing: store.StandingFormer, Limit: 10})
	if err != nil || n != 1 || former[0].Deputy.ID != o.zhang.ID {
		o.t.Errorf("former deputies: %d, %v", n, err)
	}
}

func TestRolloverNeedsItsCongress(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	var next store.Term
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		_, err := t.AddTerm(store.Term{OfficeID: o.town.ID, Number: 5})
		o.must(err)
		made, err := t.AddTerm(store.Term{OfficeID: o.town.ID, Number: 6})
		next = *made
		return err
	}))
	roll := func(t *act.Tx) error { return t.Rollover(next.ID, "2026-11-23", nil, next.Version) }
	if err := o.do(o.clerk, roll); !store.IsProblem(err, store.ProblemEmpty) {
		t.Errorf("nobody was elected: %v", err)
	}
	if err := o.do(o.leader, roll); err != store.ErrForbidden {
		t.Errorf("a leader: %v", err)
	}
	if err := o.do(o.other, roll); err != store.ErrNotFound {
		t.Errorf("another town's clerk: %v", err)
	}
	again := func(t *act.Tx) error { _, err := t.AddTerm(store.Term{OfficeID: o.town.ID, Number: 6}); return err }
	if err := o.do(o.clerk, again); !store.IsProblem(err, store.ProblemTwice) {
		t.Errorf("the same term twice: %v", err)
	}
}
