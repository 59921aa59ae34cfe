package media

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// maxPaperBytes bounds a paper of a meeting.
const maxPaperBytes = 30 << 20

// unpackedMost bounds what an Office file says it unpacks to: a bomb is opened on
// the deputies' phones.
const unpackedMost = 512 << 20

// zipMost bounds the parts of an Office file; a long report has a few hundred.
const zipMost = 5_000

// officeMIME are the kinds of Office file that are kept, by the part each has.
var officeMIME = map[string]string{
	"word/document.xml":    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xl/workbook.xml":      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}

// PutPaper keeps a paper of a meeting: a PDF, a Word, Excel or PowerPoint file
// without macros, or a picture, which is made anew. The others are kept as they
// came, from people of the desk, after a check of their form: serve them under the
// type given here, to be saved and never shown as a page.
func (s *Store) PutPaper(ctx context.Context, r io.Reader) (File, error) {
	upload, head, err := s.spool(ctx, r, maxPaperBytes)
	if err != nil {
		return File{}, err
	}
	defer upload.discard()
	file := File{Size: upload.size}
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		file.MIME, err = "application/pdf", checkPDF(upload.file, upload.size)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		file.MIME, err = officeKind(upload.file, upload.size)
	default:
		if _, err = upload.file.Seek(0, io.SeekStart); err != nil {
			return File{}, fmt.Errorf("read upload: %w", err)
		}
		return s.PutImage(ctx, upload.file)
	}
	if err != nil {
		return File{}, err
	}
	file.Hash, err = upload.keep()
	return file, err
}

// pdfTail is where a PDF's end mark stands at the latest.
const pdfTail = 2048

// checkPDF refuses a PDF that was cut off on the way.
func checkPDF(f io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, pdfTail))
	if _, err := f.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read paper: %w", err)
	}
	if !bytes.Contains(tail, []byte("%%EOF")) {
		return refuse(ReasonUndecoded)
	}
	return nil
}

// runs reports whether a part of an Office file is a program: a macro of either
// kind, or a control.
func runs(part string) bool {
	return path.Base(part) == "vbaproject.bin" || strings.Contains(part, "/macrosheets/") || strings.Contains(part, "/activex/")
}

// officeKind tells the kind of an Office file by its parts; nothing is unpacked.
func officeKind(f io.ReaderAt, size int64) (string, error) {
	z, err := zip.NewReader(f, size)
	if err != nil || len(z.File) > zipMost {
		return "", refuse(ReasonUndecoded)
	}
	var names []string
	left := uint64(unpackedMost)
	for _, part := range z.File {
		if part.UncompressedSize64 > left {
			return "", refuse(ReasonTooBig)
		}
		if left -= part.UncompressedSize64; runs(strings.ToLower(part.Name)) {
			return "", refuse(ReasonKind)
		}
		names = append(names, part.Name)
	}
	for part, mime := range officeMIME {
		if slices.Contains(names, part) && slices.Contains(names, "[Content_Types].xml") {
			return mime, nil
		}
	}
	return "", refuse(ReasonKind)
}
