package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var activityRecords = table[store.ActivityRecord]{
	name:    "activity_record",
	columns: columns("id created meeting_id office_id findings advice lasted officers expenses made_by leader_id updated version"), fixed: 4,
	at: func(r *store.ActivityRecord) []any {
		return []any{&r.ID, when(&r.Created), &r.MeetingID, &r.OfficeID, &r.Findings, &r.Advice, &r.Minutes, &r.Officers,
			asJSON(&r.Expenses), &r.By, &r.Leader, when(&r.Updated), &r.Version}
	},
}

var activityPhotos = table[store.ActivityPhoto]{
	name:    "activity_photo",
	columns: columns("id created meeting_id office_id hash thumb mime size"), fixed: 8,
	at: func(p *store.ActivityPhoto) []any {
		return []any{&p.ID, when(&p.Created), &p.MeetingID, &p.OfficeID, &p.Hash, &p.Thumb, &p.MIME, &p.Size}
	},
}

// ActivityRecordOf reads what is written down of an activity.
func ActivityRecordOf(ctx context.Context, q Q, meetingID string) (*store.ActivityRecord, error) {
	return activityRecords.one(ctx, q, "WHERE meeting_id = ?", meetingID)
}

// ActivityRecordsOf reads what is written down of activities, in no order.
func ActivityRecordsOf(ctx context.Context, q Q, meetingIDs []string) ([]store.ActivityRecord, error) {
	return activityRecords.byIDs(ctx, q, "meeting_id", meetingIDs)
}

// ActivityPhoto reads a photo's row.
func ActivityPhoto(ctx context.Context, q Q, id string) (*store.ActivityPhoto, error) {
	return activityPhotos.byID(ctx, q, id)
}

// PhotosOf reads an activity's photos in order.
func PhotosOf(ctx context.Context, q Q, meetingID string) ([]store.ActivityPhoto, error) {
	return activityPhotos.list(ctx, q, "WHERE meeting_id = ? ORDER BY id", meetingID)
}

// DropActivityPhoto takes a photo off its activity; its file goes later.
func DropActivityPhoto(ctx context.Context, q Q, p *store.ActivityPhoto, now time.Time) error {
	if err := exactlyOne(q.ExecContext(ctx, "DELETE FROM activity_photo WHERE id = ?", p.ID)); err != nil {
		return fmt.Errorf("taking a photo off an activity: %w", err)
	}
	for _, hash := range []string{p.Hash, p.Thumb} {
		if err := discard(ctx, q, hash, now); err != nil {
			return err
		}
	}
	return nil
}

// ActivitiesOf selects activities. What is empty does not select.
type ActivitiesOf struct {
	Offices  []string
	Kinds    []store.MeetingKind
	GroupID  string
	From, To time.Time
	Limit    int
}

// Activities reads activities, the newest first.
func Activities(ctx context.Context, q Q, f ActivitiesOf) ([]store.Meeting, error) {
	marks, args := in(f.Offices)
	kinds, more := in(f.Kinds)
	where := "WHERE office_id IN " + marks + " AND kind IN " + kinds + " AND starts >= ? AND starts < ?"
	args = append(append(args, more...), stamp(f.From), stamp(f.To))
	if f.GroupID != "" {
		where += " AND group_id = ?"
		args = append(args, f.GroupID)
	}
	return meetings.list(ctx, q, where+" ORDER BY starts DESC, id DESC LIMIT ?", append(args, f.Limit)...)
}

// ActivitiesOfGroups reads what groups have in a span of time, the newest first.
func ActivitiesOfGroups(ctx context.Context, q Q, groupIDs []string, from, to time.Time) ([]store.Meeting, error) {
	marks, args := in(groupIDs)
	return meetings.list(ctx, q, "WHERE group_id IN "+marks+" AND starts >= ? AND starts < ? ORDER BY starts DESC, id DESC",
		append(args, stamp(from), stamp(to))...)
}

// Came counts who attended of those called, by meeting. Officers and those who sit
// in do not count.
func Came(ctx context.Context, q Q, meetingIDs []string) (map[string]CameCount, error) {
	marks, args := in(meetingIDs)
	rows, err := q.QueryContext(ctx, "SELECT meeting_id, COUNT(*), SUM(CASE WHEN signed_at IS NULL THEN 0 ELSE 1 END) FROM participant WHERE meeting_id IN "+
		marks+" AND role = ? AND removed IS NULL GROUP BY meeting_id", append(args, string(store.RoleAttends))...)
	if err != nil {
		return nil, fmt.Errorf("counting who came: %w", err)
	}
	defer rows.Close()
	list, err := scanAll(rows, func(c *CameCount) []any { return []any{&c.MeetingID, &c.Called, &c.Came} })
	counts := map[string]CameCount{}
	for _, c := range list {
		counts[c.MeetingID] = c
	}
	return counts, err
}

// CameCount is how many were called to a meeting and came.
type CameCount struct {
	MeetingID    string
	Called, Came int
}
