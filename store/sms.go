package store

import (
	"strings"
)

// smsMost bounds a text message, in characters: a gateway counts every 67 as one.
const smsMost = 200

// MeetingSMS is how a meeting is told of by SMS: who, what, when, where, and whom
// to ask. It says all of it, since a link of the office's opens nothing outside of
// WeChat.
func MeetingSMS(office string, m *Meeting, d *Deputy) string {
	var b strings.Builder
	b.WriteString(office + "：" + d.Call() + "，您好。请您参加" + m.Title + "，时间" + SpokenTime(m.Starts))
	if m.Place != "" {
		b.WriteString("，地点" + m.Place)
	}
	b.WriteString("。还没有收到您的回复，请在")
	by := m.ReplyBy
	if by.IsZero() {
		by = m.Starts
	}
	b.WriteString(by.In(ChinaTime).Format("1月2日15:04") + "前")
	if m.Contact != "" {
		b.WriteString("联系" + m.Contact + "，或者")
	}
	b.WriteString("在公众号里回复。")
	return smsClip(strings.Join(strings.Fields(b.String()), " "))
}

func smsClip(s string) string {
	if r := []rune(s); len(r) > smsMost {
		return string(r[:smsMost-1]) + "…"
	}
	return s
}
