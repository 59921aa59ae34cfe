package jobs

import (
	"context"
	"time"

	"liaison/store/act"
)

// Rosters takes the rosters that clerks confirmed, each in its clerk's name.
type Rosters struct{ acts *act.Acts }

// RunOnce takes what was confirmed.
func (r *Rosters) RunOnce(ctx context.Context, _ time.Time) (int, error) {
	return r.acts.TakeRosters(ctx)
}
