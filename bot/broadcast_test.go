package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/act"
)

// TestBroadcastCallsEachByName, and what the office wrote makes no link.
func TestBroadcastCallsEachByName(t *testing.T) {
	d := act.Delivery{Notice: store.Notice{Kind: store.NoticeBroadcast, Ref: "b1", DeputyID: "d1"}, Office: "甲镇人大",
		Deputy: &store.Deputy{ID: "d1", Name: "张三"},
		Broadcast: &store.Broadcast{ID: "b1", Title: "关于召开甲镇第十七届人民代表大会第三次会议的通知",
			Text: "{称呼}，您好：<a href=\"https://example.com\">请点这里</a>。{机构}"}}
	w := Word(d, base)
	if !strings.Contains(w.Text, "张三代表，您好") || !strings.Contains(w.Text, "甲镇人大") || strings.Contains(w.Text, "example.com\">") {
		t.Errorf("%q", w.Text)
	}
	if w.URL != base+"/h5/broadcasts/b1" || !strings.Contains(w.Text, w.URL) || utf8.RuneCountInString(w.Title) > 20 || w.Status == "" {
		t.Errorf("%+v", w)
	}
	d.Broadcast.Text = strings.Repeat("长", store.BroadcastTextMax)
	if w := Word(d, base); len(w.Text) > 2048 || !strings.Contains(w.Text, w.URL) {
		t.Errorf("%d bytes are more than a message holds", len(w.Text))
	}
	d.Deputy, d.Broadcast.Text = nil, "{称呼}，您好"
	if w := Word(d, base); !strings.Contains(w.Text, "代表，您好") {
		t.Errorf("nobody's name: %q", w.Text)
	}
}

// TestPreviewSaysThatItIsOne and opens nothing.
func TestPreviewSaysThatItIsOne(t *testing.T) {
	w := Word(act.Delivery{Notice: store.Notice{Kind: store.NoticePreview, Text: "会前通知\n张三代表，您好"}}, base)
	if !strings.HasPrefix(w.Text, wordPreviewIs) || !strings.HasSuffix(w.Text, "张三代表，您好") || w.Title != "会前通知" || w.URL != "" {
		t.Errorf("%+v", w)
	}
}
