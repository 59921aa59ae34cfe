package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

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
	f, info, err := h.acts.Files().Open(hash)
	if err != nil {
		h.fail(c, err)
		return
	}
	defer f.Close()
	c.Header("Content-Type", info.MIME)
	c.Header("Cache-Control", "private, no-cache") // asked for again: access may have ended
	c.Header("ETag", `"`+hash+`"`)
	c.Header("X-Content-Type-Options", "nosniff")
	http.ServeContent(c.Writer, c.Request, "", info.Time, f)
}
