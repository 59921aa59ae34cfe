package page

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var tokenInPage = regexp.MustCompile(`name="csrf_token" value="([^"]+)"`)

// reader is a browser that keeps cookies and the last form token it saw.
type reader struct {
	t     *testing.T
	s     *site
	jar   map[string]*http.Cookie
	token string
}

func (s *site) reader(t *testing.T) *reader {
	return &reader{t: t, s: s, jar: map[string]*http.Cookie{}}
}

func (r *reader) send(req *http.Request) *httptest.ResponseRecorder {
	for _, c := range r.jar {
		req.AddCookie(c)
	}
	w := r.s.do(req)
	for _, c := range w.Result().Cookies() {
		r.jar[c.Name] = c
		if c.MaxAge < 0 {
			delete(r.jar, c.Name)
		}
	}
	if m := tokenInPage.FindStringSubmatch(w.Body.String()); m != nil {
		r.token = m[1]
	}
	return w
}

func (r *reader) get(path string, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return r.send(req)
}

func (r *reader) post(path string, values url.Values, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return r.send(req)
}

func (r *reader) signIn() {
	r.t.Helper()
	r.get("/console/opinion")
	w := r.post("/console/signin", url.Values{tokenField: {r.token}})
	if w.Code != http.StatusSeeOther {
		r.t.Fatalf("signing in gave %d", w.Code)
	}
	r.get("/console/opinion")
}

func (r *reader) who() string { return r.get("/console/who").Body.String() }

func TestCookie(t *testing.T) {
	for public, want := range map[string]string{"https://rd.example.cn": "__Host-liaison-console", "http://127.0.0.1:8080": "liaison-console"} {
		r := newSite(t, public).reader(t)
		r.signIn()
		c := r.jar[want]
		if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 0 ||
			c.Secure != strings.HasPrefix(public, "https") {
			t.Errorf("%s: cookie %+v", public, c)
		}
		for token := range r.s.table.rows {
			if strings.Contains(token, c.Value) {
				t.Error("the store holds the cookie itself")
			}
		}
	}
}

func TestRenewChangesEverything(t *testing.T) {
	r := newSite(t, "http://x").reader(t)
	r.signIn()
	before, token := r.jar["liaison-console"].Value, r.token
	r.signIn()
	if r.jar["liaison-console"].Value == before || r.token == token {
		t.Error("cookie or form token outlived the sign-in")
	}
	if len(r.s.table.rows) != 1 {
		t.Errorf("%d sessions stored, want the new one alone", len(r.s.table.rows))
	}
	if r.who() != "u1" {
		t.Error("not signed in")
	}
}

func TestIdle(t *testing.T) {
	r := newSite(t, "http://x").reader(t)
	r.signIn()
	for range 4 {
		r.s.clock.step(29 * time.Minute)
		if r.who() != "u1" {
			t.Fatal("signed out although in use")
		}
	}
	r.s.clock.step(20 * time.Minute)
	r.get("/console/rows", backgroundHeader, "1")
	r.s.clock.step(11 * time.Minute)
	if r.who() != "" {
		t.Error("a page that refreshes itself kept the session alive")
	}
}

func TestSessionIsWrittenSeldom(t *testing.T) {
	r := newSite(t, "http://x").reader(t)
	r.get("/console/who")
	if len(r.s.table.rows) != 0 {
		t.Error("a look left a session")
	}
	r.signIn()
	r.get("/console/inbox") // takes the flash
	n := r.s.table.commits
	for range 10 {
		r.get("/console/inbox")
	}
	if r.s.table.commits != n {
		t.Errorf("%d writes for 10 looks", r.s.table.commits-n)
	}
}

func TestSignOut(t *testing.T) {
	r := newSite(t, "http://x").reader(t)
	r.signIn()
	old := r.jar["liaison-console"]
	r.post("/console/signout", url.Values{tokenField: {r.token}})
	if len(r.s.table.rows) != 0 || r.jar["liaison-console"] != nil {
		t.Error("session or cookie is left")
	}
	r.jar["x"] = old
	if r.who() != "" {
		t.Error("the old cookie still works")
	}
}

func TestSaveFails(t *testing.T) {
	s := newSite(t, "http://x")
	r := s.reader(t)
	r.signIn()
	s.table.broken = errors.New("disk is full")
	w := r.post("/console/say", url.Values{tokenField: {r.token}})
	if w.Code != http.StatusInternalServerError || w.Header().Get("Location") != "" || !strings.Contains(w.Body.String(), "系统暂时出了问题") {
		t.Errorf("a session that was not saved gave %d, %q", w.Code, w.Body)
	}
	if strings.Contains(w.Body.String(), "disk") || !strings.Contains(s.log.String(), "disk is full") {
		t.Error("the reason belongs in the log, not on the page")
	}
}

func TestSaveFailsUnderAPage(t *testing.T) {
	s := newSite(t, "http://x")
	r := s.reader(t)
	r.signIn()
	s.clock.step(5 * time.Minute) // the look is noted in the row
	s.table.broken = errors.New("disk is full")
	w := r.get("/console/opinion")
	if body := w.Body.String(); w.Code != http.StatusInternalServerError || strings.Contains(body, "转请代表") || strings.Count(body, "</html>") != 1 {
		t.Errorf("the page follows the error page: %d", w.Code)
	}
}

func TestPanicKeepsNothing(t *testing.T) {
	r := newSite(t, "http://x").reader(t)
	r.signIn()
	r.get("/console/inbox")
	if w := r.get("/console/put-panic"); w.Code != http.StatusInternalServerError {
		t.Fatalf("gave %d", w.Code)
	}
	if got := r.who(); got != "u1" {
		t.Errorf("session after a panic: %q", got)
	}
}

func TestSigningInGivesTheFullLife(t *testing.T) {
	r := newSite(t, "http://x").reader(t)
	r.signIn()
	if life := r.s.table.expiry.Sub(r.s.clock.now()); life < 11*time.Hour || life > 12*time.Hour {
		t.Errorf("staff are kept for %v", life)
	}
}

// TestASessionEndedElsewhereStaysEnded ends a session while a request of it runs.
func TestASessionEndedElsewhereStaysEnded(t *testing.T) {
	r := newSite(t, "http://x").reader(t)
	r.signIn()
	r.s.clock.step(5 * time.Minute) // the next request would write the row
	r.s.table.ending = true
	if w := r.get("/console/who"); w.Code != http.StatusOK {
		t.Errorf("the request under way gave %d", w.Code)
	}
	if r.s.table.ending = false; len(r.s.table.rows) != 0 || r.jar["liaison-console"] != nil {
		t.Error("the session came back")
	}
}

func TestFlashShowsOnce(t *testing.T) {
	r := newSite(t, "http://x").reader(t)
	r.signIn()
	w := r.post("/console/say", url.Values{tokenField: {r.token}})
	if w.Header().Get("Location") != "/console/inbox" {
		t.Fatalf("went to %q", w.Header().Get("Location"))
	}
	first, second := r.get("/console/inbox").Body.String(), r.get("/console/inbox").Body.String()
	if !strings.Contains(first, "已收到。") || strings.Contains(second, "已收到。") {
		t.Error("a flash shows on the next page, once")
	}
}
