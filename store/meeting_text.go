package store

import (
	"fmt"
	"strings"
	"time"
)

// weekdays as people say them, Sunday first.
var weekdays = strings.Split("日一二三四五六", "")

// SpokenTime writes a meeting's beginning as a notice says it: 2026年11月25日
// （星期三）9:30.
func SpokenTime(t time.Time) string {
	t = t.In(ChinaTime)
	return t.Format("2006年1月2日") + "（星期" + weekdays[t.Weekday()] + "）" + t.Format("15:04")
}

// SpokenSpan is SpokenTime with the end, which names its day only where it is
// another one.
func SpokenSpan(from, to time.Time) string {
	switch {
	case to.IsZero():
		return SpokenTime(from)
	case DayOf(from) == DayOf(to):
		return SpokenTime(from) + "至" + to.In(ChinaTime).Format("15:04")
	}
	return SpokenTime(from) + "至" + SpokenTime(to)
}

// MeetingNotice is a meeting's notice as it reads on paper: what is reviewed and
// signed. Parts are those of a congress's session, agenda the titles of its items.
func MeetingNotice(m *Meeting, parts []Meeting, agenda []string, attend, sitIn int) string {
	var lines []string
	add := func(label, text string) {
		if text != "" {
			lines = append(lines, label+text)
		}
	}
	add("时间：", SpokenSpan(m.Starts, m.Ends))
	add("地点：", m.Place)
	for i := range parts {
		p := &parts[i]
		add("", fmt.Sprintf("%s：%s", p.Title, strings.TrimRight(SpokenSpan(p.Starts, p.Ends)+"，"+p.Place, "，")))
	}
	for i, title := range agenda {
		add("", fmt.Sprintf("议程%s：%s", ChineseNumber(i+1), title))
	}
	add("参加：", fmt.Sprintf("%d人", attend))
	if sitIn > 0 {
		add("列席：", fmt.Sprintf("%d人", sitIn))
	}
	add("着装：", m.Dress)
	if !m.ReplyBy.IsZero() {
		add("请在", SpokenTime(m.ReplyBy)+"前回复能否参加。")
	}
	if m.LeaveTo != "" {
		add("请假：", "不能参加的，请书面向"+m.LeaveTo+"请假。")
	}
	add("联系人：", m.Contact)
	add("", m.Note)
	if m.Late != "" {
		add("通知时间较短的原因：", m.Late)
	}
	return strings.Join(lines, "\n")
}
