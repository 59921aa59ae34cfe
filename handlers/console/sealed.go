package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/store/act"
)

// sealedPage is the list that only the petition officer sees.
type sealedPage struct{ Rows []act.InboxRow }

// sealedShown bounds the sealed list: accusations are few.
const sealedShown = 200

func (h *handler) sealed(c *gin.Context) {
	rows, err := h.acts.Sealed(c.Request.Context(), actor(c), sealedShown)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "sealed", sealedPage{Rows: rows})
}
