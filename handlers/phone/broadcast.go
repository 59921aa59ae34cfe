package phone

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// broadcast is what the office wrote to many deputies, to one of them.
func (h *handler) broadcast(c *gin.Context) {
	b, err := h.acts.ReceivedBroadcast(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "broadcast", b)
}
