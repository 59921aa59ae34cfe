package store

import "time"

// NoticeKind says what a notice is about. The bot chooses the words when it is
// sent, so that they fit the channel and are never older than the facts.
type NoticeKind string

// The kinds of notice.
const (
	NoticeLate      NoticeKind = "late"      // an answer that missed the passive reply; Ref: message
	NoticeTold      NoticeKind = "told"      // the office writes to the author; Ref: entry
	NoticeForwarded NoticeKind = "forwarded" // to the author: a deputy has it
	NoticeAnswered  NoticeKind = "answered"  // to the author: the answer is there
	NoticeAgain     NoticeKind = "again"     // to the author: handled again
	NoticeDecide    NoticeKind = "decide"    // to the author: the office looks into it itself
	NoticeClosed    NoticeKind = "closed"    // to the author
	// NoticeHandedBack tells the author that the deputy is out of office and the
	// desk finds another.
	NoticeHandedBack NoticeKind = "handed_back"
	NoticeAssigned   NoticeKind = "assigned"     // to the deputy; Ref: assignment
	NoticeReminded   NoticeKind = "reminded"     // to the deputy; Ref: assignment
	NoticeReturned   NoticeKind = "returned"     // to the deputy: the answer needs another look
	NoticeRedo       NoticeKind = "redo"         // to the deputy: the author is not satisfied
	NoticeRecalled   NoticeKind = "recalled"     // to the deputy: taken back
	NoticeReplied    NoticeKind = "replied"      // to the deputy: the office answers a question; Ref: entry
	NoticeDanger     NoticeKind = "danger"       // to staff, at once and at any hour
	NoticeOverdue    NoticeKind = "overdue"      // to staff: a deputy did not answer
	NoticeAsked      NoticeKind = "asked"        // to staff: a deputy asks
	NoticeToRelease  NoticeKind = "release"      // to staff: an answer waits for release
	NoticeToReview   NoticeKind = "draft.review" // to staff: a draft waits for review; Ref: draft.version
	NoticeToSign     NoticeKind = "draft.sign"   // to staff: a draft waits for signature; Ref: draft.version
	NoticeDraftBack  NoticeKind = "draft.back"   // to the drafter: given back; Ref: draft.version
	NoticeDigestDue  NoticeKind = "digest.due"   // to staff: a half-year's digest is due; Ref: half-year
	NoticeBound      NoticeKind = "bound"        // to the person: the deputies' menu is on
	NoticeOffice     NoticeKind = "office"       // to the deputy: in office now, or not any more; switches the menu
	NoticeUnbound    NoticeKind = "unbound"      // takes the deputies' menu off the person; has no words
)

// The kinds of notice about putting items together and apart, and handing them on.
const (
	NoticeGiven  NoticeKind = "given"  // to staff: to take care of an item; Ref: opinion/version
	NoticeCame   NoticeKind = "came"   // to staff: an item came from another office
	NoticeMerged NoticeKind = "merged" // to the author: handled together with others like it
	NoticeParted NoticeKind = "parted" // to the author: handled by itself again
	NoticeSplit  NoticeKind = "split"  // to the author: a part has a number of its own, this one
	NoticeMoved  NoticeKind = "moved"  // to the author: another office has it; Ref: entry, Text: the office
	NoticeAnew   NoticeKind = "anew"   // to the author: handled again, since another author asked
)

// The kinds about an account of the desk.
const (
	NoticeReset   NoticeKind = "reset"   // to a member of staff: an administrator renewed the own access
	NoticeOfficer NoticeKind = "officer" // to petition officers: access to sealed matters was given or renewed
)

// NoticeState is where a notice stands.
type NoticeState string

// The states of a notice.
const (
	NoticeWaiting   NoticeState = "waiting"
	NoticeSent      NoticeState = "sent"      // the platform took it
	NoticeDelivered NoticeState = "delivered" // the platform reported delivery
	NoticeUnknown   NoticeState = "unknown"   // it may have gone out: shown, never repeated blindly
	NoticeUnreached NoticeState = "unreached" // no channel is left: to telephone
	NoticePhoned    NoticeState = "phoned"    // somebody did
	NoticeDropped   NoticeState = "dropped"   // no longer true when its turn came
)

// Channel is a way to reach somebody, in the order of the ladder.
type Channel string

// The channels.
const (
	ChannelNone     Channel = ""
	ChannelChat     Channel = "chat"     // customer-service message, inside the window
	ChannelTemplate Channel = "template" // template message
	ChannelPhone    Channel = "phone"    // the list to telephone
)

// Notice is one row of the outbox: something that must reach one person once.
type Notice struct {
	ID        string
	About     string // UNIQUE: kind, subject and recipient, so that a repeat adds nothing
	Kind      NoticeKind
	OfficeID  string
	PersonID  string // recipient, when known through WeChat
	DeputyID  string // recipient
	StaffID   string // recipient
	OpinionID string
	Ref       string
	Text      string // typed text, for what staff wrote themselves
	Urgent    bool   // may arrive in quiet hours
	State     NoticeState
	Channel   Channel // the one it went by, or will be tried next
	NextAt    time.Time
	Lease     string // who is sending it
	LeaseEnds time.Time
	Tries     int
	Code      int    // the platform's last error code
	JobID     int64  // msgid of a template message, until its outcome is reported
	Outcome   string // what the platform reported
	Sent      time.Time
	Created   time.Time
}

// AboutKey makes a notice's unique key.
func AboutKey(kind NoticeKind, subject, recipient string) string {
	return string(kind) + ":" + subject + ":" + recipient
}

// MessageState is where a kept message stands.
type MessageState string

// The states of a kept message.
const (
	MessageKept     MessageState = "kept"     // committed, not yet worked on
	MessageAnswered MessageState = "answered" // Reply holds what was, or is to be, said
	MessageParked   MessageState = "parked"   // failed too often, or not to be parsed: shown to the operator
)

// Kept is a message as the database has it.
type Kept struct {
	Message
	ID       string
	Key      string
	State    MessageState
	Reply    string
	Tries    int
	NextAt   time.Time // when a job works on it if the request did not; zero when finished
	Received time.Time
	Late     bool // the reply must go out by a job: the passive one was missed
	PersonID string
	Failure  string // the class of the last failure, never a text
}

// Run is one tick of one duty, done once whatever the number of replicas.
type Run struct {
	Duty      string
	Tick      time.Time
	Holder    string
	LeaseEnds time.Time
	Finished  time.Time
	Outcome   string // ok, or the class of the failure
	Done      int    // how many things it did
}

// SettingRow is a setting of an office as it was changed. What nobody changed
// has its default from the list of settings.
type SettingRow struct {
	OfficeID string
	Name     string
	Value    string
	By       string
	At       time.Time
}
