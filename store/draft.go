package store

import (
	"slices"
	"time"
	"unicode/utf8"
)

// DraftKind is the sort of words that go out in the office's name. What follows
// when they are released is registered per kind in store/act.
type DraftKind string

// The kinds of draft.
const (
	DraftAnswer DraftKind = "answer" // 代表答复: About the opinion, Ref the answer, which holds the words
	DraftReply  DraftKind = "reply"  // 答复群众: the desk writes to an opinion's author; About the opinion
	DraftClose  DraftKind = "close"  // 办结说明: About the opinion, which is closed when it is signed; Ref how it ended
	DraftDigest DraftKind = "digest" // 群众意见综合: a half-year's opinions to a unit; Ref the half-year
	// DraftMeeting is 会议（活动）通知: Ref the meeting, which holds the facts; Text is
	// how the notice reads on paper, made anew each time it is laid before others.
	DraftMeeting DraftKind = "meeting"
	// DraftBroadcast is a notice to many deputies; Ref the broadcast.
	DraftBroadcast DraftKind = "broadcast"
)

// The letters of plans and activities.
const (
	DraftPlan    DraftKind = "plan"    // 年度计划: Ref the plan
	DraftFinding DraftKind = "finding" // 视察报告、意见交办函: Ref the handover
)

// DraftKinds lists the kinds in the order people read them.
var DraftKinds = []DraftKind{DraftAnswer, DraftReply, DraftClose, DraftDigest, DraftMeeting, DraftBroadcast, DraftPlan, DraftFinding}

// Letter reports whether what goes out is an official letter, with a title and
// somebody to go to.
func (k DraftKind) Letter() bool { return k == DraftDigest || k == DraftPlan || k == DraftFinding }

// DraftState is where a draft stands.
type DraftState string

// The states of a draft.
const (
	DraftWriting   DraftState = "drafting"  // 拟稿中
	DraftInReview  DraftState = "review"    // 待审核
	DraftToSign    DraftState = "sign"      // 待签发
	DraftReleased  DraftState = "released"  // 已签发
	DraftReturned  DraftState = "returned"  // 退回修改: with its drafter; an answer goes back to its deputy for good
	DraftWithdrawn DraftState = "withdrawn" // 已撤回
)

// StepVerb is what can be done with a draft.
type StepVerb string

// The verbs of a draft's life.
const (
	StepEdit     StepVerb = "edit"
	StepSubmit   StepVerb = "submit"
	StepPass     StepVerb = "pass" // 审核通过
	StepSign     StepVerb = "sign" // 签发
	StepReturn   StepVerb = "return"
	StepWithdraw StepVerb = "withdraw"
)

// The most steps a setting asks for, and what bounds a draft's fields, in
// characters.
const (
	StepsMax        = 3 // 拟稿 → 审核 → 签发
	DraftTitleMax   = 100
	DraftWordsMax   = 20_000
	DraftReasonMax  = 500
	draftToMaxRunes = 100
)

// Draft is a text on its way to being said in the office's name.
type Draft struct {
	ID         string
	Kind       DraftKind
	OfficeID   string
	About      string // id of the opinion, where it is about one
	Ref        string // answer: its id; digest: the half-year, as 2026-1
	By         string // staff id of the drafter; empty where a deputy wrote it
	To         string // 主送
	Title      string
	Text       string // empty for an answer: its words stay where they are
	Steps      int    // how many the office asked for when it was laid before others
	State      DraftState
	ReviewedBy string // staff id
	SignedBy   string // staff id
	Released   time.Time
	Created    time.Time
	Updated    time.Time
	Version    int64
}

// DraftStep is one line of a draft's log. Lines are only ever added.
type DraftStep struct {
	ID      string
	DraftID string
	At      time.Time
	Verb    StepVerb
	By      string // staff id; empty where a deputy or the program did it
	Words   string // the reason, as typed
	Title   string // as it was before, where an edit changed it
	Text    string
}

// Validate checks what a drafter wrote.
func (d *Draft) Validate() error {
	switch {
	case (d.Kind.Letter() || d.Kind == DraftMeeting || d.Kind == DraftBroadcast) && d.Title == "":
		return Invalid("title", ProblemEmpty)
	case utf8.RuneCountInString(d.Title) > DraftTitleMax:
		return Invalid("title", ProblemTooLong)
	case utf8.RuneCountInString(d.To) > draftToMaxRunes:
		return Invalid("to", ProblemTooLong)
	case d.Kind != DraftAnswer && blank(d.Text):
		return Invalid("text", ProblemEmpty)
	case utf8.RuneCountInString(d.Text) > DraftWordsMax:
		return Invalid("text", ProblemTooLong)
	case d.Kind == DraftBroadcast:
		return d.checkBroadcast()
	}
	return nil
}

// Ready checks what must be there before others see the draft: a letter needs
// somebody to go to.
func (d *Draft) Ready() error {
	if d.Kind.Letter() && blank(d.To) {
		return Invalid("to", ProblemEmpty)
	}
	return d.Validate()
}

// blank reports whether nothing in a text can be seen.
func blank(s string) bool { return Summarise(s) == "" }

// StepsFor is how many steps an office asks of a kind.
func (s *Settings) StepsFor(office string, k DraftKind) int {
	name := map[DraftKind]Setting{DraftAnswer: SetStepsAnswer, DraftReply: SetStepsReply, DraftClose: SetStepsClose, DraftDigest: SetStepsDigest,
		DraftMeeting: SetStepsMeeting, DraftBroadcast: SetStepsBroadcast,
		DraftPlan: SetStepsPlan, DraftFinding: SetStepsFinding}[k]
	return max(1, min(s.Int(office, name), StepsMax))
}

// Waits reports whether somebody is to review or sign the draft.
func (d *Draft) Waits() bool { return d.State == DraftInReview || d.State == DraftToSign }

// Elsewhere reports whether the words are changed at their source and not in the
// draft: a deputy's answer is the deputy's, a notice follows its meeting.
func (d *Draft) Elsewhere() bool { return d.Kind == DraftAnswer || d.Kind == DraftMeeting }

// Open reports whether the draft is with its drafter.
func (d *Draft) Open() bool { return d.State == DraftWriting || d.State == DraftReturned }

// Done reports whether nothing more happens to the draft.
func (d *Draft) Done() bool {
	return slices.Contains([]DraftState{DraftReleased, DraftWithdrawn}, d.State) ||
		d.State == DraftReturned && d.Kind == DraftAnswer
}
