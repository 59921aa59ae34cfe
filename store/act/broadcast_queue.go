package act

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// queueChunk is how many notices one transaction puts into the outbox: few enough
// that others write between two, and that a kill costs nothing.
const queueChunk = 1000

// QueueBroadcasts puts the notices of released broadcasts into the outbox, in
// chunks in the order of the recipients' ids. How far it came stands in the
// broadcast, committed with each chunk: whoever goes on after a kill, or on another
// replica, goes on there.
func (a *Acts) QueueBroadcasts(ctx context.Context) (int, error) {
	ids, err := db.BroadcastsQueueing(ctx, a.db.Read())
	done := 0
	for _, id := range ids {
		n, failed := a.queueBroadcast(ctx, id)
		done, err = done+n, errors.Join(err, failed)
	}
	return done, err
}

func (a *Acts) queueBroadcast(ctx context.Context, id string) (int, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return 0, err
	}
	b, err := db.Broadcast(ctx, a.db.Read(), id)
	if err != nil {
		return 0, err
	}
	list, err := noticesOf(ctx, a.db.Read(), view, b)
	if err != nil {
		return 0, err
	}
	done := 0
	for {
		chunk := list[:min(len(list), queueChunk)]
		list = list[len(chunk):]
		err := a.Do(ctx, store.JobActor("broadcast"), "", func(t *Tx) error { return t.queueChunk(b, chunk, len(list) == 0) })
		switch {
		case errors.Is(err, store.ErrConflict):
			return done, nil // paused, cancelled, or another replica is at it
		case err != nil:
			return done, err
		}
		if done += len(chunk); len(list) == 0 {
			return done, nil
		}
		b.Reached = chunk[len(chunk)-1]
	}
}

// noticesOf gives whom the notices of a broadcast that are not in the outbox yet are
// for: a mass message has one, for nobody in particular.
func noticesOf(ctx context.Context, q db.Q, view *View, b *store.Broadcast) ([]string, error) {
	if b.Mass() {
		return []string{""}, nil
	}
	list, err := recipientsOf(ctx, q, view, b)
	at, _ := slices.BinarySearch(list, b.Reached+"\x00") // behind it
	return list[at:], err
}

// queueChunk puts the next notices of b into the outbox if it still stands where it
// was read.
func (t *Tx) queueChunk(b *store.Broadcast, chunk []string, last bool) error {
	if err := t.may(store.ActDeliver, store.Target{OfficeID: b.OfficeID}); err != nil {
		return err
	}
	now, err := db.LockBroadcast(t.ctx, t.q, b.ID)
	if err != nil {
		return err
	}
	if now.State != store.BroadcastQueueing || now.Reached != b.Reached {
		return store.ErrConflict
	}
	for _, id := range chunk {
		t.notify(store.Notice{Kind: store.NoticeBroadcast, OfficeID: now.OfficeID, DeputyID: id, Ref: now.ID})
		now.Reached = id
	}
	now.Queued, now.Updated = now.Queued+len(chunk), t.now
	if last {
		now.State = store.BroadcastSending
		t.audit(store.ActDeliver, "broadcast", now.ID, now.OfficeID, fmt.Sprintf("queued=%d", now.Queued), "")
	}
	touch(t, &t.batch.Changed.Broadcasts, now)
	return nil
}

// recipientsOf gives the ids of a broadcast's recipients, sorted: of those chosen,
// who exercises a mandate now.
func recipientsOf(ctx context.Context, q db.Q, view *View, b *store.Broadcast) ([]string, error) {
	r := &b.Recipients
	members, err := db.GroupMembers(ctx, q, r.Groups)
	if err != nil {
		return nil, err
	}
	named := slices.Clone(r.Deputies)
	for _, m := range members {
		named = append(named, m.DeputyID)
	}
	mandates, err := db.ServingOf(ctx, q, unique(named))
	if err != nil {
		return nil, err
	}
	if len(r.Offices) > 0 {
		under := view.Offices.Under(b.OfficeID)
		chosen := slices.DeleteFunc(slices.Clone(r.Offices), func(id string) bool { return !slices.Contains(under, id) })
		more, err := db.ServingUnder(ctx, q, chosen)
		if err != nil {
			return nil, err
		}
		mandates = append(mandates, more...)
	}
	return r.Choose(mandates, members), nil
}
