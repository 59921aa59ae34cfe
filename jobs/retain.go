package jobs

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Retainer does away, every night, with what is kept longer than the settings
// say (个人信息保护法 19: the shortest time that is needed).
type Retainer struct{ acts *act.Acts }

var retainer = store.JobActor("retain")

// RunOnce does away with all that is due.
func (r *Retainer) RunOnce(ctx context.Context, _ time.Time) (int, error) {
	done, err := r.acts.Retain(ctx, retainer)
	return done.Sum(), err
}
