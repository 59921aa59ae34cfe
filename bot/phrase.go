package bot

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// polite is the longest message that can be mere thanks or a greeting.
const polite = 20

// letters gives what a text says to the ear: without blanks, punctuation, and
// WeChat's typed faces such as [微笑]. Emoji stay.
func letters(text string) string {
	var b strings.Builder
	for s := normal(text); s != ""; {
		if n := face(s); n > 0 {
			s = s[n:]
			continue
		}
		r, n := utf8.DecodeRuneInString(s)
		if !unicode.IsPunct(r) && !isTone(r) {
			b.WriteRune(r)
		}
		s = s[n:]
	}
	return b.String()
}

// memo remembers what a function makes of words. The same few hundred, of the
// settings and of this package, are compared with every message; making them
// plain each time was a fifth of all the work on a message. It is for words
// only: what people send would fill it.
type memo struct {
	known sync.Map // string → string
	make  func(string) string
}

func (m *memo) of(word string) string {
	if v, ok := m.known.Load(word); ok {
		return v.(string)
	}
	v := m.make(word)
	m.known.Store(word, v)
	return v
}

var (
	wordLetters = memo{make: letters}
	wordNormal  = memo{make: normal}
)

// face is the length of a typed face at the front of a text, or 0.
func face(s string) int {
	if !strings.HasPrefix(s, "[") {
		return 0
	}
	end := strings.IndexByte(s, ']')
	if end < 0 || utf8.RuneCountInString(s[1:end]) > 4 || strings.Contains(s[1:end], "[") {
		return 0
	}
	return end + 1
}

// isTone tells the characters that only colour an emoji (👍🏻) and the ASCII signs
// that Go counts as symbols.
func isTone(r rune) bool {
	return r >= 0x1F3FB && r <= 0x1F3FF || r == '~' || r == '+' || r == '=' || r == '^' || r == '`'
}

// wordless tells a text in which nothing is said: empty, punctuation, emoji.
func wordless(text string) bool {
	return strings.IndexFunc(letters(text), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0
}

// consistsOf tells whether a short text is made of nothing but those words, in any
// order: 好的，谢谢您！
func consistsOf(text string, words []string) bool {
	s := letters(text)
	if s == "" || utf8.RuneCountInString(s) > polite {
		return false
	}
	plain := make([]string, 0, len(words))
	for _, w := range words {
		if w = wordLetters.of(w); w != "" {
			plain = append(plain, w)
		}
	}
	return madeOf(s, plain)
}

// madeOf marks how far the words reach. Taking the longest word each time would
// stumble over words that begin alike.
func madeOf(s string, words []string) bool {
	reached := make([]bool, len(s)+1)
	reached[0] = true
	for i := range s {
		if !reached[i] {
			continue
		}
		for _, w := range words {
			if strings.HasPrefix(s[i:], w) {
				reached[i+len(w)] = true
			}
		}
	}
	return reached[len(s)]
}

// mentions tells whether one of the words stands in a text, blanks or none.
func mentions(text string, words []string) bool {
	s := normal(text)
	for _, w := range words {
		if w = wordNormal.of(w); w != "" && strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// maxHints bounds how many hints one answer carries.
const maxHints = 2

// hints gives the hints of words.elsewhere whose words stand in a text. A line is
// words=hint; a line that is not is passed over, for settings are typed by people.
func hints(text, setting string) []string {
	var out []string
	for line := range strings.Lines(setting) {
		words, hint, ok := strings.Cut(line, "=")
		if !ok {
			words, hint, ok = strings.Cut(line, "|")
		}
		hint = strings.TrimSpace(hint)
		if ok && hint != "" && len(out) < maxHints && mentions(text, strings.Fields(words)) {
			out = append(out, hint)
		}
	}
	return out
}
