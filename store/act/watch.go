package act

import (
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// watchedKinds are the meetings that the law wants at intervals.
var watchedKinds = []store.MeetingKind{store.MeetingCongress, store.MeetingStanding}

// Alarm is what the page of today says that somebody must see to: a case of an
// office, a step of a special report, leave that nobody can decide on, or a year
// whose holidays are missing.
type Alarm struct {
	Case     *store.WatchCase
	Report   *store.StepDue
	Stuck    *store.Meeting // that the leave is from
	Office   string         // its short name
	Holidays int            // the year; 0 for a case
}

// Alarms lists what the calendar asks of the reader's offices.
func (a *Acts) Alarms(ctx context.Context, actor store.Actor) ([]Alarm, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	var list []Alarm
	if year, due := view.Calendar.HolidaysDue(a.Now()); due && store.May(actor, store.ActHolidays, store.Target{}, view.Offices) {
		list = append(list, Alarm{Holidays: year})
	}
	ids := store.OfficesFor(actor, store.ActWatched, view.Offices)
	mine := slices.DeleteFunc(slices.Clone(view.Offices), func(o store.Office) bool { return !slices.Contains(ids, o.ID) })
	reports, err := view.reportAlarms(ctx, a.db.Read(), ids, a.Now())
	if err != nil {
		return nil, err
	}
	stuck, err := a.stuckAlarms(ctx, view, ids)
	if err != nil {
		return nil, err
	}
	list = append(append(list, stuck...), reports...)
	cases, err := view.watch(ctx, a.db.Read(), mine, a.Now())
	for i := range cases {
		o, _ := view.Offices.Find(cases[i].OfficeID)
		list = append(list, Alarm{Case: &cases[i], Office: o.Short})
	}
	return list, err
}

// Watch tells the desk of each office, once for each case, what the law wants soon
// and nobody has scheduled. It gives how many it told.
func (t *Tx) Watch() (told int, err error) {
	if err := t.may(store.ActWatch, store.Target{}); err != nil {
		return 0, err
	}
	cases, err := t.view.watch(t.ctx, t.q, t.view.Offices, t.now)
	if err != nil {
		return 0, err
	}
	for i := range cases {
		n, err := t.tellOnce(store.ActWatched, cases[i].OfficeID, store.NoticeWatch, cases[i].Ref())
		if err != nil {
			return told, err
		}
		told += n
	}
	return told, nil
}

func (v *View) watch(ctx context.Context, q db.Q, offices []store.Office, now time.Time) ([]store.WatchCase, error) {
	ids := make([]string, len(offices))
	for i := range offices {
		ids[i] = offices[i].ID
	}
	if len(ids) == 0 {
		return nil, nil
	}
	from, to := store.WatchSpan(now)
	meetings, err := db.MeetingsOfKinds(ctx, q, ids, watchedKinds, from, to)
	if err != nil {
		return nil, err
	}
	return store.Watch(offices, v.Settings, meetings, now), nil
}
