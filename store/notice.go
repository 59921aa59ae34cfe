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
	NoticeHolidays   NoticeKind = "holidays"     // to staff: a year's holidays are missing; Ref: year.week
	NoticeWatch      NoticeKind = "watch"        // to staff: a meeting or a report comes too late; Ref: the case
	NoticeBound      NoticeKind = "bound"        // to the person: the deputies' menu is on
	NoticeBroadcast  NoticeKind = "broadcast"    // to a deputy: the same words to many; Ref: broadcast
	NoticeMassTry    NoticeKind = "mass.preview" // to a member of staff: a mass message before it goes to others; Text: the words
	NoticePreview    NoticeKind = "preview"      // to a member of staff: how a broadcast will read; Text: the words
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

// The kinds about a meeting or an activity, to a deputy who takes part. Ref is that
// of the participant at a revision; the first two have MeetingAbout for their key.
const (
	NoticeMeeting          NoticeKind = "meeting"         // called: time, place, please answer
	NoticeMeetingChanged   NoticeKind = "meeting.changed" // another time or place: please answer anew
	NoticeMeetingCancelled NoticeKind = "meeting.off"     // does not take place
	NoticeMeetingSpared    NoticeKind = "meeting.spared"  // takes place, but without the deputy
)

// The kinds about the answers to a meeting's notice. Ref is that of the participant
// at a revision and the turn, or the leave and its version.
const (
	NoticeMeetingUrged NoticeKind = "meeting.urged" // to the deputy: please answer
	NoticeLeaveEndorse NoticeKind = "leave.endorse" // to the head of the delegation: please give an opinion
	NoticeLeaveAsked   NoticeKind = "leave.asked"   // to staff: please decide
	NoticeLeaveDecided NoticeKind = "leave.decided" // to the deputy
	NoticeLeaveStuck   NoticeKind = "leave.stuck"   // to staff: there is nobody who may decide
)

// The kinds about what the desk itself must see to.
const (
	NoticeReportStep NoticeKind = "report.step" // to staff: a step of a special report is due; Ref: item.step.day
	NoticeSMSFull    NoticeKind = "sms.full"    // to staff: the day's text messages are used up; Ref: the day
)

// The kinds about a time of a reception day, to who booked it. Ref is that of the
// booking at a revision of the day.
const (
	NoticeBooked       NoticeKind = "booking"       // has the time
	NoticeBookingEve   NoticeKind = "booking.eve"   // the day before
	NoticeBookingMoved NoticeKind = "booking.moved" // another time or place
	NoticeBookingOff   NoticeKind = "booking.off"   // called off, or no room any more
)

// The kinds about an account of the desk.
const (
	NoticeReset   NoticeKind = "reset"   // to a member of staff: an administrator renewed the own access
	NoticeOfficer NoticeKind = "officer" // to petition officers: access to sealed matters was given or renewed
)

// The kinds about groups, their plans and what leaves their activities. Text is what
// the words need.
const (
	NoticeGroupIdle    NoticeKind = "group.idle"    // to a group's leader: no activity yet; Ref: group.quarter, Text: group
	NoticeGroupsIdle   NoticeKind = "groups.idle"   // to staff: groups without one; Ref: office.quarter, Text: how many
	NoticeReportDue    NoticeKind = "report.due"    // to a group's leader; Ref: group.half-year, Text: day
	NoticeReportsLate  NoticeKind = "reports.late"  // to staff: reports that did not come; Ref: office.half-year, Text: how many
	NoticePlan         NoticeKind = "plan"          // to the deputy: a plan was released; Ref: plan.time, Text: title
	NoticePlanDue      NoticeKind = "plan.due"      // to a leader or staff: an item's day comes; Ref: item, Text: day and words
	NoticeHandoverLate NoticeKind = "handover.late" // to staff: a report did not come in time; Ref: handover.day, Text: unit
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
	NoticeHanded    NoticeState = "handed"    // its words left as a file, to be sent by SMS elsewhere
	NoticeDropped   NoticeState = "dropped"   // no longer true when its turn came
	NoticeHeld      NoticeState = "held"      // its broadcast is paused: no sender looks at it
)

// Channel is a way to reach somebody, in the order of the ladder.
type Channel string

// The channels.
const (
	ChannelNone     Channel = ""
	ChannelChat     Channel = "chat"     // customer-service message, inside the window
	ChannelTemplate Channel = "template" // template message
	ChannelSMS      Channel = "sms"      // a text message, through the office's gateway or as a file
	ChannelPhone    Channel = "phone"    // the list to telephone
	ChannelMass     Channel = "mass"     // a mass message, to no one person
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

// What a notice's Outcome says of an attempt in doubt.
const (
	// OutcomeLeft: a sender died, or lost the database, while it held the notice. It
	// may have gone by template, which is repeated under the same id.
	OutcomeLeft = "left"
	// OutcomeAgain: it went after an attempt in doubt. The platform leaves out the
	// second one of an id for some minutes; after that somebody may have got two.
	OutcomeAgain = "again"
)

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

// SettingRow is a setting of an office as it was changed. What nobody changed
// has its default from the list of settings.
type SettingRow struct {
	OfficeID string
	Name     string
	Value    string
	By       string
	At       time.Time
}
