package main_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"liaison/bot/wechat/sim"
)

// emulate starts an emulator of the deployment's account, for replicas that are
// made afterwards. It tries each delivery so many times.
func (d *deployment) emulate(attempts int) *sim.Sim {
	d.t.Helper()
	s, err := sim.New(sim.Config{AppID: d.platform.appID, Secret: "wholesecret", Token: d.platform.token,
		AESKey: d.platform.key, Mode: sim.Safe, TextKey: smsKey, Retry: sim.Retry{Attempts: attempts}})
	if err != nil {
		d.t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(s.Handler())
	server.Config.ConnState = func(_ net.Conn, to http.ConnState) {
		switch to {
		case http.StateNew:
			d.held.Add(1)
		case http.StateClosed, http.StateHijacked:
			d.held.Add(-1)
		}
	}
	server.Start()
	d.wechat = server.URL
	d.t.Cleanup(func() {
		_ = s.Close() // it keeps nothing
		server.Close()
	})
	return s
}

// chats is people with phones in the emulator. Each says one thing, which the
// platform delivers once: what the program kept and could not answer at once, it
// must answer by itself.
type chats struct {
	sim  *sim.Sim
	stop context.CancelFunc
	wg   sync.WaitGroup
	mu   sync.Mutex
	said map[string]bool // openids, and whether the platform got an answer
}

func newChats(t *testing.T, d *deployment) *chats {
	t.Helper()
	return &chats{sim: d.emulate(1), said: map[string]bool{}}
}

// begin lets so many people at a time say what they have to say.
func (c *chats) begin(t *testing.T, addr string, people int) {
	t.Helper()
	if err := c.sim.SetCallback("http://" + addr + "/wechat"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	c.stop = cancel
	for range people {
		c.wg.Go(func() {
			for ctx.Err() == nil {
				c.say(t, ctx)
			}
		})
	}
	t.Cleanup(c.end)
}

func (c *chats) say(t *testing.T, ctx context.Context) {
	m := newMessage("chat")
	if err := c.sim.Seed(m.openid); err != nil {
		t.Error(err)
		return
	}
	out, err := c.sim.Say(t.Context(), m.openid, m.text)
	if err != nil {
		t.Error(err)
	}
	answered := out.State == sim.Answered
	c.mu.Lock()
	c.said[m.openid] = answered
	c.mu.Unlock()
	if !answered {
		rest(ctx, pause)
	}
}

func (c *chats) end() {
	c.stop()
	c.wg.Wait()
}

// check compares phones and database. What was kept is answered. Whoever was
// answered late has the number on the phone, once. It gives how many those are,
// and how many read nothing because the program died between its commit and its
// reply: there the platform's repeats help, which these people do without.
func (c *chats) check(t *testing.T, d *rows) (late, silent int) {
	t.Helper()
	kept, sent := d.messages(t), d.lateNotices(t)
	var unanswered, unread, repeated, untold []string
	for id, answered := range c.said {
		m, isKept := kept[id]
		if isKept && m.state != "answered" {
			unanswered = append(unanswered, id)
		}
		n := c.read(t, id, numberIn(m.reply))
		state, isLate := sent[id]
		switch {
		case n > 1:
			repeated = append(repeated, fmt.Sprint(id, ": ", n))
		case isLate && n == 0 && state != "unknown":
			unread = append(unread, fmt.Sprint(id, ": ", state))
		case isLate:
			late++
		case answered && n == 0:
			untold = append(untold, id)
		case isKept && n == 0:
			silent++
		}
	}
	few(t, "kept messages are not answered", unanswered)
	few(t, "late answers are not on the phone", unread)
	few(t, "people were told more than once", repeated)
	few(t, "messages were taken and their senders never told", untold)
	return late, silent
}

// read is how often a number came to a phone.
func (c *chats) read(t *testing.T, openid, number string) (n int) {
	t.Helper()
	items, err := c.sim.Inbox(openid)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		if number != "" && numberIn(i.Text) == number {
			n++
		}
	}
	return n
}

// lateNotices gives the state of late answers by recipient.
func (d *rows) lateNotices(t *testing.T) map[string]string {
	t.Helper()
	states := map[string]string{}
	var openid, state string
	d.each(t, "SELECT p.openid, n.state FROM notice n JOIN person p ON p.id = n.person_id WHERE n.kind = 'late'",
		[]any{&openid, &state}, func() { states[openid] = state })
	return states
}
