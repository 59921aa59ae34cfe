package jobs

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"sync/atomic"
	"time"
)

// Gateway hands text messages to whoever sends them. A nil error means that it took
// the message; else the error is a *GatewayError, and any other counts as one whose
// outcome is unknown. Each call must end by itself within half a minute.
type Gateway interface {
	Send(ctx context.Context, m TextMessage) error
}

// TextMessage is one message. ID is the notice's: a gateway that has seen it should
// not send it again.
type TextMessage struct {
	ID    string `json:"id"`
	Phone string `json:"phone"` // 11 digits, or with an area code
	Text  string `json:"text"`
}

// GatewayVerdict is what a failure means for the message.
type GatewayVerdict int

// The verdicts.
const (
	GatewayUnknown GatewayVerdict = iota // it may have gone out: never sent again
	GatewayLater                         // nothing happened; the same again later
	GatewayRefused                       // this number or text can never go
)

// GatewayError is a failure of the gateway. It never holds an address, a number or
// a text.
type GatewayError struct {
	Verdict  GatewayVerdict
	Status   int  // of HTTP, when that is what was wrong
	Operator bool // it lasts until somebody mends the configuration
	Err      error
}

// Error names the cause.
func (e *GatewayError) Error() string {
	switch {
	case e.Err != nil:
		return "text message gateway: " + e.Err.Error()
	case e.Status != 0:
		return fmt.Sprintf("text message gateway: HTTP status %d", e.Status)
	}
	return "text message gateway: refused"
}

// Unwrap gives the cause.
func (e *GatewayError) Unwrap() error { return e.Err }

// The headers of a signed request. The signature is the hexadecimal HMAC-SHA256,
// under the key, of the time, a full stop and the body.
const (
	headerTime      = "Liaison-Timestamp" // Unix seconds
	headerSignature = "Liaison-Signature"
)

// gatewayTimeout is how long one message may take.
const gatewayTimeout = 10 * time.Second

// answerMost bounds an answer, in bytes.
const answerMost = 64 << 10

// HTTPGateway sends each message as a signed JSON POST to one address, the adapter of
// the office's provider. It follows no redirect: the number would go to a stranger.
type HTTPGateway struct {
	address string
	key     []byte
	now     func() time.Time
	http    *http.Client
}

// NewHTTPGateway makes one for an address that the operator configured. It sends
// nothing. timeout 0 means ten seconds.
func NewHTTPGateway(address, key string, timeout time.Duration, now func() time.Time) *HTTPGateway {
	if timeout == 0 {
		timeout = gatewayTimeout
	}
	return &HTTPGateway{address: address, key: []byte(key), now: now, http: &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
			MaxConnsPerHost: 16, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: timeout, ForceAttemptHTTP2: true},
	}}
}

// Close ends idle connections.
func (g *HTTPGateway) Close() { g.http.CloseIdleConnections() }

// Send hands over one message.
func (g *HTTPGateway) Send(ctx context.Context, m TextMessage) error {
	body, err := json.Marshal(m)
	if err != nil {
		return &GatewayError{Verdict: GatewayRefused, Err: errors.New("cannot be put into a request")}
	}
	var left atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { left.Store(false) }, // net/http tries again by itself only when nothing was written
		GotConn: func(httptrace.GotConnInfo) { left.Store(true) },
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.address, bytes.NewReader(body))
	if err != nil {
		return &GatewayError{Verdict: GatewayLater, Operator: true, Err: errors.New("the address cannot be used")}
	}
	stamp := strconv.FormatInt(g.now().Unix(), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(headerTime, stamp)
	req.Header.Set(headerSignature, sign(g.key, stamp, body))
	res, err := g.http.Do(req)
	if err != nil {
		verdict := GatewayLater
		if left.Load() {
			verdict = GatewayUnknown
		}
		return &GatewayError{Verdict: verdict, Err: bareError(err)}
	}
	defer func() { _ = res.Body.Close() }()
	return judge(res)
}

// sign makes the signature of a request.
func sign(key []byte, stamp string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// judge says what an answer means. What is neither a clear yes nor a clear no may
// have gone out.
func judge(res *http.Response) error {
	status := res.StatusCode
	switch {
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		return &GatewayError{Verdict: GatewayLater, Status: status}
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound,
		status == http.StatusMethodNotAllowed, status >= 300 && status < 400:
		return &GatewayError{Verdict: GatewayLater, Status: status, Operator: true}
	case status == http.StatusBadRequest || status == http.StatusUnprocessableEntity:
		return &GatewayError{Verdict: GatewayRefused, Status: status}
	case status < 200 || status > 299:
		return &GatewayError{Verdict: GatewayUnknown, Status: status}
	}
	var answer struct {
		Status string `json:"status"`
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, answerMost))
	if err == nil {
		err = json.Unmarshal(body, &answer)
	}
	switch {
	case err != nil:
		return &GatewayError{Verdict: GatewayUnknown, Err: errors.New("the answer cannot be read")}
	case answer.Status == "accepted":
		return nil
	case answer.Status == "refused":
		return &GatewayError{Verdict: GatewayRefused, Err: errors.New("the provider refused it")}
	case answer.Status == "later":
		return &GatewayError{Verdict: GatewayLater, Err: errors.New("the provider is busy")}
	}
	return &GatewayError{Verdict: GatewayUnknown, Err: errors.New("the answer has no known status")}
}

// bareError takes the address out of an error of net/http.
func bareError(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
