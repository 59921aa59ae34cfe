package act

import (
	"cmp"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// ReceptionForm is what is written down about a reception day.
type ReceptionForm struct {
	StationID string // stays what it was when the day is changed
	Title     string // empty: the station's name and what it is
	Starts    time.Time
	Ends      time.Time
	Minutes   int
	Places    int
	Place     string // empty: the station's address
	Contact   string // empty: the station's telephone
	Note      string
	Deputies  []string // who receive
}

// fill puts a form into a meeting and its times.
func (f *ReceptionForm) fill(m *store.Meeting, r *store.Reception, s *store.Station) {
	m.Title = cmp.Or(strings.TrimSpace(f.Title), s.Name+"代表接待日")
	m.Starts, m.Ends = f.Starts, f.Ends
	m.Place = cmp.Or(strings.TrimSpace(f.Place), s.Address, s.Name)
	m.Contact, m.Note = cmp.Or(strings.TrimSpace(f.Contact), s.Phone), strings.TrimSpace(f.Note)
	r.Minutes, r.Places = f.Minutes, f.Places
}

// AddReception plans a day on which deputies receive voters at a station. Nobody
// is told before it is announced.
func (t *Tx) AddReception(f ReceptionForm) (*store.Meeting, error) {
	if f.StationID == "" {
		return nil, store.Invalid("station", store.ProblemEmpty)
	}
	s, ok := t.view.Station(f.StationID)
	if !ok || t.may(store.ActReceptions, store.Target{OfficeID: s.OfficeID}) != nil {
		return nil, store.ErrNotFound
	}
	if err := t.may(store.ActReceptionEdit, store.Target{OfficeID: s.OfficeID}); err != nil {
		return nil, err
	}
	if !s.Closed.IsZero() {
		return nil, store.Invalid("station", store.ProblemClosed)
	}
	m := &store.Meeting{ID: store.NewID(t.now), Created: t.now, Updated: t.now, OfficeID: s.OfficeID, StationID: s.ID,
		Kind: store.ActivityReception, State: store.MeetingPlanned, By: t.Actor.ID, Version: 1}
	r := &store.Reception{MeetingID: m.ID, Created: t.now, Version: 1}
	if err := t.setReception(m, r, &s, f); err != nil {
		return nil, err
	}
	t.batch.Meetings = append(t.batch.Meetings, m)
	t.inserts(m)
	t.batch.Receptions = append(t.batch.Receptions, r)
	t.audit(store.ActReceptionEdit, "meeting", m.ID, m.OfficeID, "new", "")
	return m, t.setParticipants(m, f.receivers())
}

// receivers are the deputies of a form as those who take part.
func (f *ReceptionForm) receivers() []store.Participant {
	list := make([]store.Participant, 0, len(f.Deputies))
	for _, id := range compact(f.Deputies) {
		list = append(list, store.Participant{DeputyID: id, Role: store.RoleAttends})
	}
	return list
}

// setReception checks a form against the station's other days and fills it in.
func (t *Tx) setReception(m *store.Meeting, r *store.Reception, s *store.Station, f ReceptionForm) error {
	f.fill(m, r, s)
	if err := r.Check(m, t.now); err != nil {
		return err
	}
	if len(f.Deputies) == 0 {
		return store.Invalid("deputies", store.ProblemEmpty)
	}
	day, err := store.ParseDay(store.DayOf(m.Starts))
	if err != nil {
		return err
	}
	others, err := db.ReceptionsIn(t.ctx, t.q, []string{m.OfficeID}, day, day.Add(24*time.Hour), 100)
	if err != nil {
		return err
	}
	for _, o := range others {
		if o.ID != m.ID && o.StationID == m.StationID && o.State != store.MeetingCancelled &&
			o.Starts.Before(m.Ends) && m.Starts.Before(o.Ends) {
			return store.Invalid("starts", store.ProblemTwice)
		}
	}
	return nil
}

// reception reads a reception day for a change and keeps everybody else from its
// bookings; seen is the version of the meeting that the actor looked at.
func (t *Tx) reception(id string, seen int64) (*store.Meeting, *store.Reception, error) {
	r, err := db.LockReception(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	m, err := db.Meeting(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	target := store.Target{OfficeID: m.OfficeID}
	if t.may(store.ActReceptions, target) != nil {
		return nil, nil, store.ErrNotFound
	}
	if err := t.may(store.ActReceptionEdit, target); err != nil {
		return nil, nil, err
	}
	if seen != 0 && seen != m.Version {
		return nil, nil, store.ErrConflict
	}
	return m, r, nil
}

// AnnounceReception puts a reception day on the station's page, where voters book,
// and tells the deputies who receive.
func (t *Tx) AnnounceReception(id string, seen int64) error {
	m, _, err := t.reception(id, seen)
	if err != nil {
		return err
	}
	s, ok := t.view.Station(m.StationID)
	switch {
	case m.State != store.MeetingPlanned:
		return store.Invalid("reception", store.ProblemDone)
	case !m.Starts.After(t.now):
		return store.Invalid("starts", store.ProblemPast)
	case !ok || !s.Closed.IsZero():
		return store.Invalid("station", store.ProblemClosed)
	}
	return t.announce(m)
}

// CancelReception calls a reception day off. Whoever had a time, and who was to
// receive, is told so with the reason.
func (t *Tx) CancelReception(id, reason string, seen int64) error {
	m, _, err := t.reception(id, seen)
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case m.State != store.MeetingPlanned && m.State != store.MeetingAnnounced:
		return store.Invalid("reception", store.ProblemDone)
	case m.State == store.MeetingAnnounced && !m.Ends.After(t.now):
		return store.Invalid("reception", store.ProblemPast)
	case m.State == store.MeetingAnnounced && reason == "":
		return store.Invalid("reason", store.ProblemEmpty)
	case utf8.RuneCountInString(reason) > store.ReceptionReasonMax:
		return store.Invalid("reason", store.ProblemTooLong)
	}
	// At once, and not by the steps of a notice: people who booked are on their way.
	return t.callOff(m, reason)
}

// dropBookings follows a meeting that was called off, if it is a reception day:
// whoever had a time is told why there is none.
func (t *Tx) dropBookings(m *store.Meeting, why string) error {
	r, err := t.bookingsOf(m)
	if err != nil || r == nil {
		return err
	}
	r.Reason = clip(strings.TrimSpace(why), store.ReceptionReasonMax)
	touch(t, &t.batch.Changed.Receptions, r)
	list, err := db.BookingsOf(t.ctx, t.q, m.ID)
	for i := range list {
		if list[i].State == store.BookingBooked {
			t.drop(m, &list[i])
		}
	}
	return err
}

// bookingsOf locks the bookings of a meeting, nil when it is no reception day.
func (t *Tx) bookingsOf(m *store.Meeting) (*store.Reception, error) {
	if m.Kind != store.ActivityReception {
		return nil, nil
	}
	r, err := db.LockReception(t.ctx, t.q, m.ID)
	if errors.Is(err, store.ErrNotFound) { // a reception of voters that was only recorded
		return nil, nil
	}
	return r, err
}

// drop takes a time back from who booked it, and says so.
func (t *Tx) drop(m *store.Meeting, b *store.Booking) {
	b.Leave(store.BookingDropped, t.now)
	touch(t, &t.batch.Changed.Bookings, b)
	t.tellBooked(m, b, store.NoticeBookingOff)
}

// soon is how near a reception day must be for news of it to come at any hour:
// whoever would set out in the morning must know before.
const soon = 24 * time.Hour

// tellBooked tells who has, or had, a time of a reception day.
func (t *Tx) tellBooked(m *store.Meeting, b *store.Booking, kind store.NoticeKind) {
	if b.PersonID == "" {
		return
	}
	t.notify(store.Notice{Kind: kind, OfficeID: m.OfficeID, PersonID: b.PersonID, Ref: b.Ref(m.Revision),
		Urgent: kind == store.NoticeBooked || kind != store.NoticeBookingEve && m.Starts.Before(t.now.Add(soon))})
}
