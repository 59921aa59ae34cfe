package main_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// Three deliveries of each message race each other to two replicas. Each message
// has one effect, and all three are answered with the same words.
func TestRepeatedDeliveries(t *testing.T) {
	const messages, deliveries, clients = 2000, 3, 24
	spec := dbtest.Spec(t, db.MySQL)
	d := deploy(t, spec)
	addrs := []string{d.replica().addr, d.replica().addr}
	var l ledger
	work := make(chan int)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for i := range work {
				l.add(race(t, d.platform, addrs, deliveries, i))
			}
		})
	}
	began := time.Now()
	for i := range messages {
		work <- i
	}
	close(work)
	wg.Wait()
	took := time.Since(began)

	var uneven []string
	for _, e := range l.all() {
		for _, a := range e.answers {
			if a.words != e.answers[0].words || numberIn(a.words) == "" {
				uneven = append(uneven, e.openid)
			}
		}
		if len(e.answers) != deliveries {
			uneven = append(uneven, e.openid)
		}
	}
	few(t, "messages were not answered three times with the same number", uneven)
	rows := openRows(t, spec)
	l.check(t, rows)
	if n := rows.count(t, "SELECT COUNT(*) FROM opinion"); n != messages {
		t.Errorf("%d opinions from %d messages", n, messages)
	}
	t.Logf("%d messages × %d concurrent deliveries on two replicas: %d opinions, %.0f deliveries/s",
		messages, deliveries, len(rows.opinions(t)), float64(messages*deliveries)/took.Seconds())
}

// race delivers one message several times at once, to the addresses in turn.
func race(t *testing.T, p *platform, addrs []string, times, first int) *entry {
	e := &entry{message: *newMessage("race")}
	answers, errs := make([]answer, times), make([]error, times)
	var wg sync.WaitGroup
	for i := range times {
		wg.Go(func() { answers[i], errs[i] = p.send(t.Context(), addrs[(first+i)%len(addrs)], &e.message) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			t.Error(err)
			return e
		}
	}
	e.answers = slices.DeleteFunc(answers, func(a answer) bool { return !a.taken() })
	return e
}
