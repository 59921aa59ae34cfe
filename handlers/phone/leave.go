package phone

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const leavesPath = "/h5/leaves"

// leavesPage lists the leave that waits for the opinion of the head of a delegation.
type leavesPage struct{ Rows []act.LeaveView }

func (h *handler) leaves(c *gin.Context) {
	rows, err := h.acts.LeavesToEndorse(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "leaves", leavesPage{rows})
}

// leavePage is one application for leave, as the head of the delegation sees it, or
// who decides.
type leavePage struct {
	*act.LeaveView
	Desk         bool // the reader decides
	Word         string
	Acting       bool // it waits for the reader
	Wrong, Words string
}

func (h *handler) oneLeave(c *gin.Context) { h.showLeave(c, http.StatusOK, "") }

func (h *handler) showLeave(c *gin.Context, status int, wrong string) {
	v, err := h.acts.LeaveForHead(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	p := leavePageOf(v, wrong, typed(c))
	p.Acting = v.State == store.LeaveToEndorse && !v.Lapsed(&v.Meeting) && v.Meeting.State == store.MeetingAnnounced
	h.set.Render(c, status, "leave", p)
}

// typed is what was written into the form that is shown again.
func typed(c *gin.Context) string {
	if c.Request.Method == get {
		return ""
	}
	return page.FormOf(c).String("words")
}

func leavePageOf(v *act.LeaveView, wrong, words string) leavePage {
	p := leavePage{LeaveView: v, Word: leaveWord(&v.Leave), Wrong: wrong, Words: words}
	switch {
	case v.Meeting.State == store.MeetingCancelled:
		p.Word = "会议已取消"
	case v.Lapsed(&v.Meeting):
		p.Word = "会议有变更，已失效"
	}
	return p
}

// endorse takes the opinion of the head of a delegation.
func (h *handler) endorse(c *gin.Context) {
	f := page.FormOf(c)
	yes, err := f.Choice("yes", "true", "false")
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EndorseLeave(c.Param("id"), yes == "true", f.String("words"), 0) })
	}
	if words := refused(err); words != "" {
		h.showLeave(c, http.StatusUnprocessableEntity, words)
		return
	}
	h.after(c, err, "意见已签署，转给审批的同志了。", leavesPath)
}

// deskLeave is the page of one application for who decides on it.
func (h *handler) deskLeave(c *gin.Context) { h.showDeskLeave(c, http.StatusOK, "") }

func (h *handler) showDeskLeave(c *gin.Context, status int, wrong string) {
	v, err := h.acts.LeaveForDesk(c.Request.Context(), onDesk(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	p := leavePageOf(v, wrong, typed(c))
	p.Desk, p.Acting = true, v.State == store.LeaveAsked && !v.Lapsed(&v.Meeting) && v.Meeting.State != store.MeetingCancelled
	if status == http.StatusConflict && v.Decider != "" {
		p.Wrong = "刚刚已由" + v.Decider + "审批，请看最新情况。您的这次操作没有执行。"
	}
	h.set.Render(c, status, "leave", p)
}

// decide is a form that approves or refuses leave.
func decide(approve bool, done string) func(*handler, *gin.Context) {
	return func(h *handler, c *gin.Context) {
		f := page.FormOf(c)
		id, err := f.ID()
		var seen int
		if err == nil {
			seen, err = f.Int("seen", 1, maxSeen)
		}
		if err == nil {
			err = h.acts.Do(c.Request.Context(), onDesk(c), id, func(t *act.Tx) error {
				return t.DecideLeave(c.Param("id"), approve, f.String("words"), int64(seen))
			})
		}
		words := refused(err)
		switch {
		case err == nil:
			page.AddFlash(c, page.Done, done)
			page.Redirect(c, deskPath)
		case errors.Is(err, store.ErrConflict):
			h.showDeskLeave(c, http.StatusConflict, words)
		case words != "":
			h.showDeskLeave(c, http.StatusUnprocessableEntity, words)
		default:
			h.cfg.Pages.Error(c, err)
		}
	}
}
