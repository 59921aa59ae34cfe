package store

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

// HandoverKind is the paper by which an activity's findings leave the office.
type HandoverKind string

// The kinds. Deputies do not deal with problems directly (代表法): what they find is
// handed to whoever must act, and is answered. A 整改通知书 is none of them: the
// government issues it, and the office notes that it did.
const (
	HandoverReport HandoverKind = "report"   // 视察报告
	HandoverLetter HandoverKind = "handover" // 意见交办函
)

// HandoverKinds lists the kinds in the order people read them.
var HandoverKinds = []HandoverKind{HandoverReport, HandoverLetter}

// HandoverState is where a handover stands.
type HandoverState string

// The states of a handover.
const (
	HandoverWriting  HandoverState = "writing"  // 拟稿中
	HandoverSent     HandoverState = "sent"     // 已送出: a 整改情况报告 is awaited
	HandoverAnswered HandoverState = "answered" // 已报告整改情况: to be judged
	HandoverClosed   HandoverState = "closed"   // 已整改
	HandoverDropped  HandoverState = "dropped"  // never left
)

// Verdict is what the office makes of a 整改情况报告.
type Verdict string

// The verdicts.
const (
	VerdictNone   Verdict = ""
	VerdictDone   Verdict = "done"   // 已整改
	VerdictPartly Verdict = "partly" // 部分整改
	VerdictNot    Verdict = "not"    // 未整改
)

// Verdicts lists them in the order a form offers them.
var Verdicts = []Verdict{VerdictDone, VerdictPartly, VerdictNot}

// Handover is what an activity found, on its way to whoever must act on it, and back:
// it leaves as a signed letter with a deadline, and is followed until it is done.
type Handover struct {
	ID        string
	Created   time.Time
	OfficeID  string
	MeetingID string // the activity
	Kind      HandoverKind
	To        string // 主送: the hub or unit
	Title     string
	DraftID   string // the letter
	Days      int    // how many days the unit has, from the day it leaves
	Due       string // day the report is due; empty before it left
	State     HandoverState
	Round     int // 1 when it left, one more each time it is not done
	Sent      time.Time
	Told      string // the due day of which staff were told that it passed
	Notice    RectifyNotice
	By        string
	Updated   time.Time
	Closed    time.Time
	Version   int64
}

// RectifyNotice is a 整改通知书: an act of the competent body, which the office records.
type RectifyNotice struct {
	Issuer string // which body issued it
	Number string // 文号
	Day    string
}

// HandoverReply is a 整改情况报告 that came back, and what was made of it.
type HandoverReply struct {
	ID         string
	Created    time.Time
	HandoverID string
	Round      int
	Received   string // day
	Text       string
	Hash       string // of a picture of the paper, where there is one
	MIME       string
	Verdict    Verdict
	Remark     string // why
	Due        string // the new deadline, where it is not done
	Judged     time.Time
	By         string // staff id
	Version    int64
}

// The most characters of the fields.
const (
	handoverTextMax = 20_000
	handoverLineMax = 100
)

// Check trims what is written and refuses what cannot leave.
func (h *Handover) Check() error {
	h.To, h.Title = strings.TrimSpace(h.To), strings.TrimSpace(h.Title)
	switch {
	case h.Kind != HandoverReport && h.Kind != HandoverLetter:
		return Invalid("kind", ProblemMalformed)
	case h.Days < 1 || h.Days > 366:
		return Invalid("days", ProblemMalformed)
	}
	if err := lineWithin("to", h.To, handoverLineMax, true); err != nil {
		return err
	}
	return lineWithin("title", h.Title, DraftTitleMax, true)
}

// Send notes that the signed letter left at now; the deadline runs from that day,
// which is not counted (民法典 Art. 201).
func (h *Handover) Send(now time.Time) error {
	if h.State != HandoverWriting {
		return Invalid("handover", ProblemState)
	}
	h.State, h.Sent, h.Round, h.Updated = HandoverSent, now, 1, now
	h.Due = DayOf(now.In(ChinaTime).AddDate(0, 0, h.Days))
	return nil
}

// Answer takes a 整改情况报告 that came on a day.
func (h *Handover) Answer(r *HandoverReply, now time.Time) error {
	r.Text = strings.TrimSpace(r.Text)
	switch {
	case h.State != HandoverSent:
		return Invalid("handover", ProblemState)
	case utf8.RuneCountInString(r.Text) > handoverTextMax:
		return Invalid("text", ProblemTooLong)
	case r.Text == "" && r.Hash == "":
		return Invalid("text", ProblemEmpty)
	}
	if err := dayBetween("received", r.Received, DayOf(h.Sent), now); err != nil {
		return err
	}
	r.Round, h.State, h.Updated = h.Round, HandoverAnswered, now
	return nil
}

// Judge closes the matter, or sends it round again with a new deadline.
func (h *Handover) Judge(r *HandoverReply, v Verdict, remark, due string, now time.Time) error {
	remark = strings.TrimSpace(remark)
	switch {
	case h.State != HandoverAnswered || r.Verdict != VerdictNone:
		return Invalid("handover", ProblemState)
	case v != VerdictDone && v != VerdictPartly && v != VerdictNot:
		return Invalid("verdict", ProblemEmpty)
	}
	if err := lineWithin("remark", remark, 500, false); err != nil {
		return err
	}
	if v == VerdictDone {
		r.Verdict, r.Remark, r.Judged = v, remark, now
		h.State, h.Closed, h.Updated = HandoverClosed, now, now
		return nil
	}
	if _, err := ParseDay(due); err != nil {
		return Invalid("due", ProblemEmpty)
	}
	if due <= DayOf(now) {
		return Invalid("due", ProblemPast)
	}
	r.Verdict, r.Remark, r.Due, r.Judged = v, remark, due, now
	h.State, h.Due, h.Updated = HandoverSent, due, now
	h.Round++
	return nil
}

// Record notes that the competent body issued a 整改通知书.
func (h *Handover) Record(n RectifyNotice, now time.Time) error {
	n.Issuer, n.Number = strings.TrimSpace(n.Issuer), strings.TrimSpace(n.Number)
	if h.State == HandoverWriting || h.State == HandoverDropped {
		return Invalid("handover", ProblemState)
	}
	if err := lineWithin("issuer", n.Issuer, handoverLineMax, true); err != nil {
		return err
	}
	if err := lineWithin("number", n.Number, 60, false); err != nil {
		return err
	}
	if err := dayBetween("issued", n.Day, "", now); err != nil {
		return err
	}
	h.Notice, h.Updated = n, now
	return nil
}

// Overdue reports whether the report did not come by its day.
func (h *Handover) Overdue(now time.Time) bool { return h.State == HandoverSent && h.Due < DayOf(now) }

// dayBetween refuses a day that is none, that has not come, or before another one.
func dayBetween(field, day, from string, now time.Time) error {
	if _, err := ParseDay(day); err != nil {
		return Invalid(field, ProblemMalformed)
	}
	switch {
	case day > DayOf(now):
		return Invalid(field, ProblemFuture)
	case day < from:
		return Invalid(field, ProblemBefore)
	}
	return nil
}

// HandoverTitle is what the letter is called when nobody says otherwise.
func HandoverTitle(k HandoverKind, activity string) string {
	switch {
	case k == HandoverReport && strings.HasPrefix(activity, "视察"):
		return "关于" + activity + "情况的报告"
	case k == HandoverReport:
		return "关于" + activity + "情况的视察报告"
	}
	return "关于交办" + activity + "意见的函"
}

// HandoverText is the letter's first draft from an activity's record; a clerk edits
// it. who took part is said by numbers.
func HandoverText(k HandoverKind, office string, m *Meeting, r *ActivityRecord, deputies, days int) string {
	when := m.Starts.In(ChinaTime).Format("2006年1月2日")
	lines := []string{fmt.Sprintf("%s，%s组织人大代表%d名，开展了%s。现将有关情况报告如下。", when, office, deputies, m.Title)}
	lines = append(lines, "一、基本情况", r.Findings)
	if r.Advice != "" {
		lines = append(lines, "二、意见建议", r.Advice)
	}
	if k == HandoverLetter {
		lines = append(lines, fmt.Sprintf("以上意见请认真研究办理，并于%d日内将整改情况书面报告我们。", days))
	} else {
		lines = append(lines, fmt.Sprintf("以上情况请研究处理，并于%d日内将整改情况函告我们。", days))
	}
	return strings.Join(lines, "\n")
}
