package sim

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fieldRules has what each type of field takes, from the platform's table of
// parameter types. Lengths are in characters.
var fieldRules = map[string]func(string) bool{
	"thing":            func(v string) bool { return runes(v) <= 20 },
	"const":            func(v string) bool { return runes(v) <= 20 },
	"number":           func(v string) bool { return runes(v) <= 32 && numberForm.MatchString(v) },
	"letter":           func(v string) bool { return runes(v) <= 32 && letterForm.MatchString(v) },
	"symbol":           func(v string) bool { return runes(v) <= 5 && strings.IndexFunc(v, wordy) < 0 },
	"character_string": func(v string) bool { return runes(v) <= 32 && asciiForm.MatchString(v) },
	"time":             func(v string) bool { return timeForm.MatchString(v) },
	"date":             func(v string) bool { return dateForm.MatchString(v) },
	"amount":           func(v string) bool { return amountForm.MatchString(v) },
	"phone_number":     func(v string) bool { return runes(v) <= 17 && phoneForm.MatchString(v) },
	"car_number":       func(v string) bool { return runes(v) <= 8 },
	"name":             validName,
	"phrase":           func(v string) bool { return runes(v) <= 5 && strings.IndexFunc(v, notHan) < 0 },
}

const (
	datePart = `(\d{4}年\d{1,2}月\d{1,2}日|\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2})`
	hourPart = `([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?`
)

var (
	numberForm = regexp.MustCompile(`^-?\d+(\.\d+)?$`)
	letterForm = regexp.MustCompile(`^[A-Za-z]+$`)
	asciiForm  = regexp.MustCompile(`^[\x20-\x7E]+$`)
	amountForm = regexp.MustCompile(`^[¥￥$€]?\d{1,10}(\.\d{1,2})?元?$`)
	phoneForm  = regexp.MustCompile(`^[0-9+\-() ]+$`)
	oneTime    = `(` + datePart + ` ?)?` + hourPart
	oneDate    = datePart + `( ?` + hourPart + `)?`
	timeForm   = regexp.MustCompile(`^(` + oneTime + `|` + oneDate + `)(~(` + oneTime + `|` + oneDate + `))?$`)
	dateForm   = regexp.MustCompile(`^` + oneDate + `(~` + oneDate + `)?$`)
)

func runes(v string) int   { return utf8.RuneCountInString(v) }
func wordy(r rune) bool    { return unicode.IsLetter(r) || unicode.IsDigit(r) }
func notHan(r rune) bool   { return !unicode.Is(unicode.Han, r) }
func notASCII(r rune) bool { return r > unicode.MaxASCII }

// validName takes 10 characters with Chinese among them, or 20 without.
func validName(v string) bool {
	if strings.IndexFunc(v, unicode.IsDigit) >= 0 {
		return false
	}
	if strings.IndexFunc(v, notASCII) < 0 {
		return runes(v) <= 20
	}
	return runes(v) <= 10
}

// unshowable are line breaks, other control characters and emoji, which no field
// takes.
func unshowable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.So, r) && r > 0x2100 || r == 0xFE0F || r == utf8.RuneError
}

type fieldValue struct {
	Value string `json:"value"`
}

// fillFields puts values into a template or refuses with 47003, naming the field
// as the platform does. Keys the template lacks are ignored.
func (t *template) fillFields(data map[string]*fieldValue) ([]Field, error) {
	out := make([]Field, 0, len(t.Fields))
	for _, slot := range t.Fields {
		v := data[slot.Key]
		if v == nil || strings.TrimSpace(v.Value) == "" {
			return nil, refusef(47003, "argument invalid! data.%s.value is empty", slot.Key)
		}
		if !slot.takes(v.Value) {
			return nil, refusef(47003, "argument invalid! data.%s.value invalid", slot.Key)
		}
		out = append(out, Field{slot.Key, slot.Label, v.Value})
	}
	return out, nil
}

func (f slot) takes(value string) bool {
	if strings.IndexFunc(value, unshowable) >= 0 {
		return false
	}
	rule := fieldRules[strings.TrimRight(f.Key, "0123456789")]
	return rule != nil && rule(value)
}
