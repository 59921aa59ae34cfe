package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// request is one call, without its credentials.
type request struct {
	method      string
	host        string // the platform's name for it; empty means apiHost
	path        string
	query       url.Values
	body        []byte
	contentType string
	withToken   bool
	timeout     time.Duration // 0 means the Client's
}

// exchange makes a call whose answer is JSON and returns that, errcode
// checked. A dead token costs one refresh and one repeat.
func (c *Client) exchange(ctx context.Context, r request) ([]byte, error) {
	var body []byte
	err := c.attempt(ctx, r, func(res *http.Response, secrets ...string) (err error) {
		body, err = readJSON(r, res, secrets...)
		return err
	})
	return body, err
}

// attempt makes a call and hands its answer, of status 200, to read; secrets
// are what must not be quoted from it.
func (c *Client) attempt(ctx context.Context, r request, read func(*http.Response, ...string) error) error {
	ctx, cancel := context.WithTimeout(ctx, max(r.timeout, c.timeout))
	defer cancel()
	if !r.withToken {
		return c.once(ctx, r, "", read)
	}
	token, err := c.token.get(ctx)
	if err != nil {
		return &TokenError{err}
	}
	if err = c.once(ctx, r, token.value, read); !isStaleToken(err) {
		return err
	}
	c.log.Info("wechat refused the access token", "path", r.path)
	if token, err = c.token.renew(ctx, token); err != nil {
		return &TokenError{err}
	}
	if err = c.once(ctx, r, token.value, read); isStaleToken(err) {
		c.token.distrust(token)
	}
	return err
}

// once sends r and reads the answer.
func (c *Client) once(ctx context.Context, r request, token string, read func(*http.Response, ...string) error) error {
	res, err := c.send(ctx, r, token)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return &CallError{Path: r.path, Status: res.StatusCode, Unknown: r.speaks() && statusIsUnknown(res.StatusCode)}
	}
	return read(res, token, c.secret)
}

// statusIsUnknown: 429 and 503 come from a front server that has passed nothing
// on; any other failure may be the way back breaking.
func statusIsUnknown(status int) bool {
	return status >= 500 && status != http.StatusServiceUnavailable
}

// speaks tells calls that a person notices. Only of those does it matter
// whether they took effect: the others may simply be made again.
func (r request) speaks() bool { return strings.HasPrefix(r.path, "/cgi-bin/message/") }

// send does the HTTP. Its error is a *CallError.
func (c *Client) send(ctx context.Context, r request, token string) (*http.Response, error) {
	var left atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		// net/http tries again by itself only when nothing was written.
		GetConn: func(string) { left.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { left.Store(true) },
	})
	req, err := http.NewRequestWithContext(ctx, r.method, c.address(r, token), bytes.NewReader(r.body))
	if err != nil {
		return nil, &CallError{Path: r.path, Err: errors.New("cannot be put into a request")}
	}
	if r.contentType != "" {
		req.Header.Set("Content-Type", r.contentType)
	}
	start := c.now()
	res, err := c.http.Do(req)
	if err != nil {
		c.log.Debug("wechat call failed", "path", r.path, "took", c.now().Sub(start), "error", bare(err))
		return nil, &CallError{Path: r.path, Unknown: left.Load() && r.speaks(), Err: bare(err)}
	}
	c.log.Debug("wechat call", "path", r.path, "took", c.now().Sub(start), "status", res.StatusCode)
	return res, nil
}

// address builds the URL; an unknown host cannot get in, as hosts is fixed.
func (c *Client) address(r request, token string) string {
	host := r.host
	if host == "" {
		host = apiHost
	}
	u := *c.hosts[host]
	u.Path = strings.TrimSuffix(u.Path, "/") + r.path
	q := url.Values{}
	for k, v := range r.query {
		q[k] = v
	}
	if token != "" {
		q.Set("access_token", token)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// readJSON reads and checks an answer. The platform always answers 200, with
// the error inside, and never fills errcode on some successes.
func readJSON(r request, res *http.Response, secrets ...string) ([]byte, error) {
	body, err := readAll(res.Body, maxJSON)
	if err != nil {
		return nil, &CallError{Path: r.path, Unknown: r.speaks(), Err: bare(err)}
	}
	var head struct {
		Code int    `json:"errcode"`
		Msg  string `json:"errmsg"`
		Job  int64  `json:"msg_id"`
	}
	if err := json.Unmarshal(body, &head); err != nil {
		return nil, &CallError{Path: r.path, Unknown: r.speaks(), Err: errors.New("answer is not JSON")}
	}
	if head.Code != 0 {
		return nil, &APIError{Code: head.Code, Msg: scrub(head.Msg, secrets...), Path: r.path, JobID: head.Job}
	}
	return body, nil
}

func readAll(from io.Reader, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(from, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(body)) > limit {
		return nil, ErrTooLarge
	}
	return body, nil
}

// post calls with a JSON body and decodes the answer into out, if any.
func (c *Client) post(ctx context.Context, path string, in, out any) error {
	body, err := marshal(in)
	if err != nil {
		return fmt.Errorf("wechat %s: encode request: %w", path, err)
	}
	return c.decode(ctx, request{method: http.MethodPost, path: path, body: body, contentType: jsonType, withToken: true}, out)
}

// get calls with a query and decodes the answer into out.
func (c *Client) get(ctx context.Context, path string, query url.Values, out any) error {
	return c.decode(ctx, request{method: http.MethodGet, path: path, query: query, withToken: true}, out)
}

func (c *Client) decode(ctx context.Context, r request, out any) error {
	body, err := c.exchange(ctx, r)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(body, out); err != nil {
		return &CallError{Path: r.path, Unknown: r.speaks(), Err: errors.New("answer has another form than documented")}
	}
	return nil
}

const jsonType = "application/json;charset=utf-8"

// marshal does not escape & < >: the platform shows what it is given.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
