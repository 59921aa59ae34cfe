package wechat

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestLease(t *testing.T) {
	fetched := 0
	var fail error
	l := newLease(func() time.Time { return testNow }, time.Second, func(context.Context, bool) (string, time.Duration, error) {
		fetched++
		return "v", 2 * time.Hour, fail
	})
	fail = errors.New("down")
	if _, err := l.get(t.Context()); err != fail {
		t.Fatalf("got %v", err)
	}
	fail = nil
	g, err := l.get(t.Context())
	if err != nil || g.value != "v" || fetched != 2 {
		t.Fatalf("a failure is kept: %+v, %v after %d", g, err, fetched)
	}
	// Somebody found it old, and it was renewed before that one took off.
	if _, err := l.fly(t.Context()); err != nil || fetched != 2 {
		t.Fatalf("fetched %d times, %v", fetched, err)
	}
	// Two callers were refused with the same value: one renewal.
	for range 2 {
		if _, err := l.renew(t.Context(), g); err != nil || fetched != 3 {
			t.Fatalf("fetched %d times, %v", fetched, err)
		}
	}
	// A late report about a value that is gone changes nothing.
	l.distrust(g)
	if _, err := l.get(t.Context()); err != nil || fetched != 3 {
		t.Fatalf("fetched %d times, %v", fetched, err)
	}
}

// Others wait for the renewal, so the caller who began it may leave.
func TestLeaseOutlivesItsCaller(t *testing.T) {
	begun, finish := make(chan struct{}), make(chan struct{})
	l := newLease(func() time.Time { return testNow }, time.Minute, func(ctx context.Context, _ bool) (string, time.Duration, error) {
		close(begun)
		<-finish
		return "v", 2 * time.Hour, ctx.Err()
	})
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, err := l.get(ctx)
		left <- err
	}()
	<-begun
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) || Decide(err) != Retry {
		t.Fatalf("got %v", err)
	}
	close(finish)
	if g, err := l.get(t.Context()); err != nil || g.value != "v" {
		t.Fatalf("got %+v, %v", g, err)
	}
}
