package act

import (
	"context"
	"fmt"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// Remind reminds the deputies whose reminder is due, at most limit of them, and
// tells staff of those that stay silent. Its cost follows what is due, not what is
// open. It gives how many it handled. One that cannot be done fails all of them:
// see DueReminders.
func (t *Tx) Remind(limit int) (int, error) {
	if err := t.may(store.ActRemind, store.Target{}); err != nil {
		return 0, err
	}
	due, err := db.RemindDue(t.ctx, t.q, t.now, limit)
	if err != nil {
		return 0, err
	}
	return len(due), t.remindAll(due)
}

func (t *Tx) remindAll(due []store.Assignment) error {
	ids := make([]string, len(due))
	for i := range due {
		ids[i] = due[i].OpinionID
	}
	list, err := db.OpinionsByID(t.ctx, t.q, ids)
	if err != nil {
		return err
	}
	for i := range list {
		t.remember(&list[i])
	}
	for i := range due {
		if err := t.remind(&due[i]); err != nil {
			return err
		}
	}
	return nil
}

// DueReminders lists the assignments whose reminder is due, at most limit of them,
// for doing them one by one when Remind fails.
func (a *Acts) DueReminders(ctx context.Context, limit int) ([]string, error) {
	due, err := db.RemindDue(ctx, a.db.Read(), a.Now(), limit)
	ids := make([]string, len(due))
	for i := range due {
		ids[i] = due[i].ID
	}
	return ids, err
}

// RemindOne is Remind for one assignment; one that is not due any more is left.
func (t *Tx) RemindOne(id string) error {
	if err := t.may(store.ActRemind, store.Target{}); err != nil {
		return err
	}
	a, err := db.Assignment(t.ctx, t.q, id)
	if err != nil || a.RemindAt.IsZero() || a.RemindAt.After(t.now) {
		return err
	}
	return t.remindAll([]store.Assignment{*a})
}

// remindLater is how long a reminder that cannot be done stands aside.
const remindLater = time.Hour

// PutOffReminder lets a reminder stand aside that cannot be done, so that others
// are.
func (t *Tx) PutOffReminder(id string) error {
	if err := t.may(store.ActRemind, store.Target{}); err != nil {
		return err
	}
	a, err := db.Assignment(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	a.RemindAt = t.now.Add(remindLater)
	touch(t, &t.batch.Changed.Assignments, a)
	return nil
}

func (t *Tx) remind(a *store.Assignment) error {
	o, err := t.opinion(a.OpinionID)
	if err != nil {
		return err
	}
	touch(t, &t.batch.Changed.Assignments, a)
	a.RemindAt, a.Reminded = t.nextReminder(a.OfficeID, a.Since, a.Reminded+1), a.Reminded+1
	for !a.RemindAt.IsZero() && !a.RemindAt.After(t.now) { // the program stood still: one word, not three
		a.RemindAt, a.Reminded = t.nextReminder(a.OfficeID, a.Since, a.Reminded+1), a.Reminded+1
	}
	if !a.Awaited(o) || o.State != store.OpinionAssigned {
		a.RemindAt = time.Time{}
		return nil
	}
	ref := fmt.Sprintf("%s/%d/%d", a.ID, a.Since.Unix(), a.Reminded)
	t.entry(o, store.EntryReminded, store.ForDeputy, a.ID, "")
	t.audit(store.ActRemind, "opinion", o.ID, o.OfficeID, "deputy="+a.DeputyID, "")
	t.tellDeputy(o, a.DeputyID, store.NoticeReminded, ref)
	if a.RemindAt.IsZero() {
		return t.tellStaff(o, store.ActForward, store.NoticeOverdue, ref, false)
	}
	return nil
}

// firstReminder is when a deputy is first reminded: in the morning, after quiet
// hours, of the working day that the setting says. Zero when nobody is reminded.
func (t *Tx) firstReminder(office string) time.Time { return t.nextReminder(office, t.now, 0) }

// nextReminder is when the n-th reminder (from 0) of something given at start is
// due; after the last one comes the word to staff, and then zero.
func (t *Tx) nextReminder(office string, start time.Time, n int) time.Time {
	days := append(t.view.Settings.Days(office, store.SetRemindDays), t.view.Settings.Int(office, store.SetOverdueDays))
	slices.Sort(days)
	if n >= len(days) {
		return time.Time{}
	}
	due := t.view.Calendar.AddWorkdays(start, days[n])
	return t.view.Quiet(office).NextAllowed(due).UTC()
}
