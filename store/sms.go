package store

import (
	"slices"
	"strings"
	"time"
)

// smsMost bounds a text message, in characters: a gateway counts every 67 as one.
const smsMost = 200

// smsKinds are the kinds of notice that may go by text message, by the setting that
// allows it. All are to deputies, of whom alone the roster has a number; none has to
// say what a voter wrote, or why somebody is away.
var smsKinds = map[Setting][]NoticeKind{
	SetSMSMeeting:   {NoticeMeeting, NoticeMeetingChanged, NoticeMeetingCancelled, NoticeMeetingSpared, NoticeMeetingUrged},
	SetSMSLeave:     {NoticeLeaveEndorse, NoticeLeaveDecided},
	SetSMSDeadline:  {NoticeReminded, NoticeReportDue, NoticePlanDue, NoticeGroupIdle},
	SetSMSBroadcast: {NoticeBroadcast},
}

// SMSSetting is the setting that allows a kind of notice to go by text message;
// false for a kind that never does.
func SMSSetting(k NoticeKind) (Setting, bool) {
	for s, kinds := range smsKinds {
		if slices.Contains(kinds, k) {
			return s, true
		}
	}
	return "", false
}

// TextMessage notes that a text message was about to leave: it is counted against
// the quota, and holds neither words nor number.
type TextMessage struct {
	ID       string
	Created  time.Time
	OfficeID string
	NoticeID string
}

// MeetingSMS is how a meeting is told of by text message: who, what, when, where,
// and whom to ask. It says all of it, since a link of the office's opens nothing
// outside of WeChat.
func MeetingSMS(office string, kind NoticeKind, m *Meeting, d *Deputy) string {
	var b strings.Builder
	b.WriteString(office + "：" + d.Call() + "，您好。")
	switch kind {
	case NoticeMeetingCancelled:
		b.WriteString(m.Title + "已取消，您不用参加了。")
		return smsClip(oneLine(b.String()))
	case NoticeMeetingSpared:
		b.WriteString(m.Title + "照常举行，您不用参加了。")
		return smsClip(oneLine(b.String()))
	case NoticeMeetingChanged:
		b.WriteString(m.Title + "的时间或地点有变动，现在是")
	default:
		b.WriteString("请您参加" + m.Title + "，时间")
	}
	b.WriteString(SpokenTime(m.Starts))
	if m.Place != "" {
		b.WriteString("，地点" + m.Place)
	}
	b.WriteString("。")
	if kind == NoticeMeetingUrged {
		b.WriteString("还没有收到您的回复，")
	}
	b.WriteString("请在")
	by := m.ReplyBy
	if by.IsZero() {
		by = m.Starts
	}
	b.WriteString(by.In(ChinaTime).Format("1月2日15:04") + "前")
	if m.Contact != "" {
		b.WriteString("联系" + m.Contact + "，或者")
	}
	b.WriteString("在公众号里回复。")
	return smsClip(oneLine(b.String()))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func smsClip(s string) string {
	if r := []rune(s); len(r) > smsMost {
		return string(r[:smsMost-1]) + "…"
	}
	return s
}
