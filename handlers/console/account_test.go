package console

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestARecoveryCodeServesOnce: ten serve once each, and renewing ends the old.
func TestARecoveryCodeServesOnce(t *testing.T) {
	d := open(t)
	var codes []string
	renew := func() {
		d.as("clerk", func(t *act.Tx) (err error) { codes, err = t.RenewRecovery(); return err })
	}
	try := func(code string) int {
		return d.nobody().post(signInPath, "login", "clerk", "password", goodPassword, "code", code).Code
	}
	renew()
	for i, want := range []int{http.StatusSeeOther, http.StatusUnprocessableEntity} {
		if got := try(codes[0]); got != want {
			t.Errorf("use %d: %d, want %d", i+1, got, want)
		}
	}
	old := codes[1]
	renew()
	if got := try(old); got != http.StatusUnprocessableEntity {
		t.Errorf("one that was renewed: %d", got)
	}
	if got := try(strings.ToUpper(codes[1])); got != http.StatusSeeOther {
		t.Errorf("in capitals: %d", got)
	}
}

// TestAOneTimePasswordExpires after the three days of the setting.
func TestAOneTimePasswordExpires(t *testing.T) {
	d := open(t)
	hash, err := d.HashPassword(t.Context(), firstWord)
	must(t, err)
	try := func() answer { return d.nobody().post(signInPath, "login", "clerk", "password", firstWord) }
	d.as("security", func(t *act.Tx) error { return t.Reset(d.people["clerk"].ID, hash) })
	d.step(3 * 24 * time.Hour)
	if got := try(); got.Location != setupPath {
		t.Errorf("on the third day: %d %s", got.Code, problemOf(got.Body))
	}
	d.step(time.Second)
	if got := try(); got.Code != http.StatusUnprocessableEntity || problemOf(got.Body) == "" {
		t.Errorf("after it: %d %q", got.Code, got.Location)
	}
}

// TestPasswordsAreNotUsedAgain: not the present one, nor those of the setting.
func TestPasswordsAreNotUsedAgain(t *testing.T) {
	d := open(t)
	d.as("system-root", func(t *act.Tx) error { return t.Set(d.root.ID, store.SetPasswordReuse, "2") })
	b := d.signIn("clerk")
	const second, third = "第二个很长很长的密码", "第三个很长很长的密码"
	for i, c := range []struct {
		old, next string
		want      int
	}{
		{goodPassword, goodPassword, http.StatusUnprocessableEntity}, {goodPassword, second, http.StatusSeeOther},
		{second, goodPassword, http.StatusUnprocessableEntity}, {second, third, http.StatusSeeOther},
		{third, goodPassword, http.StatusSeeOther},
	} {
		if got := b.post("/console/me/password", "old", c.old, "password", c.next, "again", c.next); got.Code != c.want {
			t.Errorf("change %d: %d %s, want %d", i+1, got.Code, problemOf(got.Body), c.want)
		}
	}
}

// TestAnOldPasswordIsChanged before anything else, where the setting gives it an age.
func TestAnOldPasswordIsChanged(t *testing.T) {
	d := open(t)
	d.as("system-root", func(t *act.Tx) error { return t.Set(d.root.ID, store.SetPasswordDays, "30") })
	try := func() string {
		return d.nobody().post(signInPath, "login", "clerk", "password", goodPassword, "code", d.codeOf(d.people["clerk"].secret)).Location
	}
	d.step(29 * 24 * time.Hour)
	if to := try(); to != homePath {
		t.Errorf("before its age, signing in leads to %q", to)
	}
	d.step(2 * 24 * time.Hour)
	if to := try(); to != setupPath {
		t.Errorf("past its age, signing in leads to %q", to)
	}
}

// TestASessionEndsAfterTwelveHours, however busy.
func TestASessionEndsAfterTwelveHours(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	for i := range 35 {
		d.step(20 * time.Minute)
		if got := b.get("/console/me"); got.Code != http.StatusOK {
			t.Fatalf("after %d minutes: %d", (i+1)*20, got.Code)
		}
	}
	d.step(20*time.Minute + time.Second)
	if got := b.get("/console/me"); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Location, signInPath) {
		t.Errorf("after twelve hours: %d %q", got.Code, got.Location)
	}
}

// TestLookingLeavesNoSession: a robot that opens the sign-in page a thousand times
// leaves no row.
func TestLookingLeavesNoSession(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	d := openOn(t, base)
	rows := func() (n int) {
		must(t, base.Snapshot(t.Context(), func(q db.Q) error {
			list, err := q.QueryContext(t.Context(), "SELECT id FROM session")
			must(t, err)
			defer list.Close()
			for list.Next() {
				n++
			}
			must(t, list.Err())
			return nil
		}))
		return n
	}
	for range 1000 {
		if got := d.nobody().get(signInPath); got.Code != http.StatusOK {
			t.Fatal(got.Code)
		}
	}
	if n := rows(); n != 0 {
		t.Errorf("%d rows", n)
	}
	if d.signIn("clerk"); rows() != 1 {
		t.Errorf("signed in, and there are %d rows: does the test count?", rows())
	}
}

// TestCookiesOverHTTPS looks at every cookie that signing in sets behind https.
func TestCookiesOverHTTPS(t *testing.T) {
	d := open(t)
	const base = "https://rd.example.cn"
	pages, err := page.New(page.Config{PublicURL: base, Now: d.clock})
	must(t, err)
	engine := gin.New()
	must(t, Mount(engine, Config{Pages: pages, Acts: d.Acts, QR: d, Base: base, Now: d.clock}))
	jar := map[string]*http.Cookie{}
	send := func(r *http.Request) *httptest.ResponseRecorder {
		for _, c := range jar {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		engine.ServeHTTP(w, r)
		for _, c := range w.Result().Cookies() {
			if jar[c.Name] = c; c.MaxAge < 0 {
				delete(jar, c.Name)
			}
			if !strings.HasPrefix(c.Name, "__Host-") || !c.HttpOnly || !c.Secure || c.Path != "/" || c.Domain != "" ||
				c.SameSite != http.SameSiteLaxMode && c.SameSite != http.SameSiteStrictMode {
				t.Errorf("%+v", c)
			}
		}
		return w
	}
	m := hidden.FindStringSubmatch(send(httptest.NewRequest(get, base+signInPath, nil)).Body.String())
	form := url.Values{"csrf_token": {m[1]}, "login": {"clerk"}, "password": {goodPassword}}
	d.step(time.Minute)
	form.Set("code", d.codeOf(d.people["clerk"].secret))
	r := httptest.NewRequest(post, base+signInPath, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := send(r); w.Code != http.StatusSeeOther || jar["__Host-liaison-console"] == nil || len(jar) < 2 {
		t.Errorf("signing in: %d, %d cookies", w.Code, len(jar))
	}
}
