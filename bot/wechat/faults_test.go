package wechat

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// reset breaks the connection without an answer.
func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = conn.(*net.TCPConn).SetLinger(0)
		_ = conn.Close()
	}
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, "<html>bad gateway</html>")
	}
}

func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) }
}

func halfABody(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `{"errcode":0,`)
}

// TestFaults is the table of fault × kind of call: what a message may do to a
// person must never be guessed, everything else may be repeated.
func TestFaults(t *testing.T) {
	code := func(n int) http.HandlerFunc { return says(fmt.Sprintf(`{"errcode":%d,"errmsg":"x rid: 1-2-3"}`, n)) }
	for _, f := range []struct {
		name       string
		handler    http.HandlerFunc
		send, read Verdict
	}{
		{"reset", reset, Unknown, Retry},
		{"HTTP 500", status(500), Unknown, Retry},
		{"HTTP 502", status(502), Unknown, Retry},
		{"HTTP 503", status(503), Retry, Retry},
		{"HTTP 429", status(429), Retry, Retry},
		{"HTTP 302", status(302), Retry, Retry},
		{"half a body", halfABody, Unknown, Retry},
		{"HTML", says("<html></html>"), Unknown, Retry},
		{"nothing", says(""), Unknown, Retry},
		{"too much", says(`{"x":"` + strings.Repeat("x", maxJSON) + `"}`), Unknown, Retry},
		{"busy", code(-1), Retry, Retry},
		{"40001", code(40001), Refresh, Refresh},
		{"42001", code(42001), Refresh, Refresh},
		{"45009", code(45009), WaitQuota, WaitQuota},
		{"45011", code(45011), Retry, Retry},
		{"45015", code(45015), ChangeChannel, ChangeChannel},
		{"45047", code(45047), ChangeChannel, ChangeChannel},
		{"43004", code(43004), ChangeChannel, ChangeChannel},
		{"40003", code(40003), ChangeChannel, ChangeChannel},
		{"43101", code(43101), ChangeChannel, ChangeChannel},
		{"47003", code(47003), GiveUp, GiveUp},
		{"a new code", code(99999), ChangeChannel, ChangeChannel},
	} {
		t.Run(f.name, func(t *testing.T) {
			p := newPlatform(t)
			for _, path := range []string{"/cgi-bin/message/custom/send", "/cgi-bin/message/template/send",
				"/cgi-bin/message/subscribe/bizsend", "/cgi-bin/tags/get", "/cgi-bin/user/info"} {
				p.handle(path, f.handler)
			}
			c := p.client()
			check := func(name string, err error, want Verdict) {
				t.Helper()
				if got := Decide(err); err == nil || got != want {
					t.Errorf("%s: %v, want %v (%v)", name, got, want, err)
				}
				mustHoldNoSecret(t, err)
			}
			check("text", c.SendText(t.Context(), "o", "x"), f.send)
			_, err := c.SendTemplate(t.Context(), Template{To: "o", TemplateID: "t"})
			check("template", err, f.send)
			check("subscription", c.SendSubscription(t.Context(), Subscription{To: "o", TemplateID: "t"}), f.send)
			_, err = c.Tags(t.Context())
			check("tags", err, f.read)
			_, err = c.UserInfo(t.Context(), "o")
			check("user", err, f.read)
		})
	}
}

func mustHoldNoSecret(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, secret := range []string{testSecret, "TOKEN-", "access_token=", "secret=", "call-"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("error shows %q: %v", secret, err)
		}
	}
}

func TestNothingLeftIsNotUnknown(t *testing.T) {
	p := newPlatform(t)
	c := p.client()
	if err := c.CheckAccess(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Close() // so that the next call must dial
	p.Close()
	err := c.SendText(t.Context(), "o", "x")
	if Decide(err) != Retry {
		t.Fatalf("got %v: %v", Decide(err), err)
	}
	mustHoldNoSecret(t, err)
	_, err = c.Exchange(t.Context(), "CODE") // its URL has the secret
	mustHoldNoSecret(t, err)
	if Decide(err) != Retry {
		t.Fatalf("got %v: %v", Decide(err), err)
	}
}

// An answer of another form than documented is an error of the same types,
// whether the SDK or this package reads it.
func TestAnswersOfAnotherForm(t *testing.T) {
	p := newPlatform(t)
	c := p.client()
	const odd = `{"tags":"none","openid":7,"ticket":[],"list":1,"template_list":1,"msgid":"x","ip_list":1}`
	for _, path := range []string{"/cgi-bin/tags/get", "/cgi-bin/user/info", "/cgi-bin/getcallbackip",
		"/cgi-bin/qrcode/create", "/cgi-bin/ticket/getticket", "/cgi-bin/template/get_all_private_template"} {
		p.answer(path, odd)
	}
	_, tags := c.Tags(t.Context())
	_, user := c.UserInfo(t.Context(), "o")
	_, addresses := c.CallbackAddresses(t.Context())
	_, qr := c.PermanentQR(t.Context(), "s")
	_, page := c.PageConfig(t.Context(), "https://a/")
	_, templates := c.Templates(t.Context())
	for name, err := range map[string]error{"tags": tags, "user": user, "addresses": addresses, "qr": qr, "page": page, "templates": templates} {
		if _, ok := errors.AsType[*CallError](err); !ok || Decide(err) != Retry {
			t.Errorf("%s: %v", name, err)
		}
		mustHoldNoSecret(t, err)
	}
}

// Following would carry the token to wherever the answer points.
func TestRedirectsAreNotFollowed(t *testing.T) {
	p := newPlatform(t)
	p.handle("/cgi-bin/user/info", http.RedirectHandler("/elsewhere", http.StatusFound).ServeHTTP)
	_, err := p.client().UserInfo(t.Context(), "o")
	if call, ok := errors.AsType[*CallError](err); !ok || call.Status != http.StatusFound || p.last().path == "/elsewhere" {
		t.Fatalf("got %v, last call %s", err, p.last().path)
	}
}

// The message never left, whatever became of the request for the token.
func TestTokenFailuresAreNeverUnknown(t *testing.T) {
	p := newPlatform(t)
	p.refuseKey = true
	err := p.client().SendText(t.Context(), "o", "x")
	if Decide(err) != Retry || !NeedsOperator(err) {
		t.Fatalf("got %v, operator %v: %v", Decide(err), NeedsOperator(err), err)
	}
	mustHoldNoSecret(t, err) // the platform quotes it

	q := newPlatform(t)
	q.Config.Handler = http.HandlerFunc(reset)
	if err := q.client().SendText(t.Context(), "o", "x"); Decide(err) != Retry {
		t.Fatalf("got %v: %v", Decide(err), err)
	}
}

func TestLogHoldsNoSecretAndNoContent(t *testing.T) {
	p := newPlatform(t)
	var log strings.Builder
	c := p.client(logTo(&log))
	_ = c.SendText(t.Context(), "oPerson", "路灯坏了")
	p.expire()
	_ = c.SendText(t.Context(), "oPerson", "路灯坏了")
	p.Close()
	_ = c.SendText(t.Context(), "oPerson", "路灯坏了")
	for _, bad := range []string{testSecret, "TOKEN-", "oPerson", "路灯"} {
		if strings.Contains(log.String(), bad) {
			t.Errorf("log shows %q:\n%s", bad, log.String())
		}
	}
	if !strings.Contains(log.String(), "/cgi-bin/message/custom/send") {
		t.Errorf("log does not name the call:\n%s", log.String())
	}
}

func TestQuotaReturnsAtMidnightInChina(t *testing.T) {
	for _, tc := range []struct{ now, want string }{
		{"2026-11-22T15:59:59Z", "2026-11-22T16:00:00Z"},
		{"2026-11-22T16:00:00Z", "2026-11-23T16:00:00Z"},
		{"2026-12-31T20:00:00-05:00", "2027-01-01T16:00:00Z"},
	} {
		now, _ := time.Parse(time.RFC3339, tc.now)
		if got := QuotaReturns(now).Format(time.RFC3339); got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.now, got, tc.want)
		}
	}
}

func TestEveryCodeIsExplained(t *testing.T) {
	for n, c := range codes {
		if c.meaning == "" || Explain(n) != c.meaning || c.verdict == Unknown {
			t.Errorf("%d: %+v", n, c)
		}
	}
	if Explain(1) != "" || Decide(nil) != Done || Decide(ErrSnapshot) != GiveUp {
		t.Error("what is not in the table")
	}
}
