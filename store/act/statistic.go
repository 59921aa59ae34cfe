package act

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// StatLine is the numbers of one value.
type StatLine struct {
	Value string // a category, a state, an id
	Name  string // of a deputy, a district or an office; else empty
	store.Measures
}

// Statistics are the figures of some offices over some days. They come from the
// table that RefreshStatistics keeps, never from the opinions themselves.
type Statistics struct {
	From, To   string // 2026-11-22, both included
	Total      store.Measures
	Categories []StatLine
	Offices    []StatLine
	Districts  []StatLine
	Deputies   []StatLine
	States     []StatLine
	Triages    []StatLine
	Waits      map[int]int // working days until the first answer → opinions
	Sealed     int         // accusations; counted for the petition officer alone
	SealedSeen bool        // whether the actor is told of them
	Refreshed  time.Time   // when the figures were brought up to date; zero before the first time
}

// Median and NinetyPercent are within how many working days half, and nine of
// ten, of the answered opinions had their first answer; -1 when there is none.
func (s *Statistics) Median() int { return store.Percentile(s.Waits, 50) }

// NinetyPercent is described with Median.
func (s *Statistics) NinetyPercent() int { return store.Percentile(s.Waits, 90) }

// statOffices are the offices whose figures an actor reads: all the actor's, or
// one of them with those under it. One the actor may not read is not found.
func statOffices(actor store.Actor, view *View, office string) ([]string, error) {
	mine := store.OfficesFor(actor, store.ActStatistics, view.Offices)
	if len(mine) == 0 {
		return nil, store.ErrForbidden
	}
	if office == "" {
		return mine, nil
	}
	if !slices.Contains(mine, office) {
		return nil, store.ErrNotFound
	}
	ids := view.Offices.Under(office)
	if office == view.Offices.Root().ID {
		ids = append(ids, "") // what belongs to no office yet
	}
	return ids, nil
}

// Statistics gives the figures of what came in from day to day (2026-11-22, both
// included). An empty office means all of the actor's.
func (a *Acts) Statistics(ctx context.Context, actor store.Actor, office, from, to string) (*Statistics, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices, err := statOffices(actor, view, office)
	if err != nil {
		return nil, err
	}
	sealed := slices.DeleteFunc(slices.Clone(offices), func(id string) bool {
		return !slices.Contains(store.OfficesFor(actor, store.ActReadSealed, view.Offices), id)
	})
	return a.statistics(ctx, view, offices, sealed, from, to)
}

func (a *Acts) statistics(ctx context.Context, view *View, offices, sealed []string, from, to string) (*Statistics, error) {
	spans, err := store.StatSpans(from, to)
	if err != nil {
		return nil, err
	}
	s := &Statistics{From: from, To: to, Waits: map[int]int{}, SealedSeen: len(sealed) > 0}
	mark, err := db.StatMark(ctx, a.db.Read())
	if err != nil {
		return nil, err
	}
	s.Refreshed = mark.Refreshed
	sums := func(dim store.Dim, by string, in []string) []StatLine {
		var rows []store.Stat
		if err == nil {
			rows, err = db.StatSums(ctx, a.db.Read(), db.StatFilter{Dim: dim, Offices: in, Spans: spans, By: by})
		}
		return statLines(rows)
	}
	for _, l := range sums(store.DimAll, "value", offices) {
		s.Total = l.Measures
	}
	s.Categories, s.States = sums(store.DimCategory, "value", offices), sums(store.DimState, "value", offices)
	s.Triages, s.Offices = sums(store.DimTriage, "value", offices), sums(store.DimAll, "office_id", offices)
	s.Districts, s.Deputies = sums(store.DimDistrict, "value", offices), sums(store.DimDeputy, "value", offices)
	for _, l := range sums(store.DimWait, "value", offices) {
		if days, err := strconv.Atoi(l.Value); err == nil {
			s.Waits[days] = l.Count
		}
	}
	for _, l := range sums(store.DimSealed, "value", sealed) {
		s.Sealed = l.Count
	}
	if err != nil {
		return nil, err
	}
	return s, a.nameStats(ctx, view, s)
}

// statLines drops what has come to nothing, and puts the largest first.
func statLines(rows []store.Stat) []StatLine {
	var list []StatLine
	for _, r := range rows {
		if r.Measures != (store.Measures{}) {
			list = append(list, StatLine{Value: r.Value, Measures: r.Measures})
		}
	}
	slices.SortStableFunc(list, func(x, y StatLine) int { return cmp.Compare(y.Count, x.Count) })
	return list
}

// nameStats gives the lines of deputies, districts and offices their names.
func (a *Acts) nameStats(ctx context.Context, view *View, s *Statistics) error {
	ids := make([]string, len(s.Deputies))
	for i := range s.Deputies {
		ids[i] = s.Deputies[i].Value
	}
	deputies, err := db.DeputiesByID(ctx, a.db.Read(), ids)
	if err != nil {
		return err
	}
	names := make(map[string]string, len(deputies))
	for _, d := range deputies {
		names[d.ID] = d.Name
	}
	for i := range s.Deputies {
		s.Deputies[i].Name = names[s.Deputies[i].Value]
	}
	for i := range s.Districts {
		d, _ := view.District(s.Districts[i].Value)
		s.Districts[i].Name = d.Name
	}
	for i := range s.Offices {
		o, _ := view.Offices.Find(s.Offices[i].Value)
		s.Offices[i].Name = o.Short
	}
	return nil
}

// Trend is what came in, was answered and was closed on each of some days.
type Trend struct {
	Days                  []string // 2026-11-22
	Came, Replied, Closed []int
}

// Trend gives the last days up to today, and Ages how long what is open is.
func (a *Acts) Trend(ctx context.Context, actor store.Actor, office string, days int) (*Trend, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices, err := statOffices(actor, view, office)
	if err != nil {
		return nil, err
	}
	return a.trend(ctx, offices, days)
}

func (a *Acts) trend(ctx context.Context, offices []string, days int) (*Trend, error) {
	t := &Trend{Came: make([]int, days), Replied: make([]int, days), Closed: make([]int, days)}
	at := map[string]int{}
	for i := range days {
		day := store.ChinaDay(a.Now().AddDate(0, 0, i+1-days))
		t.Days, at["d"+day] = append(t.Days, day), i
	}
	span := [][2]string{{"d" + t.Days[0], "d" + t.Days[days-1]}} // by days alone, though a whole month be among them
	for dim, to := range map[store.Dim][]int{store.DimAll: t.Came, store.DimReplied: t.Replied, store.DimClosed: t.Closed} {
		rows, err := db.StatSums(ctx, a.db.Read(), db.StatFilter{Dim: dim, Offices: offices, Spans: span, By: "period"})
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			to[at[r.Value]] = r.Count
		}
	}
	return t, nil
}

// Age is how many open opinions came in between two numbers of days ago; To is -1
// for the last, which has no end.
type Age struct{ From, To, Open int }

// ages are the groups of Ages, in days.
var ages = []int{0, 4, 8, 16, 31}

// Ages counts what is open now by how long ago it came in, whatever the days of a
// page.
func (a *Acts) Ages(ctx context.Context, actor store.Actor, office string) ([]Age, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices, err := statOffices(actor, view, office)
	if err != nil {
		return nil, err
	}
	list := make([]Age, len(ages))
	for i, from := range ages {
		list[i] = Age{From: from, To: -1}
		first := "2000-01-01"
		if i+1 < len(ages) {
			list[i].To = ages[i+1] - 1
			first = store.ChinaDay(a.Now().AddDate(0, 0, -list[i].To))
		}
		spans, err := store.StatSpans(first, store.ChinaDay(a.Now().AddDate(0, 0, -from)))
		if err != nil {
			return nil, err
		}
		rows, err := db.StatSums(ctx, a.db.Read(), db.StatFilter{Dim: store.DimAll, Offices: offices, Spans: spans, By: "value"})
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			list[i].Open = r.Open
		}
	}
	return list, nil
}
