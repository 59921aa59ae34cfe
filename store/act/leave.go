package act

import (
	"errors"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// AskLeave asks, in writing and with a reason, not to attend. At a congress it
// goes to the head of the delegation first, then to whom the meeting names.
func (t *Tx) AskLeave(id, reason string) (*store.Leave, error) {
	p, m, err := t.calledPart(id, store.ActReply)
	if err != nil {
		return nil, err
	}
	if err := m.MayAskLeave(t.now); err != nil {
		return nil, err
	}
	return t.askLeave(p, m, reason, "")
}

// askLeave opens an application; phonedTo is who wrote it down on the telephone.
func (t *Tx) askLeave(p *store.Participant, m *store.Meeting, reason, phonedTo string) (*store.Leave, error) {
	if err := t.mayReply(p, m); err != nil {
		return nil, err
	}
	if p.ReplyNow(m) == store.ReplyLeave {
		return nil, store.Invalid("leave", store.ProblemDone)
	}
	reason, err := store.LeaveWords("leave_reason", reason, true)
	if err != nil {
		return nil, err
	}
	l := &store.Leave{ID: store.NewID(t.now), Created: t.now, MeetingID: m.ID, ParticipantID: p.ID, DeputyID: p.DeputyID,
		OfficeID: m.OfficeID, Revision: m.Revision, PhonedTo: phonedTo, State: store.LeaveAsked, Version: 1}
	l.Reason = t.sealLeave(l, "reason", reason)
	if l.HeadID, err = t.delegationHead(p); err != nil {
		return nil, err
	}
	if l.HeadID != "" {
		l.State = store.LeaveToEndorse
	}
	t.batch.Leaves = append(t.batch.Leaves, l)
	t.inserts(l)
	if err := t.answerMeeting(p, m, store.ReplyLeave); err != nil {
		return nil, err
	}
	if err := t.forwardOthers(p, m); err != nil {
		return nil, err
	}
	return l, t.forwardLeave(l, m)
}

// forwardOthers: when who decides for the meeting asks for leave, what waits for
// that person needs others.
func (t *Tx) forwardOthers(p *store.Participant, m *store.Meeting) error {
	persons, err := db.PersonsFor(t.ctx, t.q, nil, []string{p.DeputyID}, nil)
	if err != nil || m.Approver == "" || !slices.ContainsFunc(persons, func(x store.Person) bool { return x.StaffID == m.Approver }) {
		return err
	}
	list, err := db.LeavesOf(t.ctx, t.q, m.ID)
	for i := range list {
		if l := &list[i]; l.State == store.LeaveAsked && !l.Lapsed(m) && err == nil {
			err = t.forwardLeave(l, m)
		}
	}
	return err
}

func (t *Tx) sealLeave(l *store.Leave, column, text string) string {
	if text == "" {
		return ""
	}
	return t.acts.keys.Seal("meeting_leave", column, l.ID, text)
}

// delegationHead is the head of the delegation through whom a deputy's leave goes;
// empty where there is none, it is the deputy's own, or the head holds no mandate
// any more.
func (t *Tx) delegationHead(p *store.Participant) (string, error) {
	if p.DelegationID == "" {
		return "", nil
	}
	d, err := db.Delegation(t.ctx, t.q, p.DelegationID)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil || d.HeadID == "" || d.HeadID == p.DeputyID {
		return "", err
	}
	err = t.serves(d.HeadID)
	if store.IsProblem(err, store.ProblemNotInOffice) {
		return "", nil
	}
	return d.HeadID, err
}

// forwardLeave tells whoever has to say something to it now.
func (t *Tx) forwardLeave(l *store.Leave, m *store.Meeting) error {
	n := store.Notice{OfficeID: m.OfficeID, Ref: fmt.Sprintf("%s.%d", l.ID, l.Version)}
	if l.State == store.LeaveToEndorse {
		n.Kind, n.DeputyID = store.NoticeLeaveEndorse, l.HeadID
		t.notify(n)
		return nil
	}
	who, err := t.view.leaveDeciders(t.ctx, t.q, m, t.current)
	n.Kind = store.NoticeLeaveAsked
	if err == nil && len(who) == 0 {
		n.Kind = store.NoticeLeaveStuck
		who, err = t.stuckWith(m)
	}
	for _, id := range who {
		n.StaffID = id
		known, err := db.NoticeKnown(t.ctx, t.q, store.AboutKey(n.Kind, n.Ref, id))
		if err != nil {
			return err
		}
		if !known {
			t.notify(n)
		}
	}
	return err
}

// current is a participant as this transaction leaves it.
func (t *Tx) current(p *store.Participant) *store.Participant {
	for _, c := range t.batch.Changed.Participants {
		if c.ID == p.ID {
			return c
		}
	}
	return p
}

// takeBackLeave withdraws what a deputy who comes after all had asked for.
func (t *Tx) takeBackLeave(p *store.Participant, m *store.Meeting) error {
	list, err := db.LeavesFor(t.ctx, t.q, p.ID)
	if err != nil {
		return err
	}
	for i := range list {
		l := &list[i]
		if !l.Stands(m) {
			continue
		}
		if err := l.Withdraw(); err != nil {
			return err
		}
		touch(t, &t.batch.Changed.Leaves, l)
		if err := db.DropLeaveNotices(t.ctx, t.q, l.ID); err != nil {
			return err
		}
	}
	return nil
}

// WithdrawLeave takes back the leave that was asked for, without confirming.
func (t *Tx) WithdrawLeave(id string) error {
	p, m, err := t.calledPart(id, store.ActReply)
	if err != nil {
		return err
	}
	if err := t.mayReply(p, m); err != nil {
		return err
	}
	if p.ReplyNow(m) != store.ReplyLeave || p.Carried { // a carried one is the session's
		return store.Invalid("leave", store.ProblemState)
	}
	if err := t.takeBackLeave(p, m); err != nil {
		return err
	}
	return t.answerMeeting(p, m, store.ReplyNone)
}

// leave reads an application with its meeting, for who may do an act to it; else
// it is not found. seen is the version the actor looked at; 0 does not mind.
func (t *Tx) leave(id string, a store.Act, seen int64) (*store.Leave, *store.Meeting, error) {
	l, err := db.Leave(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	target := store.Target{OfficeID: l.OfficeID}
	if a == store.ActLeaveEndorse {
		target.DeputyID = l.HeadID
	}
	if t.may(a, target) != nil {
		return nil, nil, store.ErrNotFound
	}
	if seen != 0 && seen != l.Version {
		return nil, nil, store.ErrConflict
	}
	m, err := db.Meeting(t.ctx, t.q, l.MeetingID)
	return l, m, err
}

// EndorseLeave gives the opinion of the head of the delegation, which goes to who
// decides. Staff may note what the head said otherwise.
func (t *Tx) EndorseLeave(id string, yes bool, words string, seen int64) error {
	l, m, err := t.leave(id, store.ActLeaveEndorse, seen)
	if err != nil {
		return err
	}
	if words, err = store.LeaveWords("words", words, !yes); err != nil {
		return err
	}
	if err := t.notAway(m); err != nil {
		return err
	}
	if err := l.Endorse(m, yes, t.now); err != nil {
		return err
	}
	l.EndorseWords = t.sealLeave(l, "endorse_words", words)
	if t.Actor.Kind == store.ActorStaff {
		l.EndorseNoted = t.Actor.ID
	}
	touch(t, &t.batch.Changed.Leaves, l)
	t.audit(store.ActLeaveEndorse, "leave", l.ID, l.OfficeID, fmt.Sprintf("yes=%t", yes), "")
	if err := db.DropLeaveNotices(t.ctx, t.q, l.ID); err != nil {
		return err
	}
	return t.forwardLeave(l, m)
}

// notAway refuses staff who are on leave from the meeting themselves, as deputies.
func (t *Tx) notAway(m *store.Meeting) error {
	if t.Actor.Kind != store.ActorStaff {
		return nil
	}
	away, err := absent(t.ctx, t.q, m, []string{t.Actor.ID}, t.current)
	if err == nil && away[t.Actor.ID] {
		err = store.Invalid("leave", store.ProblemAbsent)
	}
	return err
}

// DecideLeave approves or refuses it; a refusal says why. Who is refused has to
// come, and has not answered.
func (t *Tx) DecideLeave(id string, approve bool, words string, seen int64) error {
	l, m, err := t.leave(id, store.ActLeaveDecide, seen)
	if err != nil {
		return err
	}
	if words, err = store.LeaveWords("words", words, !approve); err != nil {
		return err
	}
	if err := t.notAway(m); err != nil {
		return err
	}
	if err := l.Decide(m, approve, t.Actor.ID, t.now); err != nil {
		return err
	}
	l.DecideWords = t.sealLeave(l, "decide_words", words)
	touch(t, &t.batch.Changed.Leaves, l)
	t.audit(store.ActLeaveDecide, "leave", l.ID, l.OfficeID, fmt.Sprintf("approve=%t", approve), "")
	if err := db.DropLeaveNotices(t.ctx, t.q, l.ID); err != nil {
		return err
	}
	t.notify(store.Notice{Kind: store.NoticeLeaveDecided, OfficeID: l.OfficeID, DeputyID: l.DeputyID, Ref: fmt.Sprintf("%s.%d", l.ID, l.Version)})
	p, err := db.Participant(t.ctx, t.q, l.ParticipantID)
	switch {
	case err != nil:
		return err
	case !approve:
		return t.answerMeeting(p, m, store.ReplyNone)
	}
	touch(t, &t.batch.Changed.Participants, p) // not beside the closing of the meeting: leave counts
	if m.State == store.MeetingClosed {
		return t.recordAgain(m)
	}
	return nil
}
