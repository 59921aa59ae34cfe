package main_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/store/db/dbtest"
)

const (
	// replyLimit is how long any reply may take; the platform gives up after 5 s.
	replyLimit = 4500 * time.Millisecond
	// healLimit is how long the program may take to find its database again.
	healLimit = 15 * time.Second
)

// The database is gone for a while, in every way it can be. Every reply comes in
// time, none says that something was taken which was not kept, nothing piles up,
// and the program finds its database again by itself.
func TestDatabaseGone(t *testing.T) {
	m, err := dbtest.StartMariaDB(dbtest.Options{TCP: true})
	dbtest.Require(t, err)
	t.Cleanup(m.Stop)
	spec := dbtest.MySQLSpec(t, m)
	wire := startProxy(t, m.Addr())
	d := deploy(t, strings.Replace(spec, m.Addr(), wire.addr, 1))
	d.emulate(1)
	p, rows := d.replica(), openRows(t, spec)

	l := startLoad(t, d.platform, 16, 1, p.addr)
	l.awaitMore(t, 300)
	wire.cut() // so that late answers have gone out once, and all kinds of connections are there
	l.endAfter(t, 300)
	rows.hurry(t)
	calm := p.calm(rows)
	for _, o := range []struct {
		name string
		fail func()
		long time.Duration
	}{
		{"refused", wire.refuse, either(2*time.Second, time.Minute)},
		// Longer than two waits of 4 s: whoever was being worked on when it began has
		// been kept, and only what is sent after that finds nobody to keep it.
		{"hanging", wire.hang, either(9*time.Second, time.Minute)},
		{"cut again and again", wire.cut, either(2*time.Second, time.Minute)},
	} {
		t.Run(o.name, func(t *testing.T) { outage(t, p, wire, rows, o.fail, o.long, calm) })
	}
}

// outage fails and heals under load.
func outage(t *testing.T, p *program, wire *proxy, d *rows, fail func(), long time.Duration, calm float64) {
	l := startLoad(t, p.d.platform, 16, 1, p.addr)
	l.awaitMore(t, 200)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for began := time.Now(); time.Since(began) < long; <-again.C {
		fail()
	}
	before := l.len()
	wire.heal(t)
	healed := await(t, healLimit, "messages are answered again", func() bool {
		e := &entry{message: *newMessage("healed")}
		e.deliver(t.Context(), p.d.platform, p.addr, 1)
		l.add(e)
		return e.number() != ""
	})
	l.awaitMore(t, 200)
	l.end()
	if slowest := l.slowest(); slowest > replyLimit {
		t.Errorf("a reply took %v", slowest)
	}
	d.hurry(t)
	l.check(t, d)
	refused, silent, unanswered := l.outcomes()
	if refused == 0 {
		t.Error("no message was refused: the database was not gone")
	}
	few(t, "deliveries got no answer at all", unanswered)
	after := calm
	await(t, healLimit, "goroutines are back within 10 %", func() bool {
		after = p.calm(d)
		return after <= 1.1*calm
	})
	t.Logf("gone for %v: %d sent meanwhile, %d refused with 500, %d kept and answered late; slowest reply %v; "+
		"answering again after %v; goroutines %.0f before, %.0f after",
		long, before, refused, silent, l.slowest().Round(time.Millisecond), healed.Round(time.Millisecond), calm, after)
}

// hurry ends the grace of what is kept and unanswered, and waits until it is
// answered and its notices are sent.
func (d *rows) hurry(t *testing.T) {
	t.Helper()
	const waiting = "SELECT (SELECT COUNT(*) FROM message WHERE state = 'kept') + (SELECT COUNT(*) FROM notice WHERE state = 'waiting')"
	// What a sender had claimed and could not write down is its own for two
	// minutes. An outage as short as the daily one seldom meets that.
	await(t, 3*time.Minute, "the backlog is clear", func() bool {
		d.exec(t, "UPDATE message SET next_at = received WHERE state = 'kept'")
		return d.count(t, waiting) == 0
	})
}

// calm is how many goroutines the program has when nobody is connected, without
// the one that the driver has for each connection of the pool and the two that
// net/http has for each one that it keeps to the platform.
func (p *program) calm(d *rows) float64 {
	p.d.t.Helper()
	p.d.platform.client.CloseIdleConnections()
	pool := d.count(p.d.t, "SELECT COUNT(*) - 1 FROM information_schema.processlist WHERE db = DATABASE()")
	return p.metric("go_goroutines", "") - float64(pool) - float64(2*p.d.held.Load())
}

// outcomes counts refusals and silent successes, and lists attempts that got no
// answer.
func (l *ledger) outcomes() (refused, silent int, unanswered []string) {
	for _, e := range l.all() {
		for _, a := range e.answers {
			switch {
			case a.status == http.StatusInternalServerError:
				refused++
			case a.taken() && a.words == "":
				silent++
			}
		}
		if e.failed > 0 {
			unanswered = append(unanswered, e.openid)
		}
	}
	return refused, silent, unanswered
}

func (l *load) awaitMore(t *testing.T, more int) {
	t.Helper()
	want := l.answered() + more
	await(t, time.Minute, "more are answered", func() bool { return l.answered() >= want })
}

func (l *load) endAfter(t *testing.T, answers int) {
	t.Helper()
	l.awaitMore(t, answers)
	l.end()
}
