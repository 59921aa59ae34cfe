package act

import (
	"cmp"
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// gramMark is the watermark of the search index.
const gramMark = "gram"

const (
	// lookBackEvery is how often the index is compared with what is a little older
	// than its watermark, and lookBackBy how much older: an entry's id is made
	// before its transaction commits, which may wait for a lock.
	lookBackEvery = time.Minute
	lookBackBy    = 2 * time.Minute
)

// Index makes at most limit more texts searchable, and gives how many it did. It
// repeats harmlessly.
func (t *Tx) Index(limit int) (int, error) {
	if err := t.may(store.ActIndex, store.Target{}); err != nil {
		return 0, err
	}
	mark, err := db.ReadWatermark(t.ctx, t.q, gramMark)
	if err != nil {
		return 0, err
	}
	list, err := db.SaidAfter(t.ctx, t.q, mark.Value, limit)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	if err := t.index(list); err != nil {
		return 0, err
	}
	mark.Value = list[len(list)-1].ID
	return len(list), db.PutWatermark(t.ctx, t.q, mark)
}

// LookBack finds what Index passed by because it was committed late, once a
// minute: see lookBackEvery.
func (a *Acts) LookBack(ctx context.Context, actor store.Actor, limit int) error {
	mark, err := db.ReadWatermark(ctx, a.db.Read(), gramMark)
	if err != nil || mark.Version == 0 || a.Now().Sub(mark.At) < lookBackEvery {
		return err
	}
	from := ""
	if !mark.At.IsZero() {
		from = store.IDFloor(mark.At.Add(-lookBackBy))
	}
	began := a.Now()
	for n := limit; n == limit; {
		if err := a.Do(ctx, actor, "", func(t *Tx) (err error) { n, from, err = t.indexAgain(from, mark.Value, limit); return err }); err != nil {
			return err
		}
	}
	return a.Do(ctx, actor, "", func(t *Tx) error {
		now, err := db.ReadWatermark(t.ctx, t.q, gramMark)
		if err != nil {
			return err
		}
		now.At = began
		return db.PutWatermark(t.ctx, t.q, now)
	})
}

// indexAgain indexes what lies after one entry and not after another.
func (t *Tx) indexAgain(after, upTo string, limit int) (n int, last string, err error) {
	if err := t.may(store.ActIndex, store.Target{}); err != nil {
		return 0, after, err
	}
	list, err := db.SaidAfter(t.ctx, t.q, after, limit)
	for len(list) > 0 && list[len(list)-1].ID > upTo {
		list = list[:len(list)-1]
	}
	if err != nil || len(list) == 0 {
		return 0, after, err
	}
	return len(list), list[len(list)-1].ID, t.index(list)
}

// index adds the pairs of entries' texts. The opinions are held meanwhile, so that
// none is sealed between the look at its state and the rows.
func (t *Tx) index(list []store.Entry) error {
	var ids []string
	for _, e := range list {
		ids = append(ids, e.OpinionID)
	}
	ids = known(ids)
	if err := db.LockOpinions(t.ctx, t.q, ids); err != nil {
		return err
	}
	found, err := db.OpinionsByID(t.ctx, t.q, ids)
	if err != nil {
		return err
	}
	keys := map[string]int64{}
	for _, o := range found {
		if key, ok := numberKey(o.Number); ok && o.State != store.OpinionSealed {
			keys[o.ID] = key
		}
	}
	return db.InsertGrams(t.ctx, t.q, rowsOf(list, keys))
}

// rowsOf are the rows of the search index for what entries say, each once: several
// entries of an opinion share pairs. They are in the index's order.
func rowsOf(list []store.Entry, keys map[string]int64) []db.Gram {
	var rows []db.Gram
	for _, e := range list {
		if key, ok := keys[e.OpinionID]; ok {
			for _, g := range store.BigramsOf(e.Text) {
				rows = append(rows, db.Gram{Gram: int64(g), Num: key})
			}
		}
	}
	slices.SortFunc(rows, func(a, b db.Gram) int { return cmp.Or(cmp.Compare(a.Gram, b.Gram), cmp.Compare(a.Num, b.Num)) })
	return slices.Compact(rows)
}

// unindex takes an opinion out of the search index, because it is sealed or its
// text goes. It must run while the text is still there.
func (t *Tx) unindex(o *store.Opinion) error {
	key, ok := numberKey(o.Number)
	if !ok {
		return nil
	}
	if err := db.LockOpinions(t.ctx, t.q, []string{o.ID}); err != nil { // see index
		return err
	}
	list, err := db.SaidIn(t.ctx, t.q, []string{o.ID})
	if err != nil {
		return err
	}
	var grams []int64
	for _, r := range rowsOf(list, map[string]int64{o.ID: key}) {
		grams = append(grams, r.Gram)
	}
	return db.DeleteGrams(t.ctx, t.q, key, grams)
}

// reindex puts an opinion back into the search index.
func (t *Tx) reindex(o *store.Opinion) error {
	key, ok := numberKey(o.Number)
	if !ok {
		return nil
	}
	list, err := db.SaidIn(t.ctx, t.q, []string{o.ID})
	if err != nil {
		return err
	}
	return db.InsertGrams(t.ctx, t.q, rowsOf(list, map[string]int64{o.ID: key}))
}
