package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Limits of a workbook: a zip of a few kilobytes can hold gigabytes. Twenty
// thousand people with a dozen columns are 2 MB as a file and 20 MB unpacked.
const (
	// MaxFile is how large a file may be, in bytes.
	MaxFile = 8 << 20
	// MaxRows is how many filled lines a roster may have below its headings.
	MaxRows = 20_000

	maxUnzipped = 64 << 20
	inMemory    = 4 << 20 // a larger part of a workbook waits in a temporary file
	maxParts    = 2_000   // files inside the zip
	maxColumns  = 256
)

// ErrWorkbook is a file that cannot be read as a workbook of Excel; the errors
// below say why.
var ErrWorkbook = errors.New("the file is not an Excel workbook (.xlsx) that can be read")

// What can be wrong with a whole file.
var (
	ErrEmptyFile = fmt.Errorf("%w: it is empty", ErrWorkbook)
	ErrNotExcel  = fmt.Errorf("%w: it is something else, or damaged", ErrWorkbook)
	ErrOldExcel  = fmt.Errorf("%w: it is in the old format (.xls); save it as .xlsx", ErrWorkbook)
	ErrPassword  = fmt.Errorf("%w: it is protected by a password; save it without one", ErrWorkbook)
	ErrTooLarge  = fmt.Errorf("%w: it is larger than %d MB, or unpacks to more than %d MB", ErrWorkbook, MaxFile>>20, maxUnzipped>>20)
	ErrTooMany   = fmt.Errorf("%w: it has more than %d lines; divide it", ErrWorkbook, MaxRows)
	ErrNobody    = fmt.Errorf("%w: there is no line below the headings", ErrWorkbook)
)

// compound begins what Excel wrote before 2007, and what it encrypts today.
var compound = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")

// encrypted stands in a compound file that is an encrypted workbook, in UTF-16.
var encrypted = []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")

// readFile reads a whole file and says what is wrong with it before anything is
// unpacked.
func readFile(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading a file: %w", err)
	case len(data) > MaxFile:
		return nil, ErrTooLarge
	case len(data) == 0:
		return nil, ErrEmptyFile
	case bytes.HasPrefix(data, compound) && bytes.Contains(data, encrypted):
		return nil, ErrPassword
	case bytes.HasPrefix(data, compound):
		return nil, ErrOldExcel
	}
	return data, nil
}

// unzip opens the archive a workbook is. Sizes are what it says of itself: the
// reader of a part stops there.
func unzip(data []byte) (*zip.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, ErrNotExcel
	}
	if len(z.File) > maxParts {
		return nil, ErrTooLarge
	}
	left := uint64(maxUnzipped)
	for _, f := range z.File {
		if f.UncompressedSize64 > left {
			return nil, ErrTooLarge
		}
		left -= f.UncompressedSize64
	}
	return z, nil
}

// firstVisible finds the first sheet that a reader of the workbook sees: its name
// and where it lies in the archive.
func firstVisible(z *zip.Reader) (name, part string, err error) {
	var book struct {
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(parsePart(z, "xl/workbook.xml", &book), parsePart(z, "xl/_rels/workbook.xml.rels", &rels)); err != nil {
		return "", "", ErrNotExcel
	}
	for _, s := range book.Sheets {
		if s.State != "" && s.State != "visible" {
			continue
		}
		for _, a := range s.Attrs {
			for _, r := range rels.List {
				if a.Name.Local == "id" && r.ID == a.Value {
					return s.Name, partPath(r.Target), nil
				}
			}
		}
	}
	return "", "", ErrNotExcel
}

// partPath is where a relation of the workbook leads.
func partPath(target string) string {
	if strings.HasPrefix(target, "/") {
		return strings.TrimPrefix(path.Clean(target), "/")
	}
	return path.Join("xl", target)
}

func parsePart(z *zip.Reader, name string, into any) error {
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return xml.NewDecoder(io.LimitReader(f, inMemory)).Decode(into)
}
