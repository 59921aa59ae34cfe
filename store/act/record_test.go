package act_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

func (v *venue) close() error {
	return v.do(v.clerk, func(t *act.Tx) error { return t.CloseMeeting(v.m.ID, 0) })
}

// record is what 甲镇's file says of somebody; the newest line.
func (v *venue) records(who store.Deputy) *act.RecordFile {
	v.t.Helper()
	f, err := v.RecordsOf(v.t.Context(), v.clerk, who.ID)
	v.must(err)
	return f
}

// TestLeaveIsGivenAfterTheEnd: who asked in time and is answered late was not absent.
func TestLeaveIsGivenAfterTheEnd(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang, li := o.bind("zhang", o.zhang.ID), o.bind("li", o.li.ID)
		v := o.hold(d, store.MeetingStanding, nil).call(store.RoleAttends, o.zhang, o.li)
		given, refused := o.asks(zhang, v.part["张三"], "住院"), o.asks(li, v.part["李四"], "出差")
		o.now = o.now.Add(4 * time.Hour)
		o.must(v.close())
		o.must(o.do(o.leader, func(t *act.Tx) error { return t.DecideLeave(given.ID, true, "", 0) }))
		o.must(o.do(o.leader, func(t *act.Tx) error { return t.DecideLeave(refused.ID, false, "事由不充分", 0) }))
		for who, want := range map[store.Deputy]store.Presence{o.zhang: store.PresenceLeave, o.li: store.PresenceAbsent} {
			if got := v.records(who).Records; len(got) != 1 || got[0].Outcome != want {
				t.Errorf("%s: %+v", who.Name, got)
			}
		}
	})
}

func TestAClosedMeetingGoesIntoTheRecords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		guest, held := o.deputy("赵六", store.MandateActive), o.deputy("王五", store.MandateSuspended)
		v := o.hold(d, store.ActivityTrain, nil).call(store.RoleAttends, o.zhang, o.li, held).call(store.RoleSitsIn, guest)
		refusedAs(t, "before its end", v.close(), store.ProblemTooEarly)
		o.now = o.now.Add(40 * time.Minute)
		o.must(v.tick(act.TickSign, time.Time{}, "张三", "赵六"))
		o.now = o.now.Add(3 * time.Hour)
		if err := o.do(o.other, func(t *act.Tx) error { return t.CloseMeeting(v.m.ID, 0) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a clerk of the next town: %v", err)
		}
		o.must(v.close())
		refusedAs(t, "twice", v.close(), store.ProblemDone)
		zhang := v.records(o.zhang).Records
		if len(zhang) != 1 || zhang[0].Kind != store.RecordTraining || zhang[0].Outcome != store.PresenceThere || !zhang[0].Late ||
			zhang[0].Day != "2026-11-23" || zhang[0].MeetingID != v.m.ID || zhang[0].Held != 1 || zhang[0].Came != 1 {
			t.Errorf("张三: %+v", zhang)
		}
		li := v.records(o.li).Records
		if len(li) != 1 || li[0].Outcome != store.PresenceAbsent {
			t.Errorf("李四: %+v", li)
		}
		if f := v.records(held); len(f.Records) != 0 {
			t.Errorf("who is suspended is absent: %+v", f.Records)
		}
		if f := v.records(guest); len(f.Records) != 0 {
			t.Errorf("who sat in has a record of attending: %+v", f.Records)
		}
		// The list was wrong: 李四 was there, 张三 was not.
		o.must(v.tick(act.TickSign, time.Time{}, "李四"))
		o.must(v.tick(act.TickUndo, time.Time{}, "张三"))
		after := v.records(o.li).Records
		if len(after) != 1 || after[0].ID != li[0].ID || after[0].Outcome != store.PresenceThere {
			t.Errorf("李四, corrected: %+v", after)
		}
		if again := v.records(o.zhang).Records; len(again) != 1 || again[0].Outcome != store.PresenceAbsent || again[0].Late {
			t.Errorf("张三, corrected: %+v", again)
		}
		who := o.bind("li", o.li.ID)
		mine, err := o.MyRecords(t.Context(), who)
		o.must(err)
		if len(mine.Records) != 1 || mine.Records[0].ID != li[0].ID {
			t.Errorf("what 李四 reads: %+v", mine)
		}
		if _, err := o.MyRecords(t.Context(), o.follower("voter")); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("who is no deputy: %v", err)
		}
		if _, err := o.RecordsOf(t.Context(), o.other, o.li.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a clerk of the next town: %v", err)
		}
	})
}

// TestApprovedLeaveIsNoAbsence: what was asked for and not approved is.
func TestApprovedLeaveIsNoAbsence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		whole, parts := o.session(d, "", o.zhang, o.li)
		leave := func(v *venue, who store.Deputy, s store.LeaveState, revision int) {
			v.write(db.Batch{Leaves: []*store.Leave{{ID: store.NewID(o.now), Created: o.now, MeetingID: v.m.ID, ParticipantID: parts[0].part[who.Name],
				DeputyID: who.ID, OfficeID: o.town.ID, Revision: revision, State: s, Version: 1}}})
		}
		leave(parts[0], o.li, store.LeaveAsked, 1)
		leave(parts[1], o.li, store.LeaveRefused, 1)
		leave(parts[2], o.li, store.LeaveApproved, 0) // of another time
		leave(whole, o.zhang, store.LeaveApproved, 1)
		o.now = o.now.Add(3 * time.Hour)
		o.must(whole.close())
		if r := whole.records(o.zhang).Records[0]; r.Outcome != store.PresenceLeave || r.Excused != 3 {
			t.Errorf("on leave from the session: %+v", r)
		}
		if f := whole.records(o.li); f.Records[0].Outcome != store.PresenceAbsent || f.Missed[""] != 1 {
			t.Errorf("whose leave was not approved: %+v", f)
		}
	})
}

// session writes down a congress's session of three parts, one of them called off.
func (o *office) session(d *db.DB, term string, who ...store.Deputy) (*venue, []*venue) {
	o.t.Helper()
	whole := o.hold(d, store.MeetingCongress, func(m *store.Meeting) { m.TermID = term })
	var parts []*venue
	for i, kind := range []store.MeetingKind{store.MeetingPrepare, store.MeetingPlenary, store.MeetingPlenary, store.MeetingPlenary} {
		p := o.hold(d, kind, func(m *store.Meeting) {
			m.ParentID, m.TermID = whole.m.ID, term
			m.Starts = m.Starts.Add(time.Duration(i) * 10 * time.Minute)
			m.Ends = m.Starts.Add(10 * time.Minute)
			if i == 3 {
				m.State = store.MeetingCancelled
			}
		})
		parts = append(parts, p.call(store.RoleAttends, who...))
	}
	return whole, parts
}

// TestOnlyAWholeSessionMissedWithoutLeaveCounts: what 代表法 Art. 62 counts is a hint
// to staff, and changes no mandate.
func TestOnlyAWholeSessionMissedWithoutLeaveCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		sun := o.deputy("孙七", store.MandateActive)
		whole, parts := o.session(d, "", o.zhang, o.li, sun)
		refusedAs(t, "signing in to a session itself", whole.tick(act.TickSign, time.Time{}), store.ProblemEmpty)
		o.now = o.now.Add(3 * time.Hour)
		o.must(parts[1].tick(act.TickSign, time.Time{}, "张三"))
		if f := whole.records(o.li); len(f.Records)+len(f.Missed) != 0 {
			t.Errorf("before it is closed: %+v", f)
		}
		o.must(whole.close())
		if r := whole.records(o.zhang); len(r.Missed) != 0 || r.Records[0].Kind != store.RecordCongress || r.Records[0].Held != 3 || r.Records[0].Came != 1 {
			t.Errorf("who came once: %+v", r)
		}
		if r := whole.records(o.li); r.Missed[""] != 1 || r.Records[0].Held != 3 || r.Records[0].Came != 0 {
			t.Errorf("who came never: %+v", r)
		}
		second, _ := o.session(d, "", o.li)
		o.now = o.now.Add(3 * time.Hour)
		o.must(second.close())
		s, err := o.Venue(t.Context(), o.clerk, second.m.ID)
		o.must(err)
		missed, err := o.MissedSessions(t.Context(), s)
		o.must(err)
		if missed[o.li.ID] != 2 || len(missed) != 1 {
			t.Errorf("the second one: %v", missed)
		}
		f, err := o.DeputyFile(t.Context(), o.clerk, o.li.ID)
		o.must(err)
		if f.RosterRow.Mandates[0].Status != store.MandateActive {
			t.Error("something was done by itself")
		}
		// The list of the first one was wrong: a part is corrected after all is closed.
		o.must(parts[2].tick(act.TickSign, time.Time{}, "李四"))
		if r := whole.records(o.li); r.Missed[""] != 1 || len(r.Records) != 2 {
			t.Errorf("after the correction: %+v", r)
		}
	})
}

func TestMinutesAreNumberedAndKeepWhatTheyWere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.hold(d, store.MeetingStanding, nil)
		paper := store.Minutes{Kind: store.MinutesSummary, Title: "第一次会议纪要", Text: "会议听取了报告。", Day: "2026-11-23"}
		add := func(p store.Minutes, who store.Actor) (made *store.Minutes, err error) {
			err = o.Do(t.Context(), who, "", func(t *act.Tx) (err error) { made, err = t.AddMinutes(v.m.ID, p); return err })
			return made, err
		}
		numbers := make(chan int)
		for range 4 {
			go func() {
				made, err := add(paper, o.clerk)
				if err != nil {
					t.Error(err)
					made = &store.Minutes{}
				}
				numbers <- made.Number
			}()
		}
		had := map[int]bool{}
		for range 4 {
			had[<-numbers] = true
		}
		if len(had) != 4 || !had[1] || !had[4] {
			t.Errorf("four at once are numbered %v", had)
		}
		decision := paper
		decision.Kind, decision.For = store.MinutesDecision, 12
		made, err := add(decision, o.clerk)
		o.must(err)
		if made.Label() != "决议决定〔2026〕1号" {
			t.Error(made.Label())
		}
		bad := paper
		bad.Day = "2026-12-01"
		_, err = add(bad, o.clerk)
		refusedAs(t, "a day to come", err, store.ProblemFuture)
		if _, err := add(paper, o.other); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a clerk of the next town: %v", err)
		}
		change := decision
		change.Text = "会议听取并批准了报告。"
		edit := func() error {
			return o.do(o.clerk, func(t *act.Tx) error { return t.EditMinutes(made.ID, change, 1) })
		}
		o.must(edit())
		if err := edit(); !errors.Is(err, store.ErrConflict) {
			t.Errorf("the second of two who change it: %v", err)
		}
		f, err := o.MinutesFile(t.Context(), o.leader, made.ID)
		o.must(err)
		if f.Text != change.Text || len(f.Versions) != 1 || f.Versions[0].Text != paper.Text || f.Number != 1 {
			t.Errorf("%+v", f)
		}
		if _, err := o.MinutesFile(t.Context(), o.other, made.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("read in the next town: %v", err)
		}
		list, err := o.MinutesIn(t.Context(), o.clerk, 2026)
		o.must(err)
		if len(list) != 5 {
			t.Errorf("%d papers of the year", len(list))
		}
	})
}

// TestAScreenAtTheDoorShowsFiguresAndACode, to whoever has the link, until it is
// taken back.
func TestAScreenAtTheDoorShowsFiguresAndACode(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		whole, parts := o.session(d, "", o.zhang, o.li)
		var w *store.Wall
		var token string
		make := func(who store.Actor, shows store.WallShows, name string) error {
			return o.do(who, func(t *act.Tx) (err error) { w, token, err = t.AddMeetingWall(whole.m.ID, shows, name); return err })
		}
		if err := make(o.other, store.WallDoor, "大门"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a clerk of the next town: %v", err)
		}
		refusedAs(t, "without a name", make(o.clerk, store.WallDoor, " "), store.ProblemEmpty)
		o.must(make(o.clerk, store.WallDoor, "大门"))
		look := func() *act.VenueScreen {
			t.Helper()
			s, err := o.WallScreen(context.Background(), token)
			o.must(err)
			return s
		}
		if s := look(); s.MeetingID != parts[0].m.ID || s.Code == "" || s.Called[store.RoleAttends] != 2 || s.Left <= 0 || s.Left > store.SignWindow {
			t.Errorf("before the first part: %+v", s)
		}
		o.must(parts[0].tick(act.TickSign, time.Time{}, "张三"))
		before := look()
		o.now = o.now.Add(store.SignWindow)
		if s := look(); s.Code == before.Code || s.Quorum.Present != 1 {
			t.Errorf("half a minute later: %+v", s)
		}
		if _, err := parts[0].scan(o.bind("li", o.li.ID), look().Code); err != nil {
			t.Errorf("the code of the door: %v", err)
		}
		o.now = o.now.Add(3 * time.Hour)
		if s := look(); s.Code != "" || s.Open == nil {
			t.Errorf("after all: %+v", s)
		}
		if _, err := o.Screen(t.Context(), token); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the link of a meeting opens the office's figures: %v", err)
		}
		if list, err := o.Walls(t.Context(), o.clerk); err != nil || len(list) != 0 {
			t.Errorf("it stands among the office's: %v %v", list, err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RevokeWall(w.ID) }))
		if _, err := o.WallScreen(t.Context(), token); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("after it was taken back: %v", err)
		}
	})
}
