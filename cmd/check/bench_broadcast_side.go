package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"liaison/bot/wechat"
	"liaison/jobs"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// castSide is Liaison on one engine.
type castSide struct {
	name, spec   string
	d            *db.DB
	acts         *act.Acts
	client       *wechat.Client
	office       string
	clerk        store.Actor
	sent, queued []time.Duration
	heap         uint64
}

// castNow is the clock with which a broadcast is never in quiet hours: as many
// hours ahead as make it ten in the morning in China.
func castNow() func() time.Time {
	began := time.Now()
	ten := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	return func() time.Time { return ten.Add(time.Since(began)) }
}

// open fills an empty database with an office and its deputies.
func (s *castSide) open(ctx context.Context, b *castBench) (err error) {
	if err := dbtest.Migrate(s.spec); err != nil {
		return err
	}
	if s.d, err = db.Open(ctx, s.spec, db.Options{}); err != nil {
		return err
	}
	keys, err := store.ParseKeyring(store.GenerateKey("bench"))
	if err != nil {
		return err
	}
	now := castNow()
	s.acts = act.New(act.Config{DB: s.d, Keys: keys, Now: now})
	if s.client, err = wechat.NewClient(wechat.ClientConfig{AppID: simApp, Secret: simSecret, Base: b.base, Log: slog.New(slog.DiscardHandler)}); err != nil {
		return err
	}
	if err := s.found(ctx, b); err != nil {
		return err
	}
	return s.people(ctx, b.n, now())
}

func (s *castSide) close() {
	s.client.Close()
	s.acts.Close()
	s.d.Close()
}

// found makes the office, its clerk and the template.
func (s *castSide) found(ctx context.Context, b *castBench) error {
	job := store.JobActor("bench")
	err := s.acts.Do(ctx, job, "", func(t *act.Tx) error {
		o, err := t.AddOffice(store.Office{Kind: store.OfficeCounty, Name: "某县人大常委会", Short: "某县人大"})
		if err != nil {
			return err
		}
		s.office = o.ID
		return t.Remember("template."+string(jobs.GenericTemplate),
			b.tmpl+"|character_string1=Number;thing2=Title;thing3=Office;phrase4=Status;time5=Time")
	})
	if err != nil {
		return err
	}
	return s.acts.Do(ctx, job, "", func(t *act.Tx) error {
		clerk, err := t.AddStaff(store.Staff{OfficeID: s.office, Login: "clerk", Name: "经办", Roles: []store.Role{store.RoleClerk}}, "hash")
		if err != nil {
			return err
		}
		s.clerk = store.StaffActor(clerk, "bench")
		return t.Set(s.office, store.SetStepsBroadcast, "1")
	})
}

// people adds deputies who serve, each bound to a follower.
func (s *castSide) people(ctx context.Context, n int, now time.Time) error {
	const step = 1000
	for from := 0; from < n; from += step {
		var batch db.Batch
		for i := from; i < min(n, from+step); i++ {
			id := store.NewID(now)
			batch.Deputies = append(batch.Deputies, &store.Deputy{ID: id, OfficeID: s.office, Name: fmt.Sprintf("代表%d", i), Created: now, Version: 1})
			batch.Mandates = append(batch.Mandates, &store.Mandate{ID: store.NewID(now), DeputyID: id, OfficeID: s.office,
				Level: store.LevelCounty, Status: store.MandateActive, Version: 1})
			batch.Persons = append(batch.Persons, &store.Person{ID: store.NewID(now), Openid: castOpenid(i), OfficeID: s.office, DeputyID: id, Created: now, Followed: now})
		}
		if err := s.d.Tx(ctx, func(q db.Q) error { return batch.Flush(ctx, q) }); err != nil {
			return err
		}
	}
	return nil
}

// cast releases one broadcast, puts it into the outbox, and lets all the duties of
// a server run until the last of it is sent.
func (s *castSide) cast(ctx context.Context, b *castBench, round int) error {
	err := s.acts.Do(ctx, s.clerk, "", func(t *act.Tx) error {
		made, err := t.AddBroadcast(store.Broadcast{OfficeID: s.office, Recipients: store.Recipients{Offices: []string{s.office}}},
			"关于报送建议办理情况的通知", fmt.Sprintf("{称呼}，您好：这是第%d次。", round))
		if err != nil {
			return err
		}
		_, err = t.StepDraft(made.DraftID, store.StepSubmit, "", 0)
		return err
	})
	if err != nil {
		return err
	}
	began := time.Now()
	if n, err := s.acts.QueueBroadcasts(ctx); err != nil || n != b.n {
		return errors.Join(err, fmt.Errorf("%d of %d are in the outbox", n, b.n))
	}
	s.queued = append(s.queued, time.Since(began))
	r, err := jobs.New(jobs.Config{Acts: s.acts, Client: s.client, Bot: noMessages{}, Base: "https://example.org", Now: s.acts.Now,
		Log: slog.New(slog.DiscardHandler), Sends: castSends})
	if err != nil {
		return err
	}
	began = time.Now()
	r.Start(ctx)
	defer r.Stop()
	r.Wake()
	for r.Counters().Sent < int64(b.n) {
		if time.Since(began) > 10*time.Minute || ctx.Err() != nil {
			return fmt.Errorf("only %+v of %d were sent", r.Counters(), b.n)
		}
		time.Sleep(poll)
	}
	s.sent = append(s.sent, time.Since(began))
	return nil
}

// noMessages is a bot that has nothing to do.
type noMessages struct{}

func (noMessages) WorkPending(context.Context, int) (int, error) { return 0, nil }
