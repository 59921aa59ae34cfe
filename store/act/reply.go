package act

import (
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// calledPart reads the actor's own part in a meeting that was announced; anybody
// else's, and one nobody was told of yet, is not found.
func (t *Tx) calledPart(id string, a store.Act) (*store.Participant, *store.Meeting, error) {
	p, m, err := t.partIn(id)
	if err != nil {
		return nil, nil, err
	}
	if t.may(a, store.Target{OfficeID: m.OfficeID, DeputyID: p.DeputyID}) != nil || p.Revision == 0 {
		return nil, nil, store.ErrNotFound
	}
	return p, m, nil
}

// partIn reads a participant, or gives the one that this transaction changes, with
// the meeting.
func (t *Tx) partIn(id string) (*store.Participant, *store.Meeting, error) {
	var p *store.Participant
	for _, c := range t.batch.Changed.Participants {
		if c.ID == id {
			p = c
		}
	}
	if p == nil {
		var err error
		if p, err = db.Participant(t.ctx, t.q, id); err != nil {
			return nil, nil, err
		}
	}
	m, err := db.Meeting(t.ctx, t.q, p.MeetingID)
	return p, m, err
}

// ReadPart notes that the deputy opened the page of a meeting as it is now, the
// first time.
func (t *Tx) ReadPart(id string) error {
	p, m, err := t.calledPart(id, store.ActPart)
	if err != nil || p.ReadRevision >= m.Revision {
		return err
	}
	p.Read, p.ReadRevision = t.now, m.Revision
	touch(t, &t.batch.Changed.Participants, p)
	t.audit(store.ActPart, "meeting", m.ID, m.OfficeID, "read", "")
	return nil
}

// ConfirmPart says that the deputy comes. It may take back leave, before or after it
// was decided.
func (t *Tx) ConfirmPart(id string) error {
	p, m, err := t.calledPart(id, store.ActReply)
	if err != nil || p.ReplyNow(m) == store.ReplyConfirmed {
		return err
	}
	if err := t.mayReply(p, m); err != nil {
		return err
	}
	if err := t.takeBackLeave(p, m); err != nil {
		return err
	}
	return t.answerMeeting(p, m, store.ReplyConfirmed)
}

// mayReply refuses an answer that comes too late, or from whom it cannot come.
func (t *Tx) mayReply(p *store.Participant, m *store.Meeting) error {
	if err := m.MayReply(t.now); err != nil {
		return err
	}
	if !p.Removed.IsZero() {
		return store.Invalid("meeting", store.ProblemState)
	}
	return t.serves(p.DeputyID)
}

// serves refuses who holds no mandate now.
func (t *Tx) serves(deputyID string) error {
	mandates, err := db.MandatesOf(t.ctx, t.q, []string{deputyID})
	if err == nil && !slices.ContainsFunc(mandates, exercised) {
		err = store.Invalid("deputy", store.ProblemNotInOffice)
	}
	return err
}

// answerMeeting writes down an answer to what the meeting is now. ReplyNone takes an
// earlier one back. An answer to a congress's session is one to its parts.
func (t *Tx) answerMeeting(p *store.Participant, m *store.Meeting, r store.Reply) error {
	p.Reply, p.Replied, p.RepliedTo, p.Carried = r, t.now, m.Revision, false
	if p.ReadRevision < m.Revision && t.Actor.DeputyID != "" && t.Actor.DeputyID == p.DeputyID {
		p.Read, p.ReadRevision = t.now, m.Revision
	}
	touch(t, &t.batch.Changed.Participants, p)
	code := string(r)
	if code == "" {
		code = "none"
	}
	t.audit(store.ActReply, "meeting", m.ID, m.OfficeID, "answer="+code+" participant="+p.ID, "")
	if m.Kind != store.MeetingCongress || p.DeputyID == "" {
		return nil
	}
	return t.carryReply(p, m, r)
}

// carryReply answers those parts of a session that its deputy can still answer and
// has not answered alone.
func (t *Tx) carryReply(p *store.Participant, session *store.Meeting, r store.Reply) error {
	parts, err := db.PartsOf(t.ctx, t.q, session.ID)
	if err != nil {
		return err
	}
	of := map[string]*store.Meeting{}
	var ids []string
	for i := range parts {
		if parts[i].Open(t.now) {
			of[parts[i].ID] = &parts[i]
			ids = append(ids, parts[i].ID)
		}
	}
	people, err := db.ParticipantsIn(t.ctx, t.q, ids)
	if err != nil {
		return err
	}
	for i := range people {
		x := t.current(&people[i])
		m := of[x.MeetingID]
		alone := x.ReplyNow(m) != store.ReplyNone && !x.Carried
		if x.DeputyID != p.DeputyID || x.Revision == 0 || !x.Removed.IsZero() || alone {
			continue
		}
		x.Reply, x.Replied, x.RepliedTo, x.Carried = r, t.now, m.Revision, r != store.ReplyNone
		touch(t, &t.batch.Changed.Participants, x)
	}
	return nil
}
