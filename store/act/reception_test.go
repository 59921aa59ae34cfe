package act_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// station is a station of the town.
func (o *office) station(name string) (made *store.Station) {
	o.t.Helper()
	o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
		made, err = t.AddStation(store.Station{OfficeID: o.town.ID, DistrictID: o.dist.ID, Name: name, Address: "人民路1号", Phone: "0743-1234567"})
		return err
	}))
	return made
}

// dayOf is a form for a reception day three days from now, from 9:00 to 10:00 in
// China: three times of twenty minutes with one place each.
func (o *office) dayOf(s *store.Station) act.ReceptionForm {
	at := time.Date(2026, 11, 26, 1, 0, 0, 0, time.UTC)
	return act.ReceptionForm{StationID: s.ID, Starts: at, Ends: at.Add(time.Hour), Minutes: 20, Places: 1, Deputies: []string{o.zhang.ID}}
}

func (o *office) plannedDay(f act.ReceptionForm) (m *store.Meeting) {
	o.t.Helper()
	o.must(o.do(o.clerk, func(t *act.Tx) (err error) { m, err = t.AddReception(f); return err }))
	return m
}

// announcedDay is a reception day that voters can book.
func (o *office) announcedDay(f act.ReceptionForm) *store.Meeting {
	o.t.Helper()
	m := o.plannedDay(f)
	o.must(o.do(o.clerk, func(t *act.Tx) error { return t.AnnounceReception(m.ID, m.Version) }))
	return m
}

func (o *office) books(openid, meeting string, slot int, f act.BookingForm) (b *store.Booking, err error) {
	err = o.do(o.person(openid), func(t *act.Tx) (err error) { b, err = t.Book(meeting, slot, f); return err })
	return b, err
}

func (o *office) desk(id string) *act.ReceptionDossier {
	o.t.Helper()
	d, err := o.ReceptionByID(o.t.Context(), o.clerk, id)
	o.must(err)
	return d
}

// outgoing are the notices about bookings that would go out now, by kind and chat.
func (o *office) outgoing() (list []string) {
	o.t.Helper()
	lease, due, err := o.Deliveries(o.t.Context(), 100)
	o.must(err)
	var done []*store.Notice
	for i := range due {
		due[i].Notice.State = store.NoticeSent
		if done = append(done, &due[i].Notice); due[i].Appointment != nil {
			list = append(list, string(due[i].Notice.Kind)+" "+due[i].Person.Openid)
		}
	}
	o.must(o.Delivered(o.t.Context(), lease, done))
	slices.Sort(list)
	return list
}

func wantSent(t *testing.T, o *office, want ...string) {
	t.Helper()
	if got := o.outgoing(); !slices.Equal(got, want) {
		t.Errorf("sent %q, want %q", got, want)
	}
}

func TestAVoterBooksAReceptionDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		s := o.station("中心联络站")
		m := o.plannedDay(o.dayOf(s))
		o.hear("one", "路灯坏了")
		o.hear("two", "路灯坏了")
		if _, err := o.books("one", m.ID, 0, act.BookingForm{}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("before it is announced: %v", err)
		}
		if _, err := o.Day(t.Context(), o.person("one"), m.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("before it is announced it is seen: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.AnnounceReception(m.ID, m.Version) }))
		b, err := o.books("one", m.ID, 1, act.BookingForm{Name: "杨秀英", Phone: "138 0855 1234", Subject: "水渠的事"})
		o.must(err)
		if strings.Contains(b.Name+b.Phone+b.Subject, "杨") || strings.Contains(b.Phone, "138") {
			t.Errorf("kept in the clear: %+v", b)
		}
		wantSent(t, o, "booking one")
		day, err := o.Day(t.Context(), o.person("one"), m.ID)
		o.must(err)
		if day.Left != 2 || day.Times[1].Free != 0 || day.Mine == nil || day.Mine.Subject != "水渠的事" || day.MineAt.N != 1 {
			t.Errorf("the voter sees %+v", day)
		}
		if len(o.days(s)) != 1 {
			t.Error("it is not on the station's page")
		}
		full := o.desk(m.ID)
		if v := full.Times[1].Visits; len(v) != 1 || v[0].Name != "杨秀英" || v[0].Phone != "13808551234" || full.Booked != 1 || full.All != 3 {
			t.Errorf("the desk sees %+v", full)
		}
		if _, err := o.ReceptionByID(t.Context(), o.other, m.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the next town sees it: %v", err)
		}
		deputy, another := o.bind("dep", o.zhang.ID), o.bind("dep2", o.li.ID)
		mine, err := o.ReceivingDay(t.Context(), deputy, m.ID)
		o.must(err)
		if v := mine.Times[1].Visits[0]; v.Name != "杨秀英" || v.Phone != "" || v.Subject == "" {
			t.Errorf("the deputy sees %+v", v)
		}
		if _, err := o.ReceivingDay(t.Context(), another, m.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a deputy who does not receive: %v", err)
		}
		if err := o.do(o.person("two"), func(t *act.Tx) error { return t.Unbook(b.ID) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("somebody else gives it back: %v", err)
		}
		o.must(o.do(o.person("one"), func(t *act.Tx) error { return t.Unbook(b.ID) }))
		if _, err := o.books("two", m.ID, 1, act.BookingForm{}); err != nil {
			t.Errorf("the place is not free again: %v", err)
		}
		if _, err := o.books("one", m.ID, 0, act.BookingForm{}); err != nil {
			t.Errorf("who gave it back may not choose again: %v", err)
		}
	})
}

// days are what the station's page shows.
func (o *office) days(s *store.Station) []act.Day {
	o.t.Helper()
	list, err := o.DaysAt(o.t.Context(), []store.Station{*s})
	o.must(err)
	return list
}

// TestFiftyVotersForThreePlaces: three get one, each of the others one refusal.
func TestFiftyVotersForThreePlaces(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		f := o.dayOf(o.station("中心联络站"))
		f.Places = 3
		m := o.announcedDay(f)
		const voters = 50
		who := make([]store.Actor, voters)
		for i := range who {
			o.hear(fmt.Sprint("v", i), "您好")
			who[i] = o.person(fmt.Sprint("v", i))
		}
		var wg sync.WaitGroup
		errs := make([]error, voters)
		for i := range who {
			wg.Go(func() {
				errs[i] = o.Do(t.Context(), who[i], "", func(t *act.Tx) error {
					_, err := t.Book(m.ID, 0, act.BookingForm{})
					return err
				})
			})
		}
		wg.Wait()
		taken := 0
		for _, err := range errs {
			switch {
			case err == nil:
				taken++
			case !store.IsProblem(err, store.ProblemFull):
				t.Error(err)
			}
		}
		if n := len(o.desk(m.ID).Times[0].Visits); taken != 3 || n != 3 {
			t.Errorf("%d were told that they have it, %d have it", taken, n)
		}
	})
}

func TestWhatCannotBeBooked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		s := o.station("中心联络站")
		m := o.announcedDay(o.dayOf(s))
		for _, who := range []string{"v", "w", "gone", "bad"} {
			o.hear(who, "路灯坏了")
		}
		_, err := o.books("w", m.ID, 0, act.BookingForm{})
		o.must(err)
		gone := o.person("gone")
		o.must(o.do(gone, (*act.Tx).EraseSelf))
		bad := o.first(o.officer)
		o.must(o.do(o.officer, func(t *act.Tx) error { return t.Block(bad.ID, true) }))
		same := o.dayOf(o.station("另一个联络站"))
		same.Starts, same.Ends = same.Starts.Add(4*time.Hour), same.Ends.Add(4*time.Hour)
		later := o.announcedDay(same)
		refused := func(name, openid, meeting string, slot int, f act.BookingForm, field string, p store.Problem) {
			t.Helper()
			_, err := o.books(openid, meeting, slot, f)
			var e *store.InvalidError
			if !errors.As(err, &e) || e.Field != field || e.Problem != p {
				t.Errorf("%s: %v", name, err)
			}
		}
		refused("a full time", "v", m.ID, 0, act.BookingForm{}, "slot", store.ProblemFull)
		refused("a time there is none", "v", m.ID, 3, act.BookingForm{}, "slot", store.ProblemMalformed)
		refused("a second one on that date", "w", later.ID, 0, act.BookingForm{}, "day", store.ProblemTwice)
		refused("somebody blocked", "bad", m.ID, 1, act.BookingForm{}, "person", store.ProblemBlocked)
		refused("a long subject", "v", m.ID, 1, act.BookingForm{Subject: strings.Repeat("长", 61)}, "subject", store.ProblemTooLong)
		refused("no phone", "v", m.ID, 1, act.BookingForm{Phone: "就是那个"}, "phone", store.ProblemMalformed)
		if err := o.do(gone, func(t *act.Tx) error { _, err := t.Book(m.ID, 1, act.BookingForm{}); return err }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("somebody detached: %v", err)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.Book(m.ID, 1, act.BookingForm{}); return err }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("staff: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CloseStation(s.ID, true, 1) }))
		refused("a closed station", "v", m.ID, 1, act.BookingForm{}, "station", store.ProblemClosed)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CloseStation(s.ID, false, 2) }))
		o.now = m.Starts.Add(-90 * time.Minute)
		refused("too late", "v", m.ID, 1, act.BookingForm{}, "slot", store.ProblemClosed)
		o.now = m.Starts.Add(30 * time.Minute)
		refused("past", "v", m.ID, 1, act.BookingForm{}, "slot", store.ProblemPast)
		o.now = monday
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CancelReception(m.ID, "代表临时有会", 0) }))
		refused("called off", "v", m.ID, 1, act.BookingForm{}, "reception", store.ProblemState)
		if n := len(o.desk(m.ID).Times[1].Visits); n != 0 {
			t.Errorf("%d got it all the same", n)
		}
	})
}

func TestWhatIsNoReceptionDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		s := o.station("中心联络站")
		o.plannedDay(o.dayOf(s))
		for name, c := range map[string]struct {
			change  func(*act.ReceptionForm)
			field   string
			problem store.Problem
		}{
			"in the past":      {func(f *act.ReceptionForm) { f.Starts, f.Ends = f.Starts.AddDate(0, 0, -9), f.Ends.AddDate(0, 0, -9) }, "starts", store.ProblemPast},
			"without an end":   {func(f *act.ReceptionForm) { f.Ends = time.Time{} }, "ends", store.ProblemEmpty},
			"ends before":      {func(f *act.ReceptionForm) { f.Ends = f.Starts.Add(-time.Hour) }, "ends", store.ProblemBefore},
			"over midnight":    {func(f *act.ReceptionForm) { f.Ends = f.Ends.Add(20 * time.Hour) }, "ends", store.ProblemMismatch},
			"shorter than one": {func(f *act.ReceptionForm) { f.Minutes = 90 }, "ends", store.ProblemTooShort},
			"of no minutes":    {func(f *act.ReceptionForm) { f.Minutes = 0 }, "minutes", store.ProblemMalformed},
			"of no places":     {func(f *act.ReceptionForm) { f.Places = 0 }, "places", store.ProblemMalformed},
			"without deputies": {func(f *act.ReceptionForm) { f.Deputies = nil }, "deputies", store.ProblemEmpty},
			"nowhere":          {func(f *act.ReceptionForm) { f.StationID = "" }, "station", store.ProblemEmpty},
			"twice at once":    {func(f *act.ReceptionForm) { f.Starts = f.Starts.Add(30 * time.Minute) }, "starts", store.ProblemTwice},
		} {
			f := o.dayOf(s)
			c.change(&f)
			err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.AddReception(f); return err })
			var e *store.InvalidError
			if !errors.As(err, &e) || e.Field != c.field || e.Problem != c.problem {
				t.Errorf("%s: %v", name, err)
			}
		}
		f := o.dayOf(s)
		f.Starts, f.Ends = f.Starts.Add(24*time.Hour), f.Ends.Add(24*time.Hour)
		for who, actor := range map[string]store.Actor{"a clerk of the next town": o.other, "a petition officer": o.officer} {
			if err := o.do(actor, func(t *act.Tx) error { _, err := t.AddReception(f); return err }); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s: %v", who, err)
			}
		}
		if err := o.do(o.leader, func(t *act.Tx) error { _, err := t.AddReception(f); return err }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("a leader: %v", err)
		}
		if rows, err := o.Receptions(t.Context(), o.clerk, false, 10); err != nil || len(rows) != 1 {
			t.Errorf("%d days are kept, %v", len(rows), err)
		}
	})
}

// TestAChangeKeepsTheTurn: each who booked has the same turn at the new time and is
// told; who has no room any more is told so and may choose again.
func TestAChangeKeepsTheTurn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		f := o.dayOf(o.station("中心联络站"))
		m := o.announcedDay(f)
		for i, who := range []string{"one", "two", "three"} {
			o.hear(who, "您好")
			_, err := o.books(who, m.ID, i, act.BookingForm{})
			o.must(err)
		}
		wantSent(t, o, "booking one", "booking three", "booking two")
		f.Note = "请带身份证"
		o.edit(m.ID, f, act.Reseated{})
		wantSent(t, o)
		f.Starts, f.Ends = f.Starts.Add(time.Hour), f.Starts.Add(100*time.Minute) // two times instead of three
		o.edit(m.ID, f, act.Reseated{Told: 2, Dropped: 1})
		wantSent(t, o, "booking.moved one", "booking.moved two", "booking.off three")
		day, err := o.Day(t.Context(), o.person("two"), m.ID)
		o.must(err)
		if want := m.Starts.Add(80 * time.Minute); day.Mine == nil || !day.MineAt.Starts.Equal(want) {
			t.Errorf("the second has %v, want %v", day.MineAt.Starts, want)
		}
		f.Ends = f.Starts.Add(time.Hour)
		o.edit(m.ID, f, act.Reseated{}) // a third time again: nobody who has one moves
		if _, err := o.books("three", m.ID, 2, act.BookingForm{}); err != nil {
			t.Errorf("who had no room may not choose again: %v", err)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.EditReception(m.ID, f, 1); return err }); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a change by who saw an old state: %v", err)
		}
	})
}

func (o *office) edit(id string, f act.ReceptionForm, want act.Reseated) {
	o.t.Helper()
	var got act.Reseated
	o.must(o.do(o.clerk, func(t *act.Tx) (err error) { got, err = t.EditReception(id, f, 0); return err }))
	if got != want {
		o.t.Errorf("the change gave %+v, want %+v", got, want)
	}
}

// TestAMovedDayMeetsAnotherBooking: a day that moves to a date on which somebody
// has a time elsewhere gives that one up, and one has never two.
func TestAMovedDayMeetsAnotherBooking(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		f, g := o.dayOf(o.station("甲站")), o.dayOf(o.station("乙站"))
		g.Starts, g.Ends = g.Starts.Add(24*time.Hour), g.Ends.Add(24*time.Hour)
		m, n := o.announcedDay(f), o.announcedDay(g)
		o.hear("one", "您好")
		for _, id := range []string{m.ID, n.ID} {
			_, err := o.books("one", id, 0, act.BookingForm{})
			o.must(err)
		}
		f.Starts, f.Ends = g.Starts, g.Ends
		o.edit(m.ID, f, act.Reseated{Dropped: 1})
		mine, err := o.MyAppointments(t.Context(), o.person("one"))
		if o.must(err); len(mine) != 1 || mine[0].MeetingID != n.ID {
			t.Errorf("left with %+v", mine)
		}
	})
}

func TestACalledOffDayIsToldAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.announcedDay(o.dayOf(o.station("中心联络站")))
		for i, who := range []string{"one", "two"} {
			o.hear(who, "您好")
			_, err := o.books(who, m.ID, i, act.BookingForm{})
			o.must(err)
		}
		o.outgoing()
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.CancelReception(m.ID, " ", 0) }); !store.IsProblem(err, store.ProblemEmpty) {
			t.Errorf("without a reason: %v", err)
		}
		o.now = time.Date(2026, 11, 25, 14, 0, 0, 0, time.UTC) // ten at night: whoever sets out in the morning must know
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CancelReception(m.ID, "代表临时参加抢险", 0) }))
		wantSent(t, o, "booking.off one", "booking.off two")
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.CancelReception(m.ID, "又一次", 0) }); !store.IsProblem(err, store.ProblemDone) {
			t.Errorf("a second time: %v", err)
		}
		if mine, err := o.MyAppointments(t.Context(), o.person("one")); err != nil || len(mine) != 0 {
			t.Errorf("still to come: %+v (%v)", mine, err)
		}
	})
}

// TestTheDayBefore: each who booked earlier is reminded once, by day; not who
// booked on the eve; and what was missed is made up for until the time itself.
func TestTheDayBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.announcedDay(o.dayOf(o.station("中心联络站")))
		for _, who := range []string{"one", "late", "left"} {
			o.hear(who, "您好")
		}
		_, err := o.books("one", m.ID, 2, act.BookingForm{})
		o.must(err)
		b, err := o.books("left", m.ID, 1, act.BookingForm{})
		o.must(err)
		remind := func() (n int) {
			o.must(o.do(store.JobActor("reception"), func(t *act.Tx) (err error) { n, err = t.RemindBookings(100); return err }))
			return n
		}
		o.outgoing()
		if n := remind(); n != 0 {
			t.Errorf("three days before: %d", n)
		}
		o.must(o.do(o.person("left"), func(t *act.Tx) error { return t.Unbook(b.ID) }))
		o.now = time.Date(2026, 11, 24, 16, 5, 0, 0, time.UTC) // five past midnight of the 25th in China
		_, err = o.books("late", m.ID, 0, act.BookingForm{})
		o.must(err)
		wantSent(t, o, "booking late")
		if n := remind(); n != 1 || remind() != 0 {
			t.Errorf("the day before: %d", n)
		}
		wantSent(t, o)
		o.now = time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC) // quiet hours end
		wantSent(t, o, "booking.eve one")
	})
}

func TestNobodyButTheDutyReminds(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	if err := o.do(o.clerk, func(t *act.Tx) error { _, err := t.RemindBookings(1); return err }); !errors.Is(err, store.ErrForbidden) {
		t.Error(err)
	}
}

// TestAMatterOfAReceptionDay gets a number in the name of who came, who is told it
// and reads it, and it joins nothing that person has open.
func TestAMatterOfAReceptionDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		s := o.station("中心联络站")
		m := o.announcedDay(o.dayOf(s))
		open := o.hear("one", "路灯坏了")
		b, err := o.books("one", m.ID, 0, act.BookingForm{Name: "杨秀英"})
		o.must(err)
		o.outgoing()
		raise := func(key string) (*store.Opinion, error) {
			return o.RaiseBooking(t.Context(), o.clerk, key, b.ID, "上寨村的水渠塌了一段。", 0)
		}
		if _, err := raise("early"); !store.IsProblem(err, store.ProblemFuture) {
			t.Errorf("before the day: %v", err)
		}
		o.now = m.Starts.Add(10 * time.Minute)
		made, err := raise("form:1")
		o.must(err)
		if made.Number == open || made.StationID != s.ID || made.PersonID != o.person("one").ID {
			t.Errorf("made %+v", made)
		}
		if again, err := raise("form:1"); err != nil || again != nil {
			t.Errorf("the same form again: %v, %v", again, err)
		}
		if _, err := raise("form:2"); !store.IsProblem(err, store.ProblemDone) {
			t.Errorf("a second time: %v", err)
		}
		own := o.asAuthor("one", made.ID)
		if n := len(own.Steps); n != 2 || !strings.Contains(own.Steps[1].Text, made.Number) {
			t.Errorf("the author reads %+v", own.Steps)
		}
		if v := o.desk(m.ID).Times[0].Visits[0]; v.State != store.BookingCame || v.Number != made.Number {
			t.Errorf("the list says %+v", v)
		}
		if got := o.hear("one", "还有树枝断了"); got == made.Number {
			t.Error("what is said in the chat next joins it")
		}
	})
}

// TestWhoCame is written down from the day itself on, and the deputies' part too.
func TestWhoCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.announcedDay(o.dayOf(o.station("中心联络站")))
		o.hear("one", "您好")
		b, err := o.books("one", m.ID, 0, act.BookingForm{})
		o.must(err)
		who := o.desk(m.ID).Receivers[0]
		mark := func() error {
			return o.do(o.clerk, func(t *act.Tx) error { return t.MarkBooking(b.ID, store.BookingCame, b.Version) })
		}
		tick := func() error {
			return o.do(o.clerk, func(t *act.Tx) error { return t.TickReceiver(who.ID, true, who.Version) })
		}
		if err := errors.Join(mark(), tick()); !store.IsProblem(err, store.ProblemFuture) {
			t.Errorf("before the day: %v", err)
		}
		o.now = m.Ends.Add(time.Hour)
		o.must(mark())
		o.must(tick())
		if err := mark(); !errors.Is(err, store.ErrConflict) {
			t.Errorf("by who saw an old state: %v", err)
		}
		day := o.desk(m.ID)
		if day.Times[0].Visits[0].State != store.BookingCame || day.Receivers[0].SignedBy != store.SignedTicked {
			t.Errorf("%+v", day)
		}
		for _, actor := range []store.Actor{o.other, o.person("one")} {
			err := o.do(actor, func(t *act.Tx) error { return t.MarkBooking(b.ID, store.BookingMissed, 0) })
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s marks it: %v", actor.ID, err)
			}
		}
	})
}

// TestErasedLeavesNoBooking: nothing leads back, and the place is free again.
func TestErasedLeavesNoBooking(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		m := o.announcedDay(o.dayOf(o.station("中心联络站")))
		o.hear("chat-of-hers", "您好")
		o.hear("next", "您好")
		who := o.person("chat-of-hers")
		_, err := o.books("chat-of-hers", m.ID, 0, act.BookingForm{Name: "张桂兰", Phone: "13812345678", Subject: "水渠"})
		o.must(err)
		_, err = o.books("next", m.ID, 1, act.BookingForm{Name: "张桂兰", Phone: "13812345678"})
		o.must(err)
		held, err := o.MyHeld(t.Context(), o.person("next"))
		o.must(err)
		if len(held.Bookings) != 1 || held.Bookings[0].Visit.Name != "张桂兰" || held.Bookings[0].Phone != "13812345678" {
			t.Errorf("the copy holds %+v", held.Bookings)
		}
		o.must(o.do(who, (*act.Tx).EraseSelf))
		if n := strings.Count(everything(t, d), who.ID); n != 1 { // the empty person's own row
			t.Errorf("the pseudonym stands %d times", n)
		}
		if list, err := d.Read().QueryContext(t.Context(), "SELECT id FROM booking WHERE slot = 0 AND (name <> '' OR phone <> '' OR subject <> '' OR seat IS NOT NULL)"); err != nil || list.Next() {
			t.Errorf("something is left (%v)", err)
		} else {
			list.Close()
		}
		o.hear("third", "您好")
		if _, err := o.books("third", m.ID, 0, act.BookingForm{}); err != nil {
			t.Errorf("the place is not free: %v", err)
		}
	})
}
