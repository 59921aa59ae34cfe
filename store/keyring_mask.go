package store

import (
	"strings"
	"unicode/utf8"
)

// MaskName shows the first character of a name and one star, 张*, whatever the
// length, for those who may know that somebody wrote but not who.
func MaskName(name string) string {
	r, size := utf8.DecodeRuneInString(NormaliseName(name))
	if size == 0 {
		return ""
	}
	return string(r) + "*"
}

// MaskPhone shows enough of a number to recognise one's own: 138****5678. Of a
// short number at most the last two digits are shown, and never over half.
func MaskPhone(phone string) string {
	number := NormalisePhone(phone)
	switch n := len(number); {
	case n == 0:
		return ""
	case n < 11:
		return "****" + number[max(n-2, (n+1)/2):]
	default:
		return number[:3] + "****" + number[n-4:]
	}
}

// MaskID shows the first three and the last two characters of an identity
// number: the birthday and the order number stay hidden.
func MaskID(id string) string {
	number := NormaliseID(id)
	n := len(number)
	if n < 12 {
		return strings.Repeat("*", n)
	}
	return number[:3] + strings.Repeat("*", n-5) + number[n-2:]
}
