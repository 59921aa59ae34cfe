package sheet

import (
	"archive/zip"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

func newZip(w io.Writer) excelize.ZipWriter { return zip.NewWriter(w) }

// stream writes one sheet row by row.
type stream struct {
	book  *excelize.File
	sw    *excelize.StreamWriter
	at    int // rows written
	above int // title and headings
	cells []any
	cell  int // style
	mark  int // style of a cell in a marked row
	marks func([]string) bool
}

// start lays out the sheet and writes title and headings.
func (f *File) start(t Table, sample [][]string) (*stream, error) {
	if err := f.paper(t.Portrait); err != nil {
		return nil, err
	}
	sw, err := f.book.NewStreamWriter(sheetName)
	if err != nil {
		return nil, err
	}
	s := &stream{book: f.book, sw: sw, cells: make([]any, len(t.Columns)), marks: t.Marked}
	for i, w := range widths(t.Columns, sample) {
		if err := sw.SetColWidth(i+1, i+1, w); err != nil {
			return nil, err
		}
	}
	top := 1
	if t.Title != "" {
		top = 2
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: top, TopLeftCell: fmt.Sprintf("A%d", top+1), ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	return s, s.head(t)
}

func (s *stream) head(t Table) error {
	styles, err := s.styles()
	if err != nil {
		return err
	}
	if t.Title != "" {
		last, err := excelize.CoordinatesToCellName(max(1, len(t.Columns)), 1)
		if err != nil {
			return err
		}
		if err := s.put([]any{excelize.Cell{StyleID: styles[0], Value: t.Title}}, excelize.RowOpts{Height: 30}); err != nil {
			return err
		}
		if len(t.Columns) > 1 {
			if err := s.sw.MergeCell("A1", last); err != nil {
				return err
			}
		}
	}
	cells := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		cells[i] = excelize.Cell{StyleID: styles[1], Value: c}
	}
	s.cell, s.mark = styles[2], styles[3]
	err = s.put(cells)
	s.above = s.at
	return err
}

// styles are those of the title, the headings, the cells and the marked cells.
func (s *stream) styles() (ids [4]int, err error) {
	line := func(kind string) excelize.Border { return excelize.Border{Type: kind, Color: "A0A0A0", Style: 1} }
	box := []excelize.Border{line("left"), line("right"), line("top"), line("bottom")}
	const asText = 49 // Excel's number format "@"
	for i, style := range []excelize.Style{
		{Font: &excelize.Font{Bold: true, Size: 16}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}},
		{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}, Border: box,
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F2EFEA"}}},
		{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}, Border: box, NumFmt: asText},
		{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}, Border: box, NumFmt: asText,
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FBE9D0"}}},
	} {
		if ids[i], err = s.book.NewStyle(&style); err != nil {
			return ids, err
		}
	}
	return ids, nil
}

// row writes a line of text. Missing cells are empty, cells without a heading are
// a mistake of the caller and are left out.
func (s *stream) row(row []string) error {
	if s.at == maxSheetRows {
		return ErrTooLong
	}
	style := s.cell
	if s.marks != nil && s.marks(row) {
		style = s.mark
	}
	for i := range s.cells {
		text := ""
		if i < len(row) {
			text = row[i]
		}
		s.cells[i] = excelize.Cell{StyleID: style, Value: text}
	}
	return s.put(s.cells)
}

func (s *stream) put(cells []any, opts ...excelize.RowOpts) error {
	s.at++
	if err := s.sw.SetRow(fmt.Sprintf("A%d", s.at), cells, opts...); err != nil {
		return fmt.Errorf("writing a row: %w", err)
	}
	return nil
}

// end finishes the sheet: the headings are printed on every page.
func (s *stream) end(t Table) error {
	if err := s.sw.Flush(); err != nil {
		return fmt.Errorf("finishing a sheet: %w", err)
	}
	err := s.book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheetName,
		RefersTo: fmt.Sprintf("%s!$%d:$%d", sheetName, s.above, s.above)})
	if err != nil {
		return fmt.Errorf("naming the headings: %w", err)
	}
	props := &excelize.DocProperties{Title: t.Title, Creator: "Liaison"}
	if err := s.book.SetDocProps(props); err != nil {
		return fmt.Errorf("naming a workbook: %w", err)
	}
	return nil
}

// paper makes the sheet print on A4, as wide as the paper, with page numbers.
func (f *File) paper(portrait bool) error {
	a4, across, one, any, fit := 9, "landscape", 1, 0, true
	if portrait {
		across = "portrait"
	}
	if err := f.book.SetPageLayout(sheetName, &excelize.PageLayoutOptions{Size: &a4, Orientation: &across, FitToWidth: &one, FitToHeight: &any}); err != nil {
		return err
	}
	if err := f.book.SetSheetProps(sheetName, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	return f.book.SetHeaderFooter(sheetName, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页，共 &N 页"})
}
