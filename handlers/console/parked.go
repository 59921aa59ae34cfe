package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/store"
	"liaison/store/act"
)

const (
	parkedPath  = "/console/parked"
	parkedShown = 200
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
