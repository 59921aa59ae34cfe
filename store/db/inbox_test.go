package db_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// crowd makes opinions of every sort, some of them with equal deadlines.
func crowd(t *testing.T, d *db.DB, n int) []store.Opinion {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	list := make([]store.Opinion, n)
	rows := make([]*store.Opinion, n)
	for i := range list {
		at := clock.Add(time.Duration(i-n) * time.Hour)
		o := store.Opinion{ID: store.IDFloor(at), Number: fmt.Sprintf("YJ-2026-%06d", i+1), OfficeID: pick("a", "b", "c", ""),
			State: store.Listed[rng.IntN(len(store.Listed))], Danger: rng.IntN(9) == 0, Pending: rng.IntN(5) == 0,
			Category: pick("道路交通", "其他", ""), AssigneeID: pick("s1", "s2", ""), DeputyID: pick("d1", "d2", ""),
			DistrictID: pick("x", "y"), StationID: pick("p", "q", ""), Triage: store.TriageOurs, Created: at, Version: 1}
		if i%17 == 0 {
			o.State = store.OpinionSealed
		}
		if rng.IntN(4) == 0 {
			o.Snoozed = clock.Add(time.Duration(rng.IntN(9)-4) * time.Hour)
		}
		if o.State == store.OpinionAssigned || rng.IntN(3) == 0 {
			o.Due = clock.Add(time.Duration(rng.IntN(20)-10) * time.Hour)
		}
		list[i], rows[i] = o, &list[i]
	}
	b := db.Batch{Opinions: rows}
	if err := d.Tx(t.Context(), func(q db.Q) error { return b.Flush(t.Context(), q) }); err != nil {
		t.Fatal(err)
	}
	return list
}

// fits says by itself what a filter selects.
func fits(f db.OpinionFilter, o store.Opinion) bool {
	lies := map[store.Shelf]bool{store.ShelfAny: true, store.ShelfAwake: !o.Asleep(f.Now), store.ShelfSnoozed: o.Asleep(f.Now),
		store.ShelfDesk: !o.Asleep(f.Now) && !o.Pending, store.ShelfPending: !o.Asleep(f.Now) && o.Pending}
	in := slices.ContainsFunc(f.Sets, func(s store.OpinionSet) bool { return slices.Contains(s.States, o.State) && lies[s.Shelf] })
	same := func(want, is string) bool { return want == "" || want == is }
	return in && slices.Contains(f.Offices, o.OfficeID) && same(f.District, o.DistrictID) && same(f.Station, o.StationID) &&
		same(f.Category, o.Category) && same(f.Assignee, o.AssigneeID) && (!f.Nobody || o.AssigneeID == "") &&
		(f.Deputies == nil || slices.Contains(f.Deputies, o.DeputyID)) && (!f.Danger || o.Danger) &&
		(f.Late.IsZero() || !o.Due.IsZero() && o.Due.Before(f.Late)) &&
		(f.From.IsZero() || !o.Created.Before(f.From)) && (f.To.IsZero() || o.Created.Before(f.To))
}

// before says by itself what order means.
func before(order store.ListOrder, a, b store.Opinion) int {
	newest := cmp.Compare(b.ID, a.ID)
	switch order {
	case store.OrderOldest:
		return -newest
	case store.OrderUrgent:
		if a.Danger != b.Danger {
			return map[bool]int{true: -1, false: 1}[a.Danger]
		}
	case store.OrderDue:
		switch {
		case a.Due.IsZero() && b.Due.IsZero():
			return newest
		case a.Due.IsZero():
			return 1
		case b.Due.IsZero():
			return -1
		}
		return cmp.Or(a.Due.Compare(b.Due), -newest)
	case store.OrderWake:
		return cmp.Or(a.Snoozed.Compare(b.Snoozed), -newest)
	}
	return newest
}

func TestListsInEveryOrderBothWays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		list := crowd(t, d, 130)
		base := db.OpinionFilter{Offices: []string{"a", "b", ""}, Now: clock, Limit: 7}
		for name, f := range map[string]func(*db.OpinionFilter){
			"open": func(f *db.OpinionFilter) { f.Sets = store.ViewOpen }, "waiting": func(f *db.OpinionFilter) { f.Sets = store.ViewWaiting },
			"done": func(f *db.OpinionFilter) { f.Sets = store.ViewDone }, "all": func(f *db.OpinionFilter) { f.Sets = store.ViewAll },
			"snoozed":  func(f *db.OpinionFilter) { f.Sets, f.Order = store.ViewSnoozed, store.OrderWake },
			"category": func(f *db.OpinionFilter) { f.Sets, f.Category = store.ViewAll, "道路交通" },
			"mine":     func(f *db.OpinionFilter) { f.Sets, f.Assignee = store.ViewOpen, "s1" },
			"nobody":   func(f *db.OpinionFilter) { f.Sets, f.Nobody = store.ViewOpen, true },
			"deputies": func(f *db.OpinionFilter) { f.Sets, f.Deputies = store.ViewAll, []string{"d1", "d2"} },
			"district": func(f *db.OpinionFilter) { f.Sets, f.District, f.Category = store.ViewAll, "x", "其他" },
			"station":  func(f *db.OpinionFilter) { f.Sets, f.Station = store.ViewAll, "p" },
			"late":     func(f *db.OpinionFilter) { f.Sets, f.Late = store.ViewWaiting, clock },
			"danger":   func(f *db.OpinionFilter) { f.Sets, f.Danger = store.ViewAll, true },
			"days": func(f *db.OpinionFilter) {
				f.Sets, f.From, f.To = store.ViewAll, clock.Add(-100*time.Hour), clock.Add(-40*time.Hour)
			},
		} {
			for _, order := range append(store.ListOrders, store.OrderWake) {
				filter := base
				filter.Order = order
				if f(&filter); filter.Order == store.OrderWake && name != "snoozed" {
					continue
				}
				walkList(t, d, name+" "+string(filter.Order), filter, list)
			}
		}
	})
}

// walkList reads a list page by page to its end and back, and compares both with
// what it should be.
func walkList(t *testing.T, d *db.DB, name string, f db.OpinionFilter, list []store.Opinion) {
	t.Helper()
	var want []string
	rest := slices.DeleteFunc(slices.Clone(list), func(o store.Opinion) bool { return !fits(f, o) })
	slices.SortFunc(rest, func(a, b store.Opinion) int { return before(f.Order, a, b) })
	for _, o := range rest {
		want = append(want, o.ID)
	}
	if len(want) == 0 {
		t.Errorf("%s: the test selects nothing", name)
	}
	var forth, back []string
	for {
		page, err := db.Opinions(t.Context(), d.Read(), f)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(page) == 0 {
			break
		}
		for _, o := range page {
			forth = append(forth, o.ID)
		}
		f.At = page[len(page)-1].Place
	}
	last := f.At.ID
	for f.At.Back = true; ; {
		page, err := db.Opinions(t.Context(), d.Read(), f)
		if err != nil {
			t.Fatalf("%s backwards: %v", name, err)
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			back = append(back, page[len(page)-1-i].ID)
		}
		f.At = page[0].Place
		f.At.Back = true
	}
	slices.Reverse(back)
	if !slices.Equal(forth, want) {
		t.Errorf("%s: read %d, want %d, or in another order", name, len(forth), len(want))
	}
	if back = append(back, last); !slices.Equal(back, want) {
		t.Errorf("%s backwards: read %d, want %d, or in another order", name, len(back), len(want))
	}
	n, err := db.CountOpinions(t.Context(), d.Read(), 1000, f)
	if err != nil || n[0] != len(want) {
		t.Errorf("%s: counted %v (%v), want %d", name, n, err, len(want))
	}
}

func TestCountsStop(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		crowd(t, d, 100)
		f := db.OpinionFilter{Offices: []string{"a", "b", "c", ""}, Sets: store.ViewAll, Now: clock}
		n, err := db.CountOpinions(t.Context(), d.Read(), 20, f, db.OpinionFilter{Sets: store.ViewAll}, db.OpinionFilter{Offices: f.Offices})
		if err != nil || !slices.Equal(n, []int{20, 0, 0}) {
			t.Errorf("counted %v (%v)", n, err)
		}
	})
}
