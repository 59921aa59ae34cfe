package console

import (
	"maps"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
)

// receiptPages are the pages of a meeting's receipts, for the test that executes
// every page.
func receiptPages(empty, full map[string]any, when time.Time) {
	empty["receipts"], empty["calls"] = &receiptsPage{}, callsPage{}
	m := store.Meeting{ID: "m", Title: nasty, Place: nasty, Starts: when, ReplyBy: when}
	row := receiptRow{ReceiptRow: act.ReceiptRow{Participant: store.Participant{ID: "p", Role: store.RoleSitsIn, Urged: when, Read: when, Reply: store.ReplyConfirmed, Replied: when},
		Deputy: store.Deputy{Name: nasty, Phone: nasty}}, Name: nasty, Word: nasty, Channel: nasty, CallWords: []string{nasty}}
	l := act.LeaveView{Leave: store.Leave{ID: "l", Endorsed: when, Decided: when, Created: when}, Deputy: store.Deputy{Name: nasty}, Why: nasty, Said: nasty, Answer: nasty,
		Head: nasty, Noted: nasty, Phoned: nasty, Decider: nasty}
	full["receipts"] = &receiptsPage{Meeting: m, Path: "/console/", Tabs: []receiptTab{{nasty, 3, "/console/", true}}, Rows: []receiptRow{row, {}}, Awaited: 2, Last: nasty,
		Leaves: []leaveRow{{l, nasty, true, true}}, Open: true, CanUrge: true, CanCall: true, Files: []store.Urging{{MeetingID: "m", Turn: 1, Created: when, Told: 3}}, Now: when}
	full["calls"] = callsPage{Meeting: m, Rows: []receiptRow{row, {}}, Outcomes: store.CallOutcomes, Wrong: nasty, WrongID: "p", Reason: nasty, Open: true}
}

// calledTo is a meeting of 甲镇 in two days to which 张三 is called.
func calledTo(d *desk) (m *store.Meeting, p *store.Participant) {
	now := d.clock()
	m = &store.Meeting{ID: store.NewID(now), Created: now, OfficeID: d.town.ID, Kind: store.MeetingPresidium, Title: "主席团第三次会议", Place: "镇政府三楼会议室",
		Starts: now.Add(48 * time.Hour), State: store.MeetingAnnounced, Revision: 1, Announced: now, Version: 1}
	p = &store.Participant{ID: store.NewID(now), Created: now, MeetingID: m.ID, DeputyID: d.zhang.ID, Role: store.RoleAttends, Revision: 1, Version: 1}
	must(d.t, d.base.Tx(d.t.Context(), func(q db.Q) error {
		return (&db.Batch{Meetings: []*store.Meeting{m}, Participants: []*store.Participant{p}}).Flush(d.t.Context(), q)
	}))
	return m, p
}

// onLeave is leave asked for in a state, through a head who may have to speak.
func onLeave(state store.LeaveState) scene {
	return func(d *desk) (string, []string) {
		m, p := calledTo(d)
		l := &store.Leave{ID: store.NewID(d.clock()), Created: d.clock(), MeetingID: m.ID, ParticipantID: p.ID, DeputyID: p.DeputyID, OfficeID: m.OfficeID, Revision: 1, State: state, Version: 1}
		must(d.t, d.base.Tx(d.t.Context(), func(q db.Q) error {
			return (&db.Batch{Leaves: []*store.Leave{l}}).Flush(d.t.Context(), q)
		}))
		return l.ID, []string{"seen", "1", "words", "选举事项", "yes", "true"}
	}
}

func init() {
	meeting := func(d *desk) (string, []string) {
		m, _ := calledTo(d)
		return m.ID, nil
	}
	maps.Copy(scenes, map[string]scene{
		"GET /console/meetings/:id/receipts": meeting, "GET /console/meetings/:id/receipts/live": meeting, "GET /console/meetings/:id/calls": meeting,
		"POST /console/meetings/:id/urge": meeting, "POST /console/meetings/:id/sms": meeting,
		"GET /console/meetings/:id/sms": func(d *desk) (string, []string) {
			m, _ := calledTo(d)
			d.as("clerk", func(t *act.Tx) error { _, err := t.UrgeBySMS(m.ID, true); return err })
			return m.ID, nil
		},
		"POST /console/participants/:id/call": func(d *desk) (string, []string) {
			_, p := calledTo(d)
			return p.ID, []string{"seen", "1", "outcome", "no_answer"}
		},
		"POST /console/leaves/:id/approve": onLeave(store.LeaveAsked), "POST /console/leaves/:id/refuse": onLeave(store.LeaveAsked),
		"POST /console/leaves/:id/endorse": onLeave(store.LeaveToEndorse),
	})
}
