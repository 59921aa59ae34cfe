package jobs

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Digest tells clerks that a half-year's opinions can be gathered, once for each
// half-year and clerk.
type Digest struct {
	acts *act.Acts
}

// RunOnce gives how many clerks it told.
func (d *Digest) RunOnce(ctx context.Context, _ time.Time) (told int, err error) {
	err = d.acts.Do(ctx, store.JobActor("digest"), "", func(t *act.Tx) (err error) {
		told, err = t.DigestDue()
		return err
	})
	return told, err
}
