package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/act"
)

// kinds reads every kind of notice from package store, so that a new one without
// words fails here.
func kinds(t *testing.T) []store.NoticeKind {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../store/notice.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []store.NoticeKind
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || v.Type == nil {
			return true
		}
		if id, ok := v.Type.(*ast.Ident); ok && id.Name == "NoticeKind" {
			lit := v.Values[0].(*ast.BasicLit)
			out = append(out, store.NoticeKind(strings.Trim(lit.Value, `"`)))
		}
		return true
	})
	if len(out) < 18 {
		t.Fatalf("only %d kinds found", len(out))
	}
	return out
}

func delivery(kind store.NoticeKind) act.Delivery {
	return act.Delivery{
		Notice: store.Notice{Kind: kind, Ref: "ref", Text: "已补充到 YJ-2026-000007。"},
		Office: "甲镇人大",
		Opinion: &store.Opinion{ID: "op1", Number: "YJ-2026-000007", State: store.OpinionAssigned, Summary: "群众原话",
			DeputyID: "d1", AssignID: "as1"},
		Deputy: &store.Deputy{ID: "d1", Name: "张三"},
		Entry:  &store.Entry{Text: "机关的话<a href=\"x\">", ActorKind: store.ActorStaff},
	}
}

func TestEveryNoticeHasWords(t *testing.T) {
	for _, kind := range kinds(t) {
		if kind == store.NoticeUnbound || kind == store.NoticeMassTry || kind == store.NoticeBroadcast || kind == store.NoticePreview { // without a word, or with the office's own
			continue
		}
		if _, ok := leaveNotices[kind]; ok { // TestLeaveNotice
			continue
		}
		if _, ok := meetingNotices[kind]; ok { // has facts of its own: TestMeetingNotice
			continue
		}
		if _, ok := activityNotices[kind]; ok { // of no opinion: TestActivityNotices
			continue
		}
		d := delivery(kind)
		w := Word(d, base+"/")
		_, author := authorNotices[kind]
		_, deputy := deputyNotices[kind]
		_, staff := staffNotices[kind]
		_, draft := draftNotices[kind]
		if _, booking := bookingNotices[kind]; booking { // TestEveryNoticeAboutABookingHasWords
			continue
		}
		if kind == store.NoticeDigestDue || kind == store.NoticeHolidays || kind == store.NoticeWatch || kind == store.NoticeReportStep || kind == store.NoticeSMSFull {
			if w.Text == "" || w.Title == "" || w.Status == "" || w.URL != "" {
				t.Errorf("%s: %+v", kind, w)
			}
			continue
		}
		if !author && !deputy && !staff && !draft && kind != store.NoticeLate && kind != store.NoticeBound && kind != store.NoticeOffice {
			t.Errorf("%s: has no words of its own", kind)
		}
		if w.Text == "" || w.Title == "" || w.Status == "" || strings.Contains(w.Text, "%") && !strings.Contains(w.Text, "bizmsgmenu") {
			t.Errorf("%s: %+v", kind, w)
		}
		if utf8.RuneCountInString(w.Title) > 20 || utf8.RuneCountInString(w.Status) > 5 || len(w.Number) > 32 {
			t.Errorf("%s: too long for a template: %+v", kind, w)
		}
		if kind != store.NoticeBound && kind != store.NoticeOffice && w.Number != "YJ-2026-000007" {
			t.Errorf("%s: number %q", kind, w.Number)
		}
		if strings.Contains(w.Text, "群众原话") || strings.Contains(w.Text, `<a href="x"`) || len(w.Text) > 2048 {
			t.Errorf("%s: %q", kind, w.Text)
		}
		if !staff && !strings.HasPrefix(w.URL, base+"/h5/") || staff && w.URL != "" {
			t.Errorf("%s: opens %q", kind, w.URL)
		}
		Word(act.Delivery{Notice: store.Notice{Kind: kind}}, base) // nothing to go by: no panic
	}
}

// TestDraftNoticeOpensTheDraft: its Ref is the draft and a version.
func TestDraftNoticeOpensTheDraft(t *testing.T) {
	d := delivery(store.NoticeToSign)
	d.Notice.Ref = "draft1.3"
	if w := Word(d, base); w.URL != base+"/h5/desk/draft1" || !strings.Contains(w.Text, "有一件文稿待您签发。") || !strings.Contains(w.Text, w.URL) {
		t.Errorf("%+v", w)
	}
	d.Notice.Kind, d.Notice.Ref = store.NoticeDigestDue, "2026-2"
	if w := Word(d, base); !strings.HasPrefix(w.Text, "2026年下半年的群众意见可以综合了") {
		t.Errorf("%q", w.Text)
	}
}

func TestOfficeNotice(t *testing.T) {
	d := delivery(store.NoticeOffice)
	if w := Word(d, base); !strings.Contains(w.Text, "甲镇人大") || !strings.Contains(w.Text, "不执行代表职务") {
		t.Errorf("out of office: %q", w.Text)
	}
	d.InOffice = true
	if w := Word(d, base); !strings.Contains(w.Text, "待办意见") || w.URL != base+"/h5/tasks" {
		t.Errorf("in office: %+v", w)
	}
}

func TestDeputyNotice(t *testing.T) {
	w := Word(delivery(store.NoticeAssigned), base)
	for _, part := range []string{"张三代表，您好：收到一条群众意见，请阅处。\n编号 YJ-2026-000007", base + "/h5/tasks/as1", "weixin://bizmsgmenu?msgmenucontent="} {
		if !strings.Contains(w.Text, part) {
			t.Errorf("%q is missing in %q", part, w.Text)
		}
	}
	if w.URL != base+"/h5/tasks/as1" {
		t.Errorf("opens %s", w.URL)
	}
	w = Word(delivery(store.NoticeRecalled), base)
	if strings.Contains(w.Text, "/h5/tasks/as1") {
		t.Errorf("a task taken back is linked: %q", w.Text)
	}
}

func TestStepsNameTheDeputy(t *testing.T) {
	for kind := range authorNoticesNamed {
		d := delivery(kind)
		if w := Word(d, base); !strings.Contains(w.Text, "张三代表") || !strings.Contains(w.Text, "YJ-2026-000007") {
			t.Errorf("%s: %q", kind, w.Text)
		}
		d.Opinion.State = store.OpinionSealed
		if w := Word(d, base); strings.Contains(w.Text, "张三") {
			t.Errorf("%s of a sealed item: %q", kind, w.Text)
		}
	}
}

func TestSealedNoticesSayNothing(t *testing.T) {
	for kind := range authorNotices {
		d := delivery(kind)
		d.Opinion.State = store.OpinionSealed
		w := Word(d, base)
		if w.Title != sealedNotice.title || w.Status != sealedNotice.status || strings.Contains(w.Text, "机关的话") {
			t.Errorf("%s: %+v", kind, w)
		}
	}
}

func TestMenusFitThePlatform(t *testing.T) {
	for name, m := range map[string]Menu{"voter": VoterMenu(base), "deputy": DeputyMenu(base)} {
		if len(m.Buttons) < 1 || len(m.Buttons) > 3 {
			t.Errorf("%s: %d buttons", name, len(m.Buttons))
		}
		for _, top := range m.Buttons {
			if utf8.RuneCountInString(top.Name) > 4 || len(top.Name) > 16 || len(top.Sub) > 5 {
				t.Errorf("%s: %s", name, top.Name)
			}
			for _, b := range top.Sub {
				if utf8.RuneCountInString(b.Name) > 8 || (b.Type == buttonView) != (b.URL != "") || (b.Key == "") == (b.URL == "") {
					t.Errorf("%s: %+v", name, b)
				}
				if in := readKey(situation{}, b.Key); b.Type == buttonClick && in.verb == doHelp && b.Key != KeyHelp {
					t.Errorf("%s: the key %q means nothing", name, b.Key)
				}
			}
		}
		if raw, err := m.JSON(); err != nil || !strings.Contains(string(raw), `"sub_button"`) {
			t.Errorf("%s: %s, %v", name, raw, err)
		}
	}
}
