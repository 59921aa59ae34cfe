package console

import (
	"archive/zip"
	"bytes"
	"image"
	"image/png"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// zipped is an archive of parts; a size stands for as many blanks.
func zipped(t *testing.T, parts map[string]any) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range parts {
		w, err := z.Create(name)
		must(t, err)
		switch x := content.(type) {
		case string:
			_, err = w.Write([]byte(x))
		case int:
			blank := bytes.Repeat([]byte(" "), 1<<20)
			for range x >> 20 {
				_, err = w.Write(blank)
			}
		}
		must(t, err)
	}
	must(t, z.Close())
	return out.String()
}

// manyRows is a workbook of more lines than anybody has deputies.
func manyRows(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	must(t, err)
	must(t, w.SetRow("A1", []any{"姓名", "电话"}))
	for i := range 100_000 {
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		must(t, w.SetRow(cell, []any{"张三"}))
	}
	must(t, w.Flush())
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.String()
}

// hostileFiles are what somebody may send in where a picture, a paper or a sheet
// is asked for.
func hostileFiles(t *testing.T) map[string]string {
	const page = `<!doctype html><script>alert(1)</script>`
	office := `<?xml version="1.0"?><Types/>`
	huge := "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x02\x00\x00\x00"
	return map[string]string{
		"nothing":                      "",
		"a page":                       page,
		"an SVG":                       `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`,
		"a page that begins as a GIF":  "GIF89a/*" + page + "*/",
		"a page that begins as a JPEG": "\xff\xd8\xff\xe0" + page,
		"a hundred thousand pixels":    huge + "\x00\x00\x00\x00" + strings.Repeat("x", 64),
		"an old workbook":              "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600),
		"an archive of nothing":        zipped(t, map[string]any{"a.txt": "x"}),
		"macros":                       zipped(t, map[string]any{"[Content_Types].xml": office, "word/document.xml": "<w/>", "word/vbaProject.bin": "x"}),
		"old macros":                   zipped(t, map[string]any{"[Content_Types].xml": office, "xl/workbook.xml": "<w/>", "xl/macrosheets/sheet1.xml": "x"}),
		"a bomb":                       zipped(t, map[string]any{"[Content_Types].xml": office, "xl/workbook.xml": "<w/>", "word/document.xml": "<w/>", "xl/worksheets/sheet1.xml": 600 << 20}),
		"a program":                    "MZ\x90\x00" + strings.Repeat("\x00", 600),
		"a cut PDF":                    "%PDF-1.7\n1 0 obj\n",
	}
}

// TestHostileFiles sends what nobody should into every field that takes a file: one
// sentence, nothing changed, nothing kept, and no memory for what was unpacked.
func TestHostileFiles(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	d := openOn(t, base)
	files := hostileFiles(t)
	rows := manyRows(t)
	for _, form := range []struct{ route, as, field string }{
		{"POST /console/meetings/:id/papers", "clerk", "@paper"}, {"POST /console/activities/:id", "clerk", "@photo"},
		{"POST /console/handovers/:id/reply", "clerk", "@photo"}, {"POST /console/roster/import", "clerk", "@file"},
		{"POST /console/holidays/preview", "system-root", "@file"},
	} {
		b := d.signIn(form.as)
		id, fields := scenes[form.route](d)
		path := strings.Replace(strings.TrimPrefix(form.route, "POST "), ":id", id, 1)
		for i := 0; i < len(fields); i += 2 {
			if fields[i][0] == '@' || fields[i] == "text" && form.route == "POST /console/holidays/preview" {
				fields = append(fields[:i:i], fields[i+2:]...)
				i -= 2
			}
		}
		all := map[string]string{"a hundred thousand rows": rows}
		for name, content := range files {
			all[name] = content
		}
		if form.field == "@photo" {
			delete(all, "nothing") // a form without a picture
		}
		for name, content := range all {
			if name == "a hundred thousand rows" && (form.field == "@paper" || strings.HasSuffix(form.route, "/reply")) {
				continue // a workbook like any other
			}
			t.Run(path[9:]+" "+name, func(t *testing.T) {
				d.sendsIn(t, base, b, path, append(fields[:len(fields):len(fields)], form.field, content))
			})
		}
	}
}

func (d *desk) sendsIn(t *testing.T, base *db.DB, b *client, path string, fields []string) {
	t.Helper()
	_, err := d.DeleteUnused(t.Context(), time.Now().Add(time.Hour))
	must(t, err)
	before := everything(t, base)
	kept, _, err := d.Files().Usage()
	must(t, err)
	var m0, m1 runtime.MemStats
	runtime.ReadMemStats(&m0)
	got := b.post(path, fields...)
	runtime.ReadMemStats(&m1)
	if grown := (m1.TotalAlloc - m0.TotalAlloc) >> 20; grown > 400 {
		t.Errorf("it took %d MB", grown)
	}
	shown := got
	if got.Location != "" {
		shown = b.get(got.Location)
	}
	if got.Code != http.StatusRequestEntityTooLarge && !strings.Contains(shown.Body, `flash flash-warning`) || got.Code >= http.StatusInternalServerError {
		t.Errorf("%d %s: no sentence\n%.300s", got.Code, got.Location, text(shown.Body))
	}
	if after := everything(t, base); after != before {
		t.Errorf("something changed: %s", difference(before, after))
	}
	_, err = d.DeleteUnused(t.Context(), time.Now().Add(time.Hour))
	must(t, err)
	if now, _, err := d.Files().Usage(); err != nil || now != kept {
		t.Errorf("%d files are kept (%v)", now-kept, err)
	}
}

// A good picture beside a bad one is not kept either, nor one whose act failed.
func TestAGoodPictureIsNotKeptBesideABadOne(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	d := openOn(t, base)
	b := d.signIn("clerk")
	id, fields := scenes["POST /console/activities/:id"](d)
	before, _, err := d.Files().Usage()
	must(t, err)
	var picture bytes.Buffer
	must(t, png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 9, 9))))
	good := picture.String()
	for name, sent := range map[string][]string{
		"beside a bad one": append(fields[:len(fields):len(fields)], "@photo", good, "@photo", "<svg/>"),
		"of a stale form":  {"seen", "99", "findings", "看了", "came", d.zhang.ID, "@photo", good},
	} {
		b.post("/console/activities/"+id, sent...)
		_, err := d.DeleteUnused(t.Context(), time.Now().Add(time.Hour))
		must(t, err)
		if now, _, err := d.Files().Usage(); err != nil || now != before {
			t.Errorf("%s: %d files are kept (%v)", name, now-before, err)
		}
	}
}
