package act

import (
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// UrgeReceipts presses for the answers that are missing (提醒回执), by WeChat and on down
// the ladder: only those who were told and have not answered, and whom the first
// notice could reach at all. It gives how many. The next press waits for
// store.UrgeApart, whoever makes it: of two at once one is refused.
func (t *Tx) UrgeReceipts(meetingID string) (*store.Urging, error) {
	return t.urge(meetingID, store.ChannelNone, false, func(r *ReceiptRow) bool {
		return r.Notice == nil || r.Notice.State != store.NoticeUnreached && r.Notice.State != store.NoticeHanded
	})
}

// UrgeBySMS does the same by SMS, for those whom no other channel reaches or who
// do not answer. handed means that there is no gateway: the texts leave as a file
// (SMSFile) and are noted as handed over. Who has no number is left to the
// telephone list.
func (t *Tx) UrgeBySMS(meetingID string, handed bool) (*store.Urging, error) {
	return t.urge(meetingID, store.ChannelSMS, handed, func(r *ReceiptRow) bool { return r.Deputy.Phone != "" })
}

func (t *Tx) urge(meetingID string, by store.Channel, handed bool, include func(*ReceiptRow) bool) (*store.Urging, error) {
	m, err := t.meetingFor(store.ActUrge, meetingID)
	if err != nil {
		return nil, err
	}
	if err := m.MayUrge(t.now); err != nil {
		return nil, err
	}
	last, err := db.LastUrging(t.ctx, t.q, m.ID, by)
	if err != nil {
		return nil, err
	}
	if store.UrgeWait(last, t.now) > 0 {
		return nil, store.Invalid("urge", store.ProblemTooSoon)
	}
	rows, err := t.acts.receiptRows(t.ctx, t.q, t.view, m)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(r ReceiptRow) bool { return !r.Awaited(m) || !include(&r) })
	if len(rows) == 0 {
		return nil, store.Invalid("urge", store.ProblemNobodyLeft)
	}
	u := &store.Urging{ID: store.NewID(t.now), Created: t.now, MeetingID: m.ID, Channel: by, Turn: 1, Revision: m.Revision,
		Told: len(rows), Handed: handed, By: t.Actor.ID}
	if last != nil {
		u.Turn = last.Turn + 1
	}
	t.batch.Urgings = append(t.batch.Urgings, u)
	t.audit(store.ActUrge, "meeting", m.ID, m.OfficeID, fmt.Sprintf("channel=%s people=%d handed=%t", by, u.Told, handed), "")
	return u, t.tellUrged(m, u, rows)
}

// tellUrged puts the notices of one press into the outbox.
func (t *Tx) tellUrged(m *store.Meeting, u *store.Urging, rows []ReceiptRow) error {
	ids, told := make([]string, len(rows)), make([]string, len(rows))
	for i := range rows {
		p := &rows[i].Participant
		ids[i], told[i] = p.ID, store.MeetingAbout(p, m.Revision)
		t.notify(store.Notice{Kind: store.NoticeMeetingUrged, OfficeID: m.OfficeID, DeputyID: p.DeputyID, Ref: urgeRef(p, u), Channel: u.Channel})
		if u.Handed {
			n := t.batch.Notices[len(t.batch.Notices)-1]
			n.State, n.Sent = store.NoticeHanded, t.now
		}
	}
	if u.Handed {
		if err := db.HandOver(t.ctx, t.q, told); err != nil {
			return err
		}
	}
	return db.MarkUrged(t.ctx, t.q, ids, t.now)
}

// urgeRef is what a notice of one press refers to.
func urgeRef(p *store.Participant, u *store.Urging) string {
	by := u.Channel
	if by == store.ChannelNone {
		by = "wechat"
	}
	return fmt.Sprintf("%s/%s%d", p.Ref(u.Revision), by, u.Turn)
}
