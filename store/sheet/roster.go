// Package sheet reads and writes what offices keep in Excel. A file is checked
// as a whole before anything is done with it, and what is wrong is said line by
// line.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"liaison/store"
)

// Limits of a workbook: a zip of a few kilobytes can hold gigabytes.
const (
	maxUnzipped = 64 << 20
	maxRows     = 20_000
	maxColumns  = 256
	// headingWithin is how many lines of title may stand above the headings.
	headingWithin = 10
)

// ErrWorkbook is a file that is no workbook of Excel (.xlsx), or too large a one.
var ErrWorkbook = errors.New("the file is not an Excel workbook (.xlsx) that can be read")

// ErrHeadings is a workbook whose first sheet has no line of headings with 姓名
// and 届别层级 in it.
var ErrHeadings = errors.New("no headings: the first sheet needs a line with 姓名 and 届别层级, and may have 性别 民族 手机 选区 代表称谓 单位职务")

// rosterColumns are the headings a roster may have.
var rosterColumns = map[string]func(*store.RosterLine) *string{
	"姓名":   func(l *store.RosterLine) *string { return &l.Name },
	"性别":   func(l *store.RosterLine) *string { return &l.Sex },
	"民族":   func(l *store.RosterLine) *string { return &l.Nation },
	"手机":   func(l *store.RosterLine) *string { return &l.Phone },
	"届别层级": func(l *store.RosterLine) *string { return &l.Term },
	"选区":   func(l *store.RosterLine) *string { return &l.District },
	"代表称谓": func(l *store.RosterLine) *string { return &l.Title },
	"单位职务": func(l *store.RosterLine) *string { return &l.Work },
}

// ReadRoster reads the first sheet of a workbook. Lines without anything in a
// known column are passed over; columns it does not know are given back, for
// whoever counts on them. It judges no value: store.RosterLine.Check does.
func ReadRoster(r io.Reader) (lines []store.RosterLine, strange []string, err error) {
	rows, err := firstSheet(r)
	if err != nil {
		return nil, nil, err
	}
	at, headings := findHeadings(rows)
	if headings == nil {
		return nil, nil, ErrHeadings
	}
	for _, h := range headings {
		if h != "" && rosterColumns[h] == nil {
			strange = append(strange, h)
		}
	}
	for i, row := range rows[at+1:] {
		line, filled := store.RosterLine{Row: at + i + 2}, false
		for j, cell := range row {
			if j >= len(headings) || rosterColumns[headings[j]] == nil {
				continue
			}
			cell = strings.TrimSpace(cell)
			*rosterColumns[headings[j]](&line) = cell
			filled = filled || cell != ""
		}
		if filled {
			lines = append(lines, line)
		}
	}
	return lines, strange, nil
}

// firstSheet reads cells as people see them: a telephone number that Excel took
// for a number stands there without an exponent.
func firstSheet(r io.Reader) ([][]string, error) {
	book, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped})
	if err != nil {
		return nil, ErrWorkbook
	}
	defer book.Close()
	sheets := book.GetSheetList()
	if len(sheets) == 0 {
		return nil, ErrWorkbook
	}
	rows, err := book.Rows(sheets[0])
	if err != nil {
		return nil, ErrWorkbook
	}
	defer rows.Close()
	var out [][]string
	for rows.Next() {
		if len(out) == maxRows {
			return nil, fmt.Errorf("%w: more than %d lines", ErrWorkbook, maxRows)
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, ErrWorkbook
		}
		out = append(out, slices.Clone(cells[:min(len(cells), maxColumns)])) // the rest is let go
	}
	if rows.Error() != nil {
		return nil, ErrWorkbook
	}
	return out, nil
}

// findHeadings finds the line of headings near the top.
func findHeadings(rows [][]string) (at int, headings []string) {
	for i, row := range rows[:min(len(rows), headingWithin)] {
		found := map[string]bool{}
		headings = make([]string, len(row))
		for j, cell := range row {
			h := strings.Join(strings.Fields(cell), "") // headings are spaced out to look even: 姓　名
			headings[j], found[h] = h, true
		}
		if found["姓名"] && found["届别层级"] {
			return i, headings
		}
	}
	return 0, nil
}
