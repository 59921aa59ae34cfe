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

// ProposalNotice is what is signed when an announced meeting is moved or called off:
// a title and the words.
func ProposalNotice(m *Meeting) (title, text string) {
	was := []string{"原定时间：" + SpokenSpan(m.Starts, m.Ends), "原定地点：" + m.Place}
	if m.Proposal.Verb == ProposeCancel {
		return "关于取消“" + m.Title + "”的通知", strings.Join(append(was, "现在取消，收到过通知的每一位都会收到取消通知。", "取消的原因（只留在记录里）："+m.Proposal.Why), "\n")
	}
	next := m.Proposed()
	is := append(was, "改为时间："+SpokenSpan(next.Starts, next.Ends), "改为地点："+next.Place)
	if !next.ReplyBy.IsZero() {
		is = append(is, "请在"+SpokenTime(next.ReplyBy)+"前重新回复能否参加。")
	}
	return "关于调整“" + m.Title + "”时间地点的通知", strings.Join(append(is, "原来的回复不再算数。"), "\n")
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
