package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// rowsOf gives rows that are there already.
func rowsOf(rows ...[]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func written(t *testing.T, table Table) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := Write(&out, table); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book
}

func TestWriteATable(t *testing.T) {
	book := written(t, Table{Title: "未送达名单", Columns: []string{"姓名", "电话"},
		Rows: rowsOf([]string{"张三", "0138"}, []string{"李四"}, []string{"王五", "1", "没有标题的一格"})})
	rows, err := book.GetRows(sheetName)
	want := [][]string{{"未送达名单"}, {"姓名", "电话"}, {"张三", "0138"}, {"李四"}, {"王五", "1"}}
	if err != nil || !slices.EqualFunc(rows, want, slices.Equal) {
		t.Errorf("%q, %v", rows, err)
	}
	names := book.GetDefinedName()
	if len(names) != 1 || names[0].RefersTo != "Sheet1!$2:$2" {
		t.Errorf("the headings are not printed on every page: %+v", names)
	}
}

// TestNothingWrittenIsAFormula writes what a spreadsheet would take for a formula,
// a link or a number, and what no file of XML can hold.
func TestNothingWrittenIsAFormula(t *testing.T) {
	nasty := []string{"=HYPERLINK(\"http://x\",\"点我\")", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1,1)", "\t=1", "\r=1",
		"1e5", "007", "<c><f>1</f></c>", "a\x00b\x1b[31m\ufffe", "第一行\n第二行", strings.Repeat("长", 40_000)}
	rows := make([][]string, len(nasty))
	for i, s := range nasty {
		rows[i] = []string{s}
	}
	book := written(t, Table{Columns: []string{"内容"}, Rows: rowsOf(rows...)})
	for i, want := range nasty {
		cell := fmt.Sprintf("A%d", i+2)
		if formula, err := book.GetCellFormula(sheetName, cell); err != nil || formula != "" {
			t.Errorf("%s is a formula: %q, %v", cell, formula, err)
		}
		kind, err := book.GetCellType(sheetName, cell)
		if err != nil || kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString {
			t.Errorf("%s is no text: %v, %v", cell, kind, err)
		}
		style, err := book.GetCellStyle(sheetName, cell)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := book.GetStyle(style); err != nil || s.NumFmt != 49 {
			t.Errorf("%s would become a formula once it is edited: %+v, %v", cell, s, err)
		}
		got, err := book.GetCellValue(sheetName, cell)
		if i < 9 && i != 5 && got != want || err != nil || got == "" {
			t.Errorf("%s: %.30q, %v, want %.30q", cell, got, err, want)
		}
	}
}

// TestAnErrorOfTheRowsIsFirst: a page can still say so.
func TestAnErrorOfTheRowsIsFirst(t *testing.T) {
	lost := errors.New("the database is gone")
	for _, after := range []int{0, 5, sized + 5} {
		var out bytes.Buffer
		err := Write(&out, Table{Columns: []string{"序号"}, Rows: func(yield func([]string, error) bool) {
			for i := range after {
				if !yield([]string{fmt.Sprint(i)}, nil) {
					return
				}
			}
			yield(nil, lost)
		}})
		if !errors.Is(err, lost) || out.Len() > 0 {
			t.Errorf("after %d rows: %v, %d bytes", after, err, out.Len())
		}
	}
}

// TestAnEmptyListIsAWorkbookToo: an office without deputies still gets its file.
func TestAnEmptyListIsAWorkbookToo(t *testing.T) {
	book := written(t, Table{Title: "空", Columns: []string{"姓名"}, Rows: rowsOf()})
	if rows, err := book.GetRows(sheetName); err != nil || len(rows) != 2 {
		t.Errorf("%q, %v", rows, err)
	}
}

// TestALongListTakesLittleMemory writes a list of which all rows together would
// not fit into what is allowed.
func TestALongListTakesLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 100,000 rows")
	}
	text := strings.Repeat("反映的情况", 20)
	var peak uint64
	table := Table{Columns: []string{"编号", "内容"}, Rows: func(yield func([]string, error) bool) {
		var m runtime.MemStats
		for i := range 100_000 {
			if i%10_000 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
			if !yield([]string{fmt.Sprint(i), fmt.Sprint(i, text)}, nil) {
				return
			}
		}
	}}
	var count int64
	if err := Write(writer(func(p []byte) { count += int64(len(p)) }), table); err != nil {
		t.Fatal(err)
	}
	if peak > 96<<20 || count == 0 {
		t.Errorf("%d MiB of heap, %d bytes written", peak>>20, count)
	}
}

type writer func([]byte)

func (w writer) Write(p []byte) (int, error) { w(p); return len(p), nil }

var _ io.Writer = writer(nil)
