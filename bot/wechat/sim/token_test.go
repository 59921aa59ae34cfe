package sim

import (
	"testing"
	"time"
)

func (b *bench) stable(force bool) string {
	b.t.Helper()
	return b.call("/cgi-bin/stable_token", obj{
		"grant_type": "client_credential", "appid": b.cfg.AppID, "secret": b.cfg.Secret, "force_refresh": force,
	})["access_token"].(string)
}

// try is the errcode a call with this token meets.
func (b *bench) try(token string) string {
	b.t.Helper()
	return code(b.call("/cgi-bin/getcallbackip?access_token="+token, nil))
}

func (b *bench) wantTry(want, token, when string) {
	b.t.Helper()
	if got := b.try(token); got != want {
		b.t.Errorf("%s: errcode %s, want %s", when, got, want)
	}
}

func TestStableTokenOverlaps(t *testing.T) {
	b := newBench(t, nil)
	first := b.stable(false)
	if again := b.stable(false); again != first {
		t.Fatal("a second request in time must repeat the token")
	}
	b.clock.step(tokenLife - tokenOverlap)
	second := b.stable(false)
	if second == first {
		t.Fatal("five minutes before its end the token must be renewed")
	}
	b.wantTry("0", first, "old token within the overlap")
	b.wantTry("0", second, "new token")
	b.clock.step(tokenOverlap)
	b.wantTry("42001", first, "old token after the overlap")
	b.wantTry("0", second, "new token later")
}

func TestForcedRefresh(t *testing.T) {
	b := newBench(t, nil)
	first := b.stable(false)
	second := b.stable(true)
	if second == first {
		t.Fatal("force_refresh must renew")
	}
	b.wantTry("40001", first, "token before the forced refresh")
	if b.stable(true) != second {
		t.Error("a second forced refresh within 30 s must have no effect")
	}
	for range forceDaily - 1 {
		b.clock.step(forceInterval)
		b.stable(true)
	}
	b.clock.step(forceInterval)
	answer := b.call("/cgi-bin/stable_token", obj{
		"grant_type": "client_credential", "appid": b.cfg.AppID, "secret": b.cfg.Secret, "force_refresh": true,
	})
	if code(answer) != "45009" {
		t.Errorf("forced refresh %d of the day: %v", forceDaily+1, answer)
	}
}

func TestClassicTokenKillsItsPredecessor(t *testing.T) {
	b := newBench(t, nil)
	ask := func() string {
		return b.call("/cgi-bin/token?grant_type=client_credential&appid="+b.cfg.AppID+"&secret="+b.cfg.Secret, nil)["access_token"].(string)
	}
	stable, first := b.stable(false), ask()
	second := ask()
	b.wantTry("40001", first, "first token after the second")
	b.wantTry("0", second, "second token")
	b.wantTry("0", stable, "the stable token, which is apart")
	b.clock.step(tokenLife)
	b.wantTry("42001", second, "after two hours")
	b.RevokeTokens()
	b.wantTry("40001", second, "after revocation")
}

func TestBadCredentials(t *testing.T) {
	b := newBench(t, nil)
	good := "grant_type=client_credential&appid=" + b.cfg.AppID
	for path, want := range map[string]string{
		"/cgi-bin/token?" + good + "&secret=wrong":                                     "40125",
		"/cgi-bin/token?" + good:                                                       "41004",
		"/cgi-bin/token?grant_type=client_credential&appid=wxother&secret=a-secret":    "40013",
		"/cgi-bin/token?grant_type=client_credential":                                  "41002",
		"/cgi-bin/token?grant_type=password&appid=" + b.cfg.AppID + "&secret=a-secret": "40002",
		"/cgi-bin/getcallbackip":                                                       "41001",
		"/cgi-bin/getcallbackip?access_token=x":                                        "40014",
		"/cgi-bin/getcallbackip?access_token=" + random(128):                           "40001",
		"/cgi-bin/menu/create?access_token=" + b.token():                               "43002",
		"/cgi-bin/nothing/here":                                                        "40066",
	} {
		if got := code(b.call(path, nil)); got != want {
			t.Errorf("%s: errcode %s, want %s", path, got, want)
		}
	}
	b.wantCode(43001, "/cgi-bin/menu/get", obj{})
	b.wantCode(47001, "/cgi-bin/menu/create", []byte("{"))
	b.wantCode(44002, "/cgi-bin/menu/create", []byte(""))
}

func TestDailyLimits(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Limits = map[string]int{"/cgi-bin/user/get": 2} })
	b.wantCode(0, "/cgi-bin/user/get", nil)
	b.wantCode(0, "/cgi-bin/user/get", nil)
	b.wantCode(45009, "/cgi-bin/user/get", nil)
	left := b.wantCode(0, "/cgi-bin/openapi/quota/get", obj{"cgi_path": "/cgi-bin/user/get"})["quota"].(obj)
	if left["daily_limit"].(interface{ String() string }).String() != "2" || left["remain"].(interface{ String() string }).String() != "0" {
		t.Errorf("quota %v", left)
	}
	b.wantCode(0, "/cgi-bin/clear_quota", obj{"appid": b.cfg.AppID})
	b.wantCode(0, "/cgi-bin/user/get", nil)
	b.wantCode(0, "/cgi-bin/user/get", nil)
	b.wantCode(45009, "/cgi-bin/user/get", nil)
	b.clock.step(12 * time.Hour) // it was noon in Beijing
	b.wantCode(0, "/cgi-bin/user/get", nil)
	for range clearsPerMonth - 1 {
		if got := code(b.call("/cgi-bin/clear_quota/v2?appid="+b.cfg.AppID+"&appsecret="+b.cfg.Secret, obj{})); got != "0" {
			t.Fatal(got)
		}
	}
	b.wantCode(48006, "/cgi-bin/clear_quota", obj{"appid": b.cfg.AppID})
}

func TestRidTellsAboutACall(t *testing.T) {
	b := newBench(t, nil)
	answer := b.wantCode(46003, "/cgi-bin/menu/get", nil)
	msg := answer["errmsg"].(string)
	rid := msg[len(msg)-len("00000000-00000000-00000000"):]
	told := b.wantCode(0, "/cgi-bin/openapi/rid/get", obj{"rid": rid})
	if told["request"].(obj)["request_url"] != "/cgi-bin/menu/get" {
		t.Errorf("told %v", told)
	}
	b.wantCode(76022, "/cgi-bin/openapi/rid/get", obj{"rid": "none"})
}

func TestJSTicket(t *testing.T) {
	b := newBench(t, nil)
	config, err := b.sdk.GetJs().GetConfig("https://example.com/h5")
	if err != nil || config.Signature == "" {
		t.Fatal(config, err)
	}
	first := b.wantCode(0, "/cgi-bin/ticket/getticket?type=jsapi", nil)["ticket"]
	if again := b.wantCode(0, "/cgi-bin/ticket/getticket?type=jsapi", nil)["ticket"]; again != first {
		t.Error("the ticket must stay the same within its life")
	}
	b.clock.step(ticketLife)
	token := b.stable(false)
	if b.call("/cgi-bin/ticket/getticket?type=jsapi&access_token="+token, nil)["ticket"] == first {
		t.Error("the ticket must be new after its life")
	}
	if got := code(b.call("/cgi-bin/ticket/getticket?type=odd&access_token="+token, nil)); got != "40097" {
		t.Error(got)
	}
}
