package wechat

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/silenceper/wechat/v2/officialaccount/basic"
)

// maxQRLife is the longest life of a temporary code.
const maxQRLife = 30 * 24 * time.Hour

// QR is a code that leads to the account. Whoever scans it and follows causes a
// subscribe event with its scene, whoever follows already a SCAN event.
type QR struct {
	Ticket string
	URL    string        // what is in the code, to draw it oneself
	Life   time.Duration // 0 for a permanent one
}

// TemporaryQR makes a code that lives for at most 30 days. Its life is always
// said: the documents disagree about the default.
func (c *Client) TemporaryQR(ctx context.Context, scene string, life time.Duration) (QR, error) {
	if life < time.Second || life > maxQRLife {
		return QR{}, fmt.Errorf("%w: life of a QR code must be 1 s to 30 days", ErrArgument)
	}
	return c.createQR(ctx, scene, basic.NewTmpQrRequest(life, scene))
}

// PermanentQR makes a code that never ends; an account has 100,000 of them.
func (c *Client) PermanentQR(ctx context.Context, scene string) (QR, error) {
	return c.createQR(ctx, scene, basic.NewLimitQrRequest(scene))
}

// createQR makes the call itself: the SDK takes an errmsg of "ok" for a
// failure.
func (c *Client) createQR(ctx context.Context, scene string, in *basic.Request) (QR, error) {
	if n := utf8.RuneCountInString(scene); n < 1 || n > 64 {
		return QR{}, fmt.Errorf("%w: scene of a QR code must have 1 to 64 characters", ErrArgument)
	}
	const path = "/cgi-bin/qrcode/create"
	var out struct {
		Ticket  string `json:"ticket"`
		Seconds int64  `json:"expire_seconds"`
		URL     string `json:"url"`
	}
	if err := c.post(ctx, path, in, &out); err != nil {
		return QR{}, err
	}
	if out.Ticket == "" {
		return QR{}, &CallError{Path: path, Err: errNoValue}
	}
	return QR{Ticket: out.Ticket, URL: out.URL, Life: time.Duration(out.Seconds) * time.Second}, nil
}

// QRImage fetches a code's picture, usually JPEG; contentType is the
// platform's word for it.
func (c *Client) QRImage(ctx context.Context, ticket string) (image []byte, contentType string, err error) {
	r := request{method: http.MethodGet, host: mpHost, path: "/cgi-bin/showqrcode", query: url.Values{"ticket": {ticket}}}
	err = c.attempt(ctx, r, func(res *http.Response, secrets ...string) error {
		contentType = res.Header.Get("Content-Type")
		if !strings.HasPrefix(contentType, "image/") {
			return notMedia(r, res, secrets...)
		}
		if image, err = readAll(res.Body, maxQRImage); err != nil {
			return &CallError{Path: r.path, Err: bare(err)}
		}
		return nil
	})
	return image, contentType, err
}
