package page

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"
)

// Redirect ends a request that did something: the browser goes on to path with
// a GET, so that reloading repeats nothing. An htmx request is sent there as a
// whole page. path must be of this program.
func Redirect(c *gin.Context, path string) {
	path = LocalPath(path, "/")
	if c.GetHeader("HX-Request") == "true" {
		c.Header("HX-Redirect", path)
		c.AbortWithStatus(http.StatusNoContent)
		return
	}
	c.Redirect(http.StatusSeeOther, path)
	c.Abort()
}

// LocalPath is path if it stays on this site, else fallback. Use it on a path
// that came from outside, such as ?next= of the sign-in page. A browser takes
// "//host", "/\host" and a tab between the two for another site.
func LocalPath(path, fallback string) string {
	foreign := !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f })
	if foreign {
		return fallback
	}
	return path
}
