package main_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"
)

// entry is a message and everything that was answered to it.
type entry struct {
	message
	answers []answer // those that arrived
	failed  int      // attempts without an answer
}

// number is what was acknowledged to the sender, or empty.
func (e *entry) number() string {
	for _, a := range e.answers {
		if n := numberIn(a.words); n != "" {
			return n
		}
	}
	return ""
}

// taken tells whether any answer said that the message is in good hands.
func (e *entry) taken() bool { return slices.ContainsFunc(e.answers, answer.taken) }

var numberForm = regexp.MustCompile(`YJ-\d{4}-\d{6}`)

func numberIn(words string) string { return numberForm.FindString(words) }

// ledger has everything that was sent and everything that was answered.
type ledger struct {
	mu      sync.Mutex
	entries []*entry
}

func (l *ledger) add(e *entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.entries = append(l.entries, e)
}

// all gives the entries; nobody may be adding any more.
func (l *ledger) all() []*entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.entries)
}

func (l *ledger) len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.entries)
}

func (l *ledger) answered() (n int) {
	for _, e := range l.all() {
		if e.number() != "" {
			n++
		}
	}
	return n
}

// times is how long the answers took, each of which must hold a number.
func (l *ledger) times(t *testing.T) (took []time.Duration) {
	t.Helper()
	for _, e := range l.all() {
		for _, a := range e.answers {
			took = append(took, a.took)
		}
		if e.number() == "" {
			t.Errorf("a message was not answered with a number: %v", e.answers)
		}
	}
	return took
}

// slowest is the longest that any answer took.
func (l *ledger) slowest() (longest time.Duration) {
	for _, e := range l.all() {
		for _, a := range e.answers {
			longest = max(longest, a.took)
		}
	}
	return longest
}

// load is voters who send one message after the other until they are stopped.
type load struct {
	ledger
	stop context.CancelFunc
	wg   sync.WaitGroup
}

// startLoad lets clients send to the addresses in turn, each message at most
// tries times, as the platform repeats what was not taken. Stopping waits for
// the answers that are under way.
func startLoad(t *testing.T, p *platform, clients, tries int, addrs ...string) *load {
	ctx, cancel := context.WithCancel(t.Context())
	l := &load{stop: cancel}
	for i := range clients {
		l.wg.Go(func() {
			for n := i; ctx.Err() == nil; n++ {
				e := &entry{message: *newMessage("load")}
				e.deliver(t.Context(), p, addrs[n%len(addrs)], tries)
				l.add(e)
			}
		})
	}
	t.Cleanup(l.end)
	return l
}

func (l *load) end() {
	l.stop()
	l.wg.Wait()
}

// pause is how long a delivery waits before it is repeated when the connection
// was refused at once: the platform waits, too.
const pause = 50 * time.Millisecond

func (e *entry) deliver(ctx context.Context, p *platform, addr string, tries int) {
	for range tries {
		a, err := p.send(ctx, addr, &e.message)
		if err == nil {
			e.answers = append(e.answers, a)
			if a.taken() {
				return
			}
		} else {
			e.failed++
		}
		rest(ctx, pause)
	}
}

// rest lets time pass on purpose: it is part of what is simulated, no test waits
// for a result by it.
func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// await looks at a condition until it holds, and gives how long that took.
func await(t *testing.T, limit time.Duration, what string, holds func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		if time.Since(began) > limit {
			t.Fatalf("waited %v in vain until %s", limit, what)
		}
		<-tick.C
	}
	return time.Since(began)
}

// percentile99 is the 99th percentile.
func percentile99(took []time.Duration) time.Duration {
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}

// few lists the first of many findings.
func few(t *testing.T, what string, found []string) {
	t.Helper()
	if len(found) > 0 {
		t.Errorf("%d %s: %v", len(found), what, found[:min(len(found), 5)])
	}
}

// check compares the ledger with the database: every number that was given names
// one opinion with its sender's words, every message that was taken is kept, no
// message has more than one effect, none that was kept is unanswered, and who was
// told nothing at once is told late.
func (l *ledger) check(t *testing.T, d *rows) {
	t.Helper()
	opinions, kept, late := d.opinions(t), d.messages(t), d.lateNotices(t)
	byNumber := map[string]opinionRow{}
	perPerson := map[string]int{}
	for _, o := range opinions {
		if _, twice := byNumber[o.number]; twice {
			t.Errorf("number %s was given twice", o.number)
		}
		byNumber[o.number] = o
		perPerson[o.openid]++
	}
	var lost, foreign, notKept, twice, unanswered, uneven, untold []string
	for _, e := range l.all() {
		m, isKept := kept[e.openid]
		if e.taken() && !isKept {
			notKept = append(notKept, e.openid)
		}
		if isKept && m.state != "answered" {
			unanswered = append(unanswered, fmt.Sprint(e.openid, " ", m.state, " ", m.failure))
		}
		if e.taken() && e.number() == "" && late[e.openid] == "" {
			untold = append(untold, e.openid)
		}
		if n := perPerson[e.openid]; n > 1 || isKept && n == 0 {
			twice = append(twice, fmt.Sprint(e.openid, ": ", n))
		}
		for _, a := range e.answers {
			n := numberIn(a.words)
			o, ok := byNumber[n]
			switch {
			case n == "":
			case !ok:
				lost = append(lost, n)
			case o.openid != e.openid || o.text != e.text:
				foreign = append(foreign, n)
			case a.words != m.reply:
				uneven = append(uneven, n)
			}
		}
	}
	few(t, "numbers were given and are not stored", lost)
	few(t, "numbers name somebody else's words", foreign)
	few(t, "messages were taken and are not kept", notKept)
	few(t, "messages have not exactly one opinion", twice)
	few(t, "kept messages are not answered", unanswered)
	few(t, "replies are not the stored words", uneven)
	few(t, "messages were taken and their senders never told", untold)
}
