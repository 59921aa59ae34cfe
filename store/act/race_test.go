package act_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// deed is an act in somebody's name.
type deed struct {
	who store.Actor
	fn  func(*act.Tx) error
}

// atOnce lets deeds begin in one moment and gives how each ended.
func (o *office) atOnce(deeds ...deed) []error {
	o.t.Helper()
	errs := make([]error, len(deeds))
	begin := make(chan struct{})
	var all sync.WaitGroup
	for i, d := range deeds {
		all.Go(func() {
			<-begin
			errs[i] = o.Do(o.t.Context(), d.who, "", d.fn)
		})
	}
	close(begin)
	all.Wait()
	return errs
}

// oneOf expects that one of the deeds was done, and that each other was refused as
// somebody being faster or for the problem given.
func (o *office) oneOf(errs []error, or store.Problem) {
	o.t.Helper()
	done := 0
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, store.ErrConflict) && !store.IsProblem(err, or):
			o.t.Errorf("the slower one is refused with %v", err)
		}
	}
	if done != 1 {
		o.t.Errorf("%d were done: %v", done, errs)
	}
}

// overtaken begins the first deed, lets all of the second happen when the first has
// decided and not written yet, and gives how both ended. It needs an engine on which
// two transactions are open at once.
func (o *office) overtaken(first, second deed) (errs [2]error) {
	o.t.Helper()
	again := false
	errs[0] = o.Do(o.t.Context(), first.who, "", func(t *act.Tx) error {
		if err := first.fn(t); err != nil || again {
			return err
		}
		again = true
		errs[1] = o.Do(o.t.Context(), second.who, "", second.fn)
		return nil
	})
	return errs
}

// rival is who acts beside the office's own people.
type rival struct {
	*office
	d             *db.DB
	round         int
	clerk2, boss2 store.Actor
	zhangAt, liAt store.Actor // the deputies' phones
}

func (o *office) rivals(d *db.DB) *rival {
	return &rival{office: o, d: d, clerk2: o.member("clerk2", o.town.ID, store.RoleClerk), boss2: o.member("leader2", o.root.ID, store.RoleLeader),
		zhangAt: o.bind("zhang", o.zhang.ID), liAt: o.bind("li", o.li.ID)}
}

// told expects how many notices of a kind a deed adds.
func (r *rival) told(kind store.NoticeKind, want int, deeds func()) {
	r.t.Helper()
	before := r.sentOf(r.d, kind)
	deeds()
	if n := r.sentOf(r.d, kind) - before; n != want {
		r.t.Errorf("%d notices of kind %s, want %d", n, kind, want)
	}
}

// TestTwoAtOneButton: two people press the same button of a meeting, a plan, a letter
// or a booking in one moment. It is done once, one set of notices goes out, and the
// other is told that somebody was faster.
func TestTwoAtOneButton(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		r := o.rivals(d)
		for _, c := range []struct {
			name string
			race func(*rival)
		}{
			{"a notice is signed", (*rival).signNotice}, {"a notice is laid and announced", (*rival).layNotice},
			{"a meeting is called off", (*rival).callOff}, {"a plan is released", (*rival).releasePlan},
			{"what came back is judged", (*rival).judge}, {"a booking is given back", (*rival).giveBack},
			{"leave is decided", (*rival).decide}, {"leave is endorsed and decided", (*rival).endorse},
			{"who has leave comes after all", (*rival).comes},
			{"two tick", (*rival).tickTwice}, {"ticked while signing in", (*rival).tickAndScan},
		} {
			t.Run(c.name, func(t *testing.T) {
				r.t = t
				for r.round = range 2 {
					c.race(r)
				}
			})
		}
	})
}

// step of a draft, as seen.
func stepOf(d *store.Draft, v store.StepVerb) func(*act.Tx) error {
	return func(t *act.Tx) error { _, err := t.StepDraft(d.ID, v, "", d.Version); return err }
}

func (r *rival) signNotice() {
	r.steps(store.SetStepsMeeting, "2")
	m := r.prepared()
	var d *store.Draft
	r.must(r.do(r.clerk, func(t *act.Tx) (err error) { d, err = t.LayMeeting(m.ID, 0); return err }))
	r.told(store.NoticeMeeting, 2, func() {
		r.oneOf(r.atOnce(deed{r.leader, stepOf(d, store.StepSign)}, deed{r.boss2, stepOf(d, store.StepSign)}), "")
	})
	if v := r.meeting(m.ID); v.State != store.MeetingAnnounced || v.Revision != 1 {
		r.t.Errorf("%s, revision %d", v.State, v.Revision)
	}
}

func (r *rival) layNotice() {
	r.steps(store.SetStepsMeeting, "1")
	m := r.prepared()
	seen := r.meeting(m.ID).Version
	lay := func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, seen); return err }
	r.told(store.NoticeMeeting, 2, func() { r.oneOf(r.atOnce(deed{r.clerk, lay}, deed{r.clerk2, lay}), "") })
}

func (r *rival) callOff() {
	v := r.announced()
	r.toldOf()
	off := func(t *act.Tx) error { return t.CancelMeeting(v.ID, "防汛", v.Version) }
	r.told(store.NoticeMeetingCancelled, 2, func() { r.oneOf(r.atOnce(deed{r.clerk, off}, deed{r.clerk2, off}), "") })
	if got := r.meeting(v.ID); got.State != store.MeetingCancelled {
		r.t.Errorf("it is %s", got.State)
	}
}

func (r *rival) releasePlan() {
	p, err := r.plan(2026+r.round, "", false) // an office has one plan a year
	r.must(err)
	r.must(r.line(p, store.PlanItem{Day: fmt.Sprintf("%d-03-01", 2026+r.round), Text: "学习"}))
	r.must(r.adopt(p, "2026-11-20"))
	var d *store.Draft
	r.must(r.do(r.clerk, func(t *act.Tx) (err error) {
		if d, err = t.DraftPlan(p.ID, r.dossier(p.ID).Version); err != nil {
			return err
		}
		d, err = t.StepDraft(d.ID, store.StepSubmit, "", 0)
		return err
	}))
	r.told(store.NoticePlan, 2, func() {
		r.oneOf(r.atOnce(deed{r.leader, stepOf(d, store.StepSign)}, deed{r.boss2, stepOf(d, store.StepSign)}), "")
	})
	if got := r.dossier(p.ID); got.Released.IsZero() || got.Told != 2 {
		r.t.Errorf("released %s, told %d", got.Released, got.Told)
	}
}

func (r *rival) judge() {
	g, err := r.group(store.Group{OfficeID: r.town.ID, Name: "小组" + store.NewSecret()[:8], Kind: store.GroupArea, LeaderID: r.li.ID}, r.zhang.ID, r.li.ID, r.third(r.town.ID, "王五"))
	r.must(err)
	m, err := r.held(r.clerk, g.ID, r.zhang.ID)
	r.must(err)
	h, letter, err := r.hand(r.clerk, m.ID)
	r.must(err)
	r.signLetter(letter)
	now := func() *act.HandoverDossier {
		got, err := r.Handover(r.t.Context(), r.clerk, h.ID)
		r.must(err)
		return got
	}
	seen := now().Version
	answer := func(t *act.Tx) error { return t.Answered(h.ID, "2026-11-23", "已修好", media.File{}, seen) }
	r.oneOf(r.atOnce(deed{r.clerk, answer}, deed{r.clerk2, answer}), "")
	seen = now().Version
	r.oneOf(r.atOnce(
		deed{r.clerk, func(t *act.Tx) error { return t.Judge(h.ID, store.VerdictDone, "", "", seen) }},
		deed{r.clerk2, func(t *act.Tx) error { return t.Judge(h.ID, store.VerdictPartly, "再修", "2027-01-20", seen) }}), "")
	got := now()
	if len(got.Replies) != 1 || (got.State == store.HandoverClosed) != (got.Replies[0].Verdict == store.VerdictDone) {
		r.t.Errorf("%s, %+v", got.State, got.Replies)
	}
}

func (r *rival) giveBack() {
	m := r.announcedDay(r.dayOf(r.station("站" + store.NewSecret()[:8])))
	b, err := r.books("zhang", m.ID, 0, act.BookingForm{})
	r.must(err)
	back := func(t *act.Tx) error { return t.Unbook(b.ID) }
	r.oneOf(r.atOnce(deed{r.zhangAt, back}, deed{r.zhangAt, back}), store.ProblemState)
	next, err := r.books("li", m.ID, 0, act.BookingForm{})
	r.must(err) // the place is free once
	r.must(r.do(r.liAt, func(t *act.Tx) error { return t.Unbook(next.ID) }))
}

func (r *rival) decide() {
	_, parts := r.called(r.d, r.zhang)
	l := r.asks(r.zhangAt, parts[0], "出差")
	r.told(store.NoticeLeaveDecided, 1, func() {
		r.oneOf(r.atOnce(
			deed{r.leader, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", l.Version) }},
			deed{r.boss2, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", l.Version) }},
			deed{r.clerk, func(t *act.Tx) error { return t.DecideLeave(l.ID, false, "请参加", l.Version) }}), "")
	})
}

// endorse: the head of the delegation signs while a leader, who looked before, decides.
func (r *rival) endorse() {
	l := r.askedThroughHead()
	errs := r.atOnce(
		deed{r.zhangAt, func(t *act.Tx) error { return t.EndorseLeave(l.ID, true, "", l.Version) }},
		deed{r.leader, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", l.Version) }})
	r.oneOf(errs, store.ProblemNotEndorsed)
	r.must(errs[0]) // nobody decides before the head spoke
	kept, err := db.Leave(r.t.Context(), r.d.Read(), l.ID)
	r.must(err)
	if kept.State != store.LeaveAsked || !kept.EndorsedYes {
		r.t.Errorf("%+v", kept)
	}
}

// askedThroughHead is 李四's leave from a meeting whose delegation 张三 heads.
func (r *rival) askedThroughHead() *store.Leave {
	r.t.Helper()
	m, parts := r.called(r.d, r.zhang, r.li)
	r.must(r.d.Tx(r.t.Context(), func(q db.Q) error {
		group := &store.Delegation{ID: store.NewID(r.now), Created: r.now, MeetingID: m.ID, Name: "甲镇代表团", HeadID: r.zhang.ID, Version: 1}
		list, err := db.ParticipantsOf(r.t.Context(), q, m.ID)
		b := db.Batch{Delegations: []*store.Delegation{group}}
		for i := range list {
			list[i].DelegationID = group.ID
			b.Changed.Participants = append(b.Changed.Participants, &list[i])
		}
		return errors.Join(err, b.Flush(r.t.Context(), q))
	}))
	return r.asks(r.liAt, parts[1], "出差")
}

// comes: a deputy confirms while the leave that was asked for is approved.
func (r *rival) comes() {
	m, parts := r.called(r.d, r.zhang)
	l := r.asks(r.zhangAt, parts[0], "出差")
	errs := r.atOnce(
		deed{r.zhangAt, func(t *act.Tx) error { return t.ConfirmPart(parts[0]) }},
		deed{r.leader, func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", l.Version) }})
	kept, err := db.Leave(r.t.Context(), r.d.Read(), l.ID)
	r.must(err)
	// Both may be done where the decision came first: then the deputy comes after all.
	want := map[bool]store.LeaveState{true: store.LeaveWithdrawn, false: store.LeaveApproved}[errs[0] == nil]
	if kept.State != want || errs[0] != nil && errs[1] != nil {
		r.t.Errorf("the leave is %s; %v", kept.State, errs)
	}
	if got := r.receipts(m)["张三"]; (got == store.ReceiptConfirmed) != (errs[0] == nil) {
		r.t.Errorf("the receipt is %s; %v", got, errs)
	}
}

func (r *rival) tickTwice() {
	v := r.hold(r.d, store.MeetingStanding, nil).call(store.RoleAttends, r.zhang, r.li)
	tick := func(names ...string) func(*act.Tx) error {
		var rows []act.TickRow
		for _, n := range names {
			rows = append(rows, act.TickRow{ID: v.part[n], Seen: 1})
		}
		return func(t *act.Tx) error { _, err := t.Tick(v.m.ID, act.TickSign, rows, time.Time{}); return err }
	}
	r.oneOf(r.atOnce(deed{r.clerk, tick("张三")}, deed{r.clerk2, tick("张三", "李四")}), "")
	if row := v.row("张三"); row.Version != 2 || row.SignedBy != store.SignedTicked {
		r.t.Errorf("%+v", row)
	}
}

// tickAndScan: staff tick somebody whose phone scans the code: signed in once, by one
// of the two, and the phone is not told of a conflict.
func (r *rival) tickAndScan() {
	v := r.hold(r.d, store.MeetingStanding, nil).call(store.RoleAttends, r.zhang)
	code := v.code()
	ended := make(chan error)
	go func() {
		ended <- r.do(r.clerk, func(t *act.Tx) error {
			_, err := t.Tick(v.m.ID, act.TickSign, []act.TickRow{{ID: v.part["张三"], Seen: 1}}, time.Time{})
			return err
		})
	}()
	_, scanned := v.scan(r.zhangAt, code)
	if ticked := <-ended; scanned != nil || ticked != nil && !errors.Is(ticked, store.ErrConflict) {
		r.t.Errorf("the phone: %v; the desk: %v", scanned, ticked)
	}
	if row := v.row("张三"); row.Version != 2 || row.Signed.IsZero() || (row.SignedBy == store.SignedQR) != (row.SignedWith != "") {
		r.t.Errorf("%+v", row)
	}
}

// TestAClosedMeetingsRecordsAreRight, whatever happens while it is being closed: who
// is ticked, or gets leave, in that moment has no record of being absent.
func TestAClosedMeetingsRecordsAreRight(t *testing.T) {
	d := dbtest.New(t, db.MySQL)
	o := open(t, d)
	zhang := o.bind("zhang", o.zhang.ID)
	for name, first := range map[string]func(v *venue, l *store.Leave) func(*act.Tx) error{
		"ticked": func(v *venue, _ *store.Leave) func(*act.Tx) error {
			return func(t *act.Tx) error {
				_, err := t.Tick(v.m.ID, act.TickSign, []act.TickRow{{ID: v.part["张三"]}}, time.Time{})
				return err
			}
		},
		"given leave": func(_ *venue, l *store.Leave) func(*act.Tx) error {
			return func(t *act.Tx) error { return t.DecideLeave(l.ID, true, "", 0) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			o.t, o.now = t, monday
			v := o.hold(d, store.MeetingStanding, nil).call(store.RoleAttends, o.zhang)
			l := o.asks(zhang, v.part["张三"], "出差")
			o.now = o.now.Add(4 * time.Hour)
			errs := o.overtaken(deed{o.clerk, first(v, l)}, deed{o.clerk, func(t *act.Tx) error { return t.CloseMeeting(v.m.ID, 0) }})
			o.must(errs[1])
			absent := v.records(o.zhang).Records[0].Outcome == store.PresenceAbsent
			if errs[0] == nil && absent || errs[0] != nil && !errors.Is(errs[0], store.ErrConflict) {
				t.Errorf("%v, and the record says absent: %t", errs[0], absent)
			}
		})
	}
}
