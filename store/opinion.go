package store

import (
	"regexp"
	"slices"
	"time"
)

// OpinionState is where an opinion stands.
type OpinionState string

// The states of an opinion. 已办复 (answered) is not 办结 (closed): the matter is
// closed only when it is done or the office decided so.
const (
	OpinionNew      OpinionState = "new"      // 待分办: at the desk
	OpinionAssigned OpinionState = "assigned" // 代表办理中
	OpinionChecked  OpinionState = "checked"  // 答复待审核: waits for release
	OpinionAnswered OpinionState = "answered" // 已办复: the author has the answer
	OpinionDecide   OpinionState = "decide"   // 待研究: dissatisfied as often as the setting allows
	OpinionClosed   OpinionState = "closed"   // 已办结
	OpinionDeclined OpinionState = "declined" // 已告知: not the congress's; told whom to turn to
	OpinionMerged   OpinionState = "merged"   // 已合并: handled with another one, MergedInto
	OpinionSealed   OpinionState = "sealed"   // 检举控告: the petition officer's alone (信访工作条例 Art. 30)
)

// Triage is what staff found an opinion to be.
type Triage string

// The kinds of triage. Only TriageOurs can reach a deputy.
const (
	TriageNone       Triage = ""
	TriageOurs       Triage = "ours"
	TriageNotOurs    Triage = "not_ours"
	TriageEmergency  Triage = "emergency"
	TriageLitigation Triage = "litigation"
	TriageAccusation Triage = "accusation"
	TriageSpam       Triage = "spam"
)

// Triages lists the kinds in the order a clerk is offered them.
var Triages = []Triage{TriageOurs, TriageNotOurs, TriageEmergency, TriageLitigation, TriageAccusation, TriageSpam}

// Opinion is one matter that a voter brought up.
type Opinion struct {
	ID         string
	Number     string // YJ-2026-000123
	OfficeID   string
	DistrictID string
	StationID  string
	PersonID   string // the author; empty once detached
	State      OpinionState
	Triage     Triage
	Danger     bool      // words of danger to life were found on arrival
	Contact    bool      // the author agreed that the handling deputy sees name and phone
	Summary    string    // the first words, for lists
	DeputyID   string    // who has it now
	AssignID   string    // the assignment that is open or was last
	Category   string    // what it is about, one of SetCategories; empty until the desk says
	AssigneeID string    // the clerk who looks after it; empty: nobody in particular
	Snoozed    time.Time // put off until then; it comes back by itself
	Pending    bool      // the desk waits for somebody outside: the author, another body
	Round      int       // how often it was handled again
	MergedInto string    // the opinion this one is handled with
	Due        time.Time
	Closed     time.Time
	Created    time.Time
	Updated    time.Time
	Version    int64
}

// Verb is what can happen to an opinion.
type Verb string

// The verbs of an opinion's life.
const (
	VerbOurs    Verb = "ours"
	VerbDecline Verb = "decline"
	VerbSeal    Verb = "seal"
	VerbUnseal  Verb = "unseal"
	VerbForward Verb = "forward"
	VerbPassOn  Verb = "pass_on"
	VerbAnswer  Verb = "answer"
	VerbRelease Verb = "release"
	VerbReturn  Verb = "return"
	VerbRecall  Verb = "recall"
	VerbAgain   Verb = "again"
	VerbDecide  Verb = "decide"
	VerbClose   Verb = "close"
	VerbReopen  Verb = "reopen"
	VerbMerge   Verb = "merge"   // into another one
	VerbPart    Verb = "part"    // out of the other one again
	VerbMoveOff Verb = "moveoff" // to another office
)

// opinionMoves is the whole life of an opinion: from a state, by a verb, to a
// state. What is not here is not possible.
var opinionMoves = map[OpinionState]map[Verb]OpinionState{
	OpinionNew: {VerbOurs: OpinionNew, VerbDecline: OpinionDeclined, VerbSeal: OpinionSealed,
		VerbForward: OpinionAssigned, VerbClose: OpinionClosed, VerbMerge: OpinionMerged, VerbMoveOff: OpinionNew},
	OpinionAssigned: {VerbAnswer: OpinionChecked, VerbPassOn: OpinionNew, VerbRecall: OpinionNew,
		VerbSeal: OpinionSealed, VerbMerge: OpinionMerged},
	OpinionChecked: {VerbRelease: OpinionAnswered, VerbReturn: OpinionAssigned, VerbSeal: OpinionSealed,
		VerbRecall: OpinionNew, VerbMerge: OpinionMerged},
	OpinionAnswered: {VerbAgain: OpinionAssigned, VerbDecide: OpinionDecide, VerbClose: OpinionClosed,
		VerbSeal: OpinionSealed, VerbRecall: OpinionNew},
	OpinionDecide: {VerbForward: OpinionAssigned, VerbClose: OpinionClosed, VerbSeal: OpinionSealed,
		VerbMerge: OpinionMerged, VerbMoveOff: OpinionNew},
	OpinionClosed:   {VerbReopen: OpinionNew, VerbSeal: OpinionSealed},
	OpinionDeclined: {VerbReopen: OpinionNew, VerbSeal: OpinionSealed},
	OpinionMerged:   {VerbPart: OpinionNew, VerbSeal: OpinionSealed},
	OpinionSealed:   {VerbUnseal: OpinionNew},
}

// Next is the state a verb leads to.
func (s OpinionState) Next(v Verb) (OpinionState, error) {
	if n, ok := opinionMoves[s][v]; ok {
		return n, nil
	}
	return s, Invalid("state", ProblemState)
}

// Can reports whether a verb is possible in a state.
func (s OpinionState) Can(v Verb) bool { _, err := s.Next(v); return err == nil }

// Move applies a verb. It refuses what is not possible and, for forwarding,
// what was not triaged as the congress's own.
func (o *Opinion) Move(v Verb, now time.Time) error {
	n, err := o.State.Next(v)
	if err != nil {
		return err
	}
	if v == VerbForward && o.Triage != TriageOurs {
		return Invalid("triage", ProblemState)
	}
	o.State, o.Updated = n, now
	o.Wake()
	if n == OpinionClosed || n == OpinionDeclined {
		o.Closed = now
	} else {
		o.Closed = time.Time{}
	}
	return nil
}

// Asleep reports whether the desk put the matter off and the time has not come.
// Nobody has to wake it: lists compare with the clock.
func (o *Opinion) Asleep(now time.Time) bool { return o.Snoozed.After(now) }

// Wake ends putting off and waiting: something happened to the matter.
func (o *Opinion) Wake() { o.Snoozed, o.Pending = time.Time{}, false }

// Joins reports whether what the author sends next may still join the item.
func (o *Opinion) Joins() bool {
	return !slices.Contains([]OpinionState{OpinionClosed, OpinionDeclined}, o.State)
}

// Givable reports whether a deputy may still get the item, so that its author is
// asked from whom to keep it.
func (o *Opinion) Givable() bool {
	return !slices.Contains([]OpinionState{OpinionClosed, OpinionDeclined, OpinionSealed}, o.State)
}

// Open reports whether somebody still has something to do about the item itself.
func (o *Opinion) Open() bool {
	return !slices.Contains([]OpinionState{OpinionClosed, OpinionDeclined, OpinionMerged}, o.State)
}

// summaryRunes is how much of an opinion's text a list shows.
const summaryRunes = 60

// coordinates are what the words for a place end with. They say nothing to a reader
// of a list.
var coordinates = regexp.MustCompile(`（-?\d{1,3}\.\d{6},-?\d{1,3}\.\d{6}）$`)

// Summarise gives the first words of a text on one line, without coordinates.
func Summarise(text string) string {
	text = coordinates.ReplaceAllString(text, "")
	var out []rune
	space := false
	for _, r := range text {
		if r == '\n' || r == '\r' || r == '\t' || r == ' ' || r == 0x3000 {
			space = len(out) > 0
			continue
		}
		if space {
			out = append(out, ' ')
			space = false
		}
		if len(out) >= summaryRunes {
			return string(out) + "…"
		}
		out = append(out, r)
	}
	return string(out)
}

// EntryKind is the sort of a step in an opinion's timeline.
type EntryKind string

// The steps a timeline shows.
const (
	EntrySaid      EntryKind = "said"      // the author's words or media
	EntryTriaged   EntryKind = "triaged"   // Ref: the triage
	EntryTold      EntryKind = "told"      // a reply of the office to the author
	EntryNote      EntryKind = "note"      // private note of the desk
	EntryForwarded EntryKind = "forwarded" // Ref: assignment
	EntryRead      EntryKind = "read"      // the deputy opened it
	EntryPassedOn  EntryKind = "passed_on" // by the deputy, with a reason
	EntryAsked     EntryKind = "asked"     // the deputy asks staff
	EntryVisit     EntryKind = "visit"     // the deputy went there or met the author
	EntryContact   EntryKind = "contact"   // a deputy heard it from a contact voter; Ref: the meeting
	EntryReception EntryKind = "reception" // taken down on a reception day; Ref: the booking
	EntryAnswer    EntryKind = "answer"    // Ref: answer
	EntryReleased  EntryKind = "released"
	EntryReturned  EntryKind = "returned" // the answer went back to the deputy
	EntryRated     EntryKind = "rated"    // Ref: rating
	EntryAgain     EntryKind = "again"
	EntryReminded  EntryKind = "reminded"
	EntryRecalled  EntryKind = "recalled"
	EntrySealed    EntryKind = "sealed"
	EntryUnsealed  EntryKind = "unsealed"
	EntryClosed    EntryKind = "closed"
	EntryReopened  EntryKind = "reopened"
	EntryMoved     EntryKind = "moved"    // to another area
	EntryMerged    EntryKind = "merged"   // Ref: the other opinion, either way round
	EntryParted    EntryKind = "parted"   // Ref: the other opinion, either way round
	EntrySplit     EntryKind = "split"    // Ref: the new opinion, or the one it came out of
	EntryTransfer  EntryKind = "transfer" // to another office; Ref: that office
	EntryHanded    EntryKind = "handed"   // why it was transferred; Ref: the office it came from
	EntryGiven     EntryKind = "given"    // Ref: who of the desk takes care of it, or nobody
	EntrySnoozed   EntryKind = "snoozed"  // Ref: until which day, or empty when it is taken up again
	EntryPending   EntryKind = "pending"  // waits for somebody; Ref: yes, or empty
	EntrySorted    EntryKind = "sorted"   // Ref: the category
	EntryUrgent    EntryKind = "urgent"   // marked as urgent; Ref: yes, or empty
	// EntryHandedBack: the deputy is out of office, the desk finds another. Ref:
	// assignment.
	EntryHandedBack EntryKind = "handed_back"
)

// Audience says who of the people outside the desk may read an entry.
type Audience string

// Staff read every entry of an opinion they may read.
const (
	ForDesk   Audience = "desk"
	ForDeputy Audience = "deputy" // the desk and the deputy who has the item
	ForAuthor Audience = "author" // the desk, the deputy and the author
)

// Entry is one step in an opinion's timeline. Entries are only ever added; the
// audience alone may widen, when an answer is released.
type Entry struct {
	ID        string
	OpinionID string
	At        time.Time
	Kind      EntryKind
	Audience  Audience
	ActorKind ActorKind
	ActorID   string
	DeputyID  string // whose assignment the entry belongs to, if any
	Ref       string
	Text      string
}

// AssignmentState is where a deputy's task stands.
type AssignmentState string

// The states of an assignment.
const (
	AssignmentOpen     AssignmentState = "open"
	AssignmentAnswered AssignmentState = "answered" // an answer waits for release or was released
	AssignmentPassed   AssignmentState = "passed"   // passed on with a reason
	AssignmentRecalled AssignmentState = "recalled" // taken back by the desk, or sealed
)

// Assignment is an opinion put to one deputy.
type Assignment struct {
	ID        string
	OpinionID string
	DeputyID  string
	OfficeID  string
	State     AssignmentState
	Note      string    // the desk's words to the deputy
	By        string    // staff id
	Since     time.Time // when it was given, or given again: reminders count from here
	Read      time.Time
	RemindAt  time.Time // when the next reminder is due; zero when none is
	Reminded  int
	Created   time.Time
	Version   int64
}

// Awaited reports whether the opinion waits for this assignment's answer: it is
// open, and the opinion has not gone to somebody else since.
func (a *Assignment) Awaited(o *Opinion) bool { return a.State == AssignmentOpen && o.AssignID == a.ID }

// AnswerState is where an answer stands.
type AnswerState string

// The states of an answer. A deputy's words go out only released (setting).
const (
	AnswerWaiting  AnswerState = "waiting"
	AnswerReleased AnswerState = "released"
	AnswerReturned AnswerState = "returned"
)

// Answer is a deputy's answer to an opinion.
type Answer struct {
	ID         string
	OpinionID  string
	AssignID   string
	DeputyID   string
	EntryID    string
	Round      int
	Text       string
	State      AnswerState
	ReleasedBy string
	Released   time.Time
	Created    time.Time
	Version    int64
}

// Score is how satisfied an author is.
type Score string

// The three grades of the field. They are never averaged: two scores stand side
// by side, for the reply and for the result.
const (
	ScoreGood Score = "good" // 满意
	ScoreFair Score = "fair" // 基本满意
	ScoreBad  Score = "bad"  // 不满意
)

// Scores lists the grades in the order they are offered.
var Scores = []Score{ScoreGood, ScoreFair, ScoreBad}

// Rating is an author's judgement of one answer, given once per answer.
type Rating struct {
	ID        string
	OpinionID string
	AnswerID  string
	Reply     Score
	Result    Score
	Comment   string
	Created   time.Time
}

// Validate checks that both scores are grades.
func (r *Rating) Validate() error {
	if !slices.Contains(Scores, r.Reply) {
		return Invalid("reply", ProblemMalformed)
	}
	if !slices.Contains(Scores, r.Result) {
		return Invalid("result", ProblemMalformed)
	}
	return nil
}

// Bad reports whether either score asks for the matter to be handled again.
func (r *Rating) Bad() bool { return r.Reply == ScoreBad || r.Result == ScoreBad }

// Why says why a deputy must not see an opinion.
type Why string

// The reasons for an exclusion.
const (
	WhyNamed      Why = "named"      // the deputy is named in the text
	WhyInterested Why = "interested" // staff know of an interest in the matter
	WhyAuthor     Why = "author"     // the author asked for it
)

// Exclusion keeps an opinion from one deputy.
type Exclusion struct {
	OpinionID string
	DeputyID  string
	Why       Why
	Created   time.Time
}

// MediaState is where a file that came through WeChat stands.
type MediaState string

// A file lives three days on the platform: wanted becomes fetched, or lost.
const (
	MediaWanted  MediaState = "wanted"
	MediaFetched MediaState = "fetched"
	MediaRefused MediaState = "refused" // not a picture, voice or video that is safe to keep
	MediaErased  MediaState = "erased"  // deleted with the identity of who sent it
	MediaLost    MediaState = "lost"    // gone from the platform before it could be fetched
)

// Media is a photo, voice or video that belongs to a timeline entry.
type Media struct {
	ID        string
	OpinionID string
	EntryID   string
	Kind      Kind
	WxID      string // the platform's media id; empty for uploads on a page
	Format    string // amr, speex
	State     MediaState
	Hash      string
	Thumb     string
	Playable  string // hash of the mp3 of a voice
	MIME      string
	Size      int64
	Speech    string // transcript
	Tries     int
	NextAt    time.Time // when to fetch or try again; zero when finished
	Created   time.Time
}
