package console

import (
	"errors"
	"html/template"
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const stationsPath = "/console/stations"

// stationsPage lists stations and districts.
type stationsPage struct {
	Rows      []stationRow
	Districts []districtRow
	CanEdit   bool
	Offices   []store.Office
	Choices   []store.District
	Problem   string
	Failed    string // station or district
	form      *page.Form
}

type stationRow struct {
	store.Station
	Office, District string
}

type districtRow struct {
	store.District
	Office string
}

// Typed gives back what was written into a refused form.
func (p *stationsPage) Typed(form, field string) string {
	if p.form == nil || p.Failed != form {
		return ""
	}
	return p.form.String(field)
}

func (h *handler) stations(c *gin.Context) { h.showStations(c, http.StatusOK, &stationsPage{}) }

func (h *handler) showStations(c *gin.Context, status int, p *stationsPage) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	seen, err := h.offices(c, store.ActRoster)
	if err != nil {
		h.fail(c, err)
		return
	}
	districts, stations := placesIn(view, seen)
	for _, s := range stations {
		o, _ := view.Offices.Find(s.OfficeID)
		d, _ := view.District(s.DistrictID)
		p.Rows = append(p.Rows, stationRow{s, o.Short, d.Name})
	}
	for _, d := range districts {
		o, _ := view.Offices.Find(d.OfficeID)
		p.Districts = append(p.Districts, districtRow{d, o.Short})
	}
	p.CanEdit = may(c, store.ActRosterEdit)
	if p.Offices, err = h.offices(c, store.ActRosterEdit); err != nil {
		h.fail(c, err)
		return
	}
	p.Choices, _ = placesIn(view, p.Offices)
	h.set.Render(c, status, "stations", p)
}

func (h *handler) addStation(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActRosterEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	list, err := h.offices(c, store.ActRosterEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	districts, _ := placesIn(view, list)
	r := reader{form: page.FormOf(c)}
	s := store.Station{OfficeID: office, Name: r.line("name", nameMax), Address: r.line("address", lineMax),
		Hours: r.line("hours", lineMax), Phone: r.line("phone", phoneMax),
		DistrictID: r.choice("district", ids(districts, func(d store.District) string { return d.ID })...)}
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.AddStation(s)
			return err
		})
	}
	h.added(c, "station", "联络站已添加，可以打印二维码张贴。", err)
}

func (h *handler) addDistrict(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActRosterEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	r := reader{form: page.FormOf(c)}
	d := store.District{OfficeID: office, Name: r.line("name", nameMax),
		Kind: store.DistrictKind(r.choice("kind", string(store.DistrictVoters), string(store.DistrictUnit)))}
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.AddDistrict(d)
			return err
		})
	}
	h.added(c, "district", "已添加。", err)
}

func (h *handler) added(c *gin.Context, form, done string, err error) {
	if words := sentence(err); words != "" {
		h.showStations(c, http.StatusUnprocessableEntity, &stationsPage{Problem: words, Failed: form, form: page.FormOf(c)})
		return
	}
	h.after(c, err, done, stationsPath)
}

// sheetPage is a station's code on a sheet of A4, for the wall.
type sheetPage struct {
	Station store.Station
	Office  string // what the account calls itself
	QR      template.URL
	Problem string
}

func (h *handler) stationSheet(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	s, ok := view.Station(c.Param("id"))
	if !ok || !store.May(actor(c), store.ActRoster, store.Target{OfficeID: s.OfficeID}, view.Offices) {
		h.fail(c, store.ErrNotFound)
		return
	}
	data := sheetPage{Station: s, Office: view.Name(s.OfficeID)}
	if data.QR, err = h.permanent(c, s.Scene); err != nil {
		data.Problem = wordsNoQR
		if !errors.Is(err, errNoQR) {
			h.log.Warn("drawing a station's code", "id", page.RequestID(c), "err", err)
		}
	}
	h.set.Render(c, http.StatusOK, "sheet", data)
}
