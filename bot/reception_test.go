package bot

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/act"
)

// TestEveryNoticeAboutABookingHasWords, in the time and place as they are now, and
// nothing of it becomes markup.
func TestEveryNoticeAboutABookingHasWords(t *testing.T) {
	starts := time.Date(2026, 11, 26, 1, 20, 0, 0, time.UTC)
	a := &act.Appointment{Meeting: store.Meeting{ID: "m1", Starts: starts, Place: "人民路1号", State: store.MeetingAnnounced},
		Station: store.Station{Name: "中心联络站<b>"}, Reason: "代表临时参加抢险。", At: store.Slot{Starts: starts}}
	for kind, n := range bookingNotices {
		w := Word(act.Delivery{Notice: store.Notice{Kind: kind}, Appointment: a}, base)
		if w.Text == "" || w.Title == "" || w.Status == "" || strings.Contains(w.Text, "%") || strings.Contains(w.Text, "<b>") ||
			utf8.RuneCountInString(w.Title) > 20 || utf8.RuneCountInString(w.Status) > 5 || !strings.HasPrefix(w.URL, base+"/h5/reception") {
			t.Errorf("%s: %+v", kind, w)
		}
		if kind != store.NoticeBookingOff && !strings.Contains(w.Text, "11月26日（周四）09:20，中心联络站") {
			t.Errorf("%s does not say when and where: %s", kind, w.Text)
		}
		if bare := Word(act.Delivery{Notice: store.Notice{Kind: kind}}, base); bare.Text == "" || n.title != bare.Title {
			t.Errorf("%s without its booking: %+v", kind, bare)
		}
	}
	off := func() string {
		return Word(act.Delivery{Notice: store.Notice{Kind: store.NoticeBookingOff}, Appointment: a}, base).Text
	}
	if !strings.Contains(off(), "请您另选") || strings.Contains(off(), "抢险") {
		t.Errorf("the time alone fell away: %s", off())
	}
	if a.Meeting.State = store.MeetingCancelled; !strings.Contains(off(), "取消了。原因：代表临时参加抢险。\n") {
		t.Errorf("the day was called off: %s", off())
	}
}

// TestReceptionDaysInTheChat: the word and the button give the next days near the
// person, with a link; who asks for the deputies reads of the next one too.
func TestReceptionDaysInTheChat(t *testing.T) {
	for _, words := range []string{"接待日", "我要预约", "代表接待时间"} {
		if in := readText(situation{}, words); in.verb != doReceptions {
			t.Errorf("%s is %s", words, in.verb)
		}
	}
	if in := readText(situation{}, "上次接待日说的路灯还没有修"); in.verb != doContent {
		t.Errorf("a complaint is %s", in.verb)
	}
}
