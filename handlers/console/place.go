package console

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// outlineMax is the length of an outline's text: a county's border at 50 m.
const outlineMax = 600_000

// districtPage is one district's facts.
type districtPage struct {
	store.District
	Office  string
	CanEdit bool
}

// stationPage is one station's facts.
type stationPage struct {
	store.Station
	Office, District string
	CanEdit          bool
	Choices          []store.District
}

func (h *handler) district(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	d, ok := view.District(c.Param("id"))
	target := store.Target{OfficeID: d.OfficeID}
	if !ok || !store.May(actor(c), store.ActRoster, target, view.Offices) {
		h.fail(c, store.ErrNotFound)
		return
	}
	h.set.Render(c, http.StatusOK, "district", districtPage{d, view.Area(d.OfficeID, "", ""),
		store.May(actor(c), store.ActRosterEdit, target, view.Offices)})
}

func (h *handler) editDistrict(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	outline, err := r.form.Text("outline", outlineMax)
	r.note(err)
	facts := store.District{Name: r.line("name", lineMax), Outline: outline, Order: r.number("order", 0, rankMax),
		Seats: r.number("seats", 0, 99)}
	version, err := seen(c)
	r.note(err)
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditDistrict(c.Param("id"), facts, version) })
	}
	path := stationsPath
	if err != nil {
		path = "/console/districts/" + url.PathEscape(c.Param("id"))
	}
	h.after(c, err, "已保存。", path)
}

func (h *handler) deleteDistrict(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.DeleteDistrict(c.Param("id"), version) })
	}
	path := stationsPath
	if err != nil {
		path = "/console/districts/" + url.PathEscape(c.Param("id"))
	}
	h.after(c, err, "已删除。", path)
}

func (h *handler) station(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	s, ok := view.Station(c.Param("id"))
	target := store.Target{OfficeID: s.OfficeID}
	if !ok || !store.May(actor(c), store.ActRoster, target, view.Offices) {
		h.fail(c, store.ErrNotFound)
		return
	}
	p := stationPage{Station: s, Office: view.Area(s.OfficeID, "", ""), CanEdit: store.May(actor(c), store.ActRosterEdit, target, view.Offices)}
	if d, ok := view.District(s.DistrictID); ok {
		p.District = d.Name
	}
	for _, d := range view.Districts {
		if d.OfficeID == s.OfficeID {
			p.Choices = append(p.Choices, d)
		}
	}
	h.set.Render(c, http.StatusOK, "station", p)
}

func (h *handler) editStation(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	facts := store.Station{Name: r.line("name", nameMax), Address: r.line("address", lineMax), Hours: r.line("hours", lineMax),
		Phone: r.line("phone", phoneMax), DistrictID: r.form.String("district")}
	version, err := seen(c)
	r.note(err)
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditStation(c.Param("id"), facts, version) })
	}
	h.after(c, err, "已保存。", stationPath(c))
}

func stationPath(c *gin.Context) string { return stationsPath + "/" + url.PathEscape(c.Param("id")) }

func (h *handler) closeStation(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.CloseStation(c.Param("id"), true, version) })
	}
	h.after(c, err, "联络站已停用。还贴着的二维码仍能认出地区。", stationPath(c))
}

func (h *handler) openStation(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.CloseStation(c.Param("id"), false, version) })
	}
	h.after(c, err, "联络站已恢复。", stationPath(c))
}
