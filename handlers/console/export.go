package console

import (
	"iter"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store/act"
	"liaison/store/sheet"
)

// exported says that a list is wanted as a workbook. The list's own address
// serves it, so that the filter is the one the reader sees, and what may be read
// is decided in one place.
func exported(c *gin.Context) bool { return c.Query("export") == "xlsx" }

// exportLink is the address of the list as the reader sees it, as a workbook.
func exportLink(c *gin.Context) string {
	q := c.Request.URL.Query()
	for _, place := range []string{"page", "before", "at"} { // the whole list, not from here on
		q.Del(place)
	}
	q.Set("export", "xlsx")
	return c.Request.URL.Path + "?" + q.Encode()
}

// download answers with a table as a workbook. name says in the audit which list
// it was, in Latin letters. That it left is committed before the first byte does.
func (h *handler) download(c *gin.Context, name string, t sheet.Table) {
	file, err := sheet.Fill(t)
	if err != nil {
		h.fail(c, err)
		return
	}
	defer file.Close()
	err = h.acts.Do(c.Request.Context(), actor(c), "", func(tx *act.Tx) error {
		return tx.Export(name, file.Rows, t.Columns)
	})
	if err != nil {
		h.fail(c, err)
		return
	}
	h.attach(c, t.Title)
	if err := file.Write(c.Writer); err != nil {
		h.log.Warn("sending a workbook", "id", page.RequestID(c), "list", name, "err", err)
	}
}

// attach sets what makes a browser keep the answer as a workbook of that name and
// today's date.
func (h *handler) attach(c *gin.Context, title string) {
	file := title + page.Date(h.cfg.Now()) + ".xlsx"
	c.Header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file}))
	c.Status(http.StatusOK)
}

// lines turns rows that were read already into those of a table.
func lines[T any](rows []T, cells func(*T) []string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for i := range rows {
			if !yield(cells(&rows[i]), nil) {
				return
			}
		}
	}
}
