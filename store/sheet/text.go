package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The refusals of ReadText.
var (
	ErrNotText     = errors.New("the file is not text")
	ErrTextTooLong = errors.New("the text is longer than it may be")
)

// ReadText reads a text file in the encodings that Excel and Windows save Chinese
// in: UTF-8, UTF-16 with a mark, or GB18030. More than most bytes is
// ErrTextTooLong, a workbook or a picture ErrNotText.
func ReadText(r io.Reader, most int64) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("reading a text file: %w", err)
	case int64(len(raw)) > most:
		return "", ErrTextTooLong
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return "", ErrNotText
	case utf8.Valid(raw):
		return string(raw), nil
	}
	text, _, err := transform.Bytes(unicode.BOMOverride(simplifiedchinese.GB18030.NewDecoder()), raw)
	if err != nil || bytes.ContainsRune(text, 0) {
		return "", ErrNotText
	}
	return string(text), nil
}
