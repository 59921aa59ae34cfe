package act

import (
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// Day is a reception day as a voter sees one.
type Day struct {
	Meeting   store.Meeting
	Station   store.Station
	Reason    string // why it was called off
	Receivers []DeputyCard
	Times     []OpenTime
	Left      int       // times that can still be taken
	Ends      time.Time // when booking ends
	Mine      *Visit    // what the reader booked on that day
	MineAt    store.Slot
	Elsewhere bool // the reader has a time of another reception day of the same date
}

// OpenTime is one time of a reception day as a voter sees it.
type OpenTime struct {
	store.Slot
	Free int  // places
	Past bool // has begun
}

// Open reports whether the time can be taken.
func (t OpenTime) Open() bool { return t.Free > 0 && !t.Past }

// daysMost bounds the reception days shown to a voter.
const daysMost = 30

// StationsFor lists the stations at which voters are received, those nearest to a
// person first: the own, those of the own district, then the others.
func (v *View) StationsFor(p *store.Person) (near, others []store.Station) {
	for _, s := range v.Stations {
		switch {
		case !s.Closed.IsZero():
		case s.ID == p.StationID, s.DistrictID != "" && s.DistrictID == p.DistrictID,
			s.DistrictID == "" && s.OfficeID == p.OfficeID && p.DistrictID != "":
			near = append(near, s)
		default:
			others = append(others, s)
		}
	}
	return near, others
}

// DaysAt lists the reception days that are announced at stations, the next first.
func (a *Acts) DaysAt(ctx context.Context, stations []store.Station) ([]Day, error) {
	return a.daysAt(ctx, a.db.Read(), stations, daysMost)
}

// DaysAt is Acts.DaysAt inside a transaction, at most limit.
func (t *Tx) DaysAt(stations []store.Station, limit int) ([]Day, error) {
	return t.acts.daysAt(t.ctx, t.q, stations, limit)
}

func (a *Acts) daysAt(ctx context.Context, q db.Q, stations []store.Station, limit int) ([]Day, error) {
	if len(stations) == 0 {
		return nil, nil
	}
	list, err := db.ReceptionDays(ctx, q, idsOf(stations, func(s *store.Station) string { return s.ID }), a.Now(), limit)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return a.days(ctx, q, list)
}

// days completes meetings that are reception days, for voters.
func (a *Acts) days(ctx context.Context, q db.Q, list []store.Meeting) ([]Day, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := receptionRows(ctx, q, view, list)
	if err != nil {
		return nil, err
	}
	taken, err := db.BookingsTaken(ctx, q, idsOf(list, func(m *store.Meeting) string { return m.ID }))
	if err != nil {
		return nil, err
	}
	now, days := a.Now(), make([]Day, len(rows))
	for i := range rows {
		r := &rows[i]
		d := Day{Meeting: r.Meeting, Station: r.Station, Reason: r.Reason, Ends: view.BookingEnds(&r.Meeting)}
		for _, s := range r.Slots(&r.Meeting) {
			open := OpenTime{Slot: s, Free: max(0, r.Places-taken[r.ID][s.N]), Past: !s.Starts.After(now)}
			if d.Times = append(d.Times, open); open.Open() && d.Takes(now) {
				d.Left++
			}
		}
		for _, who := range r.Receivers {
			d.Receivers = append(d.Receivers, DeputyCard{Deputy: who.Deputy})
		}
		days[i] = d
	}
	return days, nil
}

// Takes reports whether the day takes bookings at now.
func (d *Day) Takes(now time.Time) bool {
	return d.Meeting.State == store.MeetingAnnounced && d.Station.Closed.IsZero() && now.Before(d.Ends)
}

// Day gives a voter one reception day, with the own booking. One that is not
// announced is not found.
func (a *Acts) Day(ctx context.Context, actor store.Actor, id string) (*Day, error) {
	q := a.db.Read()
	m, err := db.Meeting(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if m.Kind != store.ActivityReception || m.Announced.IsZero() || !store.MayAnywhere(actor, store.ActBook) {
		return nil, store.ErrNotFound
	}
	list, err := a.days(ctx, q, []store.Meeting{*m})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, store.ErrNotFound
	}
	d := &list[0]
	titles, err := titlesInOffice(ctx, q, idsOf(d.Receivers, func(c *DeputyCard) string { return c.Deputy.ID }))
	if err != nil {
		return nil, err
	}
	for i := range d.Receivers {
		d.Receivers[i].Titles = titles[d.Receivers[i].Deputy.ID]
	}
	return d, a.ownTime(ctx, q, actor, d)
}

// ownTime adds what the reader booked on the day.
func (a *Acts) ownTime(ctx context.Context, q db.Q, actor store.Actor, d *Day) error {
	list, err := db.BookingsOfPerson(ctx, q, actor.PersonID, ownMost)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(b store.Booking) bool { return !b.Live() || b.Day != store.DayOf(d.Meeting.Starts) })
	visits, err := a.visits(ctx, q, list)
	for i := range visits {
		if visits[i].MeetingID != d.Meeting.ID {
			d.Elsewhere = true
			continue
		}
		d.Mine = &visits[i]
		if n := visits[i].Slot; n < len(d.Times) {
			d.MineAt = d.Times[n].Slot
		}
	}
	return err
}

// ownMost is how many of a person's latest bookings are looked through.
const ownMost = 50

// Appointment is a booking with the day it is for.
type Appointment struct {
	Visit
	Meeting store.Meeting
	Station store.Station
	Reason  string     // why the day was called off
	At      store.Slot // as the day is now; zero when the day has no such time any more
}

// MyAppointments lists what the actor booked and is still to come, the next first.
func (a *Acts) MyAppointments(ctx context.Context, actor store.Actor) ([]Appointment, error) {
	list, err := a.appointmentsOf(ctx, actor.PersonID)
	now := a.Now()
	list = slices.DeleteFunc(list, func(p Appointment) bool {
		return p.State != store.BookingBooked || p.Meeting.State != store.MeetingAnnounced || p.At.Ends.Before(now)
	})
	slices.SortFunc(list, func(x, y Appointment) int { return x.At.Starts.Compare(y.At.Starts) })
	return list, err
}

// appointmentsOf reads what a person booked, the newest first.
func (a *Acts) appointmentsOf(ctx context.Context, personID string) ([]Appointment, error) {
	if personID == "" {
		return nil, store.ErrForbidden
	}
	list, err := db.BookingsOfPerson(ctx, a.db.Read(), personID, ownMost)
	if err != nil {
		return nil, err
	}
	return a.appointments(ctx, a.db.Read(), list)
}

// appointments completes bookings with their days.
func (a *Acts) appointments(ctx context.Context, q db.Q, list []store.Booking) ([]Appointment, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	visits, err := a.visits(ctx, q, list)
	if err != nil {
		return nil, err
	}
	ids := unique(idsOf(list, func(b *store.Booking) string { return b.MeetingID }))
	meetings, err := db.MeetingsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	times, err := db.ReceptionsByID(ctx, q, ids)
	out := make([]Appointment, 0, len(visits))
	for _, v := range visits {
		p := Appointment{Visit: v}
		for _, m := range meetings {
			if m.ID == v.MeetingID {
				p.Meeting = m
				p.Station, _ = view.Station(m.StationID)
			}
		}
		for i := range times {
			if times[i].MeetingID == v.MeetingID {
				p.Reason = times[i].Reason
				if slots := times[i].Slots(&p.Meeting); v.Slot < len(slots) {
					p.At = slots[v.Slot]
				}
			}
		}
		out = append(out, p)
	}
	return out, err
}
