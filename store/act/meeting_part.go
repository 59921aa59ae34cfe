package act

import (
	"liaison/store"
	"liaison/store/db"
)

// Who takes part in a session of a congress takes part in its parts: in a meeting
// of one delegation those of the delegation. The congress's presidium (大会主席团)
// alone is chosen by itself.

// fillParts makes those of a session take part in its parts.
func (t *Tx) fillParts(session *store.Meeting) error {
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
		if err := t.fillPart(p); err != nil {
			return err
		}
	}
	return nil
}

// fillPart makes those of the session take part in one part.
func (t *Tx) fillPart(part *store.Meeting) error {
	if part.Kind == store.MeetingPresiding || part.State == store.MeetingCancelled || part.State == store.MeetingClosed {
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
		if p.Removed.IsZero() && (part.GroupID == "" || part.GroupID == p.DelegationID) {
			wanted[personKey(p)] = true
			t.call(part, known[personKey(p)], p)
		}
	}
	return t.spare(part, have, wanted)
}
