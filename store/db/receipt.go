package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"liaison/store"
)

var leaves = table[store.Leave]{
	name: "meeting_leave",
	columns: columns("id created meeting_id participant_id deputy_id office_id revision phoned_to reason state head_id endorsed endorsed_yes " +
		"endorse_words endorse_noted decided decided_by decide_words version"),
	fixed: 8,
	at: func(l *store.Leave) []any {
		return []any{&l.ID, when(&l.Created), &l.MeetingID, &l.ParticipantID, &l.DeputyID, &l.OfficeID, &l.Revision, &l.PhonedTo, &l.Reason, &l.State,
			&l.HeadID, when(&l.Endorsed), &l.EndorsedYes, &l.EndorseWords, &l.EndorseNoted, when(&l.Decided), &l.DecidedBy, &l.DecideWords, &l.Version}
	},
}

var urgings = table[store.Urging]{
	name:    "urging",
	columns: columns("id created meeting_id channel turn revision told handed made_by"), fixed: 9,
	at: func(u *store.Urging) []any {
		return []any{&u.ID, when(&u.Created), &u.MeetingID, &u.Channel, &u.Turn, &u.Revision, &u.Told, &u.Handed, &u.By}
	},
}

var calls = table[store.Call]{
	name:    "meeting_call",
	columns: columns("id created meeting_id participant_id revision outcome made_by"), fixed: 7,
	at: func(c *store.Call) []any {
		return []any{&c.ID, when(&c.Created), &c.MeetingID, &c.ParticipantID, &c.Revision, &c.Outcome, &c.By}
	},
}

var feeds = table[store.Feed]{
	name:    "calendar_feed",
	columns: columns("id created deputy_id person_id token_hash revoked version"), fixed: 5,
	at: func(f *store.Feed) []any {
		return []any{&f.ID, when(&f.Created), &f.DeputyID, &f.PersonID, &f.TokenHash, when(&f.Revoked), &f.Version}
	},
}

// Leave reads an application for leave.
func Leave(ctx context.Context, q Q, id string) (*store.Leave, error) { return leaves.byID(ctx, q, id) }

// LeavesOf reads the leave asked for of a meeting, in the order it was.
func LeavesOf(ctx context.Context, q Q, meetingIDs ...string) ([]store.Leave, error) {
	marks, args := in(meetingIDs)
	return leaves.list(ctx, q, "WHERE meeting_id IN "+marks+" ORDER BY id", args...)
}

// LeavesByID reads leave, in no order.
func LeavesByID(ctx context.Context, q Q, ids []string) ([]store.Leave, error) {
	return leaves.byIDs(ctx, q, "id", ids)
}

// LeavesFor reads the leave asked for in one person's part of a meeting, in the
// order it was.
func LeavesFor(ctx context.Context, q Q, participantID string) ([]store.Leave, error) {
	return leaves.list(ctx, q, "WHERE participant_id = ? ORDER BY id", participantID)
}

// LeavesOfDeputy reads all leave that a deputy ever asked for, in order.
func LeavesOfDeputy(ctx context.Context, q Q, deputyID string) ([]store.Leave, error) {
	return leaves.list(ctx, q, "WHERE deputy_id = ? ORDER BY id", deputyID)
}

// LeavesIn reads the leave that waits for a decision in offices, the oldest first.
func LeavesIn(ctx context.Context, q Q, officeIDs []string, limit int) ([]store.Leave, error) {
	marks, args := in(officeIDs)
	return leaves.list(ctx, q, "WHERE office_id IN "+marks+" AND state IN (?,?) ORDER BY id LIMIT ?",
		append(args, string(store.LeaveAsked), string(store.LeaveToEndorse), limit)...)
}

// LeavesToEndorse reads the leave that waits for the opinion of the head of a
// delegation, the oldest first.
func LeavesToEndorse(ctx context.Context, q Q, headID string, limit int) ([]store.Leave, error) {
	return leaves.list(ctx, q, "WHERE head_id = ? AND state = ? ORDER BY id LIMIT ?", headID, string(store.LeaveToEndorse), limit)
}

// LastUrging reads the last press of 提醒回执 of a meeting by a channel; nil when
// there was none.
func LastUrging(ctx context.Context, q Q, meetingID string, c store.Channel) (*store.Urging, error) {
	u, err := urgings.one(ctx, q, "WHERE meeting_id = ? AND channel = ? ORDER BY turn DESC LIMIT 1", meetingID, string(c))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return u, err
}

// UrgingsOf reads the presses of 提醒回执 of a meeting, in order.
func UrgingsOf(ctx context.Context, q Q, meetingID string) ([]store.Urging, error) {
	return urgings.list(ctx, q, "WHERE meeting_id = ? ORDER BY id", meetingID)
}

// MarkUrged notes when participants were reminded. It does not count as a change
// of theirs: whoever answers at the same moment is not to start over.
func MarkUrged(ctx context.Context, q Q, ids []string, now time.Time) error {
	if len(ids) == 0 {
		return nil
	}
	marks, args := in(ids)
	if _, err := q.ExecContext(ctx, "UPDATE participant SET urged = ? WHERE id IN "+marks, append([]any{stamp(now)}, args...)...); err != nil {
		return fmt.Errorf("noting who was reminded: %w", err)
	}
	return nil
}

// CallsOf reads the telephone calls about a meeting, in order.
func CallsOf(ctx context.Context, q Q, meetingID string) ([]store.Call, error) {
	return calls.list(ctx, q, "WHERE meeting_id = ? ORDER BY id", meetingID)
}

// CallsTo reads the telephone calls to a deputy about meetings, in order.
func CallsTo(ctx context.Context, q Q, deputyID string) ([]store.Call, error) {
	return calls.list(ctx, q, "WHERE participant_id IN (SELECT id FROM participant WHERE deputy_id = ?) ORDER BY id", deputyID)
}

// ParticipantIn reads the part of a deputy in a meeting.
func ParticipantIn(ctx context.Context, q Q, meetingID, deputyID string) (*store.Participant, error) {
	return participants.one(ctx, q, "WHERE meeting_id = ? AND deputy_id = ? AND removed IS NULL ORDER BY id DESC LIMIT 1", meetingID, deputyID)
}

// FeedByToken reads the calendar link whose token has that hash.
func FeedByToken(ctx context.Context, q Q, hash string) (*store.Feed, error) {
	return feeds.one(ctx, q, "WHERE token_hash = ?", hash)
}

// FeedsOf reads the calendar links of a deputy that are not taken back.
func FeedsOf(ctx context.Context, q Q, deputyID string) ([]store.Feed, error) {
	return feeds.list(ctx, q, "WHERE deputy_id = ? AND revoked IS NULL ORDER BY id", deputyID)
}

// DropFeeds deletes the calendar links that a person's WeChat made.
func DropFeeds(ctx context.Context, q Q, personID string) error {
	if _, err := q.ExecContext(ctx, "DELETE FROM calendar_feed WHERE person_id = ?", personID); err != nil {
		return fmt.Errorf("deleting calendar links: %w", err)
	}
	return nil
}

// DropLeaveNotices takes back what has not gone out about leave that somebody has
// said something to since.
func DropLeaveNotices(ctx context.Context, q Q, leaveID string) error {
	_, err := q.ExecContext(ctx, "UPDATE notice SET state = ? WHERE state = ? AND kind IN (?,?,?,?) AND ref LIKE ?",
		string(store.NoticeDropped), string(store.NoticeWaiting), string(store.NoticeLeaveAsked), string(store.NoticeLeaveEndorse),
		string(store.NoticeLeaveDecided), string(store.NoticeLeaveStuck), leaveID+".%")
	if err != nil {
		return fmt.Errorf("dropping notices of leave: %w", err)
	}
	return nil
}

// HandOver notes of notices that no channel brought that their words left as a
// file.
func HandOver(ctx context.Context, q Q, abouts []string) error {
	return settleNotices(ctx, q, abouts, "state = ?, channel = ?", []any{string(store.NoticeHanded), string(store.ChannelSMS)}, store.NoticeUnreached)
}

// PhonedAbout notes of notices that somebody telephoned.
func PhonedAbout(ctx context.Context, q Q, abouts []string, now time.Time) error {
	return settleNotices(ctx, q, abouts, "state = ?, channel = ?, sent = ?",
		[]any{string(store.NoticePhoned), string(store.ChannelPhone), stamp(now)},
		store.NoticeUnreached, store.NoticeUnknown, store.NoticeHanded, store.NoticeWaiting)
}

func settleNotices(ctx context.Context, q Q, abouts []string, set string, args []any, from ...store.NoticeState) error {
	if len(abouts) == 0 {
		return nil
	}
	states, more := in(from)
	marks, keys := in(abouts)
	args = append(append(args, more...), keys...)
	if _, err := q.ExecContext(ctx, "UPDATE notice SET "+set+" WHERE state IN "+states+" AND about IN "+marks, args...); err != nil {
		return fmt.Errorf("settling notices: %w", err)
	}
	return nil
}
