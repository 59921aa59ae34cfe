package act

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// How many keep at once, how many messages one commit keeps, and how many may
// wait. A second keeper on MySQL fills the time the first one's commit waits for
// the disk.
const (
	keepBatch = 128
	keepQueue = 4096
)

func keepers(d *db.DB) int {
	if d.Engine == db.SQLite {
		return 1
	}
	return 2
}

// workGrace is how long a kept message waits for the request that brought it (and
// for the platform's three deliveries, 5 s apart) before a job works on it and
// answers late.
const workGrace = 20 * time.Second

// keeping is one message on its way into the database.
type keeping struct {
	row  store.Kept
	err  error
	done chan error // capacity 1
}

// Keep commits a message before anybody answers it. A message that was kept
// before comes back as it is now, answer included: the same delivery has one
// effect, on whatever replica. Many that arrive together share a commit.
func (a *Acts) Keep(ctx context.Context, m *store.Message) (*store.Kept, error) {
	now := a.Now()
	k := &keeping{done: make(chan error, 1), row: store.Kept{Message: *m, ID: store.NewID(now), Key: m.Key(),
		State: store.MessageKept, NextAt: now.Add(workGrace), Received: now}}
	k.row.Raw = nil // its fields are kept; the XML again would double the table
	if err := a.keeper.Put(Hash(m.From), k); err != nil {
		return nil, err
	}
	select {
	case err := <-k.done:
		return &k.row, err
	case <-ctx.Done():
		return nil, fmt.Errorf("keeping a message: %w", ctx.Err())
	}
}

// KeepRaw keeps what was signed by the platform but could not be understood, for
// the operator to look at.
func (a *Acts) KeepRaw(ctx context.Context, raw []byte) error {
	sum := sha256.Sum256(raw)
	now := a.Now()
	row := store.Kept{Message: store.Message{Raw: raw}, ID: store.NewID(now), Key: hex.EncodeToString(sum[:]),
		State: store.MessageParked, Received: now, Failure: "not understood"}
	err := a.db.Tx(ctx, func(q db.Q) error { return db.InsertMessages(ctx, q, &row) })
	if errors.Is(err, db.ErrDuplicate) {
		return nil
	}
	return err
}

// Hash spreads persons over lanes.
func Hash(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s)) // never fails
	return h.Sum32()
}

// keepDeadline bounds a keep batch: the platform gives up after 5 s anyway.
const keepDeadline = 4 * time.Second

// keepAll commits a batch. When the database refuses it for the sake of one
// message, each is kept alone, so that the others' senders do not suffer.
func (a *Acts) keepAll(batch []*keeping) {
	ctx, cancel := context.WithTimeout(context.Background(), keepDeadline)
	defer cancel()
	first, repeats := distinct(batch)
	err := a.keepTogether(ctx, first)
	outcome := make(map[string]*keeping, len(first))
	for _, k := range first {
		if k.err = err; err != nil && len(first) > 1 && !Outage(err) {
			k.err = a.keepTogether(ctx, []*keeping{k})
		}
		outcome[k.row.Key] = k
	}
	for _, k := range repeats {
		of := outcome[k.row.Key]
		k.row, k.err = of.row, of.err
	}
	for _, k := range batch {
		k.done <- k.err
	}
}

// keepTogether inserts messages in one statement or, when a key turns up twice,
// after looking which are there.
func (a *Acts) keepTogether(ctx context.Context, batch []*keeping) error {
	err := a.insertKept(ctx, batch)
	for range duplicateTries {
		if !errors.Is(err, db.ErrDuplicate) {
			break
		}
		err = a.keepMissing(ctx, batch)
	}
	return err
}

// distinct splits a batch into the first of each key and the others.
func distinct(batch []*keeping) (first, repeats []*keeping) {
	seen := make(map[string]bool, len(batch))
	for _, k := range batch {
		if seen[k.row.Key] {
			repeats = append(repeats, k)
			continue
		}
		seen[k.row.Key] = true
		first = append(first, k)
	}
	return first, repeats
}

func (a *Acts) insertKept(ctx context.Context, batch []*keeping) error {
	rows := make([]*store.Kept, len(batch))
	for i, k := range batch {
		rows[i] = &k.row
	}
	return a.db.KeepMessages(ctx, rows...)
}

// keepMissing reads which of the batch are kept already and inserts the others.
func (a *Acts) keepMissing(ctx context.Context, batch []*keeping) error {
	keys := make([]string, len(batch))
	for i, k := range batch {
		keys[i] = k.row.Key
	}
	have, err := db.MessagesByKey(ctx, a.db.Read(), keys)
	if err != nil {
		return err
	}
	known := make(map[string]store.Kept, len(have))
	for _, h := range have {
		known[h.Key] = h
	}
	var missing []*keeping
	for _, k := range batch {
		if h, ok := known[k.row.Key]; ok {
			k.row = h
		} else {
			missing = append(missing, k)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return a.insertKept(ctx, missing)
}
