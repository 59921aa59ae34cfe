package act

import (
	"cmp"
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// MeetingFilter chooses meetings for a list.
type MeetingFilter struct {
	Office string              // one of the actor's, with those under it; empty: all of the actor's
	Kinds  []store.MeetingKind // empty: all
	States []store.MeetingState
	From   time.Time // that begin in [From, To); a zero time is no bound
	To     time.Time
	Newest bool // the newest first; else the next one first
	Limit  int
}

// MeetingRow is a meeting as a list shows it.
type MeetingRow struct {
	store.Meeting
	Office    string
	Called    int // who is called, 列席 and guests included
	Confirmed int
	Leave     int
	Draft     store.DraftState // of the notice; empty before it is laid before others
}

// meetingsMost bounds a list that names no limit.
const meetingsMost = 500

// Meetings lists the meetings and activities of the actor's offices, without the
// parts of sessions.
func (a *Acts) Meetings(ctx context.Context, actor store.Actor, f MeetingFilter) ([]MeetingRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActMeetings, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	if f.Office != "" {
		under := view.Offices.Under(f.Office)
		offices = slices.DeleteFunc(offices, func(id string) bool { return !slices.Contains(under, id) })
	}
	if f.Limit == 0 {
		f.Limit = meetingsMost
	}
	list, err := db.MeetingsOf(ctx, a.db.Read(), offices, f.Kinds, f.States, f.From, f.To, f.Newest, f.Limit)
	if err != nil {
		return nil, err
	}
	return a.meetingRows(ctx, view, list)
}

func (a *Acts) meetingRows(ctx context.Context, view *View, list []store.Meeting) ([]MeetingRow, error) {
	rows, ids, at := make([]MeetingRow, len(list)), make([]string, len(list)), map[string]*MeetingRow{}
	for i, m := range list {
		o, _ := view.Offices.Find(m.OfficeID)
		rows[i], ids[i] = MeetingRow{Meeting: m, Office: o.Short}, m.ID
		at[m.ID] = &rows[i]
	}
	people, err := db.ParticipantsIn(ctx, a.db.Read(), ids)
	if err != nil {
		return nil, err
	}
	for i := range people {
		p := &people[i]
		if r := at[p.MeetingID]; p.Removed.IsZero() && p.Role != store.RoleOfficer {
			r.Called++
			switch p.ReplyNow(&r.Meeting) {
			case store.ReplyConfirmed:
				r.Confirmed++
			case store.ReplyLeave:
				r.Leave++
			}
		}
	}
	drafts, err := db.DraftsOf(ctx, a.db.Read(), store.DraftMeeting, ids...)
	for _, d := range drafts {
		if r := at[d.Ref]; d.State != store.DraftWithdrawn {
			r.Draft = d.State
		}
	}
	return rows, err
}

// ParticipantRow is a participant with who it is.
type ParticipantRow struct {
	store.Participant
	Deputy store.Deputy // without the telephone number; zero for a guest
	Notice store.Notice // of the meeting as it is now, without its text; zero before
}

// Who is the participant's name.
func (r *ParticipantRow) Who() string {
	if r.DeputyID != "" {
		return r.Deputy.Name
	}
	return r.Name
}

// MeetingView is a meeting with who takes part and what belongs to it.
type MeetingView struct {
	MeetingRow
	Session *store.Meeting // of a part
	Parts   []MeetingRow
	People  []ParticipantRow // by rank; guests and officers behind; those taken out are not here
	Notice  *store.Draft     // the notice's newest draft, if there is one

	Delegations []store.Delegation // of a session, and of its parts the session's
	Agenda      []AgendaRow
	Papers      []store.Paper // those of items of the agenda included
	Rules       store.MeetingRules
	Short       bool // fewer days are left than the kind's notice period
}

// Meeting reads a meeting of the actor's offices; else it is not found.
func (a *Acts) Meeting(ctx context.Context, actor store.Actor, id string) (*MeetingView, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	q := a.db.Read()
	m, err := db.Meeting(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActMeetings, store.Target{OfficeID: m.OfficeID}, view.Offices) {
		return nil, store.ErrNotFound
	}
	out := &MeetingView{}
	parts, err := db.PartsOf(ctx, q, id)
	if err != nil {
		return nil, err
	}
	rows, err := a.meetingRows(ctx, view, append([]store.Meeting{*m}, parts...))
	if err != nil {
		return nil, err
	}
	out.MeetingRow, out.Parts = rows[0], rows[1:]
	if m.ParentID != "" {
		if out.Session, err = db.Meeting(ctx, q, m.ParentID); err != nil {
			return nil, err
		}
	}
	if out.People, err = a.participantRows(ctx, m); err != nil {
		return nil, err
	}
	drafts, err := db.DraftsOf(ctx, q, store.DraftMeeting, id)
	if err != nil {
		return nil, err
	}
	if n := len(drafts); n > 0 {
		out.Notice = &drafts[n-1]
	}
	return out, a.fillMeeting(ctx, view, out)
}

// AgendaRow is an item of an agenda with the deadlines that a special report has.
type AgendaRow struct {
	store.AgendaItem
	Deadlines []store.ReportDeadline
}

// fillMeeting adds what belongs to a meeting beside its people.
func (a *Acts) fillMeeting(ctx context.Context, view *View, v *MeetingView) (err error) {
	q := a.db.Read()
	v.Rules = view.Settings.MeetingRulesOf(v.OfficeID, v.Kind)
	v.Short = v.State == store.MeetingPlanned && v.ShortNotice(a.Now(), v.Rules.NoticeDays)
	if v.Delegations, err = db.DelegationsOf(ctx, q, cmp.Or(v.ParentID, v.ID)); err != nil {
		return err
	}
	items, err := db.AgendaOf(ctx, q, v.ID)
	if err != nil {
		return err
	}
	for _, i := range items {
		v.Agenda = append(v.Agenda, AgendaRow{i, i.Deadlines(&v.Meeting, view.Calendar)})
	}
	v.Papers, err = db.PapersOf(ctx, q, v.ID)
	return err
}

// participantRows reads who takes part in a meeting, by rank.
func (a *Acts) participantRows(ctx context.Context, m *store.Meeting) ([]ParticipantRow, error) {
	q := a.db.Read()
	list, err := db.ParticipantsOf(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(p store.Participant) bool { return !p.Removed.IsZero() })
	var ids, abouts []string
	for i := range list {
		if list[i].DeputyID != "" {
			ids, abouts = append(ids, list[i].DeputyID), append(abouts, store.MeetingAbout(&list[i], m.Revision))
		}
	}
	deputies, err := db.DeputiesByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	notices, err := db.NoticesAbout(ctx, q, abouts)
	if err != nil {
		return nil, err
	}
	who, told := map[string]store.Deputy{}, map[string]store.Notice{}
	for _, d := range deputies {
		d.Phone, d.PhoneIndex = "", ""
		who[d.ID] = d
	}
	for _, n := range notices {
		n.Text = ""
		told[n.About] = n
	}
	rows := make([]ParticipantRow, len(list))
	for i, p := range list {
		rows[i] = ParticipantRow{Participant: p, Deputy: who[p.DeputyID], Notice: told[store.MeetingAbout(&p, m.Revision)]}
	}
	slices.SortStableFunc(rows, byCall)
	return rows, nil
}

// byCall sorts deputies by rank, before guests, before officers.
func byCall(x, y ParticipantRow) int {
	class := func(p *ParticipantRow) int {
		switch {
		case p.Role == store.RoleOfficer:
			return 2
		case p.DeputyID == "":
			return 1
		}
		return 0
	}
	if c := class(&x) - class(&y); c != 0 || x.DeputyID == "" {
		return c
	}
	return byRank(x.Deputy, y.Deputy)
}

// LeaveApprovers lists who of the desk may decide on leave from a meeting of an
// office: id and name.
func (a *Acts) LeaveApprovers(ctx context.Context, actor store.Actor, officeID string) ([]store.Staff, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	target := store.Target{OfficeID: officeID}
	if !store.May(actor, store.ActMeetingEdit, target, view.Offices) {
		return nil, store.ErrNotFound
	}
	everybody, err := db.AllStaff(ctx, a.db.Read())
	var out []store.Staff
	for i := range everybody {
		s := &everybody[i]
		if s.Disabled.IsZero() && store.May(store.StaffActor(s, ""), store.ActMeetings, target, view.Offices) {
			out = append(out, store.Staff{ID: s.ID, Name: s.Name})
		}
	}
	return out, err
}
