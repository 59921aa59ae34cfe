package console

import (
	"context"
	"maps"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
)

// fullVenue has something in every field that a page may show.
func fullVenue() *act.Venue {
	at := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	row := func(role store.ParticipantRole, p store.Presence) act.AttendanceRow {
		return act.AttendanceRow{Participant: store.Participant{ID: "p", DeputyID: "d", Role: role, Name: nasty, Version: 1}, Attendance: store.Attendance{Presence: p},
			Deputy: store.Deputy{ID: "d", Name: nasty, Work: nasty}}
	}
	there := row(store.RoleAttends, store.PresenceThere)
	there.Signed, there.Participant.Left, there.SignedBy, there.Late, there.Attendance.Left = at, at, store.SignedQR, true, true
	guest := row(store.RoleSitsIn, store.PresenceThere)
	guest.DeputyID, guest.Deputy = "", store.Deputy{}
	return &act.Venue{Meeting: store.Meeting{ID: "m", Title: nasty, Place: nasty, Starts: at, State: store.MeetingAnnounced, Kind: store.MeetingStanding, Version: 2},
		Rows:   []act.AttendanceRow{there, row(store.RoleAttends, store.PresenceAbsent), row(store.RoleAttends, store.PresenceLeave), row(store.RoleAttends, store.PresenceAwaited), guest},
		Quorum: store.Quorum{Rule: store.QuorumMajority, Members: 5, Present: 1}, Called: map[store.ParticipantRole]int{store.RoleSitsIn: 1}}
}

func init() {
	paper := store.Minutes{ID: "x", Kind: store.MinutesDecision, Year: 2026, Number: 3, Title: nasty, Text: nasty, Day: "2026-11-23", For: 3, Version: 1}
	page := &attendancePage{Venue: fullVenue(), CanTick: true, CanClose: true, CanWrite: true, WallsShown: true, Address: nasty, Problem: nasty, Name: nasty,
		Walls: []store.Wall{{ID: "w", Name: nasty, Shows: store.WallDoor}}, Papers: []store.Minutes{paper}}
	page.fill(map[string]int{"d": 2})
	maps.Copy(sheetPagesEmpty, map[string]any{"attendance": &attendancePage{Venue: &act.Venue{}}, "sign_sheet": signSheetPage{Venue: &act.Venue{}},
		"minutes": &minutesPage{MinutesFile: &act.MinutesFile{}, New: true, CanEdit: true}, "minutes_list": minutesListPage{}})
	maps.Copy(sheetPagesFull, map[string]any{"attendance": page, "sign_sheet": signSheetPage{page.Venue, page.Sections},
		"minutes": &minutesPage{MinutesFile: &act.MinutesFile{Minutes: paper, Names: map[string]string{"s": nasty},
			Versions: []store.MinutesVersion{{By: "s", Title: nasty, Text: nasty}}}, Typed: paper, Problem: nasty, Members: 5, CanEdit: true},
		"minutes_list": minutesListPage{Year: 2026, Years: []int{2026}, Rows: []minutesRow{{paper, nasty}}}})
	maps.Copy(scenes, map[string]scene{
		"GET /console/meetings/:id/attendance":      heldMeeting(),
		"GET /console/meetings/:id/attendance/live": heldMeeting(),
		"GET /console/meetings/:id/sheet":           heldMeeting(),
		"GET /console/meetings/:id/screen":          heldMeeting(),
		"GET /console/meetings/:id/figures":         heldMeeting(),
		"POST /console/meetings/:id/signin":         heldMeeting(),
		"POST /console/meetings/:id/walls":          heldMeeting("shows", "door", "name", "门口"),
		"GET /console/meetings/:id/minutes":         heldMeeting(),
		"POST /console/meetings/:id/minutes":        heldMeeting("kind", "summary", "title", "纪要", "text", "议定", "day", "2026-01-05"),
		"POST /console/meetings/:id/tick": func(d *desk) (string, []string) {
			m := d.held(time.Hour, d.zhang)
			v, err := d.Venue(d.t.Context(), d.people["clerk"].Actor, m.ID)
			must(d.t, err)
			return m.ID, []string{"verb", "sign", "participant", v.Rows[0].ID + ".1"}
		},
		"POST /console/meetings/:id/walls/revoke": func(d *desk) (id string, fields []string) {
			m := d.held(time.Hour)
			d.as("clerk", func(t *act.Tx) error {
				w, _, err := t.AddMeetingWall(m.ID, store.WallFigures, "大厅")
				fields = []string{"wall", w.ID}
				return err
			})
			return m.ID, fields
		},
		"POST /console/meetings/:id/close": func(d *desk) (string, []string) { return d.held(-3 * time.Hour).ID, []string{"seen", "1"} },
		"GET /console/minutes/:id":         ourMinutes,
		"POST /console/minutes/:id":        ourMinutes,
		"GET /console/minutes/:id/word":    ourMinutes,
	})
}

// held is a meeting of 甲镇's that begins so long from now, for two hours, with
// people called to it.
func (d *desk) held(from time.Duration, who ...store.Deputy) *store.Meeting {
	d.t.Helper()
	now := d.clock()
	m := &store.Meeting{ID: store.NewID(now), Created: now, OfficeID: d.town.ID, Kind: store.MeetingStanding, Title: "甲镇人大主席团第三次会议", Place: "镇政府三楼会议室",
		Starts: now.Add(from), Ends: now.Add(from + 2*time.Hour), State: store.MeetingAnnounced, Revision: 1, Updated: now, Version: 1}
	b := db.Batch{Meetings: []*store.Meeting{m}}
	for _, w := range who {
		p := &store.Participant{ID: store.NewID(now), Created: now, MeetingID: m.ID, DeputyID: w.ID, Role: store.RoleAttends, Revision: 1, Version: 1}
		if w.ID == "" {
			p.Name, p.Role = w.Name, store.RoleSitsIn
		}
		b.Participants = append(b.Participants, p)
	}
	must(d.t, d.base.Tx(context.Background(), func(q db.Q) error { return b.Flush(context.Background(), q) }))
	return m
}

func heldMeeting(fields ...string) scene {
	return func(d *desk) (string, []string) {
		fields := append([]string(nil), fields...)
		for i := range fields { // the day must be one of the desk's clock
			if fields[i] == "day" {
				fields[i+1] = store.DayOf(d.clock())
			}
		}
		return d.held(0, d.zhang).ID, fields
	}
}

func ourMinutes(d *desk) (id string, fields []string) {
	m, today := d.held(0, d.zhang), store.DayOf(d.clock())
	d.as("clerk", func(t *act.Tx) error {
		made, err := t.AddMinutes(m.ID, store.Minutes{Kind: store.MinutesSummary, Title: "纪要", Text: "一、基本情况\n议定三件事。", Day: today})
		id = made.ID
		return err
	})
	return id, []string{"seen", "1", "title", "纪要", "text", "议定四件事。", "day", today}
}

// TestVenueScreenEmptyAndFull executes the screen of a meeting.
func TestVenueScreenEmptyAndFull(t *testing.T) {
	d := open(t)
	execute(t, d.set.venue, map[string]any{"venue": venuePage{}})
	execute(t, d.set.venue, map[string]any{"venue": venuePage{VenueScreen: &act.VenueScreen{Office: nasty, Title: nasty, Place: nasty}, QR: "data:image/png;base64,x", Said: nasty,
		Sums: []sum{{nasty, nasty, nasty, ""}}}})
}
