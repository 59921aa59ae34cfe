package db

import (
	"context"
	"fmt"
	"time"

	"liaison/store"
)

var receptions = table[store.Reception]{
	name: "reception", columns: columns("meeting_id created minutes places reason seq version"), fixed: 2,
	at: func(r *store.Reception) []any {
		return []any{&r.MeetingID, when(&r.Created), &r.Minutes, &r.Places, &r.Reason, &r.Seq, &r.Version}
	},
}

var bookings = table[store.Booking]{
	name: "booking",
	columns: columns("id created meeting_id office_id person_id slot place day seat holder name phone subject state opinion_id " +
		"reminded updated version"),
	fixed: 4,
	at: func(b *store.Booking) []any {
		return []any{&b.ID, when(&b.Created), &b.MeetingID, &b.OfficeID, &b.PersonID, &b.Slot, &b.Place, &b.Day, null(&b.Seat), null(&b.Holder),
			&b.Name, &b.Phone, &b.Subject, &b.State, &b.OpinionID, when(&b.Reminded), when(&b.Updated), &b.Version}
	},
}

// LockReception reads a reception day and keeps everybody else from its bookings
// until the transaction ends.
func LockReception(ctx context.Context, q Q, meetingID string) (*store.Reception, error) {
	if _, err := q.ExecContext(ctx, "UPDATE reception SET seq = seq + 1 WHERE meeting_id = ?", meetingID); err != nil {
		return nil, fmt.Errorf("locking a reception day: %w", err)
	}
	return receptions.byID(ctx, q, meetingID)
}

// Reception reads what a reception day has beside its meeting.
func Reception(ctx context.Context, q Q, meetingID string) (*store.Reception, error) {
	return receptions.byID(ctx, q, meetingID)
}

// ReceptionsByID reads reception days, in no order.
func ReceptionsByID(ctx context.Context, q Q, meetingIDs []string) ([]store.Reception, error) {
	return receptions.byIDs(ctx, q, "meeting_id", meetingIDs)
}

// ReceptionDays reads the announced reception days of stations that end after a
// time, the earliest first.
func ReceptionDays(ctx context.Context, q Q, stationIDs []string, after time.Time, limit int) ([]store.Meeting, error) {
	marks, args := in(stationIDs)
	return meetings.list(ctx, q, "WHERE station_id IN "+marks+" AND starts >= ? AND ends > ? AND kind = ? AND state = ? ORDER BY starts, id LIMIT ?",
		append(args, stamp(after.Add(-24*time.Hour)), stamp(after), string(store.ActivityReception), string(store.MeetingAnnounced), limit)...)
}

// ReceptionsIn reads the reception days of offices that begin in [from, to), the
// earliest first, called-off ones included.
func ReceptionsIn(ctx context.Context, q Q, officeIDs []string, from, to time.Time, limit int) ([]store.Meeting, error) {
	marks, args := in(officeIDs)
	return meetings.list(ctx, q, "WHERE office_id IN "+marks+" AND starts >= ? AND starts < ? AND kind = ? ORDER BY starts, id LIMIT ?",
		append(args, stamp(from), stamp(to), string(store.ActivityReception), limit)...)
}

// ReceptionsBefore is ReceptionsIn for those that began before a time, the latest
// first.
func ReceptionsBefore(ctx context.Context, q Q, officeIDs []string, to time.Time, limit int) ([]store.Meeting, error) {
	marks, args := in(officeIDs)
	return meetings.list(ctx, q, "WHERE office_id IN "+marks+" AND starts < ? AND kind = ? ORDER BY starts DESC, id DESC LIMIT ?",
		append(args, stamp(to), string(store.ActivityReception), limit)...)
}

// ReceptionsToRemind reads the announced reception days, of all offices, that
// begin in [from, to).
func ReceptionsToRemind(ctx context.Context, q Q, from, to time.Time) ([]store.Meeting, error) {
	return meetings.list(ctx, q, "WHERE starts >= ? AND starts < ? AND kind = ? AND state = ? ORDER BY starts, id",
		stamp(from), stamp(to), string(store.ActivityReception), string(store.MeetingAnnounced))
}

// Booking reads a booking.
func Booking(ctx context.Context, q Q, id string) (*store.Booking, error) {
	return bookings.byID(ctx, q, id)
}

// BookingsByID reads bookings, in no order.
func BookingsByID(ctx context.Context, q Q, ids []string) ([]store.Booking, error) {
	return bookings.byIDs(ctx, q, "id", ids)
}

// BookingsOf reads the bookings of a reception day that have a place, in the order
// of the day.
func BookingsOf(ctx context.Context, q Q, meetingID string) ([]store.Booking, error) {
	return bookings.list(ctx, q, "WHERE meeting_id = ? AND seat IS NOT NULL ORDER BY slot, place, id", meetingID)
}

// BookingsToRemind reads the bookings of reception days that nobody was reminded
// of yet.
func BookingsToRemind(ctx context.Context, q Q, meetingIDs []string, limit int) ([]store.Booking, error) {
	marks, args := in(meetingIDs)
	return bookings.list(ctx, q, "WHERE meeting_id IN "+marks+" AND reminded IS NULL AND state = ? ORDER BY id LIMIT ?",
		append(args, string(store.BookingBooked), limit)...)
}

// BookingsOfPerson reads what a person booked, the newest first.
func BookingsOfPerson(ctx context.Context, q Q, personID string, limit int) ([]store.Booking, error) {
	return bookings.list(ctx, q, "WHERE person_id = ? ORDER BY id DESC LIMIT ?", personID, limit)
}

// HolderTaken reports whether a person has a booking on a day.
func HolderTaken(ctx context.Context, q Q, holder string) (bool, error) {
	n, err := count(ctx, q, "booking WHERE holder = ?", 1, holder)
	return n > 0, err
}

// BookingsTaken counts the taken places of reception days, by day and time.
func BookingsTaken(ctx context.Context, q Q, meetingIDs []string) (map[string]map[int]int, error) {
	marks, args := in(meetingIDs)
	rows, err := q.QueryContext(ctx, "SELECT meeting_id, slot, COUNT(*) FROM booking WHERE meeting_id IN "+marks+
		" AND seat IS NOT NULL GROUP BY meeting_id, slot", args...)
	if err != nil {
		return nil, fmt.Errorf("counting bookings: %w", err)
	}
	defer rows.Close()
	out := map[string]map[int]int{}
	for rows.Next() {
		var id string
		var slot, n int
		if err := rows.Scan(&id, &slot, &n); err != nil {
			return nil, fmt.Errorf("counting bookings: %w", err)
		}
		if out[id] == nil {
			out[id] = map[int]int{}
		}
		out[id][slot] = n
	}
	return out, rows.Err()
}

// DetachBookings forgets who booked. Of a day that is still to come the place is
// given back: nobody could be told of a change any more.
func DetachBookings(ctx context.Context, q Q, personID string) error {
	for _, s := range []struct {
		query string
		args  []any
	}{
		{"UPDATE booking SET state = ?, seat = NULL WHERE person_id = ? AND state = ?",
			[]any{string(store.BookingUnbooked), personID, string(store.BookingBooked)}},
		{"UPDATE booking SET person_id = '', holder = NULL, name = '', phone = '', subject = '', version = version + 1 WHERE person_id = ?",
			[]any{personID}},
	} {
		if _, err := q.ExecContext(ctx, s.query, s.args...); err != nil {
			return fmt.Errorf("detaching bookings: %w", err)
		}
	}
	return nil
}
