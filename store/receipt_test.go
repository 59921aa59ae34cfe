package store_test

import (
	"strings"
	"testing"
	"time"

	"liaison/store"
)

var receiptNow = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

func announced() *store.Meeting {
	return &store.Meeting{ID: "m", State: store.MeetingAnnounced, Revision: 2, Starts: receiptNow.Add(48 * time.Hour)}
}

func TestReceiptOf(t *testing.T) {
	m := announced()
	waiting, sent := &store.Notice{State: store.NoticeWaiting}, &store.Notice{State: store.NoticeSent}
	for name, c := range map[string]struct {
		p    store.Participant
		told []*store.Notice
		want store.Receipt
	}{
		"no notice":                    {store.Participant{}, nil, store.ReceiptNone},
		"none that is there":           {store.Participant{}, []*store.Notice{nil}, store.ReceiptNone},
		"a notice that waits":          {store.Participant{}, []*store.Notice{waiting}, store.ReceiptNone},
		"one no channel brought":       {store.Participant{}, []*store.Notice{{State: store.NoticeUnreached}}, store.ReceiptNone},
		"one in doubt":                 {store.Participant{}, []*store.Notice{{State: store.NoticeUnknown}}, store.ReceiptNone},
		"one that left as a file":      {store.Participant{}, []*store.Notice{{State: store.NoticeHanded}}, store.ReceiptNone},
		"sent":                         {store.Participant{}, []*store.Notice{sent}, store.ReceiptSent},
		"delivered":                    {store.Participant{}, []*store.Notice{{State: store.NoticeDelivered}}, store.ReceiptSent},
		"telephoned":                   {store.Participant{}, []*store.Notice{{State: store.NoticePhoned}}, store.ReceiptSent},
		"the second reached":           {store.Participant{}, []*store.Notice{{State: store.NoticeUnreached}, sent}, store.ReceiptSent},
		"read":                         {store.Participant{ReadRevision: 2}, []*store.Notice{sent}, store.ReceiptRead},
		"read what it was before":      {store.Participant{ReadRevision: 1}, []*store.Notice{waiting}, store.ReceiptNone},
		"confirmed":                    {store.Participant{Reply: store.ReplyConfirmed, RepliedTo: 2, ReadRevision: 2}, []*store.Notice{sent}, store.ReceiptConfirmed},
		"confirmed what it was before": {store.Participant{Reply: store.ReplyConfirmed, RepliedTo: 1, ReadRevision: 1}, []*store.Notice{sent}, store.ReceiptSent},
		"leave":                        {store.Participant{Reply: store.ReplyLeave, RepliedTo: 2}, nil, store.ReceiptLeave},
	} {
		if got := store.ReceiptOf(m, &c.p, c.told...); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestWhoIsSilent(t *testing.T) {
	m := announced()
	told := store.Participant{DeputyID: "d", Role: store.RoleAttends, Revision: 2}
	for name, c := range map[string]struct {
		change func(*store.Participant)
		want   bool
	}{
		"told":                         {func(*store.Participant) {}, true},
		"sits in":                      {func(p *store.Participant) { p.Role = store.RoleSitsIn }, true},
		"a guest, called on paper":     {func(p *store.Participant) { p.DeputyID = "" }, false},
		"an officer":                   {func(p *store.Participant) { p.Role = store.RoleOfficer }, false},
		"no longer called":             {func(p *store.Participant) { p.Removed = receiptNow }, false},
		"not told of the change yet":   {func(p *store.Participant) { p.Revision = 1 }, false},
		"confirmed":                    {func(p *store.Participant) { p.Reply, p.RepliedTo = store.ReplyConfirmed, 2 }, false},
		"confirmed what it was before": {func(p *store.Participant) { p.Reply, p.RepliedTo = store.ReplyConfirmed, 1 }, true},
	} {
		p := told
		c.change(&p)
		if got := p.Silent(m); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestUrgingRests(t *testing.T) {
	last := &store.Urging{Created: receiptNow}
	for after, want := range map[time.Duration]time.Duration{0: 5 * time.Minute, 2 * time.Minute: 3 * time.Minute,
		5*time.Minute - time.Second: time.Second, 5 * time.Minute: 0, time.Hour: 0} {
		if got := store.UrgeWait(last, receiptNow.Add(after)); got != want {
			t.Errorf("after %s it rests %s more, want %s", after, got, want)
		}
	}
	if store.UrgeWait(nil, receiptNow) != 0 {
		t.Error("the first press waits")
	}
}

func TestAnswersComeInTime(t *testing.T) {
	for name, c := range map[string]struct {
		change      func(*store.Meeting)
		reply, urge store.Problem
		leave       store.Problem
	}{
		"ahead":     {func(*store.Meeting) {}, "", "", ""},
		"planned":   {func(m *store.Meeting) { m.State = store.MeetingPlanned }, store.ProblemState, store.ProblemState, store.ProblemState},
		"cancelled": {func(m *store.Meeting) { m.State = store.MeetingCancelled }, store.ProblemCancelled, store.ProblemState, store.ProblemCancelled},
		"begins now": {func(m *store.Meeting) { m.Starts = receiptNow },
			store.ProblemBegun, store.ProblemBegun, store.ProblemBegun},
	} {
		m := announced()
		c.change(m)
		refused(t, name+": reply", m.MayReply(receiptNow), c.reply)
		refused(t, name+": urge", m.MayUrge(receiptNow), c.urge)
		refused(t, name+": leave", m.MayAskLeave(receiptNow), c.leave)
	}
}

// refused checks that an error is that refusal, or none.
func refused(t *testing.T, what string, err error, p store.Problem) {
	t.Helper()
	if p == "" && err != nil || p != "" && !store.IsProblem(err, p) {
		t.Errorf("%s: %v, want %q", what, err, p)
	}
}

func TestLeaveGoesItsWay(t *testing.T) {
	m := announced()
	asked := func(state store.LeaveState) *store.Leave { return &store.Leave{State: state, Revision: 2} }
	l := asked(store.LeaveToEndorse)
	refused(t, "decided before the head spoke", l.Decide(m, true, "s", receiptNow), store.ProblemNotEndorsed)
	refused(t, "endorsed", l.Endorse(m, true, receiptNow), "")
	refused(t, "endorsed twice", l.Endorse(m, true, receiptNow), store.ProblemState)
	refused(t, "approved", l.Decide(m, true, "s", receiptNow), "")
	if l.State != store.LeaveApproved || l.DecidedBy != "s" || !l.Stands(m) || !l.EndorsedYes {
		t.Errorf("%+v", l)
	}
	refused(t, "decided twice", l.Decide(m, false, "s", receiptNow), store.ProblemState)
	refused(t, "taken back after", l.Withdraw(), "")
	refused(t, "taken back twice", l.Withdraw(), store.ProblemState)

	l = asked(store.LeaveAsked)
	refused(t, "refused", l.Decide(m, false, "s", receiptNow), "")
	if l.State != store.LeaveRefused || l.Stands(m) {
		t.Errorf("%+v", l)
	}
	m.Revision = 3
	for _, state := range []store.LeaveState{store.LeaveAsked, store.LeaveToEndorse} {
		l := asked(state)
		if l.Stands(m) || !l.Lapsed(m) {
			t.Errorf("%s stands for another time", state)
		}
		refused(t, "decided after a change", l.Decide(m, true, "s", receiptNow), store.ProblemChanged)
		refused(t, "endorsed after a change", l.Endorse(m, true, receiptNow), store.ProblemChanged)
	}
	m.State = store.MeetingCancelled
	refused(t, "decided after it was called off", asked(store.LeaveAsked).Decide(m, true, "s", receiptNow), store.ProblemCancelled)
}

func TestLeaveWords(t *testing.T) {
	for text, want := range map[string]store.Problem{"": store.ProblemEmpty, " \n　": store.ProblemEmpty, "出差": "",
		strings.Repeat("病", 500): "", strings.Repeat("病", 501): store.ProblemTooLong} {
		_, err := store.LeaveWords("reason", text, true)
		refused(t, text[:min(len(text), 6)], err, want)
	}
	if got, err := store.LeaveWords("words", " ", false); got != "" || err != nil {
		t.Errorf("words that may be missing: %q %v", got, err)
	}
}
