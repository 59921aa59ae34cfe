package jobs

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Receptions reminds who booked a time of a reception day, the day before.
type Receptions struct {
	acts *act.Acts
}

// RunOnce gives how many bookings it looked after.
func (r *Receptions) RunOnce(ctx context.Context, _ time.Time) (done int, err error) {
	for n := remindMost; n == remindMost && ctx.Err() == nil; done += n {
		if err := r.acts.Do(ctx, store.JobActor("reception"), "", func(t *act.Tx) (err error) {
			n, err = t.RemindBookings(remindMost)
			return err
		}); err != nil {
			return done, fmt.Errorf("reminding of reception days: %w", err)
		}
	}
	return done, ctx.Err()
}
