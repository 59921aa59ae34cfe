package bot

import (
	"context"
	"fmt"
	"sync"

	"liaison/store"
)

// doubts are messages whose sender was told nothing although the answer may have
// been committed: a commit that fails in an outage may have happened all the
// same. Nobody else finds them, because an answered message waits for nobody.
// They are the memory of one process: who loses it in the same outage has to ask.
type doubts struct {
	mu  sync.Mutex
	ids []string
}

// add notes messages; an answer that goes out by itself is in the same commit as
// its notice, and so is never in doubt.
func (d *doubts) add(batch ...*store.Kept) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range batch {
		if !k.Late {
			d.ids = append(d.ids, k.ID)
		}
	}
}

func (d *doubts) take() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	ids := d.ids
	d.ids = nil
	return ids
}

func (d *doubts) putBack(ids []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ids = append(d.ids, ids...)
}

// settleDoubts answers late what turns out to have been committed. What is still
// unanswered stays in doubt: the commit may be on a wire that hangs.
func (b *Bot) settleDoubts(ctx context.Context) error {
	ids := b.doubts.take()
	if len(ids) == 0 {
		return nil
	}
	open, err := b.acts.AnswerUnread(ctx, ids)
	b.doubts.putBack(open)
	if err != nil {
		return fmt.Errorf("answering what was committed in an outage: %w", err)
	}
	return nil
}
