package page

import (
	"bytes"
	"io/fs"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/gin-gonic/gin"
)

func TestEveryPageEmptyAndFull(t *testing.T) {
	s := newSite(t, "http://x")
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest("GET", "/console/inbox?page=3&q=%E8%B7%AF", nil)
	for _, set := range []*Set{s.console, s.phone} {
		for _, name := range set.Names() {
			for what, data := range map[string]samplePage{"empty": {List: List{Size: 5}}, "full": s.full(c)} {
				var buf bytes.Buffer
				if err := set.Execute(&buf, name, "layout", &View{Data: data}); err != nil {
					t.Errorf("%s %s: %v", name, what, err)
				}
				if strings.Contains(buf.String(), "<script>") || !strings.HasSuffix(buf.String(), "</html>") {
					t.Errorf("%s %s is broken or unsafe", name, what)
				}
			}
		}
	}
}

func TestBrokenTemplatesStopTheStart(t *testing.T) {
	p, err := New(Config{PublicURL: "http://x"})
	must(t, err)
	for what, body := range map[string]string{
		"syntax":           `{{define "title"}}`,
		"unknown function": `{{define "title"}}{{nope}}{{end}}{{define "content"}}{{end}}`,
		"unsafe place":     `{{define "title"}}x{{end}}{{define "content"}}<a href="{{if .Data}}"{{end}}>{{end}}`,
		"no content":       `{{define "title"}}x{{end}}`,
	} {
		_, err := p.NewSet(SetConfig{Layout: Phone, Files: fstest.MapFS{"a.html": file(body)}})
		if err == nil {
			t.Errorf("%s was taken", what)
		}
	}
}

func TestNeverHalfAPage(t *testing.T) {
	s := newSite(t, "http://x", func(s *site) {
		set, err := s.pages.NewSet(SetConfig{Prefix: "/broken", Layout: Plain, Files: fstest.MapFS{
			"a.html": file(`{{define "title"}}x{{end}}{{define "content"}}half{{.Data.Missing}}{{end}}`)}})
		must(t, err)
		s.engine.GET("/broken", func(c *gin.Context) { set.Render(c, 200, "a", samplePage{}) })
	})
	w := s.do(httptest.NewRequest("GET", "/broken", nil))
	if w.Code != 500 || strings.Contains(w.Body.String(), "half") || !strings.Contains(w.Body.String(), "</html>") {
		t.Errorf("gave %d %s", w.Code, w.Body)
	}
}

func TestPublicURL(t *testing.T) {
	for _, u := range []string{"", "x", "ftp://x", "https://", "://"} {
		if _, err := New(Config{PublicURL: u}); err == nil {
			t.Errorf("%q was taken", u)
		}
	}
}

func TestAssets(t *testing.T) {
	s := newSite(t, "http://x")
	for name, a := range s.pages.assets.byName {
		for _, coding := range []string{"", "gzip"} {
			req := httptest.NewRequest("GET", a.url, nil)
			req.Header.Set("Accept-Encoding", coding)
			w := s.do(req)
			if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != coding {
				t.Errorf("%s (%s): %d %v", name, coding, w.Code, w.Header())
			}
		}
	}
	for _, path := range []string{"/static/0/page.js", "/static/0/../layout/phone.html", "/static/0/icons.svg"} {
		if w := s.do(httptest.NewRequest("GET", path, nil)); w.Code != 404 {
			t.Errorf("%s gave %d", path, w.Code)
		}
	}
}

// TestThirdPartyLicences: whoever adds a package adds its licence.
func TestThirdPartyLicences(t *testing.T) {
	for dir, licence := range map[string]string{"htmx.org@2.0.11": "htmx.org@2.0.11/LICENSE",
		"weui@2.6.26": "weui@2.6.26/LICENSE.txt", "echarts@6.1.0": "echarts@6.1.0/LICENSE", "@tabler": "licenses/tabler-core.txt"} {
		if _, err := fs.Stat(embedded, "third_party/"+licence); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
	dirs, err := fs.ReadDir(embedded, "third_party")
	must(t, err)
	if len(dirs) != 5 {
		t.Errorf("%d directories in third_party; name the new one's licence here", len(dirs))
	}
}
