package wechat

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"
)

// forcePause is the time between two forced refreshes. The platform grants 20
// a day to all replicas together; one that did not help will not help again
// soon.
const forcePause = time.Hour

// granted is a value that the platform lends for a time.
type granted struct {
	value string
	turn  int // counts renewals, so that a caller can say which one failed
}

// lease keeps one granted value and renews it once for all who ask.
type lease struct {
	now     func() time.Time
	timeout time.Duration
	fetch   func(ctx context.Context, force bool) (value string, life time.Duration, err error)
	flight  singleflight.Group

	mu     sync.Mutex
	held   granted
	until  time.Time
	force  bool      // the value held was refused right after a renewal
	forced time.Time // when we last asked for a new one by force
}

func newLease(now func() time.Time, timeout time.Duration,
	fetch func(context.Context, bool) (string, time.Duration, error)) *lease {
	return &lease{now: now, timeout: timeout, fetch: fetch}
}

// get returns the value held, or a new one when that is old.
func (l *lease) get(ctx context.Context) (granted, error) {
	if g, ok := l.fresh(); ok {
		return g, nil
	}
	return l.fly(ctx)
}

// renew replaces a value that was refused, unless somebody has done so since.
func (l *lease) renew(ctx context.Context, refused granted) (granted, error) {
	l.mu.Lock()
	if l.held.turn == refused.turn {
		l.until = time.Time{}
	}
	l.mu.Unlock()
	return l.get(ctx)
}

// distrust is called when a value was refused right after its renewal: the
// next one is asked for by force. It is not the first resort, because force
// kills the token of every other replica at once.
func (l *lease) distrust(refused granted) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held.turn == refused.turn {
		l.until, l.force = time.Time{}, true
	}
}

func (l *lease) fresh() (granted, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held, l.now().Before(l.until)
}

// fly joins the renewal that is under way or starts one. That outlives a caller
// who gives up, since others wait for it.
func (l *lease) fly(ctx context.Context) (granted, error) {
	done := l.flight.DoChan("", func() (any, error) {
		if g, ok := l.fresh(); ok {
			return g, nil // renewed between the look and the flight
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), l.timeout)
		defer cancel()
		return l.replace(ctx)
	})
	select {
	case r := <-done:
		if r.Err != nil {
			return granted{}, r.Err
		}
		return r.Val.(granted), nil
	case <-ctx.Done():
		return granted{}, &CallError{Path: "renewal", Err: ctx.Err()}
	}
}

func (l *lease) replace(ctx context.Context) (granted, error) {
	value, life, err := l.fetch(ctx, l.mayForce())
	if err != nil {
		return granted{}, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = granted{value, l.held.turn + 1}
	l.until = l.now().Add(keepFor(life))
	l.force = false
	return l.held, nil
}

// mayForce uses up the wish for force when the platform's pause allows it.
func (l *lease) mayForce() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.force || l.now().Sub(l.forced) < forcePause {
		return false
	}
	l.forced = l.now()
	return true
}

// keepFor is how long to use a value that the platform grants for life. The
// platform renews five minutes early and keeps both valid for that time; it
// promises no more than those five minutes, in which case taking them off, as
// the SDK does, would mean a new fetch on every call.
func keepFor(life time.Duration) time.Duration {
	const early = 5 * time.Minute
	if life >= 2*early {
		return life - early
	}
	return max(life/2, time.Minute)
}
