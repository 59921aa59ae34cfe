package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var messages = table[store.Kept]{
	name:    "message",
	columns: columns("id delivery openid received body state reply tries next_at late person_id failure"), fixed: 5,
	at: func(k *store.Kept) []any {
		return []any{&k.ID, &k.Key, &k.From, when(&k.Received), asJSON(&k.Message), &k.State, &k.Reply, &k.Tries,
			when(&k.NextAt), &k.Late, &k.PersonID, &k.Failure}
	},
}

// MessagesByKey reads the kept messages with those keys, in no order.
func MessagesByKey(ctx context.Context, q Q, keys []string) ([]store.Kept, error) {
	return messages.byIDs(ctx, q, "delivery", keys)
}

// Messages reads kept messages by id, in no order.
func Messages(ctx context.Context, q Q, ids []string) ([]store.Kept, error) {
	return messages.byIDs(ctx, q, "id", ids)
}

// MessageStates reads the state and reply of messages: what a worker must know
// once it holds the persons' locks.
func MessageStates(ctx context.Context, q Q, ids []string) (map[string]store.Kept, error) {
	marks, args := in(ids)
	rows, err := q.QueryContext(ctx, "SELECT id, state, reply, tries FROM message WHERE id IN "+marks, args...)
	if err != nil {
		return nil, fmt.Errorf("reading messages' states: %w", err)
	}
	defer rows.Close()
	list, err := scanAll(rows, func(k *store.Kept) []any { return []any{&k.ID, &k.State, &k.Reply, &k.Tries} })
	out := make(map[string]store.Kept, len(list))
	for _, k := range list {
		out[k.ID] = k
	}
	return out, err
}

// PendingMessages reads messages that were kept but whose work is due, oldest
// first.
func PendingMessages(ctx context.Context, q Q, now time.Time, limit int) ([]store.Kept, error) {
	return messages.list(ctx, q, "WHERE state = ? AND next_at <= ? ORDER BY next_at, id LIMIT ?",
		string(store.MessageKept), stamp(now), limit)
}

// ParkedMessages reads the newest parked messages.
func ParkedMessages(ctx context.Context, q Q, limit int) ([]store.Kept, error) {
	return messages.list(ctx, q, "WHERE state = ? ORDER BY id DESC LIMIT ?", string(store.MessageParked), limit)
}

// InsertMessages keeps messages. ErrDuplicate: one of them is there already, and
// none of the statement was kept.
func InsertMessages(ctx context.Context, q Q, rows ...*store.Kept) error {
	return messages.insert(ctx, q, rows...)
}

// KeepMessages is InsertMessages as a transaction of its own: one statement, and
// so one journey to the server. Within one call of the keeper's batch it is all
// or nothing, as a statement is.
func (d *DB) KeepMessages(ctx context.Context, rows ...*store.Kept) error {
	return again(ctx, func() error { return messages.insert(ctx, d.w, rows...) })
}

// UpdateMessages writes what became of messages.
func UpdateMessages(ctx context.Context, q Q, rows ...*store.Kept) error {
	return messages.update(ctx, q, rows...)
}
