package act

import (
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// PartRow is a deputy's part in a meeting.
type PartRow struct {
	store.Participant
	Meeting store.Meeting
}

// partsMost is how many of a deputy's meetings are looked at: a term has fewer.
const partsMost = 500

// MyMeetings lists the meetings and activities the actor was called to: those
// ahead, the next first, and those that are over, the last first.
func (a *Acts) MyMeetings(ctx context.Context, actor store.Actor) (ahead, past []PartRow, err error) {
	if actor.DeputyID == "" {
		return nil, nil, store.ErrForbidden
	}
	rows, err := a.partRows(ctx, a.db.Read(), actor.DeputyID)
	if err != nil {
		return nil, nil, err
	}
	now := a.Now()
	for _, r := range rows {
		if r.Meeting.Over().After(now) && r.Meeting.State != store.MeetingClosed {
			ahead = append(ahead, r)
		} else {
			past = append(past, r)
		}
	}
	slices.Reverse(past)
	return ahead, past, nil
}

// partRows reads what a deputy was called to, the earliest first.
func (a *Acts) partRows(ctx context.Context, q db.Q, deputyID string) ([]PartRow, error) {
	parts, err := db.PartsIn(ctx, q, deputyID, partsMost)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, p := range parts {
		ids = append(ids, p.MeetingID)
	}
	list, err := db.MeetingsByID(ctx, q, unique(ids))
	if err != nil {
		return nil, err
	}
	byID := make(map[string]*store.Meeting, len(list))
	for i := range list {
		list[i].CodeKey = ""
		byID[list[i].ID] = &list[i]
	}
	var rows []PartRow
	for _, p := range parts {
		if m := byID[p.MeetingID]; m != nil && p.Revision > 0 && p.Role != store.RoleOfficer {
			rows = append(rows, PartRow{p, *m})
		}
	}
	slices.SortStableFunc(rows, func(a, b PartRow) int { return a.Meeting.Starts.Compare(b.Meeting.Starts) })
	return rows, nil
}

// PartPage is a deputy's part in a meeting with what the page needs.
type PartPage struct {
	PartRow
	Office   string
	Session  *store.Meeting // the congress's session, of a part
	Whole    string         // id of the deputy's part in that session; "" where there is none
	Parts    []PartRow      // the deputy's own, of a session
	Leave    *LeaveView     // the last one for what the meeting is now
	Agenda   []store.AgendaItem
	Papers   []store.Paper // those of items of the agenda included
	InOffice bool
}

// Part gives the actor's own part in a meeting; anybody else's is not found.
func (a *Acts) Part(ctx context.Context, actor store.Actor, id string) (*PartPage, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	q := a.db.Read()
	p, err := db.Participant(ctx, q, id)
	if err != nil {
		return nil, err
	}
	m, err := db.Meeting(ctx, q, p.MeetingID)
	if err != nil {
		return nil, err
	}
	if !store.May(actor, store.ActPart, store.Target{OfficeID: m.OfficeID, DeputyID: p.DeputyID}, view.Offices) || p.Revision == 0 {
		return nil, store.ErrNotFound
	}
	m.CodeKey = ""
	page := &PartPage{PartRow: PartRow{*p, *m}, Office: view.Name(m.OfficeID)}
	if err := a.addSession(ctx, q, page); err != nil {
		return nil, err
	}
	if err := a.addOwnLeave(ctx, q, page); err != nil {
		return nil, err
	}
	if err := addAgenda(ctx, q, page); err != nil {
		return nil, err
	}
	mandates, err := db.MandatesOf(ctx, q, []string{p.DeputyID})
	page.InOffice = slices.ContainsFunc(mandates, exercised)
	return page, err
}

// addSession adds the session a part belongs to, or the deputy's parts of a session.
func (a *Acts) addSession(ctx context.Context, q db.Q, page *PartPage) error {
	if page.Meeting.ParentID != "" {
		m, err := db.Meeting(ctx, q, page.Meeting.ParentID)
		if err != nil {
			return err
		}
		m.CodeKey, page.Session = "", m
		people, err := db.ParticipantsOf(ctx, q, m.ID)
		for _, p := range people {
			if p.DeputyID == page.DeputyID && p.Removed.IsZero() && p.Revision > 0 {
				page.Whole = p.ID
			}
		}
		return err
	}
	if page.Meeting.Kind != store.MeetingCongress {
		return nil
	}
	rows, err := a.partRows(ctx, q, page.DeputyID)
	for _, r := range rows {
		if r.Meeting.ParentID == page.Meeting.ID && r.Removed.IsZero() {
			page.Parts = append(page.Parts, r)
		}
	}
	return err
}

// addAgenda adds the agenda and the papers, for who still takes part.
func addAgenda(ctx context.Context, q db.Q, page *PartPage) (err error) {
	if !page.Removed.IsZero() || page.Meeting.State == store.MeetingCancelled {
		return nil
	}
	if page.Agenda, err = db.AgendaOf(ctx, q, page.Meeting.ID); err != nil {
		return err
	}
	page.Papers, err = db.PapersOf(ctx, q, page.Meeting.ID)
	return err
}

func (a *Acts) addOwnLeave(ctx context.Context, q db.Q, page *PartPage) error {
	list, err := db.LeavesFor(ctx, q, page.ID)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(l store.Leave) bool { return l.Revision != page.Meeting.Revision })
	if len(list) == 0 {
		return nil
	}
	views, err := a.leaveViews(ctx, q, list[len(list)-1:])
	if err == nil {
		page.Leave = &views[0]
	}
	return err
}
