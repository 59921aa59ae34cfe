package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Table is a list as it leaves the program. Rows are taken once, one after the
// other, and nothing of them is kept: a list of a hundred thousand lines takes no
// more memory than one of a hundred.
//
// Every cell is text in a column of text: what somebody wrote is never a formula,
// not even after a click into the cell, and a telephone number keeps its zeros.
type Table struct {
	Title   string   // stands above the headings and names the file; empty for none
	Columns []string // the headings
	Rows    iter.Seq2[[]string, error]
	// Marked picks rows to stand out, by colour beside what they say; may be nil.
	Marked func([]string) bool
	// Portrait prints upright; else across, as lists with many columns need.
	Portrait bool
}

// ErrTooLong is a list with more lines than a sheet of Excel has.
var ErrTooLong = errors.New("the list has more lines than a sheet of Excel")

const (
	maxSheetRows = 1_048_576
	sized        = 200 // rows by which the columns' widths are chosen
	narrow, wide = 6, 48

	sheetName = "Sheet1" // Excel's own first name, so that any program finds it
)

// Write writes a table as a workbook of Excel. An error of the rows is returned
// before anything is written, so that a page can still be shown instead.
func Write(w io.Writer, t Table) error {
	f, err := Fill(t)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Write(w)
}

// File is a workbook that is ready to be written. Close it: what does not fit
// into memory waits in a temporary file.
type File struct {
	book *excelize.File
	// Rows is how many lines stand below the headings.
	Rows int
}

// Write writes the workbook, once.
func (f *File) Write(w io.Writer) error {
	// The library would gather the whole file in memory first.
	f.book.SetZipWriter(func(io.Writer) excelize.ZipWriter { return newZip(w) })
	if err := f.book.Write(io.Discard); err != nil {
		return fmt.Errorf("writing a workbook: %w", err)
	}
	return nil
}

// Close removes what waits in a temporary file.
func (f *File) Close() error { return f.book.Close() }

// Fill takes the rows of a table and makes the workbook.
func Fill(t Table) (*File, error) {
	f := &File{book: excelize.NewFile()}
	if err := f.fill(t); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (f *File) fill(t Table) error {
	next, stop := iter.Pull2(t.Rows)
	defer stop()
	var first [][]string
	for len(first) < sized {
		row, err, ok := next()
		if !ok {
			break
		}
		if err != nil {
			return err
		}
		first = append(first, slices.Clone(row))
	}
	s, err := f.start(t, first)
	if err != nil {
		return fmt.Errorf("starting a sheet: %w", err)
	}
	for _, row := range first {
		if err := s.row(row); err != nil {
			return err
		}
	}
	for row, err, ok := next(); ok; row, err, ok = next() {
		if err != nil {
			return err
		}
		if err := s.row(row); err != nil {
			return err
		}
	}
	f.Rows = s.at - s.above
	return s.end(t)
}

// widths chooses how wide the columns are, in characters of a Latin letter.
func widths(columns []string, rows [][]string) []float64 {
	list := make([]float64, len(columns))
	for _, row := range append([][]string{columns}, rows...) {
		for i, cell := range row[:min(len(row), len(list))] {
			list[i] = max(list[i], cellWidth(cell))
		}
	}
	for i, w := range list {
		list[i] = min(max(w+2, narrow), wide)
	}
	return list
}

// cellWidth is the width of a cell's longest line; a Chinese character is two.
func cellWidth(s string) (most float64) {
	for line := range strings.Lines(s) {
		letters := utf8.RuneCountInString(line)
		most = max(most, float64(letters+(len(line)-letters)/2))
	}
	return most
}
