package page

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

func TestParagraphs(t *testing.T) {
	got := string(Paragraphs(nasty))
	for _, want := range []string{"&lt;script&gt;", `>U+202E</span>`, `>U+200B</span>`, `>U+0000</span>`, `>U+001B</span>`, "👨‍👩‍👧<br>换行"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	if n := strings.Count(got, "<p "); n != 2 {
		t.Errorf("%d paragraphs, want 2", n)
	}
	if got := Paragraphs(" \n\n "); got != "" {
		t.Errorf("blank text gave %q", got)
	}
}

// FuzzText parses what Text and Paragraphs made and demands that only their
// own elements are in it and that no character acts unseen.
func FuzzText(f *testing.F) {
	for _, s := range []string{nasty, "", "<p", "&lt;", "\ufeff\u2066x\u2069", "\x80\xff", "a\n\n\nb\r\n\r\nc", "\U000e0041"} {
		f.Add(s)
	}
	own := map[string]bool{"p": true, "br": true, "bdi": true, "span": true}
	f.Fuzz(func(t *testing.T, s string) {
		for _, out := range []string{string(Text(s)), string(Paragraphs(s))} {
			if !utf8.ValidString(out) {
				t.Fatalf("invalid UTF-8 from %q", s)
			}
			z := html.NewTokenizer(strings.NewReader(out))
			for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
				tok := z.Token()
				if kind != html.TextToken && !own[tok.Data] {
					t.Fatalf("<%s> from %q", tok.Data, s)
				}
				if kind == html.TextToken && strings.ContainsFunc(tok.Data, func(r rune) bool { return r != '\n' && hidden(r) }) {
					t.Fatalf("hidden character from %q in %q", s, tok.Data)
				}
			}
		}
	})
}
