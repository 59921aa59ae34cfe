package console

import (
	"maps"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// meetingPageFull has everything a meeting's page can show.
func meetingPageFull(kind store.MeetingKind, state store.MeetingState) *meetingPage {
	at := time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)
	m := store.Meeting{ID: "m", Kind: kind, Title: nasty, Place: nasty, Starts: at, Ends: at.Add(time.Hour), ReplyBy: at, Dress: nasty, Contact: nasty,
		LeaveTo: nasty, Note: nasty, Late: nasty, State: state, Revision: 2, Announced: at, Session: 3, Version: 4}
	v := &act.MeetingView{MeetingRow: act.MeetingRow{Meeting: m, Office: nasty, Called: 3}, Notice: &store.Draft{ID: "d", State: store.DraftReturned},
		Parts: []act.MeetingRow{{Meeting: m}}, Delegations: []store.Delegation{{ID: "t", Name: nasty, HeadID: "p1"}, {ID: "u", Name: nasty}}, Short: true,
		Papers: []store.Paper{{ID: "a", Title: nasty, MIME: "application/pdf"}, {ID: "b", ItemID: "i", Title: nasty}},
		Agenda: []act.AgendaRow{{AgendaItem: store.AgendaItem{ID: "i", Kind: store.AgendaReport, Title: nasty, Reporter: nasty}, Deadlines: []store.ReportDeadline{
			{Step: store.ReportConsult, Days: 20, By: at, WorkBy: at.Add(-24 * time.Hour)}, {Step: store.ReportHand, Days: 10, By: at, WorkBy: at, Done: at.Add(48 * time.Hour)}}}}}
	for _, p := range []store.Participant{{ID: "1", DeputyID: "p1", DelegationID: "t", Role: store.RoleAttends, Reply: store.ReplyConfirmed, RepliedTo: 2},
		{ID: "2", DeputyID: "p2", Role: store.RoleSitsIn}, {ID: "3", Name: nasty, Role: store.RoleSitsIn}, {ID: "4", Name: nasty, Role: store.RoleOfficer}} {
		v.People = append(v.People, act.ParticipantRow{Participant: p, Deputy: store.Deputy{Name: nasty, Work: nasty}, Notice: store.Notice{State: store.NoticeSent}})
	}
	return &meetingPage{MeetingView: v, Approver: nasty, CanEdit: true, Editable: true, Planned: state == store.MeetingPlanned, Steps: 2,
		Groups: meetingGroups(v), PartKinds: store.MeetingParts, Now: at.Add(72 * time.Hour), Problem: nasty, Failed: "change"}
}

// plannedIn is a meeting of 甲镇 that is being prepared, with one who is called.
func plannedIn(d *desk, kind store.MeetingKind) *store.Meeting {
	var m *store.Meeting
	d.as("clerk", func(t *act.Tx) (err error) {
		m, err = t.AddMeeting(store.Meeting{OfficeID: d.town.ID, Kind: kind, Title: "主席团第四次会议", Place: "三楼会议室", Starts: d.clock().Add(240 * time.Hour)})
		must(d.t, err)
		return t.AddParticipants(m.ID, []store.Participant{{DeputyID: d.zhang.ID}}, 0)
	})
	return m
}

func meetingSeen(d *desk, m *store.Meeting) string {
	v, err := d.Meeting(d.t.Context(), d.people["clerk"].Actor, m.ID)
	must(d.t, err)
	return itoa(v.Version)
}

// plannedMeeting is that meeting, with what its forms say.
func plannedMeeting(fields ...string) scene {
	return func(d *desk) (string, []string) {
		m := plannedIn(d, store.MeetingPresidium)
		return m.ID, append([]string{"seen", meetingSeen(d, m), "title", "改名", "kind", "presidium", "starts", "2027-03-01T09:00", "place", "大礼堂"}, fields...)
	}
}

// ourSession is a congress's session of 甲镇.
func ourSession(fields ...string) scene {
	return func(d *desk) (string, []string) {
		m := plannedIn(d, store.MeetingCongress)
		return m.ID, append([]string{"seen", meetingSeen(d, m)}, fields...)
	}
}

// ofMeeting is something that belongs to a meeting.
func ofMeeting(kind store.MeetingKind, make func(t *act.Tx, m *store.Meeting) (string, error), fields ...string) scene {
	return func(d *desk) (id string, _ []string) {
		m := plannedIn(d, kind)
		d.as("clerk", func(t *act.Tx) (err error) { id, err = make(t, m); return err })
		return id, append([]string{"seen", "1", "meeting", m.ID}, fields...)
	}
}

func addedItem(t *act.Tx, m *store.Meeting) (string, error) {
	a, err := t.SaveAgendaItem(store.AgendaItem{MeetingID: m.ID, Kind: store.AgendaPlain, Title: "听取报告"})
	return a.ID, err
}

func addedDelegation(t *act.Tx, m *store.Meeting) (string, error) {
	g, err := t.SaveDelegation(store.Delegation{MeetingID: m.ID, Name: "东片代表团"})
	return g.ID, err
}

// paperOf is a PDF that was uploaded for a meeting of 甲镇.
func paperOf(d *desk) (id string, fields []string) {
	f, err := d.Files().PutPaper(d.t.Context(), strings.NewReader("%PDF-1.4\nhello\n%%EOF\n"))
	must(d.t, err)
	return ofMeeting(store.MeetingPresidium, func(t *act.Tx, m *store.Meeting) (string, error) {
		p, err := t.AddPaper(store.Paper{MeetingID: m.ID, Title: "工作报告"}, f, true)
		return p.ID, err
	})(d)
}

func init() {
	maps.Copy(sheetPagesEmpty, map[string]any{"meetings": meetingsPage{}, "meeting": &meetingPage{MeetingView: &act.MeetingView{}},
		"meeting_form": &meetingForm{}, "meeting_people": &meetingPeoplePage{}})
	planned := meetingPageFull(store.MeetingCongress, store.MeetingPlanned)
	maps.Copy(sheetPagesFull, map[string]any{
		"meetings": meetingsPage{Tabs: []meetingTabView{{nasty, "/console/meetings", true}}, Rows: []act.MeetingRow{{Meeting: planned.MeetingRow.Meeting, Office: nasty, Draft: store.DraftInReview}},
			Seen: []store.Office{{Short: nasty}, {}}, Kinds: store.MeetingKinds, CanEdit: true},
		"meeting": planned,
		"meeting_form": &meetingForm{Meeting: planned.MeetingRow.Meeting, Office: store.Office{Name: nasty}, Offices: []store.Office{{Name: nasty}, {}}, Kinds: store.MeetingKinds,
			Terms: []meetingTerm{{"t", nasty}}, Groups: []store.Group{{Name: nasty}}, Approvers: []store.Staff{{Name: nasty}}, Rules: store.MeetingRules{NoticeDays: 7, LeaveTo: nasty}, Problem: nasty},
		"meeting_people": &meetingPeoplePage{Meeting: planned.MeetingRow.Meeting, Offices: []store.Office{{Short: nasty}}, Levels: store.Levels, Groups: []store.Group{{Name: nasty}},
			Delegations: []store.Delegation{{Name: nasty}}, People: []groupPerson{{"d", nasty, nasty, true, false}}, More: 2, Problem: nasty, Find: nasty},
	})
	maps.Copy(scenes, map[string]scene{
		"POST /console/meetings":                 inTown("title", "主席团会议", "kind", "presidium", "starts", "2027-03-01T09:00", "place", "大礼堂"),
		"GET /console/meetings/:id":              plannedMeeting(),
		"POST /console/meetings/:id":             plannedMeeting(),
		"GET /console/meetings/:id/edit":         plannedMeeting(),
		"GET /console/meetings/:id/people":       plannedMeeting(),
		"POST /console/meetings/:id/people":      plannedMeeting("list", "李四"),
		"POST /console/meetings/:id/lay":         plannedMeeting(),
		"POST /console/meetings/:id/cancel":      plannedMeeting(),
		"POST /console/meetings/:id/agenda":      plannedMeeting("item", "听取报告"),
		"POST /console/meetings/:id/papers":      plannedMeeting("declared", "1", "@paper", "%PDF-1.4\nhello\n%%EOF\n"),
		"POST /console/meetings/:id/delegations": ourSession("name", "东片代表团"),
		"POST /console/meetings/:id/remove": func(d *desk) (string, []string) {
			m := plannedIn(d, store.MeetingPresidium)
			v, err := d.Meeting(d.t.Context(), d.people["clerk"].Actor, m.ID)
			must(d.t, err)
			return m.ID, []string{"seen", itoa(v.Version), "person", v.People[0].ID}
		},
		"POST /console/meetings/:id/change": func(d *desk) (string, []string) {
			m := plannedIn(d, store.MeetingPresidium)
			must(d.t, d.Do(d.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error { return t.Set(d.root.ID, store.SetStepsMeeting, "1") }))
			d.as("clerk", func(t *act.Tx) error { _, err := t.LayMeeting(m.ID, 0); return err })
			return m.ID, []string{"seen", meetingSeen(d, m), "starts", "2027-03-02T09:00", "place", "大礼堂"}
		},
		"POST /console/agenda/:id":             ofMeeting(store.MeetingPresidium, addedItem, "item", "听取另一个报告"),
		"POST /console/agenda/:id/delete":      ofMeeting(store.MeetingPresidium, addedItem),
		"POST /console/agenda/:id/step":        ofMeeting(store.MeetingStanding, addedItem, "step", "consult", "day", "2026-01-05"),
		"GET /console/papers/:id":              paperOf,
		"POST /console/papers/:id/remove":      paperOf,
		"POST /console/delegations/:id":        ofMeeting(store.MeetingCongress, addedDelegation, "name", "西片代表团"),
		"POST /console/delegations/:id/delete": ofMeeting(store.MeetingCongress, addedDelegation),
	})
}
