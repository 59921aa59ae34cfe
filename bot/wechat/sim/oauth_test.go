package sim

import (
	"bytes"
	"errors"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func writeForm(body *bytes.Buffer, name string, data []byte) string {
	form := multipart.NewWriter(body)
	part, _ := form.CreateFormFile("media", name)
	part.Write(data)
	form.Close()
	return form.FormDataContentType()
}

// visit opens a path without following redirects.
func (b *bench) visit(path string, cookies ...*http.Cookie) *http.Response {
	b.t.Helper()
	req, err := http.NewRequest(http.MethodGet, b.server.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range cookies {
		req.AddCookie(c)
	}
	res, err := withoutRedirects(nil).Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	res.Body.Close()
	return res
}

// authorize visits the page the SDK would send a browser to.
func (b *bench) authorizePath(scope string) string {
	b.t.Helper()
	raw, err := b.sdk.GetOauth().GetRedirectURL("http://app.example/h5/back?x=1", scope, "st/+")
	if err != nil {
		b.t.Fatal(err)
	}
	u, err := url.Parse(raw)
	if err != nil {
		b.t.Fatal(err)
	}
	q := u.Query()
	q.Set("state", "st/+")
	return u.Path + "?" + q.Encode()
}

func (b *bench) grantCode(openID, scope string) string {
	b.t.Helper()
	res := b.visit(b.authorizePath(scope) + "&sim_openid=" + openID)
	back, err := res.Location()
	if err != nil {
		b.t.Fatalf("%d %v", res.StatusCode, err)
	}
	if q := back.Query(); back.Host != "app.example" || q.Get("x") != "1" || q.Get("state") != "st/+" {
		b.t.Fatalf("back to %s", back)
	}
	return back.Query().Get("code")
}

func TestOAuthThroughTheSDK(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	oauth := b.sdk.GetOauth()
	got, err := oauth.GetUserAccessToken(b.grantCode("o1", "snsapi_userinfo"))
	if err != nil || got.OpenID != "o1" {
		t.Fatalf("%+v %v", got, err)
	}
	if ok, err := oauth.CheckAccessToken(got.AccessToken, "o1"); !ok || err != nil {
		t.Error(ok, err)
	}
	if ok, _ := oauth.CheckAccessToken(got.AccessToken, "o2"); ok {
		t.Error("a token is good for one openid only")
	}
	if info, err := oauth.GetUserInfo(got.AccessToken, "o1", ""); err != nil || info.OpenID != "o1" {
		t.Errorf("%+v %v", info, err)
	}
	if again, err := oauth.RefreshAccessToken(got.RefreshToken); err != nil || again.OpenID != "o1" {
		t.Errorf("%+v %v", again, err)
	}
}

func TestOAuthCodesAreShortLivedAndSingleUse(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	oauth := b.sdk.GetOauth()
	used := b.grantCode("o1", "snsapi_base")
	got, err := oauth.GetUserAccessToken(used)
	if err != nil {
		t.Fatal(err)
	}
	old := b.grantCode("o1", "snsapi_base")
	b.clock.step(codeLife)
	for code, want := range map[string]string{used: "40163", old: "42003", "none": "40029", "": "41008"} {
		if _, err := oauth.GetUserAccessToken(code); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
	if _, err := oauth.GetUserInfo(got.AccessToken, "o1", ""); err == nil || !strings.Contains(err.Error(), "48001") {
		t.Errorf("snsapi_base must not show a person: %v", err)
	}
	b.clock.step(grantLife)
	if _, err := oauth.GetUserInfo(got.AccessToken, "o1", ""); err == nil || !strings.Contains(err.Error(), "42001") {
		t.Errorf("%v", err)
	}
	b.clock.step(refreshLife)
	if _, err := oauth.RefreshAccessToken(got.RefreshToken); err == nil || !strings.Contains(err.Error(), "42002") {
		t.Errorf("%v", err)
	}
}

func TestAuthorizeRefusals(t *testing.T) {
	b := newBench(t, nil)
	good := url.Values{"appid": {b.cfg.AppID}, "redirect_uri": {"http://app.example/"}, "response_type": {"code"}, "scope": {"snsapi_base"}, "state": {"s"}}
	for name, bad := range map[string]string{
		"appid": "wxother", "redirect_uri": "/relative", "response_type": "token", "scope": "all", "state": strings.Repeat("s", 129),
	} {
		q := url.Values{}
		for k, v := range good {
			q[k] = v
		}
		q.Set(name, bad)
		if res := b.visit("/connect/oauth2/authorize?" + q.Encode()); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", name, res.StatusCode)
		}
	}
	if res := b.visit("/connect/oauth2/authorize?" + good.Encode()); res.StatusCode != http.StatusOK {
		t.Errorf("without an identity: %d, want the page to choose one", res.StatusCode)
	}
}

func TestOpeningAPageAsAUser(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Reset = "/h5/as?next=" })
	b.follower("o1", "o2")
	res := b.visit("/sim/open?openid=o2&url=" + url.QueryEscape("http://app.example:8080/h5/opinions?a=1&b=2#x"))
	if got := res.Header.Get("Location"); got != "http://app.example:8080/h5/as?next=%2Fh5%2Fopinions%3Fa%3D1%26b%3D2%23x" {
		t.Fatalf("goes to %s", got)
	}
	res = b.visit(b.authorizePath("snsapi_base"), res.Cookies()...)
	back, err := res.Location()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.sdk.GetOauth().GetUserAccessToken(back.Query().Get("code")); err != nil || got.OpenID != "o2" {
		t.Fatalf("%+v %v", got, err)
	}
	for _, bad := range []string{"openid=nobody&url=http://a.example/", "openid=o1&url=javascript:alert(1)", "openid=o1"} {
		if res := b.visit("/sim/open?" + bad); res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: %d", bad, res.StatusCode)
		}
	}
}

func TestOneTimeSubscription(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	send := obj{"touser": "o1", "template_id": "T", "scene": "7", "title": "答复", "url": "http://a.example/", "data": obj{"content": value("已答复")}}
	b.wantCode(43101, "/cgi-bin/message/template/subscribe", send)
	res := b.visit("/mp/subscribemsg?action=get_confirm&appid=" + b.cfg.AppID + "&scene=7&template_id=T&reserved=r&redirect_url=" +
		url.QueryEscape("http://app.example/back") + "&sim_openid=o1")
	if back, err := res.Location(); err != nil || back.Query().Get("action") != "confirm" || back.Query().Get("openid") != "o1" {
		t.Fatalf("%v %v", back, err)
	}
	b.wantCode(0, "/cgi-bin/message/template/subscribe", send)
	b.wantCode(43101, "/cgi-bin/message/template/subscribe", send)
	send["title"] = strings.Repeat("长", 16)
	b.wantCode(47003, "/cgi-bin/message/template/subscribe", send)
}

func TestFaults(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	token := b.token()
	path := "/cgi-bin/user/info?openid=o1&access_token=" + token
	set := func(f Fault) {
		t.Helper()
		b.ClearFaults()
		f.Path = "/cgi-bin/user/info"
		if err := b.Fault(f); err != nil {
			t.Fatal(err)
		}
	}
	set(Fault{Kind: FaultErrcode, Code: 45011, Times: 1, After: 1})
	for i, want := range []string{"0", "45011", "0"} {
		if got := code(b.call(path, nil)); got != want {
			t.Errorf("call %d: %s, want %s", i, got, want)
		}
	}
	set(Fault{Kind: FaultHTTP, Status: 503})
	if status, _, _ := b.fetch(path); status != 503 {
		t.Errorf("http: %d", status)
	}
	set(Fault{Kind: FaultHTML})
	if status, kind, _ := b.fetch(path); status != 200 || !strings.HasPrefix(kind, "text/html") {
		t.Errorf("html: %d %s", status, kind)
	}
	for _, kind := range []string{FaultReset, FaultHalf} {
		set(Fault{Kind: kind})
		res, err := http.Get(b.server.URL + path)
		if err == nil {
			_, err = new(bytes.Buffer).ReadFrom(res.Body)
			res.Body.Close()
		}
		if err == nil {
			t.Errorf("%s: the answer was whole", kind)
		}
	}
	set(Fault{Kind: FaultTimeout})
	client := http.Client{Timeout: 50 * time.Millisecond}
	var late interface{ Timeout() bool }
	if _, err := client.Get(b.server.URL + path); !errors.As(err, &late) || !late.Timeout() {
		t.Errorf("timeout: %v", err)
	}
	set(Fault{Kind: FaultDelay, Delay: 60 * time.Millisecond})
	began := time.Now()
	if got := code(b.call(path, nil)); got != "0" || time.Since(began) < 60*time.Millisecond {
		t.Errorf("delay: %s after %s", got, time.Since(began))
	}
	b.ClearFaults()
	if got := code(b.call(path, nil)); got != "0" {
		t.Errorf("cleared: %s", got)
	}
	for _, bad := range []Fault{{Kind: "odd"}, {Kind: FaultErrcode}, {Kind: FaultHTTP, Status: 200}, {Kind: FaultReset, Times: -1}} {
		if err := b.Fault(bad); err == nil {
			t.Errorf("%+v must be refused", bad)
		}
	}
}

func TestAFaultMayHideWhatWasDone(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
	path := "/cgi-bin/message/custom/send"
	token := b.token()
	for sent, done := range []bool{false, true} {
		if err := b.Fault(Fault{Path: path, Kind: FaultHTTP, Done: done, Times: 1}); err != nil {
			t.Fatal(err)
		}
		if res, err := b.send(path+"?access_token="+token, text("o1", "x")); err != nil || res.StatusCode != 502 {
			t.Fatal(res, err)
		}
		if inbox, _ := b.Inbox("o1"); len(inbox) != sent {
			t.Fatalf("done=%v: %d messages", done, len(inbox))
		}
	}
	log := b.Log()
	if last := log[len(log)-1]; last.Fault != FaultHTTP || last.OpenID != "o1" || last.Path != path {
		t.Errorf("log %+v", last)
	}
}
