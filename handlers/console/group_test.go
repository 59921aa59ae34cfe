package console

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
)

// TestAGroupByForm: refused with a sentence and what was written, then made, and
// printed in the roster.
func TestAGroupByForm(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	got := b.post(groupsPath, "office", d.town.ID, "name", "第一代表小组", "kind", "area", "place", "1", "member", d.li.ID)
	if got.Code != http.StatusUnprocessableEntity || !strings.Contains(problemOf(got.Body), "至少要有3位") ||
		!strings.Contains(got.Body, `value="第一代表小组"`) || strings.Count(got.Body, " checked") != 1 {
		t.Errorf("%d %s", got.Code, text(got.Body))
	}
	_, fields := groupForm(d)
	if got := b.post(groupsPath, append(fields, "office", d.town.ID)...); got.Location != groupsPath {
		t.Fatalf("%d %s", got.Code, problemOf(got.Body))
	}
	if said := text(b.get(groupsPath).Body); !strings.Contains(said, "组长：  张三") || !strings.Contains(said, "张　三（女，苗族）") {
		t.Errorf("%s", said)
	}
	if rows := b.get(groupsPath + "?export=xlsx").workbook(t); len(rows) != 3 || rows[2][5] != "3" {
		t.Errorf("%q", rows)
	}
}

// TestTheRosterInPrint is by groups, then those in none; telephone numbers stand
// in it only when asked for.
func TestTheRosterInPrint(t *testing.T) {
	d := open(t)
	ourGroup(d)
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		d.deputy(t, store.Deputy{Name: "赵六", Phone: "13800000009", Order: 4}, "", "")
		return nil
	}))
	b := d.signIn("clerk")
	plain := b.get("/console/book").Body
	if strings.Contains(plain, "13800000001") || strings.Count(plain, "<table") != 2 || !strings.Contains(text(plain), "共4位代表，其中女代表1位，少数民族代表2位") {
		t.Errorf("%s", text(plain))
	}
	rows := b.get("/console/book?phones=1&export=xlsx").workbook(t)
	if len(rows) != 6 || !slices.Equal(rows[2], []string{"第一代表小组", "1", "张　三（女，苗族）", "", "甲镇人大代表；甲镇第一选区", "13800000001"}) && rows[2][5] != "13800000001" ||
		rows[5][0] != "未编组" || rows[5][2] != "赵　六" {
		t.Errorf("%q", rows)
	}
	if got := b.get("/console/book?office=" + d.far.ID); got.Code != http.StatusNotFound {
		t.Errorf("the roster of the next town: %d", got.Code)
	}
}

func TestLinksAndVisitsByForm(t *testing.T) {
	d := open(t)
	group, _ := ourGroup(d)
	b := d.signIn("clerk")
	if got := b.post(linksPath, "office", d.town.ID, "kind", "patch", "who", "何志远"); got.Code != http.StatusUnprocessableEntity ||
		problemOf(got.Body) != "请选择联系对象。" || !strings.Contains(got.Body, `value="何志远"`) {
		t.Errorf("%d %s", got.Code, problemOf(got.Body))
	}
	if got := b.post(linksPath, "office", d.town.ID, "kind", "patch", "who", "何志远", "post", "主席", "target", "group:"+group); got.Location != linksPath {
		t.Fatalf("%d %s", got.Code, problemOf(got.Body))
	}
	if said := text(b.get(linksPath).Body); !strings.Contains(said, "何志远") || !strings.Contains(said, "（3位代表）") {
		t.Errorf("%s", said)
	}
	leader := d.signIn("leader")
	if got := leader.post(visitsPath, "deputy", d.zhang.ID, "day", "2099-01-01", "visitors", "何志远", "said", "桥要修"); problemOf(got.Body) != "日期不对，请填今天或以前的日期。" {
		t.Errorf("%d %s", got.Code, problemOf(got.Body))
	}
	if got := leader.post(visitsPath, "deputy", d.zhang.ID, "day", "2026-01-05", "visitors", "何志远", "said", nasty, "follow_up", "转交通局"); got.Location != visitsPath {
		t.Fatalf("%d %s", got.Code, problemOf(got.Body))
	}
	if body := leader.get(visitsPath + "?open=1").Body; !strings.Contains(body, "转交通局") || strings.Contains(body, "<script>alert") {
		t.Errorf("%s", text(body))
	}
	if rows := leader.get(visitsPath + "?export=xlsx").workbook(t); len(rows) != 3 || rows[2][1] != "张三" || rows[2][6] != "待落实" {
		t.Errorf("%q", rows)
	}
}
