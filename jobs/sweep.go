package jobs

import (
	"context"
	"errors"
	"fmt"
	"time"

	"liaison/store/act"
)

// Sweeper deletes what no longer serves: expired sessions, keys of old forms,
// finished runs, files of what was erased, files that no row came to name, and files
// half written by a process that died.
type Sweeper struct{ acts *act.Acts }

// unusedLife is how long a file may wait for the row that names it: longer than any
// upload takes, and than anybody looks for a word that a form misses. A phone that
// keeps its photos longer is told that they are gone.
const unusedLife = 24 * time.Hour

// RunOnce sweeps. A failure in one place leaves the other swept.
func (s *Sweeper) RunOnce(ctx context.Context, now time.Time) (int, error) {
	before := now.Add(-unusedLife)
	failed := wrap("sweeping rows", s.acts.Sweep(ctx))
	discarded, err := s.acts.DeleteDiscarded(ctx)
	failed = errors.Join(failed, wrap("deleting files", err))
	unused, err := s.acts.DeleteUnused(ctx, before)
	failed = errors.Join(failed, wrap("deleting files that nothing names", err))
	return discarded + unused, errors.Join(failed, s.acts.Files().Sweep(before))
}

// wrap says what was being done when something failed, if it did.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
