package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"liaison/store"
)

func workbook(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReadRoster(t *testing.T) {
	got, err := ReadRoster(bytes.NewReader(workbook(t,
		[]any{"某县第十八届人大代表花名册"}, nil,
		[]any{"序号", "姓　名", "手 机", "届别层级", "单位职务", "籍贯", "问题"},
		[]any{1, " 张三 ", 13900001111, "县级第十八届", "教师", "本县", "手机：不是11位手机号码"},
		[]any{nil, nil, nil, nil},
		[]any{3, "李四", "139 0000 2222", "县级第十八届"},
	)))
	if err != nil {
		t.Fatal(err)
	}
	want := []store.RosterLine{
		{Row: 4, Name: "张三", Phone: "13900001111", Term: "县级第十八届", Work: "教师"},
		{Row: 6, Name: "李四", Phone: "139 0000 2222", Term: "县级第十八届"},
	}
	if lines := got.Lines(); !slices.Equal(lines, want) || !slices.Equal(got.Strange(), []string{"籍贯"}) || len(got.Found()) != 0 {
		t.Errorf("%+v, %v, %v", lines, got.Strange(), got.Found())
	}
	if got.Rows[0].Cells[5] != "本县" {
		t.Errorf("a column that means nothing is lost: %q", got.Rows[0].Cells)
	}
}

// TestReadRosterMarksFormulasAndMergedCells: their values cannot be trusted, and
// only where they mean something.
func TestReadRosterMarksFormulasAndMergedCells(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for cell, v := range map[string]string{"A1": "花名册", "A2": "姓名", "B2": "届别层级", "C2": "选区", "D2": "备注",
		"A3": "张三", "B3": "县级第十八届", "C3": "第一选区", "A4": "李四", "B4": "县级第十八届", "A5": "王五", "B5": "县级第十八届", "C5": "第二选区"} {
		if err := book.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	err := errors.Join(book.MergeCell("Sheet1", "A1", "D1"), book.MergeCell("Sheet1", "C3", "C4"), book.MergeCell("Sheet1", "D3", "D5"),
		book.SetCellFormula("Sheet1", "A5", `HYPERLINK("http://x","王五")`), book.SetCellFormula("Sheet1", "D5", "1+1"))
	var out bytes.Buffer
	if err = errors.Join(err, book.Write(&out)); err != nil {
		t.Fatal(err)
	}
	got, err := ReadRoster(&out)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, f := range got.Found() {
		said = append(said, fmt.Sprint(f.Row, " ", f.Column, " ", strings.Contains(f.Words, "公式")))
	}
	if want := []string{"3 选区 false", "4 选区 false", "5 姓名 true"}; !slices.Equal(said, want) {
		t.Errorf("%q, want %q", said, want)
	}
}

func TestReadRosterRefuses(t *testing.T) {
	late := [][]any{}
	for range headingWithin {
		late = append(late, []any{"标题"})
	}
	for _, c := range []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, ErrEmptyFile},
		{"text", []byte("姓名,届别层级\n"), ErrNotExcel},
		{"zip of something else", zipped(t, "a.txt", "hello"), ErrNotExcel},
		{"half a file", workbook(t, []any{"姓名", "届别层级"})[:3000], ErrNotExcel},
		{"Excel before 2007 renamed", slices.Concat(compound, make([]byte, 4096)), ErrOldExcel},
		{"a password", locked(t), ErrPassword},
		{"no headings", workbook(t, []any{"姓名", "电话"}, []any{"张三", "1"}), ErrHeadings},
		{"headings too far down", workbook(t, append(late, []any{"姓名", "届别层级"})...), ErrHeadings},
		{"a heading twice", workbook(t, []any{"姓名", "届别层级", "手机", "手机"}, []any{"张三"}), ErrHeadingTwice},
		{"nobody", workbook(t, []any{"姓名", "届别层级"}, []any{" "}), ErrNobody},
		{"bomb", zipped(t, "xl/worksheets/sheet1.xml", strings.Repeat(" ", maxUnzipped+1)), ErrTooLarge},
		{"a large file", make([]byte, MaxFile+1), ErrTooLarge},
		{"100,000 lines", long(t, 100_000), ErrTooMany},
	} {
		if _, err := ReadRoster(bytes.NewReader(c.file)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if got, err := ReadRoster(bytes.NewReader(long(t, MaxRows))); err != nil || len(got.Rows) != MaxRows {
		t.Errorf("as many lines as allowed: %v", err)
	}
}

// locked is a workbook that opens with a password only.
func locked(t *testing.T) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	var out bytes.Buffer
	if err := book.Write(&out, excelize.Options{Password: "geheim"}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// long is a roster of n people.
func long(t *testing.T, n int) []byte {
	t.Helper()
	var out bytes.Buffer
	err := Write(&out, Table{Columns: []string{"姓名", "届别层级"}, Rows: func(yield func([]string, error) bool) {
		for i := range n {
			if !yield([]string{fmt.Sprint("代表", i), "县级第十八届"}, nil) {
				return
			}
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func zipped(t testing.TB, name, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	w, err := z.Create(name)
	if err == nil {
		_, err = w.Write([]byte(text))
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// FuzzScan: whatever stands in the sheet of a workbook, what is marked has a place
// and words. The library that reads the values is too slow to be fuzzed with it.
func FuzzScan(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c><c r="B1" t="inlineStr"><is><t>届别层级</t></is></c></row><row r="2"><c r="A2" t="str"><v>张三</v></c><c r="B2"><f>1+1</f><v>2</v></c></row></sheetData><mergeCells><mergeCell ref="A2:B2"/></mergeCells></worksheet>`)
	f.Add(`<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="B2:A"/></mergeCells>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		z, err := unzip(wrapped(t, sheet))
		if err != nil {
			return
		}
		_, part, err := firstVisible(z)
		if err != nil || part != "xl/worksheets/sheet1.xml" {
			t.Fatalf("%q, %v", part, err)
		}
		m, err := scan(z, part)
		if err != nil {
			return
		}
		for row := range 4 {
			for _, found := range m.findings(row+1, []string{"姓名", "备注", "届别层级"}) {
				if found.Row != row+1 || found.Column == "备注" || found.Words == "" {
					t.Errorf("%+v", found)
				}
			}
		}
	})
}

// wrapped is a workbook around the XML of a sheet.
func wrapped(t testing.TB, sheet string) []byte {
	t.Helper()
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const rel = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`},
		{"_rels/.rels", rel + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", `<workbook ` + ns + `><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", rel + `worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		{"xl/worksheets/sheet1.xml", sheet},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part[0]})
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
