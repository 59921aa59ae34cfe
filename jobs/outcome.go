package jobs

import (
	"errors"
	"time"

	"liaison/bot/wechat"
	"liaison/store"
	"liaison/store/act"
)

// outcomeDoubt stands in a waiting notice's Outcome after a template message
// whose result is unknown: it is repeated once, under the same client_msg_id.
const outcomeDoubt = "in doubt"

// pauses is how long a notice waits after its first, second … failure; the last
// one holds from then on.
var pauses = []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour}

// triesMost is after how many failures, a day and a half, nobody hopes any more.
const triesMost = 14

// perMinute is how long a call rests after 45011: the platform counts it by the
// minute.
const perMinute = time.Minute

// Codes of the platform that a sender must tell apart.
const (
	codePerMinute = 45011
	codeNoWindow  = 45015
	codeNoQuota   = 45047
	codeNoMedia   = 40007
)

func codeOf(err error) int {
	if e, ok := errors.AsType[*wechat.APIError](err); ok {
		return e.Code
	}
	return 0
}

// sent: the platform took it.
func sent(n *store.Notice, c store.Channel, job int64, now time.Time) {
	// To the second, as people read it: so a batch's rows are alike, and one value
	// serves all of them.
	doubt := n.Outcome == outcomeDoubt || n.Outcome == store.OutcomeLeft
	n.State, n.Channel, n.JobID, n.Sent, n.Code, n.Outcome = store.NoticeSent, c, job, now.Truncate(time.Second), 0, ""
	if doubt && c != store.ChannelChat {
		n.Outcome = store.OutcomeAgain
	}
}

// unknown: it may have gone out. It is shown, and never repeated.
func unknown(n *store.Notice, now time.Time) {
	n.State, n.Sent, n.Outcome = store.NoticeUnknown, now, ""
}

// unreached: no channel is left but the telephone.
func unreached(n *store.Notice, why string) {
	n.State, n.Channel, n.Outcome = store.NoticeUnreached, store.ChannelPhone, why
}

// later puts a notice off after a failure, out of quiet hours if it can wait. It
// is given up in the end, unless the failure is one that an operator must mend:
// then it is nobody's fault that it waits.
func later(n *store.Notice, err error, quiet store.Quiet, now time.Time) {
	n.Tries++
	n.Code = codeOf(err)
	_, noToken := errors.AsType[*wechat.TokenError](err)
	if n.Tries >= triesMost && !noToken && !wechat.NeedsOperator(err) {
		unreached(n, "given up")
		return
	}
	wait := pauses[min(n.Tries, len(pauses))-1]
	if n.Code == codePerMinute {
		wait = max(wait, perMinute)
	}
	until(n, now.Add(wait), quiet)
}

// until lets a notice wait for a time, or for the end of the quiet hours it falls
// into.
func until(n *store.Notice, at time.Time, quiet store.Quiet) {
	n.NextAt = at.UTC()
	if !n.Urgent {
		n.NextAt = quiet.NextAllowed(at).UTC()
	}
}

// nobody says what becomes of a notice whose recipient cannot be written to by
// WeChat. A voter who left wants nothing more from us. A deputy is telephoned. A
// member of staff who has bound no account reads it in the console; only what
// cannot wait is for the telephone.
func nobody(n *store.Notice) {
	if n.DeputyID != "" || n.StaffID != "" && n.Urgent {
		unreached(n, "no wechat")
		return
	}
	n.State, n.Outcome = store.NoticeDropped, "no wechat"
}

// leftBySender reports whether a sender died over a message that cannot be
// repeated.
func leftBySender(n *store.Notice) bool { return n.Outcome == act.OutcomeSending }
