package console

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const (
	visitsPath  = "/console/visits"
	visitsShown = 100
	visitsMost  = 20_000 // of a file
)

// visitsPage lists visits that were paid to deputies, and takes down a new one.
type visitsPage struct {
	Rows    []act.DeputyVisitRow
	Year    string
	Years   []string
	Open    bool
	More    bool
	Export  string
	People  []groupPerson
	Today   string
	Problem string
	form    *page.Form
}

// Typed gives back what was written into a refused form.
func (p *visitsPage) Typed(field string) string {
	if p.form == nil {
		return ""
	}
	return p.form.String(field)
}

func (h *handler) visits(c *gin.Context) { h.showVisits(c, http.StatusOK, &visitsPage{}) }

func (h *handler) showVisits(c *gin.Context, status int, p *visitsPage) {
	today := h.cfg.Now().In(store.ChinaTime)
	p.Today, p.Open, p.Export = today.Format(time.DateOnly), c.Query("open") != "", exportLink(c)
	for n := range 5 {
		p.Years = append(p.Years, strconv.Itoa(today.Year()-n))
	}
	from := ""
	if n, err := strconv.Atoi(c.Query("since")); err == nil && n > 1953 && n <= today.Year() {
		p.Year, from = strconv.Itoa(n), strconv.Itoa(n)+"-01-01"
	}
	limit := visitsShown
	if exported(c) {
		limit = visitsMost
	}
	var err error
	if p.Rows, err = h.acts.DeputyVisits(c.Request.Context(), actor(c), from, p.Open, limit); err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "deputy_visits", visitsTable(p.Rows))
		return
	}
	p.More = len(p.Rows) == limit
	roster, err := h.acts.Roster(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	for i := range roster {
		p.People = append(p.People, groupPerson{ID: roster[i].Deputy.ID, Name: nameWord(&roster[i].Deputy)})
	}
	h.set.Render(c, status, "visits", p)
}

func visitsTable(rows []act.DeputyVisitRow) sheet.Table {
	return sheet.Table{Title: "走访代表情况", Columns: []string{"日期", "代表", "走访人", "地点", "代表谈的情况", "后续事项", "后续情况", "登记人"},
		Rows: lines(rows, func(r *act.DeputyVisitRow) []string {
			return []string{r.Day, r.Deputy, r.Visitors, r.Place, r.Said, r.FollowUp, followWord(r), r.Wrote}
		})}
}

// followWord says where what is to come of a visit stands.
func followWord(r *act.DeputyVisitRow) string {
	switch {
	case r.FollowUp == "":
		return ""
	case r.Open():
		return "待落实"
	}
	return "已落实"
}

func (h *handler) addVisit(c *gin.Context) {
	form := page.FormOf(c)
	v := store.DeputyVisit{DeputyID: form.String("deputy"), Day: form.String("day"), Visitors: form.String("visitors"),
		Place: form.String("place"), Said: form.String("said"), FollowUp: form.String("follow_up")}
	err := h.do(c, func(t *act.Tx) error {
		_, err := t.AddDeputyVisit(v)
		return err
	})
	if words := sentence(err); words != "" {
		h.showVisits(c, http.StatusUnprocessableEntity, &visitsPage{Problem: words, form: form})
		return
	}
	h.after(c, err, "走访已登记。", visitsPath)
}

func (h *handler) followedUp(c *gin.Context) {
	n, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.FollowedUp(c.Param("id"), n) })
	}
	h.after(c, err, "已记为落实。", visitsPath)
}
