package console

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const (
	wallPath   = "/console/wall"
	screenPath = "/console/screen/"
)

// wallsPage lists the links that open a wall screen.
type wallsPage struct {
	Rows    []wallRow
	Offices []store.Office
	Address string // of the link that was made just now
	Name    string // what was written into a refused form
	Problem string
}

type wallRow struct {
	store.Wall
	Office string
}

func (h *handler) walls(c *gin.Context) { h.showWalls(c, http.StatusOK, wallsPage{}) }

func (h *handler) showWalls(c *gin.Context, status int, p wallsPage) {
	list, err := h.acts.Walls(c.Request.Context(), actor(c))
	if err == nil {
		p.Offices, err = h.offices(c, store.ActWall)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	for _, w := range list {
		row := wallRow{Wall: w}
		for _, o := range p.Offices {
			if o.ID == w.OfficeID {
				row.Office = o.Short
			}
		}
		p.Rows = append(p.Rows, row)
	}
	h.set.Render(c, status, "walls", p)
}

// addWall makes a link and shows it, once: only its digest is kept.
func (h *handler) addWall(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActWall)
	name, token := page.FormOf(c).String("name"), ""
	if err == nil {
		err = h.do(c, func(t *act.Tx) (err error) {
			_, token, err = t.AddWall(office, name)
			return err
		})
	}
	switch words := sentence(err); {
	case words != "":
		h.showWalls(c, http.StatusUnprocessableEntity, wallsPage{Problem: words, Name: name})
	case err != nil:
		h.fail(c, err)
	case token == "": // the form was sent before
		h.showWalls(c, http.StatusOK, wallsPage{Problem: wordsOnce})
	default:
		h.showWalls(c, http.StatusOK, wallsPage{Address: h.screenAddress(c, token)})
	}
}

// screenAddress is where the reader's own browser finds the console, which may
// stand apart from the public address.
func (h *handler) screenAddress(c *gin.Context, token string) string {
	scheme := "http://"
	if h.pages.Secure() {
		scheme = "https://"
	}
	return scheme + c.Request.Host + screenPath + token
}

func (h *handler) revokeWall(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.RevokeWall(c.Param("id")) })
	h.after(c, err, "已收回，这个网址不能再打开。", wallPath)
}

// screenPage is what hangs on a wall.
type screenPage struct {
	Office string
	Sums   []sum
	Charts []chart
	Steps  []screenStep
}

type screenStep struct{ Words, When string }

// screen serves whoever has the link.
func (h *handler) screen(c *gin.Context) {
	s, err := h.acts.Screen(c.Request.Context(), c.Param("token"))
	if err != nil {
		h.pages.Error(c, err)
		return
	}
	h.wall.Render(c, http.StatusOK, "screen", h.screenOf(s))
}

func (h *handler) screenOf(s *act.Screen) screenPage {
	t := s.Year.Total
	p := screenPage{Office: s.Office, Sums: []sum{
		{"今天收到", strconv.Itoa(s.Today.Count), "件", ""}, {"本月收到", strconv.Itoa(s.Month.Count), "件", ""}, {"今年收到", strconv.Itoa(t.Count), "件", ""},
		{"今年已答复", strconv.Itoa(t.Replied), "件", ""}, {"今年办结", strconv.Itoa(t.Closed), "件", ""},
		{"对结果满意", percentWord(t.ResultGood+t.ResultFair, t.ResultGood+t.ResultFair+t.ResultBad), "", ""},
	}, Charts: []chart{onDark(trendChart(s.Trend)), onDark(categoryChart("今年各类意见", s.Year.Categories))}}
	for _, step := range s.Steps {
		p.Steps = append(p.Steps, screenStep{stepOnWall(step), page.When(step.At, h.cfg.Now())})
	}
	return p
}

// stepOnWall says what happened without saying to whom.
func stepOnWall(s act.ScreenStep) string {
	place := strings.TrimSuffix(s.Place, "人大")
	switch s.Kind {
	case store.EntryForwarded:
		return place + "的一件意见已转请代表办理"
	case store.EntryReleased:
		return place + "的一件意见已由代表答复"
	}
	return place + "的一件意见已办结"
}

// onDark draws a chart for a dark screen, with larger letters.
func onDark(ch chart) chart {
	var o object
	if err := json.Unmarshal([]byte(ch.Option), &o); err != nil { // it is our own
		panic(err)
	}
	grey := object{"color": "#cfd6e3", "fontSize": 18}
	o["color"] = []string{"#6cb0f2", "#f0857d", "#e3c46f", "#7fcf9f", "#b9a7e8"}
	o["textStyle"].(object)["fontSize"] = 18
	for _, axis := range []string{"xAxis", "yAxis"} {
		a := o[axis].(object)
		label, _ := a["axisLabel"].(object)
		if label == nil {
			label = object{}
		}
		label["color"], label["fontSize"] = grey["color"], grey["fontSize"]
		a["axisLabel"], a["axisLine"] = label, object{"lineStyle": object{"color": "#4a5468"}}
		if a["splitLine"] != nil {
			a["splitLine"] = object{"lineStyle": object{"color": "#323a4c"}}
		}
	}
	if legend, ok := o["legend"].(object); ok {
		legend["textStyle"] = grey
	}
	for _, s := range o["series"].([]any) {
		if label, ok := s.(object)["label"].(object); ok {
			label["color"], label["fontSize"] = grey["color"], grey["fontSize"]
		}
	}
	ch.Option = encoded(o)
	return ch
}
