package db

import (
	"context"
	"slices"
	"strings"

	"liaison/store"
)

var mandates = table[store.Mandate]{
	name: "mandate",
	columns: columns(`id deputy_id office_id term_id level district_id station_id title status from_day to_day
		since_day ground by_election version`), fixed: 2,
	at: func(m *store.Mandate) []any {
		return []any{&m.ID, &m.DeputyID, &m.OfficeID, &m.TermID, &m.Level, &m.DistrictID, &m.StationID, &m.Title,
			&m.Status, &m.From, &m.To, &m.Since, &m.Ground, &m.ByElection, &m.Version}
	},
}

var steps = table[store.MandateStep]{
	name:    "mandate_step",
	columns: columns("id mandate_id deputy_id verb ground day reason made_by at_day"), fixed: 9,
	at: func(s *store.MandateStep) []any {
		return []any{&s.ID, &s.MandateID, &s.DeputyID, &s.Verb, &s.Ground, &s.Day, &s.Reason, &s.By, &s.At}
	},
}

// Mandate reads a mandate.
func Mandate(ctx context.Context, q Q, id string) (*store.Mandate, error) {
	return mandates.byID(ctx, q, id)
}

// MandatesOf reads all mandates of deputies, the oldest first.
func MandatesOf(ctx context.Context, q Q, deputyIDs []string) ([]store.Mandate, error) {
	list, err := mandates.byIDs(ctx, q, "deputy_id", deputyIDs)
	slices.SortFunc(list, func(x, y store.Mandate) int { return strings.Compare(x.ID, y.ID) })
	return list, err
}

// MandatesIn reads the mandates that are exercised in a district; each of these
// reads costs what it finds, whatever else the roster holds.
func MandatesIn(ctx context.Context, q Q, districtID string) ([]store.Mandate, error) {
	return mandates.list(ctx, q, "WHERE district_id = ? AND status = ?", districtID, string(store.MandateActive))
}

// MandatesAt reads the mandates that are exercised at a station.
func MandatesAt(ctx context.Context, q Q, stationID string) ([]store.Mandate, error) {
	return mandates.list(ctx, q, "WHERE station_id = ? AND status = ?", stationID, string(store.MandateActive))
}

// MandatesUnder reads the mandates that are exercised in offices.
func MandatesUnder(ctx context.Context, q Q, officeIDs []string) ([]store.Mandate, error) {
	marks, args := in(officeIDs)
	return mandates.list(ctx, q, "WHERE office_id IN "+marks+" AND status = ?", append(args, string(store.MandateActive))...)
}

// MandatesOfTerm reads all mandates of a term.
func MandatesOfTerm(ctx context.Context, q Q, termID string) ([]store.Mandate, error) {
	return mandates.list(ctx, q, "WHERE term_id = ? ORDER BY id", termID)
}

// MandatesWithoutTerm reads the mandates of a level in offices for which nobody
// wrote down a term and which have not ended.
func MandatesWithoutTerm(ctx context.Context, q Q, level store.Level, officeIDs []string) ([]store.Mandate, error) {
	marks, args := in(officeIDs)
	return mandates.list(ctx, q, "WHERE term_id = '' AND level = ? AND status <> ? AND office_id IN "+marks+" ORDER BY id",
		append([]any{string(level), string(store.MandateEnded)}, args...)...)
}

// StepsOf reads what happened to a deputy's mandates, the oldest first.
func StepsOf(ctx context.Context, q Q, deputyID string) ([]store.MandateStep, error) {
	return steps.list(ctx, q, "WHERE deputy_id = ? ORDER BY id", deputyID)
}

// DeleteMandate removes a mandate that was written down by mistake, with its
// steps.
func DeleteMandate(ctx context.Context, q Q, m *store.Mandate) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM mandate_step WHERE mandate_id = ?", m.ID); err != nil {
		return err
	}
	return exactlyOne(q.ExecContext(ctx, "DELETE FROM mandate WHERE id = ? AND version = ?", m.ID, m.Version))
}
