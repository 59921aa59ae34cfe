package console

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// forged are ways in which another site has somebody's browser send a form, with
// all that the browser adds by itself. Each is refused whatever the form holds.
func (in *intruder) forged(login string) map[string]func(*http.Request, url.Values) {
	stranger := in.session("auditor-far")
	foreign := hidden.FindStringSubmatch(stranger.get("/console/me").Body)[1]
	token := in.tokens[login]
	with := func(pairs ...string) func(*http.Request, url.Values) {
		return func(r *http.Request, form url.Values) {
			form.Set("csrf_token", token) // stolen: still no way in
			for i := 0; i < len(pairs); i += 2 {
				r.Header.Set(pairs[i], pairs[i+1])
			}
		}
	}
	return map[string]func(*http.Request, url.Values){
		"cross-site":              with("Sec-Fetch-Site", "cross-site"),
		"a sister site":           with("Sec-Fetch-Site", "same-site"),
		"another origin":          with("Origin", "https://evil.example"),
		"no origin":               with("Origin", "null"),
		"another port":            with("Origin", "http://127.0.0.1:1"),
		"no token":                func(*http.Request, url.Values) {},
		"somebody else's token":   func(_ *http.Request, form url.Values) { form.Set("csrf_token", foreign) },
		"a token in the address":  func(r *http.Request, _ url.Values) { r.URL.RawQuery = "csrf_token=" + url.QueryEscape(token) },
		"a token in a cookie":     func(r *http.Request, _ url.Values) { r.Header.Add("Cookie", "csrf_token="+token) },
		"the method in the form":  func(r *http.Request, form url.Values) { form.Set("_method", "POST") },
		"another kind of content": func(r *http.Request, _ url.Values) { r.Header.Set("Content-Type", "text/plain") },
	}
}

// TestNoOtherSiteSendsAForm sends each form of Routes as another site would make
// somebody's browser do: it is refused, and nothing changes. Sent as it should be,
// it is not.
func TestNoOtherSiteSendsAForm(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	in := intrudeOn(openOn(t, base), t, "http://127.0.0.1:1")
	ways := map[string]map[string]func(*http.Request, url.Values){}
	for _, r := range Routes() {
		if r.Method != post || r.Act == "" || r.Path == "/console/signout" {
			continue
		}
		login := loginFor(r.Act)
		in.session(login)
		if ways[login] == nil {
			ways[login] = in.forged(login)
		}
		in.refusesForged(base, r, login, ways[login])
	}
	b := in.nobody()
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}} {
		r, _ := http.NewRequest(post, in.srv.URL+signInPath, strings.NewReader("login=clerk"))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set(header[0], header[1])
		if got := b.do(r); got.Code != http.StatusForbidden {
			t.Errorf("signing in from another site: %d", got.Code)
		}
	}
}

// refusesForged sends one form in each way, and then as it should be.
func (in *intruder) refusesForged(base *db.DB, r Route, login string, ways map[string]func(*http.Request, url.Values)) {
	in.t.Helper()
	path, fields := r.Path, []string(nil)
	if make, ok := scenes[r.Method+" "+r.Path]; ok {
		var id string
		id, fields = make(in.desk)
		path = strings.Replace(path, ":id", id, 1)
	}
	before := everything(in.t, base)
	for _, name := range slices.Sorted(maps.Keys(ways)) {
		if got := in.sendForged(login, path, fields, ways[name]); got.Code != http.StatusForbidden {
			in.t.Errorf("%s, %s: %d %q", path, name, got.Code, got.Location)
		}
	}
	if after := everything(in.t, base); after != before {
		in.t.Errorf("%s from another site changed something:\n%s", path, difference(before, after))
	}
	own := func(r *http.Request, form url.Values) {
		r.Header.Set("Origin", in.srv.URL)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		form.Set("csrf_token", in.tokens[login])
	}
	if got := in.sendForged(login, path, fields, own); got.Code == http.StatusForbidden {
		in.t.Errorf("%s as %s from the own page: %d", path, login, got.Code)
	}
}

func (in *intruder) sendForged(login, path string, fields []string, way func(*http.Request, url.Values)) answer {
	in.t.Helper()
	form := url.Values{"form_id": {formID()}}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r, err := http.NewRequest(post, in.srv.URL+path, nil)
	must(in.t, err)
	way(r, form)
	body, kind := encode(in.t, form)
	if r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", kind)
	}
	sent, err := http.NewRequest(post, r.URL.String(), strings.NewReader(body))
	must(in.t, err)
	sent.Header = r.Header
	return in.session(login).do(sent)
}

// TestOpeningChangesNothing opens each page twice as whoever may: an address that a
// link or a picture can lead to does nothing but note who has seen a matter.
func TestOpeningChangesNothing(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	in := intrudeOn(openOn(t, base), t, "http://127.0.0.1:1")
	for _, r := range Routes() {
		if r.Method != get || r.Act == "" {
			continue
		}
		path := strings.Replace(r.Path, ":year", "2026", 1)
		if make := scenes["GET "+r.Path]; make != nil {
			id, _ := make(in.desk)
			path = strings.Replace(path, ":id", id, 1)
		}
		b := in.session(loginFor(r.Act))
		but := []string{"seen", "request"} // that somebody looked at numbers or reasons is noted, once an hour, in the table of requests
		before := everything(t, base, but...)
		b.get(path)
		b.get(path + "?undo=1&delete=1&verb=end&state=closed&sure=1&answer=1&deputy=" + in.li.ID)
		if after := everything(t, base, but...); after != before {
			t.Errorf("opening %s changed something:\n%s", path, difference(before, after))
		}
		for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch} {
			if _, served := routeOf(method, path); served {
				continue
			}
			req, _ := http.NewRequest(method, in.srv.URL+path, nil)
			if got := b.do(req); got.Code < http.StatusBadRequest {
				t.Errorf("%s %s: %d", method, path, got.Code)
			}
		}
	}
}
