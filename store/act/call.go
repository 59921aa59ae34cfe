package act

import (
	"context"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// CallList gives whom to telephone about a meeting, with numbers: those who were
// told, or should have been, and have not answered. That it was read is noted.
func (a *Acts) CallList(ctx context.Context, actor store.Actor, meetingID string) (*ReceiptBook, error) {
	view, m, err := a.meetingFor(ctx, actor, store.ActCall, meetingID)
	if err != nil {
		return nil, err
	}
	b, err := a.receiptBook(ctx, view, m)
	if err != nil {
		return nil, err
	}
	b.Rows = slices.DeleteFunc(b.Rows, func(r ReceiptRow) bool { return !r.Awaited(m) })
	if len(b.Rows) == 0 {
		return b, nil
	}
	for i := range b.Rows {
		d := &b.Rows[i].Deputy
		if d.Phone, err = a.keys.Open("deputy", "phone", d.ID, d.Phone); err != nil {
			return nil, fmt.Errorf("opening a telephone number: %w", err)
		}
	}
	return b, a.see(ctx, actor, store.ActCall, "meeting", m.ID, m.OfficeID)
}

// SMSFile gives what one press of 短信 handed over, the last one for turn 0: whom it was for, as the
// receipts are now, with numbers. That it was read is noted. What was handed over of
// a meeting that has changed since is refused: it stays noted as handed over, since
// its words may have gone out, and whom it was for is told of the change anew.
func (a *Acts) SMSFile(ctx context.Context, actor store.Actor, meetingID string, turn int) (*ReceiptBook, error) {
	view, m, err := a.meetingFor(ctx, actor, store.ActCall, meetingID)
	if err != nil {
		return nil, err
	}
	b, err := a.receiptBook(ctx, view, m)
	if err != nil {
		return nil, err
	}
	var u *store.Urging
	for i := range b.Urgings {
		if b.Urgings[i].Handed && (turn == 0 || b.Urgings[i].Turn == turn) {
			u = &b.Urgings[i]
		}
	}
	if u == nil {
		return nil, store.ErrNotFound
	}
	switch { // its words would be those of another meeting than was handed over
	case m.State == store.MeetingCancelled:
		return nil, store.Invalid("sms_file", store.ProblemCancelled)
	case u.Revision != m.Revision:
		return nil, store.Invalid("sms_file", store.ProblemChanged)
	}
	if b.Rows, err = a.handed(ctx, b.Rows, u); err != nil {
		return nil, err
	}
	return b, a.see(ctx, actor, store.ActCall, "meeting", m.ID, m.OfficeID)
}

// handed keeps the rows whose notice one press handed over, and opens the numbers.
func (a *Acts) handed(ctx context.Context, rows []ReceiptRow, u *store.Urging) ([]ReceiptRow, error) {
	keys := make([]string, len(rows))
	for i := range rows {
		keys[i] = store.AboutKey(store.NoticeMeetingUrged, urgeRef(&rows[i].Participant, u), rows[i].DeputyID)
	}
	list, err := db.NoticesAbout(ctx, a.db.Read(), keys)
	if err != nil {
		return nil, err
	}
	var kept []ReceiptRow
	for i := range rows {
		if !slices.ContainsFunc(list, func(n store.Notice) bool { return n.About == keys[i] }) {
			continue
		}
		d := &rows[i].Deputy
		if d.Phone, err = a.keys.Open("deputy", "phone", d.ID, d.Phone); err != nil {
			return nil, fmt.Errorf("opening a telephone number: %w", err)
		}
		kept = append(kept, rows[i])
	}
	return kept, nil
}

// RecordCall notes what came of telephoning a participant. Who was reached and
// answered has answered; leave needs the reason that was given. seen is the
// participant's version that the caller had before them: who answered meanwhile
// by WeChat is store.ErrConflict.
func (t *Tx) RecordCall(participantID string, outcome store.CallOutcome, reason string, seen int64) error {
	p, m, err := t.partIn(participantID)
	if err != nil {
		return err
	}
	if t.may(store.ActCall, store.Target{OfficeID: m.OfficeID}) != nil {
		return store.ErrNotFound
	}
	if !outcome.Known() {
		return store.Invalid("outcome", store.ProblemEmpty)
	}
	if err := m.MayReply(t.now); err != nil {
		return err
	}
	if seen != p.Version || !p.Silent(m) {
		return store.ErrConflict
	}
	switch outcome {
	case store.CallConfirmed:
		if err := t.mayReply(p, m); err != nil {
			return err
		}
		if err := t.answerMeeting(p, m, store.ReplyConfirmed); err != nil {
			return err
		}
	case store.CallLeave:
		if _, err := t.askLeave(p, m, reason, t.Actor.ID); err != nil {
			return err
		}
	}
	t.batch.Calls = append(t.batch.Calls, &store.Call{ID: store.NewID(t.now), Created: t.now, MeetingID: m.ID,
		ParticipantID: p.ID, Revision: m.Revision, Outcome: outcome, By: t.Actor.ID})
	t.audit(store.ActCall, "meeting", m.ID, m.OfficeID, fmt.Sprintf("outcome=%s participant=%s", outcome, p.ID), "")
	if !outcome.Reached() {
		return nil
	}
	return db.PhonedAbout(t.ctx, t.q, []string{store.MeetingAbout(p, m.Revision)}, t.now)
}

// MeetingOfPart gives the meeting of a participant whom the actor may telephone.
func (a *Acts) MeetingOfPart(ctx context.Context, actor store.Actor, participantID string) (string, error) {
	p, err := db.Participant(ctx, a.db.Read(), participantID)
	if err != nil {
		return "", err
	}
	_, m, err := a.meetingFor(ctx, actor, store.ActCall, p.MeetingID)
	if err != nil {
		return "", err
	}
	return m.ID, nil
}
