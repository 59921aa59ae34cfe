package phone

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// ledBy makes the deputy of a phone the leader of a group of three, which held an
// activity that the desk wrote down.
func ledBy(o *office, phone string) (g *store.Group, m *store.Meeting) {
	o.t.Helper()
	leader := o.person(phone)
	members := []string{leader.DeputyID}
	must(o.t, o.Do(o.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		for _, name := range []string{"王五", "赵六"} {
			d, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: name}, store.Mandate{Level: store.LevelTownship})
			must(o.t, err)
			members = append(members, d.ID)
		}
		return nil
	}))
	must(o.t, o.Do(o.t.Context(), o.clerk, "", func(t *act.Tx) (err error) {
		g, err = t.SaveGroup(store.Group{OfficeID: o.town.ID, Name: "第一小组", Kind: store.GroupArea, LeaderID: leader.DeputyID}, members)
		return err
	}))
	must(o.t, o.Do(o.t.Context(), o.clerk, "", func(t *act.Tx) (err error) {
		m, err = t.RecordNew(store.Meeting{Kind: store.ActivityGroup, OfficeID: o.town.ID, GroupID: g.ID, Starts: o.Now().Add(-200 * 24 * time.Hour)},
			act.ActivityForm{Record: store.ActivityRecord{Findings: "看了三所学校", Advice: "换灶具", Minutes: 90}, Came: members[:2]})
		return err
	}))
	return g, m
}

// TestALeaderOnThePhone writes down an activity that was just held, corrects it, and
// hands in the half-year's report.
func TestALeaderOnThePhone(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	g, m := ledBy(o, "dep")
	p := o.phone("dep").get(activitiesPath)
	p.sees("第一小组", "本季度还没有活动", "登记刚开展的活动", "2026年下半年汇报")
	form := "/h5/groups/" + g.ID + "/activity"
	p.get(form).sees("谁来了", "王五", "赵六")
	yesterday := o.Now().AddDate(0, 0, -1).In(store.ChinaTime).Format("2006-01-02T15:04")
	v := p.fields(form)
	v.Set("starts", yesterday)
	v.Set("findings", "走访了两个村")
	p.post(form, v)
	if p.code != http.StatusUnprocessableEntity {
		t.Errorf("nobody came: %d", p.code)
	}
	p.sees("请勾选到场的代表", "走访了两个村")
	v = p.get(form).fields(form)
	v.Set("findings", "走访了两个村")
	v.Set("came", o.zhang.ID)
	v.Set("starts", o.Now().AddDate(0, 0, 2).In(store.ChinaTime).Format("2006-01-02T15:04"))
	p.post(form, v).sees("活动还没有开始")
	v = p.get(form).fields(form)
	v.Set("findings", "走访了两个村")
	v.Set("came", o.zhang.ID)
	v.Set("starts", yesterday)
	p.post(form, v).sees("活动已登记", "本季度已开展1次")
	old := activitiesPath + "/" + m.ID
	v = p.get(old).sees("看了三所学校").fields(old)
	v.Set("findings", "看了四所学校")
	v.Set("came", o.zhang.ID)
	p.post(old, v).sees("活动已登记")
	if d, err := o.Activity(t.Context(), o.clerk, m.ID); err != nil || d.Record.Findings != "看了四所学校" || d.Record.Advice != "换灶具" || d.Record.Minutes != 90 {
		t.Errorf("%+v, %v", d, err)
	}
	report := "/h5/reports/" + g.ID
	v = p.get(report).sees("2026年下半年，第一小组共开展活动1次").fields(report)
	v.Set("text", strings.Repeat("长", 5001))
	if p.post(report, v); p.code != http.StatusUnprocessableEntity {
		t.Errorf("too long: %d", p.code)
	}
	v = p.get(report).fields(report)
	v.Set("text", "2026年下半年，第一小组共开展活动1次。")
	p.post(report, v).sees("汇报已提交", "（已提交）")
}

// TestAReleasedPlanIsPublished to whoever has its address, and not before.
func TestAReleasedPlanIsPublished(t *testing.T) {
	o := open(t)
	var plan *store.Plan
	must(t, o.Do(t.Context(), o.clerk, "", func(t *act.Tx) (err error) {
		plan, err = t.MakePlan(store.Plan{OfficeID: o.town.ID, Year: o.Now().Year()}, false)
		return err
	}))
	must(t, o.Do(t.Context(), o.clerk, "", func(t *act.Tx) error {
		_, err := t.SavePlanItem(plan.ID, store.PlanItem{Day: o.Now().Format("2006") + "-12-10", Text: "视察学校食堂"})
		return err
	}))
	must(t, o.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error { return t.Set(o.town.ID, store.SetStepsPlan, "1") }))
	path := "/h5/plans/" + plan.ID
	o.follow("anybody")
	p := o.phone("anybody")
	if p.get(path); p.code != http.StatusNotFound {
		t.Errorf("before it is released: %d", p.code)
	}
	must(t, o.Do(t.Context(), o.clerk, "", func(t *act.Tx) error { return t.AdoptPlan(plan.ID, "主席团会议", store.DayOf(o.Now()), 2) }))
	var letter *store.Draft
	must(t, o.Do(t.Context(), o.clerk, "", func(t *act.Tx) (err error) { letter, err = t.DraftPlan(plan.ID, 3); return err }))
	must(t, o.Do(t.Context(), o.clerk, "", func(t *act.Tx) error { _, err := t.StepDraft(letter.ID, store.StepSubmit, "", 0); return err }))
	p.get(path).sees("12月10日", "视察学校食堂", "主席团会议")
}

// activityPlaces are the pages of a group's leader, of the year's plan, and of what
// the office wrote to many.
func (o *office) activityPlaces() []place {
	o.t.Helper()
	g, m := ledBy(o, "dep")
	plan := o.releasedPlan()
	return []place{{"activities", "dep", activitiesPath}, {"activity", "dep", activitiesPath + "/" + m.ID},
		{"activity-new", "dep", "/h5/groups/" + g.ID + "/activity"}, {"report", "dep", "/h5/reports/" + g.ID},
		{"plan", "new", "/h5/plans/" + plan}, {"broadcast", "dep", "/h5/broadcasts/" + o.writtenTo(o.zhang)}}
}

// releasedPlan is a year's plan that everybody may read.
func (o *office) releasedPlan() string {
	o.t.Helper()
	var plan *store.Plan
	o.do(o.clerk, func(t *act.Tx) (err error) {
		plan, err = t.MakePlan(store.Plan{OfficeID: o.town.ID, Year: o.Now().Year()}, false)
		return err
	})
	o.do(o.clerk, func(t *act.Tx) error {
		_, err := t.SavePlanItem(plan.ID, store.PlanItem{Day: o.Now().Format("2006") + "-12-10", Text: "视察学校食堂", Who: "第一小组"})
		return err
	})
	o.do(store.JobActor("test"), func(t *act.Tx) error { return t.Set(o.town.ID, store.SetStepsPlan, "1") })
	o.do(o.clerk, func(t *act.Tx) error { return t.AdoptPlan(plan.ID, "主席团会议", store.DayOf(o.Now()), 2) })
	var letter *store.Draft
	o.do(o.clerk, func(t *act.Tx) (err error) { letter, err = t.DraftPlan(plan.ID, 3); return err })
	o.do(o.clerk, func(t *act.Tx) error { _, err := t.StepDraft(letter.ID, store.StepSubmit, "", 0); return err })
	return plan.ID
}

// writtenTo is a broadcast that went out to some deputies.
func (o *office) writtenTo(who ...store.Deputy) string {
	o.t.Helper()
	var ids []string
	for _, d := range who {
		ids = append(ids, d.ID)
	}
	var b *store.Broadcast
	o.do(store.JobActor("test"), func(t *act.Tx) error { return t.Set(o.root.ID, store.SetStepsBroadcast, "1") })
	o.do(o.clerk, func(t *act.Tx) (err error) {
		b, err = t.AddBroadcast(store.Broadcast{OfficeID: o.town.ID, Recipients: store.Recipients{Deputies: ids}, Link: "https://example.org/agenda"},
			"会前通知", "{称呼}，您好：请准时到会，带好代表证。")
		return err
	})
	o.do(o.clerk, func(t *act.Tx) error { _, err := t.StepDraft(b.DraftID, store.StepSubmit, "", 0); return err })
	_, err := o.QueueBroadcasts(o.t.Context())
	o.must(err)
	return b.ID
}
