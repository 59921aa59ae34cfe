package console

import (
	"net/http"
	"strings"
	"testing"

	"liaison/store/sheet"
)

// roster is a workbook with people of 甲镇; a faulty line is one without a term.
func (d *desk) roster(names ...string) string {
	d.t.Helper()
	var out strings.Builder
	must(d.t, sheet.Write(&out, sheet.Table{Title: "甲镇代表", Columns: []string{"姓名", "手机", "届别层级", "籍贯"},
		Rows: func(yield func([]string, error) bool) {
			for _, name := range names {
				name, faulty := strings.CutPrefix(name, "!")
				row := []string{name, "", "镇第五届", "本地"}
				if faulty {
					row[2] = "今年"
				}
				if !yield(row, nil) {
					return
				}
			}
		}}))
	return out.String()
}

// send sends a roster in and gives the address of its preview.
func (b *client) send(file string) string {
	b.d.t.Helper()
	got := b.post(importPath, "office", b.d.town.ID, "@file", file)
	if got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Location, importsPath) {
		b.d.t.Fatalf("%d %q: %s", got.Code, got.Location, text(got.Body))
	}
	return got.Location
}

func (d *desk) count() int {
	rows, err := d.Roster(d.t.Context(), d.people["clerk"].Actor)
	must(d.t, err)
	return len(rows)
}

// TestImportARoster: seven of ten lines are faulty; nothing is done before a yes,
// the file with the findings comes in again corrected, and a second time changes
// nothing.
func TestImportARoster(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	before := d.count()
	at := b.send(d.roster("周一", "!周二", "!周三", "张三"))
	page := b.get(at)
	if said := text(page.Body); !strings.Contains(said, "新增  1 ") || !strings.Contains(said, "有问题  2 ") || !strings.Contains(said, "籍贯") {
		t.Errorf("the preview says %s", said)
	}
	rows := b.get(at + "/findings").workbook(t)
	if rows[1][0] != "问题" || !strings.HasPrefix(rows[3][0], "届别层级：") || rows[2][0] != "" || rows[3][4] != "本地" {
		t.Errorf("%q", rows)
	}
	if got := b.post(at+"/take", "seen", "1"); got.Code != http.StatusSeeOther {
		t.Fatal(got.Code)
	}
	d.take()
	if d.count() != before || !strings.Contains(text(b.get(at).Body), "请按最新的核对结果") {
		t.Errorf("a roster with findings was taken: %d deputies", d.count())
	}
	at = b.send(d.roster("周一", "周二", "周三", "张三"))
	b.post(at+"/take", "seen", "1")
	if got := b.get(at); !strings.Contains(got.Body, "<progress") || !strings.Contains(got.Body, "hx-get") {
		t.Error("nothing shows that it is under way")
	}
	d.take()
	if got := b.get(at, "HX-Request", "true"); got.Header.Get("HX-Refresh") != "true" {
		t.Error("the page goes on asking")
	}
	if said := text(b.get(at).Body); d.count() != before+3 || !strings.Contains(said, "新增3位代表，修改1行") {
		t.Errorf("%d deputies: %s", d.count(), said)
	}
	at = b.send(d.roster("周一", "周二", "周三", "张三") + " ")
	b.post(at+"/take", "seen", "1")
	d.take()
	if said := text(b.get(at).Body); d.count() != before+3 || !strings.Contains(said, "新增0位代表，修改0行，不变4行") {
		t.Errorf("the same again: %s", said)
	}
}

func (d *desk) take() {
	d.t.Helper()
	_, err := d.TakeRosters(d.t.Context())
	must(d.t, err)
}

func TestImportTheGoodLines(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	before := d.count()
	at := b.send(d.roster("周一", "!周二"))
	b.post(at+"/take", "seen", "1", "skip", "1")
	d.take()
	if said := text(b.get(at).Body); d.count() != before+1 || !strings.Contains(said, "跳过有问题的1行") {
		t.Errorf("%d deputies: %s", d.count(), said)
	}
	if got := b.post(at+"/take", "seen", "1"); !strings.Contains(b.after(got).Body, wordsConflict[:9]) {
		t.Error("what was taken is taken again")
	}
}

// TestAFileThatCannotBeRead gets a sentence and leaves nothing behind.
func TestAFileThatCannotBeRead(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	for words, file := range map[string]string{
		"空文件": "", "不是可以读取的Excel": "姓名,届别层级\n张三,县级第一届", "另存为“.xlsx”": "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old",
		"没有代表": d.roster(),
	} {
		got := b.post(importPath, "office", d.town.ID, "@file", file)
		if got.Code != http.StatusUnprocessableEntity || !strings.Contains(problemOf(got.Body), words) {
			t.Errorf("%s: %d %s", words, got.Code, problemOf(got.Body))
		}
	}
	files, err := d.RosterFiles(t.Context(), d.people["clerk"].Actor, 10)
	if err != nil || len(files) != 0 {
		t.Errorf("%d files kept, %v", len(files), err)
	}
}
