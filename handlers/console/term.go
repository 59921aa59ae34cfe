package console

import (
	"net/http"
	"net/url"

	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const termsPath = "/console/terms"

// termsPage lists the terms of every congress that the reader's offices keep.
type termsPage struct {
	Rows    []termRow
	CanEdit bool
	Offices []store.Office
	Levels  []store.Level
}

type termRow struct {
	store.Term
	Office, Word, Congress string
}

// termPage is one term, and what its rollover would do while it is prepared.
type termPage struct {
	termRow
	Plan     *act.RolloverPlan
	Ending   []rollRow
	Joining  []rollRow
	Staying  []rollRow
	Items    int // open items of those who leave
	CanEdit  bool
	CanRoll  bool
	Today    string
	Prepared bool
}

// rollRow is a deputy whom a rollover is about.
type rollRow struct {
	ID, Name, District string
	Open               int
	Successors         []termChoice
}

func termRowOf(view *act.View, t store.Term) termRow {
	keeper, _ := view.Offices.Find(t.OfficeID)
	return termRow{Term: t, Office: keeper.Short, Word: termWords[t.State], Congress: levelWord(t.LevelIn(&keeper)) + "人大"}
}

func (h *handler) terms(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p := termsPage{CanEdit: may(c, store.ActRosterEdit), Levels: levels}
	for _, t := range view.Terms {
		if store.May(actor(c), store.ActRoster, store.Target{OfficeID: t.OfficeID}, view.Offices) {
			p.Rows = append(p.Rows, termRowOf(view, t))
		}
	}
	if p.Offices, err = h.offices(c, store.ActRosterEdit); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "terms", p)
}

func (h *handler) addTerm(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActRosterEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	r := reader{form: page.FormOf(c)}
	m := store.Term{OfficeID: office, Number: r.number("number", 0, 99), From: r.date("from"), To: r.date("to"),
		Level: store.Level(r.choice("level", append(words(levels), "")...))}
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.AddTerm(m)
			return err
		})
	}
	h.after(c, err, "届次已登记。", termsPath)
}

func (h *handler) term(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	plan, err := h.acts.RolloverPlan(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	p := &termPage{termRow: termRowOf(view, plan.Term), Plan: plan, CanEdit: may(c, store.ActRosterEdit), CanRoll: may(c, store.ActRollover),
		Today: store.DayOf(h.cfg.Now()), Prepared: plan.Term.State == store.TermPrepared}
	if p.Prepared {
		p.Ending, p.Joining, p.Staying = rollRows(plan, plan.Plan.Leaving), rollRows(plan, plan.Plan.Joining), rollRows(plan, plan.Plan.Continuing)
		for _, r := range p.Ending {
			p.Items += r.Open
		}
	}
	h.set.Render(c, http.StatusOK, "term", p)
}

func rollRows(plan *act.RolloverPlan, ids []string) []rollRow {
	var rows []rollRow
	for _, id := range ids {
		d := plan.Deputies[id]
		r := rollRow{ID: id, Name: d.Listed(), District: plan.Districts[id], Open: plan.Open[id]}
		for _, next := range plan.Successor[id] {
			s := plan.Deputies[next]
			r.Successors = append(r.Successors, termChoice{next, s.Name})
		}
		rows = append(rows, r)
	}
	return rows
}

func (h *handler) editTerm(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	from, to := r.date("from"), r.date("to")
	version, err := seen(c)
	r.note(err)
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditTerm(c.Param("id"), from, to, version) })
	}
	h.after(c, err, "已保存。", termsPath)
}

func (h *handler) deleteTerm(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.DeleteTerm(c.Param("id"), version) })
	}
	h.after(c, err, "届次已删除。", termsPath)
}

// rollover records the new congress's first session. Successors are chosen one for
// each deputy who leaves, as successor-ID.
func (h *handler) rollover(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	day := r.date("day")
	successors := map[string]string{}
	for _, v := range r.form.All("successor") {
		if old, next, ok := strings.Cut(v, ":"); ok && next != "" {
			successors[old] = next
		}
	}
	version, err := seen(c)
	r.note(err)
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.Rollover(c.Param("id"), day, successors, version) })
	}
	path := termsPath
	if err != nil {
		path += "/" + url.PathEscape(c.Param("id"))
	}
	h.after(c, err, "换届已登记：上一届代表职务终止，本届代表开始任职。", path)
}

func dayWord(s string) string {
	t, err := store.ParseDay(s)
	if err != nil {
		return "—"
	}
	return page.Date(t)
}
