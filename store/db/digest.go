package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

// digestible selects the opinions that a digest speaks of: the congress's own, of
// offices, brought up in a span of time. What is sealed is in none.
const digestible = "o.triage = 'ours' AND o.state <> 'sealed' AND o.created >= ? AND o.created < ? AND o.office_id IN "

// DigestCount is how many opinions of a category are in a state, or were judged so.
type DigestCount struct {
	Category string
	State    store.OpinionState
	Score    store.Score
	Count    int
}

// DigestCounts counts the opinions of a span by category and state.
func DigestCounts(ctx context.Context, q Q, officeIDs []string, from, to time.Time) ([]DigestCount, error) {
	marks, args := in(officeIDs)
	args = append([]any{stamp(from), stamp(to)}, args...)
	rows, err := q.QueryContext(ctx, "SELECT o.category, o.state, COUNT(*) FROM opinion o WHERE "+digestible+marks+
		" GROUP BY o.category, o.state", args...)
	if err != nil {
		return nil, fmt.Errorf("counting for a digest: %w", err)
	}
	defer rows.Close()
	return scanAll(rows, func(c *DigestCount) []any { return []any{&c.Category, &c.State, &c.Count} })
}

// DigestScores counts the last judgements of results by category.
func DigestScores(ctx context.Context, q Q, officeIDs []string, from, to time.Time) ([]DigestCount, error) {
	marks, args := in(officeIDs)
	args = append([]any{stamp(from), stamp(to)}, args...)
	rows, err := q.QueryContext(ctx, "SELECT o.category, r.result, COUNT(*) FROM opinion o JOIN rating r ON r.opinion_id = o.id WHERE "+
		digestible+marks+" AND NOT EXISTS (SELECT 1 FROM rating n WHERE n.opinion_id = o.id AND n.id > r.id)"+
		" GROUP BY o.category, r.result", args...)
	if err != nil {
		return nil, fmt.Errorf("counting judgements for a digest: %w", err)
	}
	defer rows.Close()
	return scanAll(rows, func(c *DigestCount) []any { return []any{&c.Category, &c.Score, &c.Count} })
}

// DigestItems reads opinions of a span and category to quote: those handled again
// most often first, then the newest. Merged ones are told by the one they joined.
func DigestItems(ctx context.Context, q Q, officeIDs []string, from, to time.Time, categories []string, limit int) ([]store.Opinion, error) {
	marks, args := in(officeIDs)
	args = append([]any{stamp(from), stamp(to)}, args...)
	m2, a2 := in(categories)
	ids, err := idsOf(ctx, q, "SELECT o.id FROM opinion o WHERE "+digestible+marks+
		" AND o.category IN "+m2+" AND o.merged_into = '' AND o.summary <> '' ORDER BY o.round DESC, o.created DESC, o.id DESC LIMIT ?",
		append(append(args, a2...), limit)...)
	if err != nil {
		return nil, fmt.Errorf("choosing for a digest: %w", err)
	}
	return OpinionsByID(ctx, q, ids)
}
