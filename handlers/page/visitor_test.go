package page

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const visitName = "liaison-console-visit"

// TestALookLeavesNoRow: anybody can look at the sign-in page, as often as they
// like.
func TestALookLeavesNoRow(t *testing.T) {
	s := newSite(t, "http://x")
	for range 1000 {
		if w := s.reader(t).get("/console/opinion"); w.Code != http.StatusOK || !tokenInPage.MatchString(w.Body.String()) {
			t.Fatalf("the page gave %d", w.Code)
		}
	}
	if len(s.table.rows) != 0 {
		t.Errorf("1,000 looks left %d rows", len(s.table.rows))
	}
}

func TestAVisitorsCookie(t *testing.T) {
	for public, name := range map[string]string{"https://rd.example.cn": "__Host-" + visitName, "http://x": visitName} {
		r := newSite(t, public).reader(t)
		r.get("/console/opinion")
		c := r.jar[name]
		if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge <= 0 ||
			c.MaxAge > 3600 || c.Secure != strings.HasPrefix(public, "https") {
			t.Errorf("%s: cookie %+v", public, c)
		}
		r.signIn()
		if r.jar[name] != nil {
			t.Error("who is known keeps the visitor's cookie")
		}
	}
}

// TestAForgedVisitorIsNobody changes what the cookie says, how it is signed, whom
// it is for, and its age: the form it belongs to is refused.
func TestAForgedVisitorIsNobody(t *testing.T) {
	s := newSite(t, "http://x")
	sent := func(change func(r *reader)) int {
		r := s.reader(t)
		r.get("/console/opinion")
		if r.token == "" || r.jar[visitName] == nil {
			t.Fatal("no token or no cookie")
		}
		change(r)
		return r.post("/console/say", url.Values{tokenField: {r.token}, formIDName: {strings.Repeat("a", 32)}}).Code
	}
	if code := sent(func(*reader) {}); code != http.StatusSeeOther {
		t.Fatalf("as it is: %d", code)
	}
	for what, change := range map[string]func(r *reader){
		"another text":      func(r *reader) { r.jar[visitName].Value = "x" + r.jar[visitName].Value },
		"another signature": func(r *reader) { r.jar[visitName].Value += "0" },
		"no signature":      func(r *reader) { r.jar[visitName].Value, _, _ = strings.Cut(r.jar[visitName].Value, ".") },
		"the phone's": func(r *reader) {
			phone := s.reader(t)
			phone.get("/h5/opinion")
			r.jar[visitName].Value, r.token = phone.jar["liaison-phone-visit"].Value, phone.token
		},
		"an old one": func(r *reader) { s.clock.step(visitorLife + time.Second) },
	} {
		if code := sent(change); code != http.StatusForbidden {
			t.Errorf("%s: %d", what, code)
		}
	}
}
