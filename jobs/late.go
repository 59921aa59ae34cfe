package jobs

import (
	"context"
	"time"
)

// Late has the bot work on messages that were kept but not answered in time. The
// replies go out by the outbox.
type Late struct {
	bot   Bot
	count *counts
}

// lateMost is how many messages one look takes.
const lateMost = 200

// RunOnce works on what is due; two replicas that take the same message find it
// answered by the first.
func (l *Late) RunOnce(ctx context.Context, _ time.Time) (int, error) {
	n, err := l.bot.WorkPending(ctx, lateMost)
	l.count.late.Add(int64(n))
	return n, err
}
