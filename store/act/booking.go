package act

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"liaison/store"
	"liaison/store/db"
)

// BookingForm is what a voter says about a visit; all of it may be left out.
type BookingForm struct {
	Name    string
	Phone   string
	Subject string
}

func (f *BookingForm) check() error {
	f.Name, f.Phone, f.Subject = strings.TrimSpace(f.Name), strings.TrimSpace(f.Phone), strings.TrimSpace(f.Subject)
	for _, v := range []struct {
		field, text string
		most        int
	}{{"name", f.Name, contactName}, {"subject", f.Subject, store.SubjectMax}} {
		if utf8.RuneCountInString(v.text) > v.most {
			return store.Invalid(v.field, store.ProblemTooLong)
		}
		if strings.ContainsAny(v.text, "\r\n") {
			return store.Invalid(v.field, store.ProblemMalformed)
		}
	}
	if n := len(store.NormalisePhone(f.Phone)); f.Phone != "" && (n < 5 || n > 15) {
		return store.Invalid("phone", store.ProblemMalformed)
	}
	return nil
}

// Book takes one of a reception day's times for the actor, who is told so.
func (t *Tx) Book(meetingID string, slot int, f BookingForm) (*store.Booking, error) {
	p, err := t.LockSelf()
	if err != nil {
		return nil, err
	}
	if err := t.may(store.ActBook, store.Target{PersonID: p.ID}); err != nil {
		return nil, err
	}
	if err := f.check(); err != nil {
		return nil, err
	}
	r, err := db.LockReception(t.ctx, t.q, meetingID)
	if err != nil {
		return nil, err
	}
	m, err := db.Meeting(t.ctx, t.q, meetingID)
	if err != nil {
		return nil, err
	}
	if err := t.bookable(m, r, slot); err != nil {
		return nil, err
	}
	if !p.Blocked.IsZero() {
		return nil, store.Invalid("person", store.ProblemBlocked)
	}
	return t.book(m, r, slot, p.ID, f)
}

// bookable refuses a time that nobody can take: it is for all alike.
func (t *Tx) bookable(m *store.Meeting, r *store.Reception, slot int) error {
	s, ok := t.view.Station(m.StationID)
	slots := r.Slots(m)
	switch {
	case m.State == store.MeetingPlanned || !ok:
		return store.ErrNotFound
	case m.State == store.MeetingCancelled:
		return store.Invalid("reception", store.ProblemState)
	case !s.Closed.IsZero():
		return store.Invalid("station", store.ProblemClosed)
	case slot < 0 || slot >= len(slots):
		return store.Invalid("slot", store.ProblemMalformed)
	case m.State == store.MeetingClosed, !slots[slot].Starts.After(t.now):
		return store.Invalid("slot", store.ProblemPast)
	case !t.now.Before(t.bookingEnds(m)):
		return store.Invalid("slot", store.ProblemClosed)
	}
	return nil
}

func (t *Tx) bookingEnds(m *store.Meeting) time.Time { return t.view.BookingEnds(m) }

// BookingEnds is when a reception day takes no more bookings.
func (v *View) BookingEnds(m *store.Meeting) time.Time {
	return store.ReceptionCloses(m, v.Settings.Int(m.OfficeID, store.SetReceptionClose))
}

// book gives somebody the first free place of a time. The day must be locked: its
// UNIQUE keys hold even if it were not.
func (t *Tx) book(m *store.Meeting, r *store.Reception, slot int, personID string, f BookingForm) (*store.Booking, error) {
	taken, err := db.HolderTaken(t.ctx, t.q, store.BookingHolder(personID, store.DayOf(m.Starts)))
	if err != nil {
		return nil, err
	}
	if taken {
		return nil, store.Invalid("day", store.ProblemTwice)
	}
	list, err := db.BookingsOf(t.ctx, t.q, m.ID)
	if err != nil {
		return nil, err
	}
	place := 0
	for slices.ContainsFunc(list, func(b store.Booking) bool { return b.Slot == slot && b.Place == place }) {
		place++
	}
	if place >= r.Places {
		return nil, store.Invalid("slot", store.ProblemFull)
	}
	b := &store.Booking{ID: store.NewID(t.now), Created: t.now, Updated: t.now, MeetingID: m.ID, OfficeID: m.OfficeID, PersonID: personID,
		State: store.BookingBooked, Reminded: t.remindedOf(m), Version: 1}
	b.Take(m, slot, place)
	b.Name = t.acts.keys.Seal("booking", "name", b.ID, f.Name)
	b.Phone = t.acts.keys.Seal("booking", "phone", b.ID, store.NormalisePhone(f.Phone))
	b.Subject = t.acts.keys.Seal("booking", "subject", b.ID, f.Subject)
	t.batch.Bookings = append(t.batch.Bookings, b)
	t.audit(store.ActBook, "booking", b.ID, b.OfficeID, "new", "")
	t.tellBooked(m, b, store.NoticeBooked)
	return b, nil
}

// remindedOf is now when the day before a reception day has begun: what is told
// now needs no reminder.
func (t *Tx) remindedOf(m *store.Meeting) time.Time {
	if !t.now.Before(dayBefore(m)) {
		return t.now
	}
	return time.Time{}
}

// dayBefore is 0:00 in China of the day before a reception day.
func dayBefore(m *store.Meeting) time.Time {
	day, _ := store.ParseDay(store.DayOf(m.Starts)) // DayOf gives what ParseDay takes
	return day.AddDate(0, 0, -1)
}

// Unbook gives the actor's own time back. Somebody else's is not found.
func (t *Tx) Unbook(id string) error {
	p, err := t.LockSelf()
	if err != nil {
		return err
	}
	b, err := db.Booking(t.ctx, t.q, id)
	if err != nil {
		return err
	}
	if t.may(store.ActBook, store.Target{PersonID: b.PersonID}) != nil || b.PersonID != p.ID {
		return store.ErrNotFound
	}
	r, err := db.LockReception(t.ctx, t.q, b.MeetingID)
	if err != nil {
		return err
	}
	m, err := db.Meeting(t.ctx, t.q, b.MeetingID)
	if err != nil {
		return err
	}
	if b, err = db.Booking(t.ctx, t.q, id); err != nil { // as it is now that nobody changes it
		return err
	}
	slots := r.Slots(m)
	switch {
	case b.State != store.BookingBooked:
		return store.Invalid("booking", store.ProblemState)
	case b.Slot >= len(slots) || !slots[b.Slot].Starts.After(t.now):
		return store.Invalid("booking", store.ProblemPast)
	}
	b.Leave(store.BookingUnbooked, t.now)
	touch(t, &t.batch.Changed.Bookings, b)
	t.audit(store.ActBook, "booking", b.ID, b.OfficeID, "unbooked", "")
	return nil
}
