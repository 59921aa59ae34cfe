package phone

import (
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// heldPage is what is kept about a person, to the person.
type heldPage struct {
	*act.Held
	Rows   []heldRow
	Times  []appointment
	Parts  []heldPart // of a deputy, the last first
	Leaves []heldLeave
}

// heldPart is what is kept about a deputy and one meeting.
type heldPart struct {
	act.PartRow
	Word  string
	Calls []store.Call
}

// heldLeave is leave with what was written about it.
type heldLeave struct {
	act.LeaveView
	Word string
}

// heldRow is one matter with what its author sent and was answered.
type heldRow struct {
	store.Opinion
	State string
	Said  []act.Step
	Told  []act.Step
}

// held shows what is kept of the person: a copy, to read, to keep or to print.
func (h *handler) held(c *gin.Context) {
	held, err := h.acts.MyHeld(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	p := heldPage{Held: held, Rows: heldRows(held.Opinions), Times: heldTimes(held.Bookings)}
	if held.Deputy != nil {
		p.Parts, p.Leaves = heldParts(held.Deputy), heldLeaves(held.Deputy)
	}
	h.set.Render(c, http.StatusOK, "held", p)
}

func heldParts(d *act.HeldDeputy) []heldPart {
	var rows []heldPart
	for _, r := range slices.Backward(d.Parts) {
		word := "没有答复"
		switch r.ReplyNow(&r.Meeting) {
		case store.ReplyConfirmed:
			word = "已确认"
		case store.ReplyLeave:
			word = "已请假"
		}
		rows = append(rows, heldPart{r, word, d.Calls[r.ID]})
	}
	return rows
}

func heldLeaves(d *act.HeldDeputy) []heldLeave {
	var rows []heldLeave
	for i := range d.Leaves {
		rows = append(rows, heldLeave{d.Leaves[i], leaveWord(&d.Leaves[i].Leave)})
	}
	return rows
}

func heldRows(list []act.Dossier) []heldRow {
	var rows []heldRow
	for i := range list {
		d := &list[i]
		r := heldRow{Opinion: d.Opinion}
		r.State, _ = stateWord(&d.Opinion)
		for _, s := range d.Steps {
			switch {
			case s.Kind == store.EntrySaid:
				r.Said = append(r.Said, s)
			case s.Text != "":
				r.Told = append(r.Told, s)
			}
		}
		rows = append(rows, r)
	}
	return rows
}

func heldTimes(list []act.Appointment) []appointment {
	var rows []appointment
	for _, a := range list {
		when := page.Day(a.Day)
		if !a.At.Starts.IsZero() {
			when = onDay(a.At.Starts) + clockOf(a.At.Starts)
		}
		rows = append(rows, appointment{a, when})
	}
	return rows
}

// erase deletes what leads to the person. Afterwards the browser is nobody's.
func (h *handler) erase(c *gin.Context) {
	err := store.Invalid("sure", store.ProblemEmpty)
	if page.FormOf(c).Bool("sure") {
		err = h.do(c, func(t *act.Tx) error { return t.EraseSelf() })
	}
	if err != nil {
		h.after(c, err, "", "/h5/me/data")
		return
	}
	if err := page.SessionOf(c).Destroy(); err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.say(c, http.StatusOK, sayErased)
}
