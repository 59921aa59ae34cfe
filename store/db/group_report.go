package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var groupReports = table[store.GroupReport]{
	name:    "group_report",
	columns: columns("id created group_id office_id half slot deputy_id figures text updated version"), fixed: 6,
	at: func(r *store.GroupReport) []any {
		return []any{&r.ID, when(&r.Created), &r.GroupID, &r.OfficeID, &r.Half, &r.Slot, &r.DeputyID, asJSON(&r.Figures), &r.Text, when(&r.Updated), &r.Version}
	},
}

// GroupReportAt reads the report with a slot's key.
func GroupReportAt(ctx context.Context, q Q, slot string) (*store.GroupReport, error) {
	return groupReports.one(ctx, q, "WHERE slot = ?", slot)
}

// GroupReportsIn reads the reports of offices for a half-year.
func GroupReportsIn(ctx context.Context, q Q, officeIDs []string, half string) ([]store.GroupReport, error) {
	marks, args := in(officeIDs)
	return groupReports.list(ctx, q, "WHERE office_id IN "+marks+" AND half = ? ORDER BY id", append(args, half)...)
}

// GroupsLedBy reads the groups that a deputy leads.
func GroupsLedBy(ctx context.Context, q Q, deputyID string) ([]store.Group, error) {
	return groups.list(ctx, q, "WHERE leader_id = ? AND leader_id <> '' AND closed IS NULL ORDER BY place, id", deputyID)
}

// GroupsByID reads groups, dissolved ones included, in no order.
func GroupsByID(ctx context.Context, q Q, ids []string) ([]store.Group, error) {
	return groups.byIDs(ctx, q, "id", ids)
}

// AssignedTo counts the opinions that deputies were given in a span of time, and how
// many of them are answered.
func AssignedTo(ctx context.Context, q Q, deputyIDs []string, from, to time.Time) (given, answered int, err error) {
	marks, args := in(deputyIDs)
	row := q.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(SUM(CASE WHEN state = ? THEN 1 ELSE 0 END), 0) FROM assignment WHERE deputy_id IN "+marks+
		" AND since >= ? AND since < ?", append(append([]any{string(store.AssignmentAnswered)}, args...), stamp(from), stamp(to))...)
	if err := row.Scan(&given, &answered); err != nil {
		return 0, 0, fmt.Errorf("counting what deputies were given: %w", err)
	}
	return given, answered, nil
}
