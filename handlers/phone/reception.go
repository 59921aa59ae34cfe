package phone

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// receptionPage is the reception days of the person's stations, or of one that was
// chosen.
type receptionPage struct {
	Mine      []appointment
	Station   *store.Station // the chosen one
	Near      bool           // there are stations near the person
	Days      []dayRow
	Stations  []store.Station // to choose from
	Receiving bool            // the person is a deputy who receives
}

// appointment is a time that the person booked, in words.
type appointment struct {
	act.Appointment
	When string
}

// dayRow is a reception day in a list.
type dayRow struct {
	act.Day
	When, Word, Colour string
}

// weekdays are the days as people say them, from Sunday.
var weekdays = []rune("日一二三四五六")

// onDay is 11月26日（周四）.
func onDay(t time.Time) string {
	t = t.In(store.ChinaTime)
	return fmt.Sprintf("%s（周%c）", t.Format("1月2日"), weekdays[t.Weekday()])
}

func clockOf(t time.Time) string { return t.In(store.ChinaTime).Format("15:04") }

// spanOf is 11月26日（周四）09:00–11:00.
func spanOf(from, to time.Time) string { return onDay(from) + clockOf(from) + "–" + clockOf(to) }

// reception lists the reception days.
func (h *handler) reception(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	data := receptionPage{}
	mine, err := h.acts.MyAppointments(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	for _, a := range mine {
		data.Mine = append(data.Mine, appointment{a, onDay(a.At.Starts) + clockOf(a.At.Starts)})
	}
	near, others := view.StationsFor(person(c))
	data.Stations, data.Receiving = append(near, others...), person(c).DeputyID != ""
	shown, chosen := data.choose(c.Query("station"), near)
	days, err := h.acts.DaysAt(c.Request.Context(), shown)
	if err == nil && len(days) == 0 && !chosen { // none near: those of everywhere
		data.Near = false
		days, err = h.acts.DaysAt(c.Request.Context(), data.Stations)
	}
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	for _, d := range days {
		data.Days = append(data.Days, dayRowOf(d, h.acts.Now()))
	}
	h.set.Render(c, http.StatusOK, "reception", data)
}

// choose finds the stations to show: the one asked for, or those near.
func (p *receptionPage) choose(id string, near []store.Station) (shown []store.Station, chosen bool) {
	p.Near = len(near) > 0
	i := slices.IndexFunc(p.Stations, func(s store.Station) bool { return s.ID == id })
	if i >= 0 {
		p.Station = &p.Stations[i]
		return p.Stations[i : i+1], true
	}
	return near, false
}

func dayRowOf(d act.Day, now time.Time) dayRow {
	r := dayRow{Day: d, When: spanOf(d.Meeting.Starts, d.Meeting.Ends)}
	switch {
	case d.Left > 0:
		r.Word, r.Colour = fmt.Sprintf("还有%d个时间可约", d.Left), "going"
	case d.Takes(now):
		r.Word, r.Colour = "已约满", "done"
	default:
		r.Word, r.Colour = "预约已截止", "done"
	}
	return r
}

// dayPage is one reception day with its times.
type dayPage struct {
	*act.Day
	When   string
	Until  string // when booking ends; empty when it has
	MineAt string
	Free   []timeChoice // to choose from
	Full   int          // times that are taken
	Off    bool         // called off
	Over   bool         // begun, or past
	Closed bool         // takes no more bookings
	Self   *act.Self    // what the form begins with
	Form   act.BookingForm
	Slot   int // what was chosen in a refused form; -1
	Wrong  string
}

// timeChoice is a time that can be booked.
type timeChoice struct {
	N     int
	Label string
	Left  int // places; shown when there are more than one
}

func (h *handler) receptionDay(c *gin.Context) { h.showDay(c, http.StatusOK, dayPage{Slot: -1}) }

func (h *handler) showDay(c *gin.Context, status int, p dayPage) {
	day, err := h.acts.Day(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	self, err := h.acts.Self(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	if p.Wrong == "" {
		p.Form.Name, p.Form.Phone = self.Name, self.Phone
	}
	p.fill(day, h.acts.Now())
	h.set.Render(c, status, "reception-day", p)
}

// fill puts a day into words as it is at now.
func (p *dayPage) fill(d *act.Day, now time.Time) {
	p.Day, p.When = d, spanOf(d.Meeting.Starts, d.Meeting.Ends)
	p.Off = d.Meeting.State == store.MeetingCancelled
	p.Over = !d.Meeting.Starts.After(now)
	p.Closed = !d.Takes(now)
	if !p.Closed {
		p.Until = onDay(d.Ends) + clockOf(d.Ends)
	}
	if d.Mine != nil {
		p.MineAt = onDay(d.MineAt.Starts) + clockOf(d.MineAt.Starts)
	}
	for _, t := range d.Times {
		switch {
		case t.Open():
			p.Free = append(p.Free, timeChoice{t.N, clockOf(t.Starts) + "–" + clockOf(t.Ends), t.Free})
		case !t.Past:
			p.Full++
		}
	}
}

// MayCancel reports whether the person's time can still be given back.
func (p dayPage) MayCancel() bool {
	return p.Mine != nil && p.Mine.State == store.BookingBooked && !p.Over && !p.Off
}

// book takes a time.
func (h *handler) book(c *gin.Context) {
	f := page.FormOf(c)
	form := act.BookingForm{Name: f.String("name"), Phone: f.String("phone"), Subject: f.String("subject")}
	slot, err := f.Int("slot", 0, math.MaxInt16)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.Book(c.Param("id"), slot, form)
			return err
		})
	}
	if words := refused(err); words != "" {
		h.showDay(c, http.StatusUnprocessableEntity, dayPage{Form: form, Slot: slot, Wrong: words})
		return
	}
	h.after(c, err, "已为您约好。到时请直接过来，公众号里也会告诉您。", up(c))
}

// unbook gives the person's own time back.
func (h *handler) unbook(c *gin.Context) {
	id := page.FormOf(c).String("booking")
	err := h.do(c, func(t *act.Tx) error { return t.Unbook(id) })
	h.after(c, err, "已取消，时间让给别人了。想来还可以再约。", up(c))
}

// receivingPage is the days on which a deputy receives voters.
type receivingPage struct{ Rows []receivingRow }

type receivingRow struct {
	act.ReceptionRow
	When string
}

func (h *handler) receiving(c *gin.Context) {
	list, err := h.acts.Receiving(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	data := receivingPage{}
	for _, r := range list {
		data.Rows = append(data.Rows, receivingRow{r, spanOf(r.Starts, r.Ends)})
	}
	h.set.Render(c, http.StatusOK, "receiving", data)
}

// receivingDayPage is who comes, for the deputy who receives them.
type receivingDayPage struct {
	*act.ReceptionDossier
	When  string
	Off   bool
	Rows  []receivingTime
	Count int
}

type receivingTime struct {
	Label  string
	Visits []act.Visit
}

func (h *handler) receivingDay(c *gin.Context) {
	d, err := h.acts.ReceivingDay(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "receiving-day", receivingDayOf(d))
}

func receivingDayOf(d *act.ReceptionDossier) receivingDayPage {
	p := receivingDayPage{ReceptionDossier: d, When: spanOf(d.Starts, d.Ends), Off: d.State == store.MeetingCancelled}
	for _, t := range d.Times {
		p.Rows = append(p.Rows, receivingTime{clockOf(t.Starts) + "–" + clockOf(t.Ends), t.Visits})
		p.Count += len(t.Visits)
	}
	return p
}
