package db

import (
	"context"
	"fmt"

	"liaison/store"
)

var records = table[store.Record]{
	name: "record",
	columns: columns("id created deputy_id office_id meeting_id term_id kind day title outcome late left_early held came excused " +
		"updated version"),
	fixed: 5,
	at: func(r *store.Record) []any {
		return []any{&r.ID, when(&r.Created), &r.DeputyID, &r.OfficeID, null(&r.MeetingID), &r.TermID, &r.Kind, &r.Day, &r.Title, &r.Outcome,
			&r.Late, &r.Left, &r.Held, &r.Came, &r.Excused, when(&r.Updated), &r.Version}
	},
}

// RecordsOf reads a deputy's records, the newest day first.
func RecordsOf(ctx context.Context, q Q, deputyID string, limit int) ([]store.Record, error) {
	return records.list(ctx, q, "WHERE deputy_id = ? ORDER BY day DESC, id DESC LIMIT ?", deputyID, limit)
}

// RecordsOfMeeting reads what a meeting put into deputies' records.
func RecordsOfMeeting(ctx context.Context, q Q, meetingID string) ([]store.Record, error) {
	return records.list(ctx, q, "WHERE meeting_id = ? ORDER BY id", meetingID)
}

// SessionsMissed reads the records of deputies that 代表法 Art. 62 counts.
func SessionsMissed(ctx context.Context, q Q, deputyIDs []string) ([]store.Record, error) {
	marks, args := in(deputyIDs)
	return records.list(ctx, q, "WHERE deputy_id IN "+marks+" AND kind = ? AND outcome = ? AND held > 0 ORDER BY day",
		append(args, string(store.RecordCongress), string(store.PresenceAbsent))...)
}

// DropRecords takes back what a meeting put into the records of people who turned
// out not to have been called.
func DropRecords(ctx context.Context, q Q, ids []string) error {
	return inParts(ids, func(marks string, args []any) error {
		if _, err := q.ExecContext(ctx, "DELETE FROM record WHERE id IN "+marks, args...); err != nil {
			return fmt.Errorf("taking back records: %w", err)
		}
		return nil
	})
}
