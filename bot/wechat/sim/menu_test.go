package sim

import (
	"strings"
	"testing"

	sdkmenu "github.com/silenceper/wechat/v2/officialaccount/menu"
	"github.com/silenceper/wechat/v2/officialaccount/message"
)

func TestMenuThroughTheSDK(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1", "o2")
	m := b.sdk.GetMenu()
	if _, err := m.GetMenu(); err == nil {
		t.Fatal("no menu must be 46003")
	}
	if err := m.AddConditionalByJSON(`{"button":[{"type":"click","name":"代表","key":"D"}],"matchrule":{"tag_id":"100"}}`); err == nil || !strings.Contains(err.Error(), "65303") {
		t.Fatalf("conditional before default: %v", err)
	}
	if err := m.SetMenu([]*sdkmenu.Button{
		sdkmenu.NewSubButton("我的", []*sdkmenu.Button{
			sdkmenu.NewClickButton("查询进度", "PROGRESS"), sdkmenu.NewViewButton("我的意见", "http://127.0.0.1:8080/h5/opinions"),
		}),
		sdkmenu.NewClickButton("帮助", "HELP"),
	}); err != nil {
		t.Fatal(err)
	}
	got, err := m.GetMenu()
	if err != nil || len(got.Menu.Button) != 2 || len(got.Menu.Button[0].SubButtons) != 2 {
		t.Fatalf("menu %+v %v", got, err)
	}
	tag, err := b.sdk.GetUser().CreateTag("代表")
	if err != nil {
		t.Fatal(err)
	}
	rule := obj{"tag_id": tag.ID}
	added := b.wantCode(0, "/cgi-bin/menu/addconditional", obj{"button": []obj{{"type": "click", "name": "代表", "key": "D"}}, "matchrule": rule})
	if err := b.sdk.GetUser().BatchTag([]string{"o2"}, tag.ID); err != nil {
		t.Fatal(err)
	}
	for user, want := range map[string]string{"o1": "我的", "o2": "代表"} {
		seen, err := m.MenuTryMatch(user)
		if err != nil || seen[0].Name != want {
			t.Errorf("%s sees %+v %v", user, seen, err)
		}
	}
	all := b.wantCode(0, "/cgi-bin/menu/get", nil)["conditionalmenu"].([]any)[0].(obj)
	if all["matchrule"].(obj)["tag_id"] != "100" {
		t.Errorf("conditional %v", all)
	}
	b.wantCode(0, "/cgi-bin/menu/delconditional", obj{"menuid": added["menuid"]})
	b.wantCode(65301, "/cgi-bin/menu/delconditional", obj{"menuid": added["menuid"]})
	if info, err := m.GetCurrentSelfMenuInfo(); err != nil || info.IsMenuOpen != 1 || len(info.SelfMenuInfo.Button) != 2 {
		t.Errorf("info %+v %v", info, err)
	}
	if err := m.DeleteMenu(); err != nil {
		t.Fatal(err)
	}
	b.wantCode(46003, "/cgi-bin/menu/get", nil)
}

func TestMenuRefusals(t *testing.T) {
	b := newBench(t, nil)
	click := func(name string) obj { return obj{"type": "click", "name": name, "key": "K"} }
	many := func(n int) []obj {
		var out []obj
		for range n {
			out = append(out, click("一"))
		}
		return out
	}
	for name, c := range map[string]struct {
		want    int
		buttons []obj
	}{
		"none":          {40016, nil},
		"four":          {40016, many(4)},
		"six subs":      {40023, []obj{{"name": "一", "sub_button": many(6)}}},
		"long name":     {40018, []obj{click("六个字的菜单")}},
		"no name":       {40018, []obj{click("")}},
		"long sub name": {40025, []obj{{"name": "一", "sub_button": []obj{click(strings.Repeat("长", 21))}}}},
		"no type":       {40017, []obj{{"name": "一"}}},
		"odd sub type":  {40024, []obj{{"name": "一", "sub_button": []obj{{"type": "x", "name": "二"}}}}},
		"no key":        {40019, []obj{{"type": "click", "name": "一"}}},
		"long key":      {40019, []obj{{"type": "click", "name": "一", "key": strings.Repeat("k", 129)}}},
		"no url":        {40020, []obj{{"type": "view", "name": "一"}}},
		"bad url":       {65317, []obj{{"type": "view", "name": "一", "url": "h5/x"}}},
		"long url":      {40020, []obj{{"type": "view", "name": "一", "url": "http://x/" + strings.Repeat("u", 1024)}}},
		"three levels":  {40023, []obj{{"name": "一", "sub_button": []obj{{"name": "二", "sub_button": many(1)}}}}},
		"no media":      {40007, []obj{{"type": "media_id", "name": "一"}}},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.wantCode(c.want, "/cgi-bin/menu/create", obj{"button": c.buttons})
		})
	}
	b.t = t
	b.wantCode(0, "/cgi-bin/menu/create", obj{"button": many(1)})
	for want, rule := range map[int]obj{65304: {}, 65320: {"sex": "1", "tag_id": "1"}} {
		b.wantCode(want, "/cgi-bin/menu/addconditional", obj{"button": many(1), "matchrule": rule})
	}
	var far []obj
	for _, host := range []string{"a", "b", "c", "d"} {
		far = append(far, obj{"type": "view", "name": host, "url": "http://" + host + ".example/"})
	}
	b.wantCode(65316, "/cgi-bin/menu/addconditional", obj{"button": []obj{{"name": "一", "sub_button": far}}, "matchrule": obj{"tag_id": 1}})
}

func TestTheLastTagDecidesTheMenu(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	menuFor := func(name string) obj { return obj{"button": []obj{{"type": "click", "name": name, "key": name}}} }
	b.wantCode(0, "/cgi-bin/menu/create", menuFor("default"))
	for _, name := range []string{"a", "b"} {
		b.wantCode(0, "/cgi-bin/tags/create", obj{"tag": obj{"name": name}})
	}
	for id, name := range map[int]string{100: "a", 101: "b"} {
		m := menuFor(name)
		m["matchrule"] = obj{"tag_id": id}
		b.wantCode(0, "/cgi-bin/menu/addconditional", m)
	}
	for _, step := range []struct {
		path string
		tag  int
		want string
	}{
		{"batchtagging", 101, "b"}, {"batchtagging", 100, "a"}, {"batchtagging", 101, "b"}, {"batchuntagging", 101, "a"}, {"batchuntagging", 100, "default"},
	} {
		b.wantCode(0, "/cgi-bin/tags/members/"+step.path, obj{"openid_list": []string{"o1"}, "tagid": step.tag})
		if seen, _ := b.Menu("o1"); seen[0].Name != step.want {
			t.Fatalf("after %s %d: %s, want %s", step.path, step.tag, seen[0].Name, step.want)
		}
	}
}

func TestTaps(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	b.app.answer = echo
	b.wantCode(0, "/cgi-bin/menu/create", obj{"button": []obj{
		{"name": "一", "sub_button": []obj{
			{"type": "click", "name": "点", "key": "K1"}, {"type": "view", "name": "看", "url": "http://a.example/h5"},
			{"type": "scancode_waitmsg", "name": "扫", "key": "K2"}, {"type": "pic_sysphoto", "name": "拍", "key": "K3"},
			{"type": "location_select", "name": "位", "key": "K4"},
		}},
		{"type": "miniprogram", "name": "小程序", "url": "http://a.example/", "appid": "wx1", "pagepath": "p/q"},
	}})
	mustOutcome(t, Answered)(b.Tap(t.Context(), "o1", Tap{Key: "K1"}))
	if m := b.app.last(); m.Event != message.EventClick || m.EventKey != "K1" {
		t.Errorf("click: %s", b.app.lastRaw())
	}
	out := mustOutcome(t, Answered)(b.Tap(t.Context(), "o1", Tap{Path: []int{0, 1}}))
	if m := b.app.last(); m.Event != message.EventView || m.EventKey != "http://a.example/h5" || out.URL != m.EventKey || m.MenuID == "" {
		t.Errorf("view: %s %s", b.app.lastRaw(), out.URL)
	}
	mustOutcome(t, Answered)(b.Tap(t.Context(), "o1", Tap{Key: "扫", Result: "YJ"}))
	if m := b.app.last(); m.Event != message.EventScancodeWaitmsg || m.ScanCodeInfo.ScanResult != "YJ" {
		t.Errorf("scan: %s", b.app.lastRaw())
	}
	mustOutcome(t, Answered)(b.Tap(t.Context(), "o1", Tap{Key: "K3"}))
	if e := b.app.events("pic_sysphoto"); len(e) != 1 || len(e[0].SendPicsInfo.PicList) != 1 || b.app.last().MsgType != message.MsgTypeImage {
		t.Errorf("picture: %s", b.app.lastRaw())
	}
	mustOutcome(t, Answered)(b.Tap(t.Context(), "o1", Tap{Key: "K4"}))
	if e := b.app.events("location_select"); len(e) != 1 || e[0].SendLocationInfo.LocationX == 0 || b.app.last().MsgType != message.MsgTypeLocation {
		t.Errorf("place: %s", b.app.lastRaw())
	}
	mustOutcome(t, Answered)(b.Tap(t.Context(), "o1", Tap{Path: []int{1}}))
	if m := b.app.last(); m.Event != message.EventViewMiniprogram || m.EventKey != "p/q" {
		t.Errorf("program: %s", b.app.lastRaw())
	}
	for _, bad := range []Tap{{Key: "none"}, {Path: []int{0}}, {Path: []int{7}}, {Path: []int{0, -1}}, {Line: "9"}} {
		if _, err := b.Tap(t.Context(), "o1", bad); err == nil {
			t.Errorf("tap %+v must be refused", bad)
		}
	}
}

func TestMsgMenuLines(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
	b.wantCode(0, "/cgi-bin/message/custom/send", obj{"touser": "o1", "msgtype": "msgmenu", "msgmenu": obj{
		"head_content": "您满意吗？", "list": []obj{{"id": "101", "content": "满意"}, {"id": 102, "content": "不满意"}}, "tail_content": "",
	}})
	mustOutcome(t, Answered)(b.Tap(t.Context(), "o1", Tap{Line: "102"}))
	if m := b.app.last(); m.Content != "不满意" || m.BizMsgMenuID != 102 {
		t.Fatalf("got %s", b.app.lastRaw())
	}
}
