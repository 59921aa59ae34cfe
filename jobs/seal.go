package jobs

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// Sealer puts the rows of the audit into their chain, a second after they were
// written. One replica does it at a time; the chain's own row holds the lease.
// Now and then, when there is something new, it writes the chain's end into the
// anchor file and the log, where who can write to the database cannot mend it.
type Sealer struct {
	acts   *act.Acts
	holder string

	mu       sync.Mutex
	anchored int64     // number of the last link that was anchored
	at       time.Time // when that was
}

const (
	sealMost    = 500         // rows of one transaction
	anchorEvery = time.Minute // of what was sealed since, so much can be cut off unseen
)

// RunOnce seals what is there, if this replica is the one that seals.
func (s *Sealer) RunOnce(ctx context.Context, now time.Time) (int, error) {
	mine, err := s.acts.HoldSealing(ctx, s.holder)
	if err != nil || !mine {
		return 0, err
	}
	n, end, err := s.acts.SealAudit(ctx, sealMost)
	if err != nil {
		return 0, err
	}
	return n, s.anchor(end, now)
}

// anchor writes the chain's end down when it is new, at most once a minute.
func (s *Sealer) anchor(end store.AuditAnchor, now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if end.Seq == s.anchored || end.Seq == 0 || !s.at.IsZero() && now.Sub(s.at) < anchorEvery {
		return nil
	}
	if err := s.acts.Anchor(end); err != nil {
		return fmt.Errorf("anchoring the audit: %w", err)
	}
	s.anchored, s.at = end.Seq, now
	return nil
}

// Checker walks the audit's chain every night. What it finds stands in the table
// of runs and on the audit's page.
type Checker struct {
	acts *act.Acts
	log  *slog.Logger
}

// RunOnce checks all of the chain.
func (c *Checker) RunOnce(ctx context.Context, _ time.Time) (int, error) {
	check, err := c.acts.CheckAudit(ctx)
	if err != nil {
		return 0, err
	}
	for _, f := range check.Found {
		c.log.Error("the audit was tampered with", "fault", f.Fault, "seq", f.Seq, "id", f.ID)
	}
	if len(check.Found) > 0 {
		f := check.Found[0]
		return int(check.Done), finding(fmt.Sprintf("the audit was tampered with: %s at number %d", f.Fault, f.Seq))
	}
	return int(check.Done), nil
}
