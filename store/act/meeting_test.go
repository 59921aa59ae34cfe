package act_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// planned is a meeting of the town's presidium in eight days, at nine in China.
func (o *office) planned() store.Meeting {
	return store.Meeting{OfficeID: o.town.ID, Kind: store.MeetingPresidium, Title: "主席团第四次会议", Place: "三楼会议室",
		Starts: o.now.Add(8*24*time.Hour - 30*time.Minute), ReplyBy: o.now.Add(5 * 24 * time.Hour)}
}

// prepared is that meeting with the two deputies called, and a guest.
func (o *office) prepared() *store.Meeting {
	o.t.Helper()
	var m *store.Meeting
	o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
		m, err = t.AddMeeting(o.planned())
		o.must(err)
		return t.SetParticipants(m.ID, []store.Participant{{DeputyID: o.zhang.ID}, {DeputyID: o.li.ID, Role: store.RoleSitsIn},
			{Name: "王五 司法所所长", Role: store.RoleSitsIn}}, 0)
	}))
	return m
}

// announced is that meeting, released.
func (o *office) announced() *act.MeetingView {
	o.t.Helper()
	m := o.prepared()
	o.steps(store.SetStepsMeeting, "1")
	o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, 0); return err }))
	return o.meeting(m.ID)
}

func (o *office) meeting(id string) *act.MeetingView {
	o.t.Helper()
	m, err := o.Meeting(o.t.Context(), o.clerk, id)
	o.must(err)
	return m
}

// toldOf lets the sender take what is due and says it all went out; it gives the
// kinds by deputy.
func (o *office) toldOf() map[string]store.NoticeKind {
	o.t.Helper()
	lease, list, err := o.Deliveries(o.t.Context(), 100)
	o.must(err)
	kinds := map[string]store.NoticeKind{}
	var rows []*store.Notice
	for i := range list {
		n := &list[i].Notice
		if n.DeputyID == "" {
			continue
		}
		if list[i].Meeting == nil || list[i].Participant == nil || list[i].Participant.DeputyID != n.DeputyID {
			o.t.Errorf("%s comes without its meeting", n.Kind)
		}
		kinds[n.DeputyID] = n.Kind
		n.State, n.Sent = store.NoticeSent, o.now
		rows = append(rows, n)
	}
	o.must(o.Delivered(o.t.Context(), lease, rows))
	return kinds
}

// TestAMeetingIsReleasedAndAnnounced: a clerk prepares, a leader signs, and each
// deputy is told once.
func TestAMeetingIsReleasedAndAnnounced(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.prepared()
		v := o.meeting(m.ID)
		if v.State != store.MeetingPlanned || v.Called != 3 || v.People[0].Who() != "张三" || v.People[2].Who() != "王五 司法所所长" {
			t.Fatalf("prepared: %+v", v)
		}
		if got := o.toldOf(); len(got) != 0 {
			t.Errorf("told before the release: %v", got)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, v.Version); return err }))
		err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.EditMeeting(o.meeting(m.ID).Meeting); return err })
		if !store.IsProblem(err, store.ProblemWaits) {
			t.Errorf("changed under the leader's eyes: %v", err)
		}
		w := o.lists(o.leader).Waiting
		if len(w) != 1 || w[0].Kind != store.DraftMeeting || !strings.Contains(w[0].Text, "请书面向主席团主席请假") {
			t.Fatalf("waits for the leader: %+v", w)
		}
		o.must(o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(w[0].ID, store.StepSign, "", 0); return err }))
		v = o.meeting(m.ID)
		if v.State != store.MeetingAnnounced || v.Revision != 1 || v.People[0].Revision != 1 || v.People[0].Notice.ID == "" || v.Announced.IsZero() {
			t.Errorf("announced: %+v", v)
		}
		want := map[string]store.NoticeKind{o.zhang.ID: store.NoticeMeeting, o.li.ID: store.NoticeMeeting}
		if got := o.toldOf(); len(got) != 2 || got[o.zhang.ID] != want[o.zhang.ID] || got[o.li.ID] != want[o.li.ID] {
			t.Errorf("told: %v", got)
		}
		if _, err := o.Meeting(t.Context(), o.other, m.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town reads it: %v", err)
		}
		if list, err := o.Meetings(t.Context(), o.other, act.MeetingFilter{}); err != nil || len(list) != 0 {
			t.Errorf("another town lists it: %v %v", list, err)
		}
	})
}

// TestAReturnedNoticeGoesAgain: what the leader gives back is changed and laid
// before the leader as it is then.
func TestAReturnedNoticeGoesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.prepared()
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, 0); return err }))
		id := o.lists(o.leader).Waiting[0].ID
		o.must(o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepReturn, "换个地方", 0); return err }))
		next := o.meeting(m.ID).Meeting
		next.Place = "一楼大厅"
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.EditMeeting(next); return err }))
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, 0); return err }))
		again := o.lists(o.leader).Waiting
		if len(again) != 1 || again[0].ID != id || !strings.Contains(again[0].Text, "一楼大厅") {
			t.Errorf("laid before the leader again: %+v", again)
		}
	})
}

// TestAMeetingIsMoved: everybody is told again, and an answer to the old time
// counts no more.
func TestAMeetingIsMoved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.announced()
		o.toldOf()
		err := o.do(o.clerk, func(t *act.Tx) error {
			return t.ChangeMeeting(v.ID, act.MeetingChange{Starts: v.Starts, Place: v.Place, ReplyBy: v.ReplyBy}, 0)
		})
		if !store.IsProblem(err, store.ProblemTwice) {
			t.Errorf("told of nothing new: %v", err)
		}
		change := act.MeetingChange{Starts: v.Starts.Add(time.Hour), Place: "一楼大厅", ReplyBy: v.ReplyBy}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.ChangeMeeting(v.ID, change, v.Version-1) }); !errors.Is(err, store.ErrConflict) {
			t.Errorf("moved over a page that was old: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.ChangeMeeting(v.ID, change, v.Version) }))
		got := o.toldOf()
		if len(got) != 2 || got[o.zhang.ID] != store.NoticeMeetingChanged {
			t.Errorf("told of the change: %v", got)
		}
		v = o.meeting(v.ID)
		if v.Revision != 2 || v.Place != "一楼大厅" || v.People[0].Revision != 2 || v.People[0].Notice.Kind != store.NoticeMeetingChanged {
			t.Errorf("moved: %+v", v)
		}
	})
}

// TestAMeetingIsMovedBeforeTheNoticeWent: whom the first notice has not reached is
// called to the new time, and hears of no other.
func TestAMeetingIsMovedBeforeTheNoticeWent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.announced()
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			return t.ChangeMeeting(v.ID, act.MeetingChange{Starts: v.Starts.Add(time.Hour), Place: v.Place}, 0)
		}))
		if got := o.toldOf(); len(got) != 2 || got[o.zhang.ID] != store.NoticeMeeting || got[o.li.ID] != store.NoticeMeeting {
			t.Errorf("told: %v", got)
		}
	})
}

// TestAMeetingIsCalledOff tells whoever was told of it, and nobody else.
func TestAMeetingIsCalledOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.announced()
		o.toldOf()
		wang := o.another("王五")
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.AddParticipants(v.ID, []store.Participant{{DeputyID: wang.ID}}, 0) }))
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.CancelMeeting(v.ID, " ", 0) }); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("called off without a reason: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CancelMeeting(v.ID, "防汛", 0) }))
		got := o.toldOf()
		if len(got) != 2 || got[o.zhang.ID] != store.NoticeMeetingCancelled || got[o.li.ID] != store.NoticeMeetingCancelled {
			t.Errorf("told: %v", got)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.CancelMeeting(v.ID, "防汛", 0) }); !store.IsProblem(err, store.ProblemState) {
			t.Errorf("called off twice: %v", err)
		}
	})
}

// another adds a deputy of the town.
func (o *office) another(name string) *store.Deputy {
	o.t.Helper()
	var d *store.Deputy
	o.must(o.do(store.JobActor("test"), func(t *act.Tx) (err error) {
		d, err = t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: name, Order: 9}, store.Mandate{Level: store.LevelTownship, Title: "甲镇人大代表"})
		return err
	}))
	return d
}

// TestWhoTakesPartChanges: who comes is told, who goes is told so, and comes back.
func TestWhoTakesPartChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.announced()
		o.toldOf()
		set := func(ids ...string) {
			var list []store.Participant
			for _, id := range ids {
				list = append(list, store.Participant{DeputyID: id})
			}
			o.must(o.do(o.clerk, func(t *act.Tx) error { return t.SetParticipants(v.ID, list, 0) }))
		}
		wang := o.another("王五")
		set(o.zhang.ID, wang.ID, wang.ID)
		if got := o.toldOf(); len(got) != 2 || got[wang.ID] != store.NoticeMeeting || got[o.li.ID] != store.NoticeMeetingSpared {
			t.Errorf("told: %v", got)
		}
		set(o.zhang.ID, o.li.ID, wang.ID)
		if got := o.toldOf(); len(got) != 1 || got[o.li.ID] != store.NoticeMeeting {
			t.Errorf("who comes back is told: %v", got)
		}
		if v = o.meeting(v.ID); len(v.People) != 3 {
			t.Errorf("take part: %+v", v.People)
		}
	})
}

// TestWhatCannotBeAMeeting: each wrong thing is refused by its own name, and
// nothing is changed.
func TestWhatCannotBeAMeeting(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		for name, c := range map[string]struct {
			spoil func(*store.Meeting)
			want  store.Problem
		}{
			"in the past":                   {func(m *store.Meeting) { m.Starts, m.ReplyBy = o.now.Add(-time.Hour), time.Time{} }, store.ProblemPast},
			"answer due after the meeting":  {func(m *store.Meeting) { m.ReplyBy = m.Starts.Add(time.Minute) }, store.ProblemAfter},
			"ends before it begins":         {func(m *store.Meeting) { m.Ends = m.Starts.Add(-time.Minute) }, store.ProblemBefore},
			"without a title":               {func(m *store.Meeting) { m.Title = " " }, store.ProblemEmpty},
			"without a place":               {func(m *store.Meeting) { m.Place = "" }, store.ProblemEmpty},
			"a part of nothing":             {func(m *store.Meeting) { m.Kind = store.MeetingPlenary }, store.ProblemMalformed},
			"an approver who is not there":  {func(m *store.Meeting) { m.Approver = "nobody" }, store.ProblemMalformed},
			"an approver of another office": {func(m *store.Meeting) { m.Approver = o.other.ID }, store.ProblemMalformed},
		} {
			m := o.planned()
			c.spoil(&m)
			err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.AddMeeting(m); return err })
			if !store.IsProblem(err, c.want) {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if err := o.do(o.other, func(t *act.Tx) error { _, err := t.AddMeeting(o.planned()); return err }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("another town's clerk: %v", err)
		}
		if list, err := o.Meetings(t.Context(), o.clerk, act.MeetingFilter{}); err != nil || len(list) != 0 {
			t.Errorf("something is left: %v %v", list, err)
		}
	})
}

// TestWhoCannotBeCalled: nobody whose mandate does not run, nobody of elsewhere, not
// more than one meeting takes, and not nobody.
func TestWhoCannotBeCalled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		var m *store.Meeting
		o.must(o.do(o.clerk, func(t *act.Tx) (err error) { m, err = t.AddMeeting(o.planned()); return err }))
		o.endMandate(o.li.ID)
		set := func(list ...store.Participant) error {
			return o.do(o.clerk, func(t *act.Tx) error { return t.SetParticipants(m.ID, list, 0) })
		}
		if err := set(store.Participant{DeputyID: o.zhang.ID}, store.Participant{DeputyID: o.li.ID}); !store.IsProblem(err, store.ProblemNotServing) {
			t.Errorf("a mandate that ended yesterday: %v", err)
		}
		if err := set(store.Participant{DeputyID: "elsewhere"}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("nobody the office knows: %v", err)
		}
		many := make([]store.Participant, store.MeetingMost+1)
		for i := range many {
			many[i].Name = "来宾" + store.ChineseNumber(1000+i)
		}
		if err := set(many...); !store.IsProblem(err, store.ProblemTooMany) {
			t.Errorf("more than one meeting takes: %v", err)
		}
		err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, 0); return err })
		if !store.IsProblem(err, store.ProblemNobody) {
			t.Errorf("announced to nobody: %v", err)
		}
		if v := o.meeting(m.ID); len(v.People) != 0 || v.Notice != nil {
			t.Errorf("something is left: %+v", v)
		}
		o.must(set(store.Participant{DeputyID: o.zhang.ID}))
		o.now = m.Starts.Add(time.Minute)
		err = o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, 0); return err })
		if !store.IsProblem(err, store.ProblemPast) {
			t.Errorf("announced when it had begun: %v", err)
		}
	})
}

// endMandate ends a deputy's only mandate as of yesterday.
func (o *office) endMandate(deputyID string) {
	o.t.Helper()
	file, err := o.DeputyFile(o.t.Context(), o.clerk, deputyID)
	o.must(err)
	m := file.Mandates[0]
	o.must(o.do(store.JobActor("test"), func(t *act.Tx) error {
		return t.ChangeMandate(m.ID, store.MandateChange{Verb: store.MandateEnd, Ground: store.GroundResigned, Day: store.DayOf(o.now.Add(-24 * time.Hour)), Reason: "第3号公告"}, m.Version)
	}))
}

// TestWhoseMandateEndsIsNotCalled between being chosen and the release.
func TestWhoseMandateEndsIsNotCalled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.prepared()
		o.endMandate(o.li.ID)
		o.steps(store.SetStepsMeeting, "1")
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, 0); return err }))
		if got := o.toldOf(); got[o.zhang.ID] != store.NoticeMeeting || got[o.li.ID] == store.NoticeMeeting {
			t.Errorf("told: %v", got)
		}
		if v := o.meeting(m.ID); slices.ContainsFunc(v.People, func(p act.ParticipantRow) bool { return p.DeputyID == o.li.ID }) {
			t.Errorf("take part: %+v", v.People)
		}
	})
}

// TestASessionHasParts: each has its own time and place; who is called to the
// session takes part in them, and the session's notice tells of all.
func TestASessionHasParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		o.steps(store.SetStepsMeeting, "1")
		var session, plenary, presiding *store.Meeting
		o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
			m := o.planned()
			m.Kind, m.Title, m.Place, m.Session = store.MeetingCongress, "甲镇第十八届人民代表大会第七次会议", "", 7
			session, err = t.AddMeeting(m)
			o.must(err)
			o.must(t.SetParticipants(session.ID, []store.Participant{{DeputyID: o.zhang.ID}}, 0))
			part := o.planned()
			part.ParentID, part.Kind, part.Title = session.ID, store.MeetingPlenary, "第一次全体会议"
			plenary, err = t.AddMeeting(part)
			o.must(err)
			part.Kind, part.Title = store.MeetingPresiding, "大会主席团第一次会议"
			presiding, err = t.AddMeeting(part)
			o.must(err)
			return t.AddParticipants(session.ID, []store.Participant{{DeputyID: o.li.ID}}, 0)
		}))
		if v := o.meeting(plenary.ID); len(v.People) != 2 || v.Session == nil || v.Meeting.Session != 7 {
			t.Errorf("the plenary: %+v", v)
		}
		if v := o.meeting(presiding.ID); len(v.People) != 0 {
			t.Errorf("the presidium was not chosen yet: %+v", v.People)
		}
		err := o.do(o.clerk, func(t *act.Tx) error { return t.SetParticipants(plenary.ID, nil, 0) })
		if !store.IsProblem(err, store.ProblemState) {
			t.Errorf("a part chosen by itself: %v", err)
		}
		err = o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(plenary.ID, 0); return err })
		if !store.IsProblem(err, store.ProblemState) {
			t.Errorf("a part announced before its session: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(session.ID, 0); return err }))
		if got := o.toldOf(); len(got) != 2 {
			t.Errorf("told: %v", got)
		}
		v := o.meeting(plenary.ID)
		if v.State != store.MeetingAnnounced || v.Revision != 1 || v.People[0].Revision != 1 {
			t.Errorf("the plenary: %+v", v)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			return t.ChangeMeeting(plenary.ID, act.MeetingChange{Starts: v.Starts.Add(time.Hour), Place: v.Place}, 0)
		}))
		if got := o.toldOf(); len(got) != 2 || got[o.li.ID] != store.NoticeMeetingChanged {
			t.Errorf("told that a part was moved: %v", got)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CancelMeeting(session.ID, "改期", 0) }))
		if v := o.meeting(plenary.ID); v.State != store.MeetingCancelled {
			t.Errorf("the plenary of a session called off is %s", v.State)
		}
		if list, err := o.Meetings(t.Context(), o.clerk, act.MeetingFilter{}); err != nil || len(list) != 1 {
			t.Errorf("the list has the session alone: %v %v", list, err)
		}
	})
}
