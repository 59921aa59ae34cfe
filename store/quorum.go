package store

// QuorumRule is how many of the members in office must be there.
type QuorumRule string

// The rules.
const (
	QuorumTwoThirds QuorumRule = "two_thirds" // 地方组织法 Art. 14: a congress
	QuorumMajority  QuorumRule = "majority"   // 地方组织法 Art. 51: a standing committee, of all its members
	QuorumNone      QuorumRule = "none"
)

// QuorumRules lists the rules in the order they are offered.
var QuorumRules = []QuorumRule{QuorumTwoThirds, QuorumMajority, QuorumNone}

// QuorumOf is the rule of a kind where an office has not set another one. For a
// township's presidium and a session's the law has none: two thirds and more than
// half are usual.
func QuorumOf(k MeetingKind) QuorumRule {
	switch k {
	case MeetingCongress, MeetingPrepare, MeetingPlenary, MeetingPresidium:
		return QuorumTwoThirds
	case MeetingStanding, MeetingChairs, MeetingPresiding:
		return QuorumMajority
	}
	return QuorumNone
}

// Needs is how many of the members must be there.
func (r QuorumRule) Needs(members int) int {
	switch r {
	case QuorumTwoThirds:
		return (2*members + 2) / 3
	case QuorumMajority:
		return members/2 + 1
	}
	return 0
}

// Reached reports whether enough of the members in office are present. Where nobody
// is in office, nothing is reached but no rule at all.
func (r QuorumRule) Reached(inOffice, present int) bool {
	return Quorum{Rule: r, Members: inOffice, Present: present}.Met()
}

// Quorum is how a meeting stands: of the members in office, never of those who sit
// in.
type Quorum struct {
	Rule    QuorumRule
	Members int // in office and called to attend
	Present int // of them, in the room now
}

// Needs is how many must be there.
func (q Quorum) Needs() int { return q.Rule.Needs(q.Members) }

// Missing is how many more must come.
func (q Quorum) Missing() int { return max(0, q.Needs()-q.Present) }

// Met reports whether the meeting may decide. Where nobody is in office, nobody
// decides.
func (q Quorum) Met() bool { return q.Rule == QuorumNone || q.Members > 0 && q.Missing() == 0 }

// InOffice reports whether one of a deputy's mandates makes a member of a meeting:
// it is exercised, in the meeting's term where that has one. Who was elected to a
// new congress is a member of its first session, before the mandate begins with it
// . Who is suspended is not counted (Art. 61).
func (m *Meeting) InOffice(mandates []Mandate) bool {
	for i := range mandates {
		d := &mandates[i]
		if m.TermID != "" && d.TermID != "" && d.TermID != m.TermID {
			continue
		}
		if d.Status == MandateActive || d.Status == MandateElected && m.TermID != "" && d.TermID == m.TermID {
			return true
		}
	}
	return false
}
