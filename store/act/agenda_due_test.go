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

// Each step of a special report is told once to who made the meeting, before its
// day and not at night; what was done meanwhile is not told, and another date of the
// meeting is another case.
func TestStepsOfReportsAreToldOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		o := open(t, base)
		maker := o.member("maker", o.root.ID, store.RoleClerk)
		o.member("colleague", o.root.ID, store.RoleClerk)
		starts := time.Date(2026, 12, 22, 9, 0, 0, 0, store.ChinaTime)
		m := &store.Meeting{ID: store.NewID(o.now), Created: o.now, OfficeID: o.root.ID, Kind: store.MeetingStanding, Title: "第十次会议",
			Starts: starts, State: store.MeetingPlanned, By: maker.ID, Version: 1}
		item := &store.AgendaItem{ID: store.NewID(o.now), Created: o.now, MeetingID: m.ID, Kind: store.AgendaReport, Title: "关于义务教育的报告", Reporter: "县人民政府", Order: 1, Version: 1}
		o.must(base.Tx(t.Context(), func(q db.Q) error {
			return (&db.Batch{Meetings: []*store.Meeting{m}, AgendaItems: []*store.AgendaItem{item}}).Flush(t.Context(), q)
		}))
		run := func(month time.Month, day, hour int) (told int) {
			o.now = time.Date(2026, month, day, hour, 40, 0, 0, store.ChinaTime).UTC()
			o.must(o.do(store.JobActor("reports"), func(t *act.Tx) (err error) { told, err = t.RemindReports(); return err }))
			return told
		}
		if n := run(11, 28, 8); n != 0 { // twenty days before is 2 December
			t.Errorf("%d told too early", n)
		}
		if n := run(11, 29, 23); n != 1 {
			t.Errorf("%d told of the first step", n)
		}
		if n := run(11, 30, 8) + run(12, 3, 8); n != 0 {
			t.Errorf("%d told again", n)
		}
		list := dbtest.Notices(t, base.Read(), o.root.ID, store.NoticeWaiting)
		if len(list) != 1 || list[0].StaffID != maker.ID || !list[0].NextAt.Equal(time.Date(2026, 11, 30, 8, 0, 0, 0, store.ChinaTime)) {
			t.Errorf("%+v", list)
		}
		o.reportAlarms(1)
		if n := run(12, 9, 8); n != 1 {
			t.Errorf("%d told of the second step", n)
		}
		step := func(s store.ReportStep) {
			o.must(o.do(maker, func(t *act.Tx) error { return t.StepReport(item.ID, s, store.DayOf(o.now), 0) }))
		}
		step(store.ReportConsult)
		_, out, err := o.Deliveries(t.Context(), 10)
		o.must(err)
		if len(out) != 1 || out[0].Report == nil || out[0].Report.Deadline.Step != store.ReportHand {
			t.Errorf("what was done meanwhile is told: %+v", out)
		}
		step(store.ReportHand)
		o.reportAlarms(0)
		o.moved(base, m.ID, func(m *store.Meeting) { m.Starts = starts.AddDate(0, 0, 2) })
		if n := run(12, 14, 8); n != 1 {
			t.Errorf("%d told of the third step at another date", n)
		}
		if err := o.do(maker, func(t *act.Tx) error { _, err := t.RemindReports(); return err }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("a clerk runs the duty: %v", err)
		}
	})
}

// reportAlarms counts those on the leader's page of today; the next town has none.
func (o *office) reportAlarms(want int) {
	o.t.Helper()
	for who, want := range map[*store.Actor]int{&o.leader: want, &o.other: 0} {
		list, err := o.Alarms(o.t.Context(), *who)
		o.must(err)
		n := 0
		for _, a := range list {
			if a.Report != nil {
				n++
			}
		}
		if n != want {
			o.t.Errorf("%s sees %d steps, want %d", who.ID, n, want)
		}
	}
}

// Leave that nobody can decide on is shown, and told to whoever may still see to it.
func TestLeaveWithNobodyToDecide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		m, parts := o.called(d, o.zhang)
		security := o.member("security", o.root.ID, store.RoleSecurity)
		stuck := func() bool {
			b, err := o.LeaveStuck(t.Context(), store.Actor{Kind: store.ActorStaff, ID: "x", OfficeID: o.town.ID,
				Grants: []store.Grant{{Role: store.RoleClerk, OfficeID: o.town.ID}}}, m.ID)
			o.must(err)
			return b
		}
		if stuck() {
			t.Error("stuck although nobody asked")
		}
		o.must(d.Tx(t.Context(), func(q db.Q) error {
			_, err := q.ExecContext(t.Context(), "UPDATE staff SET disabled = created WHERE id IN (?, ?)", o.clerk.ID, o.leader.ID)
			return err
		}))
		o.asks(zhang, parts[0], "老母亲住院，需要陪护")
		if !stuck() {
			t.Error("it waits silently")
		}
		if got := o.toTell(d, store.NoticeLeaveStuck); len(got) != 1 || got[0] != security.ID {
			t.Errorf("told %v", got)
		}
		if got := o.toTell(d, store.NoticeLeaveAsked); len(got) != 0 {
			t.Errorf("asked to decide: %v", got)
		}
		back := o.member("back", o.town.ID, store.RoleLeader)
		if stuck() {
			t.Error("stuck although somebody decides again")
		}
		list, err := o.Alarms(t.Context(), back)
		o.must(err)
		for _, a := range list {
			if a.Stuck != nil {
				t.Errorf("%+v", a)
			}
		}
		o.must(d.Tx(t.Context(), func(q db.Q) error {
			_, err := q.ExecContext(t.Context(), "UPDATE staff SET disabled = created WHERE id = ?", back.ID)
			return err
		}))
		if list, err = o.Alarms(t.Context(), back); err != nil || len(list) == 0 || list[0].Stuck == nil || list[0].Stuck.ID != m.ID {
			t.Errorf("%+v %v", list, err)
		}
	})
}
