package act

import (
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Reseated says what a change of a reception day did to those who had booked.
type Reseated struct {
	Told    int // have another time or place, and are told
	Dropped int // have no room any more, and are asked to choose again
}

// EditReception changes a reception day, all but its station. When it is announced
// already, those who booked keep their turn: the third time of the day stays the
// third. Whose time or place becomes another is told at once, and who has no room
// any more is asked to choose again.
func (t *Tx) EditReception(id string, f ReceptionForm, seen int64) (Reseated, error) {
	var done Reseated
	m, r, err := t.reception(id, seen)
	if err != nil {
		return done, err
	}
	switch {
	case m.State != store.MeetingPlanned && m.State != store.MeetingAnnounced:
		return done, store.Invalid("reception", store.ProblemState)
	case m.State == store.MeetingAnnounced && !m.Starts.After(t.now):
		return done, store.Invalid("reception", store.ProblemPast)
	}
	s, ok := t.view.Station(m.StationID)
	if !ok {
		return done, store.ErrNotFound
	}
	before, slots := *m, r.Slots(m)
	if err := t.setReception(m, r, &s, f); err != nil {
		return done, err
	}
	m.Updated = t.now
	touch(t, &t.batch.Changed.Meetings, m)
	touch(t, &t.batch.Changed.Receptions, r)
	if m.State == store.MeetingAnnounced {
		if done, err = t.moveReception(m, r, &before, slots); err != nil {
			return done, err
		}
	}
	t.audit(store.ActReceptionEdit, "meeting", m.ID, m.OfficeID, fmt.Sprintf("edit told=%d dropped=%d", done.Told, done.Dropped), "")
	return done, t.setParticipants(m, f.receivers())
}

// moveReception tells of an announced day's new time or place, if it has one: the
// deputies who receive, and those who booked.
func (t *Tx) moveReception(m *store.Meeting, r *store.Reception, before *store.Meeting, was []store.Slot) (Reseated, error) {
	moved := !m.Starts.Equal(before.Starts) || !m.Ends.Equal(before.Ends) || m.Place != before.Place
	if moved {
		m.Revision++
	}
	done, err := t.reseat(m, r, was, m.Place != before.Place)
	if err != nil || !moved {
		return done, err
	}
	list, err := t.participants(m.ID)
	if err != nil {
		return done, err
	}
	return done, t.tellAgain(m, list)
}

// rebook follows a meeting that was given another time or place, if it is a
// reception day.
func (t *Tx) rebook(m, before *store.Meeting) error {
	r, err := t.bookingsOf(m)
	if err != nil || r == nil {
		return err
	}
	if err := r.Check(m, t.now); err != nil {
		return err
	}
	_, err = t.reseat(m, r, r.Slots(before), m.Place != before.Place)
	return err
}

// reseat gives those who booked their turn in the times as they are now; was are
// the times before.
func (t *Tx) reseat(m *store.Meeting, r *store.Reception, was []store.Slot, elsewhere bool) (done Reseated, err error) {
	list, err := db.BookingsOf(t.ctx, t.q, m.ID)
	if err != nil {
		return done, err
	}
	slots, day := r.Slots(m), store.DayOf(m.Starts)
	for i := range list {
		b := &list[i]
		if b.State != store.BookingBooked {
			continue
		}
		room, err := t.hasRoom(b, len(slots), r.Places, day)
		if err != nil {
			return done, err
		}
		switch {
		case !room:
			t.drop(m, b)
			done.Dropped++
		case elsewhere || b.Slot >= len(was) || !slots[b.Slot].Starts.Equal(was[b.Slot].Starts):
			b.Take(m, b.Slot, b.Place)
			b.Updated, b.Reminded = t.now, t.remindedOf(m)
			touch(t, &t.batch.Changed.Bookings, b)
			t.tellBooked(m, b, store.NoticeBookingMoved)
			done.Told++
		}
	}
	return done, nil
}

// hasRoom reports whether a booking keeps its place on a day with so many times
// and places: and its person, who has one time a day, has none elsewhere.
func (t *Tx) hasRoom(b *store.Booking, slots, places int, day string) (bool, error) {
	if b.Slot >= slots || b.Place >= places {
		return false, nil
	}
	if b.PersonID == "" || b.Day == day {
		return true, nil
	}
	taken, err := db.HolderTaken(t.ctx, t.q, store.BookingHolder(b.PersonID, day))
	return !taken, err
}

// MarkBooking writes down that somebody came or did not, or takes that back, from
// the day itself on.
func (t *Tx) MarkBooking(id string, as store.BookingState, seen int64) error {
	if !slices.Contains(store.BookingMarks, as) {
		return store.Invalid("came", store.ProblemMalformed)
	}
	b, m, err := t.deskBooking(id, seen)
	if err != nil {
		return err
	}
	switch {
	case !b.Live() || m.State == store.MeetingCancelled:
		return store.Invalid("booking", store.ProblemState)
	case b.Day > store.DayOf(t.now):
		return store.Invalid("day", store.ProblemFuture)
	case b.State == as:
		return nil
	}
	b.State, b.Updated = as, t.now
	touch(t, &t.batch.Changed.Bookings, b)
	t.audit(store.ActReceptionEdit, "booking", b.ID, b.OfficeID, "as="+string(as), "")
	return nil
}

// deskBooking reads a booking for a change by the desk.
func (t *Tx) deskBooking(id string, seen int64) (*store.Booking, *store.Meeting, error) {
	b, err := db.Booking(t.ctx, t.q, id)
	if err != nil {
		return nil, nil, err
	}
	target := store.Target{OfficeID: b.OfficeID}
	if t.may(store.ActReceptions, target) != nil {
		return nil, nil, store.ErrNotFound
	}
	if err := t.may(store.ActReceptionEdit, target); err != nil {
		return nil, nil, err
	}
	if seen != 0 && seen != b.Version {
		return nil, nil, store.ErrConflict
	}
	m, err := db.Meeting(t.ctx, t.q, b.MeetingID)
	return b, m, err
}

// TickReceiver writes down that a deputy received voters that day (接待选民), or
// takes it back, from the day itself on.
func (t *Tx) TickReceiver(participantID string, yes bool, seen int64) error {
	p, err := db.Participant(t.ctx, t.q, participantID)
	if err != nil {
		return err
	}
	m, err := db.Meeting(t.ctx, t.q, p.MeetingID)
	if err != nil {
		return err
	}
	target := store.Target{OfficeID: m.OfficeID}
	if t.may(store.ActReceptions, target) != nil || m.Kind != store.ActivityReception {
		return store.ErrNotFound
	}
	if err := t.may(store.ActReceptionEdit, target); err != nil {
		return err
	}
	switch {
	case seen != 0 && seen != p.Version:
		return store.ErrConflict
	case m.State == store.MeetingCancelled || m.State == store.MeetingPlanned || !p.Removed.IsZero():
		return store.Invalid("reception", store.ProblemState)
	case store.DayOf(m.Starts) > store.DayOf(t.now):
		return store.Invalid("day", store.ProblemFuture)
	case yes == !p.Signed.IsZero():
		return nil
	}
	p.Signed, p.SignedBy = t.when(yes), store.SignedNot
	if yes {
		p.SignedBy = store.SignedTicked
	}
	touch(t, &t.batch.Changed.Participants, p)
	t.audit(store.ActReceptionEdit, "participant", p.ID, m.OfficeID, fmt.Sprintf("received=%t", yes), "")
	return nil
}
