package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

// credentialsPage is the first check of credentials (资格初审) as a list.
type credentialsPage struct {
	Rows    []act.FindingRow
	Serious int
	Office  string
	Seen    []store.Office
	Export  string
}

func (h *handler) credentials(c *gin.Context) {
	p := credentialsPage{Office: c.Query("office"), Export: exportLink(c)}
	var err error
	if p.Rows, err = h.acts.Credentials(c.Request.Context(), actor(c), p.Office); err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "credentials", credentialsTable(p.Rows))
		return
	}
	for _, r := range p.Rows {
		if r.Serious {
			p.Serious++
		}
	}
	if p.Seen, err = h.offices(c, store.ActRoster); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "credentials", p)
}

func credentialsTable(rows []act.FindingRow) sheet.Table {
	return sheet.Table{Title: "代表资格初审情况", Columns: []string{"机构", "代表", "选区或选举单位", "程度", "情况", "依据"},
		Rows: lines(rows, func(r *act.FindingRow) []string {
			return []string{r.Office, r.Name, r.District, gradeWord(r.Serious), r.Words, r.Article}
		})}
}

func gradeWord(serious bool) string {
	if serious {
		return "需要核实"
	}
	return "提示"
}
