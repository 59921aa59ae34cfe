package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// keepClients is how many keep, or insert, at once.
const keepClients = 64

// keepRate measures keeping alone: messages a second that are committed.
func keepRate(ctx context.Context, spec string, length time.Duration) (float64, error) {
	d, err := db.Open(ctx, spec, db.Options{})
	if err != nil {
		return 0, err
	}
	defer d.Close()
	keys, err := store.ParseKeyring(store.GenerateKey("bench"))
	if err != nil {
		return 0, err
	}
	acts := act.New(act.Config{DB: d, Keys: keys, Now: time.Now})
	defer acts.Close()
	return clients(ctx, length, func(ctx context.Context) error {
		id := benchIDs.Add(1)
		_, err := acts.Keep(ctx, &store.Message{From: fmt.Sprintf("k%s_%d", benchPeople, id), CreateTime: time.Now().Unix(),
			Kind: store.KindText, MsgID: id, Text: "村口的路灯坏了三天，晚上看不见路。"})
		return err
	})
}

// rawRate measures the same rows, inserted one by one with prepared statements.
func rawRate(ctx context.Context, spec string, length time.Duration) (float64, error) {
	raw, err := dbtest.OpenRaw(ctx, spec, keepClients)
	if err != nil {
		return 0, err
	}
	defer raw.Close()
	return clients(ctx, length, func(ctx context.Context) error {
		id := benchIDs.Add(1)
		return raw.Insert(ctx, fmt.Sprintf("r%s_%d", benchPeople, id))
	})
}

// clients calls do from keepClients goroutines for a while; it gives the calls a
// second that ended well within the time.
func clients(ctx context.Context, length time.Duration, do func(context.Context) error) (float64, error) {
	until := time.Now().Add(length)
	var done atomic.Int64
	errs := make([]error, keepClients)
	var wg sync.WaitGroup
	began := time.Now()
	for i := range keepClients {
		wg.Go(func() {
			for time.Now().Before(until) && ctx.Err() == nil {
				if errs[i] = do(ctx); errs[i] != nil {
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(done.Load()) / time.Since(began).Seconds(), errors.Join(errs...)
}
