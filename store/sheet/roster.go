// Package sheet reads and writes what offices keep in Excel. A file is checked
// as a whole before anything is done with it, and what is wrong is said line by
// line. Lists leave as tables whose cells are text and nothing else.
package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"liaison/store"
)

// headingWithin is how many lines of title may stand above the headings.
const headingWithin = 10

// ErrHeadings is a workbook whose first sheet has no line of headings with 姓名
// and 届别层级 in it.
var ErrHeadings = errors.New("no headings: the first sheet needs a line with 姓名 and 届别层级, and may have 机构 性别 民族 手机 选区 代表称谓 单位职务")

// ErrHeadingTwice is a heading that stands over two columns.
var ErrHeadingTwice = errors.New("a heading stands over two columns")

// RosterColumns are the headings a roster may have, in the order of the template.
var RosterColumns = []string{"机构", "姓名", "性别", "民族", "手机", "届别层级", "选区", "代表称谓", "单位职务"}

// FindingColumn is the heading under which findings are given back. It says
// nothing about a deputy and is passed over when the corrected file comes in.
const FindingColumn = "问题"

var rosterFields = map[string]func(*store.RosterLine) *string{
	"机构":   func(l *store.RosterLine) *string { return &l.Office },
	"姓名":   func(l *store.RosterLine) *string { return &l.Name },
	"性别":   func(l *store.RosterLine) *string { return &l.Sex },
	"民族":   func(l *store.RosterLine) *string { return &l.Nation },
	"手机":   func(l *store.RosterLine) *string { return &l.Phone },
	"届别层级": func(l *store.RosterLine) *string { return &l.Term },
	"选区":   func(l *store.RosterLine) *string { return &l.District },
	"代表称谓": func(l *store.RosterLine) *string { return &l.Title },
	"单位职务": func(l *store.RosterLine) *string { return &l.Work },
}

// Roster is a roster as it stands in a file: every column, so that what is wrong
// can be given back beside what was sent.
type Roster struct {
	Headings []string
	Rows     []store.RosterRow
}

// ReadRoster reads the first visible sheet of a workbook. Blank lines are passed
// over. It judges no value (store.RosterLine.Check does), but notes on each line
// what the values cannot show: formulas and merged cells. Nobody below the
// headings is ErrNobody.
func ReadRoster(r io.Reader) (*Roster, error) {
	data, err := readFile(r)
	if err != nil {
		return nil, err
	}
	z, err := unzip(data)
	if err != nil {
		return nil, err
	}
	name, part, err := firstVisible(z)
	if err != nil {
		return nil, err
	}
	m, err := scan(z, part)
	if err != nil {
		return nil, err
	}
	rows, err := filled(data, name)
	if err != nil {
		return nil, err
	}
	return roster(rows, m)
}

// roster parts the headings from the people.
func roster(rows []store.RosterRow, m *marks) (*Roster, error) {
	at, headings := findHeadings(rows)
	switch {
	case headings == nil:
		return nil, ErrHeadings
	case at == len(rows)-1:
		return nil, ErrNobody
	case len(rows)-1-at > MaxRows:
		return nil, ErrTooMany
	}
	if twice := repeated(headings); twice != "" {
		return nil, fmt.Errorf("%w: %s", ErrHeadingTwice, twice)
	}
	out := &Roster{Headings: headings, Rows: rows[at+1:]}
	for i := range out.Rows {
		row := &out.Rows[i]
		row.Cells = row.Cells[:min(len(row.Cells), len(headings))]
		row.Found = m.findings(row.Row, headings)
	}
	return out, nil
}

func repeated(headings []string) string {
	seen := map[string]bool{}
	for _, h := range headings {
		if rosterFields[h] != nil && seen[h] {
			return h
		}
		seen[h] = true
	}
	return ""
}

// findings are what is wrong with how a line is written. Only columns that mean
// something are looked at.
func (m *marks) findings(row int, headings []string) []store.RosterFinding {
	var list []store.RosterFinding
	for i, h := range headings {
		at := place{row, i + 1}
		if rosterFields[h] == nil {
			continue
		}
		if m.formulas[at] {
			list = append(list, store.RosterFinding{Row: row, Column: h, Words: "是公式，请改为直接填写的内容（可复制后“选择性粘贴”为数值）"})
		}
		if a, ok := m.mergedAt(at); ok {
			list = append(list, store.RosterFinding{Row: row, Column: h,
				Words: fmt.Sprintf("是合并单元格（第%d至%d行），请取消合并，逐行填写", a.from.row, a.to.row)})
		}
	}
	return list
}

// Lines gives the rows as lines of a roster.
func (r *Roster) Lines() []store.RosterLine {
	lines := make([]store.RosterLine, len(r.Rows))
	for i, row := range r.Rows {
		lines[i].Row = row.Row
		for j, cell := range row.Cells {
			if field := rosterFields[r.Headings[j]]; field != nil {
				*field(&lines[i]) = strings.TrimSpace(cell)
			}
		}
	}
	return lines
}

// Found gives what is wrong with how the lines are written.
func (r *Roster) Found() []store.RosterFinding {
	var list []store.RosterFinding
	for _, row := range r.Rows {
		list = append(list, row.Found...)
	}
	return list
}

// Strange lists columns that mean nothing here, for whoever counts on them.
func (r *Roster) Strange() []string {
	var list []string
	for _, h := range r.Headings {
		if h != "" && h != FindingColumn && h != "序号" && rosterFields[h] == nil {
			list = append(list, h)
		}
	}
	return list
}

// filled reads the lines of a sheet that have anything in them, with cells as
// people see them: a telephone number that Excel took for a number stands there
// without an exponent.
func filled(data []byte, sheet string) ([]store.RosterRow, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: inMemory})
	if err != nil {
		return nil, ErrNotExcel
	}
	defer book.Close()
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, ErrNotExcel
	}
	defer rows.Close()
	var out []store.RosterRow
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, ErrNotExcel
		}
		if len(out) > MaxRows+headingWithin {
			return nil, ErrTooMany
		}
		if cells = cells[:min(len(cells), maxColumns)]; !blank(cells) {
			out = append(out, store.RosterRow{Row: n, Cells: slices.Clone(cells)}) // the rest of a wide row is let go
		}
	}
	if rows.Error() != nil {
		return nil, ErrNotExcel
	}
	return out, nil
}

func blank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}

// findHeadings finds the line of headings near the top.
func findHeadings(rows []store.RosterRow) (at int, headings []string) {
	for i, row := range rows[:min(len(rows), headingWithin)] {
		if row.Row > headingWithin {
			break
		}
		found := map[string]bool{}
		headings = make([]string, len(row.Cells))
		for j, cell := range row.Cells {
			h := strings.Join(strings.Fields(cell), "") // headings are spaced out to look even: 姓　名
			headings[j], found[h] = h, true
		}
		if found["姓名"] && found["届别层级"] {
			return i, headings
		}
	}
	return 0, nil
}
