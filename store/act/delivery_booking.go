package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// aboutBooking reports whether a kind of notice is about a time of a reception day.
func aboutBooking(k store.NoticeKind) bool {
	switch k {
	case store.NoticeBooked, store.NoticeBookingEve, store.NoticeBookingMoved, store.NoticeBookingOff:
		return true
	}
	return false
}

// gatherBookings adds the bookings, with their days, that notices refer to.
func (a *Acts) gatherBookings(ctx context.Context, q db.Q, g *gathered, list []store.Notice) error {
	var ids []string
	for _, n := range list {
		if aboutBooking(n.Kind) {
			id, _ := store.BookingOfRef(n.Ref)
			ids = append(ids, id)
		}
	}
	g.bookings = map[string]*Appointment{}
	if ids = unique(ids); len(ids) == 0 {
		return nil
	}
	bookings, err := db.BookingsByID(ctx, q, ids)
	if err != nil {
		return err
	}
	appointments, err := a.appointments(ctx, q, bookings)
	for i := range appointments {
		g.bookings[appointments[i].Booking.ID] = &appointments[i]
	}
	return err
}

// fillBooking completes a delivery about a booking; false means that it is no
// longer true: the voter gave the time back, the day changed again, or is over.
func (g *gathered) fillBooking(d *Delivery) bool {
	id, revision := store.BookingOfRef(d.Notice.Ref)
	b := g.bookings[id]
	if d.Appointment = b; b == nil {
		return false
	}
	if d.Notice.Kind == store.NoticeBookingOff {
		return b.State == store.BookingDropped
	}
	return b.State == store.BookingBooked && revision == b.Meeting.Revision && b.Meeting.State == store.MeetingAnnounced &&
		b.At.Starts.After(g.now)
}

// bookingPhone is what somebody left for one booking, where the person has left
// nothing: the desk telephones when a notice did not come.
func (g *gathered) bookingPhone(n *store.Notice) (name, phone string) {
	id, _ := store.BookingOfRef(n.Ref)
	if b := g.bookings[id]; b != nil && aboutBooking(n.Kind) {
		return b.Visit.Name, b.Visit.Phone
	}
	return "", ""
}
