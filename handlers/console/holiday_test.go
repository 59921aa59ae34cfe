package console

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// yearNotice is a whole notice of next year.
func (d *desk) yearNotice() (year, text string) {
	n := d.clock().In(store.ChinaTime).Year() + 1
	return fmt.Sprint(n), fmt.Sprintf("%d-01-01,放假,元旦\n%d-05-01至%d-05-05,放假,劳动节\n%d-10-01至%d-10-07,放假,国庆节\n", n, n, n, n, n)
}

func init() {
	scenes["POST /console/holidays/preview"] = func(d *desk) (string, []string) {
		year, text := d.yearNotice()
		return "", []string{"year", year, "text", text}
	}
	scenes["POST /console/holidays"] = scenes["POST /console/holidays/preview"]
}

// TestImportHolidays: a notice with faults is shown line by line and changes
// nothing; corrected it is looked at, then imported; an older one is taken out and
// imported again. It needs no script.
func TestImportHolidays(t *testing.T) {
	d := open(t)
	b := d.signIn("system-root")
	year, good := d.yearNotice()
	bad := good + year + "-02-30,放假,春节\n2019-10-01,放假,国庆节\n" + year + "-10-03,上班,国庆节\n" + year + "-05-02,放假,劳动节\n" + year + "-04-05,清明节\n"
	got := b.post("/console/holidays/preview", "year", year, "text", bad)
	said := text(got.Body)
	for _, want := range []string{"有5行有问题，一行也没有导入", "看不出是哪一天", "不是这一年的日子", "10月3日：这一天前面或上一年的安排里写的正相反", "5月2日：这一天前面已经写过", "请在日期后面写“放假”或“上班”"} {
		if got.Code != http.StatusUnprocessableEntity || !strings.Contains(said, want) {
			t.Errorf("%d: %q is missing in %s", got.Code, want, said)
		}
	}
	last := strings.ReplaceAll(good, year, fmt.Sprint(d.clock().In(store.ChinaTime).Year()))
	if got := b.post("/console/holidays/preview", "year", year, "text", last); got.Code != http.StatusUnprocessableEntity ||
		!strings.Contains(text(got.Body), "要导入的是"+year+"年，一行也没有导入") || strings.Contains(text(got.Body), "每年都放假的日子没有写") {
		t.Errorf("this year's notice for the next: %d %s", got.Code, text(got.Body))
	}
	if strings.Contains(said, "确认导入") {
		t.Error("a notice with faults can be confirmed")
	}
	after := func(a answer) string { return text(b.after(a).Body) }
	if said := after(b.post(holidaysPath, "year", year, "text", bad)); !strings.Contains(said, "一行也没有导入") || strings.Contains(said, "导入记录") {
		t.Errorf("sent past the preview: %s", said)
	}
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("日期,类型,名称\r\n" + strings.ReplaceAll(good, "\n", "\r\n"))
	must(t, err)
	page := b.post("/console/holidays/preview", "year", year, "text", "", "@file", gbk)
	if said := text(page.Body); page.Code != http.StatusOK || !strings.Contains(said, "放假13天，调休上班0天") || !strings.Contains(said, "国庆节：10月1日至10月7日放假7天") || !strings.Contains(said, "确认导入") {
		t.Errorf("saved by Excel: %d %s", page.Code, said)
	}
	if said := after(b.post(holidaysPath, "year", year, "text", good)); !strings.Contains(said, year+"年的节假日安排已导入") || !strings.Contains(said, "system-root 导入") {
		t.Errorf("imported: %s", said)
	}
	d.step(time.Minute)
	must(t, err)
	after(b.post(holidaysPath, "year", year, "text", strings.Replace(good, "10-07", "10-06", 1)))
	_, imports, err := d.HolidayYears(t.Context(), d.people["system-root"].Actor)
	must(t, err)
	if len(imports) != 2 {
		t.Fatalf("imports %+v", imports)
	}
	if old := b.get(holidaysPath + "?from=" + imports[1].ID); !strings.Contains(old.Body, year+"-10-07,放假,国庆节") {
		t.Errorf("the first one is not taken out: %s", text(old.Body))
	}
	if got := b.get(holidaysPath + "?from=nobody"); got.Code != http.StatusNotFound {
		t.Errorf("an import that is not there: %d", got.Code)
	}
}

func TestWhatIsNoNotice(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk-root")
	year, good := d.yearNotice()
	for name, x := range map[string]struct {
		fields []string
		want   string
	}{
		"nothing":        {[]string{"year", year, "text", " "}, "请粘贴一年的节假日安排，或者选择文件"},
		"a workbook":     {[]string{"year", year, "text", "", "@file", "PK\x03\x04rest"}, "这个文件不是文本"},
		"a picture":      {[]string{"year", year, "text", "", "@file", "\x89PNG\r\n\x1a\n\x00\x00\x00"}, "这个文件不是文本"},
		"a large file":   {[]string{"year", year, "text", "", "@file", strings.Repeat(good, 800)}, "文件太大"},
		"a distant year": {[]string{"year", "2090", "text", strings.ReplaceAll(good, year, "2090")}, "格式不对"},
		"only one day":   {[]string{"year", year, "text", year + "-01-01,放假,元旦"}, "每年都放假的日子没有写"},
	} {
		if got := b.post("/console/holidays/preview", x.fields...); got.Code != http.StatusUnprocessableEntity || !strings.Contains(text(got.Body), x.want) {
			t.Errorf("%s: %d %.300s", name, got.Code, text(got.Body))
		}
	}
	if got := b.get("/console/holidays/template?year=" + year); !strings.HasPrefix(got.Body, "\ufeff日期,类型,名称\r\n") || !strings.Contains(got.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the template: %q %v", got.Body, got.Header)
	}
}

// The page of today says what the calendar asks for, to those whom it concerns.
func TestTodayShowsWhatTheCalendarAsks(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	d := openOn(t, base)
	now := d.clock()
	today := now.In(store.ChinaTime)
	must(t, base.Tx(t.Context(), func(q db.Q) error { // a year that is imported, and not whole
		i := &store.HolidayImport{ID: store.NewID(now), Created: now, Year: today.Year()}
		must(t, db.ReplaceHolidays(t.Context(), q, i, []store.Holiday{{Day: fmt.Sprintf("%d-01-01", today.Year()), Kind: store.HolidayOff, Name: "元旦"}}))
		m := &store.Meeting{ID: store.NewID(now), Created: now, OfficeID: d.town.ID, Kind: store.MeetingCongress, Title: "第一次会议", Starts: now, State: store.MeetingClosed, Version: 1}
		return (&db.Batch{Meetings: []*store.Meeting{m}}).Flush(t.Context(), q)
	}))
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error { return t.Set(d.root.ID, store.SetWatchCongress, "01-01") }))
	for login, want := range map[string][2]int{"system-root": {1, 0}, "clerk-root": {1, 1}, "clerk": {0, 1}, "leader-root": {0, 1}, "clerk-far": {0, 0}, "auditor-root": {0, 0}} {
		said := text(d.signIn(login).get("/console/").Body)
		holidays, congress := strings.Count(said, "年的放假和调休安排还没有导入"), strings.Count(said, "甲镇人大："+today.Format("2006")+"年的乡镇人大会议只安排了一次（《地方组织法》第十四条")
		if got := [2]int{holidays, congress}; got != want {
			t.Errorf("%s reads of %v, want %v: %.400s", login, got, want, said)
		}
	}
}
