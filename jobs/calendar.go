package jobs

import (
	"context"
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

// RunOnce gives a finding, which stands in the table of runs, when this year's
// holidays are missing, or next year's in December.
func (c *Calendar) RunOnce(ctx context.Context, now time.Time) (int, error) {
	view, err := c.acts.View(ctx)
	if err != nil {
		return 0, err
	}
	today := now.In(store.ChinaTime)
	if view.Calendar.Missing(today.Year()) {
		return 0, c.missing(today.Year())
	}
	if today.Month() == time.December && view.Calendar.Missing(today.Year()+1) {
		return 0, c.missing(today.Year() + 1)
	}
	return 1, nil
}

func (c *Calendar) missing(year int) error {
	c.log.Warn("holidays are missing: import the State Council's notice in the console", "year", year)
	return finding("holidays of " + time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006") + " are missing")
}
