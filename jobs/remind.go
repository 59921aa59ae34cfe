package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Reminder reminds deputies who have not answered, and tells staff of those who
// stay silent. Reminders fall due in the day-time of working days; one that was
// missed, or fell on a rest day when quiet hours pushed it over midnight, waits
// for the next working day.
type Reminder struct {
	acts  *act.Acts
	count *counts
}

// NewReminder makes a reminder that runs outside of a Runner: for measuring it.
func NewReminder(a *act.Acts) *Reminder { return &Reminder{acts: a, count: new(counts)} }

// remindMost is how many reminders one transaction makes.
const remindMost = 100

var reminder = store.JobActor("remind")

// RunOnce reminds of everything that is due, if this is a time to remind at all.
func (r *Reminder) RunOnce(ctx context.Context, now time.Time) (done int, err error) {
	view, err := r.acts.View(ctx)
	if err != nil {
		return 0, err
	}
	if !view.Calendar.IsWorkday(now) || view.Quiet(view.Offices.Root().ID).Silent(now) {
		return 0, nil
	}
	for n := remindMost; n == remindMost && ctx.Err() == nil; done += n {
		if n, err = r.some(ctx); err != nil {
			return done + n, fmt.Errorf("reminding: %w", err)
		}
	}
	return done, ctx.Err()
}

// some reminds of a batch; when that fails, of each by itself, so that one that
// cannot be done keeps nobody else from being reminded. It stands aside and is
// tried again later.
func (r *Reminder) some(ctx context.Context) (n int, err error) {
	_, err = safely(ctx, dutyFunc(func(ctx context.Context) error {
		return r.acts.Do(ctx, reminder, "", func(t *act.Tx) (err error) {
			n, err = t.Remind(remindMost)
			return err
		})
	}), time.Time{})
	if err == nil {
		r.count.reminded.Add(int64(n))
		return n, nil
	}
	ids, listErr := r.acts.DueReminders(ctx, remindMost)
	if listErr != nil {
		return 0, errors.Join(err, listErr)
	}
	n, failed := 0, err
	for _, id := range ids {
		if err := r.one(ctx, id); err != nil {
			failed = err
			continue
		}
		n++
	}
	r.count.reminded.Add(int64(n))
	if n == len(ids) {
		return n, nil // whatever was in the way is gone
	}
	return n, failed
}

// one reminds of one assignment, or puts it off.
func (r *Reminder) one(ctx context.Context, id string) error {
	_, err := safely(ctx, dutyFunc(func(ctx context.Context) error {
		return r.acts.Do(ctx, reminder, "", func(t *act.Tx) error { return t.RemindOne(id) })
	}), time.Time{})
	if err == nil || ctx.Err() != nil {
		return err
	}
	later := r.acts.Do(ctx, reminder, "", func(t *act.Tx) error { return t.PutOffReminder(id) })
	return errors.Join(fmt.Errorf("assignment %s: %w", id, err), later)
}
