package act_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// called is a meeting of the town in two days that was announced to deputies, all
// of whose notices were sent.
func (o *office) called(base *db.DB, deputies ...store.Deputy) (*store.Meeting, []string) {
	o.t.Helper()
	m := &store.Meeting{ID: store.NewID(o.now), Created: o.now, OfficeID: o.town.ID, Kind: store.MeetingPresidium, Title: "主席团第三次会议",
		Starts: o.now.Add(48 * time.Hour), Place: "镇政府二楼会议室", State: store.MeetingAnnounced, Revision: 1, Announced: o.now, Version: 1}
	b := db.Batch{Meetings: []*store.Meeting{m}}
	var ids []string
	for _, d := range deputies {
		p := &store.Participant{ID: store.NewID(o.now), Created: o.now, MeetingID: m.ID, DeputyID: d.ID, Role: store.RoleAttends, Revision: 1, Version: 1}
		b.Participants = append(b.Participants, p)
		b.Notices = append(b.Notices, &store.Notice{ID: store.NewID(o.now), Created: o.now, Kind: store.NoticeMeeting, OfficeID: m.OfficeID, DeputyID: d.ID,
			Ref: p.Ref(1), About: store.AboutKey(store.NoticeMeeting, p.Ref(1), d.ID), State: store.NoticeSent, Sent: o.now})
		ids = append(ids, p.ID)
	}
	o.must(base.Tx(o.t.Context(), func(q db.Q) error { return b.Flush(o.t.Context(), q) }))
	return m, ids
}

// moved changes a meeting behind everybody's back, as another time or place does.
func (o *office) moved(base *db.DB, id string, change func(*store.Meeting)) {
	o.t.Helper()
	o.must(base.Tx(o.t.Context(), func(q db.Q) error {
		m, err := db.Meeting(o.t.Context(), q, id)
		o.must(err)
		change(m)
		return (&db.Batch{Changed: db.Changes{Meetings: []*store.Meeting{m}}}).Flush(o.t.Context(), q)
	}))
}

// receipts are those of a meeting by the deputies' names.
func (o *office) receipts(m *store.Meeting) map[string]store.Receipt {
	o.t.Helper()
	b, err := o.Receipts(o.t.Context(), o.clerk, m.ID)
	o.must(err)
	got := map[string]store.Receipt{}
	for _, r := range b.Rows {
		got[r.Deputy.Name] = r.Receipt
		if r.Deputy.Phone+r.Deputy.PhoneIndex != "" {
			o.t.Error("the receipts carry a number")
		}
	}
	return got
}

// refuses checks that an act is refused with that problem.
func (o *office) refuses(what string, err error, p store.Problem) {
	o.t.Helper()
	if !store.IsProblem(err, p) {
		o.t.Errorf("%s: %v, want %s", what, err, p)
	}
}

func TestConfirm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang, li := o.bind("dep", o.zhang.ID), o.bind("dep2", o.li.ID)
		m, parts := o.called(d, o.zhang, o.li)
		if got := o.receipts(m); got["张三"] != store.ReceiptSent || got["李四"] != store.ReceiptSent {
			t.Errorf("before anybody looked: %v", got)
		}
		confirm := func(who store.Actor, id string) error {
			return o.do(who, func(t *act.Tx) error { return t.ConfirmPart(id) })
		}
		for name, who := range map[string]store.Actor{"another deputy": li, "staff": o.clerk, "a voter": func() store.Actor { o.hear("v", "你好"); return o.person("v") }()} {
			if err := confirm(who, parts[0]); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s confirms: %v", name, err)
			}
			if _, err := o.Part(t.Context(), who, parts[0]); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s reads the page: %v", name, err)
			}
			if err := o.do(who, func(t *act.Tx) error { return t.ReadPart(parts[0]) }); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s notes a reading: %v", name, err)
			}
		}
		if _, err := o.Receipts(t.Context(), o.other, m.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the next town reads the receipts: %v", err)
		}
		o.must(o.do(zhang, func(t *act.Tx) error { return t.ReadPart(parts[0]) }))
		o.must(o.do(zhang, func(t *act.Tx) error { return t.ReadPart(parts[0]) })) // again, which changes nothing
		if got := o.receipts(m); got["张三"] != store.ReceiptRead {
			t.Errorf("after reading: %v", got)
		}
		o.must(confirm(zhang, parts[0]))
		o.must(confirm(zhang, parts[0]))
		if got := o.receipts(m); got["张三"] != store.ReceiptConfirmed || got["李四"] != store.ReceiptSent {
			t.Errorf("after confirming: %v", got)
		}
		ahead, past, err := o.MyMeetings(t.Context(), zhang)
		o.must(err)
		if len(ahead) != 1 || len(past) != 0 || ahead[0].ReplyNow(&ahead[0].Meeting) != store.ReplyConfirmed {
			t.Errorf("own meetings: %+v, past %+v", ahead, past)
		}

		o.moved(d, m.ID, func(m *store.Meeting) { m.Revision, m.Place = 2, "镇政府一楼" })
		if got := o.receipts(m); got["张三"] != store.ReceiptNone {
			t.Errorf("after the place changed: %v", got)
		}
		o.must(confirm(zhang, parts[0]))
		o.moved(d, m.ID, func(m *store.Meeting) { m.State = store.MeetingCancelled })
		o.refuses("after it was called off", confirm(li, parts[1]), store.ProblemCancelled)
		o.moved(d, m.ID, func(m *store.Meeting) { m.State, m.Starts = store.MeetingAnnounced, o.now })
		o.refuses("after it began", confirm(li, parts[1]), store.ProblemBegun)
	})
}

func TestAMandateThatEndedYesterdayAnswersNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		m, parts := o.called(d, o.zhang)
		held, err := db.MandatesOf(t.Context(), d.Read(), []string{o.zhang.ID})
		o.must(err)
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			return t.ChangeMandate(held[0].ID, store.MandateChange{Verb: store.MandateEnd, Ground: store.GroundResigned, Day: "2026-11-22"}, held[0].Version)
		}))
		o.refuses("confirm", o.do(zhang, func(t *act.Tx) error { return t.ConfirmPart(parts[0]) }), store.ProblemNotInOffice)
		o.refuses("leave", o.do(zhang, func(t *act.Tx) error { _, err := t.AskLeave(parts[0], "出差"); return err }), store.ProblemNotInOffice)
		o.refuses("a link", o.do(zhang, func(t *act.Tx) error { _, err := t.NewFeed(); return err }), store.ProblemNotInOffice)
		o.refuses("urge", o.do(o.clerk, func(t *act.Tx) error { _, err := t.UrgeReceipts(m.ID); return err }), store.ProblemNobodyLeft)
	})
}

// toTell are the recipients of the notices of a kind that wait.
func (o *office) toTell(base *db.DB, k store.NoticeKind) []string {
	o.t.Helper()
	list := dbtest.Notices(o.t, base.Read(), o.town.ID, store.NoticeWaiting)
	var who []string
	for _, n := range list {
		if n.Kind == k {
			who = append(who, n.DeputyID+n.StaffID)
		}
	}
	return who
}

func TestUrgingGoesToTheSilentOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		zhang := o.bind("dep", o.zhang.ID)
		m, parts := o.called(d, o.zhang, o.li)
		o.must(o.do(zhang, func(t *act.Tx) error { return t.ConfirmPart(parts[0]) }))
		urge := func(who store.Actor) error {
			return o.do(who, func(t *act.Tx) error { _, err := t.UrgeReceipts(m.ID); return err })
		}
		if err := urge(o.other); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the next town presses: %v", err)
		}
		second := o.member("clerk2", o.town.ID, store.RoleClerk)
		press := func(t *act.Tx) error { _, err := t.UrgeReceipts(m.ID); return err }
		o.oneOf(o.atOnce(deed{o.clerk, press}, deed{second, press}), store.ProblemTooSoon)
		if got := o.toTell(d, store.NoticeMeetingUrged); len(got) != 1 || got[0] != o.li.ID {
			t.Errorf("told %v, want 李四 once", got)
		}
		o.now = o.now.Add(store.UrgeApart - time.Second)
		o.refuses("a little too soon", urge(second), store.ProblemTooSoon)
		o.now = o.now.Add(time.Second)
		o.must(urge(second))
		if got := o.toTell(d, store.NoticeMeetingUrged); len(got) != 2 {
			t.Errorf("told %v", got)
		}
		b, err := o.Receipts(t.Context(), o.clerk, m.ID)
		o.must(err)
		if len(b.Urgings) != 2 || b.Urgings[1].Turn != 2 || b.Urgings[1].Told != 1 || !b.Next.Equal(o.now.Add(store.UrgeApart)) || b.Awaited() != 1 {
			t.Errorf("%+v", b)
		}
		for _, r := range b.Rows {
			if r.DeputyID == o.li.ID && !r.Participant.Urged.Equal(o.now) {
				t.Errorf("urged at %s", r.Participant.Urged)
			}
		}
		li := o.bind("dep2", o.li.ID)
		o.must(o.do(li, func(t *act.Tx) error { return t.ConfirmPart(parts[1]) }))
		o.now = o.now.Add(time.Hour)
		o.refuses("when all have answered", urge(o.clerk), store.ProblemNobodyLeft)
		o.moved(d, m.ID, func(m *store.Meeting) { m.Starts = o.now })
		o.refuses("after it began", urge(o.clerk), store.ProblemBegun)
	})
}

func TestWhoCannotBeReachedGoesToSMSAndTheTelephone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m, parts := o.called(d, o.zhang, o.li) // 李四 has no number
		o.must(d.Tx(t.Context(), func(q db.Q) error {
			list := dbtest.Notices(t, q, o.town.ID, store.NoticeSent)
			for i := range list {
				list[i].State, list[i].Channel = store.NoticeUnreached, store.ChannelPhone
				o.must(db.UpdateNotices(t.Context(), q, &list[i]))
			}
			return nil
		}))
		if got := o.receipts(m); got["张三"] != store.ReceiptNone {
			t.Errorf("unreached: %v", got)
		}
		o.refuses("by WeChat", o.do(o.clerk, func(t *act.Tx) error { _, err := t.UrgeReceipts(m.ID); return err }), store.ProblemNobodyLeft)
		var u *store.Urging
		o.must(o.do(o.clerk, func(t *act.Tx) (err error) { u, err = t.UrgeBySMS(m.ID, true); return err }))
		o.refuses("again at once", o.do(o.clerk, func(t *act.Tx) error { _, err := t.UrgeBySMS(m.ID, true); return err }), store.ProblemTooSoon)
		file, err := o.SMSFile(t.Context(), o.clerk, m.ID, u.Turn)
		o.must(err)
		if len(file.Rows) != 1 || file.Rows[0].Deputy.Phone != "13800000001" {
			t.Errorf("the file has %+v", file.Rows)
		}
		for who, actor := range map[string]store.Actor{"a leader": o.leader, "the next town": o.other} {
			if _, err := o.SMSFile(t.Context(), actor, m.ID, u.Turn); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s takes the file: %v", who, err)
			}
			if _, err := o.CallList(t.Context(), actor, m.ID); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s reads numbers: %v", who, err)
			}
		}
		if _, err := o.SMSFile(t.Context(), o.clerk, m.ID, 9); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a press that never was: %v", err)
		}
		if list, err := o.Unreached(t.Context(), o.clerk, 10); err != nil || len(list) != 1 || list[0].DeputyID != o.li.ID {
			t.Errorf("left to telephone: %+v %v", list, err)
		}
		b, err := o.CallList(t.Context(), o.clerk, m.ID)
		o.must(err)
		if len(b.Rows) != 2 || b.Rows[0].Receipt != store.ReceiptNone {
			t.Errorf("to telephone: %+v", b.Rows)
		}
		o.telephones(d, m, parts)
	})
}

// What was handed over as a file may have been sent: it stays noted so when the
// meeting changes or is called off, whom it was for is told of that, and the old file
// leaves no more.
func TestWhatWasHandedOverAndTheMeetingChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m, parts := o.called(d, o.zhang)
		o.steps(store.SetStepsMeeting, "1")
		first := store.AboutKey(store.NoticeMeeting, parts[0]+".1", o.zhang.ID)
		set := func(s store.NoticeState) {
			o.must(d.Tx(t.Context(), func(q db.Q) error {
				n, err := db.NoticeAbout(t.Context(), q, first)
				o.must(err)
				n.State = s
				return db.UpdateNotices(t.Context(), q, n)
			}))
		}
		set(store.NoticeUnreached)
		var u *store.Urging
		o.must(o.do(o.clerk, func(t *act.Tx) (err error) { u, err = t.UrgeBySMS(m.ID, true); return err }))
		file := func() error { _, err := o.SMSFile(t.Context(), o.clerk, m.ID, u.Turn); return err }
		o.must(file())
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			return t.ChangeMeeting(m.ID, act.MeetingChange{Starts: m.Starts.Add(time.Hour), Place: m.Place}, 1)
		}))
		if n, err := db.NoticeAbout(t.Context(), d.Read(), first); err != nil || n.State != store.NoticeHanded {
			t.Errorf("%+v %v", n, err)
		}
		if got := o.toTell(d, store.NoticeMeetingChanged); len(got) != 1 {
			t.Errorf("told of the change: %v", got)
		}
		o.refuses("the file of the old time", file(), store.ProblemChanged)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CancelMeeting(m.ID, "防汛", o.meeting(m.ID).Version) }))
		o.refuses("the file of what is called off", file(), store.ProblemCancelled)
	})
}

// telephones records each outcome of a call.
func (o *office) telephones(d *db.DB, m *store.Meeting, parts []string) {
	o.t.Helper()
	version := func(id string) int64 {
		p, err := db.Participant(o.t.Context(), d.Read(), id)
		o.must(err)
		return p.Version
	}
	call := func(who store.Actor, id string, out store.CallOutcome, reason string) error {
		seen := version(id)
		return o.do(who, func(t *act.Tx) error { return t.RecordCall(id, out, reason, seen) })
	}
	if err := call(o.other, parts[0], store.CallWrong, ""); !errors.Is(err, store.ErrNotFound) {
		o.t.Errorf("the next town calls: %v", err)
	}
	o.refuses("no outcome", call(o.clerk, parts[0], "", ""), store.ProblemEmpty)
	o.refuses("leave without a reason", call(o.clerk, parts[0], store.CallLeave, " "), store.ProblemEmpty)
	o.must(call(o.clerk, parts[0], store.CallNoAnswer, ""))
	o.must(call(o.clerk, parts[0], store.CallConfirmed, ""))
	if err := call(o.clerk, parts[0], store.CallLeave, "出差"); !errors.Is(err, store.ErrConflict) {
		o.t.Errorf("who has answered is called again: %v", err)
	}
	o.must(call(o.clerk, parts[1], store.CallTold, ""))
	if got := o.receipts(m); got["李四"] != store.ReceiptSent || got["张三"] != store.ReceiptConfirmed {
		o.t.Errorf("after the calls: %v", got)
	}
	o.must(call(o.clerk, parts[1], store.CallLeave, "老母亲住院"))
	b, err := o.Receipts(o.t.Context(), o.clerk, m.ID)
	o.must(err)
	for _, r := range b.Rows {
		if len(r.Calls) != 2 || r.Calls[0].By != o.clerk.ID {
			o.t.Errorf("%s: calls %+v", r.Deputy.Name, r.Calls)
		}
		if r.DeputyID == o.li.ID && (r.Receipt != store.ReceiptLeave || r.Leave == nil || r.Leave.PhonedTo != o.clerk.ID || strings.Contains(r.Leave.Reason, "住院")) {
			o.t.Errorf("leave by telephone: %+v", r.Leave)
		}
	}
	if list, err := o.Unreached(o.t.Context(), o.clerk, 10); err != nil || len(list) != 0 {
		o.t.Errorf("still to telephone: %+v %v", list, err)
	}
}

func TestUrgingWaitsForTheMorning(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	o := open(t, base)
	o.now = time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC) // ten at night in China
	m, _ := o.called(base, o.zhang)
	o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.UrgeReceipts(m.ID); return err }))
	list := dbtest.Notices(t, base.Read(), o.town.ID, store.NoticeWaiting)
	if want := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC); len(list) != 1 || !list[0].NextAt.Equal(want) {
		t.Errorf("goes out at %v", list)
	}
}

// TestNoticesThatAreNoLongerTrueAreDropped: whoever answered, or was decided about,
// before the notice's turn came gets none.
func TestNoticesThatAreNoLongerTrueAreDropped(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	o := open(t, base)
	zhang := o.bind("dep", o.zhang.ID)
	m, parts := o.called(base, o.zhang, o.li)
	o.must(o.do(o.clerk, func(t *act.Tx) error { _, err := t.UrgeReceipts(m.ID); return err }))
	l := o.asks(zhang, parts[0], "出差") // no longer silent
	kinds := map[store.NoticeKind]int{}
	_, list, err := o.Deliveries(t.Context(), 100)
	o.must(err)
	for _, d := range list {
		kinds[d.Notice.Kind]++
		if (d.Meeting == nil || d.Meeting.ID != m.ID) && d.Notice.Kind != store.NoticeBound {
			t.Errorf("%s without its meeting", d.Notice.Kind)
		}
		if d.Notice.Kind == store.NoticeMeetingUrged && d.Notice.DeputyID != o.li.ID {
			t.Error("who asked for leave is urged")
		}
		if d.Notice.Kind == store.NoticeLeaveAsked && (d.Leave == nil || d.Leave.ID != l.ID) {
			t.Error("a notice of leave without it")
		}
	}
	if kinds[store.NoticeMeetingUrged] != 1 || kinds[store.NoticeLeaveAsked] != 2 {
		t.Errorf("to send: %v", kinds)
	}
}
