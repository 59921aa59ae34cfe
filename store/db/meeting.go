package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var meetings = table[store.Meeting]{
	name: "meeting",
	columns: columns("id created office_id kind parent_id term_id session group_id station_id plan_id title starts ends place latitude longitude nearby " +
		"reply_by dress contact leave_to approver note late_reason state revision announced updated code_key made_by proposal new_starts new_ends new_reply_by new_place new_why version"),
	fixed: 5,
	at: func(m *store.Meeting) []any {
		return []any{&m.ID, when(&m.Created), &m.OfficeID, &m.Kind, &m.ParentID, &m.TermID, &m.Session, &m.GroupID, &m.StationID, &m.PlanID, &m.Title,
			when(&m.Starts), when(&m.Ends), &m.Place, &m.Latitude, &m.Longitude, &m.Nearby, when(&m.ReplyBy), &m.Dress, &m.Contact,
			&m.LeaveTo, &m.Approver, &m.Note, &m.Late, &m.State, &m.Revision, when(&m.Announced), when(&m.Updated), &m.CodeKey, &m.By,
			&m.Proposal.Verb, when(&m.Proposal.Starts), when(&m.Proposal.Ends), when(&m.Proposal.ReplyBy), &m.Proposal.Place, &m.Proposal.Why, &m.Version}
	},
}

var participants = table[store.Participant]{
	name: "participant",
	columns: columns("id created meeting_id deputy_id name role delegation_id revision read_at read_revision reply replied replied_to urged " +
		"signed_at signed_by signed_with left_at removed carried presidium version"),
	fixed: 4,
	at: func(p *store.Participant) []any {
		return []any{&p.ID, when(&p.Created), &p.MeetingID, &p.DeputyID, &p.Name, &p.Role, &p.DelegationID, &p.Revision, when(&p.Read), &p.ReadRevision,
			&p.Reply, when(&p.Replied), &p.RepliedTo, when(&p.Urged), when(&p.Signed), &p.SignedBy, &p.SignedWith, when(&p.Left), when(&p.Removed), &p.Carried, &p.Presidium, &p.Version}
	},
}

// Meeting reads a meeting.
func Meeting(ctx context.Context, q Q, id string) (*store.Meeting, error) {
	return meetings.byID(ctx, q, id)
}

// MeetingsIn reads the meetings and activities of offices that begin in
// [from, to), the earliest first, parts included.
func MeetingsIn(ctx context.Context, q Q, officeIDs []string, from, to time.Time, limit int) ([]store.Meeting, error) {
	marks, args := in(officeIDs)
	return meetings.list(ctx, q, "WHERE office_id IN "+marks+" AND starts >= ? AND starts < ? ORDER BY starts, id LIMIT ?",
		append(args, stamp(from), stamp(to), limit)...)
}

// MeetingsOfKinds reads the meetings of some kinds of offices that begin in
// [from, to), the earliest first.
func MeetingsOfKinds(ctx context.Context, q Q, officeIDs []string, kinds []store.MeetingKind, from, to time.Time) ([]store.Meeting, error) {
	marks, args := in(officeIDs)
	args = append(args, stamp(from), stamp(to))
	of := make([]string, len(kinds))
	for i, k := range kinds {
		of[i] = string(k)
	}
	kindMarks, kindArgs := in(of)
	return meetings.list(ctx, q, "WHERE office_id IN "+marks+" AND starts >= ? AND starts < ? AND kind IN "+kindMarks+" ORDER BY starts, id", append(args, kindArgs...)...)
}

// PartsOf reads the parts of a congress's session in the order they are held.
func PartsOf(ctx context.Context, q Q, meetingID string) ([]store.Meeting, error) {
	return meetings.list(ctx, q, "WHERE parent_id = ? ORDER BY starts, id", meetingID)
}

// MeetingsByID reads meetings, in no order.
func MeetingsByID(ctx context.Context, q Q, ids []string) ([]store.Meeting, error) {
	return meetings.byIDs(ctx, q, "id", ids)
}

// MeetingsOf reads the meetings and activities of offices that Meetings shows: of
// the given kinds (all, where there are none) and states, beginning in [from, to),
// without the parts of sessions. A zero time is no bound.
func MeetingsOf(ctx context.Context, q Q, officeIDs []string, kinds []store.MeetingKind, states []store.MeetingState, from, to time.Time, newest bool, limit int) ([]store.Meeting, error) {
	marks, args := in(officeIDs)
	c := cond{"office_id IN " + marks + " AND parent_id = ''", args}
	if len(kinds) > 0 {
		m, a := in(kinds)
		c = c.and("kind IN "+m, a...)
	}
	if len(states) > 0 {
		m, a := in(states)
		c = c.and("state IN "+m, a...)
	}
	if !from.IsZero() {
		c = c.and("starts >= ?", stamp(from))
	}
	if !to.IsZero() {
		c = c.and("starts < ?", stamp(to))
	}
	order := " ORDER BY starts, id LIMIT ?"
	if newest {
		order = " ORDER BY starts DESC, id DESC LIMIT ?"
	}
	return meetings.list(ctx, q, "WHERE "+c.sql+order, append(c.args, limit)...)
}

// ParticipantsByID reads parts in meetings, in no order.
func ParticipantsByID(ctx context.Context, q Q, ids []string) ([]store.Participant, error) {
	return participants.byIDs(ctx, q, "id", ids)
}

// ParticipantsIn reads who takes part in meetings, in no order.
func ParticipantsIn(ctx context.Context, q Q, meetingIDs []string) ([]store.Participant, error) {
	return participants.byIDs(ctx, q, "meeting_id", meetingIDs)
}

// DropParticipants takes people out of a meeting that nobody was told of yet.
func DropParticipants(ctx context.Context, q Q, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	marks, args := in(ids)
	if _, err := q.ExecContext(ctx, "DELETE FROM participant WHERE revision = 0 AND id IN "+marks, args...); err != nil {
		return fmt.Errorf("taking people out of a meeting: %w", err)
	}
	return nil
}

// ShutParticipants lets no change of the people at meetings go through that was
// decided before: it waits for those that are being written, and later ones find
// another version.
func ShutParticipants(ctx context.Context, q Q, meetingIDs []string) error {
	marks, args := in(meetingIDs)
	if _, err := q.ExecContext(ctx, "UPDATE participant SET version = version + 1 WHERE meeting_id IN "+marks, args...); err != nil {
		return fmt.Errorf("shutting the list of a meeting: %w", err)
	}
	return nil
}

// Participant reads one person's part in a meeting.
func Participant(ctx context.Context, q Q, id string) (*store.Participant, error) {
	return participants.byID(ctx, q, id)
}

// ParticipantsOf reads who takes part in a meeting, those who are no longer
// called included, in the order they were added.
func ParticipantsOf(ctx context.Context, q Q, meetingID string) ([]store.Participant, error) {
	return participants.list(ctx, q, "WHERE meeting_id = ? ORDER BY id", meetingID)
}

// PartsIn reads a deputy's parts in meetings, the newest first.
func PartsIn(ctx context.Context, q Q, deputyID string, limit int) ([]store.Participant, error) {
	return participants.list(ctx, q, "WHERE deputy_id = ? ORDER BY id DESC LIMIT ?", deputyID, limit)
}
