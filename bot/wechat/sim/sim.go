// Package sim is a WeChat official account that runs on one's own machine: the
// platform's HTTP API, the delivery of what followers say and do to a callback
// URL, the followers themselves, and a page that shows their phones.
//
// It serves any program for an official account. Its XML and its encryption are
// those of github.com/silenceper/wechat/v2, on purpose not those of package
// wechat, so that a mistake in either shows as a refusal by the other.
//
// Drafts, publishing and permanent material are not emulated. Where the
// platform's documentation is silent the stricter reading is taken, so that a
// program which works here works there.
package sim

import (
	"cmp"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/silenceper/wechat/v2/util"
)

// Mode is how messages travel to the callback, as chosen in the platform's
// back end.
type Mode int

// The platform's three modes: 明文, 兼容 and 安全.
const (
	Plain      Mode = iota // clear XML
	Compatible             // clear XML with the encrypted form beside it
	Safe                   // encrypted XML only
)

// Retry is how stubbornly a delivery is repeated. The platform waits five
// seconds for an answer and tries three times in all.
type Retry struct {
	Timeout  time.Duration // for one attempt; 0 means 5 s
	Attempts int           // in all; 0 means 3
	Pause    time.Duration // between attempts; 0 means 1 s, negative means none
}

// Config is what an emulated account needs to know. AppID, Secret and Token are
// required; AESKey (43 characters) in the modes that encrypt.
type Config struct {
	AppID, Secret, Token, AESKey string

	Mode     Mode
	Callback string // where messages are delivered; empty: nowhere, until SetCallback
	Name     string // the account's name on the page; 公众号 when empty
	Account  string // the account's original id, gh_…; made from AppID when empty

	Now    func() time.Time // the real clock; Step moves only the emulator's own
	Client *http.Client     // carries deliveries; redirects are never followed
	Retry  Retry
	Log    *slog.Logger

	// URL is where the emulator can be reached, for PicUrl and image links. When
	// empty it is learned from the requests that arrive.
	URL string
	// State is a file that keeps followers, menus, templates and inboxes between
	// runs; media lie in a directory beside it. Empty keeps nothing.
	State string
	// Reset is a path prefix on the opened page's own host that ends the session
	// there and goes on to the path appended to it, such as "/h5/as?next=". All
	// phones share one browser, so without it a second phone would be taken for
	// the first. Empty opens pages directly.
	Reset string
	// Frame says that H5 pages allow being framed by this page. They are shown in
	// the phone then, else in a window of a phone's size.
	Frame bool
	// TextKey is the key under which text messages are signed that are handed over at
	// TextPath. Empty: there is no gateway.
	TextKey string
	// LogSize bounds the record of API calls; 0 means 50,000.
	LogSize int
	// Limits replaces the daily limit of API paths, for tests of 45009.
	Limits map[string]int
}

// Sim is one emulated official account. Its methods may be used concurrently.
type Sim struct {
	cfg     Config
	handler http.Handler
	ctx     context.Context
	stop    context.CancelFunc
	running sync.WaitGroup
	queue   *queue
	calls   *ring
	store   *keeper

	mu       sync.Mutex
	acc      *account
	callback string
	base     string // the emulator's own address, without a slash at the end
	secrets  secrets
	faults   []*Fault
	version  uint64        // from 1: a page that knows nothing yet asks since 0
	waiting  chan struct{} // closed at the next change; nil while nobody waits
}

// New starts an emulator. Close ends it.
func New(cfg Config) (*Sim, error) {
	if err := cfg.check(); err != nil {
		return nil, fmt.Errorf("wechat emulator: %w", err)
	}
	cfg = cfg.withDefaults()
	s := &Sim{
		cfg: cfg, callback: cfg.Callback, base: cfg.URL,
		calls: newRing(cfg.LogSize), queue: newQueue(), secrets: newSecrets(), version: 1,
	}
	s.ctx, s.stop = context.WithCancel(context.Background())
	if err := s.restore(); err != nil {
		s.stop()
		return nil, fmt.Errorf("wechat emulator: %w", err)
	}
	s.handler = s.routes()
	s.start()
	return s, nil
}

func (c Config) check() error {
	switch {
	case c.AppID == "":
		return errors.New("the AppID is empty")
	case c.Secret == "":
		return errors.New("the Secret is empty")
	case c.Token == "":
		return errors.New("the Token is empty")
	case c.Mode < Plain || c.Mode > Safe:
		return fmt.Errorf("unknown mode %d", c.Mode)
	}
	if c.Callback != "" {
		if err := absolute(c.Callback); err != nil {
			return fmt.Errorf("the Callback is %w", err)
		}
	}
	if c.Mode == Plain {
		return nil
	}
	if _, err := util.EncryptMsg(make([]byte, 16), nil, c.AppID, c.AESKey); err != nil {
		return errors.New("the AESKey must be 43 characters of base64")
	}
	return nil
}

func (c Config) withDefaults() Config {
	c.Account = cmp.Or(c.Account, originalID(c.AppID))
	c.Name = cmp.Or(c.Name, "公众号")
	c.Retry.Timeout = cmp.Or(c.Retry.Timeout, 5*time.Second)
	c.Retry.Attempts = cmp.Or(c.Retry.Attempts, 3)
	c.Retry.Pause = max(cmp.Or(c.Retry.Pause, time.Second), 0)
	c.LogSize = cmp.Or(c.LogSize, 50_000)
	c.Limits = maps.Clone(c.Limits)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	c.Client = withoutRedirects(c.Client)
	return c
}

// withoutRedirects returns a client that takes a redirect for an answer, as the
// platform does.
func withoutRedirects(given *http.Client) *http.Client {
	var client http.Client
	if given != nil {
		client = *given
	} else {
		client.Transport = &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

func originalID(appID string) string {
	sum := sha1.Sum([]byte(appID))
	return "gh_" + hex.EncodeToString(sum[:6])
}

func absolute(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("not an absolute http or https URL")
	}
	return nil
}

// Handler serves the API (all of the platform's host names at once), the control
// interface under /sim/ and the page at /.
func (s *Sim) Handler() http.Handler { return s.handler }

// Account is the original id that messages are addressed to.
func (s *Sim) Account() string { return s.cfg.Account }

// SetCallback changes where messages are delivered, without asking the new
// address anything; see Verify.
func (s *Sim) SetCallback(address string) error {
	if err := absolute(address); err != nil {
		return fmt.Errorf("callback: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callback = address
	return nil
}

// Close ends running deliveries, waits for them and writes the state.
func (s *Sim) Close() error {
	s.stop()
	s.queue.close()
	s.running.Wait()
	s.cfg.Client.CloseIdleConnections()
	return s.save()
}

// deliverers is how many queued events are on their way at once.
const deliverers = 8

func (s *Sim) start() {
	for range deliverers {
		s.running.Go(s.deliverQueued)
	}
	if s.store != nil {
		s.running.Go(s.saveNowAndThen)
	}
}
