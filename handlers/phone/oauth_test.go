package phone

import (
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"liaison/bot/wechat"
)

func TestAPageFindsOutWhoOpensIt(t *testing.T) {
	o := open(t)
	item := o.hear("voter", "路灯坏了")
	p := o.phone("voter").get("/h5/opinions/" + item.ID + "?from=notice")
	if p.code != http.StatusOK || p.path != "/h5/opinions/"+item.ID+"?from=notice" {
		t.Fatalf("ended at %s with %d", p.path, p.code)
	}
	p.sees("路灯坏了", item.Number)
	exchanged := len(o.used)
	if p.get("/h5/opinions"); len(o.used) != exchanged {
		t.Error("the session did not hold")
	}
}

func TestWhoIsUnknownIsAskedToFollow(t *testing.T) {
	o := open(t)
	o.phone("stranger").get("/h5/opinions").sees("请先关注公众号").lacks("退出登录")
}

func TestAPreviewIsNobody(t *testing.T) {
	o := open(t)
	o.fail = wechat.ErrSnapshot
	o.phone("voter").get("/h5/opinions").sees("允许使用完整服务")
}

func TestWhenWeChatFails(t *testing.T) {
	o := open(t)
	for _, c := range []struct {
		err  error
		code int
		says string
	}{
		{wechat.ErrCode, http.StatusOK, "请重新打开"},
		{&wechat.APIError{Code: 40029}, http.StatusOK, "请重新打开"},
		{errors.New("connection reset"), http.StatusServiceUnavailable, "暂时没有连上微信"},
	} {
		o.fail = c.err
		if p := o.phone("voter").get("/h5/opinions").sees(c.says); p.code != c.code {
			t.Errorf("%v: status %d, want %d", c.err, p.code, c.code)
		}
	}
}

// TestACodeServesOnce: the address that WeChat came back to, opened again by its
// owner or by somebody who found it, lets nobody in.
func TestACodeServesOnce(t *testing.T) {
	o := open(t)
	o.hear("voter", "路灯坏了")
	p := o.phone("voter")
	var back string
	p.http.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/h5/oauth" {
			back = r.URL.RequestURI()
		}
		return nil
	}
	p.get("/h5/opinions").sees("路灯坏了")
	if p.get(back); p.path != home {
		t.Errorf("the owner ended at %s", p.path)
	}
	thief := o.phone("")
	thief.get(back).sees("请重新打开").lacks("路灯坏了")
}

// TestAForgedReturnLeadsNowhere: a code of the attacker's own, put into the
// victim's browser, must not make it the attacker's.
func TestAForgedReturnLeadsNowhere(t *testing.T) {
	o := open(t)
	o.hear("voter", "路灯坏了")
	o.used["9.attacker"] = false
	for _, state := range []string{"", "guess", "%00"} {
		victim := o.phone("voter")
		victim.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		victim.get("/h5/opinions") // on the way to WeChat
		victim.get("/h5/oauth?code=9.attacker&state=" + state).sees("请重新打开")
	}
	if o.used["9.attacker"] {
		t.Error("a code without a visit was exchanged")
	}
}

func TestNobodyIsSentToAnotherSite(t *testing.T) {
	o := open(t, func(c *Config) { c.Emulator = true })
	o.hear("voter", "路灯坏了")
	for _, next := range []string{"//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "evil"} {
		p := o.phone("voter")
		if p.get("/h5/as?next=" + url.QueryEscape(next)); p.path != home {
			t.Errorf("%q led to %s", next, p.path)
		}
	}
}

func TestTheEmulatorChangesPhones(t *testing.T) {
	o := open(t, func(c *Config) { c.Emulator = true })
	o.hear("a", "甲的事")
	o.hear("b", "乙的事")
	p := o.phone("a")
	p.get("/h5/opinions").sees("甲的事")
	o.as("b")
	p.get("/h5/as?next=%2Fh5%2Fopinions%3Fx%3D1").sees("乙的事").lacks("甲的事")
	if p.path != "/h5/opinions?x=1" {
		t.Errorf("ended at %s", p.path)
	}
}

func TestWithoutTheEmulatorNobodyChangesPhones(t *testing.T) {
	o := open(t)
	if p := o.phone("a").get("/h5/as?next=/h5/opinions"); p.code != http.StatusNotFound {
		t.Errorf("status %d", p.code)
	}
}

func TestWhoUnfollowsLosesThePages(t *testing.T) {
	o := open(t)
	o.hear("voter", "路灯坏了")
	p := o.phone("voter")
	p.get("/h5/me").sees("我的信息")
	o.unfollow("voter")
	before := p.fields("/h5/me/contact")
	p.get("/h5/opinions").sees("请先关注公众号").lacks("路灯坏了")
	before.Set("name", "某人")
	if p.post("/h5/me/contact", before); p.code != http.StatusForbidden {
		t.Errorf("a form of who is gone: status %d", p.code)
	}
}

// TestWhoNeverComesBackLeavesNothing: robots open pages and do not follow.
func TestWhoNeverComesBackLeavesNothing(t *testing.T) {
	o := open(t)
	o.follow("voter")
	for range 100 {
		robot := o.phone("voter")
		robot.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		for _, path := range []string{"/h5", "/h5/opinions", "/h5/tasks", "/h5/me", "/h5/files/x", "/h5/privacy", "/h5/oauth?code=x&state=y",
			"/h5/opinions/x", "/h5/deputies", "/h5/nothing"} {
			robot.get(path)
		}
	}
	if len(o.rows.data) != 0 {
		t.Errorf("1,000 looks left %d sessions", len(o.rows.data))
	}
	p := o.phone("voter")
	if p.get("/h5/opinions"); time.Until(o.rows.expiry) < 29*24*time.Hour {
		t.Errorf("signed in it is kept until %s", o.rows.expiry)
	}
	if len(o.rows.data) != 1 {
		t.Errorf("%d sessions of one browser", len(o.rows.data))
	}
}

func TestManyTabsAtOnce(t *testing.T) {
	o := open(t)
	item := o.hear("voter", "路灯坏了")
	p := o.phone("voter")
	var last []string
	p.http.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		last = append(last, r.URL.RequestURI())
		return http.ErrUseLastResponse
	}
	p.get("/h5/opinions/" + item.ID)
	p.get("/h5/deputies")
	p.http.CheckRedirect = nil
	back := func(authorize string) string {
		u, err := url.Parse(authorize)
		must(t, err)
		return u.RequestURI()
	}
	if p.get(back(last[0])); p.path != "/h5/opinions/"+item.ID {
		t.Errorf("the first tab ended at %s", p.path)
	}
}

// TestNothingOfOnePersonReachesTheNext: of two tabs on their way, the second
// comes back as somebody else.
func TestNothingOfOnePersonReachesTheNext(t *testing.T) {
	o := open(t)
	o.hear("a", "甲的事")
	o.hear("b", "乙的事")
	p := o.phone("a")
	var second string
	p.http.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		second = r.URL.RequestURI()
		return http.ErrUseLastResponse
	}
	p.get("/h5/opinions")
	p.http.CheckRedirect = nil
	p.get("/h5/me").send("/h5/me/type", url.Values{"large": {"1"}})
	p.sees(`class="phone elderly`)
	o.as("b")
	p.get(second).sees("乙的事").lacks("甲的事", `class="phone elderly`)
}
