package act

import (
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Picked reads opinions that somebody picked from the desk's lists, in the order of
// their ids. What no list of the actor's shows is left out: foreign ones, those
// that do not exist, and the sealed ones, whoever asks.
func (a *Acts) Picked(ctx context.Context, actor store.Actor, ids []string) ([]InboxRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	list, err := db.OpinionsByID(ctx, a.db.Read(), known(ids))
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(o store.Opinion) bool {
		return !slices.Contains(store.Listed, o.State) || !store.May(actor, store.ActInbox, targetOf(&o), view.Offices)
	})
	slices.SortFunc(list, func(x, y store.Opinion) int { return slices.Index(ids, x.ID) - slices.Index(ids, y.ID) })
	return a.rows(ctx, view, list)
}
