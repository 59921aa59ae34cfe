package console

import (
	"time"

	"liaison/store"
	"liaison/store/act"
)

// neighbourMeets gives 乙镇 a session with a delegation, a plan, a broadcast and a
// screen.
func (d *desk) neighbourMeets(n *neighbour) {
	d.t.Helper()
	d.as("clerk-far", func(t *act.Tx) error {
		m, err := t.AddMeeting(store.Meeting{OfficeID: d.far.ID, Kind: store.MeetingCongress, Title: "乙镇望江大会", Place: "望江会堂", Starts: d.clock().Add(240 * time.Hour)})
		must(d.t, err)
		n.meeting = m.ID
		return t.AddParticipants(m.ID, []store.Participant{{DeputyID: n.deputy}}, 0)
	})
	d.as("clerk-far", func(t *act.Tx) error {
		g, err := t.SaveDelegation(store.Delegation{MeetingID: n.meeting, Name: "望江代表团"})
		must(d.t, err)
		w, _, err := t.AddMeetingWall(n.meeting, store.WallFigures, "望江大厅")
		must(d.t, err)
		p, err := t.MakePlan(store.Plan{OfficeID: d.far.ID, Year: d.clock().Year(), Title: "望江计划"}, false)
		must(d.t, err)
		b, err := t.AddBroadcast(store.Broadcast{OfficeID: d.far.ID, Recipients: store.Recipients{Deputies: []string{n.deputy}}}, "望江通知", "{称呼}，您好。")
		n.delegation, n.wall, n.plan, n.broadcast = g.ID, w.ID, p.ID, b.ID
		return err
	})
	d.as("clerk-far", func(t *act.Tx) error {
		i, err := t.SavePlanItem(n.plan, store.PlanItem{Day: store.DayOf(d.clock())[:4] + "-12-10", Text: "望江视察"})
		n.planItem = i.ID
		return err
	})
	v, err := d.Meeting(d.t.Context(), d.people["clerk-far"].Actor, n.meeting)
	must(d.t, err)
	n.participant = v.People[0].ID
}

var (
	theGroup       = func(n *neighbour) string { return n.group }
	theMeeting     = func(n *neighbour) string { return n.meeting }
	theParticipant = func(n *neighbour) string { return n.participant }
	theDelegation  = func(n *neighbour) string { return n.delegation }
	thePlan        = func(n *neighbour) string { return n.plan }
)

// borrowedMeetings are the fields of the forms about meetings, activities, plans,
// reception days and broadcasts that name something.
var borrowedMeetings = []borrowed{
	{"POST /console/meetings", "clerk", "office", theOffice},
	{"POST /console/meetings", "clerk", "term", theTerm},
	{"POST /console/meetings", "clerk", "group", theGroup},
	{"POST /console/meetings", "clerk", "approver", theStaff},
	{"POST /console/meetings", "clerk", "session_of", theMeeting},
	{"POST /console/meetings/:id", "clerk", "term", theTerm},
	{"POST /console/meetings/:id", "clerk", "group", theGroup},
	{"POST /console/meetings/:id", "clerk", "approver", theStaff},
	{"POST /console/meetings/:id/people", "clerk", "+choose_office", theOffice},
	{"POST /console/meetings/:id/people", "clerk", "+group", theGroup},
	{"POST /console/meetings/:id/people", "clerk", "+delegation", theDelegation},
	{"POST /console/meetings/:id/people", "clerk", "+deputy", theDeputy},
	{"POST /console/meetings/:id/remove", "clerk", "person", theParticipant},
	{"POST /console/meetings/:id/remove", "clerk", "+delegation", theDelegation},
	{"POST /console/delegations/:id", "clerk", "head", theDeputy},
	{"POST /console/meetings/:id/tick", "clerk", "participant", func(n *neighbour) string { return n.participant + ".1" }},
	{"POST /console/meetings/:id/walls/revoke", "clerk", "wall", func(n *neighbour) string { return n.wall }},
	{"POST /console/activities", "clerk", "office", theOffice},
	{"POST /console/activities", "clerk", "group", theGroup},
	{"POST /console/activities", "clerk", "plan", thePlan},
	{"POST /console/activities", "clerk", "came", theDeputy},
	{"POST /console/activities/:id", "clerk", "+came", theDeputy},
	{"POST /console/plans", "clerk", "office", theOffice},
	{"POST /console/plans", "clerk", "group", theGroup},
	{"POST /console/plans/:id/items", "clerk", "group", theGroup},
	{"POST /console/plans/:id/items", "clerk", "item", func(n *neighbour) string { return n.planItem }},
	{"POST /console/broadcasts", "clerk", "office", theOffice},
	{"POST /console/broadcasts", "clerk", "+place", theOffice},
	{"POST /console/broadcasts", "clerk", "+group", theGroup},
	{"POST /console/broadcasts/:id", "clerk", "+place", theOffice},
	{"POST /console/broadcasts/:id", "clerk", "+group", theGroup},
	{"POST /console/broadcasts/:id/repeat", "clerk", "earlier", func(n *neighbour) string { return n.broadcast }},
	{"POST /console/receptions", "clerk", "station", theStation},
	{"POST /console/receptions", "clerk", "+deputy", theDeputy},
	{"POST /console/receptions/:id", "clerk", "+deputy", theDeputy},
}
