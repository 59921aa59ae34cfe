package jobs

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Reports tells the desk which steps of special reports are due before the meeting
// that hears them: once for each step and day.
type Reports struct{ acts *act.Acts }

// RunOnce gives how many people it told.
func (r *Reports) RunOnce(ctx context.Context, _ time.Time) (told int, err error) {
	err = r.acts.Do(ctx, store.JobActor("reports"), "", func(t *act.Tx) (err error) {
		told, err = t.RemindReports()
		return err
	})
	return told, err
}
