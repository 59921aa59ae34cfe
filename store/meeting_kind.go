package store

import "slices"

// MeetingKind is a kind of meeting (会议) or of deputies' activity (代表活动). Both
// are one noun here: people are told of it, answer, come, and are counted.
type MeetingKind string

// The kinds of meetings.
const (
	MeetingCongress  MeetingKind = "congress"  // 人民代表大会会议: one thing with parts
	MeetingStanding  MeetingKind = "standing"  // 常委会会议
	MeetingChairs    MeetingKind = "chairs"    // 主任会议
	MeetingPresidium MeetingKind = "presidium" // 乡镇人大主席团会议, between sessions
	MeetingJoint     MeetingKind = "joint"     // 代表联席会议 of a zone
	MeetingOther     MeetingKind = "other"
)

// The parts of a session of a congress. 大会主席团 is elected by the session's
// preparatory meeting and is not the 乡镇人大主席团.
const (
	MeetingRegister   MeetingKind = "register"   // 报到
	MeetingPrepare    MeetingKind = "prepare"    // 预备会议
	MeetingPresiding  MeetingKind = "presiding"  // 大会主席团会议
	MeetingPlenary    MeetingKind = "plenary"    // 全体会议
	MeetingDelegation MeetingKind = "delegation" // 代表团会议
)

// The kinds of activities.
const (
	ActivityGroup     MeetingKind = "group"     // 代表小组活动
	ActivityInspect   MeetingKind = "inspect"   // 视察
	ActivityStudy     MeetingKind = "study"     // 专题调研
	ActivityLaw       MeetingKind = "law"       // 执法检查
	ActivityAppraise  MeetingKind = "appraise"  // 评议
	ActivityTrain     MeetingKind = "train"     // 培训
	ActivityTour      MeetingKind = "tour"      // 考察学习
	ActivityReception MeetingKind = "reception" // 接待选民 at a station
	ActivityVisits    MeetingKind = "visits"    // 走访代表
)

// The kinds in the order people read them.
var (
	MeetingKinds = []MeetingKind{MeetingCongress, MeetingStanding, MeetingChairs, MeetingPresidium, MeetingJoint, MeetingOther}
	MeetingParts = []MeetingKind{MeetingRegister, MeetingPrepare, MeetingPresiding, MeetingPlenary, MeetingDelegation}
	Activities   = []MeetingKind{ActivityGroup, ActivityInspect, ActivityStudy, ActivityLaw, ActivityAppraise, ActivityTrain,
		ActivityTour, ActivityReception, ActivityVisits}
)

// Activity reports whether a kind is an activity of deputies and not a meeting.
func (k MeetingKind) Activity() bool { return slices.Contains(Activities, k) }

// Part reports whether a kind is a part of a session of a congress.
func (k MeetingKind) Part() bool { return slices.Contains(MeetingParts, k) }

// Known reports whether there is such a kind.
func (k MeetingKind) Known() bool {
	return k.Activity() || k.Part() || slices.Contains(MeetingKinds, k)
}
