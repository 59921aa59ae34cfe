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

// asks asks for leave as a deputy.
func (o *office) asks(who store.Actor, part, reason string) *store.Leave {
	o.t.Helper()
	var l *store.Leave
	o.must(o.do(who, func(t *act.Tx) (err error) { l, err = t.AskLeave(part, reason); return err }))
	return l
}

func TestLeave(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang, li := o.bind("dep", o.zhang.ID), o.bind("dep2", o.li.ID)
		m, parts := o.called(d, o.zhang, o.li)
		ask := func(who store.Actor, part, reason string) error {
			return o.do(who, func(t *act.Tx) error { _, err := t.AskLeave(part, reason); return err })
		}
		o.refuses("without a reason", ask(zhang, parts[0], " "), store.ProblemEmpty)
		o.refuses("a long one", ask(zhang, parts[0], strings.Repeat("病", 501)), store.ProblemTooLong)
		if err := ask(li, parts[0], "出差"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("for somebody else: %v", err)
		}
		if got := o.receipts(m); got["张三"] != store.ReceiptSent {
			t.Errorf("a refused form changed something: %v", got)
		}
		l := o.asks(zhang, parts[0], "老母亲住院，需要陪护")
		o.refuses("twice", ask(zhang, parts[0], "出差"), store.ProblemDone)
		if got := o.toTell(d, store.NoticeLeaveAsked); !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values([]string{o.clerk.ID, o.leader.ID}))) {
			t.Errorf("asked to decide: %v", got)
		}
		kept, err := db.Leave(t.Context(), d.Read(), l.ID)
		o.must(err)
		if strings.Contains(kept.Reason, "住院") || kept.State != store.LeaveAsked {
			t.Errorf("kept as %+v", kept)
		}
		waiting, err := o.LeavesWaiting(t.Context(), o.clerk)
		o.must(err)
		if len(waiting) != 1 || waiting[0].Why != "" || waiting[0].Deputy.Name != "张三" || waiting[0].Meeting.ID != m.ID {
			t.Errorf("waiting: %+v", waiting)
		}
		for name, who := range map[string]store.Actor{"the next town": o.other, "another deputy": li, "oneself": zhang} {
			if _, err := o.LeaveForDesk(t.Context(), who, l.ID); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s reads the reason: %v", name, err)
			}
			if err := o.do(who, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", 0) }); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s decides: %v", name, err)
			}
		}
		o.decided(d, zhang, m, parts[0], l.ID)
	})
}

// decided refuses leave, has it asked for again, and approves that.
func (o *office) decided(d *db.DB, zhang store.Actor, m *store.Meeting, part, id string) {
	o.t.Helper()
	decide := func(who store.Actor, id string, yes bool, words string, seen int64) error {
		return o.do(who, func(t *act.Tx) error { return t.DecideLeave(id, yes, words, seen) })
	}
	o.refuses("a refusal without a word", decide(o.leader, id, false, "", 1), store.ProblemEmpty)
	o.must(decide(o.leader, id, false, "这次会议有选举事项，请克服困难参加。", 1))
	if err := decide(o.clerk, id, true, "", 1); !errors.Is(err, store.ErrConflict) {
		o.t.Errorf("the second of two: %v", err)
	}
	o.refuses("again", decide(o.clerk, id, true, "", 0), store.ProblemState)
	if got := o.toTell(d, store.NoticeLeaveDecided); len(got) != 1 || got[0] != o.zhang.ID {
		o.t.Errorf("told %v", got)
	}
	if got := o.toTell(d, store.NoticeLeaveAsked); len(got) != 0 {
		o.t.Errorf("still asked to decide: %v", got)
	}
	if got := o.receipts(m); got["张三"] != store.ReceiptRead {
		o.t.Errorf("who was refused has to answer anew: %v", got)
	}
	page, err := o.Part(o.t.Context(), zhang, part)
	o.must(err)
	if page.Leave == nil || page.Leave.State != store.LeaveRefused || !strings.Contains(page.Leave.Answer, "选举") || page.Leave.Decider != "leader" {
		o.t.Errorf("the deputy reads %+v", page.Leave)
	}
	l := o.asks(zhang, part, "老母亲病危")
	o.must(decide(o.clerk, l.ID, true, "", 1))
	if got := o.receipts(m); got["张三"] != store.ReceiptLeave {
		o.t.Errorf("approved: %v", got)
	}
	o.must(o.do(zhang, func(t *act.Tx) error { return t.ConfirmPart(part) })) // comes after all
	if kept, err := db.Leave(o.t.Context(), d.Read(), l.ID); err != nil || kept.State != store.LeaveWithdrawn {
		o.t.Errorf("leave of who comes: %+v %v", kept, err)
	}
	l = o.asks(zhang, part, "还是走不开")
	o.must(o.do(zhang, func(t *act.Tx) error { return t.WithdrawLeave(part) }))
	o.refuses("taken back twice", o.do(zhang, func(t *act.Tx) error { return t.WithdrawLeave(part) }), store.ProblemState)
	if got := o.toTell(d, store.NoticeLeaveAsked); len(got) != 0 {
		o.t.Errorf("asked to decide on what was taken back: %v", got)
	}
	o.refuses("decided then", decide(o.clerk, l.ID, true, "", 0), store.ProblemState)
}

func TestLeaveAfterTheMeetingBegan(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		m, parts := o.called(d, o.zhang)
		o.now = m.Starts
		err := o.do(zhang, func(t *act.Tx) error { _, err := t.AskLeave(parts[0], "堵车"); return err })
		o.refuses("asked as it begins", err, store.ProblemBegun)
		if list, err := db.LeavesOf(t.Context(), d.Read(), m.ID); err != nil || len(list) != 0 {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestLeaveOvertakenByAChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		m, parts := o.called(d, o.zhang)
		l := o.asks(zhang, parts[0], "周三出差")
		o.moved(d, m.ID, func(m *store.Meeting) { m.Revision, m.Starts = 2, m.Starts.Add(24*time.Hour) })
		o.refuses("decided", o.do(o.clerk, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", 0) }), store.ProblemChanged)
		if waiting, err := o.LeavesWaiting(t.Context(), o.clerk); err != nil || len(waiting) != 0 {
			t.Errorf("waiting: %+v %v", waiting, err)
		}
		if page, err := o.Part(t.Context(), zhang, parts[0]); err != nil || page.Leave != nil {
			t.Errorf("the page shows %+v %v", page.Leave, err)
		}
		o.must(o.do(zhang, func(t *act.Tx) error { return t.ConfirmPart(parts[0]) }))
	})
}

// alsoStaff makes a deputy one of the desk, too.
func (o *office) alsoStaff(d *db.DB, deputy, staff store.Actor) {
	o.t.Helper()
	o.must(d.Tx(o.t.Context(), func(q db.Q) error {
		list, err := db.LockPersonsByID(o.t.Context(), q, []string{deputy.PersonID})
		o.must(err)
		list[0].StaffID = staff.ID
		return (&db.Batch{Changed: db.Changes{Persons: []*store.Person{&list[0]}}}).Flush(o.t.Context(), q)
	}))
}

// TestAnApproverWhoIsAbsentDecidesNothing: a leader of the town who is a deputy too
// asks for leave; somebody else must decide on it, and on everybody else's.
func TestAnApproverWhoIsAbsentDecidesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang, li := o.bind("dep", o.zhang.ID), o.bind("dep2", o.li.ID)
		head := o.member("head", o.town.ID, store.RoleLeader)
		o.alsoStaff(d, zhang, head)
		m, parts := o.called(d, o.zhang, o.li)
		o.moved(d, m.ID, func(m *store.Meeting) { m.Approver = head.ID })

		first := o.asks(li, parts[1], "出差")
		if got := o.toTell(d, store.NoticeLeaveAsked); len(got) != 1 || got[0] != head.ID {
			t.Errorf("the approver alone is asked, not %v", got)
		}
		own := o.asks(zhang, parts[0], "住院")
		times := map[string]int{}
		for _, id := range o.toTell(d, store.NoticeLeaveAsked) {
			times[id]++
		}
		if times[head.ID] != 1 || times[o.clerk.ID] != 2 || times[o.leader.ID] != 2 {
			t.Errorf("the others are asked about both now: %v", times)
		}
		for _, l := range []*store.Leave{first, own} {
			o.refuses("who is away decides", o.do(head, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", 0) }), store.ProblemAbsent)
			o.must(o.do(o.clerk, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", 0) }))
		}
	})
}

// TestLeaveFromACongressGoesThroughTheHead of the delegation, who gives an opinion;
// the head's own goes straight to who decides.
func TestLeaveFromACongressGoesThroughTheHead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang, li := o.bind("dep", o.zhang.ID), o.bind("dep2", o.li.ID)
		m, parts := o.called(d, o.zhang, o.li)
		group := &store.Delegation{ID: store.NewID(o.now), Created: o.now, MeetingID: m.ID, Name: "甲镇代表团", HeadID: o.zhang.ID, Version: 1}
		o.must(d.Tx(t.Context(), func(q db.Q) error {
			list, err := db.ParticipantsOf(t.Context(), q, m.ID)
			o.must(err)
			b := db.Batch{Delegations: []*store.Delegation{group}}
			for i := range list {
				list[i].DelegationID = group.ID
				b.Changed.Participants = append(b.Changed.Participants, &list[i])
			}
			return b.Flush(t.Context(), q)
		}))
		l := o.asks(li, parts[1], "出差")
		if got := o.toTell(d, store.NoticeLeaveEndorse); len(got) != 1 || got[0] != o.zhang.ID || len(o.toTell(d, store.NoticeLeaveAsked)) != 0 {
			t.Errorf("asked first: %v", got)
		}
		o.refuses("decided before the head spoke", o.do(o.clerk, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", 0) }), store.ProblemNotEndorsed)
		endorse := func(who store.Actor, yes bool, words string) error {
			return o.do(who, func(t *act.Tx) error { return t.EndorseLeave(l.ID, yes, words, 0) })
		}
		for name, who := range map[string]store.Actor{"who asks": li, "the next town": o.other} {
			if err := endorse(who, true, ""); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s endorses: %v", name, err)
			}
		}
		if list, err := o.LeavesToEndorse(t.Context(), zhang); err != nil || len(list) != 1 || list[0].Why != "" {
			t.Errorf("the head's list is %+v %v", list, err)
		}
		if one, err := o.LeaveForHead(t.Context(), zhang, l.ID); err != nil || one.Why != "出差" {
			t.Errorf("the head reads %+v %v", one, err)
		}
		both := o.member("both", o.town.ID, store.RoleClerk)
		o.alsoStaff(d, li, both)
		o.refuses("who is away notes what the head said", endorse(both, true, ""), store.ProblemAbsent)
		o.refuses("no without a word", endorse(zhang, false, ""), store.ProblemEmpty)
		o.must(endorse(zhang, false, "会期有选举，建议参加"))
		o.refuses("twice", endorse(zhang, true, ""), store.ProblemState)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", 0) }))
		if own := o.asks(zhang, parts[0], "住院"); own.State != store.LeaveAsked {
			t.Errorf("the head's own waits for %s", own.State)
		}
	})
}
