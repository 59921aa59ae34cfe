package store

import (
	"strings"
	"unicode"
)

// NormalisePhone gives one spelling to a Chinese phone number however it was
// typed: full-width digits, spaces, dashes, brackets and +86 or 0086 in front.
// A landline keeps its area code with the leading 0. A number of another
// country keeps its +. Text without a digit gives "". It does not check that
// the number exists.
func NormalisePhone(phone string) string {
	var digits strings.Builder
	foreign := false
	for _, r := range phone {
		r = halfWidth(r)
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
		case r == '+' && digits.Len() == 0:
			foreign = true
		}
	}
	number, chinese := cutChinaCode(digits.String(), foreign)
	switch {
	case number == "":
		return ""
	case foreign && !chinese:
		return "+" + number
	case chinese && !isMobile(number) && !strings.HasPrefix(number, "0"):
		return "0" + number
	}
	return number
}

// cutChinaCode takes 86 off when it is a country code and not the beginning
// of a local number such as 8612 3456.
func cutChinaCode(number string, plus bool) (string, bool) {
	if rest, ok := strings.CutPrefix(number, "0086"); ok {
		return rest, true
	}
	rest, ok := strings.CutPrefix(number, "86")
	if ok && (plus || isMobile(rest)) {
		return rest, true
	}
	return number, false
}

func isMobile(number string) bool {
	return len(number) == 11 && number[0] == '1' && number[1] >= '3'
}

// NormaliseName gives one spelling to a person's name: no spaces of any width
// (张　三), no invisible characters, half-width letters in lower case, and one
// middle dot for the many that names such as 阿不都·热西提 are typed with.
func NormaliseName(name string) string {
	return strings.Map(func(r rune) rune {
		switch r = halfWidth(r); {
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r), unicode.IsControl(r):
			return -1
		case strings.ContainsRune("·•・‧･∙⋅●.", r):
			return '·'
		}
		return unicode.ToLower(r)
	}, name)
}

// NormaliseID gives one spelling to the number of an identity card or travel
// document: half-width letters and digits, in upper case (the check digit x),
// without anything between them.
func NormaliseID(id string) string {
	return strings.Map(func(r rune) rune {
		r = unicode.ToUpper(halfWidth(r))
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, id)
}

// halfWidth maps the full-width forms that a Chinese keyboard makes of ASCII.
func halfWidth(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '\u3000':
		return ' '
	}
	return r
}
