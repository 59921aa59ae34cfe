package page

import (
	"fmt"
	"html/template"
	"time"

	"liaison/store"
)

// funcs is what every template may call:
//
//	asset "x.css"    address of an embedded file
//	icon "clock"     an icon of static/icons.svg
//	text .S          one line somebody wrote      paragraphs .S   several
//	date .T  day .S  datetime .T  when .T                 workdays .N
//	maskPhone .S  maskID .S  maskName .S
//	csrf $           hidden form token            formid          hidden once-only id
//	input .T         value of a datetime-local input
//	span .T .T       from when to when, as people say it     clock .T   15:04
//	dict "k" v …     arguments of a part
func (p *Pages) funcs() template.FuncMap {
	return template.FuncMap{
		"asset": p.assets.url, "icon": p.icon,
		"text": Text, "paragraphs": Paragraphs,
		"date": Date, "day": Day, "datetime": DateTime, "when": p.timeTag, "workdays": WorkDays,
		"input":     inputTime,
		"span":      store.SpokenSpan,
		"clock":     clockTime,
		"maskPhone": store.MaskPhone, "maskID": store.MaskID, "maskName": store.MaskName,
		"csrf": csrfField, "formid": formIDField, "dict": dict,
	}
}

// clockTime is the time of the day in China.
func clockTime(t time.Time) string { return t.In(china).Format("15:04") }

// inputTime is the value of an <input type="datetime-local">, in Chinese time.
func inputTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(china).Format("2006-01-02T15:04")
}

// dict makes the map that a part with several arguments is given.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict: %d arguments are not pairs", len(pairs))
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: key %v is not a string", pairs[i])
		}
		m[key] = pairs[i+1]
	}
	return m, nil
}
