package page

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
)

func TestHeaders(t *testing.T) {
	s := newSite(t, "https://rd.example.cn")
	for _, c := range []struct{ path, want, absent string }{
		{"/console/inbox", "frame-ancestors 'none'", wechatScripts},
		{"/h5/inbox", "frame-ancestors http://127.0.0.1:9999", wechatScripts},
		{"/h5/scan", "script-src 'self' " + wechatScripts + ";", "unsafe"},
		{"/nowhere", "default-src 'none'", "unsafe"},
	} {
		h := s.do(httptest.NewRequest("GET", c.path, nil)).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, c.want) || strings.Contains(csp, c.absent) {
			t.Errorf("%s: %s", c.path, csp)
		}
		if (h.Get("X-Frame-Options") == "DENY") != strings.Contains(csp, "frame-ancestors 'none'") {
			t.Errorf("%s: the two frame headers differ", c.path)
		}
		for _, name := range []string{"X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Strict-Transport-Security"} {
			if h.Get(name) == "" {
				t.Errorf("%s has no %s", c.path, name)
			}
		}
		if h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s may be cached: %s", c.path, h.Get("Cache-Control"))
		}
	}
	plain := newSite(t, "http://x").do(httptest.NewRequest("GET", "/h5/inbox", nil))
	if plain.Header().Get("Strict-Transport-Security") != "" {
		t.Error("HSTS without https")
	}
}

func TestScriptOnlyWhereAllowed(t *testing.T) {
	s := newSite(t, "http://x")
	for path, want := range map[string]bool{"/h5/scan": true, "/h5/opinion": false} {
		body := s.do(httptest.NewRequest("GET", path, nil)).Body.String()
		if strings.Contains(body, wechatScripts) != want {
			t.Errorf("%s: JS-SDK %v", path, !want)
		}
	}
}

func TestLocalPath(t *testing.T) {
	for in, want := range map[string]string{
		"/console/inbox?q=1": "/console/inbox?q=1", "//evil": "/", "/\\evil": "/", "https://evil": "/",
		"/\t/evil": "/", "javascript:alert(1)": "/", "": "/", "/a\nb": "/",
	} {
		if got := LocalPath(in, "/"); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}

func TestList(t *testing.T) {
	c, _ := gin.CreateTestContext(httptest.NewRecorder())
	c.Request = httptest.NewRequest("GET", "/console/inbox?q=%E8%B7%AF&page=2", nil)
	l := NewList(c, 10)
	l.Total = 25
	if l.Offset() != 10 || l.Pages() != 3 || l.Count() != "共 25 条" {
		t.Errorf("%d %d %s", l.Offset(), l.Pages(), l.Count())
	}
	if l.Prev() != "/console/inbox?page=1&q=%E8%B7%AF" || l.Next() != "/console/inbox?page=3&q=%E8%B7%AF" {
		t.Errorf("%s %s", l.Prev(), l.Next())
	}
	if got := l.With("state", "open"); got != "/console/inbox?q=%E8%B7%AF&state=open" {
		t.Error(got)
	}
	for _, bad := range []string{"0", "-1", "x", "99999999999999999999", "1001"} {
		c.Request = httptest.NewRequest("GET", "/?page="+bad, nil)
		if l := NewList(c, 10); l.Page != 1 {
			t.Errorf("page=%s is page %d", bad, l.Page)
		}
	}
}

func TestLimiter(t *testing.T) {
	clock := newClock()
	l := NewLimiter(time.Minute, 2, 3, clock.now)
	first, second, third := l.Allow("a"), l.Allow("a"), l.Allow("a")
	if !first || !second || third {
		t.Errorf("two at once, and no third: %t %t %t", first, second, third)
	}
	clock.step(time.Minute)
	if !l.Allow("a") || l.Allow("a") {
		t.Error("one more after a minute")
	}
	for _, k := range []string{"b", "c", "a", "d"} {
		l.Allow(k)
	}
	if len(l.byKey) != 3 || l.order.Len() != 3 || l.byKey["b"] != nil || l.byKey["a"] == nil {
		t.Errorf("%d keys are remembered, want the 3 last used", len(l.byKey))
	}
}

func TestLimitRoute(t *testing.T) {
	s := newSite(t, "http://x", func(s *site) {
		l := NewLimiter(time.Minute, 1, 10, s.clock.now)
		h := func(c *gin.Context) { c.Status(200) }
		g := s.engine.Group("/limited", s.pages.Limit(l, ClientKey))
		g.GET("", h)
		g.POST("", h)
	})
	got := ""
	for _, r := range []struct{ method, from string }{{"GET", "[2001:db8::1]:1"}, {"POST", "[2001:db8::1]:1"}, {"POST", "[2001:db8::2]:1"}, {"POST", "1.2.3.4:1"}, {"GET", "1.2.3.4:1"}} {
		req := httptest.NewRequest(r.method, "/limited", nil)
		req.RemoteAddr = r.from
		got += s.doCode(req) + " "
	}
	if got != "200 200 429 200 200 " {
		t.Error(got)
	}
}
