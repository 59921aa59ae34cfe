package act

import (
	"context"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Year is the figures of one year beside those of the year before.
type Year struct {
	Year         int
	Now, Before  *Statistics
	Months       [12]store.Measures
	Meetings     int // of deputies with contact voters
	MeetingsWas  int
	Talkers      int // deputies who met a contact voter
	TalkersWas   int
	Answerers    int // deputies with whom an opinion was answered
	AnswerersWas int
}

// The years that have a page.
const (
	firstYear = 2000
	lastYear  = 2100
)

// Year gives the figures of a year. An empty office means all of the actor's.
func (a *Acts) Year(ctx context.Context, actor store.Actor, office string, year int) (*Year, error) {
	if year < firstYear || year > lastYear {
		return nil, store.ErrNotFound
	}
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices, err := statOffices(actor, view, office)
	if err != nil {
		return nil, err
	}
	y := &Year{Year: year}
	for _, of := range []struct {
		year                 int
		to                   **Statistics
		met, talked, replied *int
	}{{year, &y.Now, &y.Meetings, &y.Talkers, &y.Answerers}, {year - 1, &y.Before, &y.MeetingsWas, &y.TalkersWas, &y.AnswerersWas}} {
		from, to := fmt.Sprintf("%d-01-01", of.year), fmt.Sprintf("%d-12-31", of.year)
		if *of.to, err = a.Statistics(ctx, actor, office, from, to); err != nil {
			return nil, err
		}
		if *of.talked, *of.met, err = db.TalksIn(ctx, a.db.Read(), offices, from, to); err != nil {
			return nil, err
		}
		*of.replied = len(slices.DeleteFunc(slices.Clone((*of.to).Deputies), func(l StatLine) bool { return l.Replied == 0 }))
	}
	return y, a.months(ctx, y, offices)
}

func (a *Acts) months(ctx context.Context, y *Year, offices []string) error {
	span := [][2]string{{fmt.Sprintf("m%d-01", y.Year), fmt.Sprintf("m%d-12", y.Year)}}
	rows, err := db.StatSums(ctx, a.db.Read(), db.StatFilter{Dim: store.DimAll, Offices: offices, Spans: span, By: "period"})
	for _, r := range rows {
		var year, month int
		if n, _ := fmt.Sscanf(r.Value, "m%d-%d", &year, &month); n == 2 && month >= 1 && month <= 12 {
			y.Months[month-1] = r.Measures
		}
	}
	return err
}
