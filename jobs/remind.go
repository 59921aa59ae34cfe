package jobs

import (
	"context"
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
		if err := r.acts.Do(ctx, reminder, "", func(t *act.Tx) (err error) {
			n, err = t.Remind(remindMost)
			return err
		}); err != nil {
			return done, fmt.Errorf("reminding: %w", err)
		}
		r.count.reminded.Add(int64(n))
	}
	return done, ctx.Err()
}
