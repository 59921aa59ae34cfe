package console

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const (
	receptionsPath  = "/console/receptions"
	receptionsShown = 200
)

// receptionsPage lists reception days.
type receptionsPage struct {
	Rows    []act.ReceptionRow
	Past    bool
	CanEdit bool
}

func (h *handler) receptions(c *gin.Context) {
	p := &receptionsPage{Past: c.Query("past") != "", CanEdit: may(c, store.ActReceptionEdit)}
	var err error
	if p.Rows, err = h.acts.Receptions(c.Request.Context(), actor(c), p.Past, receptionsShown); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "receptions", p)
}

// receptionForm is the form of a reception day, a new one or one to change.
type receptionForm struct {
	Action   string
	Version  int64
	Stations []store.Station // to choose from; of one to change none
	Station  string
	Title    string
	Starts   string // as a datetime-local input has it
	Ends     string
	Minutes  string
	Places   string
	Place    string
	Contact  string
	Note     string
	People   []groupPerson
	Problem  string
}

// readReception reads a form as it was written; the act checks it.
func readReception(f *page.Form) (act.ReceptionForm, error) {
	r := act.ReceptionForm{StationID: f.String("station"), Title: f.String("title"), Place: f.String("place"), Contact: f.String("contact"),
		Note: f.String("note"), Deputies: f.All("deputy")}
	var err error
	if r.Starts, err = f.Time("starts"); err != nil {
		return r, err
	}
	if r.Ends, err = f.Time("ends"); err != nil {
		return r, err
	}
	r.Minutes, _ = strconv.Atoi(f.String("minutes")) // 0 is refused by the act, with its own words
	r.Places, _ = strconv.Atoi(f.String("places"))
	return r, nil
}

// typed gives back what was written into a refused form.
func (p *receptionForm) typed(f *page.Form) {
	p.Station, p.Title, p.Starts, p.Ends = f.String("station"), f.String("title"), f.String("starts"), f.String("ends")
	p.Minutes, p.Places, p.Place = f.String("minutes"), f.String("places"), f.String("place")
	p.Contact, p.Note = f.String("contact"), f.String("note")
	for i := range p.People {
		p.People[i].In = slices.Contains(f.All("deputy"), p.People[i].ID)
	}
}

func (h *handler) newReception(c *gin.Context) { h.showNewReception(c, http.StatusOK, "") }

func (h *handler) showNewReception(c *gin.Context, status int, problem string) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	offices, err := h.offices(c, store.ActReceptionEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	p := &receptionForm{Action: receptionsPath, Problem: problem, Minutes: view.Settings.Text(staffOf(c).OfficeID, store.SetReceptionMinutes),
		Places: view.Settings.Text(staffOf(c).OfficeID, store.SetReceptionPlaces)}
	_, stations := placesIn(view, offices)
	p.Stations = slices.DeleteFunc(stations, func(s store.Station) bool { return !s.Closed.IsZero() })
	if p.People, err = h.receivers(c, offices); err != nil {
		h.fail(c, err)
		return
	}
	if problem != "" {
		p.typed(page.FormOf(c))
	}
	h.set.Render(c, status, "reception-new", p)
}

// receivers lists who may receive at the stations of offices.
func (h *handler) receivers(c *gin.Context, offices []store.Office) ([]groupPerson, error) {
	var list []groupPerson
	for _, o := range offices {
		people, err := h.acts.Groupable(c.Request.Context(), actor(c), o.ID)
		if err != nil {
			return nil, err
		}
		for i := range people {
			if !slices.ContainsFunc(list, func(p groupPerson) bool { return p.ID == people[i].ID }) {
				list = append(list, groupPerson{ID: people[i].ID, Name: nameWord(&people[i])})
			}
		}
	}
	return list, nil
}

func (h *handler) addReception(c *gin.Context) {
	form, err := readReception(page.FormOf(c))
	id := ""
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			m, err := t.AddReception(form)
			if err == nil {
				id = m.ID
			}
			return err
		})
	}
	if words := sentence(err); words != "" {
		h.showNewReception(c, http.StatusUnprocessableEntity, words)
		return
	}
	path := receptionsPath
	if id != "" {
		path += "/" + id
	}
	h.after(c, err, "接待日已建好，还没有公布。请核对后公布，群众就能预约。", path)
}

// receptionView is one reception day with who comes.
type receptionView struct {
	*act.ReceptionDossier
	When     string
	Times    []receptionTime
	CanEdit  bool
	Planned  bool
	Open     bool // announced, and still to come
	Off      bool
	Today    bool // the day has come: who came can be written down
	Export   string
	Form     *receptionForm
	MayRaise bool
	Tell     string // where a mass message about it is begun
}

type receptionTime struct {
	act.TimeRow
	Label string
}

func receptionSpan(m *store.Meeting) string {
	return page.Date(m.Starts) + " " + m.Starts.In(store.ChinaTime).Format("15:04") + "–" + m.Ends.In(store.ChinaTime).Format("15:04")
}

func (h *handler) reception(c *gin.Context) { h.showReception(c, http.StatusOK, "") }

func (h *handler) showReception(c *gin.Context, status int, problem string) {
	d, err := h.acts.ReceptionByID(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "reception", receptionTable(d))
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p := receptionViewOf(d, h.cfg.Now())
	p.Export = exportLink(c)
	target := store.Target{OfficeID: d.OfficeID}
	p.CanEdit = store.May(actor(c), store.ActReceptionEdit, target, view.Offices)
	if p.Open && store.May(actor(c), store.ActBroadcast, target, view.Offices) {
		p.Tell = broadcastsPath + "/new?" + values("way", string(store.WayMass), "office", d.OfficeID, "reception", d.ID)
	}
	if p.CanEdit && (p.Planned || p.Open) {
		if p.Form, err = h.changeForm(c, d, problem); err != nil {
			h.fail(c, err)
			return
		}
	}
	h.set.Render(c, status, "reception", p)
}

func receptionViewOf(d *act.ReceptionDossier, now time.Time) *receptionView {
	p := &receptionView{ReceptionDossier: d, When: receptionSpan(&d.Meeting), Planned: d.State == store.MeetingPlanned,
		Open: d.State == store.MeetingAnnounced && d.Starts.After(now), Off: d.State == store.MeetingCancelled}
	p.Today = d.State != store.MeetingPlanned && !p.Off && store.DayOf(d.Starts) <= store.DayOf(now)
	for _, t := range d.Times {
		label := t.Starts.In(store.ChinaTime).Format("15:04") + "–" + t.Ends.In(store.ChinaTime).Format("15:04")
		p.Times = append(p.Times, receptionTime{t, label})
	}
	return p
}

// changeForm is the form of a reception day as it is, or as a refused one was
// written.
func (h *handler) changeForm(c *gin.Context, d *act.ReceptionDossier, problem string) (*receptionForm, error) {
	input := func(t time.Time) string { return t.In(store.ChinaTime).Format("2006-01-02T15:04") }
	p := &receptionForm{Action: receptionsPath + "/" + d.ID, Version: d.Meeting.Version, Title: d.Title, Starts: input(d.Starts), Ends: input(d.Ends),
		Minutes: strconv.Itoa(d.Minutes), Places: strconv.Itoa(d.Places), Place: d.Place, Contact: d.Contact, Note: d.Note, Problem: problem}
	var err error
	if p.People, err = h.receivers(c, []store.Office{{ID: d.OfficeID}}); err != nil {
		return nil, err
	}
	for i := range p.People {
		p.People[i].In = slices.ContainsFunc(d.Receivers, func(r act.Receiver) bool { return r.DeputyID == p.People[i].ID })
	}
	if problem != "" {
		p.typed(page.FormOf(c))
	}
	return p, nil
}

func (h *handler) editReception(c *gin.Context) {
	form, err := readReception(page.FormOf(c))
	n, seenErr := seen(c)
	var done act.Reseated
	if err == nil {
		err = seenErr
	}
	if err == nil {
		err = h.do(c, func(t *act.Tx) (err error) {
			done, err = t.EditReception(c.Param("id"), form, n)
			return err
		})
	}
	if words := sentence(err); words != "" {
		h.showReception(c, http.StatusUnprocessableEntity, words)
		return
	}
	words := "已保存。"
	if done.Told > 0 {
		words += fmt.Sprintf("时间或地点有变动，正在通知%d位预约的群众。", done.Told)
	}
	if done.Dropped > 0 {
		words += fmt.Sprintf("有%d位排不下了，正在通知他们另选时间。", done.Dropped)
	}
	h.after(c, err, words, receptionsPath+"/"+c.Param("id"))
}

func (h *handler) announceReception(c *gin.Context) {
	n, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.AnnounceReception(c.Param("id"), n) })
	}
	h.after(c, err, "已公布，群众可以在公众号里预约，接待的代表会收到通知。", receptionsPath+"/"+c.Param("id"))
}

func (h *handler) cancelReception(c *gin.Context) {
	n, err := seen(c)
	reason := page.FormOf(c).String("reason")
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.CancelReception(c.Param("id"), reason, n) })
	}
	h.after(c, err, "已取消，正在通知预约的群众和接待的代表。", receptionsPath+"/"+c.Param("id"))
}

// day is the page a form about a booking or a receiver came from.
func day(c *gin.Context) string {
	if id := page.FormOf(c).String("day"); len(id) == 26 {
		return receptionsPath + "/" + id
	}
	return receptionsPath
}

func (h *handler) markBooking(c *gin.Context) {
	n, err := seen(c)
	as := store.BookingState(page.FormOf(c).String("as"))
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.MarkBooking(c.Param("id"), as, n) })
	}
	h.after(c, err, "已记下。", day(c))
}

func (h *handler) raiseBooking(c *gin.Context) {
	n, err := seen(c)
	var o *store.Opinion
	if err == nil {
		var id string
		if id, err = page.FormOf(c).ID(); err == nil {
			o, err = h.acts.RaiseBooking(c.Request.Context(), actor(c), id, c.Param("id"), page.FormOf(c).String("text"), n)
		}
	}
	words := "已经登记过了。"
	if o != nil {
		words = "已登记为意见，编号 " + o.Number + "，正在告知本人。"
	}
	h.after(c, err, words, day(c))
}

func (h *handler) tickReceiver(c *gin.Context) {
	n, err := seen(c)
	yes := page.FormOf(c).Bool("yes")
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.TickReceiver(c.Param("id"), yes, n) })
	}
	h.after(c, err, "已记下。", day(c))
}

var bookingWords = map[store.BookingState]string{store.BookingBooked: "已约", store.BookingCame: "来了", store.BookingMissed: "没来",
	store.BookingUnbooked: "本人取消", store.BookingDropped: "机构取消"}

// receptionTable is who comes, for whoever may see it.
func receptionTable(d *act.ReceptionDossier) sheet.Table {
	var rows [][]string
	for _, t := range receptionViewOf(d, d.Starts).Times {
		for _, v := range t.Visits {
			rows = append(rows, []string{t.Label, v.Name, v.Phone, v.Subject, bookingWords[v.State], v.Number})
		}
	}
	return sheet.Table{Title: "接待日预约名单", Columns: []string{"时间", "姓名", "电话", "想谈的事", "情况", "意见编号"},
		Rows: lines(rows, func(r *[]string) []string { return *r })}
}

// receptionSheet is the list for the table, on A4.
func (h *handler) receptionSheet(c *gin.Context) {
	d, err := h.acts.ReceptionByID(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "reception-sheet", receptionViewOf(d, h.cfg.Now()))
}
