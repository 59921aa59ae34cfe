// Package webhook is where the platform delivers: gate, translate, bot.Answer,
// encode. It knows neither XML nor what a message means.
//
// A stranger costs one SHA-1 of a short query: the gate stands before the body is
// read. A slow body is ended by the server's own ReadTimeout, which whoever makes
// the http.Server must set (10 s is plenty: the platform gives up after 5).
package webhook

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/bot"
	"liaison/bot/wechat"
	"liaison/store"
)

const (
	// Path is where the platform is told to deliver.
	Path = "/wechat"
	// MaxBody bounds a delivery, in bytes. The longest text has 2048; an encrypted
	// envelope in compatible mode carries it twice.
	MaxBody = 256 << 10
	// deadline is how long a delivery may take in all. The platform waits 5 s, and
	// the way back takes time as well.
	deadline = 4 * time.Second
)

// Door answers a message. *bot.Bot is one.
type Door interface {
	// Answer fails when the message was not kept, so that it must be sent again.
	Answer(ctx context.Context, m *store.Message) (bot.Reply, error)
}

// Shelf keeps what was signed by the platform but not understood. *act.Acts is one.
type Shelf interface {
	KeepRaw(ctx context.Context, raw []byte) error
}

// Counter counts what became of deliveries. Both methods are called on the hot
// path, from many goroutines.
type Counter interface {
	// Refused counts a delivery that was not taken for the platform's. reason is
	// one of a few fixed texts.
	Refused(reason string)
	// Delivered counts one that was, with how long it took.
	Delivered(outcome Outcome, took time.Duration)
}

// Outcome is what became of a delivery.
type Outcome string

// The outcomes.
const (
	Replied Outcome = "replied" // with words
	Silent  Outcome = "silent"  // success: nothing to say, or said later
	Raw     Outcome = "raw"     // not understood; kept for the operator
	Failed  Outcome = "failed"  // not kept: the platform sends it again
)

// The reasons of this package for a refusal; the gate has its own.
const (
	refusedSize = "too large"
	refusedRead = "not readable"
)

// Config is what the webhook needs.
type Config struct {
	Callback *wechat.Callback
	Bot      Door
	Acts     Shelf
	Log      *slog.Logger // nil: nothing is logged
	Count    Counter      // nil: nothing is counted
}

type hook struct {
	Config
}

// Mount adds the route. No middleware that logs each request belongs above it.
func Mount(r gin.IRouter, c Config) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Count == nil {
		c.Count = nobody{}
	}
	h := &hook{c}
	r.GET(Path, h.echo)
	r.POST(Path, h.receive)
}

// nobody counts nothing.
type nobody struct{}

func (nobody) Refused(string)                   {}
func (nobody) Delivered(Outcome, time.Duration) {}

// echo proves to the platform's back end that this address knows the token.
func (h *hook) echo(c *gin.Context) {
	word, err := h.Callback.Echo(c.Request.URL.RawQuery)
	if err != nil {
		h.refuse(c, err.Error(), http.StatusForbidden)
		return
	}
	write(c, http.StatusOK, plainText, []byte(word))
}

// receive takes a delivery.
func (h *hook) receive(c *gin.Context) {
	began := time.Now()
	ticket, err := h.Callback.Admit(c.Request.URL.RawQuery)
	if err != nil {
		h.refuse(c, err.Error(), http.StatusForbidden)
		return
	}
	body, ok := h.body(c)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), deadline)
	defer cancel()
	m, err := h.Callback.Open(ticket, body)
	if err != nil {
		h.unopened(ctx, c, err, began)
		return
	}
	reply, err := h.Bot.Answer(ctx, m)
	if err != nil {
		h.fail(c, err, began)
		return
	}
	if reply.Text == "" {
		write(c, http.StatusOK, plainText, []byte(wechat.Success))
		h.Count.Delivered(Silent, time.Since(began))
		return
	}
	write(c, http.StatusOK, xmlText, h.Callback.Reply(m, ticket, reply.Text))
	h.Count.Delivered(Replied, time.Since(began))
}

// body reads what was sent, up to MaxBody.
func (h *hook) body(c *gin.Context) ([]byte, bool) {
	if c.Request.ContentLength > MaxBody {
		h.refuse(c, refusedSize, http.StatusRequestEntityTooLarge)
		return nil, false
	}
	limited := http.MaxBytesReader(c.Writer, c.Request.Body, MaxBody)
	body, err := readAll(limited, c.Request.ContentLength)
	if err == nil {
		return body, true
	}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		h.refuse(c, refusedSize, http.StatusRequestEntityTooLarge)
		return nil, false
	}
	h.refuse(c, refusedRead, http.StatusBadRequest)
	return nil, false
}

// readAll reads a body whose length is mostly known, without growing a buffer.
func readAll(r io.Reader, length int64) ([]byte, error) {
	if length < 0 {
		return io.ReadAll(r)
	}
	b := make([]byte, length)
	_, err := io.ReadFull(r, b)
	return b, err
}

// unopened ends a delivery that holds no message. What the platform signed and we
// do not understand is kept, and not asked for again: it would be the same.
func (h *hook) unopened(ctx context.Context, c *gin.Context, err error, began time.Time) {
	strange, ok := errors.AsType[*wechat.UnparsableError](err)
	if !ok {
		h.refuse(c, err.Error(), http.StatusForbidden)
		return
	}
	if err := h.Acts.KeepRaw(ctx, strange.Raw); err != nil {
		h.fail(c, err, began)
		return
	}
	h.Log.Warn("a message from the platform was not understood and is parked", "reason", strange.Reason)
	write(c, http.StatusOK, plainText, []byte(wechat.Success))
	h.Count.Delivered(Raw, time.Since(began))
}

// fail asks the platform to send the message again.
func (h *hook) fail(c *gin.Context, err error, began time.Time) {
	h.Log.Error("a message could not be kept; the platform will send it again", "error", err)
	c.Status(http.StatusInternalServerError)
	c.Writer.WriteHeaderNow()
	h.Count.Delivered(Failed, time.Since(began))
}

// refuse turns away what is not the platform's. It is counted and not logged: a
// flood of forgeries must not become a flood of lines.
func (h *hook) refuse(c *gin.Context, reason string, status int) {
	h.Count.Refused(reason)
	c.Status(status)
	c.Writer.WriteHeaderNow()
}

// Shared by all answers; nobody changes them.
var (
	plainText = []string{"text/plain; charset=utf-8"}
	xmlText   = []string{"text/xml; charset=utf-8"}
)

func write(c *gin.Context, status int, contentType []string, body []byte) {
	c.Writer.Header()["Content-Type"] = contentType
	c.Writer.WriteHeader(status)
	_, _ = c.Writer.Write(body) // the platform hung up: it will send the same again
}
