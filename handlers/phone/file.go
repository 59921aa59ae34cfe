package phone

import (
	"cmp"

	"github.com/gin-gonic/gin"

	"liaison/store"
)

// file serves a photo, voice or video to who may see it: small with ?s=thumb,
// as what a browser plays with ?s=play. Parts may be asked for, as players do.
func (h *handler) file(c *gin.Context) { h.fileFor(c, actor(c)) }

// deskFile serves a file of a matter to a member of the desk.
func (h *handler) deskFile(c *gin.Context) { h.fileFor(c, onDesk(c)) }

func (h *handler) fileFor(c *gin.Context, who store.Actor) {
	m, err := h.acts.FileFor(c.Request.Context(), who, c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	hash := m.Hash // none before it is fetched
	switch c.Query("s") {
	case "thumb":
		hash = cmp.Or(m.Thumb, m.Hash)
	case "play":
		hash = cmp.Or(m.Playable, m.Hash)
	}
	h.sendFile(c, hash)
}
