package db

import (
	"slices"
	"strings"
	"time"

	"liaison/store"
)

// cond is a condition with its arguments.
type cond struct {
	sql  string
	args []any
}

// and adds to a condition; nothing adds nothing.
func (c cond) and(sql string, args ...any) cond {
	switch {
	case sql == "":
		return c
	case c.sql == "":
		return cond{sql, args}
	}
	return cond{c.sql + " AND " + sql, slices.Concat(c.args, args)}
}

func (c cond) with(d cond) cond { return c.and(d.sql, d.args...) }

// within limits to the filter's offices.
func (f OpinionFilter) within() cond {
	marks, args := in(f.Offices)
	return cond{"office_id IN " + marks, args}
}

// leads are the conditions that begin the indexes a list is read from: of those a
// filter names, the one that selects least, each in one office where the index
// goes on with the office.
func (f OpinionFilter) leads() []cond {
	one := func(sql, v string) []cond { return []cond{f.within().and(sql, v)} }
	switch {
	case f.Deputies != nil:
		var list []cond
		for _, id := range f.Deputies {
			list = append(list, one("deputy_id = ?", id)...)
		}
		return list
	case f.Station != "":
		return one("station_id = ?", f.Station)
	case f.District != "":
		return one("district_id = ?", f.District)
	}
	list := make([]cond, len(f.Offices))
	for i, id := range f.Offices {
		list[i] = cond{"office_id = ?", []any{id}}
		switch {
		case f.Assignee != "" || f.Nobody:
			list[i] = list[i].and("assignee_id = ?", f.Assignee)
		case f.Category != "":
			list[i] = list[i].and("category = ?", f.Category)
		}
	}
	return list
}

// together is leads for counting: without an order, all offices are one branch.
func (f OpinionFilter) together() []cond {
	if len(f.Offices) == 0 || f.Deputies != nil && len(f.Deputies) == 0 {
		return nil
	}
	return []cond{f.within()}
}

// branches are the leads in each state of each set.
func (f OpinionFilter) branches(leads []cond) []cond {
	var list []cond
	for _, s := range f.Sets {
		shelf := f.on(s.Shelf)
		for _, lead := range leads {
			if s.Shelf == store.ShelfSnoozed { // an index of its own: few are put off
				marks, args := in(s.States)
				list = append(list, lead.with(shelf).and("state IN "+marks, args...))
				continue
			}
			for _, state := range s.States {
				list = append(list, lead.and("state = ?", string(state)).with(shelf))
			}
		}
	}
	return list
}

// sets is the condition of being in one of the sets.
func (f OpinionFilter) sets() cond {
	var parts []string
	var args []any
	for _, s := range f.Sets {
		marks, states := in(s.States)
		c := cond{"state IN " + marks, states}.with(f.on(s.Shelf))
		parts, args = append(parts, "("+c.sql+")"), append(args, c.args...)
	}
	if len(parts) == 0 {
		return cond{"1 = 0", nil}
	}
	return cond{"(" + strings.Join(parts, " OR ") + ")", args}
}

// all is everything that the filter says, as one condition.
func (f OpinionFilter) all() cond { return f.within().with(f.sets()).with(f.common()) }

// aside keeps a condition from choosing the index: SQLite, which keeps no counts,
// would rather read all of an office in a state than some hundred rows by number.
func (c cond) aside() cond { return cond{"CASE WHEN " + c.sql + " THEN 1 ELSE 0 END = 1", c.args} }

// on is the condition of a shelf.
func (f OpinionFilter) on(s store.Shelf) cond {
	awake := cond{"(snoozed IS NULL OR snoozed <= ?)", []any{stamp(f.Now)}}
	switch s {
	case store.ShelfAwake:
		return awake
	case store.ShelfDesk:
		return awake.and("pending = ?", false)
	case store.ShelfPending:
		return awake.and("pending = ?", true)
	case store.ShelfSnoozed:
		return cond{"snoozed > ?", []any{stamp(f.Now)}}
	}
	return cond{}
}

// common is what limits every branch.
func (f OpinionFilter) common() cond {
	var c cond
	for _, e := range []struct{ column, value string }{{"station_id", f.Station}, {"district_id", f.District},
		{"category", f.Category}, {"assignee_id", f.Assignee}, {"triage", string(f.Triage)}} {
		if e.value != "" {
			c = c.and(e.column+" = ?", e.value)
		}
	}
	if f.Nobody {
		c = c.and("assignee_id = ?", "")
	}
	if f.Deputies != nil {
		marks, args := in(f.Deputies)
		c = c.and("deputy_id IN "+marks, args...)
	}
	if f.Danger {
		c = c.and("danger = ?", true)
	}
	if !f.Late.IsZero() {
		c = c.and("due < ?", stamp(f.Late))
	}
	return c.with(made(f.From, f.To))
}

// idSlack is more than clocks of replicas differ by: an id may be younger than
// the time beside it.
const idSlack = 24 * time.Hour

// made limits to a time of making. The ids sort by it, nearly, and bound what an
// index reads.
func made(from, to time.Time) cond {
	var c cond
	if !from.IsZero() {
		c = c.and("id >= ?", store.IDFloor(from)).and("created >= ?", stamp(from))
	}
	if !to.IsZero() {
		c = c.and("id < ?", store.IDFloor(to.Add(idSlack))).and("created < ?", stamp(to))
	}
	return c
}

// beyond is what stands after a place, in the order that desc says.
func beyond(key string, desc bool, at store.Cursor) cond {
	sign := ">"
	if desc {
		sign = "<"
	}
	if key == "" {
		return cond{"id " + sign + " ?", []any{at.ID}}
	}
	k := stamp(at.Key)
	// the first half bounds the index; the second is exact
	return cond{strings.NewReplacer("KEY", key, "SIGN", sign).Replace("KEY SIGN= ? AND (KEY SIGN ? OR id SIGN ?)"), []any{k, k, at.ID}}
}
