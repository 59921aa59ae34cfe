package main_test

import (
	"crypto/cipher"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// forgery is a way to be taken for the platform.
type forgery struct {
	name   string
	reason string // as it is counted
	make   func(p *platform, m *message) request
}

// with gives a genuine request with something changed.
func with(change func(p *platform, r *request)) func(*platform, *message) request {
	return func(p *platform, m *message) request {
		r := p.request(m, time.Now())
		change(p, &r)
		return r
	}
}

// set changes a field of the query.
func set(name, value string) func(*platform, *message) request {
	return with(func(_ *platform, r *request) { r.query.Set(name, value) })
}

// sealedAs puts something else into a genuine envelope, with a signature that
// covers it.
func sealedAs(sealed func(p *platform, m *message) string, body func(sealed string) string) func(*platform, *message) request {
	return func(p *platform, m *message) request {
		r := p.request(m, time.Now())
		s := sealed(p, m)
		r.query.Set("msg_signature", p.sign(r.query.Get("timestamp"), r.query.Get("nonce"), s))
		r.body = body(s)
		return r
	}
}

func envelope(sealed string) string {
	return "<xml><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>"
}

// unencrypted is a message nobody encrypted, under a query that is genuine.
func unencrypted(encryptType ...string) func(*platform, *message) request {
	return func(p *platform, m *message) request {
		r := p.request(m, time.Now())
		r.query.Del("msg_signature")
		r.query["encrypt_type"] = encryptType
		r.body = m.xml()
		return r
	}
}

// aged is genuine but for its age.
func aged(by time.Duration) func(*platform, *message) request {
	return func(p *platform, m *message) request { return p.request(m, time.Now().Add(by)) }
}

const zeros = "0000000000000000000000000000000000000000"

func forgeries() []forgery {
	const (
		query, signature, stale = "malformed query", "bad signature", "stale timestamp"
		mode, body, unreadable  = "wrong encryption mode", "not an XML envelope", "cannot be decrypted"
	)
	genuine := func(p *platform, m *message) string { return p.seal(m.xml(), p.appID) }
	return []forgery{
		{"signature of nobody", signature, set("signature", zeros)},
		{"another's timestamp", signature, with(func(_ *platform, r *request) {
			r.query.Set("timestamp", strconv.FormatInt(time.Now().Unix()-7, 10))
		})},
		{"another token", signature, with(func(p *platform, r *request) {
			other := platform{token: ""}
			r.query.Set("signature", other.sign(r.query.Get("timestamp"), r.query.Get("nonce")))
		})},
		{"forged body under a stolen query", signature, with(func(p *platform, r *request) {
			r.body = envelope(p.seal(newMessage("thief").xml(), p.appID))
		})},
		{"no signature", query, set("signature", "")},
		{"signature twice", query, with(func(_ *platform, r *request) { r.query["signature"] = append(r.query["signature"], zeros) })},
		{"timestamp 1e9", query, set("timestamp", "1e9")},
		{"nonce with a space", query, set("nonce", "a b")},
		{"no msg_signature", query, set("msg_signature", "")},
		{"six minutes old", stale, aged(-6 * time.Minute)},
		{"six minutes ahead", stale, aged(6 * time.Minute)},
		{"fifty years old", stale, aged(-50 * 365 * 24 * time.Hour)},
		{"downgraded: no encrypt_type", mode, unencrypted()},
		{"downgraded: raw", mode, unencrypted("raw")},
		{"downgraded: AES in capitals", mode, unencrypted("AES")},
		{"JSON", body, with(func(_ *platform, r *request) { r.body = `{"Encrypt":"x","MsgType":"text"}` })},
		{"nothing", body, with(func(_ *platform, r *request) { r.body = "" })},
		{"two ciphers", body, sealedAs(genuine, func(s string) string {
			return "<xml><Encrypt>" + s + "</Encrypt><Encrypt>" + s + "</Encrypt></xml>"
		})},
		{"entities", body, sealedAs(genuine, func(s string) string { return bomb() + envelope(s) })},
		{"no cipher", unreadable, sealedAs(func(*platform, *message) string { return "QUJD" }, envelope)},
		{"noise as a cipher", unreadable, sealedAs(func(p *platform, _ *message) string {
			b := make([]byte, 96) // its padding is nothing
			cipher.NewCBCEncrypter(p.block, p.iv).CryptBlocks(b, b)
			return base64.StdEncoding.EncodeToString(b)
		}, envelope)},
		{"for another app", "for another app id", sealedAs(func(p *platform, m *message) string {
			return p.seal(m.xml(), "wxfedcba9876543210")
		}, envelope)},
	}
}

// bomb is a billion laughs.
func bomb() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE x [<!ENTITY a0 "ha">`)
	for i := range 10 {
		fmt.Fprintf(&b, `<!ENTITY a%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&a%d;", i), 10))
	}
	return b.String() + "]>"
}

// Ten thousand forged, downgraded, stale, foreign and replayed callbacks change
// nothing, and are counted by reason.
func TestForgedCallbacks(t *testing.T) {
	const attempts, clients = 10_000, 16
	spec := dbtest.Spec(t, db.MySQL)
	d := deploy(t, spec)
	p, rows := d.replica(), openRows(t, spec)
	replay, words := genuine(t, d.platform, p.addr)
	before := rows.founded(t)
	list := forgeries()
	var mu sync.Mutex
	want, wrong := map[string]int{}, []string{}
	work := make(chan int)
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for i := range work {
				n := i % (len(list) + 1)
				var reason, problem string
				if n == len(list) {
					problem = replayed(t, d.platform, p.addr, replay, words)
				} else {
					reason, problem = list[n].reason, list[n].try(t, d.platform, p.addr)
				}
				mu.Lock()
				want[reason]++
				if problem != "" {
					wrong = append(wrong, problem)
				}
				mu.Unlock()
			}
		})
	}
	for i := range attempts {
		work <- i
	}
	close(work)
	wg.Wait()
	few(t, "forgeries were not refused as they should", wrong)
	rows.unchanged(t, before)
	for reason, n := range want {
		if got := p.metric("liaison_deliveries_refused_total", strconv.Quote(reason)); reason != "" && int(got) != n {
			t.Errorf("%s: %v counted, %d sent", reason, got, n)
		}
	}
	if got := p.metric("liaison_deliveries_refused_total", ""); int(got) != attempts-want[""] {
		t.Errorf("%v refusals counted in all, %d sent", got, attempts-want[""])
	}
	t.Logf("%d callbacks, %d of them replayed: nothing changed in %d tables", attempts, want[""], len(before))
}

// genuine sends a message and gives the request, to be replayed, with what was
// answered.
func genuine(t *testing.T, p *platform, addr string) (request, string) {
	t.Helper()
	r := p.request(newMessage("genuine"), time.Now())
	a, err := p.post(t.Context(), addr, r)
	if err != nil || numberIn(a.words) == "" {
		t.Fatalf("a genuine message got status %d, error %v", a.status, err)
	}
	return r, a.words
}

func (f forgery) try(t *testing.T, p *platform, addr string) (problem string) {
	a, err := p.post(t.Context(), addr, f.make(p, newMessage("forged")))
	if err != nil {
		return fmt.Sprintf("%s: %v", f.name, err)
	}
	if a.status != http.StatusForbidden {
		return fmt.Sprintf("%s: status %d", f.name, a.status)
	}
	return ""
}

// replayed sends what was sent before, as whoever overheard it would, or the
// platform itself: the same answer, and nothing else.
func replayed(t *testing.T, p *platform, addr string, r request, words string) (problem string) {
	a, err := p.post(t.Context(), addr, r)
	if err != nil || a.words != words {
		return fmt.Sprintf("replayed: status %d, other words, error %v", a.status, err)
	}
	return ""
}

// A GET proves to the platform that the address knows the token; nobody else gets
// an echo.
func TestForgedEcho(t *testing.T) {
	p := deploy(t, dbtest.Spec(t, db.SQLite)).replica()
	stamp, nonce := strconv.FormatInt(time.Now().Unix(), 10), strconv.Itoa(rand.Int())
	good := url.Values{"signature": {p.d.platform.sign(stamp, nonce)}, "timestamp": {stamp}, "nonce": {nonce}, "echostr": {"123456"}}
	for _, c := range []struct {
		name, field, value string
		status             int
		body               string
	}{
		{"genuine", "echostr", "123456", http.StatusOK, "123456"},
		{"forged", "signature", zeros, http.StatusForbidden, ""},
		{"markup", "echostr", "<script>alert(1)</script>", http.StatusForbidden, ""},
		{"stale", "timestamp", "1714036504", http.StatusForbidden, ""},
	} {
		q := url.Values{}
		for k, v := range good {
			q[k] = v
		}
		q.Set(c.field, c.value)
		status, body, err := p.get(t.Context(), "http://"+p.addr+"/wechat?"+q.Encode())
		if err != nil || status != c.status || body != c.body {
			t.Errorf("%s: status %d, body %q, error %v", c.name, status, body, err)
		}
	}
}
