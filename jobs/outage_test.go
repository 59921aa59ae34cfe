package jobs

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db/dbtest"
)

// TestWhatWasSentIsWrittenDownAfterAnOutage: a batch has gone out when the database
// dies. What became of it is tried again, with longer and longer rests, until the
// database is back, and then it stands as sent and goes out no second time.
func TestWhatWasSentIsWrittenDownAfterAnOutage(t *testing.T) {
	server, err := dbtest.StartMariaDB(dbtest.Options{})
	dbtest.Require(t, err)
	t.Cleanup(server.Stop)
	b := newBench(t, dbtest.Open(t, dbtest.MySQLSpec(t, server)), nil)
	id := b.notice(store.Notice{PersonID: b.person(true).ID})
	s, _ := b.sender()
	lease, list, err := b.acts.Deliveries(t.Context(), 10)
	b.must(err)
	n := &list[0].Notice
	sent(n, store.ChannelChat, 0, b.Now())

	server.Kill()
	given := errors.New("the sender's time is over")
	s.breathe = func(context.Context, time.Duration) error { return given }
	if err := s.delivered(t.Context(), lease, []*store.Notice{n}); !act.Outage(err) {
		t.Fatalf("without a database, and without time: %v", err)
	}
	var rests []time.Duration
	s.breathe = func(_ context.Context, wait time.Duration) error {
		if rests = append(rests, wait); len(rests) == 7 {
			b.must(server.Restart())
		}
		return nil
	}
	b.must(s.delivered(t.Context(), lease, []*store.Notice{n}))
	want := []time.Duration{50, 100, 200, 400, 800, 1000, 1000}
	for i := range want {
		want[i] *= time.Millisecond
	}
	if !slices.Equal(rests, want) {
		t.Errorf("it rested %v, want %v", rests, want)
	}
	if got := b.read(id); got.State != store.NoticeSent || got.Channel != store.ChannelChat {
		t.Errorf("it stands as %s by %s", got.State, got.Channel)
	}
	b.step(time.Hour)
	if got := b.once(s); got != 0 {
		t.Errorf("%d go out again", got)
	}
	// What another sender holds by now is no outage: it is left alone, at once.
	rests = nil
	if err := s.delivered(t.Context(), "another's lease", []*store.Notice{n}); err != nil || len(rests) != 0 {
		t.Errorf("a lost lease: %v, rested %v", err, rests)
	}
}

// TestABreatherEndsWithItsContext: a sender that is told to stop does not wait.
func TestABreatherEndsWithItsContext(t *testing.T) {
	over, end := context.WithCancel(t.Context())
	end()
	if err := breather(over, time.Hour); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := breather(t.Context(), 0); err != nil {
		t.Errorf("%v", err)
	}
}
