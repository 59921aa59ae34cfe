package act_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// venue is a meeting of 甲镇's with people called to it.
type venue struct {
	*office
	d    *db.DB
	m    store.Meeting
	part map[string]string // name → participant id
}

// hold writes a meeting down as it is once it is announced: half an hour from now,
// for two hours.
func (o *office) hold(d *db.DB, kind store.MeetingKind, change func(*store.Meeting)) *venue {
	o.t.Helper()
	m := store.Meeting{ID: store.NewID(o.now), Created: o.now, OfficeID: o.town.ID, Kind: kind, Title: "甲镇第十七届人大第二次会议", Place: "镇政府三楼",
		Starts: o.now.Add(30 * time.Minute), Ends: o.now.Add(150 * time.Minute), State: store.MeetingAnnounced, Revision: 1, Updated: o.now, Version: 1}
	if change != nil {
		change(&m)
	}
	v := &venue{office: o, d: d, m: m, part: map[string]string{}}
	v.write(db.Batch{Meetings: []*store.Meeting{&m}})
	return v
}

func (v *venue) write(b db.Batch) {
	v.t.Helper()
	v.must(v.d.Tx(context.Background(), func(q db.Q) error { return b.Flush(context.Background(), q) }))
}

// call writes down that somebody takes part.
func (v *venue) call(role store.ParticipantRole, who ...store.Deputy) *venue {
	v.t.Helper()
	var b db.Batch
	for _, w := range who {
		p := store.Participant{ID: store.NewID(v.now), Created: v.now, MeetingID: v.m.ID, DeputyID: w.ID, Role: role, Revision: 1, Version: 1}
		if w.ID == "" {
			p.Name = w.Name
		}
		v.part[w.Name] = p.ID
		b.Participants = append(b.Participants, &p)
	}
	v.write(b)
	return v
}

// deputy adds somebody to 甲镇's roster.
func (o *office) deputy(name string, status store.MandateStatus) (d store.Deputy) {
	o.t.Helper()
	o.must(o.do(store.JobActor("test"), func(t *act.Tx) error {
		made, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: name, Order: 9}, store.Mandate{Level: store.LevelTownship, Title: "甲镇人大代表"})
		if err == nil {
			d = *made
		}
		return err
	}))
	if status == store.MandateSuspended {
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			f, err := o.DeputyFile(o.t.Context(), o.clerk, d.ID)
			o.must(err)
			m := f.RosterRow.Mandates[0]
			return t.ChangeMandate(m.ID, store.MandateChange{Verb: store.MandateSuspend, Ground: store.GroundCustody, Day: store.DayOf(o.now)}, m.Version)
		}))
	}
	return d
}

func (v *venue) stand() *act.Venue {
	v.t.Helper()
	s, err := v.Venue(v.t.Context(), v.clerk, v.m.ID)
	v.must(err)
	return s
}

func (v *venue) row(name string) act.AttendanceRow {
	v.t.Helper()
	for _, r := range v.stand().Rows {
		if r.ID == v.part[name] {
			return r
		}
	}
	v.t.Fatalf("%s is not listed", name)
	return act.AttendanceRow{}
}

// code is what the screen at the door shows now.
func (v *venue) code() string {
	v.t.Helper()
	v.must(v.do(v.clerk, func(t *act.Tx) error { return t.OpenSignIn(v.m.ID) }))
	s, err := v.MeetingScreen(v.t.Context(), v.clerk, v.m.ID, store.WallDoor)
	v.must(err)
	return s.Code
}

// scan is a phone that scans a code and presses the button.
func (v *venue) scan(who store.Actor, code string) (*act.Signed, error) {
	v.t.Helper()
	s, err := v.SignSheet(v.t.Context(), who, v.m.ID, code)
	if err != nil {
		return nil, err
	}
	return v.CheckIn(v.t.Context(), who, store.NewSecret(), v.m.ID, act.Proof{Pass: s.Pass})
}

func (v *venue) tick(verb act.TickVerb, at time.Time, names ...string) error {
	v.t.Helper()
	var rows []act.TickRow
	for _, n := range names {
		rows = append(rows, act.TickRow{ID: v.part[n]})
	}
	return v.do(v.clerk, func(t *act.Tx) error { _, err := t.Tick(v.m.ID, verb, rows, at); return err })
}

func refusedAs(t *testing.T, what string, err error, want store.Problem) {
	t.Helper()
	if !store.IsProblem(err, want) {
		t.Errorf("%s: %v, want %s", what, err, want)
	}
}

// TestSignInByScanning follows the code from the screen to the list, and what is
// refused on the way, each for its own reason.
func TestSignInByScanning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.hold(d, store.MeetingPlenary, func(m *store.Meeting) { m.ParentID = "s" }).call(store.RoleAttends, o.zhang, o.li)
		zhang, li := o.bind("zhang", o.zhang.ID), o.bind("li", o.li.ID)
		other := o.hold(d, store.MeetingStanding, nil)
		code := v.code()
		_, err := v.scan(zhang, other.code())
		refusedAs(t, "another meeting's code", err, store.ProblemMismatch)
		_, err = other.scan(zhang, other.code())
		refusedAs(t, "not called", err, store.ProblemNotCalled)
		_, err = v.scan(v.follower("voter"), code)
		refusedAs(t, "an unbound person", err, store.ProblemNotBound)
		_, err = v.CheckIn(t.Context(), zhang, "", v.m.ID, act.Proof{})
		refusedAs(t, "no proof", err, store.ProblemMismatch)

		sheet, err := v.SignSheet(t.Context(), zhang, v.m.ID, code)
		o.must(err)
		_, err = v.CheckIn(t.Context(), li, "", v.m.ID, act.Proof{Pass: sheet.Pass})
		refusedAs(t, "another's pass", err, store.ProblemMismatch)
		if v.row("张三").Presence != store.PresenceAwaited {
			t.Error("a look signs in")
		}
		o.now = o.now.Add(50 * time.Second)
		_, err = v.SignSheet(t.Context(), li, v.m.ID, code)
		first := err
		o.now = o.now.Add(15 * time.Second)
		_, err = v.SignSheet(t.Context(), li, v.m.ID, code)
		if first != nil {
			t.Errorf("a code of the window before: %v", first)
		}
		refusedAs(t, "a photo of the code, a minute later", err, store.ProblemExpired)
		done, err := v.CheckIn(t.Context(), zhang, "k1", v.m.ID, act.Proof{Pass: sheet.Pass})
		o.must(err)
		if done.Already || done.Late || done.CodeKey != "" || !done.Part.Signed.Equal(o.now) {
			t.Errorf("%+v", done)
		}
		row := v.row("张三")
		if row.Presence != store.PresenceThere || row.SignedBy != store.SignedQR || row.SignedWith != zhang.PersonID {
			t.Errorf("%+v", row)
		}
		when := o.now
		o.now = o.now.Add(time.Minute)
		done, err = v.scan(zhang, v.code())
		o.must(err)
		if !done.Already || !done.Part.Signed.Equal(when) || !v.row("张三").Signed.Equal(when) || v.row("张三").Version != row.Version {
			t.Errorf("a second scan: %+v", done)
		}
		if s := v.stand(); s.Quorum != (store.Quorum{Rule: store.QuorumTwoThirds, Members: 2, Present: 1}) || s.Quorum.Met() || s.CodeKey != "" {
			t.Errorf("%+v", s.Quorum)
		}
	})
}

func TestWhenAndWhereSignInIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang, li := o.bind("zhang", o.zhang.ID), o.bind("li", o.li.ID)
		begin := o.now
		v := o.hold(d, store.MeetingStanding, func(m *store.Meeting) { m.Nearby, m.Latitude, m.Longitude = 300, 27.05, 110.05 }).call(store.RoleAttends, o.zhang, o.li)
		here, far := act.Proof{At: &store.GeoPoint{Lng: 110.051, Lat: 27.05}}, act.Proof{At: &store.GeoPoint{Lng: 110.06, Lat: 27.05}}
		for what, step := range map[string]struct {
			at   time.Duration
			want store.Problem
		}{"yesterday": {-24 * time.Hour, store.ProblemTooEarly}, "31 minutes too early": {-31 * time.Minute, store.ProblemTooEarly}, "after the end": {151 * time.Minute, store.ProblemPast}} {
			o.now = begin.Add(step.at)
			_, err := v.CheckIn(t.Context(), zhang, "", v.m.ID, here)
			refusedAs(t, what, err, step.want)
		}
		o.now = begin
		_, err := v.CheckIn(t.Context(), zhang, "", v.m.ID, far)
		refusedAs(t, "a kilometre away", err, store.ProblemTooFar)
		plain := o.hold(d, store.MeetingStanding, nil).call(store.RoleAttends, o.zhang)
		_, err = plain.CheckIn(t.Context(), zhang, "", plain.m.ID, here)
		refusedAs(t, "a meeting that does not allow it", err, store.ProblemState)
		o.now = begin.Add(36 * time.Minute)
		done, err := v.CheckIn(t.Context(), zhang, "", v.m.ID, here)
		o.must(err)
		if !done.Late || v.row("张三").SignedBy != store.SignedPlace {
			t.Errorf("six minutes after the beginning: %+v", done)
		}
		// The phone is given to the next deputy: 张三's WeChat becomes 李四's.
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.Unbind(o.zhang.ID); return err }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.Unbind(o.li.ID); return err }))
		taken := o.bind("zhang", o.li.ID)
		if taken.PersonID != zhang.PersonID {
			t.Fatal("the phone is another person's")
		}
		_, err = v.CheckIn(t.Context(), taken, "", v.m.ID, here)
		refusedAs(t, "one phone for two persons", err, store.ProblemPhoneUsed)
		if v.row("李四").Presence != store.PresenceAwaited {
			t.Error("the second person is signed in")
		}
		_, err = v.CheckIn(t.Context(), li, "", v.m.ID, here)
		if err == nil {
			t.Error("who is unbound signs in")
		}
	})
}

// TestFiftyScansAtOnce: of one phone, for one participant: one sign-in, fifty
// answers that say the same time.
func TestFiftyScansAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.hold(d, store.MeetingStanding, nil).call(store.RoleAttends, o.zhang, o.li)
		zhang := o.bind("zhang", o.zhang.ID)
		sheet, err := v.SignSheet(t.Context(), zhang, v.m.ID, v.code())
		o.must(err)
		type result struct {
			s   *act.Signed
			err error
		}
		results := make(chan result)
		for i := range 50 {
			go func() {
				s, err := v.CheckIn(t.Context(), zhang, fmt.Sprint("scan-", i), v.m.ID, act.Proof{Pass: sheet.Pass})
				results <- result{s, err}
			}()
		}
		first := 0
		for range 50 {
			r := <-results
			switch {
			case r.err != nil:
				t.Error(r.err)
			case !r.s.Already:
				first++
			case !r.s.Part.Signed.Equal(o.now):
				t.Errorf("told %v", r.s.Part.Signed)
			}
		}
		if row := v.row("张三"); first != 1 || row.Version != 2 {
			t.Errorf("%d of fifty signed in; the row is at version %d", first, row.Version)
		}
		audits := 0
		o.must(d.Read().QueryRowContext(t.Context(), "SELECT COUNT(*) FROM audit WHERE act = ?", string(store.ActSignIn)).Scan(&audits))
		if audits != 1 {
			t.Errorf("%d audit rows", audits)
		}
	})
}

// TestQuorumCountsMembersInOffice: never who sits in, who is suspended, or a guest.
func TestQuorumCountsMembersInOffice(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		held := o.deputy("王五", store.MandateSuspended)
		sits := o.deputy("赵六", store.MandateActive)
		v := o.hold(d, store.MeetingPlenary, func(m *store.Meeting) { m.ParentID = "s" }).
			call(store.RoleAttends, o.zhang, o.li, o.deputy("孙七", store.MandateActive), held).
			call(store.RoleSitsIn, sits, store.Deputy{Name: "县财政局局长"})
		o.must(v.tick(act.TickSign, time.Time{}, "张三", "赵六", "县财政局局长"))
		refusedAs(t, "who is suspended attends", v.tick(act.TickSign, time.Time{}, "王五"), store.ProblemState)
		if q := v.stand().Quorum; q.Members != 3 || q.Present != 1 || q.Needs() != 2 || q.Met() {
			t.Errorf("one of three: %+v", q)
		}
		o.must(v.tick(act.TickSign, time.Time{}, "李四"))
		if s := v.stand(); !s.Quorum.Met() || s.Come[store.RoleAttends] != 2 || s.Come[store.RoleSitsIn] != 2 || s.Called[store.RoleAttends] != 4 {
			t.Errorf("two of three: %+v %v", s.Quorum, s.Come)
		}
		o.now = o.now.Add(time.Hour)
		o.must(v.tick(act.TickLeft, time.Time{}, "李四"))
		if s := v.stand(); s.Quorum.Met() || s.Quorum.Present != 1 || s.Left != 1 || s.Come[store.RoleAttends] != 2 {
			t.Errorf("one left: %+v", s.Quorum)
		}
		o.must(v.tick(act.TickBack, time.Time{}, "李四"))
		if !v.stand().Quorum.Met() {
			t.Error("who came back is not counted")
		}
	})
}

func TestTick(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		begin := o.now
		v := o.hold(d, store.MeetingStanding, nil).call(store.RoleAttends, o.zhang, o.li)
		if err := o.do(o.other, func(t *act.Tx) error {
			_, err := t.Tick(v.m.ID, act.TickSign, []act.TickRow{{ID: v.part["张三"]}}, time.Time{})
			return err
		}); err != store.ErrNotFound {
			t.Errorf("a clerk of the next town: %v", err)
		}
		if err := o.do(o.leader, func(t *act.Tx) error {
			_, err := t.Tick(v.m.ID, act.TickSign, []act.TickRow{{ID: v.part["张三"]}}, time.Time{})
			return err
		}); err != store.ErrNotFound {
			t.Errorf("a leader ticks: %v", err)
		}
		refusedAs(t, "nobody", v.tick(act.TickSign, time.Time{}), store.ProblemEmpty)
		refusedAs(t, "left without having come", v.tick(act.TickLeft, time.Time{}, "张三"), store.ProblemState)
		refusedAs(t, "a time to come", v.tick(act.TickSign, begin.Add(time.Minute), "张三"), store.ProblemFuture)
		refusedAs(t, "a time of another day", v.tick(act.TickSign, begin.Add(-3*time.Hour), "张三"), store.ProblemMalformed)
		o.must(v.tick(act.TickSign, time.Time{}, "张三"))
		row := v.row("张三")
		if row.SignedBy != store.SignedTicked || !row.Signed.Equal(begin) {
			t.Errorf("%+v", row)
		}
		o.must(v.tick(act.TickSign, time.Time{}, "张三"))
		if v.row("张三").Version != row.Version {
			t.Error("a second tick changes something")
		}
		err := o.do(o.clerk, func(t *act.Tx) error {
			_, err := t.Tick(v.m.ID, act.TickUndo, []act.TickRow{{v.part["张三"], row.Version - 1}}, time.Time{})
			return err
		})
		if err != store.ErrConflict {
			t.Errorf("a stale page: %v", err)
		}
		o.must(v.tick(act.TickUndo, time.Time{}, "张三"))
		if v.row("张三").Presence != store.PresenceAwaited {
			t.Error("still signed in")
		}
		o.now = begin.Add(4 * time.Hour)
		refusedAs(t, "when somebody left, nobody knows", v.tick(act.TickLeft, time.Time{}, "张三"), store.ProblemEmpty)
		o.must(v.tick(act.TickSign, time.Time{}, "张三"))
		if r := v.row("张三"); !r.Signed.Equal(v.m.Starts) || r.Late || v.row("李四").Presence != store.PresenceAbsent {
			t.Errorf("from the paper list, afterwards: %+v", r)
		}
		o.must(v.tick(act.TickSign, v.m.Starts.Add(time.Hour), "李四"))
		if !v.row("李四").Late {
			t.Error("an hour late is not late")
		}
	})
}

func TestADeputyLeavesEarly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.hold(d, store.MeetingStanding, nil).call(store.RoleAttends, o.zhang)
		zhang := o.bind("zhang", o.zhang.ID)
		leave := func() error { return o.do(zhang, func(t *act.Tx) error { return t.LeaveEarly(v.m.ID) }) }
		refusedAs(t, "who has not come", leave(), store.ProblemState)
		_, err := v.scan(zhang, v.code())
		o.must(err)
		refusedAs(t, "before the beginning", leave(), store.ProblemPast)
		o.now = o.now.Add(time.Hour)
		o.must(leave())
		refusedAs(t, "twice", leave(), store.ProblemDone)
		if !v.row("张三").Attendance.Left {
			t.Error("is not listed as having left")
		}
		back, err := v.scan(zhang, v.code())
		o.must(err)
		if !back.Back || v.row("张三").Attendance.Left {
			t.Errorf("who comes back: %+v", back)
		}
		o.now = o.now.Add(2 * time.Hour)
		refusedAs(t, "after the end", leave(), store.ProblemPast)
	})
}

// follower is somebody who follows the account and is no deputy.
func (o *office) follower(openid string) store.Actor {
	o.t.Helper()
	o.hear(openid, "您好，路灯坏了")
	return o.person(openid)
}
