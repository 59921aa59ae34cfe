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

// kept is a matter of the congress's own, of a category and in a state.
func (o *office) kept(base *db.DB, openid, words, category string, state store.OpinionState) {
	o.t.Helper()
	number := o.hear(openid, words)
	o.place(openid)
	o.must(base.Tx(o.t.Context(), func(q db.Q) error {
		_, err := q.ExecContext(o.t.Context(), "UPDATE opinion SET category = ?, state = ?, triage = 'ours' WHERE number = ?", category, string(state), number)
		return err
	}))
}

// TestADigestCountsTheHalfYear and nothing sealed, nothing of another half or
// office, nothing that was not the congress's.
func TestADigestCountsTheHalfYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		o := open(t, base)
		o.now = time.Date(2026, 6, 30, 15, 59, 59, 0, time.UTC) // the last second of the first half in China
		o.kept(base, "a", "老街拆迁安置房拖了两年", "房屋拆迁", store.OpinionClosed)
		o.now = o.now.Add(time.Second)
		for i, c := range []struct {
			category string
			state    store.OpinionState
		}{{"房屋拆迁", store.OpinionAnswered}, {"物业服务", store.OpinionAssigned}, {"劳资纠纷", store.OpinionClosed}, {"", store.OpinionNew}, {"房屋拆迁", store.OpinionSealed}} {
			o.kept(base, "b"+string(rune('0'+i)), "拖欠工资三个月", c.category, c.state)
		}
		o.hear("spam", "广告") // nobody's yet
		half := store.Half{Year: 2026, N: 2}
		d, err := o.Digest(t.Context(), o.clerk, o.town.ID, half)
		o.must(err)
		if d.Total != 4 || len(d.Units) != 3 || d.Units[0].Unit != "住房和城乡建设局" || d.Units[0].Count() != 2 || d.Units[2].Unit != "" {
			t.Errorf("the second half: %+v", d)
		}
		if above, err := o.Digest(t.Context(), o.leader, o.root.ID, half); err != nil || above.Total != 4 {
			t.Errorf("the county counts %+v (%v)", above, err)
		}
		if _, err := o.Digest(t.Context(), o.other, o.town.ID, half); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town reads it: %v", err)
		}
		var made *store.Draft
		o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
			made, err = t.MakeDigest(o.town.ID, half, "住房和城乡建设局")
			return err
		}))
		for _, want := range []string{"受理群众意见4件，其中与贵单位职责有关的2件，占50.0%", "按办理情况分：已答复、待群众评价1件，正在办理1件", "比上一个半年增加1件", "（二）物业服务（1件）", "1.拖欠工资三个月。"} {
			if !strings.Contains(made.Text, want) {
				t.Errorf("%q is missing in\n%s", want, made.Text)
			}
		}
		for who, err := range map[string]error{
			"again":        o.do(o.clerk, func(t *act.Tx) error { _, err := t.MakeDigest(o.town.ID, half, "住房和城乡建设局"); return err }),
			"nothing":      o.do(o.clerk, func(t *act.Tx) error { _, err := t.MakeDigest(o.town.ID, half, "公安局"); return err }),
			"another town": o.do(o.other, func(t *act.Tx) error { _, err := t.MakeDigest(o.town.ID, half, ""); return err }),
		} {
			if err == nil {
				t.Errorf("%s: it was made", who)
			}
		}
		err = o.do(o.clerk, func(t *act.Tx) error {
			other, err := t.MakeDigest(o.town.ID, half, "")
			if err == nil {
				_, err = t.StepDraft(other.ID, store.StepSubmit, "", 0)
			}
			return err
		})
		if !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("a letter to nobody was laid before others: %v", err)
		}
	})
}

// TestClerksAreToldOnceThatADigestIsDue from its day for a week, where there is
// something to gather.
func TestClerksAreToldOnceThatADigestIsDue(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		o := open(t, base)
		o.kept(base, "a", "老街拆迁安置房拖了两年", "房屋拆迁", store.OpinionClosed)
		run := func(at time.Time) int {
			o.now = at
			n := -1
			o.must(o.do(store.JobActor("digest"), func(t *act.Tx) (err error) { n, err = t.DigestDue(); return err }))
			return n
		}
		eve := time.Date(2026, 12, 31, 0, 0, 0, 0, store.ChinaTime)
		for _, c := range []struct {
			at   time.Time
			told int
		}{{eve.Add(-time.Second), 0}, {eve.AddDate(0, 0, 3), 1}, {eve.AddDate(0, 0, 4), 0}, {eve.AddDate(0, 6, 0), 0}} { // the clerk of the town alone: the other town has nothing
			if n := run(c.at.UTC()); n != c.told {
				t.Errorf("on %s: told %d, want %d", c.at, n, c.told)
			}
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.DigestDue(); return err }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("a clerk runs the duty: %v", err)
		}
	})
}
