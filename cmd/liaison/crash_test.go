package main_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// backlogLimit is how long after a start the messages may wait that were kept and
// not answered when the program died.
const backlogLimit = 30 * time.Second

// What was answered with a number is stored, whatever dies; and what was kept is
// answered, in the chat if it is too late for the reply.
func TestKillProgramSQLite(t *testing.T) {
	t.Parallel() // they mostly wait for the grace to end
	spec := dbtest.Spec(t, db.SQLite)
	c := startCrash(t, spec, spec, 1)
	c.killProgram(either(4, 20))
	c.finish()
}

func TestKillProgramMariaDB(t *testing.T) {
	t.Parallel() // they mostly wait for the grace to end
	spec := dbtest.Spec(t, db.MySQL)
	c := startCrash(t, spec, spec, 2)
	c.killProgram(either(4, 20))
	c.finish()
}

func TestKillMariaDB(t *testing.T) {
	t.Parallel() // they mostly wait for the grace to end
	m, err := dbtest.StartMariaDB(dbtest.Options{TCP: true})
	dbtest.Require(t, err)
	t.Cleanup(m.Stop)
	spec := dbtest.MySQLSpec(t, m)
	c := startCrash(t, spec, spec, 2)
	for range either(2, 5) {
		c.awaitAnswers(200)
		m.Kill()
		if err := m.Restart(); err != nil {
			t.Fatal(err)
		}
		c.back = time.Now()
	}
	c.finish()
}

// crash is a deployment under load while something dies.
type crash struct {
	*deployment
	t        *testing.T
	rows     *rows
	replicas []*program
	load     *load
	chats    *chats
	back     time.Time // when the last of what died was there again
}

func startCrash(t *testing.T, database, behind string, replicas int) *crash {
	t.Helper()
	c := &crash{deployment: deploy(t, database), t: t, rows: openRows(t, behind)}
	c.chats = newChats(t, c.deployment)
	var addrs []string
	for range replicas {
		p := c.replica()
		c.replicas, addrs = append(c.replicas, p), append(addrs, p.addr)
	}
	c.load = startLoad(t, c.platform, 16, 3, addrs...)
	c.chats.begin(t, addrs[0], 4)
	return c
}

// awaitAnswers lets the load go on until so many more were answered.
func (c *crash) awaitAnswers(more int) {
	c.t.Helper()
	want := c.load.answered() + more
	await(c.t, time.Minute, fmt.Sprintf("%d more are answered", more), func() bool { return c.load.answered() >= want })
}

// killProgram kills a replica under load, again and again, at any moment of its
// work.
func (c *crash) killProgram(times int) {
	for n := range times {
		c.awaitAnswers(100 + rand.IntN(200))
		p := c.replicas[n%len(c.replicas)]
		p.kill()
		p.start()
		c.back = time.Now()
	}
}

// finish waits until the backlog is clear and compares ledger, database and
// phones.
func (c *crash) finish() {
	c.t.Helper()
	c.awaitAnswers(200)
	c.load.end()
	c.chats.end()
	const waiting = "SELECT COUNT(*) FROM message WHERE state = 'kept'"
	backlog := c.rows.count(c.t, waiting)
	await(c.t, backlogLimit-time.Since(c.back), "the backlog is clear", func() bool { return c.rows.count(c.t, waiting) == 0 })
	cleared := time.Since(c.back)
	c.load.check(c.t, c.rows)
	// A sender that died holds its notices for two minutes.
	await(c.t, either(backlogLimit, 3*time.Minute), "late answers are sent", func() bool {
		return c.rows.count(c.t, "SELECT COUNT(*) FROM notice WHERE kind = 'late' AND state = 'waiting'") == 0
	})
	told, silent := c.chats.check(c.t, c.rows)
	c.t.Logf("%d sent, %d answered with a number, 0 lost; backlog of %d clear %v after the last start; "+
		"of %d more that were delivered once: %d answered late, %d whose reply died on its way",
		c.load.len(), c.load.answered(), backlog, cleared.Round(100*time.Millisecond), len(c.chats.said), told, silent)
}
