package console

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/store"
	"liaison/store/act"
)

const (
	dutiesPath  = "/console/duties"
	runsLooked  = 5   // of each duty, for the list
	runsHistory = 100 // of one duty
)

// dutiesPage lists what the program does by itself.
type dutiesPage struct {
	Rows []dutyRow
	Now  time.Time
	Sick int // duties whose last run failed
	Run  bool
}

// dutyRow is a duty with how it goes.
type dutyRow struct {
	Duty
	Last    *store.Run // the newest that is over
	Running *store.Run // the newest that is going on
	Asked   bool       // somebody asked for a run that nobody has begun
	Retry   time.Time  // when it is tried again after a failure
}

// State is how the duty goes, in a word, and the colour that goes with it.
func (r dutyRow) State() stateMark {
	switch {
	case r.Running != nil:
		return stateMark{"运行中", "going"}
	case r.Asked:
		return stateMark{"等待运行", "going"}
	case r.Last == nil && r.Next.IsZero():
		return stateMark{"正常", "done"}
	case r.Last == nil:
		return stateMark{"还没有运行", "none"}
	}
	return runState(r.Last)
}

// stateMark is a state on screen.
type stateMark struct{ Word, Colour string }

// dutyRowOf sorts a duty's newest runs.
func dutyRowOf(d Duty, runs []store.Run, now time.Time) dutyRow {
	row := dutyRow{Duty: d}
	for i := range runs {
		run := &runs[i]
		switch {
		case !run.Finished.IsZero():
			if row.Last == nil {
				row.Last = run
			}
		case !run.Waits():
			row.Running = run
		case run.AskedBy != "" || !run.Tick.After(now):
			row.Asked = true
		default:
			row.Retry = run.Tick
		}
	}
	if !row.Retry.IsZero() && !row.Next.IsZero() {
		row.Next = row.Retry // until then the clock leaves it alone
	}
	return row
}

func (h *handler) duties(ctx context.Context, who store.Actor) (dutiesPage, error) {
	data := dutiesPage{Now: h.cfg.Now(), Run: store.MayAnywhere(who, store.ActRunDuty)}
	for _, d := range h.cfg.Duties() {
		runs, err := h.acts.LastRuns(ctx, who, d.Name, runsLooked)
		if err != nil {
			return data, err
		}
		row := dutyRowOf(d, runs, data.Now)
		if row.Last != nil && row.Last.Failed() {
			data.Sick++
		}
		data.Rows = append(data.Rows, row)
	}
	return data, nil
}

func (h *handler) listDuties(c *gin.Context) {
	data, err := h.duties(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "duties", data)
}

// liveDuties is the part of the list that refreshes itself.
func (h *handler) liveDuties(c *gin.Context) {
	data, err := h.duties(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Fragment(c, "duties", "duty-list", data)
}

// dutyPage is one duty with its history.
type dutyPage struct {
	dutyRow
	Runs []dutyRun
	Now  time.Time
	Run  bool
}

type dutyRun struct {
	store.Run
	Who string // who asked for it
}

func (h *handler) duty(c *gin.Context) {
	d, ok := h.dutyNamed(c.Param("id"))
	if !ok {
		h.fail(c, store.ErrNotFound)
		return
	}
	runs, err := h.acts.LastRuns(c.Request.Context(), actor(c), d.Name, runsHistory)
	if err != nil {
		h.fail(c, err)
		return
	}
	names, err := h.acts.StaffNames(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	data := dutyPage{dutyRow: dutyRowOf(d, runs, h.cfg.Now()), Now: h.cfg.Now(), Run: may(c, store.ActRunDuty)}
	for _, run := range runs {
		data.Runs = append(data.Runs, dutyRun{run, names[run.AskedBy]})
	}
	h.set.Render(c, http.StatusOK, "duty", data)
}

func (h *handler) dutyNamed(name string) (Duty, bool) {
	list := h.cfg.Duties()
	i := slices.IndexFunc(list, func(d Duty) bool { return d.Name == name })
	if i < 0 {
		return Duty{}, false
	}
	return list[i], true
}

func (h *handler) runDuty(c *gin.Context) {
	d, ok := h.dutyNamed(c.Param("id"))
	if !ok {
		h.fail(c, store.ErrNotFound)
		return
	}
	err := h.do(c, func(t *act.Tx) error { return t.RunNow(d.Name) })
	h.after(c, err, "已安排“"+d.Label+"”马上运行一次，几秒钟后这里会显示结果。", dutiesPath)
}
