package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// gatherCasts adds the broadcasts whose notices are among a batch.
func (g *gathered) gatherCasts(ctx context.Context, q db.Q, list []store.Notice) error {
	var ids []string
	for i := range list {
		if list[i].Kind == store.NoticeBroadcast {
			ids = append(ids, list[i].Ref)
		}
	}
	casts, err := db.BroadcastsByID(ctx, q, unique(ids))
	g.casts = map[string]*store.Broadcast{}
	for i := range casts {
		g.casts[casts[i].ID] = &casts[i]
	}
	return err
}

// cast adds the broadcast to one of its notices and gives the state the notice has
// now: a broadcast may have been stopped since this one was claimed, or while it
// waited to be tried again. What may have gone already is not stopped any more.
func (g *gathered) cast(d *Delivery) store.NoticeState {
	n := &d.Notice
	if n.Kind != store.NoticeBroadcast {
		return store.NoticeWaiting
	}
	d.Broadcast = g.casts[n.Ref]
	switch {
	case d.Broadcast == nil:
		return store.NoticeDropped
	case n.Outcome != "":
		return store.NoticeWaiting
	case d.Broadcast.State == store.BroadcastPaused:
		return store.NoticeHeld
	case d.Broadcast.State == store.BroadcastCancelled:
		n.Outcome = "cancelled"
		return store.NoticeDropped
	}
	return store.NoticeWaiting
}
