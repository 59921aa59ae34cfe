package db

import (
	"context"
	"fmt"

	"liaison/store"
)

var savedFilters = table[store.SavedFilter]{
	name: "saved_filter", columns: columns("id created office_id staff_id name query shared"), fixed: 7,
	at: func(f *store.SavedFilter) []any {
		return []any{&f.ID, when(&f.Created), &f.OfficeID, &f.StaffID, &f.Name, &f.Query, &f.Shared}
	},
}

// SavedFilter reads a saved filter.
func SavedFilter(ctx context.Context, q Q, id string) (*store.SavedFilter, error) {
	return savedFilters.byID(ctx, q, id)
}

// SavedFiltersFor reads the filters that somebody saved, and those that offices
// share, the oldest first.
func SavedFiltersFor(ctx context.Context, q Q, staffID string, officeIDs []string) ([]store.SavedFilter, error) {
	marks, args := in(officeIDs)
	args = append([]any{staffID, true}, args...)
	return savedFilters.list(ctx, q, "WHERE staff_id = ? OR (shared = ? AND office_id IN "+marks+") ORDER BY id", args...)
}

// DeleteSavedFilter deletes a saved filter.
func DeleteSavedFilter(ctx context.Context, q Q, id string) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM saved_filter WHERE id = ?", id); err != nil {
		return fmt.Errorf("deleting a saved filter: %w", err)
	}
	return nil
}
