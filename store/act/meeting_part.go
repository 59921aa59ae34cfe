package act

import (
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Who takes part in a session of a congress takes part in its parts: in a meeting
// of one delegation those of the delegation, in one of the congress's presidium
// (大会主席团) its members, who are noted once for the session. Others are only added
// to sit in with the presidium.

// fillParts makes those of a session take part in its parts.
func (t *Tx) fillParts(session *store.Meeting) error { return t.fillEach(session, true) }

// fillEach is fillParts; tell is false where the session's notice tells of all.
func (t *Tx) fillEach(session *store.Meeting, tell bool) error {
	if session.Kind != store.MeetingCongress {
		return nil
	}
	parts, err := db.PartsOf(t.ctx, t.q, session.ID)
	if err != nil || len(parts) == 0 {
		return err
	}
	for i := range parts {
		p, err := t.readMeeting(parts[i].ID)
		if err != nil {
			return err
		}
		if err := t.fillPart(p, tell); err != nil {
			return err
		}
	}
	return nil
}

// fillPart makes those of the session take part in one part. A new member of the
// presidium is told of its meetings.
func (t *Tx) fillPart(part *store.Meeting, tell bool) error {
	if part.State == store.MeetingCancelled || part.State == store.MeetingClosed {
		return nil
	}
	of, err := t.participants(part.ParentID)
	if err != nil {
		return err
	}
	have, err := t.participants(part.ID)
	if err != nil {
		return err
	}
	if part, err = t.readMeeting(part.ID); err != nil { // reading wrote what was gathered
		return err
	}
	known, wanted := map[string]*store.Participant{}, map[string]bool{}
	for _, p := range have {
		if p.Removed.IsZero() {
			known[personKey(p)] = p
		}
	}
	for _, p := range of {
		if p.Removed.IsZero() && partCalls(part, p) {
			wanted[personKey(p)] = true
			t.call(part, known[personKey(p)], p, tell && part.Kind == store.MeetingPresiding)
		}
	}
	if part.Kind == store.MeetingPresiding {
		for _, p := range have {
			wanted[personKey(p)] = wanted[personKey(p)] || p.Role == store.RoleSitsIn
		}
	}
	return t.spare(part, have, wanted)
}

// partCalls reports whether a part calls somebody of its session.
func partCalls(part *store.Meeting, p *store.Participant) bool {
	if part.Kind == store.MeetingPresiding {
		return p.Presidium
	}
	return part.GroupID == "" || part.GroupID == p.DelegationID
}

// SetPresidium notes that deputies of a session are members of its presidium, or
// are not, by their ids as participants. Who becomes one is called to its meetings.
func (t *Tx) SetPresidium(sessionID string, participantIDs []string, in bool, seen int64) error {
	m, err := t.meeting(sessionID, seen)
	if err != nil {
		return err
	}
	if m.Kind != store.MeetingCongress {
		return store.ErrNotFound
	}
	if err := t.editable(m); err != nil {
		return err
	}
	people, err := t.participants(m.ID)
	if err != nil {
		return err
	}
	found := 0
	for _, p := range people {
		if !slices.Contains(participantIDs, p.ID) || !p.Removed.IsZero() {
			continue
		}
		found++
		switch {
		case p.DeputyID == "" || p.Role != store.RoleAttends:
			return store.Invalid("presidium", store.ProblemMalformed)
		case p.Presidium != in:
			p.Presidium = in
			touch(t, &t.batch.Changed.Participants, p)
		}
	}
	if found == 0 {
		return store.Invalid("choice", store.ProblemEmpty)
	}
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, fmt.Sprintf("presidium=%t people=%d", in, found), "")
	return t.fillParts(m)
}

// withPresidium is a list of who takes part in a meeting of the presidium: its
// members, and who sits in. Nobody else attends.
func (t *Tx) withPresidium(m *store.Meeting, list []store.Participant) ([]store.Participant, error) {
	session, err := t.participants(m.ParentID)
	if err != nil {
		return nil, err
	}
	var out []store.Participant
	member := map[string]bool{}
	for _, p := range session {
		if p.Presidium && p.Removed.IsZero() {
			member[p.DeputyID] = true
			out = append(out, store.Participant{DeputyID: p.DeputyID, Role: store.RoleAttends, DelegationID: p.DelegationID})
		}
	}
	for _, p := range list {
		switch {
		case p.DeputyID != "" && member[p.DeputyID]:
		case p.Role != store.RoleSitsIn:
			return nil, store.Invalid("participants", store.ProblemNotMember)
		default:
			out = append(out, p)
		}
	}
	return out, nil
}
