package page

import (
	"fmt"
	"html"
	"html/template"
	"strings"
	"unicode"
)

// Text shows what a person wrote, on one line, so that it can harm neither the
// page nor its reader: escaped, isolated from the direction of what surrounds
// it, and with characters that hide or reorder text made visible. It is the
// template function "text".
func Text(s string) template.HTML {
	return template.HTML(`<bdi>` + visible(strings.ReplaceAll(s, "\n", " ")) + `</bdi>`)
}

// Paragraphs shows what a person wrote over several lines: a blank line begins
// a paragraph, a line break stays one. Its care is that of Text. It is the
// template function "paragraphs".
func Paragraphs(s string) template.HTML {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	for part := range strings.SplitSeq(s, "\n\n") {
		part = strings.Trim(part, "\n")
		if strings.TrimSpace(part) == "" {
			continue
		}
		b.WriteString(`<p dir="auto" class="said">`)
		b.WriteString(strings.ReplaceAll(visible(part), "\n", "<br>"))
		b.WriteString("</p>")
	}
	return template.HTML(b.String())
}

// visible escapes s and replaces each character that would act on the page
// unseen by its code point in a mark.
func visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r != '\n' && hidden(r) {
			fmt.Fprintf(&b, `<span class="ctl" title="不可见字符">U+%04X</span>`, r)
			continue
		}
		b.WriteString(html.EscapeString(string(r)))
	}
	return b.String()
}

// hidden covers control characters and Unicode's format characters: bidi
// overrides, zero-width space, tags. The joiners are left alone, because emoji
// and the scripts of several minorities are written with them.
func hidden(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	switch r {
	case '\t', nonJoiner, joiner:
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029'
}
