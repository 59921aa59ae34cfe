package bot

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/act"
)

func meetingDelivery(kind store.NoticeKind, role store.ParticipantRole) act.Delivery {
	m := &store.Meeting{ID: "m1", Kind: store.MeetingPresidium, Title: "某某镇人大主席团2026年第四次（扩大）会议<a href=x>", Place: "镇政府三楼会议室",
		Starts: time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC), Ends: time.Date(2026, 11, 25, 3, 30, 0, 0, time.UTC),
		ReplyBy: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC), Revision: 1, State: store.MeetingAnnounced}
	p := &store.Participant{ID: "p1", MeetingID: "m1", DeputyID: "d1", Role: role, Revision: 1}
	return act.Delivery{Notice: store.Notice{Kind: kind, Ref: p.Ref(1)}, Meeting: m, Participant: p, Deputy: &store.Deputy{ID: "d1", Name: "张三"}}
}

// TestMeetingNotice reads each kind as a deputy does.
func TestMeetingNotice(t *testing.T) {
	for _, c := range []struct {
		kind  store.NoticeKind
		role  store.ParticipantRole
		words []string
	}{
		{store.NoticeMeeting, store.RoleAttends, []string{"张三代表，您好：请您参加：某某镇", "时间：2026年11月25日（星期三）09:00至11:30", "地点：镇政府三楼会议室", "请在11月24日17:00前回复。", "确认参加或请假"}},
		{store.NoticeMeeting, store.RoleSitsIn, []string{"张三代表，您好：请您列席：某某镇"}},
		{store.NoticeMeetingChanged, store.RoleAttends, []string{"有变动，请您重新确认", "09:00", "镇政府三楼"}},
		{store.NoticeMeetingUrged, store.RoleAttends, []string{"还没有收到您的回复", "09:00", "请在11月24日17:00前回复。"}},
		{store.NoticeMeetingCancelled, store.RoleAttends, []string{"已取消，您不用参加了"}},
		{store.NoticeMeetingSpared, store.RoleAttends, []string{"照常举行，您不用参加了"}},
	} {
		w := Word(meetingDelivery(c.kind, c.role), base+"/")
		for _, part := range append(c.words, base+"/h5/meetings/p1") {
			if !strings.Contains(w.Text, part) {
				t.Errorf("%s: %q is missing in %q", c.kind, part, w.Text)
			}
		}
		if w.URL != base+"/h5/meetings/p1" || w.Place != "镇政府三楼会议室" || strings.Contains(w.Text, "<a href=x>") || strings.Contains(w.Title, "<") {
			t.Errorf("%s: %+v", c.kind, w)
		}
		if w.Title == "" || utf8.RuneCountInString(w.Title) > 20 || w.Status == "" || utf8.RuneCountInString(w.Status) > 5 || len(w.Text) > 2048 {
			t.Errorf("%s: does not fit a template: %+v", c.kind, w)
		}
		if w := Word(act.Delivery{Notice: store.Notice{Kind: c.kind}}, base); w.Text == "" || w.Title == "" || w.URL == "" {
			t.Errorf("%s: with nothing to go by: %+v", c.kind, w)
		}
	}
}

// TestLeaveNotice: each leads to the page of whom it is for, and none says why.
func TestLeaveNotice(t *testing.T) {
	for _, c := range []struct {
		kind  store.NoticeKind
		state store.LeaveState
		words string
		url   string
	}{
		{store.NoticeLeaveEndorse, store.LeaveToEndorse, "签署意见", "/h5/leaves/l1"},
		{store.NoticeLeaveAsked, store.LeaveAsked, "等您审批", "/h5/desk/leaves/l1"},
		{store.NoticeLeaveStuck, store.LeaveAsked, "没有可以审批的人", "/h5/desk/leaves/l1"},
		{store.NoticeLeaveDecided, store.LeaveApproved, "已经批准", "/h5/meetings/p1"},
		{store.NoticeLeaveDecided, store.LeaveRefused, "没有获准，请按时参加", "/h5/meetings/p1"},
	} {
		d := meetingDelivery(c.kind, store.RoleAttends)
		d.Leave = &store.Leave{ID: "l1", State: c.state, Reason: "住院"}
		w := Word(d, base)
		if !strings.Contains(w.Text, c.words) || w.URL != base+c.url || !strings.Contains(w.Text, w.URL) || strings.Contains(w.Text, "住院") || strings.Contains(w.Text, "<a href=x>") {
			t.Errorf("%s %s: %+v", c.kind, c.state, w)
		}
		if w.Title == "" || utf8.RuneCountInString(w.Title) > 20 || utf8.RuneCountInString(w.Status) > 5 || w.Status == "" {
			t.Errorf("%s: does not fit a template: %+v", c.kind, w)
		}
		if w := Word(act.Delivery{Notice: store.Notice{Kind: c.kind}}, base); w.Text == "" || w.Title == "" || w.URL == "" {
			t.Errorf("%s: with nothing to go by: %+v", c.kind, w)
		}
	}
}
