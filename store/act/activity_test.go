package act_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// grouped is an office with a group of three, whose leader is bound.
func grouped(t *testing.T, d *db.DB) (o *office, g *store.Group, leader store.Actor, members []string) {
	o = open(t, d)
	wang := o.third(o.town.ID, "王五")
	members = []string{o.zhang.ID, o.li.ID, wang}
	g, err := o.group(store.Group{OfficeID: o.town.ID, Name: "第一小组", Kind: store.GroupArea, LeaderID: o.li.ID}, members...)
	o.must(err)
	return o, g, o.bind("li", o.li.ID), members
}

// sentOf counts the notices of a kind in the outbox.
func (o *office) sentOf(d *db.DB, kind store.NoticeKind) (n int) {
	o.t.Helper()
	o.must(d.Tx(o.t.Context(), func(q db.Q) error {
		return q.QueryRowContext(o.t.Context(), "SELECT COUNT(*) FROM notice WHERE kind = ?", string(kind)).Scan(&n)
	}))
	return n
}

// held writes down a group's activity of yesterday.
func (o *office) held(who store.Actor, groupID string, came ...string) (*store.Meeting, error) {
	var m *store.Meeting
	err := o.do(who, func(t *act.Tx) (err error) {
		m, err = t.RecordNew(store.Meeting{Kind: store.ActivityGroup, GroupID: groupID, Starts: o.now.Add(-24 * time.Hour)},
			act.ActivityForm{Record: store.ActivityRecord{Findings: "走访了两个村", Minutes: 90}, Came: came})
		return err
	})
	return m, err
}

func TestALeaderWritesDownAnActivity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, g, leader, members := grouped(t, d)
		m, err := o.held(leader, g.ID, members[0], members[1])
		o.must(err)
		if m.OfficeID != o.town.ID || m.State != store.MeetingClosed || m.Title != "第一小组活动" || !m.Ends.Equal(m.Starts.Add(90*time.Minute)) {
			t.Errorf("%+v", m)
		}
		got, err := o.Activity(t.Context(), leader, m.ID)
		o.must(err)
		if len(got.People) != 3 || got.Called != 3 || got.Came != 2 || got.Record.Leader != o.li.ID || got.Record.Findings != "走访了两个村" || got.Leader != "李四" {
			t.Fatalf("%+v", got)
		}
		file, err := o.Files().PutImage(t.Context(), strings.NewReader(pngDot))
		o.must(err)
		again := act.ActivityForm{Record: store.ActivityRecord{Findings: "走访了三个村", Advice: "修桥"}, Came: []string{members[2]}, Seen: 1, Photos: []media.File{file}}
		o.must(o.do(leader, func(t *act.Tx) error { return t.RecordActivity(m.ID, again) }))
		if err := o.do(leader, func(t *act.Tx) error { return t.RecordActivity(m.ID, again) }); !errors.Is(err, store.ErrConflict) {
			t.Errorf("written over: %v", err)
		}
		staffs := act.ActivityForm{Record: store.ActivityRecord{Findings: "走访了三个村", Advice: "修桥", Officers: "陈某（交通局）", Expenses: []store.Expense{{What: "车", Cents: 100}}},
			Came: []string{members[2], members[0]}, Seen: 2}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RecordActivity(m.ID, staffs) }))
		got, err = o.Activity(t.Context(), o.clerk, m.ID)
		o.must(err)
		if got.Came != 2 || got.Called != 3 || got.Record.Officers != "陈某（交通局）" || got.Record.Cents() != 100 || len(got.Photos) != 1 || got.Record.Leader != o.li.ID {
			t.Errorf("%+v %+v", got, got.Record)
		}
		if _, err := o.ActivityPhoto(t.Context(), leader, got.Photos[0].ID); err != nil {
			t.Errorf("the leader's photo: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.DropActivityPhoto(got.Photos[0].ID); return err }))
		rows, err := o.Activities(t.Context(), o.clerk, act.ActivityFilter{GroupID: g.ID, From: o.now.AddDate(0, -1, 0), To: o.now, Limit: 10})
		if err != nil || len(rows) != 1 || rows[0].Group != "第一小组" || rows[0].Office != "甲镇人大" {
			t.Errorf("%+v, %v", rows, err)
		}
		led, err := o.Led(t.Context(), leader)
		if err != nil || len(led) != 1 || led[0].Pace.Held != 1 || led[0].Pace.Idle() || len(led[0].People) != 3 {
			t.Errorf("%+v, %v", led, err)
		}
	})
}

// pngDot is a picture of one pixel.
const pngDot = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xcf\xc0\x00\x00\x03\x01\x01\x00\xc9\xfe\x92\xef\x00\x00\x00\x00IEND\xaeB`\x82"

// TestWhoMayWriteDownAnActivity: staff of the office and the group's leader; nobody
// else finds it, and a leader adds nobody from outside the group.
func TestWhoMayWriteDownAnActivity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, g, leader, members := grouped(t, d)
		zhang := o.bind("zhang", o.zhang.ID)
		m, err := o.held(o.clerk, g.ID, members[0])
		o.must(err)
		outside := o.third(o.town.ID, "赵六")
		form := act.ActivityForm{Record: store.ActivityRecord{Findings: "x"}, Came: members, Seen: 1}
		for who, actor := range map[string]store.Actor{"a member": zhang, "another town": o.other} {
			if err := o.do(actor, func(t *act.Tx) error { return t.RecordActivity(m.ID, form) }); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: %v", who, err)
			}
			if _, err := o.Activity(t.Context(), actor, m.ID); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s reads it: %v", who, err)
			}
			if _, err := o.held(actor, g.ID, members[0]); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s makes one: %v", who, err)
			}
		}
		bad := form
		bad.Came = []string{outside}
		if err := o.do(leader, func(t *act.Tx) error { return t.RecordActivity(m.ID, bad) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("somebody from outside the group: %v", err)
		}
		if _, err := o.held(leader, g.ID, outside); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a new one with somebody from outside: %v", err)
		}
		bad.Came = nil
		if err := o.do(leader, func(t *act.Tx) error { return t.RecordActivity(m.ID, bad) }); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("nobody came: %v", err)
		}
		if _, err := o.held(leader, "01JZZZZZZZZZZZZZZZZZZZZZZZ", members[0]); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("no group: %v", err)
		}
		if got, err := o.Activity(t.Context(), o.clerk, m.ID); err != nil || got.Came != 1 || got.Record.Version != 1 {
			t.Errorf("something changed: %+v, %v", got, err)
		}
	})
}

// signLetter brings a draft of the town's clerk out.
func (o *office) signLetter(d *store.Draft) {
	o.t.Helper()
	o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.StepDraft(d.ID, store.StepSubmit, "", 0); return err }))
	o.must(o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(d.ID, store.StepSign, "", 0); return err }))
}

// hand drafts a letter about an activity.
func (o *office) hand(who store.Actor, activity string) (h *store.Handover, letter *store.Draft, err error) {
	err = o.do(who, func(t *act.Tx) (err error) {
		h, letter, err = t.AddHandover(store.Handover{MeetingID: activity, Kind: store.HandoverReport, To: "镇人民政府"})
		return err
	})
	return h, letter, err
}

// lateNow runs the duty about deadlines.
func (o *office) lateNow() (n int) {
	o.t.Helper()
	o.must(o.do(store.JobActor("activities"), func(t *act.Tx) (err error) { n, err = t.HandoversDue(); return err }))
	return n
}

// lateAre compares what the page of today counts and the list shows, of the town and
// of another.
func (o *office) lateAre(ours, theirs int) {
	o.t.Helper()
	for who, want := range map[*store.Actor]int{&o.clerk: ours, &o.other: theirs} {
		b, err := o.Behind(o.t.Context(), *who)
		o.must(err)
		rows, err := o.Handovers(o.t.Context(), *who, act.WhichLate, 10)
		if o.must(err); b.Late != want || len(rows) != want {
			o.t.Errorf("%d are late, the list has %d, want %d", b.Late, len(rows), want)
		}
	}
}

func TestFindingsLeaveAndComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, g, _, members := grouped(t, d)
		m, err := o.held(o.clerk, g.ID, members...)
		o.must(err)
		if _, _, err := o.hand(o.other, m.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town: %v", err)
		}
		h, letter, err := o.hand(o.clerk, m.ID)
		o.must(err)
		for _, want := range []string{"甲镇人大主席团组织人大代表3名", "走访了两个村", "30日内"} {
			if !strings.Contains(letter.Text, want) {
				t.Errorf("%q is missing in %s", want, letter.Text)
			}
		}
		o.signLetter(letter)
		now := func() *act.HandoverDossier {
			got, err := o.Handover(t.Context(), o.clerk, h.ID)
			o.must(err)
			return got
		}
		if got := now(); got.State != store.HandoverSent || got.Due != "2026-12-23" || got.Activity.ID != m.ID {
			t.Fatalf("%+v", got)
		}
		due := o.lateNow
		o.now = time.Date(2026, 12, 23, 15, 59, 0, 0, time.UTC)
		if n := due(); n != 0 {
			t.Errorf("told %d on the last day", n)
		}
		o.lateAre(0, 0) // on the last day
		o.now = o.now.Add(time.Minute)
		o.lateAre(1, 0)
		if n, again := due(), due(); n != 1 || again != 0 {
			t.Errorf("told %d and %d", n, again)
		}
		report := func(t *act.Tx) error {
			return t.Answered(h.ID, "2026-12-24", "已修好一座", media.File{}, now().Version)
		}
		o.must(o.do(o.clerk, report))
		if err := o.do(o.clerk, report); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("twice: %v", err)
		}
		judge := func(v store.Verdict, day string) error {
			return o.do(o.clerk, func(t *act.Tx) error { return t.Judge(h.ID, v, "", day, now().Version) })
		}
		o.must(judge(store.VerdictPartly, "2027-01-20"))
		o.now = time.Date(2027, 1, 21, 1, 0, 0, 0, time.UTC)
		if n, again := due(), due(); n != 1 || again != 0 { // the new deadline
			t.Errorf("told %d and %d", n, again)
		}
		o.must(o.do(o.clerk, report))
		o.must(judge(store.VerdictDone, ""))
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			return t.RecordNotice(h.ID, store.RectifyNotice{Issuer: "镇人民政府", Number: "〔2026〕3号", Day: "2026-12-01"}, now().Version)
		}))
		got := now()
		if got.State != store.HandoverClosed || len(got.Replies) != 2 || got.Replies[0].Verdict != store.VerdictPartly || got.Notice.Issuer != "镇人民政府" || got.Round != 2 {
			t.Errorf("%+v", got)
		}
		if open, err := o.Handovers(t.Context(), o.clerk, act.WhichOpen, 10); err != nil || len(open) != 0 {
			t.Errorf("%+v, %v", open, err)
		}
		if _, err := o.Handover(t.Context(), o.other, h.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town reads it: %v", err)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.Judge(h.ID, store.VerdictDone, "", "", 1) }); !errors.Is(err, store.ErrConflict) {
			t.Errorf("an old version: %v", err)
		}
	})
}

// TestAYearOfAGroup steps a clock over a year, day by day, at the hour of the duty:
// a group that holds its activity is left alone, an idle one is reminded once a
// quarter, reports are asked for before their day and missed after it, and nobody
// hears of anything twice.
func TestAYearOfAGroup(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, g, leader, members := grouped(t, d)
		heard := map[string]string{} // kind → days on which somebody was told
		start := time.Date(2027, 1, 1, 0, 40, 0, 0, time.UTC)
		for day := 0; day < 365; day++ {
			o.now = start.AddDate(0, 0, day)
			on := store.DayOf(o.now)
			switch on {
			case "2027-02-20", "2027-08-01": // the first and the third quarter have one
				_, err := o.held(leader, g.ID, members...)
				o.must(err)
			case "2027-06-14":
				led, err := o.Led(t.Context(), leader)
				o.must(err)
				o.must(o.do(leader, func(t *act.Tx) error {
					return t.ReportGroup(g.ID, led[0].Report.Half, led[0].Report.Begin, 0)
				}))
			}
			if day%9 != 0 && !strings.Contains("03-15 03-16 03-17 06-07 06-08 06-15 06-16 09-15 09-16 12-07 12-08 12-15 12-16 12-17", on[5:]) {
				continue // a day like those before and after it
			}
			o.must(o.do(store.JobActor("activities"), func(t *act.Tx) error {
				for kind, due := range map[string]func() (int, error){"groups": t.GroupsDue, "reports": t.ReportsDue} {
					n, err := due()
					if err != nil {
						return err
					}
					if n > 0 {
						heard[kind] += fmt.Sprintf("%s:%d ", on[5:], n)
					}
				}
				return nil
			}))
		}
		if want := "06-16:2 12-17:2 "; heard["groups"] != want { // the leader and the clerk
			t.Errorf("groups %q, want %q", heard["groups"], want)
		}
		if want := "01-01:1 06-08:1 12-08:1 12-16:1 "; heard["reports"] != want { // that of last year is late; the first of this year came in time
			t.Errorf("reports %q, want %q", heard["reports"], want)
		}
		if n := o.sentOf(d, store.NoticeGroupIdle); n != 2 {
			t.Errorf("the leader was reminded %d times", n)
		}
		rows, err := o.GroupReports(t.Context(), o.clerk, store.Half{Year: 2027, N: 1})
		if err != nil || len(rows) != 1 || rows[0].Report == nil || rows[0].Report.Figures.Activities != 1 || rows[0].Report.Figures.Came != 3 {
			t.Errorf("%+v, %v", rows, err)
		}
		for day, want := range map[string]int{"2027-02-20": 0, "2027-03-30": 0, "2027-05-20": 0, "2027-06-30": 1, "2027-12-30": 1} {
			if o.now, err = time.Parse(time.DateOnly, day); err != nil {
				t.Fatal(err)
			}
			if b, err := o.Behind(t.Context(), o.clerk); err != nil || b.Idle != want {
				t.Errorf("on %s %d groups are idle, want %d (%v)", day, b.Idle, want, err)
			}
		}
		years, err := o.GroupYears(t.Context(), o.clerk, 2027)
		if err != nil || len(years) != 1 || years[0].Quarters[0].Idle() || !years[0].Quarters[1].Idle() || years[0].Leader != "李四" {
			t.Errorf("%+v, %v", years, err)
		}
	})
}

func TestAReportIsTheLeadersAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, g, leader, _ := grouped(t, d)
		zhang := o.bind("zhang", o.zhang.ID)
		half := store.Half{Year: 2026, N: 2}
		if err := o.do(zhang, func(t *act.Tx) error { return t.ReportGroup(g.ID, half, "x", 0) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a member: %v", err)
		}
		if _, err := o.GroupReport(t.Context(), zhang, g.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a member reads it: %v", err)
		}
		if err := o.do(leader, func(t *act.Tx) error { return t.ReportGroup(g.ID, half, " ", 0) }); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("nothing: %v", err)
		}
		if err := o.do(leader, func(t *act.Tx) error { return t.ReportGroup(g.ID, store.Half{Year: 2025, N: 1}, "x", 0) }); !store.IsProblem(err, store.ProblemMismatch) {
			t.Errorf("another half-year: %v", err)
		}
		o.must(o.do(leader, func(t *act.Tx) error { return t.ReportGroup(g.ID, half, "本半年…", 0) }))
		if err := o.do(leader, func(t *act.Tx) error { return t.ReportGroup(g.ID, half, "x", 0) }); !errors.Is(err, store.ErrConflict) {
			t.Errorf("written over: %v", err)
		}
		o.must(o.do(leader, func(t *act.Tx) error { return t.ReportGroup(g.ID, half, "改过", 1) }))
		if s, err := o.GroupReport(t.Context(), leader, g.ID); err != nil || s.Report.Text != "改过" || s.Half != half {
			t.Errorf("%+v, %v", s, err)
		}
	})
}

// TestQuietHoursHold: a duty that somebody runs at midnight wakes nobody.
func TestQuietHoursHold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _, _, _ := grouped(t, d)
		o.now = time.Date(2026, 12, 20, 16, 0, 0, 0, time.UTC) // midnight in China
		o.must(o.do(store.JobActor("activities"), func(t *act.Tx) error { _, err := t.GroupsDue(); return err }))
		var early int
		o.must(d.Tx(t.Context(), func(q db.Q) error {
			return q.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM notice WHERE kind LIKE 'group%' AND next_at < '2026-12-21 00:00:00'").Scan(&early)
		}))
		if early != 0 || o.sentOf(d, store.NoticeGroupIdle) != 1 {
			t.Errorf("%d of %d leave at night", early, o.sentOf(d, store.NoticeGroupIdle))
		}
	})
}
