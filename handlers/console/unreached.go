package console

import (
	"cmp"
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const (
	unreachedPath  = "/console/unreached"
	unreachedShown = 200
	unreachedMost  = 20_000 // of a file
)

// unreachedPage is whom to telephone. Who may not tick them off reads no number.
type unreachedPage struct {
	Rows    []unreachedRow
	More    bool
	CanDone bool
	Export  string       // address of the list as a workbook
	Texts   *act.TextUse // nil where there is no gateway
}

type unreachedRow struct {
	act.UnreachedRow
	Who string // 代表, 反映人 or 工作人员
}

func (h *handler) unreached(c *gin.Context) {
	limit := unreachedShown
	if exported(c) {
		limit = unreachedMost
	}
	rows, err := h.acts.Unreached(c.Request.Context(), actor(c), limit)
	if err != nil {
		h.fail(c, err)
		return
	}
	data := unreachedPage{CanDone: may(c, store.ActNoticeDone), Export: exportLink(c), More: len(rows) == unreachedShown}
	for _, r := range rows {
		if !data.CanDone {
			r.Phone = store.MaskPhone(r.Phone)
		}
		data.Rows = append(data.Rows, unreachedRow{r, recipientWord(&r.Notice)})
	}
	if exported(c) {
		h.download(c, "unreached", unreachedTable(data.Rows))
		return
	}
	if h.cfg.SMS {
		use, err := h.acts.TextsUsed(c.Request.Context(), actor(c))
		if err != nil {
			h.fail(c, err)
			return
		}
		data.Texts = &use
	}
	h.set.Render(c, http.StatusOK, "unreached", data)
}

func unreachedTable(rows []unreachedRow) sheet.Table {
	return sheet.Table{Title: "未送达名单", Columns: []string{"姓名", "对象", "电话", "要告知的事", "意见编号", "原因", "时间"},
		Rows: lines(rows, func(r *unreachedRow) []string {
			return []string{r.Name, r.Who, r.Phone, noticeWord(r.Kind), r.Number, reasonWord(r.Notice), page.DateTime(r.Created)}
		})}
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
