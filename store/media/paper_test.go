package media

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
)

// office is a file of Office with those parts.
func office(t *testing.T, parts ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		if _, err := z.Create(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPutPaper(t *testing.T) {
	for name, x := range map[string]struct{ content, mime string }{
		"pdf":   {"%PDF-1.7\nhello\n%%EOF\n", "application/pdf"},
		"word":  {office(t, "[Content_Types].xml", "word/document.xml"), officeMIME["word/document.xml"]},
		"excel": {office(t, "[Content_Types].xml", "xl/workbook.xml"), officeMIME["xl/workbook.xml"]},
	} {
		s, dir := newStore(t, Options{})
		f, err := s.PutPaper(t.Context(), strings.NewReader(x.content))
		if err != nil || f.MIME != x.mime || f.Size != int64(len(x.content)) {
			t.Errorf("%s: %+v, %v", name, f, err)
			continue
		}
		if kept, _ := contentOf(t, s, f.Hash); string(kept) != x.content {
			t.Errorf("%s: kept otherwise than it came", name)
		}
		wantFiles(t, dir, 1)
	}
}

func TestPaperRefusals(t *testing.T) {
	for name, content := range map[string]string{
		"nothing": "", "cut pdf": "%PDF-1.7\nhello", "page": "<html><script>", "any zip": office(t, "a.txt"),
		"macros":  office(t, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
		"cut zip": office(t, "[Content_Types].xml", "word/document.xml")[:40],
	} {
		s, dir := newStore(t, Options{})
		_, err := s.PutPaper(t.Context(), strings.NewReader(content))
		var refused *RefusedError
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v, want a refusal", name, err)
		}
		wantFiles(t, dir, 0)
	}
}
