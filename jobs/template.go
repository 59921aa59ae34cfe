package jobs

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"liaison/bot"
	"liaison/store"
	"liaison/store/act"
)

// GenericTemplate stands in place of a kind in act.SetTemplate: the template for
// every kind that has none of its own.
const GenericTemplate store.NoticeKind = "generic"

// Template says which of the account's templates to use and what goes into its
// fields. Its text form, as act.SetTemplate keeps it, is
//
//	TEMPLATEID|thing1=Title;character_string2=Number;time3=Time;phrase4=Status;thing5=群众意见
//
// where the right side is a slot (Title, Number, Time, Status, Office, Due, Place,
// Kind) or words to be used as they are.
type Template struct {
	ID     string
	Fields []TemplateField
}

// TemplateField is a field of a template and what goes into it.
type TemplateField struct {
	Key  string // thing1: the type, and a number
	Slot string // a slot, or words
}

// Unsaid stands in a field whose label asks for what no notice holds.
const Unsaid = "请点开查看"

// ErrTemplate is a mapping that cannot be read.
var ErrTemplate = errors.New("a template is mapped as ID|field=slot;field=slot")

// ParseTemplate reads the text form.
func ParseTemplate(text string) (Template, error) {
	id, rest, ok := strings.Cut(text, "|")
	if id = strings.TrimSpace(id); !ok || id == "" {
		return Template{}, ErrTemplate
	}
	t := Template{ID: id}
	for pair := range strings.SplitSeq(rest, ";") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		key, slot, ok := strings.Cut(pair, "=")
		key, slot = strings.TrimSpace(key), strings.TrimSpace(slot)
		if _, known := fieldLimits[fieldType(key)]; !ok || !known || slot == "" {
			return Template{}, fmt.Errorf("%w: bad field", ErrTemplate)
		}
		t.Fields = append(t.Fields, TemplateField{key, slot})
	}
	if len(t.Fields) == 0 {
		return Template{}, ErrTemplate
	}
	return t, nil
}

// String gives the text form.
func (t Template) String() string {
	pairs := make([]string, len(t.Fields))
	for i, f := range t.Fields {
		pairs[i] = f.Key + "=" + f.Slot
	}
	return t.ID + "|" + strings.Join(pairs, ";")
}

// templateFor finds the mapping for a kind of notice, or the generic one.
func templateFor(view *act.View, kind store.NoticeKind) (Template, bool) {
	for _, k := range []store.NoticeKind{kind, GenericTemplate} {
		if t, err := ParseTemplate(view.Remembered("template." + string(k))); err == nil {
			return t, true
		}
	}
	return Template{}, false
}

// fieldLimits is how many UTF-16 units a type of field takes; the platform
// refuses a longer value with 47003.
var fieldLimits = map[string]int{
	"thing": 20, "const": 20, "number": 32, "letter": 32, "symbol": 5, "character_string": 32,
	"time": 40, "date": 40, "amount": 14, "phone_number": 17, "car_number": 8, "name": 10, "phrase": 5,
}

func fieldType(key string) string { return strings.TrimRight(key, "0123456789") }

// fill makes the values of a template's fields for a notice.
func (t Template) fill(d *act.Delivery, w bot.Words) map[string]string {
	values := make(map[string]string, len(t.Fields))
	for _, f := range t.Fields {
		kind := fieldType(f.Key)
		values[f.Key] = cmp.Or(fitField(kind, slotValue(f.Slot, kind, d, w)), emptyField(kind, d))
	}
	return values
}

func slotValue(slot, kind string, d *act.Delivery, w bot.Words) string {
	switch slot {
	case "Title":
		return w.Title
	case "Number":
		return w.Number
	case "Status":
		return w.Status
	case "Office":
		return d.Office
	case "Place":
		return w.Place
	case "Kind":
		return kindOf(d)
	case "Time":
		return moment(kind, takesPlace(d))
	case "Due":
		if d.Meeting != nil && !d.Meeting.ReplyBy.IsZero() {
			return moment(kind, d.Meeting.ReplyBy)
		}
		if d.Opinion != nil && !d.Opinion.Due.IsZero() {
			return moment(kind, d.Opinion.Due)
		}
		return ""
	}
	return slot
}

// kindOf is what a notice is about, in the word people use for it.
func kindOf(d *act.Delivery) string {
	switch {
	case d.Opinion != nil:
		return "群众意见"
	case d.Appointment != nil:
		return "代表接待"
	case d.Meeting != nil:
		return cmp.Or(store.ActivityName(d.Meeting.Kind), "会议活动")
	}
	return "工作提醒"
}

// takesPlace is when what a notice is about takes place; of what has no such time,
// when the notice was made.
func takesPlace(d *act.Delivery) time.Time {
	switch {
	case d.Appointment != nil && !d.Appointment.At.Starts.IsZero():
		return d.Appointment.At.Starts
	case d.Appointment != nil:
		return d.Appointment.Meeting.Starts
	case d.Meeting != nil:
		return d.Meeting.Starts
	}
	return d.Notice.Created
}

// moment gives a time as people in China read it, in the form the field takes.
func moment(kind string, t time.Time) string {
	form := "2006年1月2日 15:04"
	if kind == "date" {
		form = "2006年1月2日"
	}
	return t.In(store.ChinaTime).Format(form)
}

// emptyField stands where there is nothing to say: the platform refuses a field
// that is empty or missing.
func emptyField(kind string, d *act.Delivery) string {
	switch kind {
	case "time", "date":
		return moment(kind, d.Notice.Created)
	case "number", "amount", "phone_number":
		return "0"
	case "letter":
		return "N"
	case "symbol", "character_string":
		return "-"
	case "phrase":
		return "请查看"
	}
	return Unsaid
}

// fitField makes a value one that the type of field takes: no line breaks, no
// emoji, only the characters of the type, and not too long.
func fitField(kind, value string) string {
	value = strings.Map(func(r rune) rune { return showable(kind, r) }, value)
	end, blank := "", ""
	switch kind {
	case "thing", "const":
		end, blank = "…", " "
	case "character_string", "time", "date":
		blank = " "
	}
	return cutField(strings.Join(strings.Fields(value), blank), fieldLimits[kind], end)
}

// showable keeps a rune that the type of field takes, makes a blank of what
// separates, and drops the rest.
func showable(kind string, r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cs, r), r == unicode.ReplacementChar:
		return -1 // Cf holds the joiner that makes one emoji of several
	case unicode.Is(unicode.So, r) && r > 0x2100, unicode.Is(unicode.Variation_Selector, r), r >= 0x1F3FB && r <= 0x1F3FF:
		return -1
	case kind == "phrase" && !unicode.Is(unicode.Han, r),
		kind == "character_string" && r > unicode.MaxASCII,
		kind == "letter" && (r > unicode.MaxASCII || !unicode.IsLetter(r)),
		kind == "number" && !(r >= '0' && r <= '9' || r == '.' || r == '-'),
		kind == "name" && unicode.IsDigit(r),
		kind == "symbol" && (unicode.IsLetter(r) || unicode.IsDigit(r)):
		return -1
	}
	return r
}

// cutField shortens a text to so many UTF-16 units, the unit in which the
// platform's own programs count, and ends what was cut with end. A mark stays
// with the letter it stands on, or goes with it.
func cutField(s string, most int, end string) string {
	if units(s) <= most {
		return s
	}
	room, stop, used := most-units(end), 0, 0
	for at, r := range s {
		if !unicode.Is(unicode.M, r) {
			stop = at // here a letter begins, so the text may end before it
		}
		if used += unitsOf(r); used > room {
			break
		}
	}
	return s[:stop] + end
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}
