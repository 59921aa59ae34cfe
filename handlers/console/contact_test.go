package console

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestStaffKeepTheListOfContactVoters(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	path := "/console/contacts/" + d.zhang.ID
	got := b.post(path, "name", "杨秀英", "place", "上寨村3组")
	if got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body, "没有同意不能登记") || !strings.Contains(got.Body, `value="上寨村3组"`) {
		t.Errorf("without consent: %d %s", got.Code, text(got.Body))
	}
	if got := b.post(path, "name", "杨秀英", "phone", "13808551234", "place", "上寨村3组", "consent", "当面同意"); got.Location != path {
		t.Fatalf("%d %s", got.Code, text(got.Body))
	}
	if body := b.get(path).Body; !strings.Contains(body, "杨秀英") || !strings.Contains(body, "13808551234") {
		t.Error(text(body))
	}
	list := b.get("/console/contacts").Body
	if !strings.Contains(list, "不足3位") || strings.Count(list, "还没有</span>") != 2 || strings.Contains(list, "杨秀英") {
		t.Error(text(list))
	}
	rows := b.get("/console/contacts?few=1&export=xlsx").workbook(t)
	if len(rows) != 5 || !slices.Equal(rows[2][:6], []string{"张三", "甲镇人大代表", "1", "3至5", "不足", "0"}) {
		t.Errorf("%q", rows)
	}
	if body := d.signIn("leader").get("/console/contacts").Body; strings.Contains(body, path) || !strings.Contains(body, "不足3位") {
		t.Error("a leader is shown the way to the voters' names, or not the numbers")
	}
}
