package phone

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"liaison/handlers/page/browser"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
)

// announces calls deputies to a meeting in two days, released by the office's leader,
// and gives each one's page.
func (o *office) announces(title string, deputies ...store.Deputy) (*store.Meeting, []string) {
	o.t.Helper()
	var m *store.Meeting
	o.do(store.JobActor("test"), func(t *act.Tx) error {
		return t.Set(o.root.ID, store.SetStepsMeeting, "1")
	})
	o.do(o.clerk, func(t *act.Tx) (err error) {
		m, err = t.AddMeeting(store.Meeting{OfficeID: o.town.ID, Kind: store.MeetingPresidium, Title: title, Place: "镇政府三楼会议室", Dress: "正装",
			Contact: "办公室小王 0855-1234567", Starts: o.now.Add(48 * time.Hour), Ends: o.now.Add(51 * time.Hour), ReplyBy: o.now.Add(30 * time.Hour), LeaveTo: "镇人大主席团", Late: "汛期临时安排"})
		return err
	})
	var list []store.Participant
	for _, d := range deputies {
		list = append(list, store.Participant{DeputyID: d.ID, Role: store.RoleAttends})
	}
	o.do(o.clerk, func(t *act.Tx) error { return t.AddParticipants(m.ID, list, 0) })
	o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, 0); return err })
	var pages []string
	for _, d := range deputies {
		ahead, _, err := o.MyMeetings(o.t.Context(), store.Actor{Kind: store.ActorPerson, DeputyID: d.ID})
		o.must(err)
		for _, r := range ahead {
			if r.Meeting.ID == m.ID {
				pages = append(pages, meetingsPath+"/"+r.ID)
			}
		}
	}
	if len(pages) != len(deputies) {
		o.t.Fatalf("%d of %d are called", len(pages), len(deputies))
	}
	return m, pages
}

// TestFromNoticeToConfirmed: the notice opens the page, one press confirms.
func TestFromNoticeToConfirmed(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	o.bind("dep2", o.li.ID)
	_, pages := o.announces("主席团第三次会议", o.zhang, o.li)
	p := o.phone("dep").get(pages[0])
	p.sees("主席团第三次会议", "待回复", "镇政府三楼会议室", "正装", "0855-1234567", "确认参加", "请假")
	p.send(pages[0]+"/confirm", nil)
	p.sees("已确认参加，谢谢您。", "您已确认参加。").lacks("确认参加</button>")
	p.get(meetingsPath).sees("主席团第三次会议", "已确认")
	o.phone("dep2").get(pages[0]).sees("您要看的内容不存在").lacks("主席团第三次会议")
}

// paperOf uploads a PDF for a meeting, under an item of its agenda.
func (o *office) paperOf(m *store.Meeting) *store.Paper {
	o.t.Helper()
	f, err := o.Files().PutPaper(o.t.Context(), strings.NewReader("%PDF-1.4\n"+m.ID+"\n%%EOF\n"))
	o.must(err)
	var p *store.Paper
	var item *store.AgendaItem
	o.do(o.clerk, func(t *act.Tx) (err error) {
		item, err = t.SaveAgendaItem(store.AgendaItem{MeetingID: m.ID, Kind: store.AgendaReport, Title: "听取道路照明管理情况的报告", Reporter: "县政府"})
		return err
	})
	o.do(o.clerk, func(t *act.Tx) (err error) {
		p, err = t.AddPaper(store.Paper{MeetingID: m.ID, ItemID: item.ID, Title: "道路照明报告"}, f, true)
		return err
	})
	return p
}

// TestPapersOnThePhone: who is called reads them there, nobody else, and not who is
// no longer called.
func TestPapersOnThePhone(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	o.bind("dep2", o.li.ID)
	m, pages := o.announces("主席团第三次会议", o.zhang)
	paper := o.paperOf(m)
	path := "/h5/papers/" + paper.ID
	p := o.phone("dep").get(pages[0]).sees("听取道路照明管理情况的报告", "县政府", `href="`+path+`"`, "道路照明报告.pdf")
	p.get(path).sees("%PDF-1.4")
	if got := p.head.Get("Content-Disposition"); p.code != http.StatusOK || !strings.HasPrefix(got, "inline") || p.head.Get("Content-Type") != "application/pdf" ||
		p.head.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("status %d, %v", p.code, p.head)
	}
	for _, who := range []string{"dep2", "stranger"} {
		if q := o.phone(who).get(path); strings.Contains(q.page, "%PDF") {
			t.Errorf("%s reads the paper", who)
		}
	}
	o.do(o.clerk, func(t *act.Tx) error { return t.SetParticipants(m.ID, []store.Participant{{DeputyID: o.li.ID}}, 0) })
	if p.get(path); p.code != http.StatusNotFound {
		t.Errorf("who is no longer called: status %d", p.code)
	}
	p.get(pages[0]).sees("您不用参加了").lacks("道路照明报告")
}

// TestASessionOnThePhone: one answer holds for its parts, and one part can be
// answered alone.
func TestASessionOnThePhone(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	o.do(store.JobActor("test"), func(t *act.Tx) error { return t.Set(o.root.ID, store.SetStepsMeeting, "1") })
	o.do(o.clerk, func(t *act.Tx) error {
		m := store.Meeting{OfficeID: o.town.ID, Kind: store.MeetingCongress, Title: "第七次会议", Starts: o.now.Add(240 * time.Hour)}
		session, err := t.AddMeeting(m)
		o.must(err)
		o.must(t.SetParticipants(session.ID, []store.Participant{{DeputyID: o.zhang.ID}}, 0))
		m.ParentID, m.Place = session.ID, "影剧院"
		for kind, title := range map[store.MeetingKind]string{store.MeetingPlenary: "第一次全体会议", store.MeetingPrepare: "预备会议"} {
			m.Kind, m.Title = kind, title
			_, err = t.AddMeeting(m)
			o.must(err)
		}
		_, err = t.LayMeeting(session.ID, 0)
		return err
	})
	page := map[string]string{}
	ahead, _, err := o.MyMeetings(t.Context(), o.person("dep"))
	o.must(err)
	for _, r := range ahead {
		page[r.Meeting.Title] = meetingsPath + "/" + r.ID
	}
	p := o.phone("dep").get(page["第七次会议"]).sees("预备会议", "第一次全体会议", "大会的各次会议都算数")
	p.send(page["第七次会议"]+"/confirm", nil)
	p.get(page["预备会议"]).sees("已确认", "这是您对整个大会的回复", page["第七次会议"])
	p.send(page["预备会议"]+"/leave", url.Values{"reason": {"上午有课"}})
	p.sees("请假已提交").lacks("这是您对整个大会的回复")
	if p.get(page["第七次会议"]).sees("您已确认参加。"); strings.Count(p.page, "已请假") != 1 {
		t.Error("leave from one part is not leave from that part alone")
	}
}

func TestLeaveOnThePhone(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	m, pages := o.announces("主席团第三次会议", o.zhang)
	p := o.phone("dep").get(pages[0])
	p.send(pages[0]+"/leave", url.Values{"reason": {"  "}})
	if p.sees("请写明请假的理由。", "确认参加"); p.code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", p.code)
	}
	p.get(pages[0]).send(pages[0]+"/leave", url.Values{"reason": {"老母亲住院，需要陪护" + nasty[:8]}})
	p.sees("请假已提交", "等待审批", "老母亲住院", "改为参加", "撤回请假").lacks("<script>alert(1)")
	p.send(pages[0]+"/withdraw", nil)
	p.sees("请假已撤回", "待回复")
	o.step(47 * time.Hour)
	p.get(pages[0])
	late := p.fields(pages[0] + "/leave")
	o.step(2 * time.Hour)
	late.Set("reason", "堵车")
	if p.post(pages[0]+"/leave", late); p.code != http.StatusUnprocessableEntity {
		t.Errorf("asked after it began: status %d", p.code)
	}
	p.sees("会议或活动已经开始，不能再请假。").lacks("确认参加</button>")
	o.do(o.clerk, func(t *act.Tx) error { return t.CancelMeeting(m.ID, "改期", 0) })
	p.get(pages[0]).sees("已取消")
}

// TestLeaveIsDecidedOnThePhone by a leader, from the list of what waits.
func TestLeaveIsDecidedOnThePhone(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	_, pages := o.announces("主席团第三次会议", o.zhang)
	leader := "boss-phone"
	o.leader(leader)
	o.phone("dep").get(pages[0]).send(pages[0]+"/leave", url.Values{"reason": {"老母亲住院"}})
	p := o.phone(leader).get(deskPath).sees("代表请假", "主席团第三次会议", "待审批")
	path := regexp.MustCompile(`/h5/desk/leaves/[0-9a-z]+`).FindString(p.page)
	p.get(path).sees("老母亲住院", "准假", "不准假")
	seen := p.fields(path + "/approve")
	p.send(path+"/refuse", url.Values{"words": {" "}})
	p.sees("请写明不同意的理由。")
	p.send(path+"/approve", nil)
	p.sees("已准假。").lacks("老母亲")
	seen.Set("form_id", p.get("/h5/me").fields("/h5/me/contact").Get("form_id"))
	if p.post(path+"/approve", seen); p.code != http.StatusConflict {
		t.Errorf("twice: status %d", p.code)
	}
	p.sees("刚刚已由", "您的这次操作没有执行")
	o.phone("dep").get(pages[0]).sees("已准假", "改为参加")
	o.phone("dep").get(path).sees("您要看的内容不存在").lacks("住院")
}

// TestCalendarLinkOnThePhone: made, read by a program without a session, taken back.
func TestCalendarLinkOnThePhone(t *testing.T) {
	o := open(t)
	o.bind("dep", o.zhang.ID)
	m, pages := o.announces("主席团第三次会议；扩大", o.zhang)
	o.announces("已经定下的会", o.zhang)
	p := o.phone("dep").get(pages[0])
	p.send(pages[0]+"/confirm", nil)
	o.do(o.clerk, func(t *act.Tx) error { return t.CancelMeeting(m.ID, "改期", 0) })
	p.get(meetingsPath).send(calendarPath, nil)
	link := regexp.MustCompile(`http://[^"]+\.ics`).FindString(p.page)
	if link == "" {
		t.Fatal("no link is shown")
	}
	read := func() (int, string) {
		res, err := http.Get(link)
		q := (&phone{office: o}).take(res, err)
		return q.code, strings.ReplaceAll(q.page, "\r\n ", "")
	}
	code, text := read()
	for _, want := range []string{"BEGIN:VCALENDAR", "（已取消）主席团第三次会议；扩大", "STATUS:CANCELLED", "SUMMARY:已经定下的会", "STATUS:TENTATIVE", "LOCATION:镇政府三楼会议室", "DTSTART:20261125T013000Z"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	for _, never := range []string{"张", "小王", "0855", "改期"} {
		if strings.Contains(text, never) {
			t.Errorf("%q is in the feed", never)
		}
	}
	if _, again := read(); code != http.StatusOK || again != text {
		t.Errorf("status %d, or the same calendar reads differently", code)
	}
	p.get(meetingsPath).lacks(link)
	p.send("/h5/calendar/revoke", nil)
	if code, text := read(); code != http.StatusNotFound || strings.Contains(text, "会议室") {
		t.Errorf("after it was taken back: status %d", code)
	}
	if res := o.phone("dep").get("/h5/calendar/.ics"); res.code != http.StatusNotFound {
		t.Errorf("no token: status %d", res.code)
	}
	if strings.Contains(o.log.String(), link[strings.LastIndexByte(link, '/')+1:]) {
		t.Error("the link is in the log")
	}
}

// TestMeetingPagesLook on a small phone, with the largest font, and on a desk.
func TestMeetingPagesLook(t *testing.T) {
	tab := browser.Open(t)
	o := open(t, func(c *Config) { c.Emulator = true })
	o.bind("dep", o.zhang.ID)
	m, pages := o.announces("甲镇人大主席团2026年第四次（扩大）会议暨代表视察工作部署会", o.zhang)
	o.paperOf(m)
	_, second := o.announces("第二次学习会", o.zhang)
	o.do(o.person("dep"), func(t *act.Tx) error {
		_, err := t.AskLeave(second[0][len(meetingsPath)+1:], "老母亲住院，需要陪护，那两天走不开。")
		return err
	})
	leader := "boss-phone"
	o.leader(leader)
	leaves, err := o.LeavesWaiting(t.Context(), o.clerk)
	o.must(err)
	for _, at := range []place{{"meetings", "dep", meetingsPath}, {"meeting", "dep", pages[0]}, {"meeting-leave", "dep", second[0]},
		{"leaves", "dep", leavesPath}, {"desk-leave", leader, "/h5/desk/leaves/" + leaves[0].Leave.ID}} {
		o.as(at.openid)
		for _, s := range []screen{{"phone", 360, 800, false}, {"largest", 360, 640, true}, {"desk", 1280, 800, false}} {
			for _, wrong := range look(t, tab, at.name, o.srv.URL+"/h5/as?next="+url.QueryEscape(at.path), s) {
				t.Errorf("%s on %s: %s", at.path, s.name, wrong)
			}
		}
	}
}

// called is somebody's part in a meeting with something in every field.
func called() act.PartRow {
	return act.PartRow{Participant: store.Participant{ID: "p", DeputyID: "d", Role: store.RoleSitsIn, Revision: 1, Signed: monday, Left: monday},
		Meeting: store.Meeting{ID: "m", Title: nasty, Place: nasty, Dress: nasty, Contact: nasty, Note: nasty, LeaveTo: nasty, Starts: monday.Add(time.Hour), ReplyBy: monday,
			State: store.MeetingAnnounced, Revision: 1}}
}

// onLeave is leave with something in every field.
func onLeave() act.LeaveView {
	return act.LeaveView{Leave: store.Leave{ID: "l", State: store.LeaveRefused, Endorsed: monday, Decided: monday, Created: monday}, Deputy: store.Deputy{Name: nasty},
		Meeting: called().Meeting, Why: nasty, Said: nasty, Answer: nasty, Head: nasty, Noted: nasty, Phoned: nasty, Decider: nasty}
}

// meetingPages is each page of meetings with nothing in it, and with everything.
func meetingPages() map[string][2]any {
	full := &act.PartPage{PartRow: called(), Session: &store.Meeting{Title: nasty}, Whole: "w", Parts: []act.PartRow{called()},
		Agenda: []store.AgendaItem{{ID: "i", Title: nasty, Reporter: nasty}}, Papers: []store.Paper{{ID: "a", ItemID: "i", Title: nasty}, {ID: "b", Title: nasty}}, Leave: new(onLeave()), InOffice: true}
	return map[string][2]any{
		"meetings": {meetingsPage{}, meetingsPage{Ahead: []partLine{{PartRow: called(), Word: nasty, Parts: 3}, {}}, Past: []partLine{{PartRow: called()}},
			Endorse: 2, Feed: monday, Link: "http://localhost/x.ics"}},
		"meeting": {partPage(&act.PartPage{}, monday, "", ""), partPage(full, monday, nasty, nasty)},
		"leaves":  {leavesPage{}, leavesPage{[]act.LeaveView{onLeave(), {}}}},
		"leave":   {leavePage{}, leavePage{LeaveView: new(onLeave()), Desk: true, Acting: true, Word: "x", Wrong: nasty, Words: nasty}},
	}
}

// meetingPlaces are the pages of meetings in a busy office, each with what it can
// hold: one to answer, one with leave, one with leave to endorse.
func (o *office) meetingPlaces(base *db.DB, deputy store.Actor) []place {
	o.t.Helper()
	o.bind("dep-li", o.li.ID)
	mine, first := o.announces("主席团第三次会议", o.zhang)
	o.paperOf(mine)
	m, second := o.announces("代表视察活动部署会", o.zhang, o.li)
	part := func(path string) string { return path[len(meetingsPath)+1:] }
	var leave *store.Leave
	o.do(deputy, func(t *act.Tx) (err error) {
		leave, err = t.AskLeave(part(second[0]), "老母亲住院，那两天走不开。")
		return err
	})
	o.do(o.person("dep-li"), func(t *act.Tx) error { _, err := t.NewFeed(); return err })
	for range 3 { // hostile text is tried until one is taken
		own := &store.Leave{ID: store.NewID(o.now), Created: o.now, MeetingID: m.ID, ParticipantID: part(second[1]), DeputyID: o.li.ID, OfficeID: o.town.ID,
			Revision: 1, State: store.LeaveToEndorse, HeadID: o.zhang.ID, Version: 1}
		o.must(base.Tx(o.t.Context(), func(q db.Q) error {
			return (&db.Batch{Leaves: []*store.Leave{own}}).Flush(o.t.Context(), q)
		}))
	}
	waiting, err := o.LeavesToEndorse(o.t.Context(), deputy)
	o.must(err)
	return []place{{"meetings", "dep", meetingsPath}, {"meetings-feed", "dep-li", meetingsPath}, {"meeting", "dep", first[0]}, {"meeting-leave", "dep", second[0]},
		{"leaves", "dep", leavesPath}, {"leave", "dep", leavesPath + "/" + waiting[0].Leave.ID}, {"desk-leave", "boss", deskPath + "/leaves/" + leave.ID}}
}
