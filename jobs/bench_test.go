package jobs

import (
	"sync"
	"testing"

	"liaison/bot/wechat"
	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// BenchmarkOutbox sends notices by template to many people, through the outbox
// and, for comparison, by the same calls with the same concurrency and no
// database.
func BenchmarkOutbox(b *testing.B) {
	for _, engine := range dbtest.Engines {
		b.Run(string(engine), func(tb *testing.B) { benchmarkOutbox(tb, engine) })
	}
	b.Run("calls alone", benchmarkCalls)
}

func benchmarkOutbox(tb *testing.B, engine db.Engine) {
	b := newBench(tb, dbtest.New(tb, engine), nil)
	people := b.crowd(tb.N)
	now := b.Now()
	var rows []*store.Notice
	for _, p := range people {
		id := store.NewID(now)
		rows = append(rows, &store.Notice{ID: id, About: id, Kind: store.NoticeClosed, OfficeID: b.root, PersonID: p.ID,
			State: store.NoticeWaiting, NextAt: now, Created: now})
	}
	b.insert(db.Batch{Notices: rows})
	s, count := b.sender()
	tb.ResetTimer()
	var lanes sync.WaitGroup
	for range senderLanes {
		lanes.Go(func() { b.drain(s) })
	}
	lanes.Wait()
	if n := count.sent.Load(); n != int64(tb.N) {
		tb.Fatalf("%d of %d were sent", n, tb.N)
	}
}

func benchmarkCalls(tb *testing.B) {
	b := newBench(tb, dbtest.New(tb, db.SQLite), nil)
	people := b.crowd(tb.N)
	view, err := b.acts.View(tb.Context())
	b.must(err)
	t, _ := templateFor(view, GenericTemplate)
	next := make(chan *store.Person, len(people))
	for _, p := range people {
		next <- p
	}
	close(next)
	tb.ResetTimer()
	var callers sync.WaitGroup
	for range 16 {
		callers.Go(func() {
			for p := range next {
				_, err := b.client.SendTemplate(tb.Context(), wechat.Template{To: p.Openid, TemplateID: t.ID, URL: "https://example.org/",
					Fields: map[string]string{"character_string1": "YJ-2026-000123", "thing2": "路灯不亮", "thing3": "某县人大",
						"phrase4": "已转代表", "time5": "2026年11月23日 09:30"}})
				if err != nil {
					tb.Error(err)
				}
			}
		})
	}
	callers.Wait()
}

// crowd adds followers without a window.
func (b *bench) crowd(n int) []*store.Person {
	now := b.Now()
	people := make([]*store.Person, n)
	ids := make([]string, n)
	for i := range people {
		ids[i] = "oCrowd" + itoa(i)
		people[i] = &store.Person{ID: store.NewID(now), Openid: ids[i], OfficeID: b.root, Created: now, Followed: now}
	}
	b.must(b.sim.Seed(ids...))
	b.insert(db.Batch{Persons: people})
	return people
}
