package page

import (
	"fmt"
	"html/template"
	"time"
)

// china is the zone of everything people read. It is fixed, since a machine
// may lack zone data and China has no summer time.
var china = time.FixedZone("CST", 8*60*60)

const noDate = "—"

// Date writes 2026年11月22日; a zero time is a dash.
func Date(t time.Time) string { return chinese(t, "2006年1月2日") }

// DateTime writes 2026年11月22日 15:04; a zero time is a dash.
func DateTime(t time.Time) string { return chinese(t, "2006年1月2日 15:04") }

// Day writes a date kept as 2026-11-22 as 2026年11月22日; anything else is a dash.
func Day(s string) string {
	t, err := time.ParseInLocation(time.DateOnly, s, china)
	if err != nil {
		return noDate
	}
	return Date(t)
}

func chinese(t time.Time, form string) string {
	if t.IsZero() {
		return noDate
	}
	return t.In(china).Format(form)
}

// When writes a time as one says it on the day now is in: 今天 15:04, 昨天
// 15:04, 明天 9:00, 11月2日 15:04, and with the year when it is another.
func When(t, now time.Time) string {
	if t.IsZero() {
		return noDate
	}
	t, now = t.In(china), now.In(china)
	switch dayNumber(t) - dayNumber(now) {
	case -1:
		return t.Format("昨天 15:04")
	case 0:
		return t.Format("今天 15:04")
	case 1:
		return t.Format("明天 15:04")
	}
	if t.Year() == now.Year() {
		return t.Format("1月2日 15:04")
	}
	return t.Format("2006年1月2日")
}

// dayNumber counts days without being misled by the hour.
func dayNumber(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// timeTag is the template function "when": the relative form, with the exact
// one for the pointer and for machines.
func (p *Pages) timeTag(t time.Time) template.HTML {
	if t.IsZero() {
		return noDate
	}
	return template.HTML(fmt.Sprintf(`<time datetime="%s" title="%s">%s</time>`,
		t.In(china).Format("2006-01-02T15:04:05-07:00"), DateTime(t), When(t, p.cfg.Now())))
}

// WorkDays puts the working days left into words: 还有3个工作日, 今天到期,
// 已超期2个工作日. The count comes from store's calendar.
func WorkDays(left int) string {
	switch {
	case left > 0:
		return fmt.Sprintf("还有%d个工作日", left)
	case left == 0:
		return "今天到期"
	default:
		return fmt.Sprintf("已超期%d个工作日", -left)
	}
}
