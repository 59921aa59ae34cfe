package store

import (
	"strconv"
	"time"
)

// GuestNameMax bounds a guest's name and post, in characters.
const GuestNameMax = 60

// ParticipantRole is how somebody takes part.
type ParticipantRole string

// The roles. Only who attends counts for a quorum, never who sits in.
const (
	RoleAttends ParticipantRole = "attends" // 出席; 参加 of an activity
	RoleSitsIn  ParticipantRole = "sits_in" // 列席
	RoleOfficer ParticipantRole = "officer" // officers present at an activity: by name, they get no notice
)

// Reply is what a participant answered to the notice.
type Reply string

// The replies.
const (
	ReplyNone      Reply = ""
	ReplyConfirmed Reply = "confirmed" // 已确认
	ReplyLeave     Reply = "leave"     // 请假: asked for; a Leave says what became of it
)

// SignedBy is how somebody signed in.
type SignedBy string

// The ways of signing in.
const (
	SignedNot    SignedBy = ""
	SignedQR     SignedBy = "qr"     // scanned the code at the venue
	SignedPlace  SignedBy = "place"  // by the phone's location
	SignedTicked SignedBy = "ticked" // by staff
)

// Participant is one person's part in one meeting: called, answered, came. The
// notice about it has AboutKey(kind, Ref(), DeputyID).
type Participant struct {
	ID        string
	Created   time.Time
	MeetingID string
	DeputyID  string // empty for guests, who are called on paper
	Name      string // of a guest: name and post
	Role      ParticipantRole
	// DelegationID is the delegation (代表团) of a deputy in a congress's session.
	DelegationID string
	// Presidium: is a member of the session's 大会主席团, whose meetings call them.
	Presidium    bool
	Revision     int // that the person was told of last; 0 before
	Read         time.Time
	ReadRevision int
	Reply        Reply
	Replied      time.Time
	// Carried: the reply is the one to the congress's session, which holds for each
	// of its parts that was not answered by itself.
	Carried    bool
	RepliedTo  int // the Revision the reply is about: to an earlier one it counts no more
	Urged      time.Time
	Signed     time.Time
	SignedBy   SignedBy
	SignedWith string // person id of the phone that signed in: one phone, one person
	Left       time.Time
	Removed    time.Time // no longer called; was told so
	Version    int64
}

// ReplyNow is the reply, if it is to what the meeting is now.
func (p *Participant) ReplyNow(m *Meeting) Reply {
	if p.RepliedTo != m.Revision {
		return ReplyNone
	}
	return p.Reply
}

// MeetingAbout is the key of the notice that called a deputy to a meeting as it was
// at a revision, whether it was the first or told of a change.
func MeetingAbout(p *Participant, revision int) string {
	return AboutKey(NoticeMeeting, p.Ref(revision), p.DeputyID)
}

// Ref is what notices about the participant's part refer to: the part, and the
// revision of the meeting it tells of.
func (p *Participant) Ref(revision int) string { return p.ID + "." + strconv.Itoa(revision) }
