package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Counter brings the figures of the statistics up to date.
type Counter struct{ acts *act.Acts }

// RunOnce counts what changed since the last time. When another replica counts at
// this moment there is nothing left to do.
func (c *Counter) RunOnce(ctx context.Context, _ time.Time) (int, error) {
	done, err := c.acts.RefreshStatistics(ctx)
	if err != nil && !errors.Is(err, store.ErrConflict) {
		return done, fmt.Errorf("counting for the statistics: %w", err)
	}
	return done, nil
}
