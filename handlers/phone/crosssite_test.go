package phone

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"liaison/handlers/page/browser"
	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// forgeries are ways in which another site has somebody's phone send a form, with
// all that its browser adds by itself. The token is right where nothing is said of
// it: stolen, it is still no way in.
var forgeries = map[string]func(*http.Request, url.Values){
	"cross-site":     func(r *http.Request, _ url.Values) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
	"a sister site":  func(r *http.Request, _ url.Values) { r.Header.Set("Sec-Fetch-Site", "same-site") },
	"another origin": func(r *http.Request, _ url.Values) { r.Header.Set("Origin", "https://evil.example") },
	"no origin":      func(r *http.Request, _ url.Values) { r.Header.Set("Origin", "null") },
	"no token":       func(_ *http.Request, v url.Values) { v.Del("csrf_token") },
	"a guess": func(_ *http.Request, v url.Values) {
		v.Set("csrf_token", strings.Repeat("A", len(v.Get("csrf_token"))))
	},
	"another kind of content": func(r *http.Request, _ url.Values) { r.Header.Set("Content-Type", "text/plain") },
	"JSON":                    func(r *http.Request, _ url.Values) { r.Header.Set("Content-Type", "application/json") },
}

// TestNoOtherSiteSendsAPhonesForm sends each form of each place as another site
// would make the phone do: it is refused, and nothing changes.
func TestNoOtherSiteSendsAPhonesForm(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	o, places := busyOn(t, base)
	ps := &phones{o, map[string]*phone{}}
	tried := map[string]bool{}
	for _, p := range places {
		for _, f := range ps.formsAt(t, p) {
			r, _ := routeOf(post, f.Action)
			if tried[r.Path] {
				continue
			}
			tried[r.Path] = true
			before := everything(t, base)
			for name, forge := range forgeries {
				ps.forges(t, p, f, name, forge)
			}
			if changed := came(before, everything(t, base)); changed != "" {
				t.Errorf("%s from another site changed something: %s", f.Action, changed)
			}
		}
	}
	for _, r := range Routes() {
		if r.Method == post && !tried[r.Path] {
			t.Errorf("no form of %s was tried", r.Path)
		}
	}
}

// forges sends one form in one way.
func (ps *phones) forges(t *testing.T, p place, f browser.Form, name string, forge func(*http.Request, url.Values)) {
	t.Helper()
	one := ps.of(p.openid)
	v := fill(f, "x", "x")
	r, err := http.NewRequest(post, ps.srv.URL+f.Action, nil)
	must(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	forge(r, v)
	sent, err := http.NewRequest(post, ps.srv.URL+f.Action, strings.NewReader(v.Encode()))
	must(t, err)
	sent.Header = r.Header
	if one.take(one.http.Do(sent)); one.code != http.StatusForbidden && one.code != http.StatusUnsupportedMediaType && one.code != http.StatusBadRequest {
		t.Errorf("%s, %s: %d", f.Action, name, one.code)
	}
}

// TestNoPhoneAddressLeadsElsewhere puts what leads out of a directory where an
// address names a thing, as who has such things: there is no such thing.
func TestNoPhoneAddressLeadsElsewhere(t *testing.T) {
	o, _ := busyOffice(t)
	ps := &phones{o, map[string]*phone{}}
	who := map[bool]string{true: "boss", false: "dep"}
	asked := 0
	for _, r := range Routes() {
		before, after, named := strings.Cut(r.Path, ":")
		if r.Method != get || !named {
			continue
		}
		_, after, deeper := strings.Cut(after, "/")
		one := ps.of(who[r.desk])
		if store.MayAnywhere(o.person("voter"), r.Act) {
			one = ps.of("voter")
		}
		for _, segment := range browser.Elsewhere {
			path := before + segment
			if deeper {
				path += "/" + after
			}
			one.get(path)
			asked++
			if one.code < http.StatusBadRequest && !strings.Contains(one.page, "不能签到") || one.code >= http.StatusInternalServerError || strings.Contains(one.page, "root:") {
				t.Errorf("%s: %d at %s", path, one.code, one.path)
			}
		}
	}
	if asked < 100 {
		t.Errorf("only %d addresses", asked)
	}
}
