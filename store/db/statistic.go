package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"liaison/store"
)

var stats = table[store.Stat]{
	name: "stat",
	columns: columns(`id dim period office_id value count_n open_n replied_n closed_n reply_good reply_fair reply_bad
		result_good result_fair result_bad`), fixed: 5,
	at: func(s *store.Stat) []any {
		return []any{&s.ID, &s.Dim, &s.Period, &s.OfficeID, &s.Value, &s.Count, &s.Open, &s.Replied, &s.Closed, &s.ReplyGood,
			&s.ReplyFair, &s.ReplyBad, &s.ResultGood, &s.ResultFair, &s.ResultBad}
	},
}

var facts = table[store.Fact]{
	name:    "stat_fact",
	columns: columns("opinion_id day office_id district_id category deputy_id state triage reply result wait replied closed"), fixed: 1,
	at: func(f *store.Fact) []any {
		return []any{&f.OpinionID, &f.Day, &f.OfficeID, &f.DistrictID, &f.Category, &f.DeputyID, &f.State, &f.Triage, &f.Reply,
			&f.Result, &f.Wait, &f.Replied, &f.Closed}
	},
}

var statMarks = table[store.StatMark]{
	name:    "stat_mark",
	columns: columns("id at opinion_id refreshed version"), fixed: 1,
	at: func(m *store.StatMark) []any {
		return []any{&m.ID, when(&m.At), &m.OpinionID, when(&m.Refreshed), &m.Version}
	},
}

// statMark names the only row of its table.
const statMark = "opinion"

// StatMark reads how far counting has come; the zero mark when it never began.
func StatMark(ctx context.Context, q Q) (*store.StatMark, error) {
	m, err := statMarks.byID(ctx, q, statMark)
	if errors.Is(err, store.ErrNotFound) {
		return &store.StatMark{}, nil
	}
	return m, err
}

// MoveStatMark notes how far counting has come. Whoever counts must do it first in
// the transaction: of two who count at once only one goes on.
func MoveStatMark(ctx context.Context, q Q, m *store.StatMark) error {
	if m.ID == "" {
		m.ID, m.Version = statMark, 1
		return statMarks.insert(ctx, q, m)
	}
	return statMarks.update(ctx, q, m)
}

// OpinionsChanged reads opinions in the order of their last change, from after a
// place in that order on.
func OpinionsChanged(ctx context.Context, q Q, at time.Time, id string, limit int) ([]store.Opinion, error) {
	if at.IsZero() {
		at = time.Unix(0, 0)
	}
	return opinions.list(ctx, q, "WHERE updated >= ? AND (updated > ? OR id > ?) ORDER BY updated, id LIMIT ?", stamp(at), stamp(at), id, limit)
}

// RatingsAfter reads ratings in the order of their ids.
func RatingsAfter(ctx context.Context, q Q, id string, limit int) ([]store.Rating, error) {
	return ratings.list(ctx, q, "WHERE id > ? ORDER BY id LIMIT ?", id, limit)
}

// LastRatings reads the newest rating of each of some opinions.
func LastRatings(ctx context.Context, q Q, opinionIDs []string) (map[string]store.Rating, error) {
	list, err := ratings.byIDs(ctx, q, "opinion_id", opinionIDs)
	last := make(map[string]store.Rating, len(list))
	for _, r := range list {
		if r.ID > last[r.OpinionID].ID {
			last[r.OpinionID] = r
		}
	}
	return last, err
}

// FirstReplies reads when the first answer to each of some opinions went out.
func FirstReplies(ctx context.Context, q Q, opinionIDs []string) (map[string]time.Time, error) {
	marks, args := in(opinionIDs)
	rows, err := q.QueryContext(ctx, "SELECT opinion_id, MIN(released) FROM answer WHERE opinion_id IN "+marks+
		" AND state = ? GROUP BY opinion_id", append(args, string(store.AnswerReleased))...)
	if err != nil {
		return nil, fmt.Errorf("reading first replies: %w", err)
	}
	defer rows.Close()
	out := map[string]time.Time{}
	for rows.Next() {
		var id string
		var at time.Time
		if err := rows.Scan(&id, when(&at)); err != nil {
			return nil, fmt.Errorf("reading first replies: %w", err)
		}
		out[id] = at
	}
	return out, rows.Err()
}

// Facts reads how some opinions were counted last.
func Facts(ctx context.Context, q Q, opinionIDs []string) ([]store.Fact, error) {
	return facts.byIDs(ctx, q, "opinion_id", opinionIDs)
}

// PutFacts writes how opinions are counted now.
func PutFacts(ctx context.Context, q Q, fresh, changed []*store.Fact) error {
	if err := facts.insert(ctx, q, fresh...); err != nil {
		return err
	}
	return facts.update(ctx, q, changed...)
}

// statsMost is how many rows of figures one statement reads.
const statsMost = 5000

// AddStats adds numbers to those that are kept. The caller holds the mark.
func AddStats(ctx context.Context, q Q, deltas []store.Stat) error {
	for len(deltas) > 0 {
		n := min(len(deltas), statsMost)
		if err := addStats(ctx, q, deltas[:n]); err != nil {
			return err
		}
		deltas = deltas[n:]
	}
	return nil
}

func addStats(ctx context.Context, q Q, deltas []store.Stat) error {
	ids := make([]string, len(deltas))
	for i := range deltas {
		ids[i] = deltas[i].ID
	}
	list, err := stats.byIDs(ctx, q, "id", ids)
	if err != nil {
		return err
	}
	have := make(map[string]*store.Stat, len(list))
	for i := range list {
		have[list[i].ID] = &list[i]
	}
	var fresh, changed []*store.Stat
	for i := range deltas {
		d := &deltas[i]
		if row := have[d.ID]; row != nil {
			row.Measures = row.Plus(d.Measures, 1)
			changed = append(changed, row)
		} else {
			fresh = append(fresh, d)
		}
	}
	if err := stats.insert(ctx, q, fresh...); err != nil {
		return err
	}
	return stats.update(ctx, q, changed...)
}

// StatFilter selects figures to add up.
type StatFilter struct {
	Dim     store.Dim
	Offices []string
	Spans   [][2]string // of periods (store.StatSpans)
	By      string      // the column the sums are by: value, period or office_id
}

// StatSums adds figures up, in the order of what they are by; that stands in Value.
func StatSums(ctx context.Context, q Q, f StatFilter) ([]store.Stat, error) {
	marks, offices := in(f.Offices)
	args := append([]any{string(f.Dim)}, offices...)
	var spans []string
	for _, s := range f.Spans {
		spans = append(spans, "period BETWEEN ? AND ?")
		args = append(args, s[0], s[1])
	}
	var sums strings.Builder
	for _, c := range stats.columns[stats.fixed:] {
		sums.WriteString(", SUM(" + c + ")")
	}
	rows, err := q.QueryContext(ctx, "SELECT "+f.By+sums.String()+" FROM stat WHERE dim = ? AND office_id IN "+marks+
		" AND ("+strings.Join(spans, " OR ")+") GROUP BY "+f.By+" ORDER BY "+f.By, args...)
	if err != nil {
		return nil, fmt.Errorf("adding up figures: %w", err)
	}
	defer rows.Close()
	return scanAll(rows, func(s *store.Stat) []any { return append([]any{&s.Value}, stats.at(s)[stats.fixed:]...) })
}
