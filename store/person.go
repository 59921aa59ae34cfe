package store

import "time"

// Person is somebody known through WeChat: a voter, and perhaps a deputy or a
// member of staff too. An openid identifies a chat, not a citizen.
type Person struct {
	ID         string
	Openid     string // empty once the person has unfollowed: then nothing leads back
	Seq        int64  // counts what the person sent; writing it locks the person
	OfficeID   string
	DistrictID string
	StationID  string
	DeputyID   string // set when bound as a deputy
	StaffID    string // set when bound as staff, for alerts
	Name       string // sealed, optional
	Phone      string // sealed, optional
	PhoneIndex string // blind index of the phone
	Followed   time.Time
	Gone       time.Time
	Blocked    time.Time // blacklisted by staff: kept, not answered, not an item
	// Tokens and TokensAt throttle a flood (store.Throttle).
	Tokens   float64
	TokensAt time.Time
	// Window is until when a customer-service message may be sent, Quota how many
	// (platform: 5 in 48 h after a message, 3 in a minute after a tap, follow or scan).
	Window time.Time
	Quota  int
	// OpenID is the item that what is sent next joins, until OpenUntil.
	OpenID    string
	OpenUntil time.Time
	// Expect is what the chat is waiting for (Expect…), about ExpectID, until
	// ExpectUntil; afterwards it is as if nothing had been asked.
	Expect      Expect
	ExpectID    string
	ExpectUntil time.Time
	// Lookups counts numbers asked for that were not the person's own, since
	// LookupsAt.
	Lookups   int
	LookupsAt time.Time
	Created   time.Time
}

// Expect is what a person's next message is taken for.
type Expect string

// The questions the chat can be waiting on.
const (
	ExpectNothing Expect = ""
	ExpectAnswer  Expect = "answer" // a deputy pressed 语音答复 on assignment ExpectID
	ExpectWhich   Expect = "which"  // a deputy sent free text: answer or own opinion? message ExpectID
	ExpectArea    Expect = "area"   // the area menu was shown
	ExpectCode    Expect = "code"   // an invitation code was asked for
	ExpectOwn     Expect = "own"    // a deputy pressed 我要反映: the next message is an own opinion
)

// Reachable reports whether anything can be sent to the person by WeChat.
func (p *Person) Reachable() bool { return p.Openid != "" && p.Gone.IsZero() }

// WindowOpen reports whether a customer-service message may be sent at now.
func (p *Person) WindowOpen(now time.Time) bool {
	return p.Reachable() && p.Quota > 0 && now.Before(p.Window)
}

// How long and how often a customer-service message may follow an act of the
// person (platform: api_sendcustommessage). A new trigger resets the count.
const (
	windowMessage = 48 * time.Hour
	quotaMessage  = 5
	windowTap     = time.Minute
	quotaTap      = 3
)

// OpenWindow records that the person did something that allows customer-service
// messages: a message, or a tap on the menu, a follow, a scan. The short window
// of a tap never closes a longer one that is still open.
func (p *Person) OpenWindow(m *Message, now time.Time) {
	sent := m.Sent()
	if sent.After(now) {
		sent = now
	}
	switch {
	case m.Kind != KindEvent && m.MenuID == "":
		p.Window, p.Quota = sent.Add(windowMessage), quotaMessage
	case m.Kind != KindEvent, m.Event == EventClick, m.Event == EventScanPush, m.Event == EventScanWait,
		m.Event == EventSubscribe, m.Event == EventScan:
		if until := sent.Add(windowTap); until.After(p.Window) || p.Quota == 0 {
			p.Window, p.Quota = until, quotaTap
		}
	}
}

// Throttle takes one token from the person's bucket, which refills at rate
// tokens a minute up to burst, and reports whether there was one. What is
// throttled is kept all the same: it only opens no item and gets no answer.
func (p *Person) Throttle(now time.Time, rate, burst float64) bool {
	if p.TokensAt.IsZero() {
		p.Tokens = burst
	} else if d := now.Sub(p.TokensAt); d > 0 {
		p.Tokens = min(burst, p.Tokens+d.Minutes()*rate)
	}
	p.TokensAt = now
	if p.Tokens < 1 {
		return false
	}
	p.Tokens--
	return true
}
