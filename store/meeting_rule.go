package store

import "time"

// RulesAs is the kind whose rules hold for a kind: the parts of a session go by
// those of the congress, and activities have one set.
func (k MeetingKind) RulesAs() MeetingKind {
	switch {
	case k.Part():
		return MeetingCongress
	case k.Activity():
		return activityRules
	}
	return k
}

// activityRules stands in the names of settings for all kinds of activities.
const activityRules MeetingKind = "activity"

// The settings of a kind's rules; see MeetingRulesOf.
func noticeSetting(k MeetingKind) Setting { return Setting("meeting.notice." + string(k.RulesAs())) }
func quorumSetting(k MeetingKind) Setting { return Setting("meeting.quorum." + string(k.RulesAs())) }
func leaveSetting(k MeetingKind) Setting  { return Setting("meeting.leave." + string(k.RulesAs())) }

// MeetingRules are what an office has set for a kind of meeting.
type MeetingRules struct {
	NoticeDays int        // days from the notice to the meeting
	Quorum     QuorumRule // of the members in office
	LeaveTo    string     // the body that approves leave
}

// MeetingRulesOf gives an office's rules for a kind.
func (s *Settings) MeetingRulesOf(office string, k MeetingKind) MeetingRules {
	r := MeetingRules{NoticeDays: s.Int(office, noticeSetting(k)), Quorum: QuorumRule(s.Text(office, quorumSetting(k))),
		LeaveTo: s.Text(office, leaveSetting(k))}
	if k == MeetingRegister || k == MeetingPresiding || k == MeetingDelegation { // the congress's rule is for the whole house
		r.Quorum = QuorumOf(k)
	}
	return r
}

// meetingDefs are the settings of the kinds' rules. The periods of notice and who
// approves leave are local practice; so is every quorum but those two.
func meetingDefs() []SettingDef {
	var defs []SettingDef
	for _, k := range []struct {
		kind   MeetingKind
		name   string
		days   string
		quorum QuorumRule
		leave  string
	}{
		{MeetingCongress, "人民代表大会会议", "7", QuorumTwoThirds, "大会主席团（由代表团团长转交）"},
		{MeetingStanding, "常委会会议", "7", QuorumMajority, "常委会主任"},
		{MeetingChairs, "主任会议", "3", QuorumMajority, "常委会主任"},
		{MeetingPresidium, "乡镇人大主席团会议", "3", QuorumTwoThirds, "主席团主席"},
		{MeetingJoint, "代表联席会议", "7", QuorumNone, "人大工委主任"},
		{MeetingOther, "其他会议", "3", QuorumNone, "会议组织单位"},
		{activityRules, "代表活动", "3", QuorumNone, "活动组织单位"},
	} {
		defs = append(defs,
			SettingDef{noticeSetting(k.kind), SettingInt, k.days, 0, 60, k.name + "：至少提前几天通知（不足的要写明原因）"},
			SettingDef{quorumSetting(k.kind), SettingQuorum, string(k.quorum), 0, 0, k.name + "：多少组成人员到会才能举行（按在任的计算，列席的不算）"},
			SettingDef{leaveSetting(k.kind), SettingLine, k.leave, 0, meetingLineMax, k.name + "：向谁请假"})
	}
	return defs
}

// ShortNotice reports whether a meeting announced at now has fewer than so many
// days of notice. The day of the notice is not counted (民法典 Art. 201).
func (m *Meeting) ShortNotice(now time.Time, days int) bool {
	return int(civilDayOf(m.Starts)-civilDayOf(now)) < days
}
