package act

import (
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Split opens a new item, with a number of its own, for a matter that stands in
// another one besides its own. The chosen words of the author, by their entries,
// are copied with their files; the original keeps all of them. Whom the original
// is kept from, the new one is kept from. The author is told the new number. It
// needs DoOpening.
func (t *Tx) Split(id string, entryIDs []string, seen int64) (*store.Opinion, error) {
	o, err := t.desk(id, store.ActSplit, seen)
	if err != nil {
		return nil, err
	}
	if o.MergedInto != "" || o.State == store.OpinionSealed {
		return nil, store.Invalid("state", store.ProblemState)
	}
	words, err := t.chosen(o, entryIDs)
	if err != nil {
		return nil, err
	}
	made := &store.Opinion{ID: store.NewID(t.now), Number: t.number(), OfficeID: o.OfficeID, DistrictID: o.DistrictID,
		StationID: o.StationID, PersonID: o.PersonID, State: store.OpinionNew, Danger: o.Danger, Contact: o.Contact,
		AssigneeID: o.AssigneeID, Created: t.now, Updated: t.now, Version: 1}
	t.batch.Opinions = append(t.batch.Opinions, made)
	t.remember(made)
	t.inserts(made)
	if err := t.copyWords(o, made, words); err != nil {
		return nil, err
	}
	if err := t.copyExclusions(o, made); err != nil {
		return nil, err
	}
	o.Updated = t.now
	touch(t, &t.batch.Changed.Opinions, o)
	t.entry(o, store.EntrySplit, store.ForAuthor, made.ID, made.Number)
	t.entry(made, store.EntrySplit, store.ForDesk, o.ID, o.Number)
	t.audit(store.ActSplit, "opinion", o.ID, o.OfficeID, fmt.Sprintf("new=%s entries=%d", made.ID, len(words)), "")
	t.tellOwn(made, store.NoticeSplit, made.ID)
	return made, nil
}

// chosen reads the author's words that a clerk chose: some, and not those of
// another opinion.
func (t *Tx) chosen(o *store.Opinion, ids []string) ([]store.Entry, error) {
	list, err := db.EntriesOf(t.ctx, t.q, o.ID)
	words := slices.DeleteFunc(list, func(e store.Entry) bool {
		return e.Kind != store.EntrySaid || !slices.Contains(ids, e.ID)
	})
	if err == nil && len(words) == 0 {
		err = store.Invalid("entries", store.ProblemEmpty)
	}
	return words, err
}

// copyWords gives the new item its author's words: each says by Ref where it came
// from, and keeps its time.
func (t *Tx) copyWords(from, to *store.Opinion, words []store.Entry) error {
	files, err := db.MediaOf(t.ctx, t.q, from.ID)
	if err != nil {
		return err
	}
	for _, w := range words {
		e := w
		e.ID, e.OpinionID, e.Ref, e.DeputyID = store.NewID(t.now), to.ID, w.ID, ""
		t.batch.Entries = append(t.batch.Entries, &e)
		if to.Summary == "" {
			to.Summary = store.Summarise(w.Text)
		}
		for _, f := range files {
			if f.EntryID == w.ID {
				t.attach(to, &e, &f)
			}
		}
	}
	return nil
}

func (t *Tx) copyExclusions(from, to *store.Opinion) error {
	kept, err := db.ExclusionsOf(t.ctx, t.q, from.ID)
	for _, x := range kept {
		x.OpinionID, x.Created = to.ID, t.now
		t.batch.Exclusions = append(t.batch.Exclusions, &x)
	}
	return err
}
