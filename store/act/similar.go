package act

import (
	"cmp"
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Alike is an opinion that may be about the same matter as another one.
type Alike struct {
	store.Opinion
	Area  string
	Score float64 // Jaccard index of the two's pairs of characters
}

const (
	alikeLooked = 400 // how many of the office's latest are compared
	alikeLeast  = 0.2 // below, two texts share no more than common words
	alikeShown  = 5
)

// Similar lists the opinions of the same office that may be about the same matter,
// the most similar first, for who may merge them. It compares the first words with
// those of what came lately and is still being handled: old matters were seen then.
func (a *Acts) Similar(ctx context.Context, actor store.Actor, o *store.Opinion) ([]Alike, error) {
	view, err := a.views.get(ctx)
	if err != nil || !store.May(actor, store.ActMerge, targetOf(o), view.Offices) || !o.State.Can(store.VerbMerge) {
		return nil, err
	}
	list, err := db.Opinions(ctx, a.db.Read(), db.OpinionFilter{Offices: []string{o.OfficeID},
		Sets: []store.OpinionSet{{States: takingIn}}, Limit: alikeLooked})
	if err != nil {
		return nil, err
	}
	var out []Alike
	own := store.BigramsOf(o.Summary)
	for _, x := range list {
		score := own.Similarity(store.BigramsOf(x.Summary))
		if x.ID != o.ID && score >= alikeLeast && x.TakesIn() {
			out = append(out, Alike{x.Opinion, view.Area(x.OfficeID, x.DistrictID, x.StationID), score})
		}
	}
	slices.SortStableFunc(out, func(x, y Alike) int { return cmp.Compare(y.Score, x.Score) })
	return out[:min(len(out), alikeShown)], nil
}

// takingIn are the states in which an opinion may take in others.
var takingIn = []store.OpinionState{store.OpinionNew, store.OpinionAssigned, store.OpinionChecked, store.OpinionAnswered, store.OpinionDecide}

// Numbered finds an opinion of the actor's reach by its number, for merging; any
// other is not found.
func (t *Tx) Numbered(number string) (*store.Opinion, error) {
	o, err := db.OpinionByNumber(t.ctx, t.q, number)
	if err != nil {
		return nil, err
	}
	return t.desk(o.ID, store.ActMerge, 0)
}
