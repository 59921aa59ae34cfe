package act_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// heard is a matter that a chat brought up in the district.
func (o *office) heard(openid, text string) store.Opinion {
	o.t.Helper()
	o.hear(openid, text)
	o.place(openid)
	list, err := o.MyOpinions(o.t.Context(), o.person(openid), 1)
	o.must(err)
	return list[0]
}

// fresh is an opinion as the desk has it.
func (o *office) fresh(id string) *act.Dossier {
	o.t.Helper()
	d, err := o.Dossier(o.t.Context(), o.clerk, id)
	o.must(err)
	return d
}

// asAuthor is an opinion as its author reads it.
func (o *office) asAuthor(openid, id string) *act.Dossier {
	o.t.Helper()
	d, err := o.Mine(o.t.Context(), o.person(openid), id)
	o.must(err)
	return d
}

func (o *office) merge(id, into string) {
	o.t.Helper()
	o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Merge(id, into, 0) }))
}

func (o *office) forward(id, deputyID string) {
	o.t.Helper()
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		if err := t.Triage(id, store.TriageOurs, "", 0); err != nil {
			return err
		}
		return t.Forward(id, deputyID, "", 0)
	}))
}

// told lists the kinds of notice that went to an opinion's author.
func (o *office) told(id string) []store.NoticeKind {
	o.t.Helper()
	var kinds []store.NoticeKind
	for _, n := range o.fresh(id).Notices {
		if n.PersonID != "" && n.OpinionID == id {
			kinds = append(kinds, n.Kind)
		}
	}
	return kinds
}

// says is everything a dossier's steps say.
func says(d *act.Dossier) string {
	var b strings.Builder
	for _, s := range d.Steps {
		b.WriteString(string(s.Kind) + ":" + s.Text + "|")
	}
	return b.String()
}

// rate lets an author judge the answer the author's page offers.
func (o *office) rate(openid, id string, s store.Score) (*store.Opinion, error) {
	o.t.Helper()
	a := o.asAuthor(openid, id).ToRate()
	if a == nil {
		return nil, errors.New("nothing to rate")
	}
	var now *store.Opinion
	err := o.do(o.person(openid), func(t *act.Tx) (err error) {
		now, err = t.Rate(id, store.Rating{AnswerID: a.ID, Reply: s, Result: s})
		return err
	})
	return now, err
}

// TestMergedIsHandledAsOne merges two complaints, and goes to the end: each author
// keeps the own number, is told each step, and judges the answer.
func TestMergedIsHandledAsOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		deputy := o.bind("dep", o.zhang.ID)
		a, b := o.heard("va", "村口路灯坏了三天"), o.heard("vb", "村口的路灯坏了好几天")
		o.merge(b.ID, a.ID)
		o.forward(a.ID, o.zhang.ID)
		if got := o.asAuthor("vb", b.ID); got.Opinion.State != store.OpinionAssigned || got.Opinion.Number != b.Number || strings.Contains(says(got), "三天") {
			t.Errorf("the second author reads %s %s: %s", got.Opinion.Number, got.Opinion.State, says(got))
		}
		o.hear("vb", "今天还是黑的")
		task := o.task(deputy)
		doss, _, err := o.Task(t.Context(), deputy, task.ID)
		o.must(err)
		if s := says(doss); !strings.Contains(s, "三天") || !strings.Contains(s, "今天还是黑的") || len(doss.Voices) != 1 {
			t.Errorf("the deputy reads %s", s)
		}
		for _, s := range doss.Steps {
			if s.Voice > 0 && (s.ActorID != "" || s.Number != "") || slices.ContainsFunc(doss.Voices, func(v store.Opinion) bool { return v.ID != "" || v.PersonID != "" }) {
				t.Error("the deputy is led to another author")
			}
		}
		o.must(o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(task.ID, "已请供电所修理"); return err }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Release(o.fresh(a.ID).Waiting().ID, 0) }))
		for _, v := range []string{"va", "vb"} {
			id := map[string]string{"va": a.ID, "vb": b.ID}[v]
			if got := o.asAuthor(v, id); len(got.Answers) != 1 || got.ToRate() == nil {
				t.Errorf("%s has %d answers", v, len(got.Answers))
			}
			if !slices.Contains(o.told(id), store.NoticeAnswered) {
				t.Errorf("%s was told %v", v, o.told(id))
			}
		}
		now, err := o.rate("vb", b.ID, store.ScoreGood)
		o.must(err)
		if now.State != store.OpinionAnswered || o.fresh(a.ID).Opinion.State != store.OpinionAnswered {
			t.Errorf("closed although one author is silent: %s", now.State)
		}
		if _, err := o.rate("vb", b.ID, store.ScoreBad); err == nil {
			t.Error("one author judged twice")
		}
		now, err = o.rate("va", a.ID, store.ScoreGood)
		o.must(err)
		if now.State != store.OpinionClosed || o.asAuthor("vb", b.ID).Opinion.State != store.OpinionClosed || !slices.Contains(o.told(b.ID), store.NoticeClosed) {
			t.Errorf("not closed for both: %s, told %v", now.State, o.told(b.ID))
		}
	})
}

// TestOneDissatisfiedIsEnough lets the author of a merged opinion be dissatisfied.
func TestOneDissatisfiedIsEnough(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		deputy := o.bind("dep", o.zhang.ID)
		a, b := o.heard("va", "路灯坏了"), o.heard("vb", "灯不亮")
		o.forward(a.ID, o.zhang.ID)
		o.must(o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(o.fresh(a.ID).Opinion.AssignID, "修好了"); return err }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Release(o.fresh(a.ID).Waiting().ID, 0) }))
		o.merge(b.ID, a.ID) // after the answer: the author gets it at once
		if !slices.Contains(o.told(b.ID), store.NoticeAnswered) {
			t.Errorf("told %v", o.told(b.ID))
		}
		now, err := o.rate("vb", b.ID, store.ScoreBad)
		o.must(err)
		if head := o.fresh(a.ID).Opinion; now.State != store.OpinionAssigned || head.Round != 1 || head.Due.IsZero() {
			t.Errorf("%s, round %d, due %s", now.State, head.Round, head.Due)
		}
		if !slices.Contains(o.told(a.ID), store.NoticeAnew) || slices.Contains(o.told(a.ID), store.NoticeAgain) {
			t.Errorf("the other author was told %v", o.told(a.ID))
		}
	})
}

// TestPartedKeepsWhatItWasTold merges, answers, and parts again.
func TestPartedKeepsWhatItWasTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		deputy := o.bind("dep", o.zhang.ID)
		a, b := o.heard("va", "路灯坏了"), o.heard("vb", "灯不亮")
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Tell(a.ID, "只说给甲听") }))
		o.step()
		o.merge(b.ID, a.ID)
		o.forward(a.ID, o.zhang.ID)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Tell(a.ID, "说给两位听") }))
		o.must(o.do(deputy, func(t *act.Tx) error { _, err := t.Answer(o.fresh(a.ID).Opinion.AssignID, "修好了"); return err }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Release(o.fresh(a.ID).Waiting().ID, 0) }))
		o.step()
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Part(b.ID, "不是同一盏", 0) }))
		o.step()
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Tell(a.ID, "分开以后的话") }))
		got := o.asAuthor("vb", b.ID)
		if s := says(got); got.Opinion.State != store.OpinionNew || len(got.Answers) != 1 || strings.Contains(s, "甲听") ||
			strings.Contains(s, "分开以后") || !strings.Contains(s, "说给两位听") || !strings.Contains(s, "修好了") || strings.Contains(s, "不是同一盏") {
			t.Errorf("%s, %d answers: %s", got.Opinion.State, len(got.Answers), s)
		}
		o.merge(b.ID, a.ID)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Part(b.ID, "", 0) })) // told and merged twice
		if n := strings.Count(says(o.asAuthor("vb", b.ID)), "修好了"); n != 1 {
			t.Errorf("the answer stands there %d times", n)
		}
	})
}

// TestMergedKeepsExclusions: whom either must be kept from, both are kept from.
func TestMergedKeepsExclusions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.bind("dep", o.zhang.ID)
		a, b, c := o.heard("va", "路灯坏了"), o.heard("vb", "张三家门口的灯不亮"), o.heard("vc", "又黑了")
		o.forward(a.ID, o.zhang.ID)
		o.merge(b.ID, a.ID) // names the deputy who has it
		if got := o.fresh(a.ID).Opinion; got.State != store.OpinionNew || got.DeputyID != "" {
			t.Errorf("the named deputy still has it: %s", got.State)
		}
		refused := o.do(o.clerk, func(t *act.Tx) error { return t.Forward(a.ID, o.zhang.ID, "", 0) })
		if !store.IsProblem(refused, store.ProblemNamed) {
			t.Errorf("forwarded to the named one: %v", refused)
		}
		o.merge(c.ID, a.ID)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Forward(a.ID, o.li.ID, "", 0) }))
		o.must(o.do(o.person("vc"), func(t *act.Tx) error { return t.KeepFrom(c.ID, o.li.ID) }))
		if got := o.fresh(a.ID).Opinion; got.DeputyID != "" {
			t.Error("whom one author excluded still has it")
		}
	})
}

// TestSealingParts seals a merged one, and then one that others are merged into.
func TestSealingParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		a, b, c := o.heard("va", "路灯坏了"), o.heard("vb", "灯不亮"), o.heard("vc", "又黑了")
		o.merge(b.ID, a.ID)
		o.merge(c.ID, a.ID)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(b.ID, store.TriageAccusation, "", 0) }))
		if _, err := o.Dossier(t.Context(), o.clerk, b.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the desk reads the sealed one: %v", err)
		}
		if got := o.fresh(a.ID); len(got.Voices) != 1 || strings.Contains(says(got), "灯不亮") {
			t.Errorf("its words are left: %s", says(got))
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Triage(a.ID, store.TriageAccusation, "", 0) }))
		if got := o.fresh(c.ID).Opinion; got.State != store.OpinionNew || got.MergedInto != "" {
			t.Errorf("what was merged into a sealed one is %s", got.State)
		}
		if err := o.do(o.officer, func(t *act.Tx) error { return t.Merge(c.ID, a.ID, 0) }); err == nil {
			t.Error("merged into a sealed one")
		}
	})
}

// TestMergeIsRefused: itself, another office's, a finished one, what is merged.
func TestMergeIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		a, b, c := o.heard("va", "路灯坏了"), o.heard("vb", "灯不亮"), o.heard("vc", "又黑了")
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Close(c.ID, "办好了", 0) }))
		for _, p := range [][2]string{{a.ID, a.ID}, {a.ID, c.ID}, {c.ID, a.ID}} {
			if err := o.do(o.clerk, func(t *act.Tx) error { return t.Merge(p[0], p[1], 0) }); !store.IsProblem(err, store.ProblemState) {
				t.Errorf("%v", err)
			}
		}
		o.merge(b.ID, a.ID)
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.Merge(a.ID, b.ID, 0) }); err == nil {
			t.Error("merged in a ring")
		}
		if err := o.do(o.other, func(t *act.Tx) error { return t.Part(b.ID, "", 0) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town parts it: %v", err)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.Part(a.ID, "", 0) }); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("parted what is not merged: %v", err)
		}
		h := o.heard("vd", "全黑")
		o.merge(a.ID, h.ID) // takes b along
		if got := o.fresh(h.ID); len(got.Voices) != 2 {
			t.Errorf("%d voices", len(got.Voices))
		}
	})
}
