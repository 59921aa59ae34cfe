package act

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// Filters lists the filters that the actor saved, and those that the own office
// and the offices above it share.
func (a *Acts) Filters(ctx context.Context, actor store.Actor) ([]store.SavedFilter, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.MayAnywhere(actor, store.ActFilter) {
		return nil, nil
	}
	return db.SavedFiltersFor(ctx, a.db.Read(), actor.ID, view.Offices.Above(actor.OfficeID))
}

// SaveFilter keeps a list of the inbox under a name, for the actor or for the
// actor's whole office. A name the actor has used stands for the new list.
func (t *Tx) SaveFilter(name, query string, shared bool) error {
	if err := t.may(store.ActFilter, store.Target{OfficeID: t.Actor.OfficeID}); err != nil {
		return err
	}
	name = strings.TrimSpace(name)
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return store.Invalid("filter", store.ProblemEmpty)
	case n > store.FilterNameMax:
		return store.Invalid("filter", store.ProblemTooLong)
	case utf8.RuneCountInString(query) > store.FilterQueryMax || strings.ContainsAny(name, "\r\n"):
		return store.Invalid("filter", store.ProblemMalformed)
	}
	own, err := db.SavedFiltersFor(t.ctx, t.q, t.Actor.ID, nil)
	if err != nil {
		return err
	}
	for _, f := range own {
		if f.Name == name {
			if err := db.DeleteSavedFilter(t.ctx, t.q, f.ID); err != nil {
				return err
			}
		}
	}
	if own = slices.DeleteFunc(own, func(f store.SavedFilter) bool { return f.Name == name }); len(own) >= store.FiltersMost {
		return store.Invalid("filter", store.ProblemFull)
	}
	f := &store.SavedFilter{ID: store.NewID(t.now), OfficeID: t.Actor.OfficeID, StaffID: t.Actor.ID, Name: name, Query: query,
		Shared: shared, Created: t.now}
	t.batch.Filters = append(t.batch.Filters, f)
	t.audit(store.ActFilter, "filter", f.ID, f.OfficeID, "saved", query)
	return nil
}

// DeleteFilter deletes a filter: one's own, or one that one's office shares.
func (t *Tx) DeleteFilter(id string) error {
	f, err := db.SavedFilter(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if f.StaffID != t.Actor.ID && (!f.Shared || t.may(store.ActFilter, store.Target{OfficeID: f.OfficeID}) != nil) {
		return store.ErrNotFound
	}
	t.audit(store.ActFilter, "filter", f.ID, f.OfficeID, "deleted", "")
	return db.DeleteSavedFilter(t.ctx, t.q, id)
}
