package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/bot/wechat"
	"liaison/handlers/console"
	"liaison/handlers/webhook"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

// mounted makes the handlers over an empty database. change adjusts the
// configuration.
func mounted(t *testing.T, change func(*Config)) (public, apart http.Handler) {
	t.Helper()
	keys, err := store.ParseKeyring(store.GenerateKey("test"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := media.New(t.TempDir(), media.Options{FFmpeg: "none"})
	if err != nil {
		t.Fatal(err)
	}
	acts := act.New(act.Config{DB: dbtest.New(t, db.SQLite), Keys: keys, Media: files, Now: time.Now})
	client, err := wechat.NewClient(wechat.ClientConfig{AppID: "wx1", Secret: "s", Base: "http://127.0.0.1:9"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { acts.Close(); files.Close(); client.Close() })
	cfg := Config{Acts: acts, Client: client, Ready: acts.Ready, Base: "http://127.0.0.1:8080", Now: time.Now, Emulator: true,
		Webhook: func(r gin.IRouter) { webhook.Mount(r, webhook.Config{Acts: acts}) },
		Duties:  func() []console.Duty { return nil }}
	if change != nil {
		change(&cfg)
	}
	public, apart, err = New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return public, apart
}

func get(t *testing.T, h http.Handler, method, path string) (*http.Response, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), string(body)
}

func addresses(h http.Handler) []string {
	var list []string
	for _, r := range h.(*gin.Engine).Routes() {
		list = append(list, r.Method+" "+r.Path)
	}
	slices.Sort(list)
	return list
}

// TestEveryRouteHasARule: an address that is served and not in the table has no
// rule, and one in the table that is not served is a lie.
func TestEveryRouteHasARule(t *testing.T) {
	public, _ := mounted(t, nil)
	var table []string
	for _, r := range Routes() {
		table = append(table, r.Method+" "+r.Path)
		if (r.Act == "") == (r.Open == "") {
			t.Errorf("%s %s has %q and %q: one of act and reason", r.Method, r.Path, r.Act, r.Open)
		}
		if r.Act != "" && len(store.RolesFor(r.Act)) == 0 {
			t.Errorf("%s %s serves %q, which nobody may do", r.Method, r.Path, r.Act)
		}
	}
	slices.Sort(table)
	served := addresses(public)
	for _, a := range served {
		if !slices.Contains(table, a) {
			t.Errorf("%s is served and has no rule", a)
		}
	}
	for _, a := range table {
		if !slices.Contains(served, a) {
			t.Errorf("%s has a rule and is not served", a)
		}
	}
}

// TestSlowRoutesExist keeps the list of slow routes true.
func TestSlowRoutesExist(t *testing.T) {
	for path := range slow {
		if !slices.ContainsFunc(Routes(), func(r Route) bool { return r.Path == path }) {
			t.Errorf("%s is not an address", path)
		}
	}
}

func TestConsoleApart(t *testing.T) {
	public, apart := mounted(t, func(c *Config) { c.ConsoleApart = true })
	if slices.ContainsFunc(addresses(public), func(a string) bool { return strings.Contains(a, "/console") }) {
		t.Error("the public address serves the console")
	}
	for _, a := range addresses(apart) {
		if strings.Contains(a, "/h5") || strings.HasSuffix(a, " "+webhook.Path) {
			t.Errorf("the console's address serves %s", a)
		}
	}
	if res, _ := get(t, apart, "GET", "/console/signin"); res.StatusCode != http.StatusOK {
		t.Errorf("sign-in page: %d", res.StatusCode)
	}
	if res, _ := get(t, public, "GET", "/console/signin"); res.StatusCode != http.StatusNotFound {
		t.Errorf("sign-in page on the public address: %d", res.StatusCode)
	}
}

func TestEmulatorRouteOnlyWithEmulator(t *testing.T) {
	public, _ := mounted(t, func(c *Config) { c.Emulator = false })
	if res, _ := get(t, public, "GET", "/h5/as?next=/h5"); res.StatusCode != http.StatusNotFound {
		t.Errorf("changing phones with a real account: %d", res.StatusCode)
	}
}

// TestErrorsArePages: what nobody serves is a page with its headers, too.
func TestErrorsArePages(t *testing.T) {
	public, _ := mounted(t, nil)
	for _, c := range []struct {
		method, path string
		status       int
		words        string
	}{
		{"GET", "/nowhere", http.StatusNotFound, "没有找到"},
		{"GET", "/h5/nowhere", http.StatusNotFound, "没有找到"},
		{"DELETE", "/console/signin", http.StatusMethodNotAllowed, "不能这样打开"},
		{"GET", "/metrics", http.StatusNotFound, "没有找到"},
	} {
		res, body := get(t, public, c.method, c.path)
		if res.StatusCode != c.status || !strings.Contains(body, c.words) {
			t.Errorf("%s %s: %d", c.method, c.path, res.StatusCode)
		}
		if !strings.Contains(res.Header.Get("Content-Security-Policy"), "default-src 'none'") || res.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s %s: no policy or no request id", c.method, c.path)
		}
	}
}

func TestVerifyFile(t *testing.T) {
	public, _ := mounted(t, func(c *Config) { c.VerifyFiles = map[string][]byte{"MP_verify_a1.txt": []byte("a1")} })
	res, body := get(t, public, "GET", "/MP_verify_a1.txt")
	if res.StatusCode != http.StatusOK || body != "a1" || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain") {
		t.Errorf("%d %q %q", res.StatusCode, body, res.Header.Get("Content-Type"))
	}
	if res, _ := get(t, public, "GET", "/MP_verify_b2.txt"); res.StatusCode != http.StatusNotFound {
		t.Errorf("a file nobody configured: %d", res.StatusCode)
	}
}

// TestReadyz: asked again and again it looks once a second, and it never says why
// it is not ready.
func TestReadyz(t *testing.T) {
	now, asked := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), 0
	var broken error
	public, _ := mounted(t, func(c *Config) {
		c.Now = func() time.Time { return now }
		c.Ready = func(context.Context) error { asked++; return broken }
	})
	for range 3 {
		if res, _ := get(t, public, "GET", "/readyz"); res.StatusCode != http.StatusOK {
			t.Fatalf("ready: %d", res.StatusCode)
		}
	}
	if asked != 1 {
		t.Errorf("the database was asked %d times within a second", asked)
	}
	broken = errors.New("dial tcp 10.1.2.3:3306: refused")
	now = now.Add(readyLife)
	res, body := get(t, public, "GET", "/readyz")
	if res.StatusCode != http.StatusServiceUnavailable || strings.Contains(body, "10.1.2.3") {
		t.Errorf("not ready: %d %q", res.StatusCode, body)
	}
	if res, _ := get(t, public, "GET", "/healthz"); res.StatusCode != http.StatusOK {
		t.Errorf("healthz: %d", res.StatusCode)
	}
}
