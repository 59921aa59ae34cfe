package console

import (
	"net/url"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store/act"
)

// filterView is a saved list of the inbox.
type filterView struct {
	ID, Name, Path string
	Shared         bool
	Mine           bool // the reader saved it
	Current        bool
}

// filters are the reader's saved lists, and those the office shares.
func (h *handler) filters(c *gin.Context, now string) ([]filterView, error) {
	list, err := h.acts.Filters(c.Request.Context(), actor(c))
	if err != nil {
		return nil, err
	}
	var out []filterView
	for _, f := range list {
		out = append(out, filterView{ID: f.ID, Name: f.Name, Path: inboxPath + "?" + f.Query, Shared: f.Shared,
			Mine: f.StaffID == staffOf(c).ID, Current: f.Query == now})
	}
	return out, nil
}

// saveFilter keeps the list that the form was on.
func (h *handler) saveFilter(c *gin.Context) {
	form := page.FormOf(c)
	q := listIn(form.String("query"))
	err := h.do(c, func(t *act.Tx) error { return t.SaveFilter(form.String("name"), q.encode(), form.Bool("shared")) })
	h.after(c, err, "已保存，下次在列表上方点它的名称就能打开。", q.path())
}

// listIn is a list of the inbox in a form's field: read as its address is, so that
// nothing else is kept or led to.
func listIn(query string) inboxQuery {
	v, err := url.ParseQuery(query)
	if err != nil {
		return inboxQuery{}
	}
	return readInboxQuery(v)
}

func (h *handler) deleteFilter(c *gin.Context) {
	q := listIn(page.FormOf(c).String("query"))
	err := h.do(c, func(t *act.Tx) error { return t.DeleteFilter(c.Param("id")) })
	h.after(c, err, "已删除这个常用筛选。", q.path())
}
