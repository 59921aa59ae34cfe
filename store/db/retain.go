package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

// OldMessages lists kept messages from before a time whose work is over.
func OldMessages(ctx context.Context, q Q, before time.Time, limit int) ([]string, error) {
	return retained(ctx, q, "SELECT id FROM message WHERE id < ? AND state <> ? ORDER BY id LIMIT ?",
		store.FirstID(before), string(store.MessageKept), limit)
}

// OldNotices lists notices from before a time that are not waiting to be sent.
func OldNotices(ctx context.Context, q Q, before time.Time, limit int) ([]string, error) {
	return retained(ctx, q, "SELECT id FROM notice WHERE id < ? AND state <> ? ORDER BY id LIMIT ?",
		store.FirstID(before), string(store.NoticeWaiting), limit)
}

// OldAuthored lists matters that were closed before a time and still lead to their
// author.
func OldAuthored(ctx context.Context, q Q, before time.Time, limit int) ([]string, error) {
	return retained(ctx, q, "SELECT id FROM opinion WHERE closed <= ? AND person_id <> '' LIMIT ?", stamp(before), limit)
}

// OldVoices lists voice messages of matters that were closed before a time, behind
// an id.
func OldVoices(ctx context.Context, q Q, before time.Time, after string, limit int) ([]string, error) {
	return retained(ctx, q, `SELECT m.id FROM media m WHERE m.id > ? AND m.id < ? AND m.kind = ? AND m.state <> ?
		AND EXISTS (SELECT 1 FROM opinion o WHERE o.id = m.opinion_id AND o.closed <= ?) ORDER BY m.id LIMIT ?`,
		after, store.FirstID(before), string(store.KindVoice), string(store.MediaErased), stamp(before), limit)
}

// OldBookings lists bookings of days before a day that still say whose they are.
func OldBookings(ctx context.Context, q Q, before string, limit int) ([]string, error) {
	return retained(ctx, q, "SELECT id FROM "+oldBookings+" LIMIT ?", before, limit)
}

// OldLeaves lists leave asked for before a time that still holds what was written
// about it.
func OldLeaves(ctx context.Context, q Q, before time.Time, limit int) ([]string, error) {
	return retained(ctx, q, "SELECT id FROM "+oldLeaves+" ORDER BY id LIMIT ?", store.FirstID(before), limit)
}

const (
	oldBookings = "booking WHERE day < ? AND (person_id <> '' OR name <> '' OR phone <> '' OR subject <> '')"
	oldLeaves   = "meeting_leave WHERE id < ? AND (reason <> '' OR endorse_words <> '' OR decide_words <> '')"
)

// ForgetBookings takes out of bookings whose they were.
func ForgetBookings(ctx context.Context, q Q, ids []string) error {
	return inParts(ids, func(marks string, args []any) error {
		if _, err := q.ExecContext(ctx, "UPDATE booking SET person_id = '', holder = NULL, name = '', phone = '', subject = '', version = version + 1 WHERE id IN "+
			marks, args...); err != nil {
			return fmt.Errorf("forgetting bookings: %w", err)
		}
		return nil
	})
}

// ForgetLeaveWords takes out of leave what was written about it: that it was asked
// for, and what came of it, stays.
func ForgetLeaveWords(ctx context.Context, q Q, ids []string) error {
	return inParts(ids, func(marks string, args []any) error {
		if _, err := q.ExecContext(ctx, "UPDATE meeting_leave SET reason = '', endorse_words = '', decide_words = '', version = version + 1 WHERE id IN "+
			marks, args...); err != nil {
			return fmt.Errorf("forgetting the words of leave: %w", err)
		}
		return nil
	})
}

func retained(ctx context.Context, q Q, query string, args ...any) ([]string, error) {
	ids, err := idsOf(ctx, q, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reading what is kept too long: %w", err)
	}
	return ids, nil
}

// DeleteOld deletes rows of messages or notices.
func DeleteOld(ctx context.Context, q Q, table string, ids []string) error {
	return inParts(ids, func(marks string, args []any) error {
		if _, err := q.ExecContext(ctx, "DELETE FROM "+table+" WHERE id IN "+marks, args...); err != nil {
			return fmt.Errorf("deleting from %s: %w", table, err)
		}
		return nil
	})
}

// DropOldVoices forgets voice messages, but for their words.
func DropOldVoices(ctx context.Context, q Q, ids []string, now time.Time) error {
	list, err := medias.byIDs(ctx, q, "id", ids)
	if err != nil {
		return err
	}
	return dropMedia(ctx, q, list, now)
}

// DetachAuthors takes their authors off matters: out of the timeline, the notices
// and the audit too. Names and phones of persons with no other matter are deleted,
// unless the person is a deputy's or an officer's WeChat.
func DetachAuthors(ctx context.Context, q Q, ids []string) error {
	list, err := OpinionsByID(ctx, q, ids)
	if err != nil {
		return err
	}
	for i := range list {
		if err := detachAuthor(ctx, q, &list[i]); err != nil {
			return fmt.Errorf("detaching an author: %w", err)
		}
	}
	return nil
}

func detachAuthor(ctx context.Context, q Q, o *store.Opinion) error {
	person := string(store.ActorPerson)
	for _, s := range []struct {
		query string
		args  []any
	}{
		{"UPDATE entry SET actor_id = '' WHERE opinion_id = ? AND actor_kind = ? AND actor_id = ?", []any{o.ID, person, o.PersonID}},
		{"UPDATE notice SET text = '', about = id, person_id = '' WHERE opinion_id = ? AND person_id = ?", []any{o.ID, o.PersonID}},
		{"UPDATE audit SET actor_id = '', salt = '' WHERE object_id = ? AND actor_kind = ? AND actor_id = ?", []any{o.ID, person, o.PersonID}},
		{"UPDATE opinion SET person_id = '', contact = ?, version = version + 1 WHERE id = ?", []any{false, o.ID}},
		{`UPDATE person SET name = '', phone = '', phone_index = '' WHERE id = ? AND deputy_id IS NULL AND staff_id IS NULL
			AND NOT EXISTS (SELECT 1 FROM opinion WHERE opinion.person_id = ?)`, []any{o.PersonID, o.PersonID}},
	} {
		if _, err := q.ExecContext(ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// OldPeriods are the ends of the periods that things are kept: what is older goes.
type OldPeriods struct {
	Messages, Notices, Authors, Voices, Leaves, Audit time.Time
	Bookings                                          string // a day
}

// CountOld counts, each up to a limit, what the lists above would give: messages,
// notices, authors, voices, bookings, leave, audit rows.
func CountOld(ctx context.Context, q Q, p OldPeriods, limit int) (out [7]int, err error) {
	for i, c := range []struct {
		from string
		args []any
	}{
		{"message WHERE id < ? AND state <> ?", []any{store.FirstID(p.Messages), string(store.MessageKept)}},
		{"notice WHERE id < ? AND state <> ?", []any{store.FirstID(p.Notices), string(store.NoticeWaiting)}},
		{"opinion WHERE closed <= ? AND person_id <> ''", []any{stamp(p.Authors)}},
		{`media m WHERE m.id < ? AND m.kind = ? AND m.state <> ? AND EXISTS (SELECT 1 FROM opinion o WHERE o.id = m.opinion_id AND o.closed <= ?)`,
			[]any{store.FirstID(p.Voices), string(store.KindVoice), string(store.MediaErased), stamp(p.Voices)}},
		{oldBookings, []any{p.Bookings}},
		{oldLeaves, []any{store.FirstID(p.Leaves)}},
		{"audit WHERE id < ? AND seq > 0", []any{store.FirstID(p.Audit)}},
	} {
		if out[i], err = count(ctx, q, c.from, limit, c.args...); err != nil {
			return out, err
		}
	}
	return out, nil
}
