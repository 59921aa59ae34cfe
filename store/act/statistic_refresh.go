package act

import (
	"cmp"
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

const (
	// statOverlap is how far back each refreshing looks again: an act commits
	// later than the time it writes, and replicas' clocks differ.
	statOverlap = 5 * time.Minute
	statBatch   = 500
	statMost    = 100_000 // opinions of one refreshing: the next one goes on
)

// RefreshStatistics counts the opinions that were changed since the last time. Its
// cost follows what changed: each opinion's part in the figures is kept as a fact,
// and what is written is the difference. The first time it counts all there are,
// in batches. It gives how many opinions counted otherwise than before.
// store.ErrConflict means that another replica is counting.
func (a *Acts) RefreshStatistics(ctx context.Context) (done int, err error) {
	mark, err := db.StatMark(ctx, a.db.Read())
	if err != nil {
		return 0, err
	}
	from := *mark
	if !mark.At.IsZero() {
		from.At, from.OpinionID = mark.At.Add(-statOverlap), ""
		if done, err = a.countRated(ctx, mark, from.At); err != nil {
			return done, err
		}
	}
	for range statMost / statBatch {
		var n, changed int
		if n, changed, err = a.countChanged(ctx, mark, &from); err != nil {
			return done, err
		}
		if done += changed; n < statBatch {
			break
		}
	}
	return done, nil
}

// countChanged counts the next opinions in the order of their changes.
func (a *Acts) countChanged(ctx context.Context, mark, from *store.StatMark) (n, changed int, err error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return 0, 0, err
	}
	next := *mark
	var last store.Opinion
	err = a.db.Tx(ctx, func(q db.Q) error {
		next, n, changed = *mark, 0, 0
		list, err := db.OpinionsChanged(ctx, q, from.At, from.OpinionID, statBatch)
		if err != nil {
			return err
		}
		if n = len(list); n > 0 {
			if last = list[n-1]; last.Updated.After(next.At) {
				next.At, next.OpinionID = last.Updated, last.ID
			}
		}
		next.Refreshed = a.Now()
		if err := db.MoveStatMark(ctx, q, &next); err != nil {
			return err
		}
		changed, err = countOpinions(ctx, q, view, list)
		return err
	})
	if err != nil {
		return n, changed, err
	}
	*mark = next
	if n > 0 {
		from.At, from.OpinionID = last.Updated, last.ID
	}
	return n, changed, nil
}

// countRated counts anew the opinions that were rated since: a rating by one of
// several authors leaves the opinion as it is.
func (a *Acts) countRated(ctx context.Context, mark *store.StatMark, since time.Time) (changed int, err error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return 0, err
	}
	for id := store.FirstID(since); ; {
		list, err := db.RatingsAfter(ctx, a.db.Read(), id, statBatch)
		if err != nil || len(list) == 0 {
			return changed, err
		}
		var ids []string
		for _, r := range list {
			ids = append(ids, r.OpinionID)
		}
		next, n := *mark, 0
		err = a.db.Tx(ctx, func(q db.Q) error {
			next = *mark
			if err := db.MoveStatMark(ctx, q, &next); err != nil {
				return err
			}
			opinions, err := db.OpinionsByID(ctx, q, ids)
			if err != nil {
				return err
			}
			n, err = countOpinions(ctx, q, view, opinions)
			return err
		})
		if err != nil {
			return changed, err
		}
		*mark, changed, id = next, changed+n, list[len(list)-1].ID
	}
}

// countOpinions brings the figures of some opinions up to date and gives how many
// count otherwise than before.
func countOpinions(ctx context.Context, q db.Q, view *View, list []store.Opinion) (int, error) {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	if len(ids) == 0 {
		return 0, nil
	}
	rated, err := db.LastRatings(ctx, q, ids)
	if err != nil {
		return 0, err
	}
	replied, err := db.FirstReplies(ctx, q, ids)
	if err != nil {
		return 0, err
	}
	before, err := db.Facts(ctx, q, ids)
	if err != nil {
		return 0, err
	}
	was := make(map[string]*store.Fact, len(before))
	for i := range before {
		was[before[i].OpinionID] = &before[i]
	}
	var fresh, changed []*store.Fact
	sums := map[string]store.Stat{}
	for i := range list {
		o := &list[i]
		var last *store.Rating
		if r, ok := rated[o.ID]; ok {
			last = &r
		}
		now, old := store.FactOf(o, last, replied[o.ID], view.Calendar), was[o.ID]
		switch {
		case old == nil:
			fresh = append(fresh, &now)
		case *old == now:
			continue
		default:
			addFact(sums, old, -1)
			changed = append(changed, &now)
		}
		addFact(sums, &now, 1)
	}
	if err := db.PutFacts(ctx, q, fresh, changed); err != nil {
		return 0, err
	}
	return len(fresh) + len(changed), db.AddStats(ctx, q, deltasOf(sums))
}

// addFact adds what a fact counts for, n times, to sums by id.
func addFact(sums map[string]store.Stat, f *store.Fact, n int) {
	for _, s := range f.Stats() {
		sum, ok := sums[s.ID]
		if !ok {
			sum = s
			sum.Measures = store.Measures{}
		}
		sum.Measures = sum.Plus(s.Measures, n)
		sums[s.ID] = sum
	}
}

// deltasOf lists the sums that are not nothing, in the order of their ids.
func deltasOf(sums map[string]store.Stat) []store.Stat {
	var list []store.Stat
	for _, s := range sums {
		if s.Measures != (store.Measures{}) {
			list = append(list, s)
		}
	}
	slices.SortFunc(list, func(x, y store.Stat) int { return cmp.Compare(x.ID, y.ID) })
	return list
}
