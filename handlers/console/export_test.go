package console

import (
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"liaison/store"
	"liaison/store/act"
)

// workbook reads the first sheet of a downloaded file.
func (a answer) workbook(t *testing.T) [][]string {
	t.Helper()
	if a.Code != http.StatusOK {
		t.Fatalf("%d: %s", a.Code, text(a.Body))
	}
	book, err := excelize.OpenReader(strings.NewReader(a.Body))
	must(t, err)
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetList()[0])
	must(t, err)
	return rows
}

func TestExportTheRoster(t *testing.T) {
	d := open(t)
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		d.deputy(t, store.Deputy{Name: "=cmd|' /C calc'!A0", Order: 9}, "", "甲镇人大代表")
		return nil
	}))
	got := d.signIn("clerk").get("/console/deputies?export=xlsx")
	rows := got.workbook(t)
	if len(rows) != 6 || !slices.Equal(rows[2][:6], []string{"张三", "女", "苗族", "甲镇人大代表 · 甲镇第一选区", "", "13800000001"}) || rows[5][0] != "=cmd|' /C calc'!A0" {
		t.Errorf("%q", rows)
	}
	_, params, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
	if err != nil || !strings.HasPrefix(params["filename"], "代表名单20") || !strings.HasSuffix(params["filename"], ".xlsx") {
		t.Errorf("%q, %v", params, err)
	}
	if got.Header.Get("Cache-Control") != "no-store" {
		t.Error("a list with telephone numbers may be kept by a proxy")
	}
	if rows := d.signIn("clerk-far").get("/console/deputies?export=xlsx").workbook(t); len(rows) != 2 {
		t.Errorf("the next town takes %q away", rows)
	}
}

// TestExportTheUnreached: who may not telephone gets no whole number in the file
// either, and nobody a sealed matter.
func TestExportTheUnreached(t *testing.T) {
	d := open(t)
	d.given("路灯")
	sealedNow(d)
	d.unreach()
	const path = "/console/unreached?export=xlsx"
	rows := d.signIn("clerk").get(path).workbook(t)
	if len(rows) < 3 || rows[2][2] != "13800000001" && rows[3][2] != "13800000001" {
		t.Errorf("%q", rows)
	}
	masked := d.signIn("leader").get(path)
	for _, row := range masked.workbook(t)[2:] {
		if len(row) > 2 && strings.Contains(row[2], "3800000") {
			t.Errorf("a leader takes away %q", row)
		}
	}
	if got := d.signIn("auditor").get(path); got.Code != http.StatusForbidden {
		t.Errorf("an auditor: %d", got.Code)
	}
}
