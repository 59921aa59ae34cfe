package bot

import (
	"fmt"
	"strings"
	"unicode"
)

// numberDigits is how many digits follow the year at least.
const numberDigits = 6

// numberWords may stand before a number, in this order.
var numberWords = []string{"查询", "查", "编号", "单号", "号码", "是"}

// chatty is how many characters may stand around a number for a message to be a
// question about it. Whoever writes more has something to say.
const chatty = 12

// normal gives a text one spelling for comparing: half-width, upper case, without
// blanks and invisible characters.
func normal(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // full-width forms
			r -= '！' - '!'
		case r == '－' || r == '—' || r == '–' || r == '−' || r == '‐':
			r = '-'
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || r == 0xFE0F {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

// findNumber finds the first YJ-2026-000123 in a text, however it was typed, and
// gives what stands around it, normalised. Dashes may be missing.
func findNumber(text string) (number, before, after string) {
	s := normal(text)
	for from := 0; ; {
		i := strings.Index(s[from:], "YJ")
		if i < 0 {
			return "", "", ""
		}
		i += from
		if number, rest, ok := readNumber(s[i+2:]); ok {
			return number, s[:i], rest
		}
		from = i + 2
	}
}

// readNumber reads what follows the letters: a year and at least six digits.
func readNumber(s string) (number, rest string, ok bool) {
	s = strings.TrimLeft(s, "-:")
	year, s := digits(s, 4)
	s = strings.TrimLeft(s, "-")
	n, rest := digits(s, 9)
	if len(year) != 4 || len(n) < 1 {
		return "", "", false
	}
	return "YJ-" + year + "-" + pad(n), rest, true
}

// digits cuts up to most ASCII digits off the front.
func digits(s string, most int) (run, rest string) {
	i := 0
	for i < len(s) && i < most && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return s[:i], s[i:]
}

// pad writes a number's digits with at least six of them.
func pad(n string) string {
	n = strings.TrimLeft(n, "0")
	return fmt.Sprintf("%0*s", numberDigits, n)
}

// bareNumber reads a text that is nothing but digits: 123 or 000123, of no year,
// or 2026-000123, perhaps after 编号. Telephone numbers are too long to be one, or
// do not begin with a year.
func bareNumber(text string) (year, n string, ok bool) {
	s := normal(text)
	for _, word := range numberWords {
		s = strings.TrimLeft(strings.TrimPrefix(s, word), ":")
	}
	first, rest := digits(s, 20)
	switch {
	case rest == "" && len(first) == 4+numberDigits && strings.HasPrefix(first, "20"):
		return first[:4], pad(first[4:]), true
	case rest == "" && len(first) >= 1 && len(first) <= numberDigits:
		return "", pad(first), true
	case len(first) == 4 && strings.HasPrefix(rest, "-"):
		n, rest := digits(rest[1:], 9)
		return first, pad(n), n != "" && rest == ""
	}
	return "", "", false
}
