package wechat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Hosts of the platform.
const (
	apiHost  = "api.weixin.qq.com"
	mpHost   = "mp.weixin.qq.com"   // pictures of QR codes
	openHost = "open.weixin.qq.com" // where browsers sign in

	// DefaultBase is the platform itself.
	DefaultBase = "https://" + apiHost
)

// Limits of one exchange.
const (
	defaultTimeout = 8 * time.Second
	mediaTimeout   = time.Minute
	maxJSON        = 4 << 20 // the longest documented list is far below
	maxQRImage     = 1 << 20

	// idleConns keeps a connection for every call that is made at once when the
	// outbox is full; Go's default of two would open a new one for most calls.
	idleConns = 64
)

// ClientConfig is the account's credentials and how to reach the platform.
type ClientConfig struct {
	AppID  string
	Secret string
	// Base is the platform's address; empty means DefaultBase. Another one (an
	// emulator, a relay with a fixed address) also serves the QR pictures and
	// the sign-in page.
	Base    string
	Timeout time.Duration    // of one call, a token refresh included; 0 means 8 s. Media take up to a minute
	Now     func() time.Time // nil means time.Now
	Log     *slog.Logger     // nil means slog.Default; never given content, openids or secrets
	// Transport is the way out; nil means a copy of http.DefaultTransport.
	Transport http.RoundTripper
}

// Client calls the platform for one account. It is safe for concurrent use,
// and any number of Clients may live in one process. Every method returns an
// *APIError, *CallError, *TokenError or one of this package's error values;
// Decide says what to do about it.
type Client struct {
	appID   string
	secret  string
	hosts   map[string]*url.URL // the only addresses calls may go to, by the platform's host
	timeout time.Duration
	now     func() time.Time
	log     *slog.Logger
	http    *http.Client
	token   *lease
	ticket  *lease // for pages that use the JS-SDK
}

// NewClient makes no call. The errors name the field and never its value.
func NewClient(cfg ClientConfig) (*Client, error) {
	if cfg.AppID == "" || cfg.Secret == "" {
		return nil, errors.New("wechat client: app id or secret is empty")
	}
	hosts, err := hostsOf(cfg.Base)
	if err != nil {
		return nil, err
	}
	c := &Client{appID: cfg.AppID, secret: cfg.Secret, hosts: hosts, timeout: cfg.Timeout, now: cfg.Now, log: cfg.Log}
	if c.timeout <= 0 {
		c.timeout = defaultTimeout
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = slog.Default()
	}
	transport := cfg.Transport
	if transport == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.MaxIdleConnsPerHost = idleConns
		transport = own
	}
	c.http = &http.Client{Transport: transport, CheckRedirect: noRedirect}
	c.token = newLease(c.now, c.timeout, c.fetchToken)
	c.ticket = newLease(c.now, c.timeout, c.fetchTicket)
	installSDKTransport()
	return c, nil
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// noRedirect: the platform's API does not redirect, and following would carry
// the token elsewhere.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func hostsOf(base string) (map[string]*url.URL, error) {
	base = strings.TrimSuffix(base, "/")
	if base == "" || base == DefaultBase {
		hosts := map[string]*url.URL{}
		for _, h := range []string{apiHost, mpHost, openHost} {
			hosts[h] = &url.URL{Scheme: "https", Host: h}
		}
		return hosts, nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") || u.RawQuery != "" {
		return nil, errors.New("wechat client: base must be an http or https address")
	}
	return map[string]*url.URL{apiHost: u, mpHost: u, openHost: u}, nil
}

// ServerDate is the platform's clock, by the Date header, to the second. The
// callback's gate refuses everybody when ours is five minutes wrong.
func (c *Client) ServerDate(ctx context.Context) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	res, err := c.send(ctx, request{method: http.MethodHead, path: "/"}, "")
	if err != nil {
		return time.Time{}, err
	}
	_ = res.Body.Close()
	date, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		return time.Time{}, fmt.Errorf("wechat: answer has no Date: %w", err)
	}
	return date.UTC(), nil
}
