package db

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"liaison/store"
)

// OpinionFilter selects opinions for a list. Empty fields do not limit, except
// Offices and Sets: no office or no set, no opinion.
type OpinionFilter struct {
	Offices  []string
	Sets     []store.OpinionSet
	Now      time.Time // what is put off is compared with it
	District string
	Station  string
	Category string
	Assignee string
	Nobody   bool     // nobody looks after it
	Deputies []string // who has it
	Triage   store.Triage
	Danger   bool
	From, To time.Time // made at or after, and before
	Late     time.Time // due before
	Order    store.ListOrder
	At       store.Cursor // an empty ID begins at the beginning
	Limit    int
}

// Listed is an opinion with its place in the list it was read for.
type Listed struct {
	store.Opinion
	Place store.Cursor
}

// Opinions reads a page of opinions in the filter's order. With a cursor that
// goes back, it is the page that ends before the cursor, in the same order.
//
// A list is a union of branches, each of which one index gives in the list's
// order and which is cut at the page's length: an office in one state, say. So a
// page costs what it shows, however much lies behind it. Neither engine finds
// that plan by itself for IN lists with an order.
func Opinions(ctx context.Context, q Q, f OpinionFilter) ([]Listed, error) {
	all := phases[cmp.Or(f.Order, store.OrderNewest)]
	step, n := 1, f.At.Phase
	if f.At.Back {
		step = -1
	}
	var places []store.Cursor
	for at := f.At; 0 <= n && n < len(all) && len(places) < f.Limit; n += step {
		got, err := f.phase(ctx, q, n, all[n], at, f.Limit-len(places))
		if err != nil {
			return nil, err
		}
		places, at = append(places, got...), store.Cursor{Back: f.At.Back}
	}
	if f.At.Back {
		slices.Reverse(places)
	}
	return at(ctx, q, places)
}

// at reads the opinions at places.
func at(ctx context.Context, q Q, places []store.Cursor) ([]Listed, error) {
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = p.ID
	}
	list, err := OpinionsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	byID := make(map[string]store.Opinion, len(list))
	for _, o := range list {
		byID[o.ID] = o
	}
	out := make([]Listed, 0, len(places))
	for _, p := range places {
		if o, ok := byID[p.ID]; ok {
			out = append(out, Listed{o, p})
		}
	}
	return out, nil
}

// phase is a part of an order that one index gives.
type phase struct {
	where string // what belongs to it
	args  []any
	key   string // the column before the id, if any
	desc  bool
}

var phases = map[store.ListOrder][]phase{
	store.OrderNewest: {{desc: true}},
	store.OrderOldest: {{}},
	store.OrderUrgent: {{where: "danger = ?", args: []any{true}, desc: true}, {where: "danger = ?", args: []any{false}, desc: true}},
	store.OrderDue:    {{where: "due IS NOT NULL", key: "due"}, {where: "due IS NULL", desc: true}},
	store.OrderWake:   {{key: "snoozed"}},
}

// branchesMost is how many branches one statement unites.
const branchesMost = 100

// phase reads at most limit places of a phase, from at on.
func (f OpinionFilter) phase(ctx context.Context, q Q, n int, p phase, at store.Cursor, limit int) ([]store.Cursor, error) {
	back := at.Back
	desc := p.desc != back
	rest := f.common().and(p.where, p.args...)
	if at.ID != "" {
		rest = rest.with(beyond(p.key, desc, at))
	}
	var out []store.Cursor
	for some := range slices.Chunk(f.branches(f.leads()), branchesMost) {
		got, err := unite(ctx, q, some, rest, p.key, desc, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, got...)
	}
	slices.SortFunc(out, func(a, b store.Cursor) int {
		c := cmp.Or(a.Key.Compare(b.Key), strings.Compare(a.ID, b.ID))
		if desc {
			return -c
		}
		return c
	})
	out = out[:min(len(out), limit)]
	for i := range out {
		out[i].Phase = n
	}
	return out, nil
}

// unite reads the places of some branches, each cut at limit.
func unite(ctx context.Context, q Q, branches []cond, rest cond, key string, desc bool, limit int) ([]store.Cursor, error) {
	way, keyed := " ASC", ""
	if desc {
		way = " DESC"
	}
	order := "id" + way
	if key != "" {
		keyed, order = ", "+key+" AS place", key+way+", id"+way
	}
	var b strings.Builder
	var args []any
	for i, branch := range branches {
		if i > 0 {
			b.WriteString(" UNION ALL ")
		}
		c := branch.with(rest)
		fmt.Fprintf(&b, "SELECT * FROM (SELECT id%s FROM opinion WHERE %s ORDER BY %s LIMIT %d) AS b%d", keyed, c.sql, order, limit, i)
		args = append(args, c.args...)
	}
	rows, err := q.QueryContext(ctx, b.String(), args...)
	if err != nil {
		return nil, fmt.Errorf("listing opinions: %w", err)
	}
	defer rows.Close()
	var out []store.Cursor
	for rows.Next() {
		var c store.Cursor
		to := []any{&c.ID}
		if key != "" {
			to = append(to, when(&c.Key))
		}
		if err := rows.Scan(to...); err != nil {
			return nil, fmt.Errorf("listing opinions: %w", err)
		}
		out = append(out, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("listing opinions: %w", err)
	}
	return out, nil
}

// OpinionsByNumber reads those of some opinions that a filter selects, in no order.
func OpinionsByNumber(ctx context.Context, q Q, f OpinionFilter, numbers []string) ([]store.Opinion, error) {
	if len(numbers) == 0 || len(f.Offices) == 0 {
		return nil, nil
	}
	marks, args := in(numbers)
	c := cond{"number IN " + marks, args}.with(f.all().aside())
	return opinions.list(ctx, q, "WHERE "+c.sql, c.args...)
}

// CountNumbers counts those of some opinions that a filter selects.
func CountNumbers(ctx context.Context, q Q, f OpinionFilter, numbers []string) (int, error) {
	if len(numbers) == 0 || len(f.Offices) == 0 {
		return 0, nil
	}
	marks, args := in(numbers)
	c := cond{"number IN " + marks, args}.with(f.all().aside())
	return count(ctx, q, "opinion WHERE "+c.sql, len(numbers), c.args...)
}

// CountOpinions counts what each of some filters selects, at most limit each, in
// one statement.
func CountOpinions(ctx context.Context, q Q, limit int, filters ...OpinionFilter) ([]int, error) {
	var parts []string
	var args []any
	var of []int
	for i, f := range filters {
		for _, c := range f.branches(f.together()) {
			c = c.with(f.common())
			parts = append(parts, fmt.Sprintf("(SELECT COUNT(*) FROM (SELECT 1 AS one FROM opinion WHERE %s LIMIT %d) AS c%d)", c.sql, limit, len(of)))
			args = append(args, c.args...)
			of = append(of, i)
		}
	}
	counts := make([]int, len(filters))
	if len(parts) == 0 {
		return counts, nil
	}
	got := make([]int, len(parts))
	to := make([]any, len(parts))
	for i := range got {
		to[i] = &got[i]
	}
	if err := q.QueryRowContext(ctx, "SELECT "+strings.Join(parts, ", "), args...).Scan(to...); err != nil {
		return nil, fmt.Errorf("counting opinions: %w", err)
	}
	for i, n := range got {
		counts[of[i]] = min(counts[of[i]]+n, limit)
	}
	return counts, nil
}
