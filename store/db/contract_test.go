package db_test

import (
	"errors"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

var clock = time.Date(2026, 11, 22, 9, 30, 0, 123456000, time.UTC)

func TestOpenMigratedFits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.CheckSchema(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(t.Context()); err != nil {
			t.Fatalf("a second migration: %v", err)
		}
	})
}

func TestPersonKeepsEveryField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		p := &store.Person{ID: store.NewID(clock), Openid: "oA_b", OfficeID: "o", Followed: clock, Tokens: 2.5,
			TokensAt: clock, Window: clock.Add(time.Hour), Quota: 5, Expect: store.ExpectArea, ExpectUntil: clock, Created: clock}
		q := &store.Person{ID: store.NewID(clock), Openid: "oa_b", Created: clock} // differs in case only
		insert := db.Batch{Persons: []*store.Person{p, q}}
		if err := d.Tx(ctx, func(q db.Q) error { return insert.Flush(ctx, q) }); err != nil {
			t.Fatal(err)
		}
		got, err := db.PersonByOpenid(ctx, d.Read(), "oA_b")
		if err != nil {
			t.Fatal(err)
		}
		if *got != *p {
			t.Errorf("read back\n%+v, want\n%+v", *got, *p)
		}
	})
}

func TestUpdateManyIsGuardedByVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		a := &store.Opinion{ID: "a", Number: "YJ-2026-000001", State: store.OpinionNew, Created: clock, Version: 1}
		b := &store.Opinion{ID: "b", Number: "YJ-2026-000002", State: store.OpinionNew, Created: clock, Version: 1}
		insert := db.Batch{Opinions: []*store.Opinion{a, b}}
		if err := d.Tx(ctx, func(q db.Q) error { return insert.Flush(ctx, q) }); err != nil {
			t.Fatal(err)
		}
		stale := *b
		a.Summary, b.Summary, b.Closed = "甲", "乙", clock
		both := db.Batch{Changed: db.Changes{Opinions: []*store.Opinion{a, b}}}
		if err := d.Tx(ctx, func(q db.Q) error { return both.Flush(ctx, q) }); err != nil {
			t.Fatal(err)
		}
		got, err := db.Opinion(ctx, d.Read(), "b")
		if err != nil || got.Summary != "乙" || got.Version != 2 || !got.Closed.Equal(clock) || b.Version != 2 {
			t.Errorf("got %+v (%v), want the change at version 2", got, err)
		}
		a.Summary = "丙"
		late := db.Batch{Changed: db.Changes{Opinions: []*store.Opinion{a, &stale}}}
		err = d.Tx(ctx, func(q db.Q) error { return late.Flush(ctx, q) })
		if !errors.Is(err, store.ErrConflict) {
			t.Errorf("a stale version gave %v, want a conflict", err)
		}
		if got, _ := db.Opinion(ctx, d.Read(), "a"); got.Summary != "甲" {
			t.Errorf("the conflict left %q behind", got.Summary)
		}
	})
}

func TestDuplicateKeyIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		k := func(id string) *store.Kept {
			return &store.Kept{ID: id, Key: "same", State: store.MessageKept, Received: clock, Message: store.Message{From: "x", Text: "你好 😀"}}
		}
		if err := d.Tx(ctx, func(q db.Q) error { return db.InsertMessages(ctx, q, k("1")) }); err != nil {
			t.Fatal(err)
		}
		if err := d.Tx(ctx, func(q db.Q) error { return db.InsertMessages(ctx, q, k("2")) }); !errors.Is(err, db.ErrDuplicate) {
			t.Errorf("got %v, want ErrDuplicate", err)
		}
		got, err := db.MessagesByKey(ctx, d.Read(), []string{"same"})
		if err != nil || len(got) != 1 || got[0].Text != "你好 😀" {
			t.Errorf("got %+v (%v)", got, err)
		}
	})
}

func TestNumbersAreNeverGivenTwice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		firsts := make(chan int64, 40)
		for range 4 {
			go func() {
				for range 10 {
					n, err := d.LeaseNumbers(t.Context(), "YJ", 2026, 3)
					if err != nil {
						n = -1
					}
					firsts <- n
				}
			}()
		}
		seen := map[int64]bool{}
		for range 40 {
			n := <-firsts
			if n < 1 || seen[n] || (n-1)%3 != 0 {
				t.Fatalf("lease began at %d (seen: %t)", n, seen[n])
			}
			seen[n] = true
		}
	})
}

func TestClaimedNoticesAreOneSenders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		n := &store.Notice{ID: "n1", About: "a", Kind: store.NoticeTold, State: store.NoticeWaiting, NextAt: clock, Created: clock}
		add := db.Batch{Notices: []*store.Notice{n}}
		if err := d.Tx(ctx, func(q db.Q) error { return add.Flush(ctx, q) }); err != nil {
			t.Fatal(err)
		}
		first, err := d.ClaimNotices(ctx, "L1", false, clock, clock.Add(time.Minute), 10)
		if err != nil || len(first) != 1 {
			t.Fatalf("first claim: %d notices, %v", len(first), err)
		}
		if again, err := d.ClaimNotices(ctx, "L2", false, clock, clock.Add(time.Minute), 10); err != nil || len(again) != 0 {
			t.Fatalf("second claim while leased: %d notices, %v", len(again), err)
		}
		later := clock.Add(2 * time.Minute)
		if again, err := d.ClaimNotices(ctx, "L2", false, later, later.Add(time.Minute), 10); err != nil || len(again) != 1 {
			t.Fatalf("claim of a dead sender's: %d notices, %v", len(again), err)
		}
		first[0].State = store.NoticeSent
		if done, err := d.FinishNotices(ctx, "L1", []*store.Notice{&first[0]}); err != nil || done != 0 {
			t.Errorf("the dead sender finished %d, %v", done, err)
		}
	})
}

func TestRunIsClaimedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		r := store.Run{Duty: "remind", Tick: clock, Holder: "A", LeaseEnds: clock.Add(time.Minute)}
		if ok, err := d.ClaimRun(ctx, r, clock); err != nil || !ok {
			t.Fatalf("first claim: %t, %v", ok, err)
		}
		r.Holder = "B"
		if ok, err := d.ClaimRun(ctx, r, clock); err != nil || ok {
			t.Fatalf("claim while held: %t, %v", ok, err)
		}
		later := clock.Add(2 * time.Minute)
		r.LeaseEnds = later.Add(time.Minute)
		if ok, err := d.ClaimRun(ctx, r, later); err != nil || !ok {
			t.Fatalf("claim of a dead holder's: %t, %v", ok, err)
		}
		r.Finished, r.Outcome = later, "ok"
		if ok, err := d.FinishRun(ctx, r); err != nil || !ok {
			t.Fatalf("finish: %t, %v", ok, err)
		}
		if ok, _ := d.ClaimRun(ctx, r, later.Add(time.Hour)); ok {
			t.Error("a finished tick was claimed again")
		}
	})
}

func TestOpinionKeepsEveryField(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		o := &store.Opinion{ID: "a", Number: "YJ-2026-000001", OfficeID: "o", DistrictID: "d", StationID: "s", PersonID: "p",
			State: store.OpinionNew, Triage: store.TriageOurs, Danger: true, Contact: true, Summary: "路灯", DeputyID: "x", AssignID: "y",
			Category: "道路交通", AssigneeID: "z", Snoozed: clock.Add(time.Hour), Pending: true, Round: 1, Due: clock, Closed: clock,
			Created: clock, Updated: clock, Version: 1}
		bare := &store.Opinion{ID: "b", Number: "YJ-2026-000002", State: store.OpinionNew, Created: clock, Version: 1}
		insert := db.Batch{Opinions: []*store.Opinion{o, bare}}
		if err := d.Tx(ctx, func(q db.Q) error { return insert.Flush(ctx, q) }); err != nil {
			t.Fatal(err)
		}
		for _, want := range []*store.Opinion{o, bare} {
			if got, err := db.Opinion(ctx, d.Read(), want.ID); err != nil || *got != *want {
				t.Errorf("read back\n%+v (%v), want\n%+v", got, err, want)
			}
		}
	})
}
