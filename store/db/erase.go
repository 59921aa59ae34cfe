package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

// ForgetMessages takes sender and content out of everything a chat sent up to a
// time by the platform's clock, and keeps the keys, so that a repeat is still
// known for one. Nothing is left to answer.
func ForgetMessages(ctx context.Context, q Q, openid string, upTo time.Time) error {
	if openid == "" {
		return nil
	}
	list, err := messages.list(ctx, q, "WHERE openid = ?", openid)
	if err != nil {
		return err
	}
	var ids []string
	for i := range list {
		if !list[i].Sent().After(upTo) {
			ids = append(ids, list[i].ID)
		}
	}
	return inParts(ids, func(marks string, args []any) error {
		args = append([]any{string(store.MessageAnswered)}, args...)
		if _, err := q.ExecContext(ctx, "UPDATE message SET openid = '', person_id = '', body = '{}', reply = '', state = ?, next_at = NULL WHERE id IN "+
			marks, args...); err != nil {
			return fmt.Errorf("forgetting messages: %w", err)
		}
		return nil
	})
}

// inParts calls do with the marks and arguments of lists that a statement takes.
func inParts(ids []string, do func(marks string, args []any) error) error {
	for len(ids) > 0 {
		n := min(len(ids), detachMost)
		marks, args := in(ids[:n])
		if err := do(marks, args); err != nil {
			return err
		}
		ids = ids[n:]
	}
	return nil
}

// DropPersonNotices takes back what has not gone out to a person, and forgets of
// all others the words and whom they were for.
func DropPersonNotices(ctx context.Context, q Q, personID string) error {
	_, err := q.ExecContext(ctx, "UPDATE notice SET state = ? WHERE person_id = ? AND state = ?",
		string(store.NoticeDropped), personID, string(store.NoticeWaiting))
	if err != nil {
		return fmt.Errorf("dropping a person's notices: %w", err)
	}
	// About names the recipient; an id in its place is as unique.
	if _, err := q.ExecContext(ctx, "UPDATE notice SET text = '', about = id, person_id = '' WHERE person_id = ?", personID); err != nil {
		return fmt.Errorf("forgetting a person's notices: %w", err)
	}
	return nil
}

// DetachInvitations forgets who used an invitation.
func DetachInvitations(ctx context.Context, q Q, personID string) error {
	if _, err := q.ExecContext(ctx, "UPDATE invitation SET used_by = '' WHERE used_by = ?", personID); err != nil {
		return fmt.Errorf("detaching invitations: %w", err)
	}
	return nil
}

// DetachSignIns forgets whose phone signed somebody in to a meeting.
func DetachSignIns(ctx context.Context, q Q, personID string) error {
	if _, err := q.ExecContext(ctx, "UPDATE participant SET signed_with = '', version = version + 1 WHERE signed_with = ?", personID); err != nil {
		return fmt.Errorf("detaching sign-ins: %w", err)
	}
	return nil
}

// DropVoices forgets the voice messages in what a person brought up, but for what
// the platform made of them in words. The files are deleted by TakeDiscarded's
// caller. It must run before DetachOpinions.
func DropVoices(ctx context.Context, q Q, personID string, now time.Time) error {
	list, err := medias.list(ctx, q, `WHERE kind = ? AND state <> ? AND opinion_id IN (SELECT id FROM opinion WHERE person_id = ?)
		AND entry_id IN (SELECT id FROM entry WHERE kind = ? AND opinion_id = media.opinion_id)`,
		string(store.KindVoice), string(store.MediaErased), personID, string(store.EntrySaid))
	if err != nil {
		return err
	}
	return dropMedia(ctx, q, list, now)
}

// dropMedia empties rows of files and notes the files for deletion.
func dropMedia(ctx context.Context, q Q, list []store.Media, now time.Time) error {
	for i := range list {
		m := &list[i]
		for _, hash := range []string{m.Hash, m.Thumb, m.Playable} {
			if err := discard(ctx, q, hash, now); err != nil {
				return err
			}
		}
		m.State, m.WxID, m.Hash, m.Thumb, m.Playable, m.Size, m.NextAt = store.MediaErased, "", "", "", "", 0, time.Time{}
		if err := medias.update(ctx, q, m); err != nil {
			return err
		}
	}
	return nil
}

// DiscardFile notes a file for deletion that no row names.
func DiscardFile(ctx context.Context, q Q, hash string, now time.Time) error {
	return discard(ctx, q, hash, now)
}

func discard(ctx context.Context, q Q, hash string, now time.Time) error {
	if hash == "" {
		return nil
	}
	n, err := count(ctx, q, "discard WHERE hash = ?", 1, hash)
	if err != nil || n > 0 {
		return err
	}
	if _, err := q.ExecContext(ctx, "INSERT INTO discard (hash, at) VALUES (?,?)", hash, stamp(now)); err != nil {
		return fmt.Errorf("noting a file for deletion: %w", duplicate(err))
	}
	return nil
}

// Discarded lists files that are noted for deletion.
func Discarded(ctx context.Context, q Q, limit int) ([]string, error) {
	list, err := idsOf(ctx, q, "SELECT hash FROM discard ORDER BY hash LIMIT ?", limit)
	if err != nil {
		return nil, fmt.Errorf("reading files to delete: %w", err)
	}
	return list, nil
}

// TakeDiscarded takes a file off the list; true means that no row names it any
// more and it can be deleted once this is committed.
func TakeDiscarded(ctx context.Context, q Q, hash string) (bool, error) {
	if _, err := q.ExecContext(ctx, "DELETE FROM discard WHERE hash = ?", hash); err != nil {
		return false, fmt.Errorf("taking a file off the list: %w", err)
	}
	used, err := UsedFiles(ctx, q, hash)
	return err == nil && !used[hash], err
}
