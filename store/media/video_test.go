package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
)

// box is one box of an MP4.
func box(kind, content string) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(content)))) + kind + content
}

// longBox is a box whose length is written in 64 bits.
func longBox(kind, content string, extra uint64) string {
	return "\x00\x00\x00\x01" + kind + string(binary.BigEndian.AppendUint64(nil, uint64(16+len(content))+extra)) + content
}

var (
	mp4Head = box("ftyp", "isom\x00\x00\x02\x00isommp41")
	mp4Good = mp4Head + box("free", "") + box("mdat", "pictures") + box("moov", "index")
)

func TestPutVideo(t *testing.T) {
	for name, content := range map[string]string{
		"plain":       mp4Good,
		"index first": mp4Head + box("moov", "index") + box("mdat", "pictures"),
		"long box":    mp4Head + box("moov", "index") + longBox("mdat", "pictures", 0),
		"to the end":  mp4Head + box("moov", "index") + "\x00\x00\x00\x00mdatpictures",
	} {
		s, dir := newStore(t, Options{})
		f, err := s.PutVideo(t.Context(), strings.NewReader(content))
		if err != nil || f.MIME != "video/mp4" || f.Size != int64(len(content)) {
			t.Errorf("%s: %+v, %v", name, f, err)
			continue
		}
		if kept, info := contentOf(t, s, f.Hash); string(kept) != content || info.MIME != "video/mp4" {
			t.Errorf("%s: kept as %+v", name, info)
		}
		wantFiles(t, dir, 1)
	}
}

func TestVideoRefusals(t *testing.T) {
	for name, x := range map[string]struct {
		content string
		want    Reason
	}{
		"nothing":        {"", ReasonEmpty},
		"no index":       {mp4Head + box("mdat", "pictures"), ReasonUndecoded},
		"cut":            {mp4Good[:len(mp4Good)-2], ReasonUndecoded},
		"zip behind":     {mp4Good + "PK\x03\x04 and more of it", ReasonUndecoded},
		"few bytes left": {mp4Good + "abc", ReasonUndecoded},
		"box of 7":       {mp4Head + "\x00\x00\x00\x07moov", ReasonUndecoded},
		"long box of 8":  {mp4Head + "\x00\x00\x00\x01moov\x00\x00\x00\x00\x00\x00\x00\x08", ReasonUndecoded},
		"longer than it": {mp4Head + longBox("moov", "index", 1), ReasonUndecoded},
		"negative":       {mp4Head + "\x00\x00\x00\x01moov\xff\xff\xff\xff\xff\xff\xff\xff", ReasonUndecoded},
		"too many boxes": {mp4Head + box("moov", "") + strings.Repeat(box("free", ""), mp4MaxBoxes), ReasonUndecoded},
		"QuickTime":      {box("ftyp", "qt  \x00\x00\x02\x00") + box("moov", ""), ReasonKind},
		"HEIC":           {box("ftyp", "heic\x00\x00\x02\x00") + box("moov", ""), ReasonKind},
		"HTML":           {"<html>", ReasonKind},
		"Matroska":       {"\x1a\x45\xdf\xa3\x01\x00\x00\x00", ReasonKind},
	} {
		t.Run(name, func(t *testing.T) {
			s, dir := newStore(t, Options{})
			_, err := s.PutVideo(t.Context(), strings.NewReader(x.content))
			wantRefused(t, dir, err, x.want)
		})
	}
}

func FuzzCheckBoxes(f *testing.F) {
	f.Add([]byte(mp4Good))
	f.Add([]byte(mp4Head + longBox("moov", "index", 0)))
	f.Fuzz(func(t *testing.T, content []byte) {
		err := checkBoxes(bytes.NewReader(content), int64(len(content)))
		if _, refused := errors.AsType[*RefusedError](err); err != nil && !refused {
			t.Fatal(err)
		}
		if err == nil && !bytes.Contains(content, []byte("moov")) {
			t.Fatalf("%q was taken without an index", content)
		}
	})
}
