package main

import (
	"context"
	"errors"
	"math"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
)

// demoPast are matters of earlier months: what was said, what it was about, and
// what the deputy answered.
var demoPast = []struct{ category, said, answered string }{
	{"道路交通", "公交车末班改到六点以后，下班的人坐不上车，希望延长。", "已与公交公司商定，末班车延长到19:30，下周一起执行。"},
	{"环境保护", "河边有人倒建筑垃圾，已经堆了好几天。", "镇综合执法队已清运，并在路口装了监控。"},
	{"城乡建设", "村里的下水道一下雨就返水。", "已列入今年的管网改造，月底前先疏通一遍。"},
	{"教育文体", "学校门口接送时段很堵，孩子过马路不安全。", "交警中队已安排高峰时段值守，并补划了斑马线。"},
	{"医疗卫生", "卫生室的常用药经常断货。", "卫生院已按月核对药品目录，短缺的当天调配。"},
	{"农村管理", "灌溉渠有一段塌了，下游的田进不了水。", "水利站已抢修通水，秋后再作加固。"},
	{"劳资纠纷", "工地上的工钱拖了两个月没有发。", "劳动监察大队已介入，欠薪已全部发放。"},
	{"社会保障", "老人领补贴要跑两趟，手续能不能少一点。", "现在村里可以代办，带身份证就行。"},
}

// uneven says which of them came, so that some come oftener than others.
var uneven = []int{0, 2, 1, 0, 5, 3, 2, 7, 0, 4, 1, 6, 2, 0, 3, 1, 0, 2, 5}

// historyDays is how far back the sample goes: a whole year, and a little of the one
// before, so that charts have a curve and a year something to be compared with.
const historyDays = 420

// makeHistory gives the sample office a past: matters that came, were answered and
// closed over more than a year. Their authors are gone, as retention has it. They are
// rows, not acts: nobody is to be told of them now.
func (d *demonstration) makeHistory(ctx context.Context, o sampleOffice) error {
	days := historyOf(d.now())
	h := &history{o: o, b: &db.Batch{}, numbers: map[int]int64{}}
	view, err := d.main.Acts.View(ctx)
	if err != nil {
		return err
	}
	if h.people, err = d.main.Acts.Roster(ctx, o.clerk); err != nil {
		return err
	}
	h.view = view
	count := map[int]int{}
	for _, at := range days {
		count[at.In(store.ChinaTime).Year()]++
	}
	for year, n := range count {
		if h.numbers[year], err = d.main.db.LeaseNumbers(ctx, "YJ", year, n); err != nil {
			return err
		}
	}
	for n, at := range days {
		h.matter(n, at, d.now())
	}
	err = d.main.db.Tx(ctx, func(q db.Q) error {
		fresh, err := db.TakeRequest(ctx, q, "demo:history", "", d.now())
		if err != nil || !fresh {
			return err
		}
		return h.b.Flush(ctx, q)
	})
	if err != nil {
		return err
	}
	if _, err = d.main.Acts.RefreshStatistics(ctx); errors.Is(err, store.ErrConflict) {
		err = nil // the duty is at it
	}
	return err
}

// historyOf are the times at which matters came, the oldest first: more in summer
// than in winter, and more of late than in the beginning.
func historyOf(now time.Time) (list []time.Time) {
	owed := 0.0
	for day := historyDays; day > 2; day-- {
		at := morning(now, -day)
		grown := 1 - float64(day)/historyDays
		season := 1 + 0.5*math.Sin(2*math.Pi*(float64(at.YearDay())-100)/365)
		for owed += (0.1 + 0.2*grown) * season; owed >= 1; owed-- {
			list = append(list, at.Add(time.Duration(day%8)*47*time.Minute))
		}
	}
	return list
}

// history gathers the rows.
type history struct {
	o       sampleOffice
	view    *act.View
	people  []act.RosterRow
	b       *db.Batch
	numbers map[int]int64 // year → next
}

// matter is one that came at a time, and what became of it by now.
func (h *history) matter(n int, at, now time.Time) {
	sample, who := demoPast[uneven[n%len(uneven)]], h.people[uneven[n*5%len(uneven)]%len(h.people)]
	m := who.Mandates[0]
	replied := at.Add(time.Duration(20+n*29%150) * time.Hour)
	closed := replied.Add(time.Duration(24+n*13%96) * time.Hour)
	if replied.After(now) {
		return // what deputies have to answer is what the sample's people say
	}
	year := at.In(store.ChinaTime).Year()
	o := &store.Opinion{ID: store.NewID(at), Number: act.Number(year, h.numbers[year]), OfficeID: who.Deputy.OfficeID, DistrictID: m.DistrictID, StationID: m.StationID,
		State: store.OpinionAssigned, Triage: store.TriageOurs, Summary: store.Summarise(sample.said), DeputyID: who.Deputy.ID, Category: sample.category,
		Created: at, Updated: at.Add(time.Hour), Version: 1}
	h.numbers[year]++
	a := &store.Assignment{ID: store.NewID(at), OpinionID: o.ID, DeputyID: o.DeputyID, OfficeID: o.OfficeID, State: store.AssignmentOpen, By: h.o.clerk.ID,
		Since: at.Add(time.Hour), Created: at.Add(time.Hour), Version: 1}
	o.AssignID = a.ID
	h.b.Opinions, h.b.Assignments = append(h.b.Opinions, o), append(h.b.Assignments, a)
	h.entry(o, at, store.EntrySaid, store.Actor{Kind: store.ActorPerson}, "", sample.said)
	h.entry(o, at.Add(time.Hour), store.EntryForwarded, h.o.clerk, a.ID, "")
	h.answer(o, a, n, sample.answered, replied)
	if closed.After(now) {
		return
	}
	o.State, o.Closed, o.Updated = store.OpinionClosed, closed, closed
	h.entry(o, closed, store.EntryClosed, h.o.clerk, "", "")
}

// answer is the deputy's, released, and rated by most.
func (h *history) answer(o *store.Opinion, a *store.Assignment, n int, text string, at time.Time) {
	a.State, a.Read, o.State, o.Updated = store.AssignmentAnswered, at.Add(-2*time.Hour), store.OpinionAnswered, at
	ans := &store.Answer{ID: store.NewID(at), OpinionID: o.ID, AssignID: a.ID, DeputyID: o.DeputyID, Text: text, State: store.AnswerReleased,
		ReleasedBy: h.o.clerk.ID, Released: at, Created: at.Add(-time.Hour), Version: 1}
	e := h.entry(o, ans.Created, store.EntryAnswer, store.Actor{Kind: store.ActorPerson, DeputyID: o.DeputyID}, ans.ID, text)
	ans.EntryID = e.ID
	h.b.Answers = append(h.b.Answers, ans)
	h.entry(o, at, store.EntryReleased, h.o.clerk, ans.ID, "")
	if n%4 == 3 { // one in four says nothing
		return
	}
	r := &store.Rating{ID: store.NewID(at.Add(time.Hour)), OpinionID: o.ID, AnswerID: ans.ID, Reply: store.ScoreGood, Result: store.ScoreGood, Created: at.Add(time.Hour)}
	if n%5 == 1 {
		r.Result = store.ScoreFair
	}
	if n%7 == 2 {
		r.Reply, r.Result = store.ScoreFair, store.ScoreFair
	}
	h.b.Ratings = append(h.b.Ratings, r)
	h.entry(o, r.Created, store.EntryRated, store.Actor{Kind: store.ActorPerson}, r.ID, "")
}

func (h *history) entry(o *store.Opinion, at time.Time, kind store.EntryKind, by store.Actor, ref, text string) *store.Entry {
	e := &store.Entry{ID: store.NewID(at), OpinionID: o.ID, At: at, Kind: kind, Audience: store.ForAuthor, ActorKind: by.Kind, ActorID: by.ID,
		DeputyID: o.DeputyID, Ref: ref, Text: text}
	h.b.Entries = append(h.b.Entries, e)
	return e
}
