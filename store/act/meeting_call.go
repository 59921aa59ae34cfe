package act

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// SetParticipants makes exactly those take part: deputies by DeputyID, guests and
// officers by Name; of each entry Role, DelegationID and Name count. A deputy whose
// mandate does not run today cannot be added. Nobody is there twice. Who comes to
// an announced meeting is told at once, and who goes is told so.
func (t *Tx) SetParticipants(meetingID string, list []store.Participant, seen int64) error {
	m, err := t.meeting(meetingID, seen)
	if err != nil {
		return err
	}
	if err := t.editable(m); err != nil {
		return err
	}
	if m.ParentID != "" && m.Kind != store.MeetingPresiding {
		return store.Invalid("participants", store.ProblemState) // the parts follow their session
	}
	if list, err = eachOnce(list); err != nil {
		return err
	}
	if m.Kind == store.MeetingPresiding {
		if list, err = t.withPresidium(m, list); err != nil {
			return err
		}
		if m, err = t.readMeeting(m.ID); err != nil { // reading wrote what was gathered
			return err
		}
	}
	return t.setParticipants(m, list)
}

// AddParticipants adds people to those who take part; who is there already stays
// as they are.
func (t *Tx) AddParticipants(meetingID string, list []store.Participant, seen int64) error {
	have, err := t.participants(meetingID)
	if err != nil {
		return err
	}
	all := make([]store.Participant, 0, len(have)+len(list))
	for _, p := range have {
		if p.Removed.IsZero() {
			all = append(all, *p)
		}
	}
	return t.SetParticipants(meetingID, append(all, list...), seen)
}

// RemoveParticipants takes people out, by their ids as participants.
func (t *Tx) RemoveParticipants(meetingID string, ids []string, seen int64) error {
	have, err := t.participants(meetingID)
	if err != nil {
		return err
	}
	var stay []store.Participant
	gone := 0
	for _, p := range have {
		switch {
		case !p.Removed.IsZero():
		case slices.Contains(ids, p.ID):
			gone++
		default:
			stay = append(stay, *p)
		}
	}
	if gone == 0 {
		return store.Invalid("choice", store.ProblemEmpty)
	}
	return t.SetParticipants(meetingID, stay, seen)
}

// eachOnce drops whom the list has twice: the first entry counts.
func eachOnce(list []store.Participant) ([]store.Participant, error) {
	had := map[string]bool{}
	var out []store.Participant
	for _, p := range list {
		p.Name = strings.TrimSpace(p.Name)
		if p.DeputyID == "" && p.Name == "" || len([]rune(p.Name)) > store.GuestNameMax {
			return nil, store.Invalid("participants", store.ProblemMalformed)
		}
		if p.Role = cmp.Or(p.Role, store.RoleAttends); !had[personKey(&p)] {
			had[personKey(&p)] = true
			out = append(out, p)
		}
	}
	if len(out) > store.MeetingMost {
		return nil, store.Invalid("participants", store.ProblemTooMany)
	}
	return out, nil
}

// personKey is the same for two entries about one person.
func personKey(p *store.Participant) string { return cmp.Or(p.DeputyID, " "+p.Name) }

func (t *Tx) setParticipants(m *store.Meeting, list []store.Participant) error {
	have, err := t.participants(m.ID)
	if err != nil {
		return err
	}
	known, wanted := map[string]*store.Participant{}, map[string]bool{}
	for _, p := range have {
		if p.Removed.IsZero() { // who was taken out and comes again has a new row, and a new notice
			known[personKey(p)] = p
		}
	}
	var fresh []string
	for i := range list {
		wanted[personKey(&list[i])] = true
		if list[i].DeputyID != "" && known[personKey(&list[i])] == nil {
			fresh = append(fresh, list[i].DeputyID)
		}
	}
	if err := t.callable(m, fresh); err != nil {
		return err
	}
	for i := range list {
		t.call(m, known[personKey(&list[i])], &list[i], m.ParentID == "" || m.Kind == store.MeetingPresiding)
	}
	if err := t.spare(m, have, wanted); err != nil {
		return err
	}
	m.Updated = t.now
	touch(t, &t.batch.Changed.Meetings, m)
	t.audit(store.ActMeetingEdit, "meeting", m.ID, m.OfficeID, "participants", "")
	return t.fillParts(m)
}

// call makes one person take part, or changes how. Who comes to an announced meeting
// is told of it by itself, unless the session's notice does.
func (t *Tx) call(m *store.Meeting, p, as *store.Participant, tell bool) {
	switch {
	case p == nil:
		p = &store.Participant{ID: store.NewID(t.now), Created: t.now, MeetingID: m.ID, DeputyID: as.DeputyID, Name: as.Name,
			Role: as.Role, DelegationID: as.DelegationID, Version: 1}
		t.batch.Participants = append(t.batch.Participants, p)
		t.inserts(p)
	case p.Role != as.Role || p.DelegationID != as.DelegationID:
		p.Role, p.DelegationID = as.Role, as.DelegationID
		touch(t, &t.batch.Changed.Participants, p)
	}
	if m.State == store.MeetingAnnounced && p.Revision != m.Revision {
		p.Revision = m.Revision
		touch(t, &t.batch.Changed.Participants, p)
		if tell {
			t.tellCalled(m, p, store.NoticeMeeting)
		}
	}
}

// spare takes those out who are no longer wanted. Who was told of the meeting is
// told so, and stays on record.
func (t *Tx) spare(m *store.Meeting, have []*store.Participant, wanted map[string]bool) error {
	var gone []*store.Participant
	var never []string
	for _, p := range have {
		switch {
		case wanted[personKey(p)] || !p.Removed.IsZero():
		case p.Revision == 0:
			never = append(never, p.ID)
		default:
			gone = append(gone, p)
		}
	}
	told, err := t.told(gone)
	if err != nil {
		return err
	}
	for _, p := range gone {
		p.Removed = t.now
		touch(t, &t.batch.Changed.Participants, p)
		if told[p.ID] && m.ParentID == "" {
			t.tellCalled(m, p, store.NoticeMeetingSpared)
		}
	}
	return db.DropParticipants(t.ctx, t.q, never)
}

// callable refuses deputies whom the office cannot call: those of other places are
// not found, and those whose mandate does not run today are refused.
func (t *Tx) callable(m *store.Meeting, deputyIDs []string) error {
	list, err := db.DeputiesByID(t.ctx, t.q, deputyIDs)
	if err != nil {
		return err
	}
	near := t.view.near(m.OfficeID)
	if len(list) != len(deputyIDs) || slices.ContainsFunc(list, func(d store.Deputy) bool { return !slices.Contains(near, d.OfficeID) }) {
		return store.ErrNotFound
	}
	runs, err := mandatesNow(t.ctx, t.q, m.TermID, deputyIDs)
	if err == nil && len(runs) < len(deputyIDs) {
		err = store.Invalid("participants", store.ProblemNotServing)
	}
	return err
}

// near are the offices whose deputies an office can call together: its own, those
// under it, and those above it, for a county's deputies who live in a town.
func (v *View) near(officeID string) []string {
	return compact(slices.Concat(v.Offices.Under(officeID), v.Offices.Above(officeID)))
}

// callableBy reports whether a mandate lets its deputy be called to a meeting of a
// term: it is exercised, or begins with that term's first session.
func callableBy(m *store.Mandate, termID string) bool {
	return exercised(*m) || m.Status == store.MandateElected && termID != "" && m.TermID == termID
}

// mandatesNow are the mandates by which deputies can be called to a meeting of a
// term, by deputy.
func mandatesNow(ctx context.Context, q db.Q, termID string, deputyIDs []string) (map[string][]store.Mandate, error) {
	list, err := db.MandatesOf(ctx, q, deputyIDs)
	out := map[string][]store.Mandate{}
	for _, m := range list {
		if callableBy(&m, termID) {
			out[m.DeputyID] = append(out[m.DeputyID], m)
		}
	}
	return out, err
}

// withPeople reads a meeting and then who takes part: whoever is added in between
// changes the meeting, so that what is decided from both is refused as overtaken.
func (t *Tx) withPeople(id string) (*store.Meeting, []*store.Participant, error) {
	if err := t.flush(); err != nil {
		return nil, nil, err
	}
	m, err := t.readMeeting(id)
	if err != nil {
		return nil, nil, err
	}
	list, err := t.participants(id)
	return m, list, err
}

// participants reads who takes part, those who are no longer called included; what
// this transaction added or changed comes as it is now.
func (t *Tx) participants(meetingID string) ([]*store.Participant, error) {
	if len(t.batch.Participants) > 0 || len(t.batch.Changed.Participants) > 0 {
		if err := t.flush(); err != nil {
			return nil, err
		}
	}
	list, err := db.ParticipantsOf(t.ctx, t.q, meetingID)
	out := make([]*store.Participant, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out, err
}
