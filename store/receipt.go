package store

import "time"

// Receipt is how far the notice of a meeting got with one person (回执). It is
// computed, never stored: the notice, the reading and the reply are.
type Receipt string

// The receipts.
const (
	ReceiptNone      Receipt = "none"      // 未送达: not sent yet, or no channel brought it
	ReceiptSent      Receipt = "sent"      // 已送达
	ReceiptRead      Receipt = "read"      // 已读: of what the meeting is now
	ReceiptConfirmed Receipt = "confirmed" // 已确认
	ReceiptLeave     Receipt = "leave"     // 请假: asked for; the Leave says what became of it
)

// Receipts lists them in the order a page shows them.
var Receipts = []Receipt{ReceiptNone, ReceiptSent, ReceiptRead, ReceiptConfirmed, ReceiptLeave}

// ReceiptOf is a participant's receipt for what the meeting is now. told are the
// notices about it that went, or should go, to that person.
func ReceiptOf(m *Meeting, p *Participant, told ...*Notice) Receipt {
	switch p.ReplyNow(m) {
	case ReplyConfirmed:
		return ReceiptConfirmed
	case ReplyLeave:
		return ReceiptLeave
	}
	if m.Revision > 0 && p.ReadRevision == m.Revision {
		return ReceiptRead
	}
	for _, n := range told {
		if n.Arrived() {
			return ReceiptSent
		}
	}
	return ReceiptNone
}

// Arrived reports whether a notice got to its recipient as far as anybody can
// tell: the platform or the gateway took it, or somebody telephoned.
func (n *Notice) Arrived() bool {
	return n != nil && (n.State == NoticeSent || n.State == NoticeDelivered || n.State == NoticePhoned)
}

// Silent reports whether a participant was told what the meeting is now and has
// not answered: who is reminded, and in the end telephoned.
func (p *Participant) Silent(m *Meeting) bool {
	return p.DeputyID != "" && p.Role != RoleOfficer && p.Removed.IsZero() && m.Revision > 0 &&
		p.Revision == m.Revision && p.ReplyNow(m) == ReplyNone
}

// Urging is one press of 提醒回执: to those who had not answered, by one channel.
// Presses of one meeting and channel are counted by Turn, which is UNIQUE, so that
// of two at the same time one finds the other.
type Urging struct {
	ID        string
	Created   time.Time
	MeetingID string
	Channel   Channel // none: by WeChat and on down the ladder; SMS: at once by SMS
	Turn      int     // 1, 2, …
	Revision  int     // of the meeting
	Told      int     // how many
	Handed    bool    // the texts left as a file, for an office without a gateway
	By        string  // staff id
}

// UrgeApart is how long 提醒回执 rests after it was pressed, for all who may press it.
const UrgeApart = 5 * time.Minute

// UrgeWait is how long 提醒回执 must still rest after the last one at now.
func UrgeWait(last *Urging, now time.Time) time.Duration {
	if last == nil {
		return 0
	}
	return max(0, last.Created.Add(UrgeApart).Sub(now))
}

// MayUrge refuses to press for answers where nobody can answer: the meeting is
// not announced, or has begun.
func (m *Meeting) MayUrge(now time.Time) error {
	if m.State != MeetingAnnounced {
		return Invalid("meeting", ProblemState)
	}
	if !m.Open(now) {
		return Invalid("meeting", ProblemBegun)
	}
	return nil
}

// MayReply refuses an answer to what cannot be answered any more.
func (m *Meeting) MayReply(now time.Time) error {
	if m.State == MeetingCancelled {
		return Invalid("meeting", ProblemCancelled)
	}
	return m.MayUrge(now)
}
