package act

import (
	"context"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// DeputyVisitRow is a visit as a list shows one.
type DeputyVisitRow struct {
	store.DeputyVisit
	Deputy string
	Wrote  string // who wrote it down
}

// Open reports that something is still to come of the visit.
func (r *DeputyVisitRow) Open() bool { return r.FollowUp != "" && r.Followed.IsZero() }

// DeputyVisits lists the visits paid to deputies of the actor's offices since a
// day (2006-01-02; empty means all), the newest first.
func (a *Acts) DeputyVisits(ctx context.Context, actor store.Actor, from string, open bool, limit int) ([]DeputyVisitRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActVisitDeputy, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	list, err := db.DeputyVisitsIn(ctx, a.db.Read(), offices, from, open, limit)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var ids []string
	for _, v := range list {
		ids = append(ids, v.DeputyID)
	}
	deputies, err := db.DeputiesByID(ctx, a.db.Read(), compact(ids))
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, d := range deputies {
		names[d.ID] = d.Name
	}
	staff, err := a.StaffNames(ctx)
	rows := make([]DeputyVisitRow, len(list))
	for i, v := range list {
		rows[i] = DeputyVisitRow{v, names[v.DeputyID], staff[v.StaffID]}
	}
	return rows, err
}

// AddDeputyVisit writes down a visit that was paid to a deputy.
func (t *Tx) AddDeputyVisit(v store.DeputyVisit) (*store.DeputyVisit, error) {
	if v.DeputyID == "" {
		return nil, store.Invalid("deputy", store.ProblemEmpty)
	}
	d, err := db.Deputy(t.ctx, t.q, v.DeputyID)
	if err != nil {
		return nil, err
	}
	if t.may(store.ActVisitDeputy, store.Target{OfficeID: d.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	if err := v.Check(t.now.In(store.ChinaTime).Format(time.DateOnly)); err != nil {
		return nil, err
	}
	v.ID, v.Created, v.OfficeID, v.StaffID, v.Version, v.Followed = store.NewID(t.now), t.now, d.OfficeID, t.Actor.ID, 1, time.Time{}
	t.batch.DeputyVisits = append(t.batch.DeputyVisits, &v)
	t.audit(store.ActVisitDeputy, "deputy_visit", v.ID, v.OfficeID, "new deputy="+d.ID, v.Said)
	return &v, nil
}

// FollowedUp notes that what was to come of a visit came.
func (t *Tx) FollowedUp(id string, seen int64) error {
	v, err := db.DeputyVisit(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if t.may(store.ActVisitDeputy, store.Target{OfficeID: v.OfficeID}) != nil {
		return store.ErrNotFound
	}
	if v.Version != seen || !v.Followed.IsZero() || v.FollowUp == "" {
		return store.ErrConflict
	}
	v.Followed = t.now
	touch(t, &t.batch.Changed.DeputyVisits, v)
	t.audit(store.ActVisitDeputy, "deputy_visit", v.ID, v.OfficeID, "followed", "")
	return nil
}
