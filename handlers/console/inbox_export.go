package console

import (
	"fmt"
	"iter"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store/act"
	"liaison/store/sheet"
)

// exportMost bounds a workbook: reading on would hold the database for minutes, and
// nobody reads it.
const exportMost = 50_000

var inboxColumns = []string{"编号", "收到时间", "状态", "审核分类", "类别", "紧急", "内容", "地区", "代表", "负责人", "期限", "办结时间"}

// exportInbox answers with the whole list as a workbook, page after page.
func (h *handler) exportInbox(c *gin.Context, t tab, f act.InboxFilter) {
	h.download(c, "opinions", sheet.Table{Title: "群众意见（" + t.Label + "）", Columns: inboxColumns, Rows: h.allRows(c, f)})
}

func (h *handler) allRows(c *gin.Context, f act.InboxFilter) iter.Seq2[[]string, error] {
	const step = 200
	f.Limit = step
	return func(yield func([]string, error) bool) {
		for n := 0; n < exportMost; n += step {
			p, err := h.acts.InboxPage(c.Request.Context(), actor(c), f)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range p.Rows {
				if !yield(inboxCells(&p.Rows[i]), nil) {
					return
				}
			}
			if p.Older == nil {
				return
			}
			f.At = *p.Older
		}
		yield([]string{fmt.Sprintf("只导出前%d件，请缩小范围再导出其余的。", exportMost)}, nil)
	}
}

func inboxCells(r *act.InboxRow) []string {
	urgent, due, closed := "", "", ""
	if r.Danger {
		urgent = "紧急"
	}
	if !r.Due.IsZero() {
		due = page.Date(r.Due)
	}
	if !r.Closed.IsZero() {
		closed = page.DateTime(r.Closed)
	}
	return []string{r.Number, page.DateTime(r.Created), stateWord(r.State), triageWord(r.Triage), r.Category, urgent, summaryWord(r.Summary, r.Area),
		r.Area, r.Deputy, r.Assignee, due, closed}
}
