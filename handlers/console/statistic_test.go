package console

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"liaison/store"
)

// pictured gives the desk some opinions, one of them an accusation, and counts them.
func (d *desk) pictured() {
	d.t.Helper()
	d.furnish()
	_, err := d.RefreshStatistics(d.t.Context())
	must(d.t, err)
}

var options = regexp.MustCompile(`data-chart="([^"]*)"`)

func TestStatisticsPage(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	if body := b.get(statisticsPath).Body; !strings.Contains(body, "数字正在第一次统计") {
		t.Error(text(body))
	}
	d.pictured()
	year := store.ChinaDay(d.clock())[:4]
	got := b.get(statisticsPath)
	said := text(got.Body)
	for _, want := range []string{year + "年1月1日至", "收到意见", "甲镇第一选区", "张三", "未分类", "代表办理中", "涉法涉诉", "数字更新于"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q:\n%s", want, said)
		}
	}
	for _, never := range []string{"举报", "判决不公", "路灯坏了"} {
		if strings.Contains(said, never) {
			t.Errorf("the figures tell %q", never)
		}
	}
	if n := len(options.FindAllString(got.Body, -1)); n != 2 { // nobody rated yet
		t.Errorf("%d charts", n)
	}
	for _, m := range options.FindAllStringSubmatch(got.Body, -1) {
		var o struct {
			Tooltip struct{ RenderMode string }
			Series  []any
		}
		if err := json.Unmarshal([]byte(html.UnescapeString(m[1])), &o); err != nil || o.Tooltip.RenderMode != "richText" || len(o.Series) == 0 {
			t.Errorf("%s: %v", m[1], err)
		}
	}
	if got := b.get(statisticsPath + "?from=2026-02-30&to=x"); got.Code != http.StatusOK || !strings.Contains(got.Body, "请选择开始和结束的日期") {
		t.Errorf("days that are none: %d", got.Code)
	}
	if got := b.get(statisticsPath + "?office=" + d.far.ID); got.Code != http.StatusNotFound {
		t.Errorf("another town's figures: %d", got.Code)
	}
	if said := text(d.signIn("clerk-far").get(statisticsPath).Body); strings.Contains(said, "张三") {
		t.Error("the next town is told who answers here")
	}
}

// TestOnlyThePetitionOfficerIsToldOfAccusations, and they are in no other number.
func TestOnlyThePetitionOfficerIsToldOfAccusations(t *testing.T) {
	d := open(t)
	d.pictured()
	total := func(login string) string {
		return d.signIn(login).get(statisticsPath + "?export=xlsx").workbook(t)[2][2]
	}
	before := total("clerk")
	sealedNow(d)
	_, err := d.RefreshStatistics(t.Context())
	must(t, err)
	if after := total("clerk"); after != before || total("petition") != before {
		t.Errorf("an accusation changes the total from %s to %s", before, after)
	}
	for login, told := range map[string]bool{"clerk": false, "leader": false, "petition": true} {
		body := d.signIn(login).get(statisticsPath).Body
		if strings.Contains(body, "不计入其他数字") != told {
			t.Errorf("%s is told: %v", login, !told)
		}
	}
}

func TestStatisticsLeaveAsAFile(t *testing.T) {
	d := open(t)
	d.pictured()
	rows := d.signIn("leader").get(statisticsPath + "?export=xlsx").workbook(t)
	if len(rows) < 10 || !slices.Equal(rows[1][:4], []string{"统计方式", "项目", "收到", "在办"}) || rows[2][0] != "合计" {
		t.Errorf("%q", rows)
	}
}

func TestTodayShowsHowTheLastDaysWent(t *testing.T) {
	d := open(t)
	d.pictured()
	body := d.signIn("clerk").get("/console/").Body
	if n := len(options.FindAllString(body, -1)); n != 2 || !strings.Contains(body, "近30天走势") {
		t.Errorf("%d charts", n)
	}
	if body := d.signIn("security").get("/console/").Body; strings.Contains(body, "echarts") {
		t.Error("a page without charts loads what draws them")
	}
}

func TestAYearOnOnePage(t *testing.T) {
	d := open(t)
	d.pictured()
	b := d.signIn("clerk")
	year := store.ChinaDay(d.clock())[:4]
	got := b.get(yearPath + year)
	said := strings.Join(strings.Fields(text(got.Body)), " ")
	for _, want := range []string{"甲镇人大 " + year + "年群众意见办理情况", "截至" + year, "收到意见（件） 9 0 增加9", "未分类 9 0 增加9", "张三 2 0 0", "联系选民（次） 0 0 持平"} {
		if !strings.Contains(said, want) {
			t.Errorf("the page does not say %q:\n%s", want, said)
		}
	}
	rows := b.get(yearPath + year + "?export=xlsx").workbook(t)
	if len(rows) < 20 || !slices.Equal(rows[2][:5], []string{"主要数字", "收到意见（件）", "9", "0", "增加9"}) {
		t.Errorf("%q", rows)
	}
	for path, code := range map[string]int{yearPath + "1999": 404, yearPath + "x": 404, yearPath + year + "?office=" + d.far.ID: 404, yearPath + "2001": 200} {
		if got := b.get(path); got.Code != code {
			t.Errorf("%s: %d", path, got.Code)
		}
	}
}
