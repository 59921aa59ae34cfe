package act_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestFiguresAreANaiveCount does random acts over random days, with a refreshing
// of the figures now and then, and compares them with counting everything.
func TestFiguresAreANaiveCount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		p := &player{office: o, d: d, deputy: o.bind("dep", o.zhang.ID)}
		rounds := 0
		rapid.Check(t, func(t *rapid.T) {
			if rounds++; rounds > 12 { // of rapid's hundred: they all play on one database
				return
			}
			for range rapid.IntRange(1, 25).Draw(t, "acts") {
				p.play(t)
			}
			p.refresh()
			p.compare(t)
		})
	})
}

type player struct {
	*office
	d      *db.DB
	deputy store.Actor
	people int
}

func (p *player) refresh() {
	p.t.Helper()
	_, err := p.RefreshStatistics(p.t.Context())
	p.must(err)
}

// all reads every opinion.
func (p *player) all() []store.Opinion {
	list, err := db.OpinionsChanged(p.t.Context(), p.d.Read(), time.Time{}, "", 100_000)
	p.must(err)
	return list
}

// play does one thing that is possible now.
func (p *player) play(t *rapid.T) {
	p.now = p.now.Add(time.Duration(rapid.IntRange(0, 3*24*60).Draw(t, "minutes")) * time.Minute)
	what := rapid.SampledFrom([]string{"say", "say", "triage", "triage", "forward", "forward", "answer", "answer", "release", "release", "rate", "rate", "close", "reopen", "unseal", "refresh"}).Draw(t, "act")
	if what == "say" {
		p.people++
		who := fmt.Sprint("v", p.people)
		p.hear(who, "路灯坏了")
		if rapid.Bool().Draw(t, "placed") {
			p.place(who)
		}
		return
	}
	if what == "refresh" {
		p.refresh()
		return
	}
	list := p.all()
	if len(list) == 0 {
		return
	}
	it := rapid.SampledFrom(list).Draw(t, "opinion")
	err := p.act(t, what, &it)
	if err != nil && !refusedByRule(err) {
		p.t.Fatalf("%s of %s: %v", what, it.State, err)
	}
}

// refusedByRule says that an act was not possible, which is as good as another.
func refusedByRule(err error) bool {
	return strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "not found") || strings.Contains(err.Error(), "not allowed")
}

func (p *player) act(t *rapid.T, what string, it *store.Opinion) error {
	doss, err := p.Dossier(p.t.Context(), p.officer, it.ID)
	p.must(err)
	switch what {
	case "triage":
		kind := rapid.SampledFrom(store.Triages).Draw(t, "kind")
		return p.do(p.clerk, func(t *act.Tx) error { return t.Triage(it.ID, kind, "", 0) })
	case "forward":
		return p.do(p.clerk, func(t *act.Tx) error { return t.Forward(it.ID, p.zhang.ID, "", 0) })
	case "answer":
		return p.do(p.deputy, func(t *act.Tx) error { _, err := t.Answer(it.AssignID, "已经联系"); return err })
	case "release":
		if w := doss.Waiting(); w != nil {
			return p.do(p.clerk, func(t *act.Tx) error { return t.Release(w.ID, 0) })
		}
	case "rate":
		if a := doss.ToRate(); a != nil {
			r := store.Rating{AnswerID: a.ID, Reply: rapid.SampledFrom(store.Scores).Draw(t, "reply"), Result: rapid.SampledFrom(store.Scores).Draw(t, "result")}
			return p.do(store.Actor{Kind: store.ActorPerson, ID: it.PersonID, PersonID: it.PersonID}, func(t *act.Tx) error { _, err := t.Rate(it.ID, r); return err })
		}
	case "close":
		return p.do(p.clerk, func(t *act.Tx) error { return t.Close(it.ID, "已经办好", 0) })
	case "reopen":
		return p.do(p.clerk, func(t *act.Tx) error { return t.Reopen(it.ID, "又坏了", 0) })
	case "unseal":
		return p.do(p.officer, func(t *act.Tx) error { return t.Unseal(it.ID, "不是举报", 0) })
	}
	return nil
}

// compare counts everything, in all and in a part of the days.
func (p *player) compare(t *rapid.T) {
	from := monday.AddDate(0, 0, rapid.IntRange(-1, 90).Draw(t, "from"))
	to := from.AddDate(0, 0, rapid.IntRange(0, 200).Draw(t, "days"))
	for _, days := range [][2]string{{"2020-01-01", "2040-12-31"}, {store.ChinaDay(from), store.ChinaDay(to)}} {
		want := p.naive(days[0], days[1])
		got := map[string]store.Measures{}
		spans, err := store.StatSpans(days[0], days[1])
		p.must(err)
		for _, dim := range []store.Dim{store.DimAll, store.DimCategory, store.DimDistrict, store.DimDeputy, store.DimState, store.DimTriage,
			store.DimSealed, store.DimReplied, store.DimClosed} {
			rows, err := db.StatSums(p.t.Context(), p.d.Read(), db.StatFilter{Dim: dim, Offices: []string{p.root.ID, p.town.ID}, Spans: spans, By: "value"})
			p.must(err)
			for _, r := range rows {
				if r.Measures != (store.Measures{}) {
					got[string(dim)+":"+r.Value] = r.Measures
				}
			}
		}
		if !maps.Equal(got, want) {
			for _, k := range slices.Sorted(maps.Keys(want)) {
				if got[k] != want[k] {
					p.t.Errorf("%s: %+v, counted %+v", k, got[k], want[k])
				}
			}
			p.t.Fatalf("%v: %d kinds of figures, counted %d", days, len(got), len(want))
		}
	}
}

// naive counts opinion by opinion, without the code that counts for the figures.
func (p *player) naive(from, to string) map[string]store.Measures {
	out := map[string]store.Measures{}
	within := func(at time.Time) bool {
		day := at.In(store.ChinaTime).Format("2006-01-02")
		return from <= day && day <= to
	}
	for _, o := range p.all() {
		doss, err := p.Dossier(p.t.Context(), p.officer, o.ID)
		p.must(err)
		if o.State == store.OpinionSealed {
			if within(o.Created) {
				out["sealed:"] = store.Measures{Count: out["sealed:"].Count + 1}
			}
			continue
		}
		first := time.Time{}
		for _, a := range doss.Answers {
			if a.State == store.AnswerReleased && (first.IsZero() || a.Released.Before(first)) {
				first = a.Released
			}
		}
		if !first.IsZero() && within(first) {
			out["replied:"] = store.Measures{Count: out["replied:"].Count + 1}
		}
		if o.State == store.OpinionClosed && within(o.Closed) {
			out["closed:"] = store.Measures{Count: out["closed:"].Count + 1}
		}
		if !within(o.Created) {
			continue
		}
		keys := []string{"all:", "category:" + o.Category, "district:" + o.DistrictID, "state:" + string(o.State), "triage:" + string(o.Triage)}
		if o.DeputyID != "" {
			keys = append(keys, "deputy:"+o.DeputyID)
		}
		for _, k := range keys {
			m := out[k]
			m.Count++
			switch o.State {
			case store.OpinionNew, store.OpinionAssigned, store.OpinionChecked, store.OpinionDecide:
				m.Open++
			case store.OpinionClosed:
				m.Closed++
			}
			if !first.IsZero() {
				m.Replied++
			}
			if n := len(doss.Ratings); n > 0 {
				r := doss.Ratings[n-1]
				*map[store.Score]*int{store.ScoreGood: &m.ReplyGood, store.ScoreFair: &m.ReplyFair, store.ScoreBad: &m.ReplyBad}[r.Reply]++
				*map[store.Score]*int{store.ScoreGood: &m.ResultGood, store.ScoreFair: &m.ResultFair, store.ScoreBad: &m.ResultBad}[r.Result]++
			}
			out[k] = m
		}
	}
	return out
}

// TestTheFirstCountGoesInBatches builds the figures from nothing.
func TestTheFirstCountGoesInBatches(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		p := &player{office: o, d: d}
		o.now = monday.AddDate(0, -3, 0)
		for i := range 620 { // more than one batch, many of one moment
			if i%7 == 0 {
				o.now = o.now.Add(3 * time.Hour)
			}
			o.hear(fmt.Sprint("v", i), "路灯坏了")
		}
		n, err := o.RefreshStatistics(t.Context())
		if err != nil || n != 620 {
			t.Fatalf("%d counted: %v", n, err)
		}
		want := p.naive("2020-01-01", "2040-12-31")
		spans, _ := store.StatSpans("2020-01-01", "2040-12-31")
		rows, err := db.StatSums(t.Context(), d.Read(), db.StatFilter{Dim: store.DimAll, Offices: []string{o.root.ID, o.town.ID}, Spans: spans, By: "value"})
		if err != nil || len(rows) != 1 || rows[0].Measures != want["all:"] {
			t.Errorf("%+v (%v), counted %+v", rows, err, want["all:"])
		}
		if n, err := o.RefreshStatistics(t.Context()); n != 0 || err != nil {
			t.Errorf("a second time %d count otherwise: %v", n, err)
		}
	})
}

// TestTwoCountAtOnce: one of them goes on, and nothing counts twice.
func TestTwoCountAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for i := range 40 {
			o.hear(fmt.Sprint("v", i), "路灯坏了")
		}
		done := make(chan int, 4)
		for range 4 {
			go func() { n, _ := o.RefreshStatistics(t.Context()); done <- n }()
		}
		sum := 0
		for range 4 {
			sum += <-done
		}
		spans, _ := store.StatSpans("2020-01-01", "2040-12-31")
		rows, err := db.StatSums(t.Context(), d.Read(), db.StatFilter{Dim: store.DimAll, Offices: []string{o.root.ID}, Spans: spans, By: "value"})
		if err != nil || sum != 40 || len(rows) != 1 || rows[0].Count != 40 {
			t.Errorf("%d were counted, the figures say %+v (%v)", sum, rows, err)
		}
	})
}
