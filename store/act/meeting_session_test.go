package act_test

import (
	"slices"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// congress is a session in eight days with a plenary meeting and one of its
// presidium, whose only member is 张三; 李四 attends, too.
type congress struct {
	*office
	session, plenary, presiding *store.Meeting
}

func (o *office) sitting() *congress {
	o.t.Helper()
	c := &congress{office: o}
	o.steps(store.SetStepsMeeting, "1")
	o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
		m := o.planned()
		m.Kind, m.Title, m.Place = store.MeetingCongress, "甲镇第十八届人民代表大会第七次会议", ""
		c.session, err = t.AddMeeting(m)
		o.must(err)
		o.must(t.SetParticipants(c.session.ID, []store.Participant{{DeputyID: o.zhang.ID}, {DeputyID: o.li.ID}}, 0))
		part := o.planned()
		part.ParentID, part.Kind, part.Title = c.session.ID, store.MeetingPlenary, "第一次全体会议"
		c.plenary, err = t.AddMeeting(part)
		o.must(err)
		part.Kind, part.Title = store.MeetingPresiding, "大会主席团第一次会议"
		c.presiding, err = t.AddMeeting(part)
		return err
	}))
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		return t.SetPresidium(c.session.ID, []string{c.part(c.session, o.zhang.ID).ID}, true, 0)
	}))
	return c
}

func (c *congress) lay() {
	c.t.Helper()
	c.must(c.do(c.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(c.session.ID, 0); return err }))
}

// part is a deputy's row in a meeting; zero where there is none.
func (c *congress) part(m *store.Meeting, deputy string) act.ParticipantRow {
	c.t.Helper()
	v := c.meeting(m.ID)
	if i := slices.IndexFunc(v.People, func(p act.ParticipantRow) bool { return p.DeputyID == deputy }); i >= 0 {
		return v.People[i]
	}
	return act.ParticipantRow{}
}

// TestAnAnswerToASessionIsOneToItsParts, but for those that were answered alone.
func TestAnAnswerToASessionIsOneToItsParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		c := o.sitting()
		c.lay()
		c.toldOf()
		confirm := func(m *store.Meeting) {
			t.Helper()
			o.must(o.do(zhang, func(t *act.Tx) error { return t.ConfirmPart(c.part(m, o.zhang.ID).ID) }))
		}
		is := func(what string, m *store.Meeting, want store.Reply, carried bool) {
			t.Helper()
			if p := c.part(m, o.zhang.ID); p.ReplyNow(&c.meeting(m.ID).Meeting) != want || p.Carried != carried {
				t.Errorf("%s: %q, carried %v", what, p.Reply, p.Carried)
			}
		}
		confirm(c.session)
		is("the plenary of a session that was confirmed", c.plenary, store.ReplyConfirmed, true)
		is("the presidium's", c.presiding, store.ReplyConfirmed, true)
		if p := c.part(c.plenary, o.li.ID); p.Reply != store.ReplyNone {
			t.Errorf("somebody else's answer: %+v", p)
		}
		o.asks(zhang, c.part(c.presiding, o.zhang.ID).ID, "上午有课")
		is("asked leave from the presidium alone", c.presiding, store.ReplyLeave, false)
		is("the session", c.session, store.ReplyConfirmed, false)
		l := o.asks(zhang, c.part(c.session, o.zhang.ID).ID, "老母亲住院")
		is("the plenary on the session's leave", c.plenary, store.ReplyLeave, true)
		is("the presidium's own leave stands", c.presiding, store.ReplyLeave, false)
		o.refuses("the session's leave is not withdrawn at a part",
			o.do(zhang, func(t *act.Tx) error { return t.WithdrawLeave(c.part(c.plenary, o.zhang.ID).ID) }), store.ProblemState)
		o.must(o.do(o.leader, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", 0) }))
		if b, err := o.Receipts(t.Context(), o.clerk, c.plenary.ID); err != nil || b.Rows[0].Leave == nil || b.Rows[0].Leave.ID != l.ID || b.Rows[1].Receipt != store.ReceiptSent {
			t.Errorf("receipts of the plenary: %+v %v", b.Rows, err)
		}
		confirm(c.plenary)
		is("comes to the plenary all the same", c.plenary, store.ReplyConfirmed, false)
		is("the session's leave", c.session, store.ReplyLeave, false)
		o.now = c.plenary.Starts.Add(24 * time.Hour)
		for what, m := range map[store.Presence]*store.Meeting{store.PresenceAbsent: c.plenary, store.PresenceLeave: c.presiding} {
			v, err := o.Venue(t.Context(), o.clerk, m.ID)
			o.must(err)
			if i := slices.IndexFunc(v.Rows, func(r act.AttendanceRow) bool { return r.DeputyID == o.zhang.ID }); v.Rows[i].Presence != what {
				t.Errorf("%s: %s", m.Title, v.Rows[i].Presence)
			}
		}
	})
}

// TestRefusedLeaveFromASession leaves its parts unanswered, too.
func TestRefusedLeaveFromASession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		c := o.sitting()
		c.lay()
		l := o.asks(zhang, c.part(c.session, o.zhang.ID).ID, "出差")
		o.must(o.do(o.leader, func(t *act.Tx) error { return t.DecideLeave(l.ID, false, "选举事项", 0) }))
		for _, m := range []*store.Meeting{c.session, c.plenary, c.presiding} {
			if p := c.part(m, o.zhang.ID); p.Reply != store.ReplyNone {
				t.Errorf("%s: %q", m.Title, p.Reply)
			}
		}
	})
}

// TestThePresidiumMeetsAlone: its members are called to its meetings and nobody else
// attends; who becomes one later is told.
func TestThePresidiumMeetsAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		c := o.sitting()
		add := func(p store.Participant) error {
			return o.do(o.clerk, func(t *act.Tx) error {
				return t.AddParticipants(c.presiding.ID, []store.Participant{p}, 0)
			})
		}
		o.refuses("a deputy who is no member", add(store.Participant{DeputyID: o.li.ID, Role: store.RoleAttends}), store.ProblemNotMember)
		o.refuses("a guest as a member", add(store.Participant{Name: "吴局长", Role: store.RoleAttends}), store.ProblemNotMember)
		if v := c.meeting(c.presiding.ID); len(v.People) != 1 || v.People[0].DeputyID != o.zhang.ID {
			t.Fatalf("the presidium: %+v", v.People)
		}
		o.must(add(store.Participant{Name: "吴局长 民政局", Role: store.RoleSitsIn}))
		c.lay()
		if told := c.toldOf(); len(told) != 2 {
			t.Errorf("told: %v", told)
		}
		preside := func(deputy string, in bool) {
			t.Helper()
			o.must(o.do(o.clerk, func(t *act.Tx) error {
				return t.SetPresidium(c.session.ID, []string{c.part(c.session, deputy).ID}, in, 0)
			}))
		}
		preside(o.li.ID, true)
		if told := c.toldOf(); len(told) != 1 || told[o.li.ID] != store.NoticeMeeting {
			t.Errorf("a new member is told: %v", told)
		}
		preside(o.zhang.ID, false)
		if v := c.meeting(c.presiding.ID); len(v.People) != 2 || v.People[0].DeputyID != o.li.ID || v.People[1].Name == "" {
			t.Errorf("the presidium: %+v", v.People)
		}
		guest := c.meeting(c.session.ID).People[0].ID
		for what, c2 := range map[string]struct {
			ids  []string
			want store.Problem
		}{"nobody": {nil, store.ProblemEmpty}, "a stranger": {[]string{"x"}, store.ProblemEmpty}} {
			err := o.do(o.clerk, func(t *act.Tx) error { return t.SetPresidium(c.session.ID, c2.ids, true, 0) })
			o.refuses(what, err, c2.want)
		}
		if err := o.do(o.other, func(t *act.Tx) error { return t.SetPresidium(c.session.ID, []string{guest}, true, 0) }); err != store.ErrNotFound {
			t.Errorf("the next town's clerk: %v", err)
		}
	})
}

// TestAChangeIsSigned as the notice was: nobody is told, and nothing is so, before.
func TestAChangeIsSigned(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.announced()
		o.toldOf()
		o.steps(store.SetStepsMeeting, "2")
		change := act.MeetingChange{Starts: v.Starts.Add(time.Hour), Place: "一楼大厅", ReplyBy: v.ReplyBy}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.ChangeMeeting(v.ID, change, 0) }))
		if now := o.meeting(v.ID); now.Place != v.Place || now.Revision != 1 || len(o.toldOf()) != 0 {
			t.Fatalf("moved before it was signed: %+v", now.Meeting)
		}
		o.refuses("another change meanwhile", o.do(o.clerk, func(t *act.Tx) error { return t.ChangeMeeting(v.ID, change, 0) }), store.ProblemWaits)
		o.refuses("called off meanwhile", o.do(o.clerk, func(t *act.Tx) error { return t.CancelMeeting(v.ID, "防汛", 0) }), store.ProblemWaits)
		sign := func(verb store.StepVerb) {
			t.Helper()
			waiting := o.lists(o.leader).Waiting
			if len(waiting) != 1 {
				t.Fatalf("waits for the leader: %+v", waiting)
			}
			o.must(o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(waiting[0].ID, verb, "再想想", 0); return err }))
		}
		sign(store.StepReturn)
		if now := o.meeting(v.ID); now.Revision != 1 || now.State != store.MeetingAnnounced {
			t.Errorf("given back: %+v", now.Meeting)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.ChangeMeeting(v.ID, change, 0) }))
		sign(store.StepSign)
		now := o.meeting(v.ID)
		if told := o.toldOf(); now.Place != "一楼大厅" || now.Revision != 2 || now.Proposal.Verb != store.ProposeNothing || told[o.zhang.ID] != store.NoticeMeetingChanged {
			t.Errorf("signed: %+v, told %v", now.Meeting, told)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CancelMeeting(v.ID, "防汛", 0) }))
		if len(o.toldOf()) != 0 || o.meeting(v.ID).State != store.MeetingAnnounced {
			t.Error("called off before it was signed")
		}
		sign(store.StepSign)
		if told := o.toldOf(); o.meeting(v.ID).State != store.MeetingCancelled || told[o.zhang.ID] != store.NoticeMeetingCancelled {
			t.Errorf("called off: told %v", told)
		}
	})
}

// TestAChangeThatIsSignedTooLate is refused, and nothing is so.
func TestAChangeThatIsSignedTooLate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.announced()
		o.toldOf()
		o.steps(store.SetStepsMeeting, "2")
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			return t.ChangeMeeting(v.ID, act.MeetingChange{Starts: o.now.Add(time.Hour), Place: v.Place}, 0)
		}))
		o.now = o.now.Add(2 * time.Hour)
		id := o.lists(o.leader).Waiting[0].ID
		o.refuses("signed when it would have begun", o.do(o.leader, func(t *act.Tx) error { _, err := t.StepDraft(id, store.StepSign, "", 0); return err }), store.ProblemPast)
		if now := o.meeting(v.ID); now.Revision != 1 || len(o.toldOf()) != 0 {
			t.Errorf("moved: %+v", now.Meeting)
		}
	})
}

// TestWhoWasCalledIsNotDeleted: a deputy who was ever called to a meeting stays in
// the roster, after being taken out of it, too.
func TestWhoWasCalledIsNotDeleted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		v := o.announced()
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.SetParticipants(v.ID, []store.Participant{{DeputyID: o.zhang.ID}}, 0) }))
		remove := func(id string) error {
			kept, err := db.Deputy(t.Context(), d.Read(), id)
			o.must(err)
			return o.do(o.clerk, func(t *act.Tx) error { return t.DeleteDeputy(id, kept.Version) })
		}
		o.refuses("who is called", remove(o.zhang.ID), store.ProblemInUse)
		o.refuses("who was called", remove(o.li.ID), store.ProblemInUse)
		o.must(remove(o.another("王五").ID))
	})
}
