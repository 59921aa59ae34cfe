package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"liaison/store/act"
)

// Sweeper deletes what no longer serves: expired sessions, keys of old forms,
// finished runs, files of what was erased, and files half written by a process that died.
type Sweeper struct{ acts *act.Acts }

// draftLife is longer than any upload takes.
const draftLife = 24 * time.Hour

// RunOnce sweeps. A failure in one place leaves the other swept.
func (s *Sweeper) RunOnce(ctx context.Context, now time.Time) (int, error) {
	rows := s.acts.Sweep(ctx)
	if rows != nil {
		rows = fmt.Errorf("sweeping rows: %w", rows)
	}
	files, err := s.acts.DeleteDiscarded(ctx)
	if err != nil {
		rows = errors.Join(rows, fmt.Errorf("deleting files: %w", err))
	}
	return files, errors.Join(rows, s.acts.Files().Sweep(now.Add(-draftLife)))
}
