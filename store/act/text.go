package act

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// MayText reports whether a notice that WeChat cannot bring may go to a deputy by
// text message: the office allows it for the kind, and the roster has a number.
func (v *View) MayText(n *store.Notice, d *store.Deputy) bool {
	allows, ok := store.SMSSetting(n.Kind)
	return ok && d != nil && d.ID == n.DeputyID && d.Phone != "" && v.Settings.Bool(n.OfficeID, allows)
}

// orByText: what no other channel brought waits for the gateway, where there is one
// and the notice may go by it.
func (t *Tx) orByText(n *store.Notice) error {
	if !t.acts.gateway || n.DeputyID == "" {
		return nil
	}
	list, err := db.DeputiesByID(t.ctx, t.q, []string{n.DeputyID})
	if err != nil || len(list) == 0 || !t.view.MayText(n, &list[0]) {
		return err
	}
	n.State, n.Channel, n.Outcome, n.Tries = store.NoticeWaiting, store.ChannelSMS, "", 0
	n.NextAt = t.now
	if !n.Urgent {
		n.NextAt = t.view.Quiet(n.OfficeID).NextAllowed(t.now).UTC()
	}
	return nil
}

// Text is leave to hand one text message to the gateway, or why there is none.
type Text struct {
	Phone string    // empty: there is no number to send to
	Again time.Time // not now: so many went in the last hour; try again then
	Spent bool      // so many went today: it is left to the telephone
}

const (
	textHour  = time.Hour
	textPause = 5 * time.Minute    // before an hour's quota is looked at again
	textLife  = 3 * 24 * time.Hour // that a message is kept for counting
	unlimited = 0                  // of a quota
)

// BeginText opens the number of a notice's deputy as the roster has it now, counts
// the message against the quotas and notes on the notice that it is about to leave,
// in one commit: a gateway may know nothing of our ids, so that only this note keeps
// it from being sent twice when the sender dies. store.ErrConflict means that
// another sender has the notice.
func (a *Acts) BeginText(ctx context.Context, lease string, n *store.Notice) (Text, error) {
	a.texting.Lock()
	defer a.texting.Unlock()
	var out Text
	mark := *n
	mark.Channel, mark.Outcome = store.ChannelSMS, OutcomeSending
	err := a.Do(ctx, store.JobActor("sms"), "", func(t *Tx) (err error) {
		out = Text{}
		sealed, err := db.DeputyNumber(t.ctx, t.q, n.DeputyID)
		if err != nil || sealed == "" {
			return err
		}
		if out, err = t.textQuota(); err != nil || out.Spent || !out.Again.IsZero() {
			return err
		}
		if out.Phone, err = a.keys.Open("deputy", "phone", n.DeputyID, sealed); err != nil || out.Phone == "" {
			return err
		}
		t.batch.Texts = append(t.batch.Texts, &store.TextMessage{ID: store.NewID(t.now), Created: t.now, OfficeID: n.OfficeID, NoticeID: n.ID})
		return db.MarkNotice(t.ctx, t.q, &mark, lease)
	})
	if err != nil {
		return Text{}, err
	}
	if out.Phone != "" {
		n.Channel, n.Outcome = mark.Channel, mark.Outcome
	}
	return out, nil
}

// textQuota counts what went, of all offices: they share one gateway. Who has the
// list to telephone is told once a day that it grows.
func (t *Tx) textQuota() (Text, error) {
	root := t.view.Offices.Root().ID
	hour, day := t.view.Settings.Int(root, store.SetSMSHour), t.view.Settings.Int(root, store.SetSMSDay)
	if day != unlimited {
		n, err := db.CountTexts(t.ctx, t.q, store.StartOfDay(t.now), day)
		if err != nil {
			return Text{}, err
		}
		if n >= day {
			_, err := t.tellOnce(store.ActUnreached, root, store.NoticeSMSFull, store.DayOf(t.now))
			return Text{Spent: true}, err
		}
	}
	if hour == unlimited {
		return Text{}, nil
	}
	n, err := db.CountTexts(t.ctx, t.q, t.now.Add(-textHour), hour)
	if n >= hour {
		return Text{Again: t.now.Add(textPause)}, err
	}
	return Text{}, err
}

// TextUse is how many text messages went, beside what is allowed; 0 is no limit.
type TextUse struct{ Hour, HourMost, Day, DayMost int }

// Full reports whether a quota is used up.
func (u TextUse) Full() bool {
	return u.HourMost > 0 && u.Hour >= u.HourMost || u.DayFull()
}

// DayFull reports whether nothing more goes today.
func (u TextUse) DayFull() bool { return u.DayMost > 0 && u.Day >= u.DayMost }

// countedMost bounds the counting of what has no limit.
const countedMost = 1_000_000

// TextsUsed counts the text messages for who may see the list to telephone.
func (a *Acts) TextsUsed(ctx context.Context, actor store.Actor) (u TextUse, err error) {
	if !store.MayAnywhere(actor, store.ActUnreached) {
		return u, store.ErrForbidden
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return u, err
	}
	root, now, q := view.Offices.Root().ID, a.Now(), a.db.Read()
	u.HourMost, u.DayMost = view.Settings.Int(root, store.SetSMSHour), view.Settings.Int(root, store.SetSMSDay)
	if u.Hour, err = db.CountTexts(ctx, q, now.Add(-textHour), countedMost); err != nil {
		return u, err
	}
	u.Day, err = db.CountTexts(ctx, q, store.StartOfDay(now), countedMost)
	return u, err
}
