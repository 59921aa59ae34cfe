package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Calendar looks whether the holidays of the year that is counted in are known.
// The State Council publishes next year's in November or later; without them the
// periods that run over New Year are counted by weekends only.
type Calendar struct {
	acts *act.Acts
	log  *slog.Logger
}

// RunOnce tells the desk, once a week, when this year's holidays are missing, or
// next year's in December. Then its outcome is a finding, which stands in the table
// of runs.
func (c *Calendar) RunOnce(ctx context.Context, _ time.Time) (told int, err error) {
	var year int
	err = c.acts.Do(ctx, store.JobActor("calendar"), "", func(t *act.Tx) (err error) {
		year, told, err = t.HolidaysDue()
		return err
	})
	if err != nil || year == 0 {
		return told, err
	}
	c.log.Warn("holidays are missing: import the State Council's notice in the console", "year", year)
	return told, finding(fmt.Sprintf("holidays of %d are missing", year))
}
