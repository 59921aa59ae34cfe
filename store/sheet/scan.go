package sheet

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// marks are what the values of a sheet do not show: which cells are formulas, and
// which are merged with others.
type marks struct {
	formulas map[place]bool
	merged   []area
}

// place is a cell; both count from 1.
type place struct{ row, column int }

type area struct{ from, to place }

// Limits of what is remembered: past them a file is no list of people.
const (
	maxFormulas = 200_000
	maxMerged   = 5_000
)

// scan reads a sheet's XML as a stream. The library would have to hold the whole
// sheet to answer the same.
func scan(z *zip.Reader, part string) (*marks, error) {
	f, err := z.Open(part)
	if err != nil {
		return nil, ErrNotExcel
	}
	defer f.Close()
	m := &marks{formulas: map[place]bool{}}
	d := xml.NewDecoder(f)
	var cell string
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return m, nil
		}
		if err != nil {
			return nil, ErrNotExcel
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch e.Name.Local {
		case "c":
			cell = attr(e, "r")
		case "f":
			if at, ok := placeOf(cell); ok {
				m.formulas[at] = true
			}
		case "mergeCell":
			m.merge(attr(e, "ref"))
		}
		if len(m.formulas) > maxFormulas || len(m.merged) > maxMerged {
			return nil, ErrTooMany
		}
	}
}

func attr(e xml.StartElement, name string) string {
	if i := slices.IndexFunc(e.Attr, func(a xml.Attr) bool { return a.Name.Local == name }); i >= 0 {
		return e.Attr[i].Value
	}
	return ""
}

func placeOf(cell string) (place, bool) {
	column, row, err := excelize.CellNameToCoordinates(cell)
	return place{row, column}, err == nil
}

func (m *marks) merge(ref string) {
	first, last, _ := strings.Cut(ref, ":")
	from, ok := placeOf(first)
	to, okay := placeOf(last)
	if ok && okay {
		m.merged = append(m.merged, area{from, to})
	}
}

// mergedAt finds the merged area that a cell is part of.
func (m *marks) mergedAt(at place) (area, bool) {
	for _, a := range m.merged {
		if at.row >= a.from.row && at.row <= a.to.row && at.column >= a.from.column && at.column <= a.to.column {
			return a, true
		}
	}
	return area{}, false
}
