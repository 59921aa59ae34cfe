package phone

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"liaison/store"
)

// TestEveryRouteHasARule: an act of the permission table, or a reason.
func TestEveryRouteHasARule(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Routes() {
		name := r.Method + " " + r.Path
		if seen[name] {
			t.Errorf("%s twice", name)
		}
		seen[name] = true
		if (r.Act == "") == (r.Open == "") {
			t.Errorf("%s needs an act or a reason to be open, and not both", name)
		}
		if r.Act != "" && !slices.Contains(store.Acts(), r.Act) {
			t.Errorf("%s: no rule for %s", name, r.Act)
		}
		if r.Method != get && r.Open != "" {
			t.Errorf("%s changes something and is open", name)
		}
	}
}

// TestRoutesByRole walks every address as a stranger, a voter and a deputy to
// whom nothing on it belongs: what is not theirs is not found, all the same.
func TestRoutesByRole(t *testing.T) {
	o := open(t)
	item, _ := answered(o)
	d := o.stored(item.ID)
	o.bind("otherDep", o.li.ID)
	o.follow("otherVoter")
	voter := contactOf(o, o.person("dep"), "杨秀英")
	g, m := ledBy(o, "dep")
	ids := map[string]string{"/h5/opinions/": item.ID, "/h5/contacts/": voter.ID, "/h5/tasks/": d.Opinion.AssignID, "/h5/files/": "nothing",
		"/h5/broadcasts/": "nothing", "/h5/activities/": m.ID, "/h5/groups/": g.ID, "/h5/reports/": g.ID, "/h5/photos/": "nothing"}
	meeting, parts := o.announces("主席团第三次会议", o.zhang)
	ids["/h5/papers/"], ids["/h5/meetings/"] = o.paperOf(meeting).ID, parts[0][len(meetingsPath)+1:]
	day := plannedReception(o).ID // not announced: nobody's yet
	ids["/h5/reception/"], ids["/h5/receiving/"] = day, day
	for _, who := range []string{"stranger", "otherVoter", "otherDep"} {
		for _, r := range Routes() {
			if r.Open != "" {
				continue
			}
			path := r.Path
			for prefix, id := range ids {
				if strings.HasPrefix(path, prefix) {
					path = strings.Replace(path, ":id", id, 1)
				}
			}
			t.Run(who+" "+r.Method+" "+r.Path, func(t *testing.T) { o.visits(t, who, r, path) })
		}
	}
	if now := o.stored(item.ID); now.Opinion.Version != d.Opinion.Version || len(now.Steps) != len(d.Steps) {
		t.Error("somebody changed what was not theirs")
	}
}

// visits opens one address as somebody it does not belong to.
func (o *office) visits(t *testing.T, who string, r Route, path string) {
	p := o.phone(who).get("/h5/me")
	if who == "stranger" {
		if p.take(p.http.Get(o.srv.URL + path)); r.Method == get {
			p.sees("请先关注公众号")
		}
		return
	}
	form := p.fields("/h5/me/contact")
	if r.Method == get {
		p.get(path)
	} else {
		form.Set("text", "越权")
		form.Set("reason", "越权")
		form.Set("deputy", o.li.ID)
		form.Set("answer", "x")
		form.Set("seen", "1")
		form.Set("slot", "0")
		form.Set("booking", "x")
		p.post(path, form)
	}
	own := !strings.Contains(r.Path, ":id") && store.MayAnywhere(o.person(who), r.Act)
	if own != (p.code != http.StatusNotFound) {
		t.Errorf("%s %s as %s: status %d", r.Method, path, who, p.code)
	}
	if p.code == http.StatusNotFound {
		p.sees("您要看的内容不存在，或者不在您可以查看的范围内。").lacks("路灯坏了", "YJ-2026")
	}
}

// TestAnActNotOnesOwnHidesThePage, even if the handler forgot to ask.
func TestAnActNotOnesOwnHidesThePage(t *testing.T) {
	o := open(t)
	for _, c := range []struct {
		person store.Person
		hidden bool
	}{{store.Person{ID: "voter"}, true}, {store.Person{ID: "dep", DeputyID: "d"}, false}} {
		w := httptest.NewRecorder()
		ctx, _ := gin.CreateTestContext(w)
		ctx.Request = httptest.NewRequest(get, "/h5/tasks", nil)
		ctx.Set(personContext, &c.person)
		o.handler.allowed(store.ActReadTask)(ctx)
		if ctx.IsAborted() != c.hidden || c.hidden && w.Code != http.StatusNotFound {
			t.Errorf("%s: hidden %v, status %d", c.person.ID, ctx.IsAborted(), w.Code)
		}
	}
}

// TestAForeignIDReadsAsNone: what exists and what does not give the same bytes.
func TestAForeignIDReadsAsNone(t *testing.T) {
	o := open(t)
	item, _ := answered(o)
	o.follow("other")
	p := o.phone("other")
	p.get("/h5/me")
	plain := func(path string) string {
		body := p.get(path).page
		before, _, _ := strings.Cut(body, "编号")
		return before
	}
	foreign, none := plain("/h5/opinions/"+item.ID), plain("/h5/opinions/"+strings.Repeat("0", 26))
	if foreign != none || p.code != http.StatusNotFound {
		t.Errorf("somebody else's reads\n%s\nnone reads\n%s", foreign, none)
	}
}

func TestAFormWithoutItsTokenIsRefused(t *testing.T) {
	o := open(t)
	item, path := answered(o)
	p := o.phone("voter").get(path)
	v := p.fields(path + "/rating")
	v.Set("reply", "bad")
	v.Set("result", "bad")
	v.Set("csrf_token", "guess")
	if p.post(path+"/rating", v); p.code != http.StatusForbidden {
		t.Errorf("status %d", p.code)
	}
	res, err := p.http.Do(&http.Request{Method: post, URL: mustURL(t, o.srv.URL+path+"/rating"), Header: http.Header{"Sec-Fetch-Site": {"cross-site"}}})
	if p.take(res, err); p.code != http.StatusForbidden {
		t.Errorf("from another site: status %d", p.code)
	}
	if len(o.stored(item.ID).Ratings) != 0 {
		t.Error("it counted")
	}
}

func mustURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	must(t, err)
	return u
}
