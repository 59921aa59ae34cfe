package main

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/media"
)

// demoGroups are the deputies' groups of the sample office. The first has been
// busy, the second owes this quarter's activity, the third keeps a plan.
var demoGroups = []struct {
	name, about, leader string
	kind                store.GroupKind
	members             []string
}{
	{"甲镇代表小组", "甲镇", "张三", store.GroupArea, []string{"李四", "王五", "赵六"}},
	{"教育卫生代表小组", "教育、卫生", "李四", store.GroupField, []string{"张三", "周八"}},
	{"农业农村代表小组", "农业、农村", "孙七", store.GroupField, []string{"王五", "周八"}},
}

// yearOfWork is what the sample office does in the year, from which a plan, its
// activities and what came of them are made.
type yearOfWork struct {
	*demonstration
	ctx    context.Context
	o      sampleOffice
	clock  time.Time // of past, which does what was done before today
	past   *act.Acts
	county string
	groups map[string]string // name → id
	items  map[string]string // line of the year's plan → id
	err    error
}

// makeActivities makes groups, the year's plan, activities held and to come, what
// they found on its way, a leader's reports and a reception day.
func (d *demonstration) makeActivities(ctx context.Context, o sampleOffice) error {
	w := &yearOfWork{demonstration: d, ctx: ctx, o: o, groups: map[string]string{}, items: map[string]string{}}
	past, err := openOffice(ctx, d.main.Config, d.main.db, func() time.Time { return w.clock }, d.main.Log)
	if err != nil {
		return err
	}
	w.past = past.acts
	defer func() {
		past.acts.Close()
		past.files.Close()
	}()
	view, err := d.main.Acts.View(ctx)
	if err != nil {
		return err
	}
	w.county = view.Offices.Root().ID
	for _, step := range []func(){w.formGroups, w.plan, w.groupPlan, w.held, w.hall, w.school, w.visit, w.report, w.reception} {
		step()
	}
	return w.err
}

// as does something now, in somebody's name, unless it was done by a start that was
// interrupted.
func (w *yearOfWork) as(who store.Actor, key string, do func(*act.Tx) error) {
	if w.err == nil {
		w.err = w.main.Acts.Do(w.ctx, who, "demo:year:"+key, do)
	}
}

// ago does something so many days ago.
func (w *yearOfWork) ago(days int, who store.Actor, key string, do func(*act.Tx) error) {
	if w.clock = morning(w.now(), -days); w.clock.After(w.now()) {
		w.clock = w.now()
	}
	if w.err == nil {
		w.err = w.past.Do(w.ctx, who, "demo:year:"+key, do)
	}
}

func (w *yearOfWork) formGroups() {
	for _, g := range demoGroups {
		w.as(w.o.clerk, "group:"+g.name, func(t *act.Tx) error {
			members := []string{w.o.deputies[g.leader]}
			for _, name := range g.members {
				members = append(members, w.o.deputies[name])
			}
			_, err := t.SaveGroup(store.Group{OfficeID: w.county, Name: g.name, Kind: g.kind, About: g.about, LeaderID: w.o.deputies[g.leader]}, members)
			return err
		})
	}
	if w.err != nil {
		return
	}
	list, err := w.main.Acts.Groups(w.ctx, w.o.clerk)
	for _, g := range list {
		w.groups[g.Name] = g.ID
	}
	w.err = err
}

// demoPlan is the year's plan: months, and days where one is set.
var demoPlan = []struct {
	day, text, group string
	kind             store.MeetingKind
}{
	{"03", "组织新一年代表履职培训", "", store.ActivityTrain},
	{"04", "视察农村道路照明和管护情况", "甲镇代表小组", store.ActivityInspect},
	{"05", "调研农资供应和灌溉用水情况", "农业农村代表小组", store.ActivityStudy},
	{"06-10", "走访代表，听取上半年履职情况", "", store.ActivityVisits},
	{"08", "学习外地代表联络站工作做法", "", store.ActivityTour},
	{"09", "视察学校食堂和校园周边交通", "教育卫生代表小组", store.ActivityInspect},
	{"10", "检查《中华人民共和国环境保护法》实施情况", "", store.ActivityLaw},
	{"12-05", "视察便民服务大厅", "甲镇代表小组", store.ActivityInspect},
	{"12-25", "各小组总结全年活动", "", ""},
}

// plan is this year's, adopted and told to the deputies.
func (w *yearOfWork) plan() {
	year := w.now().In(store.ChinaTime).Format("2006")
	id := w.newPlan(store.Plan{OfficeID: w.county, Preface: "紧扣全县中心工作，依靠代表、服务代表，每个代表小组每季度至少开展一次活动。"})
	for _, i := range demoPlan {
		item := store.PlanItem{Day: year + "-" + i.day, Kind: i.kind, Text: i.text, GroupID: w.groups[i.group]}
		if item.GroupID == "" {
			item.Who = "代表工委"
		}
		w.line(id, item)
	}
	// Adopted in the middle of January, and told the week after.
	_, from := (store.Quarter{Year: w.now().In(store.ChinaTime).Year() - 1, N: 4}).Span()
	ago := max(0, int(w.now().Sub(from).Hours()/24)-15)
	w.ago(ago, w.o.clerk, "adopt", func(t *act.Tx) error { return t.AdoptPlan(id, "主任会议", store.DayOf(t.Now()), 0) })
	ago = max(0, ago-5)
	var letter *store.Draft
	w.ago(ago, w.o.clerk, "letter", func(t *act.Tx) (err error) { letter, err = t.DraftPlan(id, 0); return err })
	if letter != nil {
		w.ago(ago, w.o.clerk, "lay", step(letter.ID, store.StepSubmit))
		w.ago(ago, w.o.leader, "release", step(letter.ID, store.StepSign))
	}
	w.lines(id)
}

// lines finds the plan's lines, for what carries them out.
func (w *yearOfWork) lines(plan string) {
	if w.err != nil {
		return
	}
	p, err := w.main.Acts.Plan(w.ctx, w.o.clerk, plan)
	if w.err = err; err == nil {
		for _, l := range p.Lines {
			w.items[l.Text] = l.ID
		}
	}
}

// newPlan makes this year's plan of the office or of a group, or finds it.
func (w *yearOfWork) newPlan(p store.Plan) (id string) {
	p.Year = w.now().In(store.ChinaTime).Year()
	w.as(w.o.clerk, "plan:"+p.GroupID, func(t *act.Tx) error { _, err := t.MakePlan(p, false); return err })
	if w.err != nil {
		return ""
	}
	list, err := w.main.Acts.Plans(w.ctx, w.o.clerk, p.Year)
	for _, r := range list {
		if r.GroupID == p.GroupID && r.OfficeID == p.OfficeID {
			id = r.ID
		}
	}
	w.err = err
	return id
}

// groupPlan is being written.
func (w *yearOfWork) groupPlan() {
	id := w.newPlan(store.Plan{OfficeID: w.county, GroupID: w.groups["农业农村代表小组"]})
	year := w.now().In(store.ChinaTime).Format("2006")
	for month, text := range map[string]string{"02": "走访种植大户，了解春耕准备", "07": "调研高标准农田建设", "11": "视察冬季水利施工"} {
		w.line(id, store.PlanItem{Day: year + "-" + month, Kind: store.ActivityGroup, Text: text})
	}
}

// line adds a line to a plan; a day without its last part is a month.
func (w *yearOfWork) line(plan string, i store.PlanItem) {
	if len(i.Day) == len("2006-01") {
		i.Day, i.Month = i.Day+"-01", true
	}
	w.as(w.o.clerk, "line:"+plan+":"+i.Day, func(t *act.Tx) error {
		_, err := t.SavePlanItem(plan, i)
		return err
	})
}

// step is a step of a draft.
func step(draft string, verb store.StepVerb) func(*act.Tx) error {
	return func(t *act.Tx) error {
		_, err := t.StepDraft(draft, verb, "", 0)
		return err
	}
}

// record writes down an activity that was held so many days ago.
func (w *yearOfWork) record(key string, days int, m store.Meeting, findings, advice string, came ...string) (id string) {
	m.OfficeID, m.Starts = w.county, w.inQuarter(days)
	w.as(w.o.clerk, key, func(t *act.Tx) error {
		form := act.ActivityForm{Record: store.ActivityRecord{Findings: findings, Advice: advice, Minutes: 150,
			Officers: "吴局长（县民政局）、郑主任（甲镇人民政府）", Expenses: []store.Expense{{What: "车辆租用", Cents: 32_000}}}}
		for _, name := range came {
			form.Came = append(form.Came, w.o.deputies[name])
		}
		made, err := t.RecordNew(m, form)
		if err == nil {
			id = made.ID
		}
		return err
	})
	return id
}

// inQuarter is nine o'clock so many days ago; not earlier than this quarter's first
// day when it is this month's, so that the busy group is busy on every day of the
// year that a demo is tried.
func (w *yearOfWork) inQuarter(days int) time.Time {
	at := morning(w.now(), -days)
	from, _ := store.QuarterOf(w.now()).Span()
	if days < 30 && at.Before(from) {
		at = from
	}
	return at
}

// held is what the groups did in the quarters before this one.
func (w *yearOfWork) held() {
	for n, days := range []int{110, 200, 290} {
		key := string(rune('a' + n))
		w.record("held:"+key, days, store.Meeting{Kind: store.ActivityGroup, GroupID: w.groups["甲镇代表小组"], Place: "甲镇中心代表联络站"},
			"走访了两个村和一个社区，听取群众对道路、供水、环境卫生的意见。", "", "张三", "李四", "王五")
		w.record("field:"+key, days+9, store.Meeting{Kind: store.ActivityStudy, GroupID: w.groups["农业农村代表小组"], Title: "调研灌溉用水情况", PlanID: w.items["调研农资供应和灌溉用水情况"], Place: "乙镇种植合作社"},
			"看了三处泵站，和种植户座谈。", "", "孙七", "周八")
	}
}

// letter hands what an activity found over: drafted, laid and signed so many days
// ago.
func (w *yearOfWork) letter(key string, days int, h store.Handover) (id string) {
	var letter *store.Draft
	w.ago(days, w.o.clerk, key, func(t *act.Tx) error {
		made, d, err := t.AddHandover(h)
		if err == nil {
			id, letter = made.ID, d
		}
		return err
	})
	if letter != nil {
		w.ago(days, w.o.clerk, key+":lay", step(letter.ID, store.StepSubmit))
		w.ago(days, w.o.leader, key+":sign", step(letter.ID, store.StepSign))
	}
	return id
}

// hall was seen lately: the letter is on its way, and another one is late.
func (w *yearOfWork) hall() {
	id := w.record("hall", 5, store.Meeting{Kind: store.ActivityInspect, GroupID: w.groups["甲镇代表小组"], Title: "视察便民服务大厅", PlanID: w.items["视察便民服务大厅"], Place: "甲镇便民服务中心"},
		"大厅开设12个窗口，多数事项当天能办结。老年人取号、看屏幕有困难，中午时段只开两个窗口。", "增设老年人优先窗口和引导员；中午至少保留四个窗口。", "张三", "李四", "王五")
	if id != "" {
		w.letter("hall letter", 3, store.Handover{MeetingID: id, Kind: store.HandoverReport, To: "县政务服务中心", Days: 30})
	}
	id = w.record("road", 62, store.Meeting{Kind: store.ActivityInspect, GroupID: w.groups["甲镇代表小组"], Title: "视察农村道路照明", PlanID: w.items["视察农村道路照明和管护情况"], Place: "甲镇甲一村、甲二村"},
		"两个村共看了86盏路灯，其中11盏不亮，3处路口没有灯。", "尽快修复不亮的路灯，三处路口列入改造计划。", "张三", "王五", "赵六")
	if id != "" {
		w.letter("road letter", 45, store.Handover{MeetingID: id, Kind: store.HandoverLetter, To: "甲镇人民政府", Days: 30})
	}
}

// school's letter came back: the desk is to judge what was done.
func (w *yearOfWork) school() {
	id := w.record("school", 55, store.Meeting{Kind: store.ActivityInspect, GroupID: w.groups["甲镇代表小组"], Title: "视察学校食堂", PlanID: w.items["视察学校食堂和校园周边交通"], Place: "甲镇中心小学"},
		"食堂环境整洁，进货有台账。留样柜温度偏高，两名新员工的健康证还没有办好。", "更换留样柜，新员工持证上岗。", "张三", "李四", "赵六")
	if id == "" {
		return
	}
	id = w.letter("school letter", 50, store.Handover{MeetingID: id, Kind: store.HandoverLetter, To: "县教育局", Days: 30})
	w.ago(28, w.o.clerk, "school reply", func(t *act.Tx) error {
		return t.Answered(id, store.DayOf(t.Now()), "留样柜已更换，温度每天登记；两名员工已取得健康证。全县学校食堂同步作了自查。", media.File{}, 2)
	})
}

// visit is an activity to come, to which deputies are called.
func (w *yearOfWork) visit() {
	w.as(w.o.clerk, "visit", func(t *act.Tx) error {
		starts := morning(t.Now(), 12)
		m, err := t.AddMeeting(store.Meeting{OfficeID: w.county, Kind: store.ActivityInspect, GroupID: w.groups["甲镇代表小组"], Title: "视察养老服务机构", Starts: starts,
			Ends: starts.Add(3 * time.Hour), Place: "甲镇敬老院", ReplyBy: morning(t.Now(), 9).Add(8 * time.Hour), Contact: "陈经办 0000-1234567", Approver: w.o.leader.ID})
		if err != nil {
			return err
		}
		if _, err := t.ChooseParticipants(m.ID, act.MeetingChoice{Groups: []string{w.groups["甲镇代表小组"]}}, 0); err != nil {
			return err
		}
		_, err = t.LayMeeting(m.ID, 0)
		return err
	})
}

// report is what the busy group's leader handed in half a year ago; the one of this
// half-year is still to come.
func (w *yearOfWork) report() {
	leader := store.Actor{Kind: store.ActorPerson, DeputyID: w.o.deputies["张三"], From: "demo"}
	w.clock = morning(w.now(), -183)
	state, err := w.past.GroupReport(w.ctx, leader, w.groups["甲镇代表小组"])
	if w.err != nil || err != nil {
		w.err = errorsFirst(w.err, err)
		return
	}
	w.ago(183, leader, "report", func(t *act.Tx) error {
		return t.ReportGroup(state.Group.ID, state.Half, state.Begin+"群众反映较多的是道路照明和停车。下半年打算围绕学校食堂、便民服务开展视察。", 0)
	})
}

func errorsFirst(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// reception is a day on which two deputies receive voters, next week; 王阿姨 comes.
func (w *yearOfWork) reception() {
	view, err := w.main.Acts.View(w.ctx)
	if w.err != nil || err != nil {
		w.err = errorsFirst(w.err, err)
		return
	}
	form := act.ReceptionForm{Starts: morning(w.now(), 6), Ends: morning(w.now(), 6).Add(2 * time.Hour), Minutes: 20, Places: 1,
		Note: "请带上与所反映情况有关的材料。", Deputies: []string{w.o.deputies["张三"], w.o.deputies["李四"]}}
	for _, s := range view.Stations {
		if s.Scene == w.o.scene {
			form.StationID = s.ID
		}
	}
	var day *store.Meeting
	w.as(w.o.clerk, "reception", func(t *act.Tx) (err error) { day, err = t.AddReception(form); return err })
	if day == nil {
		return
	}
	w.as(w.o.clerk, "announce", func(t *act.Tx) error { return t.AnnounceReception(day.ID, 0) })
	wang, err := w.main.Acts.PersonByOpenid(w.ctx, phoneWang)
	if err != nil {
		w.err = errorsFirst(w.err, err)
		return
	}
	w.as(store.PersonActor(wang, "demo"), "book", func(t *act.Tx) error {
		_, err := t.Book(day.ID, 1, act.BookingForm{Name: "王阿姨", Subject: "村口路灯的事"})
		return err
	})
}
