package act

import (
	"cmp"
	"context"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// ReceptionRow is a reception day as a list shows one.
type ReceptionRow struct {
	store.Meeting
	store.Reception
	Station   store.Station
	Receivers []Receiver
	Booked    int
	All       int // places of the whole day
}

// Receiver is a deputy who receives, without a telephone number.
type Receiver struct {
	store.Participant
	Deputy store.Deputy
}

// Receptions lists the reception days of the actor's offices: those from today on,
// the next first, or those before, the latest first.
func (a *Acts) Receptions(ctx context.Context, actor store.Actor, past bool, limit int) ([]ReceptionRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	offices := store.OfficesFor(actor, store.ActReceptions, view.Offices)
	if len(offices) == 0 {
		return nil, store.ErrForbidden
	}
	today, err := store.ParseDay(store.DayOf(a.Now()))
	if err != nil {
		return nil, err
	}
	var list []store.Meeting
	if past {
		list, err = db.ReceptionsBefore(ctx, a.db.Read(), offices, today, limit)
	} else {
		list, err = db.ReceptionsIn(ctx, a.db.Read(), offices, today, today.AddDate(10, 0, 0), limit)
	}
	if err != nil {
		return nil, err
	}
	return receptionRows(ctx, a.db.Read(), view, list)
}

// receptionRows completes meetings that are reception days.
func receptionRows(ctx context.Context, q db.Q, view *View, list []store.Meeting) ([]ReceptionRow, error) {
	ids := idsOf(list, func(m *store.Meeting) string { return m.ID })
	times, err := db.ReceptionsByID(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	receivers, err := receiversOf(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	taken, err := db.BookingsTaken(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]ReceptionRow, 0, len(list))
	for _, m := range list {
		i := slices.IndexFunc(times, func(r store.Reception) bool { return r.MeetingID == m.ID })
		if i < 0 {
			continue // a reception of voters that was only recorded: nobody can book it
		}
		row := ReceptionRow{Meeting: m, Reception: times[i], Receivers: receivers[m.ID]}
		row.Station, _ = view.Station(m.StationID)
		row.All = len(times[i].Slots(&m)) * times[i].Places
		for _, n := range taken[m.ID] {
			row.Booked += n
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// receiversOf reads who receives on reception days, by rank.
func receiversOf(ctx context.Context, q db.Q, meetingIDs []string) (map[string][]Receiver, error) {
	list, err := db.ParticipantsIn(ctx, q, meetingIDs)
	if err != nil {
		return nil, err
	}
	deputies, err := db.DeputiesByID(ctx, q, unique(idsOf(list, func(p *store.Participant) string { return p.DeputyID })))
	if err != nil {
		return nil, err
	}
	out := map[string][]Receiver{}
	for _, p := range list {
		i := slices.IndexFunc(deputies, func(d store.Deputy) bool { return d.ID == p.DeputyID })
		if i < 0 || p.Role != store.RoleAttends || !p.Removed.IsZero() {
			continue
		}
		d := deputies[i]
		d.Phone, d.PhoneIndex = "", ""
		out[p.MeetingID] = append(out[p.MeetingID], Receiver{p, d})
	}
	for _, r := range out {
		slices.SortFunc(r, func(x, y Receiver) int { return byRank(x.Deputy, y.Deputy) })
	}
	return out, nil
}

// Visit is a booking in plain words, as far as its reader may see it.
type Visit struct {
	store.Booking
	Name, Phone, Subject string
	Number               string // of the opinion that came of it
}

// TimeRow is one time of a reception day, with who comes.
type TimeRow struct {
	store.Slot
	Visits []Visit
	Free   int
}

// ReceptionDossier is everything about one reception day.
type ReceptionDossier struct {
	ReceptionRow
	Times []TimeRow
	Named bool // the reader sees names and telephone numbers
}

// ReceptionByID gives the desk a reception day with who comes. Who may not see
// people's names and numbers sees only that a time is taken.
func (a *Acts) ReceptionByID(ctx context.Context, actor store.Actor, id string) (*ReceptionDossier, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	m, err := db.Meeting(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	target := store.Target{OfficeID: m.OfficeID}
	if m.Kind != store.ActivityReception || !store.May(actor, store.ActReceptions, target, view.Offices) {
		return nil, store.ErrNotFound
	}
	d, err := a.receptionDossier(ctx, view, m)
	if err != nil {
		return nil, err
	}
	d.Named = store.May(actor, store.ActSeePerson, target, view.Offices)
	if !d.keep(d.Named, d.Named) {
		return d, nil
	}
	return d, a.see(ctx, actor, store.ActSeePerson, "meeting", m.ID, m.OfficeID)
}

// receptionDossier gathers a reception day with all that is sealed in the open:
// keep takes away what a reader may not see.
func (a *Acts) receptionDossier(ctx context.Context, view *View, m *store.Meeting) (*ReceptionDossier, error) {
	q := a.db.Read()
	rows, err := receptionRows(ctx, q, view, []store.Meeting{*m})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, store.ErrNotFound
	}
	list, err := db.BookingsOf(ctx, q, m.ID)
	if err != nil {
		return nil, err
	}
	visits, err := a.visits(ctx, q, list)
	if err != nil {
		return nil, err
	}
	d := &ReceptionDossier{ReceptionRow: rows[0]}
	for _, s := range rows[0].Slots(m) {
		row := TimeRow{Slot: s, Free: rows[0].Places}
		for _, v := range visits {
			if v.Slot == s.N {
				row.Visits, row.Free = append(row.Visits, v), row.Free-1
			}
		}
		row.Free = max(0, row.Free)
		d.Times = append(d.Times, row)
	}
	return d, nil
}

// visits opens what bookings hold.
func (a *Acts) visits(ctx context.Context, q db.Q, list []store.Booking) ([]Visit, error) {
	opinions, err := db.OpinionsByID(ctx, q, unique(idsOf(list, func(b *store.Booking) string { return b.OpinionID })))
	if err != nil {
		return nil, err
	}
	out := make([]Visit, len(list))
	for i, b := range list {
		v := Visit{Booking: b}
		for column, into := range map[string]*string{"name": &v.Name, "phone": &v.Phone, "subject": &v.Subject} {
			sealed := map[string]string{"name": b.Name, "phone": b.Phone, "subject": b.Subject}[column]
			if *into, err = a.keys.Open("booking", column, b.ID, sealed); err != nil {
				return nil, err
			}
		}
		if n := slices.IndexFunc(opinions, func(o store.Opinion) bool { return o.ID == b.OpinionID }); n >= 0 {
			v.Number = opinions[n].Number
		}
		out[i] = v
	}
	return out, nil
}

// keep takes away names and telephone numbers that a reader may not see, and
// reports whether any are left to be seen.
func (d *ReceptionDossier) keep(names, phones bool) (left bool) {
	for i := range d.Times {
		for j := range d.Times[i].Visits {
			v := &d.Times[i].Visits[j]
			if !names {
				v.Name, v.Subject = "", ""
			}
			if !phones {
				v.Phone = ""
			}
			v.Booking.Name, v.Booking.Phone, v.Booking.Subject = "", "", ""
			left = left || cmp.Or(v.Name, v.Phone, v.Subject) != ""
		}
	}
	return left
}

// Receiving lists the announced reception days, from today on, on which a deputy
// receives.
func (a *Acts) Receiving(ctx context.Context, actor store.Actor) ([]ReceptionRow, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	if !store.MayAnywhere(actor, store.ActReceive) {
		return nil, store.ErrForbidden
	}
	q := a.db.Read()
	parts, err := db.PartsIn(ctx, q, actor.DeputyID, receivingMost)
	if err != nil {
		return nil, err
	}
	parts = slices.DeleteFunc(parts, func(p store.Participant) bool { return !p.Removed.IsZero() })
	list, err := db.MeetingsByID(ctx, q, unique(idsOf(parts, func(p *store.Participant) string { return p.MeetingID })))
	if err != nil {
		return nil, err
	}
	today := store.DayOf(a.Now())
	list = slices.DeleteFunc(list, func(m store.Meeting) bool {
		return m.Kind != store.ActivityReception || m.State != store.MeetingAnnounced || store.DayOf(m.Starts) < today
	})
	slices.SortFunc(list, func(x, y store.Meeting) int { return x.Starts.Compare(y.Starts) })
	return receptionRows(ctx, q, view, list)
}

// receivingMost is among how many of a deputy's latest meetings the reception days
// are looked for.
const receivingMost = 200

// ReceivingDay gives a deputy who receives the own day with who comes: the names
// that people left for it, and no telephone number. Another's day is not found.
func (a *Acts) ReceivingDay(ctx context.Context, actor store.Actor, id string) (*ReceptionDossier, error) {
	view, err := a.views.get(ctx)
	if err != nil {
		return nil, err
	}
	m, err := db.Meeting(ctx, a.db.Read(), id)
	if err != nil {
		return nil, err
	}
	if m.Kind != store.ActivityReception || m.State == store.MeetingPlanned {
		return nil, store.ErrNotFound
	}
	d, err := a.receptionDossier(ctx, view, m)
	if err != nil {
		return nil, err
	}
	mine := slices.ContainsFunc(d.Receivers, func(r Receiver) bool {
		return store.May(actor, store.ActReceive, store.Target{DeputyID: r.DeputyID}, view.Offices)
	})
	if !mine {
		return nil, store.ErrNotFound
	}
	if !d.keep(true, false) {
		return d, nil
	}
	return d, a.see(ctx, actor, store.ActSeePerson, "meeting", m.ID, m.OfficeID)
}
