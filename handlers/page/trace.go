package page

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/gin-gonic/gin"
)

const requestIDKey = "page.request_id"

// RequestID names the request in logs and on error pages. It is empty where
// Trace did not run.
func RequestID(c *gin.Context) string { return c.GetString(requestIDKey) }

// Trace gives each request an id and writes one access line. An id from
// outside is not taken over, since it could forge log lines. The line has the
// route's pattern, not the path: numbers and invitation codes are in paths,
// and queries carry OAuth codes.
func (p *Pages) Trace() gin.HandlerFunc {
	return func(c *gin.Context) {
		id := rand.Text()[:16]
		c.Set(requestIDKey, id)
		c.Header("X-Request-Id", id)
		began := time.Now()
		c.Next()
		route := c.FullPath()
		if route == "" {
			route = "(none)"
		}
		p.cfg.Log.LogAttrs(c.Request.Context(), slog.LevelInfo, "request",
			slog.String("id", id), slog.String("method", c.Request.Method),
			slog.String("route", route), slog.Int("status", c.Writer.Status()),
			slog.Int("bytes", max(0, c.Writer.Size())), slog.Duration("took", time.Since(began)))
	}
}

// Recover turns a panic into the error page. It logs the panic's type and
// stack; the value only if the runtime made it, because another may quote what
// a person wrote.
func (p *Pages) Recover() gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v) // net/http's own signal: drop the connection
			}
			p.Error(c, &panicError{kind: panicKind(v), stack: debug.Stack()})
		}()
		c.Next()
	}
}

func panicKind(v any) string {
	if err, ok := v.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("%T", v)
}

type panicError struct {
	kind  string
	stack []byte
}

func (e *panicError) Error() string { return "panic: " + e.kind + "\n" + string(e.stack) }
