package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/officialaccount"
	sdkconfig "github.com/silenceper/wechat/v2/officialaccount/config"
	"github.com/silenceper/wechat/v2/officialaccount/message"
	"github.com/silenceper/wechat/v2/util"
)

const testKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

// bench is an emulator with an account's program behind its callback, which is
// written with the SDK, and the SDK's client in front.
type bench struct {
	*Sim
	t      *testing.T
	server *httptest.Server
	app    *app
	clock  *clock
	sdk    *officialaccount.OfficialAccount
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) step(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// app answers deliveries through the SDK's server and keeps what it got.
type app struct {
	mu     sync.Mutex
	oa     *officialaccount.OfficialAccount
	got    []*message.MixMessage
	raw    []string
	hits   []url.Values
	answer func(*message.MixMessage) *message.Reply
	wreck  func(n int, w http.ResponseWriter, r *http.Request) bool // true: it answered itself
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.hits = append(a.hits, r.URL.Query())
	n, wreck := len(a.hits), a.wreck
	a.mu.Unlock()
	if wreck != nil && wreck(n, w, r) {
		return
	}
	srv := a.oa.GetServer(r, w)
	var reply *message.Reply
	srv.SetMessageHandler(func(m *message.MixMessage) *message.Reply {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.got = append(a.got, m)
		a.raw = append(a.raw, string(srv.RequestRawXMLMsg))
		if a.answer != nil {
			reply = a.answer(m)
		}
		return reply
	})
	if err := srv.Serve(); err != nil {
		http.Error(w, "refused", http.StatusForbidden)
		return
	}
	if reply == nil {
		if r.Method == http.MethodPost && r.URL.Query().Get("encrypt_type") == "aes" {
			io.WriteString(w, "success")
		}
		return
	}
	if err := srv.Send(); err != nil {
		http.Error(w, "refused", http.StatusInternalServerError)
	}
}

func (a *app) last() *message.MixMessage {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.got) == 0 {
		return &message.MixMessage{}
	}
	return a.got[len(a.got)-1]
}

func (a *app) lastRaw() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.raw[len(a.raw)-1]
}

func (a *app) events(name string) []*message.MixMessage {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []*message.MixMessage
	for _, m := range a.got {
		if string(m.Event) == name {
			out = append(out, m)
		}
	}
	return out
}

func echo(m *message.MixMessage) *message.Reply {
	return &message.Reply{MsgType: message.MsgTypeText, MsgData: message.NewText("收到：" + m.Content)}
}

func newBench(t *testing.T, change func(*Config)) *bench {
	t.Helper()
	b := &bench{t: t, app: &app{}, clock: &clock{now: time.Date(2026, 11, 22, 4, 0, 0, 0, time.UTC)}}
	callback := httptest.NewServer(b.app)
	t.Cleanup(callback.Close)
	cfg := Config{
		AppID: "wx0123456789abcdef", Secret: "a-secret", Token: "a-token", AESKey: testKey, Mode: Safe,
		Callback: callback.URL + "/wechat", Now: b.clock.Now,
		Retry: Retry{Timeout: 2 * time.Second, Pause: -1},
	}
	if change != nil {
		change(&cfg)
	}
	var err error
	if b.Sim, err = New(cfg); err != nil {
		t.Fatal(err)
	}
	b.server = httptest.NewServer(b.Handler())
	t.Cleanup(b.server.Close)
	t.Cleanup(func() { b.Sim.Close() })
	b.sdk = officialaccount.NewOfficialAccount(&sdkconfig.Config{
		AppID: cfg.AppID, AppSecret: cfg.Secret, Token: cfg.Token, EncodingAESKey: cfg.AESKey,
		Cache: cache.NewMemory(), UseStableAK: true,
	})
	b.app.oa = b.sdk
	b.steer()
	return b
}

// steer points the SDK's global client at this emulator, whatever host it means.
func (b *bench) steer() {
	before := util.DefaultHTTPClient
	target, _ := url.Parse(b.server.URL)
	util.DefaultHTTPClient = &http.Client{Transport: steered{target}}
	b.t.Cleanup(func() { util.DefaultHTTPClient = before })
}

type steered struct{ to *url.URL }

func (s steered) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = s.to.Scheme, s.to.Host
	return http.DefaultTransport.RoundTrip(r)
}

// follower creates a user who follows without an event.
func (b *bench) follower(ids ...string) {
	b.t.Helper()
	if err := b.Seed(ids...); err != nil {
		b.t.Fatal(err)
	}
}

// token asks each time, because the SDK's cache does not know the test's clock.
func (b *bench) token() string { return b.stable(false) }

// api calls an endpoint with a token and returns its answer.
func (b *bench) api(path string, body any) map[string]any {
	b.t.Helper()
	sep := "?"
	if strings.Contains(path, "?") {
		sep = "&"
	}
	return b.call(path+sep+"access_token="+b.token(), body)
}

func (b *bench) call(path string, body any) map[string]any {
	b.t.Helper()
	res, err := b.send(path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	out := map[string]any{}
	dec := json.NewDecoder(res.Body)
	dec.UseNumber()
	if err := dec.Decode(&out); err != nil {
		b.t.Fatalf("%s: %v", path, err)
	}
	return out
}

func (b *bench) send(path string, body any) (*http.Response, error) {
	if body == nil {
		return http.Get(b.server.URL + path)
	}
	data, ok := body.([]byte)
	if !ok {
		data, _ = json.Marshal(body)
	}
	return http.Post(b.server.URL+path, "application/json", bytes.NewReader(data))
}

// code is the errcode of an answer.
func code(answer map[string]any) string {
	if answer["errcode"] == nil {
		return "0"
	}
	return fmt.Sprint(answer["errcode"])
}

// wantCode fails unless the call is answered with errcode.
func (b *bench) wantCode(want int, path string, body any) map[string]any {
	b.t.Helper()
	answer := b.api(path, body)
	if code(answer) != fmt.Sprint(want) {
		b.t.Fatalf("%s %v: errcode %s (%v), want %d", path, body, code(answer), answer["errmsg"], want)
	}
	return answer
}

func (b *bench) settle() {
	b.t.Helper()
	if err := b.Settle(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

type obj = map[string]any

func mustOutcome(t *testing.T, want string) func(Outcome, error) Outcome {
	return func(out Outcome, err error) Outcome {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if out.State != want {
			t.Fatalf("state %q (%+v), want %q", out.State, out.Attempts, want)
		}
		return out
	}
}

func TestNewRefusesBadConfiguration(t *testing.T) {
	good := Config{AppID: "wx1", Secret: "s", Token: "t", AESKey: testKey, Mode: Safe}
	bad := map[string]func(*Config){
		"AppID":    func(c *Config) { c.AppID = "" },
		"Secret":   func(c *Config) { c.Secret = "" },
		"Token":    func(c *Config) { c.Token = "" },
		"AESKey":   func(c *Config) { c.AESKey = "short" },
		"mode":     func(c *Config) { c.Mode = 7 },
		"Callback": func(c *Config) { c.Callback = "not a url" },
	}
	for name, spoil := range bad {
		cfg := good
		spoil(&cfg)
		if _, err := New(cfg); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v does not name it", name, err)
		}
	}
	s, err := New(good)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestUnknownUser(t *testing.T) {
	b := newBench(t, nil)
	if _, err := b.Say(t.Context(), "nobody", "hi"); !errors.Is(err, ErrNoUser) {
		t.Fatalf("error %v, want ErrNoUser", err)
	}
}
