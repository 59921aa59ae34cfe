package act

import (
	"context"
	"errors"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// GroupReportState is how a leader's report for a half-year stands: what is there, or
// what a new one begins with.
type GroupReportState struct {
	Group   store.Group
	Half    store.Half
	Due     time.Time // 0:00 of the day in China
	Figures store.GroupFigures
	Report  *store.GroupReport // nil before it is handed in
	Begin   string             // words to go on from
}

// reportHalf is the half-year that a group reports of now, and when it is due: the
// one whose day comes next, or the one just missed.
func reportHalf(days []string, now time.Time) (store.Half, time.Time) {
	if h, ok := store.ReportMissed(days, 60, now); ok {
		if _, _, soon := store.ReportDue(days, 31, now); !soon {
			return h, dueOf(days, h)
		}
	}
	if h, due, ok := store.ReportDue(days, 366, now); ok {
		return h, due
	}
	return store.HalfOf(now), time.Time{}
}

// dueOf is the day on which a half-year's report is due.
func dueOf(days []string, h store.Half) time.Time {
	from, to := h.Span()
	for _, d := range days {
		if at, err := store.ParseDay(from.In(store.ChinaTime).Format("2006-") + d); err == nil && !at.Before(from) && at.Before(to) {
			return at
		}
	}
	return time.Time{}
}

func (a *Acts) reportState(ctx context.Context, view *View, g *store.Group) (*GroupReportState, error) {
	half, due := reportHalf(view.Settings.Dates(g.OfficeID, store.SetReportDue), a.Now())
	s := &GroupReportState{Group: *g, Half: half, Due: due}
	q := a.db.Read()
	r, err := db.GroupReportAt(ctx, q, store.ReportSlot(g.ID, half))
	switch {
	case err == nil:
		s.Report = r
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	if s.Figures, err = a.groupFigures(ctx, q, g, half); err != nil {
		return nil, err
	}
	s.Begin = store.ReportText(g.Name, half, s.Figures)
	return s, nil
}

// groupFigures counts a group's half-year from what happened.
func (a *Acts) groupFigures(ctx context.Context, q db.Q, g *store.Group, half store.Half) (f store.GroupFigures, err error) {
	from, to := half.Span()
	list, err := db.ActivitiesOfGroups(ctx, q, []string{g.ID}, from, to)
	if err != nil {
		return f, err
	}
	list = slices.DeleteFunc(list, func(m store.Meeting) bool { return !m.Held(a.Now()) })
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].ID
	}
	f.Activities = len(list)
	came, err := db.Came(ctx, q, ids)
	if err != nil {
		return f, err
	}
	for _, c := range came {
		f.Came += c.Came
	}
	letters, err := db.HandoversOf(ctx, q, ids...)
	if err != nil {
		return f, err
	}
	for _, l := range letters {
		if l.State != store.HandoverWriting {
			f.Findings++
		}
	}
	members, err := db.GroupMembers(ctx, q, []string{g.ID})
	if err != nil {
		return f, err
	}
	who := make([]string, len(members))
	for i, m := range members {
		who[i] = m.DeputyID
	}
	if f.Assigned, f.Answered, err = db.AssignedTo(ctx, q, who, from, to); err != nil {
		return f, err
	}
	talks, err := db.TalksOf(ctx, q, who, store.DayOf(from), store.DayOf(to.Add(-time.Second)))
	for _, n := range talks {
		f.Talks += n.Count
	}
	return f, err
}

// GroupReport gives the leader of a group the report that is due; anybody else does
// not find it.
func (a *Acts) GroupReport(ctx context.Context, actor store.Actor, groupID string) (*GroupReportState, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	g, err := db.Group(ctx, a.db.Read(), groupID)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActGroupReportEdit, store.Target{OfficeID: g.OfficeID, DeputyID: g.LeaderID}, view.Offices) || !g.Closed.IsZero() {
		return nil, store.ErrNotFound
	}
	return a.reportState(ctx, view, g)
}

// ReportGroup hands in the leader's report for a half-year, or writes it anew; seen is
// the version before, 0 where there was none. The figures are those of now.
func (t *Tx) ReportGroup(groupID string, half store.Half, text string, seen int64) error {
	g, err := db.Group(t.ctx, t.q, groupID)
	if err != nil {
		return err
	}
	if t.may(store.ActGroupReportEdit, store.Target{OfficeID: g.OfficeID, DeputyID: g.LeaderID}) != nil || !g.Closed.IsZero() {
		return store.ErrNotFound
	}
	if now, _ := reportHalf(t.view.Settings.Dates(g.OfficeID, store.SetReportDue), t.now); now != half {
		return store.Invalid("half", store.ProblemMismatch)
	}
	r, err := db.GroupReportAt(t.ctx, t.q, store.ReportSlot(g.ID, half))
	switch {
	case errors.Is(err, store.ErrNotFound):
		r = &store.GroupReport{ID: store.NewID(t.now), Created: t.now, GroupID: g.ID, OfficeID: g.OfficeID, Half: half.String(),
			Slot: store.ReportSlot(g.ID, half)}
	case err != nil:
		return err
	}
	if r.Version != seen {
		return store.ErrConflict
	}
	r.Text, r.DeputyID, r.Updated = text, t.Actor.DeputyID, t.now
	if err := r.Check(); err != nil {
		return err
	}
	if r.Figures, err = t.acts.groupFigures(t.ctx, t.q, g, half); err != nil {
		return err
	}
	what := "changed"
	if r.Version == 0 {
		what, r.Version = "new", 1
		t.batch.GroupReports = append(t.batch.GroupReports, r)
	} else {
		touch(t, &t.batch.Changed.GroupReports, r)
	}
	t.audit(store.ActGroupReportEdit, "group_report", r.ID, r.OfficeID, what+" half="+r.Half, r.Text)
	return nil
}

// GroupReportRow is a group with its leader's report for a half-year, if it came.
type GroupReportRow struct {
	store.Group
	Office, Leader string
	Report         *store.GroupReport
}

// GroupReports lists the groups of the actor's offices with their reports for a
// half-year: those that did not come first.
func (a *Acts) GroupReports(ctx context.Context, actor store.Actor, half store.Half) ([]GroupReportRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActGroupReport, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	q := a.db.Read()
	list, err := db.GroupsOf(ctx, q, offices)
	if err != nil {
		return nil, err
	}
	reports, err := db.GroupReportsIn(ctx, q, offices, half.String())
	if err != nil {
		return nil, err
	}
	leaders := make([]string, len(list))
	for i, g := range list {
		leaders[i] = g.LeaderID
	}
	who, err := db.DeputiesByID(ctx, q, unique(leaders))
	rows := make([]GroupReportRow, len(list))
	for i, g := range list {
		o, _ := view.Offices.Find(g.OfficeID)
		rows[i] = GroupReportRow{Group: g, Office: o.Short}
		for _, d := range who {
			if d.ID == g.LeaderID {
				rows[i].Leader = d.Name
			}
		}
		for k := range reports {
			if reports[k].GroupID == g.ID {
				rows[i].Report = &reports[k]
			}
		}
	}
	slices.SortStableFunc(rows, func(x, y GroupReportRow) int {
		switch {
		case (x.Report == nil) == (y.Report == nil):
			return 0
		case x.Report == nil:
			return -1
		}
		return 1
	})
	return rows, err
}
