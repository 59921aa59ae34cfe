package media

import (
	"strings"
	"testing"
)

func TestSniff(t *testing.T) {
	for head, want := range map[string]format{
		"\xff\xd8\xff\xe0":                 formatJPEG,
		"\x89PNG\r\n\x1a\n":                formatPNG,
		"GIF87a":                           formatGIF,
		"RIFF\x00\x00\x00\x00WEBP":         formatWebP,
		"RIFF\x00\x00\x00\x00WAVE":         formatUnknown,
		"RIFF":                             formatText,
		"\x00\x00\x00\x18ftypmp42":         formatMP4,
		"\x00\x00\x00\x18ftypqt  ":         formatUnknown,
		"\x00\x00\x00\x18ftypmif1":         formatHEIC,
		"#!AMR\n\x04":                      formatAMR,
		"#!AMR-WB\n":                       formatAMR,
		"OggS\x00\x02":                     formatOgg,
		"ID3\x03":                          formatMP3,
		"\xff\xfb\x90\x64":                 formatMP3,
		"\xff\xf3\x48\xc4":                 formatMP3,  // MPEG 2
		"\xff\xfe<\x00":                    formatText, // UTF-16, not MP3
		"\xff\xfb\xf0\x00":                 formatUnknown,
		"\xff\xfb\x9c\x00":                 formatUnknown, // no such sample rate
		"\xff\xf1\x50\x00":                 formatUnknown, // AAC
		"<svg>":                            formatText,
		`{"errcode":40007}`:                formatText,
		" \n<html>":                        formatText,
		"\x00\x01\x02\x03":                 formatUnknown,
		"GIF":                              formatText,
		strings.Repeat("\x00", 4) + "ftyp": formatUnknown,
	} {
		if got := sniff([]byte(head)); got != want {
			t.Errorf("%q is %q, want %q", head, got, want)
		}
	}
}

func FuzzSniff(f *testing.F) {
	for _, m := range magics {
		f.Add([]byte(m.prefix + "x"))
	}
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBP"))
	f.Add([]byte("\x00\x00\x00\x18ftypmp42"))
	f.Fuzz(func(t *testing.T, head []byte) {
		found := sniff(head)
		if mime := found.mime(); strings.HasPrefix(mime, "text/") || strings.Contains(mime, "svg") || mime == "" {
			t.Fatalf("%q is offered as %s", head, mime)
		}
		if _, picture := imageDecoders[found]; picture && strings.TrimLeft(string(head[:1]), " \t\r\n<") == "" {
			t.Fatalf("%q is taken for a %s", head, found)
		}
	})
}
