package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
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
	lines, strange, err := ReadRoster(bytes.NewReader(workbook(t,
		[]any{"某县第十八届人大代表花名册"}, nil,
		[]any{"序号", "姓　名", "手 机", "届别层级", "单位职务"},
		[]any{1, " 张三 ", 13900001111, "县级第十八届", "教师"},
		[]any{nil, nil, nil, nil},
		[]any{3, "李四", "139 0000 2222", "县级第十八届"},
	)))
	want := []store.RosterLine{
		{Row: 4, Name: "张三", Phone: "13900001111", Term: "县级第十八届", Work: "教师"},
		{Row: 6, Name: "李四", Phone: "139 0000 2222", Term: "县级第十八届"},
	}
	if err != nil || !slices.Equal(lines, want) || !slices.Equal(strange, []string{"序号"}) {
		t.Errorf("%+v, %v, %v", lines, strange, err)
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
		{"empty", nil, ErrWorkbook},
		{"text", []byte("姓名,届别层级\n"), ErrWorkbook},
		{"zip of something else", zipped(t, "a.txt", "hello"), ErrWorkbook},
		{"no headings", workbook(t, []any{"姓名", "电话"}), ErrHeadings},
		{"headings too far down", workbook(t, append(late, []any{"姓名", "届别层级"})...), ErrHeadings},
		{"bomb", zipped(t, "xl/worksheets/sheet1.xml", strings.Repeat(" ", maxUnzipped+1)), ErrWorkbook},
	} {
		if _, _, err := ReadRoster(bytes.NewReader(c.file)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
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

// FuzzReadRoster: whatever the bytes, it neither panics nor gives a line without
// a place.
func FuzzReadRoster(f *testing.F) {
	f.Add(workbook(f, []any{"姓名", "届别层级"}, []any{"张三", "县级第十八届"}))
	f.Fuzz(func(t *testing.T, file []byte) {
		lines, _, err := ReadRoster(bytes.NewReader(file))
		for _, l := range lines {
			if err != nil || l.Row < 2 {
				t.Errorf("%+v, error %v", l, err)
			}
		}
	})
}
