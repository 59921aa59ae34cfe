package act_test

import (
	"errors"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// seat reads the deputy's only mandate.
func (o *office) seat(name string) store.Mandate {
	o.t.Helper()
	list := o.rosterRow(name).Mandates
	if len(list) != 1 {
		o.t.Fatalf("%s has %d mandates", name, len(list))
	}
	return list[0]
}

// atZhang lets a voter of the district say something and puts it to 张三.
func (o *office) atZhang(openid string) string {
	o.t.Helper()
	o.hear(openid, "门口的路灯坏了很久")
	id := o.mine(openid).ID
	o.place(openid)
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		if err := t.Triage(id, store.TriageOurs, "", 0); err != nil {
			return err
		}
		return t.Forward(id, o.zhang.ID, "", 0)
	}))
	return id
}

func (o *office) mine(openid string) store.Opinion {
	o.t.Helper()
	list, err := o.MyOpinions(o.t.Context(), o.person(openid), 1)
	o.must(err)
	return list[0]
}

// change writes down what happened to a mandate.
func (o *office) change(m store.Mandate, v store.MandateVerb, g store.Ground, day string) error {
	return o.do(o.clerk, func(t *act.Tx) error {
		return t.ChangeMandate(m.ID, store.MandateChange{Verb: v, Ground: g, Day: day, Reason: "第3号公告"}, m.Version)
	})
}

func TestSuspensionGivesBackAndTakesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		id := o.atZhang("o1")
		m := o.seat("张三")
		o.must(o.change(m, store.MandateSuspend, store.GroundCustody, "2026-11-20"))
		if got := o.mine("o1"); got.State != store.OpinionNew || got.DeputyID != "" || got.Triage != store.TriageOurs {
			t.Errorf("the open item is %s with %q", got.State, got.DeputyID)
		}
		err := o.do(o.clerk, func(t *act.Tx) error { return t.Forward(id, o.zhang.ID, "", 0) })
		if !store.IsProblem(err, store.ProblemNotOffered) {
			t.Errorf("forwarded to a suspended deputy: %v", err)
		}
		list, err := o.Candidates(t.Context(), o.clerk, id)
		o.must(err)
		for _, c := range list {
			if c.Deputy.ID == o.zhang.ID {
				t.Error("a suspended deputy is offered")
			}
		}
		mine, err := o.Mine(t.Context(), o.person("o1"), id)
		o.must(err)
		if last := mine.Steps[len(mine.Steps)-1]; last.Kind != store.EntryHandedBack || last.Text != "" {
			t.Errorf("the author reads %s %q", last.Kind, last.Text)
		}
		m = o.seat("张三")
		if m.Status != store.MandateSuspended || m.Since != "2026-11-20" || m.Ground != store.GroundCustody {
			t.Errorf("%+v", m)
		}
		o.must(o.change(m, store.MandateResume, store.GroundPassed, "2026-11-23"))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Forward(id, o.zhang.ID, "", 0) }))
		if steps := o.mandateSteps(o.zhang.ID); len(steps) != 2 || steps[1].Verb != store.MandateResume || steps[0].Reason != "第3号公告" {
			t.Errorf("steps %+v", steps)
		}
	})
}

func (o *office) mandateSteps(id string) []store.MandateStep {
	o.t.Helper()
	f, err := o.DeputyFile(o.t.Context(), o.clerk, id)
	o.must(err)
	return f.Steps
}

// TestAnotherMandateKeepsTheItem: who is a deputy of the place by another seat
// goes on with what is in hand.
func TestAnotherMandateKeepsTheItem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.atZhang("o1")
		m := o.seat("张三")
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			_, err := t.AddMandate(o.zhang.ID, store.Mandate{Level: store.LevelCounty, Title: "某县人大代表"})
			return err
		}))
		o.must(o.change(m, store.MandateEnd, store.GroundResigned, "2026-11-22"))
		if got := o.mine("o1"); got.State != store.OpinionAssigned || got.DeputyID != o.zhang.ID {
			t.Errorf("the item is %s with %q", got.State, got.DeputyID)
		}
	})
}

func TestMandatesThatCannotBe(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	m := o.seat("张三")
	for name, c := range map[string]struct {
		change store.MandateChange
		want   store.Problem
	}{
		"tomorrow":           {store.MandateChange{Verb: store.MandateEnd, Ground: store.GroundDied, Day: "2026-11-24"}, store.ProblemFuture},
		"no ground":          {store.MandateChange{Verb: store.MandateEnd, Day: "2026-11-23"}, store.ProblemMismatch},
		"a ground for other": {store.MandateChange{Verb: store.MandateEnd, Ground: store.GroundCustody, Day: "2026-11-23"}, store.ProblemMismatch},
		"resumed unasked":    {store.MandateChange{Verb: store.MandateResume, Ground: store.GroundPassed, Day: "2026-11-23"}, store.ProblemState},
		"no day":             {store.MandateChange{Verb: store.MandateEnd, Ground: store.GroundDied}, store.ProblemEmpty},
	} {
		err := o.do(o.clerk, func(t *act.Tx) error { return t.ChangeMandate(m.ID, c.change, m.Version) })
		if !store.IsProblem(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	twice := func(t *act.Tx) error {
		_, err := t.AddMandate(o.zhang.ID, store.Mandate{Level: store.LevelTownship})
		return err
	}
	if err := o.do(o.clerk, twice); !store.IsProblem(err, store.ProblemTwice) {
		t.Errorf("two seats of one level: %v", err)
	}
	unit := func(t *act.Tx) error {
		_, err := t.AddMandate(o.zhang.ID, store.Mandate{Level: store.LevelCity, DistrictID: o.dist.ID})
		return err
	}
	if err := o.do(o.clerk, unit); !store.IsProblem(err, store.ProblemMismatch) {
		t.Errorf("a city deputy of a 选区: %v", err)
	}
	foreign := func(t *act.Tx) error { return t.DeleteMandate(m.ID, m.Version) }
	if err := o.do(o.other, foreign); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another town's clerk: %v", err)
	}
	o.must(o.change(m, store.MandateEnd, store.GroundDied, "2026-11-22"))
	if err := o.change(o.seat("张三"), store.MandateEnd, store.GroundDied, "2026-11-22"); !store.IsProblem(err, store.ProblemDone) {
		t.Errorf("ended twice: %v", err)
	}
	if err := o.change(m, store.MandateCorrect, store.GroundMistake, "2026-11-22"); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a stale page: %v", err)
	}
}

// TestTheMenuFollowsTheOffice: the notice that ends a mandate says so and takes the
// deputies' menu away; the person stays bound.
func TestTheMenuFollowsTheOffice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.bind("dep", o.zhang.ID)
		if _, list, err := o.Deliveries(t.Context(), 10); err != nil || len(list) != 1 || !list[0].InOffice {
			t.Fatalf("bound: %+v, %v", list, err)
		}
		o.must(o.change(o.seat("张三"), store.MandateEnd, store.GroundResigned, "2026-11-22"))
		_, list, err := o.Deliveries(t.Context(), 10)
		if err != nil || len(list) != 1 || list[0].Notice.Kind != store.NoticeOffice || list[0].InOffice || list[0].Person.DeputyID != o.zhang.ID {
			t.Fatalf("ended: %+v, %v", list, err)
		}
		o.must(o.DoFor(t.Context(), o.person("dep").PersonID, func(t *act.Tx, p *store.Person) error {
			in, err := t.InOffice(p)
			if in {
				o.t.Error("still in office")
			}
			return err
		}))
	})
}
