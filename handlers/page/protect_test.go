package page

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"liaison/store"
)

func TestProtect(t *testing.T) {
	for _, c := range []struct {
		name   string
		token  func(own string) string
		header []string
		want   int
	}{
		{"own form", func(own string) string { return own }, nil, http.StatusSeeOther},
		{"own htmx request", func(string) string { return "" }, []string{tokenHeader, "own", "HX-Request", "true"}, http.StatusNoContent},
		{"no token", func(string) string { return "" }, nil, http.StatusForbidden},
		{"another's token", func(own string) string { return strings.ToLower(own) }, nil, http.StatusForbidden},
		{"other site, stolen token", func(own string) string { return own }, []string{"Sec-Fetch-Site", "cross-site"}, http.StatusForbidden},
		{"other origin, old browser", func(own string) string { return own }, []string{"Origin", "https://evil.example"}, http.StatusForbidden},
		{"behind a proxy that changes Host", func(own string) string { return own }, []string{"Sec-Fetch-Site", "cross-site", "Origin", "http://x"}, http.StatusSeeOther},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t, "http://x")
			r := s.reader(t)
			r.signIn()
			for i, v := range c.header {
				if v == "own" {
					c.header[i] = r.token
				}
			}
			w := r.post("/console/say", url.Values{tokenField: {c.token(r.token)}}, c.header...)
			if w.Code != c.want || (s.seen != nil) != (c.want < 400) {
				t.Errorf("gave %d and form %v, want %d", w.Code, s.seen != nil, c.want)
			}
		})
	}
}

func TestNoSessionNoForm(t *testing.T) {
	s := newSite(t, "http://x")
	w := s.reader(t).post("/console/say", url.Values{tokenField: {""}})
	if w.Code != http.StatusForbidden || s.seen != nil {
		t.Errorf("an empty token was good for a session without one: %d", w.Code)
	}
}

func TestTokenInAddressIsNoToken(t *testing.T) {
	s := newSite(t, "http://x")
	r := s.reader(t)
	r.signIn()
	if w := r.post("/console/say?csrf_token="+r.token, nil); w.Code != http.StatusForbidden {
		t.Errorf("gave %d", w.Code)
	}
}

func TestFormIsKeptAsSent(t *testing.T) {
	s := newSite(t, "http://x")
	r := s.reader(t)
	r.signIn()
	r.post("/console/say?text=other", url.Values{tokenField: {r.token}, "text": {nasty}, formIDName: {strings.Repeat("a1", 16)}})
	if want := strings.ReplaceAll(nasty, "\r\n", "\n"); s.seen == nil || s.seen.String("text") != want {
		t.Fatal("the text changed on its way")
	}
	if id, err := s.seen.ID(); err != nil || !strings.HasPrefix(id, "form:"+strings.Repeat("a1", 16)+"#") {
		t.Errorf("id %q, %v", id, err)
	}
}

func TestFormRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		values url.Values
		want   int
	}{
		"invalid UTF-8":   {url.Values{"text": {"\xff\xfe"}}, http.StatusUnprocessableEntity},
		"over a megabyte": {url.Values{"text": {strings.Repeat("a", 2<<20)}}, http.StatusRequestEntityTooLarge},
		"too many fields": {url.Values{"text": make([]string, 300)}, http.StatusRequestEntityTooLarge},
	} {
		s := newSite(t, "http://x")
		r := s.reader(t)
		r.signIn()
		c.values.Set(tokenField, r.token)
		if w := r.post("/console/say", c.values); w.Code != c.want || s.seen != nil {
			t.Errorf("%s gave %d, want %d", name, w.Code, c.want)
		}
	}
}

// upload sends files of one kilobyte each, as a browser does.
func upload(r *reader, path string, files int, size int) *httptest.ResponseRecorder {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	w.WriteField(tokenField, r.token)
	for range files {
		part, err := w.CreateFormFile("photo", "../../x.jpg")
		must(r.t, err)
		part.Write(make([]byte, size))
	}
	w.Close()
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return r.send(req)
}

func TestUploads(t *testing.T) {
	for _, c := range []struct {
		path        string
		files, size int
		want        int
	}{
		{"/console/upload", 2, 1024, http.StatusSeeOther},
		{"/console/upload", 3, 1024, http.StatusRequestEntityTooLarge},
		{"/console/upload", 1, 2 << 20, http.StatusRequestEntityTooLarge},
		{"/console/say", 1, 1024, http.StatusRequestEntityTooLarge},
		{"/console/say", 0, 0, http.StatusSeeOther},
	} {
		s := newSite(t, "http://x")
		r := s.reader(t)
		r.signIn()
		w := upload(r, c.path, c.files, c.size)
		if w.Code != c.want {
			t.Errorf("%d × %d to %s gave %d, want %d", c.files, c.size, c.path, w.Code, c.want)
		}
		if w.Code < 400 && len(s.seen.Files("photo")) != c.files {
			t.Errorf("%d files arrived", len(s.seen.Files("photo")))
		}
	}
}

func TestFields(t *testing.T) {
	f := &Form{values: url.Values{"text": {"  你好\n"}, "blank": {" \n"}, "n": {"7"}, "when": {"2026-11-22T09:00"}, "kind": {"b"}}}
	check := func(what string, err error, want store.Problem) {
		t.Helper()
		if want == "" && err != nil || want != "" && !store.IsProblem(err, want) {
			t.Errorf("%s: %v, want %q", what, err, want)
		}
	}
	s, err := f.Text("text", 5)
	check("text of 5", err, "")
	if s != "  你好\n" {
		t.Errorf("text %q", s)
	}
	_, err = f.Text("text", 4)
	check("text of 4", err, store.ProblemTooLong)
	_, err = f.Required("blank", 9)
	check("blank", err, store.ProblemEmpty)
	if s, err = f.Line("text", 9); s != "你好" || err != nil {
		t.Errorf("line %q, %v", s, err)
	}
	_, err = f.Int("n", 1, 6)
	check("number too high", err, store.ProblemMalformed)
	_, err = f.Choice("kind", "a", "b")
	check("choice", err, "")
	_, err = f.Choice("none", "a", "b")
	check("no choice", err, store.ProblemEmpty)
	at, err := f.Time("when")
	if err != nil || at.Format("15:04 MST") != "01:00 UTC" {
		t.Errorf("time %v, %v", at, err)
	}
	_, err = f.ID()
	check("no id", err, store.ProblemMalformed)
}
