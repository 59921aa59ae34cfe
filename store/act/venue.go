package act

import (
	"cmp"
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// AttendanceRow is somebody who was called to a meeting, and whether there.
type AttendanceRow struct {
	store.Participant
	store.Attendance
	Deputy   store.Deputy // zero for guests
	InOffice bool         // a member: counts for the quorum
}

// Called is how the person is listed: 张　三（女，苗族）, or a guest's name and post.
func (r *AttendanceRow) Called() string {
	if r.DeputyID == "" {
		return r.Name
	}
	return r.Deputy.Listed()
}

// Counts reports whether somebody is one of whom a quorum is counted.
func (r *AttendanceRow) Counts() bool { return r.Role == store.RoleAttends && r.InOffice }

// Venue is how a meeting stands: who is there, who is not, and whether it may
// decide.
type Venue struct {
	store.Meeting
	Office string          // what the office calls itself
	Rows   []AttendanceRow // who attends by rank, then who sits in; whoever is no longer called is left out
	Quorum store.Quorum
	// Come is how many of each role signed in, Called how many there are.
	Come, Called map[store.ParticipantRole]int
	Leave, Late  int // of those who attend
	Absent, Left int
	Opens        time.Time // when sign-in begins
	Open         error     // why nobody can sign in now, or nil
}

// venueOf reads how a meeting stands.
func (a *Acts) venueOf(ctx context.Context, q db.Q, view *View, m *store.Meeting) (*Venue, error) {
	before := time.Duration(view.Settings.Int(m.OfficeID, store.SetSignBefore)) * time.Minute
	v := &Venue{Meeting: *m, Office: view.Name(m.OfficeID), Come: map[store.ParticipantRole]int{}, Called: map[store.ParticipantRole]int{},
		Opens: m.Starts.Add(-before), Open: m.SignOpen(a.Now(), before)}
	v.CodeKey = "" // for the screens alone
	var err error
	if v.Rows, err = a.attendanceRows(ctx, q, view, m); err != nil {
		return nil, err
	}
	v.Quorum.Rule = quorumRule(view, m)
	for i := range v.Rows {
		v.count(&v.Rows[i])
	}
	return v, nil
}

func (v *Venue) count(r *AttendanceRow) {
	v.Called[r.Role]++
	if r.Presence == store.PresenceThere {
		v.Come[r.Role]++
	}
	if r.Counts() {
		v.Quorum.Members++
		if r.Presence == store.PresenceThere && !r.Attendance.Left {
			v.Quorum.Present++
		}
	}
	if r.Role != store.RoleAttends {
		return
	}
	switch {
	case r.Presence == store.PresenceLeave:
		v.Leave++
	case r.Presence == store.PresenceAbsent:
		v.Absent++
	}
	if r.Late {
		v.Late++
	}
	if r.Attendance.Left {
		v.Left++
	}
}

// quorumRule is the rule of a meeting's kind, as its office sets it.
func quorumRule(v *View, m *store.Meeting) store.QuorumRule {
	return v.Settings.MeetingRulesOf(m.OfficeID, m.Kind).Quorum
}

// attendanceRows lists who is called to a meeting, by role and rank.
func (a *Acts) attendanceRows(ctx context.Context, q db.Q, view *View, m *store.Meeting) ([]AttendanceRow, error) {
	people, err := db.ParticipantsOf(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	people = slices.DeleteFunc(people, func(p store.Participant) bool { return !p.Removed.IsZero() })
	ids := calledDeputies(people)
	deputies, err := db.DeputiesByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	mandates, err := mandatesBy(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	leave, err := approvedLeave(ctx, q, m)
	if err != nil {
		return nil, err
	}
	rows := make([]AttendanceRow, len(people))
	grace, now := graceOf(view, m), a.Now()
	for i := range people {
		p := &people[i]
		comes := p.ReplyNow(m) == store.ReplyConfirmed && !p.Carried // to this part, of a session that one is on leave from
		r := AttendanceRow{Participant: *p, Attendance: m.Attended(p, leave[p.DeputyID] && p.DeputyID != "" && !comes, grace, now)}
		if n := slices.IndexFunc(deputies, func(d store.Deputy) bool { return d.ID == p.DeputyID }); n >= 0 {
			r.Deputy, r.InOffice = deputies[n], m.InOffice(mandates[p.DeputyID])
		}
		rows[i] = r
	}
	slices.SortStableFunc(rows, func(x, y AttendanceRow) int {
		return cmp.Or(cmp.Compare(roleRank(&x), roleRank(&y)), cmp.Compare(x.Deputy.Order, y.Deputy.Order),
			cmp.Compare(x.Deputy.Strokes, y.Deputy.Strokes), cmp.Compare(x.ID, y.ID))
	})
	return rows, nil
}

// roleRank sorts deputies who attend before those who sit in, and those before
// guests.
func roleRank(r *AttendanceRow) int {
	n := 2 * slices.Index([]store.ParticipantRole{store.RoleAttends, store.RoleSitsIn, store.RoleOfficer}, r.Role)
	if r.DeputyID == "" {
		n++
	}
	return n
}

func calledDeputies(people []store.Participant) []string {
	var ids []string
	for i := range people {
		if people[i].DeputyID != "" {
			ids = append(ids, people[i].DeputyID)
		}
	}
	return ids
}

// mandatesBy reads the mandates of deputies.
func mandatesBy(ctx context.Context, q db.Q, deputyIDs []string) (map[string][]store.Mandate, error) {
	list, err := db.MandatesOf(ctx, q, deputyIDs)
	by := make(map[string][]store.Mandate, len(deputyIDs))
	for _, m := range list {
		by[m.DeputyID] = append(by[m.DeputyID], m)
	}
	return by, err
}

func graceOf(view *View, m *store.Meeting) time.Duration {
	return time.Duration(view.Settings.Int(m.OfficeID, store.SetSignGrace)) * time.Minute
}

// meetingFor reads a meeting in which the actor may do an act; a foreign one is not
// found.
func (a *Acts) meetingFor(ctx context.Context, actor store.Actor, what store.Act, id string) (*View, *store.Meeting, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, nil, err
	}
	m, err := db.Meeting(ctx, a.db.Read(), id)
	if err != nil {
		return nil, nil, err
	}
	if !store.May(actor, what, store.Target{OfficeID: m.OfficeID}, view.Offices) {
		return nil, nil, store.ErrNotFound
	}
	return view, m, nil
}

// meetingFor is Acts.meetingFor inside a transaction.
func (t *Tx) meetingFor(what store.Act, id string) (*store.Meeting, error) {
	m, err := db.Meeting(t.ctx, t.q, id)
	if err != nil {
		return nil, err
	}
	if t.may(what, store.Target{OfficeID: m.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	return m, nil
}

// Venue gives a person of the desk how a meeting stands.
func (a *Acts) Venue(ctx context.Context, actor store.Actor, meetingID string) (*Venue, error) {
	view, m, err := a.meetingFor(ctx, actor, store.ActAttendance, meetingID)
	if err != nil {
		return nil, err
	}
	return a.venueOf(ctx, a.db.Read(), view, m)
}
