package store

import (
	"slices"
	"time"
)

// Record is one line of a deputy's performance file (履职记录): what a deputy did,
// on one day. What comes of a meeting follows the meeting: when its attendance is
// corrected, so is the record.
type Record struct {
	ID        string
	Created   time.Time
	DeputyID  string
	OfficeID  string // whose meeting it was
	TermID    string
	MeetingID string // empty where it comes of no meeting
	Kind      RecordKind
	Day       string // 2006-01-02
	Title     string
	Outcome   Presence // attended, leave or absent
	Late      bool
	Left      bool // before the end
	Held      int  // how many times to be there: the parts of a congress's session; 1 otherwise
	Came      int  // to how many of them
	Excused   int  // for how many there was leave
	Updated   time.Time
	Version   int64
}

// RecordKind is a kind of performance record. The list is one that is in use, a
// sample: no law has one.
type RecordKind string

// The kinds.
const (
	RecordCongress  RecordKind = "congress"
	RecordMeeting   RecordKind = "meeting"
	RecordTraining  RecordKind = "training"
	RecordProposal  RecordKind = "proposal"
	RecordStudy     RecordKind = "study"
	RecordInspect   RecordKind = "inspect"
	RecordReception RecordKind = "reception"
	RecordMediation RecordKind = "mediation"
	RecordAid       RecordKind = "aid"
	RecordDeed      RecordKind = "deed"
	RecordCharity   RecordKind = "charity"
	RecordReport    RecordKind = "report"
	RecordOther     RecordKind = "other"
)

// RecordKinds lists the kinds with their words, in the order people read them.
var RecordKinds = []struct {
	Kind  RecordKind
	Words string
}{
	{RecordCongress, "出席人代会"}, {RecordMeeting, "参加其他会议"}, {RecordTraining, "参加学习培训"}, {RecordProposal, "提出议案建议"},
	{RecordStudy, "开展专题调研"}, {RecordInspect, "参加视察/调研/执法检查"}, {RecordReception, "接待选民"}, {RecordMediation, "化解矛盾纠纷"},
	{RecordAid, "扶弱济困"}, {RecordDeed, "办好事实事"}, {RecordCharity, "公益慈善"}, {RecordReport, "向选民述职"}, {RecordOther, "其他"},
}

// Words is a kind as people read it.
func (k RecordKind) Words() string {
	for _, r := range RecordKinds {
		if r.Kind == k {
			return r.Words
		}
	}
	return string(k)
}

// RecordOf is the kind of record that a meeting or an activity makes.
func RecordOf(k MeetingKind) RecordKind {
	switch k {
	case MeetingCongress:
		return RecordCongress
	case ActivityTrain, ActivityTour:
		return RecordTraining
	case ActivityStudy:
		return RecordStudy
	case ActivityInspect, ActivityLaw:
		return RecordInspect
	case ActivityReception:
		return RecordReception
	}
	if k.Activity() {
		return RecordOther
	}
	return RecordMeeting
}

// Count sums up a deputy's parts in one meeting, or in the parts of a congress's
// session, into the record's outcome: attended for who came to any, absent for who
// missed even one without leave and came to none.
func (r *Record) Count(parts []Attendance) {
	r.Held, r.Came, r.Excused, r.Late, r.Left = len(parts), 0, 0, false, false
	for _, a := range parts {
		switch a.Presence {
		case PresenceThere:
			r.Came++
			r.Late, r.Left = r.Late || a.Late, r.Left || a.Left
		case PresenceLeave:
			r.Excused++
		}
	}
	switch {
	case r.Came > 0:
		r.Outcome = PresenceThere
	case r.Excused > 0:
		r.Outcome = PresenceLeave
	default:
		r.Outcome = PresenceAbsent
	}
}

// Same reports whether another count of the same meeting says nothing new.
func (r *Record) Same(o *Record) bool {
	return r.Kind == o.Kind && r.Day == o.Day && r.Title == o.Title && r.TermID == o.TermID && r.Outcome == o.Outcome &&
		r.Late == o.Late && r.Left == o.Left && r.Held == o.Held && r.Came == o.Came && r.Excused == o.Excused
}

// AbsentSession reports whether the record is one that 代表法 Art. 62 counts: not
// there at any part of a session of the own congress, and without leave for any.
func (r *Record) AbsentSession() bool {
	return r.Kind == RecordCongress && r.Outcome == PresenceAbsent && r.Held > 0
}

// AbsentSessions counts, by term, the sessions that a deputy was absent from
// without leave. It is a hint to the office: what follows is decided by people, and
// announced as the law says.
func AbsentSessions(list []Record) map[string]int {
	counts := map[string]int{}
	for r := range slices.Values(list) {
		if r.AbsentSession() {
			counts[r.TermID]++
		}
	}
	return counts
}
