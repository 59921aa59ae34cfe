package console

import (
	"cmp"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
)

// file serves a picture, voice or video to who may read the matter it belongs to.
// ?thumb=1 is the small picture. A voice comes as MP3 where there is one. Ranges
// work: a player asks for them.
func (h *handler) file(c *gin.Context) {
	m, err := h.acts.FileFor(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	hash := m.Hash
	switch {
	case c.Query("thumb") != "" && m.Thumb != "":
		hash = m.Thumb
	case m.Playable != "":
		hash = m.Playable
	}
	if m.State != store.MediaFetched || hash == "" {
		h.fail(c, store.ErrNotFound)
		return
	}
	h.sendFile(c, page.File{Hash: hash})
}

// sendFile serves a file that the reader may see, as its first bytes show it where
// nobody looked closer.
func (h *handler) sendFile(c *gin.Context, f page.File) {
	body, info, err := h.acts.Files().Open(f.Hash)
	if err != nil {
		h.fail(c, err)
		return
	}
	defer body.Close()
	f.MIME, f.Time = cmp.Or(f.MIME, info.MIME), info.Time
	page.SendFile(c, body, f)
}
