package bot

import (
	"context"
	"errors"
	"fmt"

	"liaison/store"
)

// WorkPending works on up to limit kept messages that nobody worked on in time,
// and answers them late; and it files what deputies sent without ever saying
// whether it was an answer. It gives how many it finished, and goes on after a
// failure as long as the database is there.
func (b *Bot) WorkPending(ctx context.Context, limit int) (done int, err error) {
	if err := b.settleDoubts(ctx); err != nil {
		return 0, err
	}
	list, err := b.acts.Pending(ctx, limit)
	if err != nil {
		return 0, fmt.Errorf("reading pending messages: %w", err)
	}
	batch := make([]*store.Kept, len(list))
	for i := range list {
		list[i].Late = true
		batch[i] = &list[i]
	}
	for len(batch) > 0 && ctx.Err() == nil {
		n := min(len(batch), maxBatch)
		up := b.work(batch[:n])
		for _, k := range batch[:n] {
			if k.State == store.MessageAnswered {
				done++
			}
		}
		if batch = batch[n:]; !up {
			return done, nil // the lanes have logged it; the next tick tries again
		}
	}
	filed, err := b.fileUndecided(ctx, limit)
	return done + filed, errors.Join(err, ctx.Err())
}
