package console

import (
	"bytes"
	"image"
	"image/png"
	"maps"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/media"
)

// heldActivity is an activity of a group of 甲镇 that was written down.
func heldActivity(d *desk) (id string, fields []string) {
	group, _ := ourGroup(d)
	d.as("clerk", func(t *act.Tx) error {
		m, err := t.RecordNew(store.Meeting{Kind: store.ActivityGroup, OfficeID: d.town.ID, GroupID: group, Starts: t.Now().Add(-24 * time.Hour)},
			act.ActivityForm{Record: store.ActivityRecord{Findings: "看了三所学校"}, Came: []string{d.zhang.ID}})
		id = m.ID
		return err
	})
	return id, []string{"seen", "1", "came", d.zhang.ID, "findings", "看了四所学校", "expenses", "车 10", "kind", "letter", "to", "镇人民政府", "days", "30"}
}

// picture is a stored picture of a few pixels.
func (d *desk) picture() media.File {
	d.t.Helper()
	var b bytes.Buffer
	must(d.t, png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 2, 2))))
	f, err := d.Files().PutImage(d.t.Context(), &b)
	must(d.t, err)
	return f
}

// photoOf is a photo of such an activity.
func photoOf(d *desk) (string, []string) {
	id, _ := heldActivity(d)
	d.as("clerk", func(t *act.Tx) error {
		return t.RecordActivity(id, act.ActivityForm{Record: store.ActivityRecord{Findings: "看了"}, Came: []string{d.zhang.ID}, Seen: 1,
			Photos: []media.File{d.picture()}})
	})
	got, err := d.Activity(d.t.Context(), d.people["clerk"].Actor, id)
	must(d.t, err)
	return got.Photos[0].ID, nil
}

// handedOver is what left such an activity, after so many steps: 1 sent, 2 answered.
func handedOver(steps int, fields ...string) scene {
	return func(d *desk) (string, []string) {
		must(d.t, d.Do(d.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error { return t.Set(d.root.ID, store.SetStepsFinding, "1") }))
		activity, _ := heldActivity(d)
		var h *store.Handover
		var letter *store.Draft
		d.as("clerk", func(t *act.Tx) (err error) {
			h, letter, err = t.AddHandover(store.Handover{MeetingID: activity, Kind: store.HandoverLetter, To: "镇人民政府"})
			return err
		})
		if steps > 0 {
			d.as("clerk", func(t *act.Tx) error { _, err := t.StepDraft(letter.ID, store.StepSubmit, "", 0); return err })
		}
		if steps > 1 {
			d.as("clerk", func(t *act.Tx) error { return t.Answered(h.ID, store.DayOf(t.Now()), "已整改", d.picture(), 2) })
		}
		return h.ID, append([]string{"seen", itoa(int64(steps) + 1)}, fields...)
	}
}

func repliedTo(d *desk) (string, []string) {
	id, _ := handedOver(2)(d)
	got, err := d.Handover(d.t.Context(), d.people["clerk"].Actor, id)
	must(d.t, err)
	return got.Replies[0].ID, nil
}

// planOf is a plan of a group of 甲镇 with one line, adopted if wanted.
func planOf(adopted bool, fields ...string) scene {
	return func(d *desk) (id string, _ []string) {
		group, _ := ourGroup(d)
		year := d.Acts.Now().In(store.ChinaTime).Year()
		d.as("clerk", func(t *act.Tx) error {
			p, err := t.MakePlan(store.Plan{OfficeID: d.town.ID, GroupID: group, Year: year}, false)
			id = p.ID
			return err
		})
		d.as("clerk", func(t *act.Tx) error {
			_, err := t.SavePlanItem(id, store.PlanItem{Day: store.DayOf(t.Now())[:4] + "-12-10", Text: "视察"})
			return err
		})
		version := int64(2)
		if adopted {
			d.as("clerk", func(t *act.Tx) error { return t.AdoptPlan(id, "主席团会议", store.DayOf(t.Now()), 2) })
			version = 3
		}
		return id, append([]string{"seen", itoa(version), "title", "计划", "text", "走访", "day", store.DayOf(d.Acts.Now())[:4] + "-12-11",
			"adopted_by", "主席团会议", "adopted", store.DayOf(d.Acts.Now())}, fields...)
	}
}

func init() {
	maps.Copy(scenes, map[string]scene{
		"GET /console/activities/:id":            heldActivity,
		"POST /console/activities/:id":           heldActivity,
		"POST /console/activities/:id/handovers": heldActivity,
		"POST /console/activities": func(d *desk) (string, []string) {
			return "", []string{"office", d.town.ID, "kind", "inspect", "title", "视察", "starts", "2026-01-05T09:00", "came", d.zhang.ID, "findings", "看了"}
		},
		"GET /console/photos/:id":          photoOf,
		"POST /console/photos/:id/delete":  photoOf,
		"GET /console/handovers/:id":       handedOver(0),
		"POST /console/handovers/:id/drop": handedOver(0),
		"POST /console/handovers/:id/reply": func(d *desk) (string, []string) {
			return handedOver(1, "received", store.DayOf(d.Acts.Now()), "text", "已整改")(d)
		},
		"POST /console/handovers/:id/verdict": handedOver(2, "verdict", "done"),
		"POST /console/handovers/:id/notice":  handedOver(1, "issuer", "镇人民政府", "issued", "2026-01-05"),
		"GET /console/replies/:id":            repliedTo,
		"POST /console/plans": func(d *desk) (string, []string) {
			group, _ := ourGroup(d)
			return "", []string{"office", d.town.ID, "group", group, "year", store.DayOf(d.Acts.Now())[:4]}
		},
		"GET /console/plans/:id":         planOf(false),
		"POST /console/plans/:id":        planOf(false),
		"POST /console/plans/:id/items":  planOf(false),
		"POST /console/plans/:id/adopt":  planOf(false),
		"POST /console/plans/:id/revise": planOf(true),
		"POST /console/plans/:id/draft":  planOf(true),
	})
	now := time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)
	m := store.Meeting{ID: "m", Title: nasty, Place: nasty, Kind: store.ActivityGroup, Starts: now}
	h := store.Handover{ID: "h", Kind: store.HandoverReport, State: store.HandoverSent, To: nasty, Title: nasty, Due: "2026-02-01", Round: 2, Notice: store.RectifyNotice{Issuer: nasty, Number: nasty, Day: "2026-01-01"}}
	row := act.ActivityRow{Meeting: m, Office: nasty, Group: nasty, Record: &store.ActivityRecord{}, Letters: []store.Handover{h}}
	plan := act.PlanRow{Plan: store.Plan{ID: "p", Title: nasty, Preface: nasty, Year: 2026}, Office: nasty, Group: nasty}
	maps.Copy(sheetPagesEmpty, map[string]any{"activities": &activitiesPage{}, "activity": activityPage{}, "handovers": handoversPage{}, "handover": handoverPage{},
		"reports": reportsPage{Half: store.Half{Year: 2026, N: 1}}, "plans": plansPage{}, "plan": planPage{}})
	maps.Copy(sheetPagesFull, map[string]any{
		"activities": &activitiesPage{Rows: []act.ActivityRow{row, {}}, Groups: []act.GroupYear{{Group: store.Group{Name: nasty}, Office: nasty, Leader: nasty}, {}}, Kinds: store.Activities,
			CanEdit: true, More: true, Problem: nasty, Offices: []store.Office{{Name: nasty}}, People: []groupPerson{{Name: nasty, In: true}}},
		"activity": activityPage{ActivityDossier: &act.ActivityDossier{ActivityRow: row, People: []act.ActivityPerson{{Deputy: store.Deputy{Name: nasty}, Came: true, Self: true}},
			Photos: []store.ActivityPhoto{{ID: "x"}}, Item: &store.PlanItem{Day: "2026-03-01", Text: nasty}, Leader: nasty}, CanEdit: true, Problem: nasty, Kinds: store.HandoverKinds,
			Written: store.ActivityRecord{Findings: nasty, Advice: nasty, Officers: nasty, Expenses: []store.Expense{{What: nasty, Cents: 5}}}, Expenses: nasty},
		"handovers": handoversPage{Rows: []act.HandoverRow{{Handover: h, Office: nasty, Activity: m}, {}}, Now: now},
		"handover": handoverPage{&act.HandoverDossier{HandoverRow: act.HandoverRow{Handover: h, Activity: m}, Draft: &store.Draft{ID: "d"}, CanEdit: true,
			Replies: []store.HandoverReply{{ID: "r", Round: 1, Text: nasty, Hash: "x", Verdict: store.VerdictPartly, Remark: nasty, Due: "2026-02-01"}}}, nasty, now, store.Verdicts},
		"reports": reportsPage{Missing: 1, Halves: []store.Half{{Year: 2026, N: 1}}, Half: store.Half{Year: 2026, N: 1}, Rows: []act.GroupReportRow{{}, {Group: store.Group{Name: nasty}, Office: nasty, Leader: nasty, Report: &store.GroupReport{Text: nasty}}}},
		"plans":   plansPage{Rows: []act.PlanRow{plan, {}}, Offices: []store.Office{{Name: nasty}}, Groups: []act.GroupRow{{Group: store.Group{Name: nasty}}}, Years: []int{2026}, CanEdit: true, Problem: nasty},
		"plan": planPage{PlanDossier: &act.PlanDossier{PlanRow: plan, Lines: []act.PlanLine{{PlanItem: store.PlanItem{ID: "i", Day: "2026-03-01", Text: nasty, Who: nasty}, Group: nasty, Done: []store.Meeting{m}}}},
			CanEdit: true, Bodies: []string{nasty}, Groups: []act.GroupRow{{Group: store.Group{Name: nasty}}}, Kinds: store.Activities, Problem: nasty},
	})
}

// TestAHandoverIsFollowedToItsEnd in the console: each refusal is one clear sentence.
func TestAHandoverIsFollowedToItsEnd(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	id, _ := handedOver(1)(d)
	path := handoversPath + "/" + id
	if got := b.post(path+"/reply", "seen", "2", "received", "2020-01-01", "text", "x"); !strings.Contains(text(got.Body), "收到日期早于送出日期") || !strings.Contains(text(got.Body), "等待整改情况报告") {
		t.Errorf("%d: %s", got.Code, text(got.Body))
	}
}

// The page of today leads to what has fallen behind, whoever may read of activities.
func TestTodayLeadsToWhatFellBehind(t *testing.T) {
	d := open(t)
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error { return t.Set(d.root.ID, store.SetGroupPace, "2") }))
	handover, _ := handedOver(1)(d)
	_, end := store.QuarterOf(d.clock().Add(35 * 24 * time.Hour)).Span()
	d.step(end.Add(-5 * time.Hour).Sub(d.clock()))
	const late, idle = "1件意见交办函、视察报告已过整改期限", "1个代表小组开展的活动还不够次数"
	for login, reads := range map[string]bool{"clerk": true, "leader-root": true, "clerk-far": false, "auditor-root": false} {
		page := d.signIn(login).get("/console/").Body
		if strings.Contains(page, late) != reads || strings.Contains(page, idle) != reads {
			t.Errorf("%s: %.600s", login, text(page))
		}
	}
	b := d.signIn("clerk")
	for path, want := range map[string]string{"/console/handovers?late=1": "/console/handovers/" + handover, "/console/activities?idle=1": "只列出本季度",
		"/console/activities": "各小组开展情况"} {
		got := b.get(path).Body
		if !strings.Contains(b.get("/console/").Body, `href="/console/handovers?late=1"`) || !strings.Contains(got, want) {
			t.Errorf("%s: %.600s", path, text(got))
		}
	}
	d.as("clerk", func(t *act.Tx) error { return t.Answered(handover, store.DayOf(t.Now()), "已整改", media.File{}, 2) })
	if got := b.get("/console/handovers?late=1").Body; !strings.Contains(got, "没有逾期未报告的交办事项") || strings.Contains(b.get("/console/").Body, late) {
		t.Errorf("what was answered is late: %.600s", text(got))
	}
}
