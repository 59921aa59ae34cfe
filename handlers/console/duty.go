package console

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"liaison/store"
	"liaison/store/act"
)

const (
	parkedPath  = "/console/parked"
	dutiesPath  = "/console/duties"
	parkedShown = 200
	runsShown   = 3
)

// parkedPage lists messages that the program could not work on: what failed, never
// what somebody wrote.
type parkedPage struct {
	Rows []store.Kept
	More bool
}

func (h *handler) parked(c *gin.Context) {
	rows, err := h.acts.Parked(c.Request.Context(), actor(c), parkedShown)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "parked", parkedPage{Rows: rows, More: len(rows) == parkedShown})
}

func (h *handler) unpark(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.Unpark(c.Param("id")) })
	h.after(c, err, "已放回队列，马上会再处理一次。", parkedPath)
}

// dutiesPage lists what the program does by itself.
type dutiesPage struct{ Rows []dutyRow }

type dutyRow struct {
	Duty
	Runs []store.Run
}

func (h *handler) listDuties(c *gin.Context) {
	var data dutiesPage
	for _, d := range h.cfg.Duties() {
		runs, err := h.acts.LastRuns(c.Request.Context(), actor(c), d.Name, runsShown)
		if err != nil {
			h.fail(c, err)
			return
		}
		data.Rows = append(data.Rows, dutyRow{d, runs})
	}
	h.set.Render(c, http.StatusOK, "duties", data)
}

func (h *handler) runDuty(c *gin.Context) {
	name := c.Param("id")
	if !slices.ContainsFunc(h.cfg.Duties(), func(d Duty) bool { return d.Name == name }) {
		h.fail(c, store.ErrNotFound)
		return
	}
	err := h.do(c, func(t *act.Tx) error { return t.RunNow(name) })
	h.after(c, err, "已安排马上运行一次，结果稍后显示在这里。", dutiesPath)
}
