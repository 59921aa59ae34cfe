package wechat

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"

	"github.com/silenceper/wechat/v2/officialaccount/config"
	sdk "github.com/silenceper/wechat/v2/officialaccount/context"
	"github.com/silenceper/wechat/v2/util"
)

// call is one use of the SDK. To the SDK its name is access token and app id at
// once, so the name comes back in the URL that the SDK builds, and there stands
// for the Client, the context and the credentials that it must not know.
type call struct {
	client *Client
	ctx    context.Context // the SDK has no other way to carry it
	name   string
	path   string
	err    error // what the transport found, before the SDK turned it into text
}

// GetAccessToken makes a call the SDK's credential.AccessTokenHandle.
func (c *call) GetAccessToken() (string, error) { return c.name, nil }

// calls under way, by name. Being global is the price of the SDK's one HTTP
// client for the whole process.
var calls sync.Map

// installSDKTransport takes over the SDK's global client once, before its first
// use. A program that also uses the SDK directly would find its calls refused.
var installSDKTransport = sync.OnceFunc(func() {
	util.DefaultHTTPClient = &http.Client{Transport: dispatcher{}, CheckRedirect: noRedirect}
})

// begin registers a call; done forgets it.
func (c *Client) begin(ctx context.Context) (cl *call, done func()) {
	cl = &call{client: c, ctx: ctx, name: "call-" + rand.Text()}
	calls.Store(cl.name, cl)
	return cl, func() { calls.Delete(cl.name) }
}

// outcome prefers the transport's typed error to the SDK's text of it. What the
// SDK finds by itself is an answer that it cannot read.
func (c *call) outcome(err error) error {
	switch {
	case err == nil:
		return nil
	case c.err != nil:
		return c.err
	}
	return &CallError{Path: c.path, Unknown: request{path: c.path}.speaks(), Err: err}
}

// viaSDK runs one method of the SDK. The objects of the SDK are made anew for
// each call: those that it caches are neither safe for concurrent use nor free
// of state that sticks.
func (c *Client) viaSDK(ctx context.Context, use func(*sdk.Context) error) error {
	cl, done := c.begin(ctx)
	defer done()
	return cl.outcome(use(&sdk.Context{Config: &config.Config{AppID: cl.name}, AccessTokenHandle: cl}))
}

// dispatcher answers the SDK's requests through the Client that each belongs
// to.
type dispatcher struct{}

// RoundTrip finds the call by its name, gives it the real credentials, and
// makes it with the Client's rules. Its error never holds a secret.
func (dispatcher) RoundTrip(r *http.Request) (*http.Response, error) {
	query := r.URL.Query()
	cl, ok := find(query)
	if !ok {
		return nil, errors.New("wechat: a call that no Client has made")
	}
	body, err := cl.forward(r, query)
	if err != nil {
		cl.err = err
		return nil, err
	}
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

func find(query url.Values) (*call, bool) {
	for _, key := range []string{"access_token", "appid"} {
		if cl, ok := calls.Load(query.Get(key)); ok {
			return cl.(*call), true
		}
	}
	return nil, false
}

func (c *call) forward(r *http.Request, query url.Values) ([]byte, error) {
	if r.URL.Host != apiHost {
		return nil, fmt.Errorf("wechat: egress to %q is not allowed", r.URL.Host)
	}
	c.path = r.URL.Path
	req := request{method: r.Method, path: r.URL.Path, query: query, contentType: r.Header.Get("Content-Type")}
	if query.Has("access_token") {
		req.withToken = true
		query.Del("access_token")
	} else {
		query.Set("appid", c.client.appID)
		query.Set("secret", c.client.secret)
	}
	if r.Body != nil {
		var err error
		if req.body, err = readAll(r.Body, maxUpload+maxJSON); err != nil {
			return nil, fmt.Errorf("wechat %s: read request: %w", req.path, err)
		}
	}
	if req.path == uploadPath {
		req.timeout = mediaTimeout
	}
	return c.client.exchange(c.ctx, req)
}
