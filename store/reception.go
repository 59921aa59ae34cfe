package store

import (
	"strconv"
	"strings"
	"time"
)

// Reception is what a reception day (代表接待选民日) has beside its Meeting, whose
// id it bears: the times that voters can book. Where it is, is the meeting's
// StationID; the deputies who receive are its participants.
type Reception struct {
	MeetingID string
	Created   time.Time
	Minutes   int    // length of one time
	Places    int    // voters who are received in one time
	Reason    string // why it was called off, as those who had booked are told
	Seq       int64  // counts bookings and changes; writing it locks the day
	Version   int64
}

// The bounds of a reception day's times.
const (
	ReceptionMinutesMin = 5
	ReceptionMinutesMax = 120
	ReceptionPlacesMax  = 20
	ReceptionSlotsMost  = 60
	ReceptionReasonMax  = 100
)

// Slot is one time of a reception day.
type Slot struct {
	N      int // from 0, in the order of the day
	Starts time.Time
	Ends   time.Time
}

// Slots cuts a reception day into its times. What is left at the end and is
// shorter than one time is none.
func (r *Reception) Slots(m *Meeting) []Slot {
	length := time.Duration(r.Minutes) * time.Minute
	if length <= 0 {
		return nil
	}
	var list []Slot
	for at := m.Starts; !at.Add(length).After(m.Ends) && len(list) < ReceptionSlotsMost; at = at.Add(length) {
		list = append(list, Slot{N: len(list), Starts: at, Ends: at.Add(length)})
	}
	return list
}

// Check refuses what cannot be a reception day: without times, over midnight, or
// begun already at now.
func (r *Reception) Check(m *Meeting, now time.Time) error {
	switch {
	case m.Kind != ActivityReception:
		return Invalid("kind", ProblemMalformed)
	case m.StationID == "":
		return Invalid("station", ProblemEmpty)
	case m.Ends.IsZero():
		return Invalid("ends", ProblemEmpty)
	case !m.Starts.After(now):
		return Invalid("starts", ProblemPast)
	case m.Ends.After(m.Starts) && DayOf(m.Starts) != DayOf(m.Ends):
		return Invalid("ends", ProblemMismatch)
	case r.Minutes < ReceptionMinutesMin || r.Minutes > ReceptionMinutesMax:
		return Invalid("minutes", ProblemMalformed)
	case r.Places < 1 || r.Places > ReceptionPlacesMax:
		return Invalid("places", ProblemMalformed)
	}
	if err := m.Check(now); err != nil {
		return err
	}
	if len(r.Slots(m)) == 0 {
		return Invalid("ends", ProblemTooShort)
	}
	return nil
}

// BookingState is where a booking stands.
type BookingState string

// The states of a booking.
const (
	BookingBooked   BookingState = "booked"
	BookingUnbooked BookingState = "unbooked" // by the voter
	BookingDropped  BookingState = "dropped"  // by the office: the day was called off, or has no room any more
	BookingCame     BookingState = "came"
	BookingMissed   BookingState = "missed" // did not come
)

// BookingMarks are what the desk writes down of a booking when its day has come,
// BookingBooked to take it back.
var BookingMarks = []BookingState{BookingCame, BookingMissed, BookingBooked}

// Booking is a time of a reception day that a voter has taken. A voter has one a
// day. What identifies somebody is sealed, and goes when the person is detached.
type Booking struct {
	ID        string
	Created   time.Time
	MeetingID string
	OfficeID  string
	PersonID  string // who booked; empty once detached
	Slot      int    // which time of the day
	Place     int    // which of the time's places, from 0
	Day       string // 2006-01-02 in China
	Seat      string // UNIQUE while the place is taken
	Holder    string // UNIQUE while it is somebody's: person and day
	Name      string // sealed, optional
	Phone     string // sealed, optional
	Subject   string // sealed, optional: what it is about, in a few words
	State     BookingState
	OpinionID string    // the opinion that came of it, if one did
	Reminded  time.Time // the reminder of the day before was made, or is not needed
	Updated   time.Time
	Version   int64
}

// SubjectMax is how long a booking's few words may be, in characters.
const SubjectMax = 60

// BookingSeat is one place in one time of a reception day.
func BookingSeat(meetingID string, slot, place int) string {
	return meetingID + "-" + strconv.Itoa(slot) + "-" + strconv.Itoa(place)
}

// BookingHolder is what one person can have once a day.
func BookingHolder(personID, day string) string { return personID + "-" + day }

// Take gives a booking its place, and its person the day.
func (b *Booking) Take(m *Meeting, slot, place int) {
	b.Slot, b.Place, b.Day = slot, place, DayOf(m.Starts)
	b.Seat, b.Holder = BookingSeat(m.ID, slot, place), ""
	if b.PersonID != "" {
		b.Holder = BookingHolder(b.PersonID, b.Day)
	}
}

// Leave gives the place back. Who gave it back themselves is not expected, and
// what they said of themselves is needed no more.
func (b *Booking) Leave(to BookingState, now time.Time) {
	b.State, b.Seat, b.Holder, b.Updated = to, "", "", now
	if to == BookingUnbooked {
		b.Name, b.Phone, b.Subject = "", "", ""
	}
}

// Live reports whether somebody is expected, or was.
func (b *Booking) Live() bool { return b.Seat != "" }

// Ref is what a notice about a booking refers to: the booking, and the revision of
// the day that it tells of.
func (b *Booking) Ref(revision int) string { return b.ID + "." + strconv.Itoa(revision) }

// BookingOfRef is the booking of a Ref, and the revision.
func BookingOfRef(ref string) (id string, revision int) {
	id, n, _ := strings.Cut(ref, ".")
	revision, _ = strconv.Atoi(n) // of a ref that is none the id finds nothing either
	return id, revision
}

// ReceptionCloses is when a reception day takes no more bookings: so many hours
// before it begins.
func ReceptionCloses(m *Meeting, hours int) time.Time {
	return m.Starts.Add(-time.Duration(hours) * time.Hour)
}
