package act

import (
	"context"
	"slices"
	"strings"

	"liaison/store"
	"liaison/store/db"
)

// RaiseBooking makes an opinion of what somebody said on a reception day: in the
// name of who booked, who is told its number and follows it like any other. It is
// taken down at the desk, since old people do not type. requestKey makes it
// repeatable, as in Do. The opinion is nil when the request was done before.
func (a *Acts) RaiseBooking(ctx context.Context, actor store.Actor, requestKey, bookingID, text string, seen int64) (made *store.Opinion, err error) {
	err = a.numbered(ctx, 1, func(t *Tx) error {
		made = nil
		return t.once(actor, requestKey, func(t *Tx) (err error) {
			made, err = t.raiseBooking(bookingID, text, seen)
			return err
		})
	})
	return made, err
}

func (t *Tx) raiseBooking(id, text string, seen int64) (*store.Opinion, error) {
	b, m, err := t.deskBooking(id, seen)
	if err != nil {
		return nil, err
	}
	if err := checkText("text", text, false); err != nil {
		return nil, err
	}
	switch {
	case b.OpinionID != "":
		return nil, store.Invalid("booking", store.ProblemDone)
	case !b.Live() || m.State == store.MeetingCancelled:
		return nil, store.Invalid("booking", store.ProblemState)
	case b.Day > store.DayOf(t.now):
		return nil, store.Invalid("day", store.ProblemFuture)
	}
	list, err := db.LockPersonsByID(t.ctx, t.q, []string{b.PersonID})
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || !list[0].Reachable() {
		return nil, store.Invalid("person", store.ProblemUnreachable)
	}
	p := &list[0]
	touch(t, &t.batch.Changed.Persons, p)
	o, err := t.sayFor(p, text, m)
	if err != nil {
		return nil, err
	}
	b.OpinionID, b.Updated = o.ID, t.now
	if b.State == store.BookingBooked {
		b.State = store.BookingCame
	}
	touch(t, &t.batch.Changed.Bookings, b)
	t.entry(o, store.EntryReception, store.ForDesk, b.ID, "")
	t.audit(store.ActReceptionEdit, "booking", b.ID, b.OfficeID, "opinion="+o.ID, "")
	words := t.view.Settings.Text(m.OfficeID, store.SetReceptionReply)
	return o, t.tell(o, store.Fill(words, map[string]string{"编号": o.Number}))
}

// sayFor brings up a matter of its own for a person, at a station: as sayApart
// does for the actor.
func (t *Tx) sayFor(p *store.Person, text string, m *store.Meeting) (*store.Opinion, error) {
	was := *p
	s, _ := t.view.Station(m.StationID)
	p.OpenID, p.OfficeID, p.DistrictID, p.StationID = "", m.OfficeID, s.DistrictID, s.ID
	danger := slices.ContainsFunc(t.view.Settings.Words(m.OfficeID, store.SetDangerWords),
		func(w string) bool { return strings.Contains(text, w) })
	o, _, err := t.As(store.PersonActor(p, t.Actor.From)).Say(p, Said{Text: text, Danger: danger})
	p.OpenID, p.OpenUntil = was.OpenID, was.OpenUntil
	p.OfficeID, p.DistrictID, p.StationID = was.OfficeID, was.DistrictID, was.StationID
	return o, err
}
