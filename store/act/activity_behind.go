package act

import (
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// Behind is what has fallen behind in the activities of groups.
type Behind struct {
	Idle int // groups with too few activities this quarter, once its end is near (a setting)
	Late int // letters and reports whose 整改情况报告 is overdue; BehindCounted or more are not counted on
}

// BehindCounted is where counting what is late stops.
const BehindCounted = 1000

// Behind counts what has fallen behind in the offices whose activities the actor may
// read; nothing for who may read none.
func (a *Acts) Behind(ctx context.Context, actor store.Actor) (b Behind, err error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return b, err
	}
	offices := store.OfficesFor(actor, store.ActActivity, view.Offices)
	if len(offices) == 0 {
		return b, nil
	}
	if b.Late, err = db.CountHandoversLate(ctx, a.db.Read(), offices, store.DayOf(a.Now()), BehindCounted); err != nil {
		return b, err
	}
	ask := slices.DeleteFunc(offices, func(id string) bool { return !view.asksPace(id, a.Now()) })
	idle, err := view.idleGroups(ctx, a.db.Read(), ask, a.Now())
	b.Idle = len(idle)
	return b, err
}

// asksPace reports whether an office wants activities of its groups, and the quarter
// ends so soon that those who have too few are reminded.
func (v *View) asksPace(officeID string, now time.Time) bool {
	return v.Settings.Int(officeID, store.SetGroupPace) > 0 && store.QuarterOf(now).EndsWithin(v.Settings.Int(officeID, store.SetGroupWarn), now)
}

// idleGroups reads the groups of offices that have too few activities this quarter.
// One that has enough announced for the rest of it is left out.
func (v *View) idleGroups(ctx context.Context, q db.Q, officeIDs []string, now time.Time) ([]store.Group, error) {
	if len(officeIDs) == 0 {
		return nil, nil
	}
	groups, err := db.GroupsOf(ctx, q, officeIDs)
	if err != nil || len(groups) == 0 {
		return nil, err
	}
	ids := make([]string, len(groups))
	for i, g := range groups {
		ids[i] = g.ID
	}
	quarter := store.QuarterOf(now)
	from, to := quarter.Span()
	held, err := db.ActivitiesOfGroups(ctx, q, ids, from, to)
	return slices.DeleteFunc(groups, func(g store.Group) bool {
		return store.PaceOf(held, g.ID, quarter, v.Settings.Int(g.OfficeID, store.SetGroupPace), now).Enough()
	}), err
}
