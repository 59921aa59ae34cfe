package bot

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/act"
)

// Every kind that the settings let go by text message has words for one, which say
// who writes to whom, and nothing of a voter's, of a reason, or a link where it opens
// nothing; no other kind has words.
func TestTextWords(t *testing.T) {
	for _, kind := range kinds(t) {
		_, allowed := store.SMSSetting(kind)
		d := delivery(kind)
		d.Meeting = &store.Meeting{Title: "主席团第三次会议" + strings.Repeat("长", 300), Place: "会议室\n二楼", Contact: "陈经办 0000-1234567", Starts: time.Date(2026, 11, 25, 1, 30, 0, 0, time.UTC)}
		d.Participant, d.Leave = &store.Participant{ID: "p1"}, &store.Leave{ID: "l1", Reason: "住院", State: store.LeaveApproved}
		d.Broadcast = &store.Broadcast{ID: "b1", Title: "关于报名的通知<a>", Text: "请看 http://evil.example/ 私事"}
		d.Notice.Text, d.Notice.DeputyID = "私事", "d1"
		text := TextWord(d, base)
		if (text != "") != allowed {
			t.Errorf("%s: %q", kind, text)
			continue
		}
		if !allowed {
			continue
		}
		if !strings.HasPrefix(text, "甲镇人大：张三代表，") || utf8.RuneCountInString(text) > 200 {
			t.Errorf("%s: %q", kind, text)
		}
		for _, secret := range []string{"群众原话", "机关的话", "住院", "私事", "http", "<", "\n", "%", "YJ-2026"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s tells %q: %q", kind, secret, text)
			}
		}
		d.Person = &store.Person{Openid: "o1"}
		if text := TextWord(d, base); !strings.Contains(text, " 在微信里打开："+base+"/h5/") {
			t.Errorf("%s has no link: %q", kind, text)
		}
		d.Person.Gone = time.Now()
		if text := TextWord(d, base); strings.Contains(text, "http") {
			t.Errorf("%s: a link for who left: %q", kind, text)
		}
		if text := TextWord(act.Delivery{Notice: store.Notice{Kind: kind}}, base); text != "" {
			t.Errorf("%s, with nothing to go by: %q", kind, text)
		}
	}
}
