package sim

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// control calls the control interface and returns status and answer.
func (b *bench) control(method, path string, body any) (int, obj) {
	b.t.Helper()
	data, _ := json.Marshal(body)
	if body == nil {
		data = nil
	}
	req, err := http.NewRequest(method, b.server.URL+path, bytes.NewReader(data))
	if err != nil {
		b.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	out := obj{}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		b.t.Fatalf("%s %s: %d %v", method, path, res.StatusCode, err)
	}
	return res.StatusCode, out
}

func (b *bench) mustControl(method, path string, body any) obj {
	b.t.Helper()
	status, out := b.control(method, path, body)
	if status != http.StatusOK {
		b.t.Fatalf("%s %s: %d %v", method, path, status, out)
	}
	return out
}

func TestControlInterface(t *testing.T) {
	b := newBench(t, nil)
	b.app.answer = echo
	b.mustControl("POST", "/sim/users", obj{"openid": "o1", "name": "张三"})
	b.mustControl("POST", "/sim/users/o1/follow", obj{"scene": "st_1"})
	if m := b.app.last(); m.EventKey != "qrscene_st_1" {
		t.Errorf("follow: %s", b.app.lastRaw())
	}
	out := b.mustControl("POST", "/sim/users/o1/say", obj{"text": "路灯不亮"})
	if out["state"] != Answered || out["reply"].(obj)["text"] != "收到：路灯不亮" {
		t.Errorf("say: %v", out)
	}
	b.mustControl("POST", "/sim/users/o1/send", obj{"kind": "image", "data": base64.StdEncoding.EncodeToString(samplePicture)})
	b.mustControl("POST", "/sim/users/o1/scan", obj{"scene": "st_1"})
	b.wantCode(0, "/cgi-bin/menu/create", obj{"button": []obj{{"type": "view", "name": "看", "url": "http://a.example/h5"}}})
	if out := b.mustControl("POST", "/sim/users/o1/tap", obj{"path": []int{0}}); out["url"] != "http://a.example/h5" {
		t.Errorf("tap: %v", out)
	}
	if menu := b.mustControl("GET", "/sim/users/o1/menu", nil); len(menu["button"].([]any)) != 1 {
		t.Errorf("menu: %v", menu)
	}
	inbox := b.mustControl("GET", "/sim/users/o1/inbox", nil)["messages"].([]any)
	all := b.mustControl("GET", "/sim/users/o1/inbox?all=1", nil)["messages"].([]any)
	if len(inbox) != 4 || len(all) != 9 {
		t.Errorf("inbox has %d, conversation %d", len(inbox), len(all))
	}
	b.mustControl("POST", "/sim/users/o1/consent", obj{"template_id": b.acc.Notices[0].ID})
	b.mustControl("POST", "/sim/users/o1/refuse", obj{"on": false})
	b.mustControl("POST", "/sim/clock", obj{"advance": "48h"})
	b.mustControl("POST", "/sim/faults", obj{"path": "/cgi-bin/user/get", "kind": "errcode", "code": -1})
	b.wantCode(-1, "/cgi-bin/user/get", nil)
	if f := b.mustControl("GET", "/sim/faults", nil); len(f["faults"].([]any)) != 1 {
		t.Errorf("faults: %v", f)
	}
	b.mustControl("DELETE", "/sim/faults", nil)
	b.wantCode(0, "/cgi-bin/user/get", nil)
	b.mustControl("POST", "/sim/users/o1/unfollow", nil)
	b.mustControl("POST", "/sim/tokens/revoke", nil)
	b.mustControl("POST", "/sim/callback", obj{"url": b.cfg.Callback})
	if users := b.mustControl("GET", "/sim/users", nil)["users"].([]any); len(users) != 1 {
		t.Errorf("users: %v", users)
	}
	log := b.mustControl("GET", "/sim/log", nil)
	if text, _ := json.Marshal(log); strings.Contains(string(text), b.cfg.Secret) || strings.Contains(string(text), "access_token=") || len(log["calls"].([]any)) == 0 {
		t.Errorf("log: %s", text)
	}
	b.mustControl("DELETE", "/sim/log", nil)
	if len(b.Log()) != 0 {
		t.Error("the log was not cleared")
	}
}

func TestControlRefusals(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	if _, err := b.AddUser("o2", ""); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		method, path string
		body         any
		want         int
	}{
		"unknown user":  {"POST", "/sim/users/nobody/say", obj{"text": "x"}, 404},
		"unknown inbox": {"GET", "/sim/users/nobody/inbox", nil, 404},
		"unknown menu":  {"GET", "/sim/users/nobody/menu", nil, 404},
		"unknown act":   {"POST", "/sim/users/o1/dance", obj{}, 404},
		"no follower":   {"POST", "/sim/users/o2/say", obj{"text": "x"}, 409},
		"no text":       {"POST", "/sim/users/o1/say", obj{}, 400},
		"bad openid":    {"POST", "/sim/users", obj{"openid": "a b"}, 400},
		"bad JSON":      {"POST", "/sim/users", "x", 400},
		"bad fault":     {"POST", "/sim/faults", obj{"kind": "odd"}, 400},
		"bad clock":     {"POST", "/sim/clock", obj{"advance": "-1h"}, 400},
		"bad callback":  {"POST", "/sim/callback", obj{"url": "x"}, 502},
		"no address":    {"GET", "/sim/nothing", nil, 404},
	} {
		status, out := b.control(c.method, c.path, c.body)
		if text, _ := out["error"].(string); status != c.want || text == "" {
			t.Errorf("%s: %d %v, want %d", name, status, out, c.want)
		}
	}
	req, _ := http.NewRequest("POST", b.server.URL+"/sim/users", strings.NewReader("{}"))
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	if res, err := http.DefaultClient.Do(req); err != nil || res.StatusCode != http.StatusForbidden {
		t.Errorf("a foreign page could control the emulator: %v %v", res, err)
	}
}

func TestNotWaiting(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	hold := make(chan struct{})
	b.app.wreck = func(int, http.ResponseWriter, *http.Request) bool {
		<-hold
		return false
	}
	out := b.mustControl("POST", "/sim/users/o1/say?wait=0", obj{"text": "x"})
	if out["state"] != Sending {
		t.Fatalf("out %v", out)
	}
	before := b.phones([]string{"o1"})["version"].(uint64)
	close(hold)
	b.await(t.Context(), before)
	all, _ := b.Conversation("o1")
	for all[0].State == Sending {
		b.await(t.Context(), b.phones(nil)["version"].(uint64))
		all, _ = b.Conversation("o1")
	}
	if all[0].State != Answered {
		t.Fatalf("bubble %+v", all[0])
	}
}

func TestStateSurvivesARestart(t *testing.T) {
	path := t.TempDir() + "/sim.json"
	b := newBench(t, func(c *Config) { c.State = path })
	b.app.answer = echo
	b.follower("o1")
	b.wantCode(0, "/cgi-bin/menu/create", obj{"button": []obj{{"type": "click", "name": "点", "key": "K"}}})
	b.wantCode(0, "/cgi-bin/tags/create", obj{"tag": obj{"name": "代表"}})
	b.wantCode(0, "/cgi-bin/tags/members/batchtagging", obj{"openid_list": []string{"o1"}, "tagid": 100})
	b.wantCode(0, "/cgi-bin/template/api_add_template", obj{"template_id_short": "46002"})
	media := b.upload("image", "a.jpg", samplePicture)
	out := mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
	token := b.token()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	again := newBench(t, func(c *Config) { c.State = path })
	again.app.answer = echo
	if got := again.try(token); got != "40001" {
		t.Errorf("a token of the run before: %s", got)
	}
	if seen, err := again.Menu("o1"); err != nil || len(seen) != 1 {
		t.Errorf("menu %v %v", seen, err)
	}
	if users := again.Users(); len(users) != 1 || !users[0].Following || len(users[0].Tags) != 1 {
		t.Errorf("users %+v", users)
	}
	if len(again.acc.Templates) != len(seeded)+1 {
		t.Errorf("%d templates", len(again.acc.Templates))
	}
	if _, kind, data := again.fetch("/cgi-bin/media/get?media_id=" + media + "&access_token=" + again.token()); kind != "image/jpeg" || !bytes.Equal(data, samplePicture) {
		t.Errorf("media %s", kind)
	}
	if all, _ := again.Conversation("o1"); len(all) != 2 {
		t.Errorf("conversation %+v", all)
	}
	next := mustOutcome(t, Answered)(again.Say(t.Context(), "o1", "还在吗"))
	if next.MsgID <= out.MsgID {
		t.Error("message ids must go on rising")
	}
}

func TestTheLogIsBounded(t *testing.T) {
	r := newRing(3)
	for _, path := range []string{"a", "b", "c", "d", "e"} {
		r.add(Call{Path: path})
	}
	var got string
	for _, c := range r.list() {
		got += c.Path
	}
	if got != "cde" || r.count() != 5 {
		t.Errorf("ring %s of %d", got, r.count())
	}
}
