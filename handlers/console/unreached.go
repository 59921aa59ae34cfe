package console

import (
	"cmp"
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/store"
	"liaison/store/act"
)

const (
	unreachedPath  = "/console/unreached"
	unreachedShown = 200
)

// unreachedPage is whom to telephone. Who may not tick them off reads no number.
type unreachedPage struct {
	Rows    []unreachedRow
	More    bool
	CanDone bool
}

type unreachedRow struct {
	act.UnreachedRow
	Who string // 代表, 反映人 or 工作人员
}

func (h *handler) unreached(c *gin.Context) {
	rows, err := h.acts.Unreached(c.Request.Context(), actor(c), unreachedShown)
	if err != nil {
		h.fail(c, err)
		return
	}
	data := unreachedPage{CanDone: may(c, store.ActNoticeDone), More: len(rows) == unreachedShown}
	for _, r := range rows {
		if !data.CanDone {
			r.Phone = store.MaskPhone(r.Phone)
		}
		data.Rows = append(data.Rows, unreachedRow{r, recipientWord(&r.Notice)})
	}
	h.set.Render(c, http.StatusOK, "unreached", data)
}

// recipientWord says what the recipient of a notice is to the office.
func recipientWord(n *store.Notice) string {
	switch cmp.Or(n.DeputyID, n.StaffID) {
	case "":
		return "反映人"
	case n.DeputyID:
		return "代表"
	}
	return "工作人员"
}

func (h *handler) phoned(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.Phoned(c.Param("id")) })
	h.after(c, err, "已记为电话告知。", unreachedPath)
}
