package phone

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// mePage is what a person may say about the own self.
type mePage struct {
	*act.Self
	Areas []areaGroup
	Large bool
}

// areaGroup is an office with the districts to choose from.
type areaGroup struct {
	Office    string
	Districts []store.District
}

// me shows what is known of the person, to the person.
func (h *handler) me(c *gin.Context) {
	self, err := h.acts.Self(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	large := page.SessionOf(c).Get(largeKey) != ""
	h.set.Render(c, http.StatusOK, "me", mePage{Self: self, Areas: areas(view), Large: large})
}

// areas lists the districts in which voters live, by office.
func areas(v *act.View) []areaGroup {
	var groups []areaGroup
	for _, o := range v.Offices {
		g := areaGroup{Office: o.Short}
		for _, d := range v.Districts {
			if d.OfficeID == o.ID && d.Kind == store.DistrictVoters {
				g.Districts = append(g.Districts, d)
			}
		}
		if len(g.Districts) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

// chooseArea places the person in a district.
func (h *handler) chooseArea(c *gin.Context) {
	id := page.FormOf(c).String("district")
	var err error
	if id == "" {
		err = store.Invalid("district", store.ProblemEmpty)
	} else {
		err = h.do(c, func(t *act.Tx) error { return t.ChooseArea(id) })
	}
	h.after(c, err, "已保存您所在的地方。", up(c))
}

// identify keeps the name and phone the person leaves, or takes them away.
func (h *handler) identify(c *gin.Context) {
	name, phone, err := nameAndPhone(page.FormOf(c))
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return identify(t, name, phone) })
	}
	words := "已保存。"
	if name == "" && phone == "" {
		words = "已删除您的姓名和电话。"
	}
	h.after(c, err, words, up(c))
}

// chooseType makes the type on all pages larger, or as it was, on this phone.
func (h *handler) chooseType(c *gin.Context) {
	s := page.SessionOf(c)
	if page.FormOf(c).Bool("large") {
		s.Put(largeKey, "1")
	} else {
		s.Remove(largeKey)
	}
	page.Redirect(c, up(c))
}

// privacyPage is how personal data is used.
type privacyPage struct{ Text string }

// privacy shows the notice that the office wrote, to anybody.
func (h *handler) privacy(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	office := view.Offices.Root().ID
	if p := person(c); p != nil && p.OfficeID != "" {
		office = p.OfficeID
	}
	h.set.Render(c, http.StatusOK, "privacy", privacyPage{apart(view.Settings.Text(office, store.SetPrivacy))})
}

// apart makes a paragraph of each line: the setting is written without blank
// ones.
func apart(text string) string { return strings.ReplaceAll(text, "\n", "\n\n") }

// say shows a page of one message and ends the request.
func (h *handler) say(c *gin.Context, status int, n notice) {
	h.set.Render(c, status, "notice", n)
	c.Abort()
}

// deputiesPage is who represents a person, and where to meet them.
type deputiesPage struct {
	Area     string
	Cards    []act.DeputyCard
	Stations []store.Station
	Office   *store.Office
}

// maxCards bounds the list of a person's deputies.
const maxCards = 50

// deputies shows the person's deputies, their stations, and the office.
func (h *handler) deputies(c *gin.Context) {
	p := person(c)
	cards, err := h.acts.MyDeputies(c.Request.Context(), p, maxCards)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	data := deputiesPage{Cards: cards, Stations: stationsOf(cards)}
	if p.DistrictID != "" || p.StationID != "" {
		data.Area = view.Area(p.OfficeID, p.DistrictID, p.StationID)
	}
	if o, ok := view.Offices.Find(p.OfficeID); ok {
		data.Office = &o
	} else if o := view.Offices.Root(); o.ID != "" {
		data.Office = &o
	}
	h.set.Render(c, http.StatusOK, "deputies", data)
}

// stationsOf lists each station once, in the order of the deputies.
func stationsOf(cards []act.DeputyCard) []store.Station {
	var list []store.Station
	for _, card := range cards {
		known := slices.ContainsFunc(list, func(s store.Station) bool { return s.ID == card.Station.ID })
		if card.Station.ID != "" && !known {
			list = append(list, card.Station)
		}
	}
	return list
}
