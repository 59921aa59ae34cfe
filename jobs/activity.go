package jobs

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Activities tells leaders and clerks of what groups owe: the quarter's activity, the
// half-year's report, the dates of plans, and reports that units did not send.
// Each is a transaction of its own, so that one that fails keeps none from the rest.
type Activities struct {
	acts *act.Acts
}

// RunOnce gives how many people it told.
func (d *Activities) RunOnce(ctx context.Context, _ time.Time) (told int, err error) {
	var failed error
	for _, due := range []func(*act.Tx) (int, error){(*act.Tx).GroupsDue, (*act.Tx).ReportsDue, (*act.Tx).PlansDue, (*act.Tx).HandoversDue} {
		n := 0
		err := d.acts.Do(ctx, store.JobActor("activities"), "", func(t *act.Tx) (err error) {
			n, err = due(t)
			return err
		})
		if err != nil {
			failed = err
			continue
		}
		told += n
	}
	return told, failed
}
