package act

import (
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// RemindBookings reminds those whose time of a reception day is tomorrow, or still
// today when the program stood still, at most limit of them. Whoever booked or was
// told of a change within that time needs no reminder. It gives how many it
// handled.
func (t *Tx) RemindBookings(limit int) (int, error) {
	if err := t.may(store.ActReceptionDue, store.Target{}); err != nil {
		return 0, err
	}
	today, err := store.ParseDay(store.DayOf(t.now))
	if err != nil {
		return 0, err
	}
	days, err := db.ReceptionsToRemind(t.ctx, t.q, today, today.Add(48*time.Hour))
	if err != nil || len(days) == 0 {
		return 0, err
	}
	ids := idsOf(days, func(m *store.Meeting) string { return m.ID })
	due, err := db.BookingsToRemind(t.ctx, t.q, ids, limit)
	if err != nil || len(due) == 0 {
		return 0, err
	}
	times, err := db.ReceptionsByID(t.ctx, t.q, ids)
	if err != nil {
		return 0, err
	}
	for i := range due {
		b := &due[i]
		m := &days[slices.IndexFunc(days, func(m store.Meeting) bool { return m.ID == b.MeetingID })]
		r := slices.IndexFunc(times, func(r store.Reception) bool { return r.MeetingID == b.MeetingID })
		b.Reminded = t.now
		touch(t, &t.batch.Changed.Bookings, b)
		if slots := times[r].Slots(m); b.Slot < len(slots) && slots[b.Slot].Starts.After(t.now) {
			t.tellBooked(m, b, store.NoticeBookingEve)
		}
	}
	return len(due), nil
}
