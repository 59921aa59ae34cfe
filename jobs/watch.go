package jobs

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Watch tells the desk what the law wants at intervals and nobody has scheduled:
// once for each case.
type Watch struct{ acts *act.Acts }

// RunOnce gives how many people it told.
func (w *Watch) RunOnce(ctx context.Context, _ time.Time) (told int, err error) {
	err = w.acts.Do(ctx, store.JobActor("watch"), "", func(t *act.Tx) (err error) {
		told, err = t.Watch()
		return err
	})
	return told, err
}
