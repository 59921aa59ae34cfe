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

// CountOld counts, each up to a limit, what the lists above would give.
func CountOld(ctx context.Context, q Q, messages, notices, authored, voices, audit time.Time, limit int) (out [5]int, err error) {
	for i, c := range []struct {
		from string
		args []any
	}{
		{"message WHERE id < ? AND state <> ?", []any{store.FirstID(messages), string(store.MessageKept)}},
		{"notice WHERE id < ? AND state <> ?", []any{store.FirstID(notices), string(store.NoticeWaiting)}},
		{"opinion WHERE closed <= ? AND person_id <> ''", []any{stamp(authored)}},
		{`media m WHERE m.id < ? AND m.kind = ? AND m.state <> ? AND EXISTS (SELECT 1 FROM opinion o WHERE o.id = m.opinion_id AND o.closed <= ?)`,
			[]any{store.FirstID(voices), string(store.KindVoice), string(store.MediaErased), stamp(voices)}},
		{"audit WHERE id < ? AND seq > 0", []any{store.FirstID(audit)}},
	} {
		if out[i], err = count(ctx, q, c.from, limit, c.args...); err != nil {
			return out, err
		}
	}
	return out, nil
}
