package act

import (
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// RemindReports tells the desk, once for each step and day, which steps of special
// reports are due: whoever prepared the meeting, who presses the body that reports.
// It gives how many it told.
func (t *Tx) RemindReports() (told int, err error) {
	if err := t.may(store.ActWatch, store.Target{}); err != nil {
		return 0, err
	}
	list, err := t.view.reportsDue(t.ctx, t.q, t.now)
	if err != nil {
		return 0, err
	}
	for i := range list {
		r := &list[i]
		desk, err := t.deskOf(&r.Meeting)
		if err != nil {
			return told, err
		}
		n, err := t.tellEach(desk, r.Meeting.OfficeID, store.NoticeReportStep, r.Ref())
		if err != nil {
			return told, err
		}
		told += n
	}
	return told, nil
}

// deskOf is who sees to a meeting: who made it, or, where that one is gone, the desk
// of its office, or at last whoever is told what the calendar asks of it.
func (t *Tx) deskOf(m *store.Meeting) ([]string, error) {
	desk, err := t.ownDesk(store.ActMeetingEdit, m.OfficeID)
	switch {
	case err != nil:
		return nil, err
	case slices.Contains(desk, m.By):
		return []string{m.By}, nil
	case len(desk) == 0:
		return t.ownDesk(store.ActWatched, m.OfficeID)
	}
	return desk, nil
}

func (v *View) reportsDue(ctx context.Context, q db.Q, now time.Time) ([]store.StepDue, error) {
	from, to := store.ReportSpan(now)
	items, meetings, err := db.ReportsAhead(ctx, q, from, to)
	if err != nil {
		return nil, err
	}
	return store.StepsDue(items, meetings, v.Settings, v.Calendar, now), nil
}

// reportAlarms are the steps that are due in some offices.
func (v *View) reportAlarms(ctx context.Context, q db.Q, offices []string, now time.Time) ([]Alarm, error) {
	if len(offices) == 0 {
		return nil, nil
	}
	list, err := v.reportsDue(ctx, q, now)
	var out []Alarm
	for i := range list {
		if slices.Contains(offices, list[i].Meeting.OfficeID) {
			out = append(out, Alarm{Report: &list[i]})
		}
	}
	return out, err
}

// gatherReports adds the steps of special reports that notices are about and that
// are still due.
func (a *Acts) gatherReports(ctx context.Context, q db.Q, g *gathered, view *View, list []store.Notice) error {
	if !slices.ContainsFunc(list, func(n store.Notice) bool { return n.Kind == store.NoticeReportStep }) {
		return nil
	}
	due, err := view.reportsDue(ctx, q, g.now)
	g.reports = map[string]*store.StepDue{}
	for i := range due {
		g.reports[due[i].Ref()] = &due[i]
	}
	return err
}
