package jobs

import (
	"context"
	"time"

	"liaison/store/act"
)

// Broadcasts puts what was released for many deputies into the outbox.
type Broadcasts struct{ acts *act.Acts }

// RunOnce puts in what is not there yet, from where the last run came to.
func (b *Broadcasts) RunOnce(ctx context.Context, _ time.Time) (int, error) {
	return b.acts.QueueBroadcasts(ctx)
}
