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

func (o *office) newMeeting(kind store.MeetingKind) *store.Meeting {
	o.t.Helper()
	var m *store.Meeting
	o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
		n := o.planned()
		n.Kind = kind
		m, err = t.AddMeeting(n)
		return err
	}))
	return m
}

// TestChoicesAddUp: by level, group, list and hand, nobody twice.
func TestChoicesAddUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		wang, chen := o.another("王五"), o.another("陈六")
		m := o.newMeeting(store.MeetingPresidium)
		choose := func(c act.MeetingChoice) (got *act.Chosen, err error) {
			err = o.do(o.clerk, func(t *act.Tx) (err error) { got, err = t.ChooseParticipants(m.ID, c, 0); return err })
			return got, err
		}
		got, err := choose(act.MeetingChoice{List: "张 三、13800000001\n李四", Deputies: []string{o.li.ID}})
		if err != nil || got.Added != 2 {
			t.Fatalf("a list: %+v %v", got, err)
		}
		got, err = choose(act.MeetingChoice{Levels: []store.Level{store.LevelTownship}, Guests: "吴局长 民政局\n\n", Role: store.RoleSitsIn})
		if err != nil || got.Added != 3 {
			t.Fatalf("a level: %+v %v", got, err)
		}
		v := o.meeting(m.ID)
		roles := map[string]store.ParticipantRole{}
		for _, p := range v.People {
			roles[p.Who()] = p.Role
		}
		if len(v.People) != 5 || roles["张三"] != store.RoleAttends || roles[wang.Name] != store.RoleSitsIn || roles["吴局长 民政局"] != store.RoleSitsIn {
			t.Errorf("take part: %v", roles)
		}
		o.endMandate(chen.ID)
		o.another("王五") // now there are two of that name
		got, err = choose(act.MeetingChoice{List: "陈六，王五，没有的人"})
		if !store.IsProblem(err, store.ProblemMalformed) || !slices.Equal(got.Unknown, []string{"王五", "没有的人"}) || !slices.Equal(got.Former, []string{"陈六"}) {
			t.Errorf("a list that fits nobody: %+v %v", got, err)
		}
		if got, err = choose(act.MeetingChoice{List: "陈六"}); !store.IsProblem(err, store.ProblemNotServing) || got.Former[0] != "陈六" {
			t.Errorf("a mandate that ended yesterday: %+v %v", got, err)
		}
		if _, err = choose(act.MeetingChoice{}); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("nobody chosen: %v", err)
		}
		offered, err := o.Callables(t.Context(), o.clerk, o.town.ID, "")
		if err != nil || slices.ContainsFunc(offered, func(c act.Callable) bool { return c.ID == chen.ID || c.Phone != "" }) {
			t.Errorf("offered: %+v %v", offered, err)
		}
	})
}

// TestDelegationsOfASession are formed by office, corrected by hand, and have a head
// of their own; a meeting of one delegation calls that one.
func TestDelegationsOfASession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.newMeeting(store.MeetingCongress)
		var east *store.Delegation
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.AddParticipants(m.ID, []store.Participant{{DeputyID: o.zhang.ID}, {DeputyID: o.li.ID}}, 0))
			n, err := t.FormDelegations(m.ID)
			if err == nil && n != 1 {
				o.t.Errorf("formed %d", n)
			}
			return err
		}))
		v := o.meeting(m.ID)
		if len(v.Delegations) != 1 || v.Delegations[0].Name != "甲镇代表团" || v.People[0].DelegationID != v.Delegations[0].ID {
			t.Fatalf("formed: %+v %+v", v.Delegations, v.People)
		}
		first := v.Delegations[0]
		var part *store.Meeting
		o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
			east, err = t.SaveDelegation(store.Delegation{MeetingID: m.ID, Name: "东片代表团"})
			o.must(err)
			o.must(t.MoveToDelegation(m.ID, east.ID, []string{v.People[1].ID}))
			p := o.planned()
			p.ParentID, p.Kind, p.GroupID, p.Title = m.ID, store.MeetingDelegation, east.ID, "东片代表团会议"
			part, err = t.AddMeeting(p)
			return err
		}))
		if v := o.meeting(part.ID); len(v.People) != 1 || v.People[0].Who() != "李四" {
			t.Errorf("called to the delegation's meeting: %+v", v.People)
		}
		save := func(head string) error {
			first.HeadID = head
			return o.do(o.clerk, func(t *act.Tx) error { _, err := t.SaveDelegation(first); return err })
		}
		if err := save(o.li.ID); !store.IsProblem(err, store.ProblemMalformed) {
			t.Errorf("a head from another delegation: %v", err)
		}
		o.must(save(o.zhang.ID))
		err := o.do(o.clerk, func(t *act.Tx) error { return t.DeleteDelegation(east.ID, 1) })
		if !store.IsProblem(err, store.ProblemInUse) {
			t.Errorf("dissolved with deputies in it: %v", err)
		}
		if err := o.do(o.other, func(t *act.Tx) error { _, err := t.FormDelegations(m.ID); return err }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town's clerk: %v", err)
		}
	})
}

// TestAgendaAndPapers: a report has its deadlines, a paper is declared, and only who
// is called reads it.
func TestAgendaAndPapers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.newMeeting(store.MeetingStanding)
		var item *store.AgendaItem
		o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
			item, err = t.SaveAgendaItem(store.AgendaItem{MeetingID: m.ID, Kind: store.AgendaReport, Title: "听取报告", Reporter: "县政府"})
			return err
		}))
		o.must(o.do(o.clerk, func(t *act.Tx) error { // two in one act take two places
			for i, title := range []string{"学习", "讨论"} {
				a, err := t.SaveAgendaItem(store.AgendaItem{MeetingID: m.ID, Kind: store.AgendaPlain, Title: title})
				if err != nil {
					return err
				}
				if a.Order != item.Order+1+i {
					o.t.Errorf("%s has place %d after %d", title, a.Order, item.Order)
				}
			}
			return nil
		}))
		step := func(day string, seen int64) error {
			return o.do(o.clerk, func(t *act.Tx) error { return t.StepReport(item.ID, store.ReportConsult, day, seen) })
		}
		if err := step(store.DayOf(o.now.Add(48*time.Hour)), 1); !store.IsProblem(err, store.ProblemFuture) {
			t.Errorf("done tomorrow: %v", err)
		}
		o.must(step(store.DayOf(o.now), 1))
		if err := step("", 1); !errors.Is(err, store.ErrConflict) {
			t.Errorf("over a page that was old: %v", err)
		}
		v := o.meeting(m.ID)
		if ds := v.Agenda[0].Deadlines; len(ds) != 3 || ds[0].Done.IsZero() || !ds[0].Late(o.now) || !ds[1].Late(o.now) || ds[2].Days != 7 {
			t.Errorf("deadlines: %+v", ds)
		}
		f, err := o.Files().PutPaper(t.Context(), strings.NewReader("%PDF-1.4\nhello\n%%EOF\n"))
		o.must(err)
		var paper *store.Paper
		add := func(declared bool) error {
			return o.do(o.clerk, func(t *act.Tx) (err error) {
				paper, err = t.AddPaper(store.Paper{MeetingID: m.ID, ItemID: item.ID, Title: "报告"}, f, declared)
				return err
			})
		}
		if err := add(false); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("a paper nobody declared: %v", err)
		}
		o.must(add(true))
		zhang := o.bind("zhang", o.zhang.ID)
		reads := func(who store.Actor) bool { _, err := o.PaperFor(t.Context(), who, paper.ID); return err == nil }
		if !reads(o.clerk) || reads(o.other) || reads(zhang) {
			t.Error("a paper of a meeting in preparation is read by its own desk alone")
		}
		o.steps(store.SetStepsMeeting, "1")
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.AddParticipants(m.ID, []store.Participant{{DeputyID: o.zhang.ID, Role: store.RoleSitsIn}}, 0))
			_, err := t.LayMeeting(m.ID, 0)
			return err
		}))
		if !reads(zhang) || reads(o.bind("li", o.li.ID)) {
			t.Error("a paper is read by those who are called")
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RemovePaper(paper.ID, 1) }))
		if reads(o.clerk) || reads(zhang) {
			t.Error("a paper that was taken away is read")
		}
	})
}

// TestAShortNoticeNeedsAReason: with fewer days than the kind's period.
func TestAShortNoticeNeedsAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.prepared()
		o.steps("meeting.notice.presidium", "9")
		lay := func() error {
			return o.do(o.clerk, func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, 0); return err })
		}
		if err := lay(); !store.IsProblem(err, store.ProblemLate) || !o.meeting(m.ID).Short {
			t.Errorf("eight days instead of nine: %v", err)
		}
		next := o.meeting(m.ID).Meeting
		next.Late = "防汛"
		o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.EditMeeting(next); return err }))
		o.must(lay())
	})
}
