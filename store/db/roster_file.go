package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var rosterFiles = table[store.RosterFile]{
	name: "roster_file",
	columns: columns(`id created office_id staff_id name headings line_count add_districts skip_faulty state origin lease_ends
		expires added changed same_as skipped version`), fixed: 8,
	at: func(f *store.RosterFile) []any {
		return []any{&f.ID, when(&f.Created), &f.OfficeID, &f.StaffID, &f.Name, asJSON(&f.Headings), &f.Lines, &f.AddDistricts,
			&f.SkipFaulty, &f.State, &f.From, when(&f.LeaseEnds), when(&f.Expires), &f.Added, &f.Changed, &f.Same, &f.Skipped, &f.Version}
	},
}

var rosterParts = table[store.RosterPart]{
	name: "roster_part", columns: columns("id file_id body"), fixed: 3,
	at: func(p *store.RosterPart) []any { return []any{&p.ID, &p.FileID, &p.Body} },
}

// RosterFile reads a roster that was sent in.
func RosterFile(ctx context.Context, q Q, id string) (*store.RosterFile, error) {
	return rosterFiles.byID(ctx, q, id)
}

// RosterFilesOf reads the rosters sent in for offices, the newest first.
func RosterFilesOf(ctx context.Context, q Q, officeIDs []string, limit int) ([]store.RosterFile, error) {
	marks, args := in(officeIDs)
	return rosterFiles.list(ctx, q, "WHERE office_id IN "+marks+" ORDER BY id DESC LIMIT ?", append(args, limit)...)
}

// RosterFilesDue reads the rosters that wait to be taken and that nobody holds.
func RosterFilesDue(ctx context.Context, q Q, now time.Time, limit int) ([]store.RosterFile, error) {
	return rosterFiles.list(ctx, q, "WHERE state = ? AND lease_ends <= ? ORDER BY id LIMIT ?", string(store.RosterFileAsked), stamp(now), limit)
}

// RosterParts reads the lines of a file.
func RosterParts(ctx context.Context, q Q, fileID string) ([]store.RosterPart, error) {
	return rosterParts.list(ctx, q, "WHERE file_id = ? ORDER BY id", fileID)
}

// DropRosterParts deletes the lines of a file.
func DropRosterParts(ctx context.Context, q Q, fileID string) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM roster_part WHERE file_id = ?", fileID); err != nil {
		return fmt.Errorf("deleting a roster's lines: %w", err)
	}
	return nil
}

// SweepRosterFiles deletes rosters that expired, lines first.
func SweepRosterFiles(ctx context.Context, q Q, now time.Time) error {
	const expired = "FROM roster_file WHERE expires <= ?"
	if _, err := q.ExecContext(ctx, "DELETE FROM roster_part WHERE file_id IN (SELECT id "+expired+")", stamp(now)); err != nil {
		return fmt.Errorf("sweeping rosters' lines: %w", err)
	}
	if _, err := q.ExecContext(ctx, "DELETE "+expired, stamp(now)); err != nil {
		return fmt.Errorf("sweeping rosters: %w", err)
	}
	return nil
}
