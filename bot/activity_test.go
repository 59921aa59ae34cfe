package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/act"
)

// TestActivityNotices: each has words that fit a template, says what it is about,
// and opens its page for a deputy, and none for the desk.
func TestActivityNotices(t *testing.T) {
	opens := map[store.NoticeKind]string{store.NoticeGroupIdle: "/h5/activities", store.NoticeReportDue: "/h5/reports/g1",
		store.NoticePlan: "/h5/plans/g1", store.NoticePlanDue: "/h5/activities"}
	for kind := range activityNotices {
		n := store.Notice{Kind: kind, Ref: "g1.2026-Q1", Text: `一%小组<a href="x">`}
		desk := Word(act.Delivery{Notice: n}, base+"/")
		if desk.Text == "" || desk.Title == "" || desk.Status == "" || desk.URL != "" || desk.Number != "" {
			t.Errorf("%s to the desk: %+v", kind, desk)
		}
		if utf8.RuneCountInString(desk.Title) > 20 || utf8.RuneCountInString(desk.Status) > 5 || strings.Contains(desk.Text, `<a href="x"`) || !strings.Contains(desk.Text, "一%小组") {
			t.Errorf("%s: %+v", kind, desk)
		}
		path, deputys := opens[kind]
		if !deputys {
			continue
		}
		n.DeputyID = "d1"
		w := Word(act.Delivery{Notice: n, Deputy: &store.Deputy{ID: "d1", Name: "张三"}}, base+"/")
		if w.URL != base+path || !strings.HasPrefix(w.Text, "张三代表，您好：") || !strings.Contains(w.Text, w.URL) {
			t.Errorf("%s to a deputy: %+v", kind, w)
		}
	}
}
