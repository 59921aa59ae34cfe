package sheet

import (
	"bytes"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A cell in the last column makes a row of 16,384 cells: 20,000 such rows are a
// small file and gigabytes of memory.
func TestAWideRowIsCut(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for _, cell := range []string{"A1", "XFD1", "A2", "XFD2"} {
		if err := f.SetCellValue("Sheet1", cell, "x"); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := filled(b.Bytes(), "Sheet1")
	if err != nil || len(rows) != 2 || rows[0].Cells[0] != "x" {
		t.Fatalf("%d rows (%v)", len(rows), err)
	}
	for i, r := range rows {
		if cap(r.Cells) > 2*maxColumns {
			t.Errorf("row %d keeps %d cells in memory", i+1, cap(r.Cells))
		}
	}
}
