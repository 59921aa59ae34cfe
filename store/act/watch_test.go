package act_test

import (
	"errors"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// took writes a meeting down.
func (o *office) took(base *db.DB, office string, kind store.MeetingKind, starts time.Time, state store.MeetingState) {
	o.t.Helper()
	m := &store.Meeting{ID: store.NewID(o.now), Created: o.now, OfficeID: office, Kind: kind, Title: "会议", Starts: starts, State: state, Version: 1}
	o.must(base.Tx(o.t.Context(), func(q db.Q) error { return (&db.Batch{Meetings: []*store.Meeting{m}}).Flush(o.t.Context(), q) }))
}

// Each case is told once to the office's own desk, or to the one above where there
// is none, and stands on the page of today until somebody has seen to it.
func TestWhatTheLawWantsIsToldOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		o := open(t, base)
		run := func(at time.Time) (told int) {
			o.now = at
			o.must(o.do(store.JobActor("watch"), func(t *act.Tx) (err error) { told, err = t.Watch(); return err }))
			return told
		}
		refs := func() (refs []string) {
			rows, err := base.Read().QueryContext(t.Context(), "SELECT ref FROM notice WHERE kind = 'watch' ORDER BY id")
			o.must(err)
			defer rows.Close()
			for rows.Next() {
				var ref string
				o.must(rows.Scan(&ref))
				refs = append(refs, ref)
			}
			return refs
		}
		day := func(month time.Month, day int) time.Time {
			return time.Date(2027, month, day, 9, 0, 0, 0, store.ChinaTime)
		}
		o.took(base, o.town.ID, store.MeetingCongress, day(1, 20), store.MeetingAnnounced)
		o.took(base, o.root.ID, store.MeetingStanding, day(7, 30), store.MeetingClosed)
		if n := run(day(9, 18)); n != 0 {
			t.Errorf("%d told although nothing is late", n)
		}
		// The county's has its leader; the petition officer is not concerned.
		if n := run(day(9, 19)); n != 1 || refs()[0] != "standing.2027-07-30."+o.root.ID {
			t.Errorf("%d told of the standing committee: %v", n, refs())
		}
		if n := run(day(10, 1)); n != 2 {
			t.Errorf("%d told of two towns' congresses", n)
		}
		if n := run(day(10, 2)); n != 0 {
			t.Errorf("%d told again", n)
		}
		above, err := o.Alarms(t.Context(), o.leader)
		o.must(err)
		town, err := o.Alarms(t.Context(), o.clerk)
		o.must(err)
		if len(above) != 3 || len(town) != 1 || town[0].Case.Kind != store.WatchCongress || town[0].Case.Held != 1 || town[0].Office != "甲镇人大" {
			t.Errorf("the county sees %+v, the town %+v", above, town)
		}
		o.took(base, o.town.ID, store.MeetingCongress, day(12, 20), store.MeetingPlanned)
		o.took(base, o.root.ID, store.MeetingStanding, day(10, 10), store.MeetingAnnounced) // after two months: told once is enough
		if town, err = o.Alarms(t.Context(), o.clerk); err != nil || len(town) != 0 {
			t.Errorf("scheduled, and still %+v (%v)", town, err)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.Watch(); return err }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("a clerk runs the duty: %v", err)
		}
	})
}
