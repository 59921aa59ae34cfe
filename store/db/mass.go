package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

// MassSince reads the mass messages that were released since a time, with the state
// of the notice of each: cancelled and refused ones have used nothing.
func MassSince(ctx context.Context, q Q, since time.Time) ([]store.Broadcast, map[string]store.Notice, error) {
	list, err := broadcasts.list(ctx, q, "WHERE way = ? AND released >= ? ORDER BY released", string(store.WayMass), stamp(since))
	if err != nil {
		return nil, nil, err
	}
	abouts := make([]string, len(list))
	for i := range list {
		abouts[i] = store.AboutKey(store.NoticeBroadcast, list[i].ID, "")
	}
	sent, err := notices.byIDs(ctx, q, "about", abouts)
	byRef := make(map[string]store.Notice, len(sent))
	for _, n := range sent {
		byRef[n.Ref] = n
	}
	return list, byRef, err
}

// LockMass lets one transaction at a time release mass messages: two would both
// count the same ones before them.
func LockMass(ctx context.Context, q Q, rootOffice string) error {
	if _, err := q.ExecContext(ctx, "UPDATE office SET id = id WHERE id = ?", rootOffice); err != nil {
		return fmt.Errorf("locking mass messages: %w", err)
	}
	return nil
}

// followers are the persons who follow the account; those of some offices, or all.
func followers(officeIDs []string) cond {
	c := cond{"openid IS NOT NULL AND gone IS NULL AND blocked IS NULL", nil}
	if officeIDs == nil {
		return c
	}
	marks, args := in(officeIDs)
	return c.and("office_id IN "+marks, args...)
}

// CountFollowers counts who follows the account, of some offices or (nil) at all.
func CountFollowers(ctx context.Context, q Q, officeIDs []string, limit int) (int, error) {
	c := followers(officeIDs)
	return count(ctx, q, "person WHERE "+c.sql, limit, c.args...)
}

// Followers reads the openids of who follows the account and belongs to the offices.
func Followers(ctx context.Context, q Q, officeIDs []string, limit int) ([]string, error) {
	c := followers(officeIDs)
	ids, err := idsOf(ctx, q, "SELECT openid FROM person WHERE "+c.sql+" ORDER BY id LIMIT ?", append(c.args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("reading followers: %w", err)
	}
	return ids, nil
}
