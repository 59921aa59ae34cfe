package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const testSecret = "SECRET0123456789"

// platform is as much of WeChat's API as a test needs: tokens, and an answer
// for each path.
type platform struct {
	*httptest.Server
	t testing.TB

	mu        sync.Mutex
	serial    int    // of the last token given out
	valid     string // the token now accepted
	life      int
	tokens    []bool // requests for a token: by force or not
	seen      []seen
	handlers  map[string]http.HandlerFunc
	refuseKey bool
}

type seen struct {
	method, path, query, body string
}

func newPlatform(t testing.TB) *platform {
	p := &platform{t: t, life: 7200, handlers: map[string]http.HandlerFunc{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *platform) client(change ...func(*ClientConfig)) *Client {
	cfg := ClientConfig{AppID: testAppID, Secret: testSecret, Base: p.URL, Timeout: 5 * time.Second,
		Log: slog.New(slog.DiscardHandler)}
	for _, f := range change {
		f(&cfg)
	}
	c, err := NewClient(cfg)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(c.Close)
	return c
}

// answer makes a path answer with a fixed text.
func (p *platform) answer(path, body string) {
	p.handle(path, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
}

func (p *platform) handle(path string, h http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.handlers[path] = h
}

// expire makes the token now given out worthless, as when another program asked
// for one by force.
func (p *platform) expire() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.valid = ""
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	if r.URL.Path == "/cgi-bin/stable_token" {
		p.stableToken(w, body)
		return
	}
	p.mu.Lock()
	p.seen = append(p.seen, seen{r.Method, r.URL.Path, r.URL.RawQuery, string(body)})
	h, dead := p.handlers[r.URL.Path], r.URL.Query().Has("access_token") && r.URL.Query().Get("access_token") != p.valid
	p.mu.Unlock()
	switch {
	case dead:
		_, _ = io.WriteString(w, `{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: x"}`)
	case h != nil:
		h(w, r)
	default:
		_, _ = io.WriteString(w, `{"errcode":0,"errmsg":"ok"}`)
	}
}

func (p *platform) stableToken(w http.ResponseWriter, body []byte) {
	var in struct {
		AppID, Secret string
		Force         bool `json:"force_refresh"`
	}
	_ = json.Unmarshal(body, &in)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tokens = append(p.tokens, in.Force)
	if in.AppID != testAppID || in.Secret != testSecret || p.refuseKey {
		_, _ = io.WriteString(w, `{"errcode":40125,"errmsg":"invalid appsecret `+in.Secret+`"}`)
		return
	}
	if p.valid == "" || in.Force {
		p.serial++
		p.valid = fmt.Sprintf("TOKEN-%d", p.serial)
	}
	_, _ = fmt.Fprintf(w, `{"access_token":%q,"expires_in":%d}`, p.valid, p.life)
}

// last is the most recent call, with its token checked and cut off.
func (p *platform) last() seen {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.seen) == 0 {
		p.t.Fatal("no call was made")
	}
	return p.seen[len(p.seen)-1]
}

func (p *platform) counts() (calls, tokens int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.seen), len(p.tokens)
}

func TestNewClientRefusesBadConfiguration(t *testing.T) {
	for name, cfg := range map[string]ClientConfig{
		"no app id":    {Secret: "s"},
		"no secret":    {AppID: "a"},
		"no host":      {AppID: "a", Secret: "s", Base: "api.weixin.qq.com"},
		"other scheme": {AppID: "a", Secret: "s", Base: "ftp://x"},
		"password":     {AppID: "a", Secret: "s", Base: "https://u:p@x"},
		"query":        {AppID: "a", Secret: "s", Base: "https://x?y"},
	} {
		if _, err := NewClient(cfg); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestDeadTokenCostsOneRefreshAndOneRepeat(t *testing.T) {
	p := newPlatform(t)
	c := p.client()
	if err := c.SendText(t.Context(), "o", "一"); err != nil {
		t.Fatal(err)
	}
	p.expire()
	if err := c.SendText(t.Context(), "o", "二"); err != nil {
		t.Fatal(err)
	}
	if calls, tokens := p.counts(); calls != 3 || tokens != 2 {
		t.Fatalf("%d calls and %d tokens, want 3 and 2", calls, tokens)
	}
	if !strings.Contains(p.last().body, "二") {
		t.Fatalf("the repeat lost its body: %+v", p.last())
	}
}

func TestDeadTokenCostsOneRefreshForAllCallers(t *testing.T) {
	p := newPlatform(t)
	c := p.client()
	if _, err := c.Tags(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.expire()
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			if err := c.SendText(t.Context(), "o", "x"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, tokens := p.counts(); tokens != 2 {
		t.Fatalf("%d requests for a token, want 2", tokens)
	}
}

// Force kills every other replica's token: it is kept for a token that is
// refused although the platform has just confirmed it, and then used
// sparingly.
func TestForceIsTheLastResort(t *testing.T) {
	p := newPlatform(t)
	now := testNow
	c := p.client(func(cfg *ClientConfig) { cfg.Now = func() time.Time { return now } })
	p.answer("/cgi-bin/tags/get", `{"errcode":40001,"errmsg":"x"}`)
	for range 3 {
		if _, err := c.Tags(t.Context()); Decide(err) != Refresh {
			t.Fatalf("got %v", err)
		}
	}
	now = now.Add(forcePause)
	if _, err := c.Tags(t.Context()); err == nil {
		t.Fatal("no error")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	forced := 0
	for _, f := range p.tokens {
		if f {
			forced++
		}
	}
	if p.tokens[0] || p.tokens[1] || forced != 2 {
		t.Fatalf("forced: %v, want 2 and not at first", p.tokens)
	}
}

// With expires_in of 300 the SDK fetches a token for every call.
func TestShortTokenLifeIsNotARefetchPerCall(t *testing.T) {
	for _, life := range []int{0, 1, 299, 300, 301, 599, 600, 7200} {
		p := newPlatform(t)
		p.life = life
		now := testNow
		c := p.client(func(cfg *ClientConfig) { cfg.Now = func() time.Time { return now } })
		for range 5 {
			if _, err := c.Tags(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if _, tokens := p.counts(); tokens != 1 {
			t.Errorf("life %d: %d tokens for 5 calls", life, tokens)
		}
		now = now.Add(time.Duration(max(life, 60)) * time.Second)
		if _, err := c.Tags(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, tokens := p.counts(); tokens != 2 {
			t.Errorf("life %d: %d tokens after it ended", life, tokens)
		}
	}
}

// Several accounts, or replicas against emulators, share the SDK's globals.
func TestClientsInOneProcessDoNotMix(t *testing.T) {
	var wg sync.WaitGroup
	for n := range 4 {
		p := newPlatform(t)
		p.serial = 100 * n // tokens differ
		p.answer("/cgi-bin/tags/get", fmt.Sprintf(`{"tags":[{"id":%d,"name":"n"}]}`, 100+n))
		c := p.client()
		for range 20 {
			wg.Go(func() {
				tags, err := c.Tags(t.Context())
				if err != nil || len(tags) != 1 || tags[0].ID != 100+n {
					t.Errorf("client %d: %v, %v", n, tags, err)
				}
			})
		}
	}
	wg.Wait()
}

func TestEveryMethodObeysItsContext(t *testing.T) {
	p := newPlatform(t)
	c := p.client()
	ctx, cancel := context.WithCancel(t.Context())
	p.handle("/cgi-bin/message/custom/send", func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	err := c.SendText(ctx, "o", "x")
	if !errors.Is(err, context.Canceled) || Decide(err) != Unknown {
		t.Fatalf("got %v, %v", err, Decide(err))
	}
}

func TestTimeoutIsTheClients(t *testing.T) {
	p := newPlatform(t)
	c := p.client(func(cfg *ClientConfig) { cfg.Timeout = 30 * time.Millisecond })
	if err := c.CheckAccess(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.handle("/cgi-bin/message/template/send", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	_, err := c.SendTemplate(t.Context(), Template{To: "o", TemplateID: "t"})
	if !errors.Is(err, context.DeadlineExceeded) || Decide(err) != Unknown {
		t.Fatalf("got %v, %v", err, Decide(err))
	}
}

func TestServerDate(t *testing.T) {
	p := newPlatform(t)
	p.handle("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", "Thu, 25 Apr 2024 09:15:04 GMT")
		w.WriteHeader(http.StatusNotFound)
	})
	got, err := p.client().ServerDate(t.Context())
	if err != nil || !got.Equal(testNow) {
		t.Fatalf("got %v, %v", got, err)
	}
}
