package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

func TestEveryRefusedSignInReadsAlike(t *testing.T) {
	d := open(t)
	d.as("security", func(tx *act.Tx) error { return tx.Disable(d.people["auditor"].ID, true) })
	good := func(login string) string { return d.codeOf(d.people[login].secret) }
	d.step(time.Minute)
	first := ""
	for _, c := range []struct{ what, login, password, code string }{
		{"unknown", "nobody", goodPassword, "123456"},
		{"wrong password", "clerk", "nonsense nonsense", good("clerk")},
		{"wrong code", "clerk", goodPassword, "000000"},
		{"no code", "clerk", goodPassword, ""},
		{"disabled", "auditor", goodPassword, good("auditor")},
		{"endless login", strings.Repeat("x", 5000), goodPassword, ""},
		{"endless password", "clerk", strings.Repeat("x", 5000), ""},
		{"markup", nasty, nasty, "1"},
	} {
		got := d.nobody().post(signInPath, "login", c.login, "password", c.password, "code", c.code)
		said := problemOf(got.Body)
		if first == "" {
			first = said
		}
		if got.Code != http.StatusUnprocessableEntity || said != first || said == "" {
			t.Errorf("%s: %d %q, want 422 %q", c.what, got.Code, said, first)
		}
		if strings.Contains(got.Body, "<script>alert") || strings.Contains(got.Body, goodPassword) {
			t.Errorf("%s: the page repeats too much", c.what)
		}
	}
}

// problemOf is the sentence a form is refused with.
func problemOf(body string) string {
	_, rest, _ := strings.Cut(body, `flash-warning" role="alert">`)
	said, _, _ := strings.Cut(rest, "</div>")
	return strings.TrimSpace(text(said))
}

func TestFiveFailuresLock(t *testing.T) {
	d := open(t)
	for range 5 {
		d.nobody().post(signInPath, "login", "clerk", "password", "wrong wrong wrong", "code", "")
	}
	d.step(time.Minute)
	try := func() answer {
		return d.nobody().post(signInPath, "login", "clerk", "password", goodPassword, "code", d.codeOf(d.people["clerk"].secret))
	}
	if got := try(); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("after five failures the right password gives %d", got.Code)
	}
	d.step(15 * time.Minute)
	if got := try(); got.Code != http.StatusSeeOther {
		t.Errorf("after a quarter of an hour it gives %d", got.Code)
	}
}

func TestACodeServesOnce(t *testing.T) {
	d := open(t)
	d.step(time.Minute)
	code := d.codeOf(d.people["clerk"].secret)
	for i, want := range []int{http.StatusSeeOther, http.StatusUnprocessableEntity} {
		if got := d.nobody().post(signInPath, "login", "clerk", "password", goodPassword, "code", code); got.Code != want {
			t.Errorf("use %d: %d, want %d", i+1, got.Code, want)
		}
	}
}

func TestOneAddressTriesSlowly(t *testing.T) {
	d := open(t)
	b := d.nobody()
	last := 0
	for range signInBurst + 1 {
		last = b.post(signInPath, "login", "nobody", "password", "x").Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("try %d gives %d", signInBurst+1, last)
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Run("idle", func(t *testing.T) {
		d := open(t)
		b := d.signIn("clerk")
		d.step(29 * time.Minute)
		if got := b.get("/console/me"); got.Code != http.StatusOK {
			t.Errorf("after 29 minutes: %d", got.Code)
		}
		d.step(29 * time.Minute)
		b.get("/console/counts", "HX-Request", "true", "X-Background", "1") // a timer is no sign of life
		d.step(2 * time.Minute)
		if got := b.get("/console/me"); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Location, signInPath) {
			t.Errorf("after 31 idle minutes: %d %s", got.Code, got.Location)
		}
	})
	t.Run("disabled", func(t *testing.T) {
		d := open(t)
		b := d.signIn("clerk")
		d.as("security", func(tx *act.Tx) error { return tx.Disable(d.people["clerk"].ID, true) })
		if got := b.get("/console/opinions"); got.Code != http.StatusSeeOther {
			t.Errorf("disabled: %d", got.Code)
		}
	})
	t.Run("reset", func(t *testing.T) {
		d := open(t)
		b := d.signIn("clerk")
		d.as("security", func(tx *act.Tx) error { return tx.Reset(d.people["clerk"].ID, "x") })
		if got := b.get("/console/opinions"); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Location, signInPath) {
			t.Errorf("reset: %d %s", got.Code, got.Location)
		}
	})
	t.Run("reset twice", func(t *testing.T) { // whoever overheard the first one-time password is out
		d := open(t)
		hash, err := d.HashPassword(t.Context(), firstWord)
		must(t, err)
		d.as("security", func(tx *act.Tx) error { return tx.Reset(d.people["clerk"].ID, hash) })
		b := d.nobody()
		if got := b.post(signInPath, "login", "clerk", "password", firstWord); got.Location != setupPath {
			t.Fatalf("signing in leads to %q", got.Location)
		}
		d.as("security", func(tx *act.Tx) error { return tx.Reset(d.people["clerk"].ID, "x") })
		if got := b.get(setupPath); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Location, signInPath) {
			t.Errorf("after another reset: %d %s", got.Code, got.Location)
		}
	})
	t.Run("signed out", func(t *testing.T) {
		d := open(t)
		b := d.signIn("clerk")
		b.post("/console/signout")
		if got := b.get("/console/opinions"); got.Code != http.StatusSeeOther {
			t.Errorf("signed out: %d", got.Code)
		}
	})
}

// TestSigningInChangesTheCookie keeps somebody who planted a session from sharing
// it.
func TestSigningInChangesTheCookie(t *testing.T) {
	d := open(t)
	d.step(time.Minute)
	b := d.signIn("clerk")
	before := b.cookie()
	d.step(time.Minute)
	b.post(signInPath, "login", "clerk", "password", goodPassword, "code", d.codeOf(d.people["clerk"].secret))
	if after := b.cookie(); before == "" || after == "" || before == after {
		t.Errorf("the cookie was %q and is %q", before, after)
	}
}

func (b *client) cookie() string {
	r, _ := http.NewRequest(http.MethodGet, b.d.srv.URL, nil)
	for _, c := range b.c.Jar.Cookies(r.URL) {
		if c.Name == "liaison-console" {
			return c.Value
		}
	}
	return ""
}

// TestFirstSignIn forces a password of one's own and a second factor, in that
// order, before anything else.
func TestFirstSignIn(t *testing.T) {
	d := open(t)
	hash, err := d.HashPassword(t.Context(), firstWord)
	must(t, err)
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(tx *act.Tx) error {
		_, err := tx.AddStaff(store.Staff{OfficeID: d.town.ID, Login: "new", Name: "新来的", Roles: []store.Role{store.RoleClerk}}, hash)
		return err
	}))
	b := d.nobody()
	if got := b.post(signInPath, "login", "new", "password", firstWord, "next", "/console/opinions"); got.Location != setupPath {
		t.Fatalf("signing in leads to %q", got.Location)
	}
	for _, path := range []string{"/console/", "/console/opinions", "/console/me"} {
		if got := b.get(path); got.Location != setupPath {
			t.Errorf("%s before set-up: %d %q", path, got.Code, got.Location)
		}
	}
	if got := b.post("/console/setup/factor", "code", "123456"); got.Location != setupPath {
		t.Errorf("the second factor before the password: %d %q", got.Code, got.Location)
	}
	for what, pair := range map[string][2]string{"short": {"short", "short"}, "different": {goodPassword, goodPassword + "x"}, "the same again": {firstWord, firstWord}} {
		if got := b.post("/console/setup/password", "password", pair[0], "again", pair[1]); got.Code != http.StatusUnprocessableEntity || problemOf(got.Body) == "" {
			t.Errorf("%s password: %d %q", what, got.Code, problemOf(got.Body))
		}
	}
	before := b.cookie()
	if got := b.post("/console/setup/password", "password", goodPassword, "again", goodPassword); got.Location != setupPath {
		t.Fatalf("a good password: %d %s", got.Code, problemOf(got.Body))
	}
	if b.cookie() == before {
		t.Error("a new password leaves the old cookie")
	}
	shown := b.get(setupPath).Body
	_, rest, _ := strings.Cut(shown, `<code class="secret">`)
	typed, _, _ := strings.Cut(rest, "</code>")
	if got := b.post("/console/setup/factor", "code", "000000"); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body, typed) {
		t.Errorf("a wrong code: %d, and the secret must stay", got.Code)
	}
	secret := strings.ReplaceAll(typed, " ", "")
	if got := b.post("/console/setup/factor", "code", d.codeOf(secret)); got.Code != http.StatusOK || strings.Count(got.Body, `<code class="secret">`) != 10 {
		t.Fatalf("the right code: %d %s, and ten recovery codes", got.Code, problemOf(got.Body))
	}
	if got := b.get("/console/opinions"); got.Code != http.StatusOK {
		t.Errorf("after set-up: %d", got.Code)
	}
	d.step(time.Minute)
	if got := d.nobody().post(signInPath, "login", "new", "password", goodPassword, "code", ""); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("without the code: %d", got.Code)
	}
	if got := d.nobody().post(signInPath, "login", "new", "password", goodPassword, "code", d.codeOf(secret), "next", "/console/opinions?tab=all"); got.Location != "/console/opinions?tab=all" {
		t.Errorf("with it: %d %q", got.Code, got.Location)
	}
}

func TestWhereSigningInLeads(t *testing.T) {
	for next, want := range map[string]string{
		"": homePath, "/console/opinions?tab=all": "/console/opinions?tab=all", "//evil.example/console/": homePath,
		"https://evil.example/": homePath, "/h5/me": homePath, "/console/signin": homePath, "/\\evil": homePath,
	} {
		if got := nextPath(next); got != want {
			t.Errorf("%q leads to %q, want %q", next, got, want)
		}
	}
}

func TestOwnPassword(t *testing.T) {
	d := open(t)
	b, elsewhere := d.signIn("clerk"), d.signIn("clerk")
	if got := b.post("/console/me/password", "old", "wrong", "password", "另一个很长的密码", "again", "另一个很长的密码"); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("with a wrong old password: %d", got.Code)
	}
	if got := b.post("/console/me/password", "old", goodPassword, "password", "另一个很长的密码啊", "again", "另一个很长的密码啊"); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("nine characters: %d", got.Code)
	}
	if got := b.post("/console/me/password", "old", goodPassword, "password", "另一个很长很长的密码", "again", "另一个很长很长的密码"); got.Code != http.StatusSeeOther {
		t.Errorf("a good one: %d %s", got.Code, problemOf(got.Body))
	}
	if got := b.get("/console/me"); got.Code != http.StatusOK {
		t.Errorf("the session that changed it: %d", got.Code)
	}
	if got := elsewhere.get("/console/me"); got.Code != http.StatusSeeOther {
		t.Errorf("a session elsewhere: %d", got.Code)
	}
}
