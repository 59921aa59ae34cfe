package jobs

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const gatewayKey = "0123456789abcdef0123456789abcdef"

// provider is a gateway of the test's own, which checks what it is given as the
// README tells a provider to.
type provider struct {
	*httptest.Server
	mu    sync.Mutex
	took  []TextMessage // those whose signature was right
	fault func(w http.ResponseWriter, r *http.Request, took func()) bool
	wait  chan struct{} // closed when calls that hang are to end
}

func newProvider(t testing.TB) *provider {
	p := &provider{wait: make(chan struct{})}
	p.Server = httptest.NewServer(p)
	t.Cleanup(func() { close(p.wait); p.Close() })
	return p
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	mac := hmac.New(sha256.New, []byte(gatewayKey))
	mac.Write([]byte(r.Header.Get("Liaison-Timestamp") + "." + string(body)))
	if r.Method != http.MethodPost || r.Header.Get("Liaison-Signature") != hex.EncodeToString(mac.Sum(nil)) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var m TextMessage
	if json.Unmarshal(body, &m) != nil || m.ID == "" || m.Phone == "" || m.Text == "" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	took := func() { p.mu.Lock(); p.took = append(p.took, m); p.mu.Unlock() }
	p.mu.Lock()
	fault := p.fault
	p.mu.Unlock()
	if fault != nil && fault(w, r, took) {
		return
	}
	took()
	_, _ = io.WriteString(w, `{"status":"accepted"}`)
}

func (p *provider) strike(f func(w http.ResponseWriter, r *http.Request, took func()) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
}

// sentTo is the messages that one number got.
func (p *provider) sentTo(phone string) []TextMessage {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.took), func(m TextMessage) bool { return m.Phone != phone })
}

func answer(status int, body string) func(http.ResponseWriter, *http.Request, func()) bool {
	return func(w http.ResponseWriter, _ *http.Request, _ func()) bool {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	}
}

// cut takes the message and cuts the connection before it says so.
func cut(w http.ResponseWriter, _ *http.Request, took func()) bool {
	took()
	panic(http.ErrAbortHandler)
}

// gatewayFaults is what each misbehaviour of a gateway means for the message.
func gatewayFaults(p *provider) []struct {
	name    string
	fault   func(http.ResponseWriter, *http.Request, func()) bool
	verdict GatewayVerdict
	mend    bool
} {
	hang := func(_ http.ResponseWriter, r *http.Request, took func()) bool {
		took()
		select {
		case <-p.wait:
		case <-r.Context().Done():
		}
		return true
	}
	half := func(w http.ResponseWriter, _ *http.Request, took func()) bool {
		took()
		w.Header().Set("Content-Length", "100")
		_, _ = io.WriteString(w, `{"status":`)
		panic(http.ErrAbortHandler)
	}
	elsewhere := func(w http.ResponseWriter, r *http.Request, _ func()) bool {
		http.Redirect(w, r, p.URL+"/stolen", http.StatusTemporaryRedirect)
		return true
	}
	return []struct {
		name    string
		fault   func(http.ResponseWriter, *http.Request, func()) bool
		verdict GatewayVerdict
		mend    bool
	}{
		{"time-out", hang, GatewayUnknown, false},
		{"cut after it was sent", cut, GatewayUnknown, false},
		{"half an answer", half, GatewayUnknown, false},
		{"500", answer(500, ""), GatewayUnknown, false},
		{"502", answer(502, "<html>"), GatewayUnknown, false},
		{"503", answer(503, ""), GatewayLater, false},
		{"429", answer(429, ""), GatewayLater, false},
		{"wrong signature", answer(401, ""), GatewayLater, true},
		{"forbidden", answer(403, ""), GatewayLater, true},
		{"no such page", answer(404, ""), GatewayLater, true},
		{"redirect", elsewhere, GatewayLater, true},
		{"bad number", answer(422, ""), GatewayRefused, false},
		{"refused", answer(200, `{"status":"refused"}`), GatewayRefused, false},
		{"busy", answer(200, `{"status":"later"}`), GatewayLater, false},
		{"garbage", answer(200, `<html>`), GatewayUnknown, false},
		{"nothing", answer(200, ``), GatewayUnknown, false},
		{"another status", answer(200, `{"status":"perhaps"}`), GatewayUnknown, false},
		{"endless", func(w http.ResponseWriter, _ *http.Request, took func()) bool {
			took()
			_, _ = io.WriteString(w, `{"status":"`+strings.Repeat("x", 2*answerMost)+`"}`)
			return true
		}, GatewayUnknown, false},
	}
}

// Each misbehaviour of a gateway is told from the others, none is told with a
// number, a text or the key, and nothing follows a redirect.
func TestGatewayFaults(t *testing.T) {
	p := newProvider(t)
	g := NewHTTPGateway(p.URL+"/send", gatewayKey, 200*time.Millisecond, time.Now)
	defer g.Close()
	m := TextMessage{ID: "n1", Phone: "13800000001", Text: "请您参加会议"}
	for _, f := range gatewayFaults(p) {
		p.strike(func(w http.ResponseWriter, r *http.Request, took func()) bool {
			if r.URL.Path != "/send" {
				t.Errorf("%s: the call went on to %s", f.name, r.URL.Path)
			}
			return f.fault(w, r, took)
		})
		err := g.Send(t.Context(), m)
		var failed *GatewayError
		if !errors.As(err, &failed) || failed.Verdict != f.verdict || failed.Operator != f.mend {
			t.Errorf("%s: %+v", f.name, err)
			continue
		}
		for _, secret := range []string{m.Phone, m.Text, gatewayKey, p.URL} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("%s: %q tells %q", f.name, err, secret)
			}
		}
	}
	p.strike(nil)
	if err := g.Send(t.Context(), m); err != nil {
		t.Error(err)
	}
	if err := NewHTTPGateway(p.URL, "another key", 0, time.Now).Send(t.Context(), m); err == nil {
		t.Error("a gateway took a message with a wrong signature")
	}
}

// Where no connection can be made nothing was sent.
func TestNoGateway(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	_ = l.Close()
	err = NewHTTPGateway(address, gatewayKey, time.Second, time.Now).Send(t.Context(), TextMessage{ID: "n", Phone: "1", Text: "x"})
	if failed, ok := errors.AsType[*GatewayError](err); !ok || failed.Verdict != GatewayLater || strings.Contains(err.Error(), address) {
		t.Error(err)
	}
}
