package page

import (
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// File is a kept file as a page gives it away.
type File struct {
	Hash string
	MIME string // of its bytes, never what a sender claimed
	Name string // it is saved under this and not shown; "" shows it
	Time time.Time
}

// SendFile answers with a file of which the caller knows that the visitor may see
// it. Ranges work: a player asks for them.
func SendFile(c *gin.Context, body io.ReadSeeker, f File) {
	place := "inline"
	if f.Name != "" {
		place = mime.FormatMediaType("attachment", map[string]string{"filename": f.Name})
	}
	c.Header("Content-Type", f.MIME)
	c.Header("Content-Disposition", place)
	// It may be kept where it is seen, and is asked for each time: the right to it
	// may have ended. What stands between must not keep it.
	c.Header("Cache-Control", "private, no-cache")
	c.Header("ETag", `"`+f.Hash+`"`)
	http.ServeContent(c.Writer, c.Request, "", f.Time, body)
}
