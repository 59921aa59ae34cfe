package sim

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/silenceper/wechat/v2/officialaccount/broadcast"
	"github.com/silenceper/wechat/v2/officialaccount/message"
)

func text(to, content string) obj {
	return obj{"touser": to, "msgtype": "text", "text": obj{"content": content}}
}

func TestCustomerMessageWindows(t *testing.T) {
	const send = "/cgi-bin/message/custom/send"
	acts := map[string]struct {
		act  func(b *bench)
		left int
		life time.Duration
	}{
		"message": {func(b *bench) { b.Say(b.t.Context(), "o1", "在吗") }, 5, 48 * time.Hour},
		"click":   {func(b *bench) { b.Tap(b.t.Context(), "o1", Tap{Key: "K"}) }, 3, time.Minute},
		"scan":    {func(b *bench) { b.Scan(b.t.Context(), "o1", Scan{Scene: "s"}) }, 3, time.Minute},
		"follow": {func(b *bench) {
			b.Unfollow(b.t.Context(), "o1")
			b.Follow(b.t.Context(), "o1", "")
		}, 3, time.Minute},
	}
	for name, c := range acts {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			b.follower("o1")
			b.wantCode(0, "/cgi-bin/menu/create", obj{"button": []obj{{"type": "click", "name": "点", "key": "K"}}})
			b.wantCode(45015, send, text("o1", "早"))
			c.act(b)
			for range c.left {
				b.wantCode(0, send, text("o1", "你好"))
			}
			b.wantCode(45047, send, text("o1", "再来"))
			c.act(b)
			b.clock.step(c.life - time.Second)
			b.RevokeTokens() // tokens end sooner than the longest window
			token := b.stable(false)
			if got := code(b.call(send+"?access_token="+token, text("o1", "还在"))); got != "0" {
				t.Fatalf("before the end: %s", got)
			}
			b.clock.step(time.Second)
			if got := code(b.call(send+"?access_token="+token, text("o1", "晚了"))); got != "45015" {
				t.Fatalf("after the end: %s", got)
			}
		})
	}
}

func TestViewsOpenNoWindow(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	b.wantCode(0, "/cgi-bin/menu/create", obj{"button": []obj{{"type": "view", "name": "看", "url": "http://a.example/"}}})
	mustOutcome(t, Answered)(b.Tap(t.Context(), "o1", Tap{Path: []int{0}}))
	b.wantCode(45015, "/cgi-bin/message/custom/send", text("o1", "x"))
}

func TestTheSteppedClockClosesWindows(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
	b.Step(48 * time.Hour)
	token := b.stable(false)
	if got := code(b.call("/cgi-bin/message/custom/send?access_token="+token, text("o1", "x"))); got != "45015" {
		t.Fatal(got)
	}
	mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
	if stamp := b.app.hits[1].Get("timestamp"); stamp != fmt.Sprint(b.clock.Now().Unix()) {
		t.Errorf("deliveries must keep the real time, got %s", stamp)
	}
}

func TestCustomerMessagesThroughTheSDK(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
	id := b.upload("image", "a.jpg", samplePicture)
	m := b.sdk.GetCustomerMessageManager()
	for _, msg := range []*message.CustomerMessage{
		message.NewCustomerTextMessage("o1", "您好"),
		message.NewCustomerImgMessage("o1", id),
		{ToUser: "o1", Msgtype: message.MsgTypeNews, News: &message.MediaNews{Articles: []message.MediaArticles{{Title: "公告", URL: "http://a.example/"}}}},
	} {
		if err := m.Send(msg); err != nil {
			t.Fatal(err)
		}
	}
	inbox, _ := b.Inbox("o1")
	if len(inbox) != 3 || inbox[0].Text != "您好" || inbox[1].MediaID != id || inbox[2].Articles[0].Title != "公告" {
		t.Fatalf("inbox %+v", inbox)
	}
	b.wantCode(0, "/cgi-bin/message/custom/typing", obj{"touser": "o1", "command": "Typing"})
}

func TestCustomerMessageRefusals(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1", "gone")
	mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
	mustOutcome(t, Answered)(b.Say(t.Context(), "gone", "在吗"))
	mustOutcome(t, Answered)(b.Unfollow(t.Context(), "gone"))
	article := obj{"title": "t", "url": "http://a.example/"}
	for name, c := range map[string]struct {
		want int
		body obj
	}{
		"nobody":      {40003, text("nobody", "x")},
		"unfollowed":  {45015, text("gone", "x")},
		"empty":       {44004, text("o1", "")},
		"long":        {45002, text("o1", strings.Repeat("长", 683))},
		"odd type":    {40008, obj{"touser": "o1", "msgtype": "poem"}},
		"no media":    {40007, obj{"touser": "o1", "msgtype": "image", "image": obj{"media_id": "none"}}},
		"no articles": {44003, obj{"touser": "o1", "msgtype": "news"}},
		"two":         {45008, obj{"touser": "o1", "msgtype": "news", "news": obj{"articles": []obj{article, article}}}},
		"no lines":    {40035, obj{"touser": "o1", "msgtype": "msgmenu"}},
	} {
		t.Run(name, func(t *testing.T) {
			b.t = t
			b.wantCode(c.want, "/cgi-bin/message/custom/send", c.body)
		})
	}
	b.t = t
	for range 5 { // refusals spent nothing
		b.wantCode(0, "/cgi-bin/message/custom/send", text("o1", "x"))
	}
}

func value(v string) obj { return obj{"value": v} }

// progress fills the template 办理进度通知.
func progress(to, id string) obj {
	return obj{"touser": to, "template_id": id, "url": "http://a.example/h5", "data": obj{
		"character_string1": value("YJ-2026-000123"), "thing2": value("路灯不亮"), "thing3": value("联络站"),
		"phrase4": value("已受理"), "time5": value("2026年11月22日 09:30"),
	}}
}

func TestTemplatesThroughTheSDK(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	tpl := b.sdk.GetTemplate()
	list, err := tpl.List()
	if err != nil || len(list) != len(seeded) || !strings.Contains(list[1].Content, "{{character_string1.DATA}}") {
		t.Fatalf("list %+v %v", list, err)
	}
	msg := &message.TemplateMessage{ToUser: "o1", TemplateID: list[1].TemplateID, URL: "http://a.example/h5", ClientMsgID: "n1", Data: map[string]*message.TemplateDataItem{
		"character_string1": {Value: "YJ-2026-000123"}, "thing2": {Value: "路灯不亮"}, "thing3": {Value: "联络站"},
		"phrase4": {Value: "已受理"}, "time5": {Value: "2026-11-22 09:30"},
	}}
	first, err := tpl.Send(msg)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := tpl.Send(msg); err != nil || again != first {
		t.Fatalf("the same client_msg_id gave %d, %v; want %d", again, err, first)
	}
	b.settle()
	if done := b.app.events("TEMPLATESENDJOBFINISH"); len(done) != 1 || done[0].TemplateMsgID != first || done[0].Status != "success" {
		t.Fatalf("events %+v", done)
	}
	b.clock.step(repeatedWithin)
	if again, err := tpl.Send(msg); err != nil || again == first {
		t.Fatalf("after ten minutes: %d %v", again, err)
	}
	inbox, _ := b.Inbox("o1")
	if len(inbox) != 2 || inbox[0].Fields[1].Value != "路灯不亮" || inbox[0].Fields[1].Label != "事项名称" {
		t.Fatalf("inbox %+v", inbox)
	}
	added, err := tpl.Add("46002", []string{"事项名称", "截止日期"})
	if err != nil {
		t.Fatal(err)
	}
	if err := tpl.Delete(added); err != nil {
		t.Fatal(err)
	}
	b.wantCode(40037, "/cgi-bin/template/del_private_template", obj{"template_id": added})
	b.wantCode(40037, "/cgi-bin/template/api_add_template", obj{"template_id_short": "1"})
	b.wantCode(40097, "/cgi-bin/template/api_add_template", obj{"template_id_short": "46002", "keyword_name_list": []string{"x"}})
	for range templatesMost - len(seeded) {
		b.wantCode(0, "/cgi-bin/template/api_add_template", obj{"template_id_short": "46002"})
	}
	b.wantCode(45026, "/cgi-bin/template/api_add_template", obj{"template_id_short": "46002"})
	for path, body := range map[string]any{
		"/cgi-bin/template/get_industry": nil, "/cgi-bin/template/api_set_industry": obj{"industry_id1": "1"}, "/wxa/sec/queryblocktmplmsg": obj{},
	} {
		b.wantCode(0, path, body)
	}
}

func TestTemplateRefusals(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1", "gone")
	mustOutcome(t, Answered)(b.Unfollow(t.Context(), "gone"))
	id := b.acc.Templates[1].ID
	b.wantCode(40003, templateSendPath, progress("nobody", id))
	b.wantCode(43004, templateSendPath, progress("gone", id))
	b.wantCode(40037, templateSendPath, progress("o1", "none"))
	for key, bad := range map[string]string{
		"thing2": strings.Repeat("长", 21), "character_string1": "编号", "phrase4": "已经转给代表", "time5": "昨天", "thing3": "两\n行",
	} {
		msg := progress("o1", id)
		msg["data"].(obj)[key] = value(bad)
		answer := b.wantCode(47003, templateSendPath, msg)
		if !strings.Contains(answer["errmsg"].(string), key) {
			t.Errorf("%s: errmsg %v does not name it", key, answer["errmsg"])
		}
		delete(msg["data"].(obj), key)
		b.wantCode(47003, templateSendPath, msg)
	}
	if err := b.Refuse("o1", true); err != nil {
		t.Fatal(err)
	}
	b.wantCode(0, templateSendPath, progress("o1", id))
	b.settle()
	if done := b.app.events("TEMPLATESENDJOBFINISH"); len(done) != 1 || done[0].Status != "failed:user block" {
		t.Fatalf("events %+v", done)
	}
}

func TestFieldRules(t *testing.T) {
	for key, c := range map[string]struct{ good, bad []string }{
		"thing1":            {[]string{strings.Repeat("长", 20), "a b，c"}, []string{strings.Repeat("长", 21), "表情😀", "a\tb"}},
		"character_string1": {[]string{"YJ-2026-000123", "a b"}, []string{"编号1", strings.Repeat("x", 33)}},
		"number1":           {[]string{"12", "-1.5"}, []string{"十二", "1a", strings.Repeat("1", 33)}},
		"letter1":           {[]string{"abC"}, []string{"a1", "字"}},
		"symbol1":           {[]string{"+-*"}, []string{"a", "++++++"}},
		"time1":             {[]string{"09:30", "2026-11-22 09:30", "2026年11月22日 9:30:01", "2026-11-22 09:00~2026-11-22 10:00"}, []string{"25:00", "九点", "2026-11-22T09:30"}},
		"date1":             {[]string{"2026年1月2日", "2026-01-02", "2026-01-02~2026-01-03"}, []string{"09:30", "1月2日"}},
		"amount1":           {[]string{"100元", "¥12.50"}, []string{"很多", "1,000"}},
		"phone_number1":     {[]string{"+86-0571-8888"}, []string{"电话", strings.Repeat("1", 18)}},
		"car_number1":       {[]string{"浙A12345"}, []string{"浙A123456789"}},
		"name1":             {[]string{"张三", "John Smith"}, []string{strings.Repeat("长", 11), "张3", strings.Repeat("x", 21)}},
		"phrase1":           {[]string{"已受理"}, []string{"已转给代表办", "OK"}},
		"odd1":              {nil, []string{"x"}},
	} {
		for _, v := range c.good {
			if !(slot{Key: key}).takes(v) {
				t.Errorf("%s must take %q", key, v)
			}
		}
		for _, v := range c.bad {
			if (slot{Key: key}).takes(v) {
				t.Errorf("%s must refuse %q", key, v)
			}
		}
	}
}

func TestNoticesThroughTheSDK(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	sub := b.sdk.GetSubscribe()
	id, err := sub.Add("46001", []int{1, 3}, "评价")
	if err != nil {
		t.Fatal(err)
	}
	list, err := sub.List()
	if err != nil || len(list) != 2 || list[1].PriTmplID != id || list[1].SubType != 2 {
		t.Fatalf("list %+v %v", list, err)
	}
	msg := &message.SubscribeMessage{ToUser: "o1", TemplateID: id, Page: "http://a.example/h5", Data: map[string]*message.SubscribeDataItem{
		"thing1": {Value: "意见办理"}, "character_string3": {Value: "YJ-2026-000123"},
	}}
	if err := sub.Send(msg); err == nil || !strings.Contains(err.Error(), "43101") {
		t.Fatalf("without consent: %v", err)
	}
	mustOutcome(t, Answered)(b.Consent(t.Context(), "o1", id, true))
	if p := b.app.last().GetSubscribeMsgPopupEvents(); len(p) != 1 || p[0].TemplateID != id || p[0].SubscribeStatusString != "accept" {
		t.Fatalf("popup %s", b.app.lastRaw())
	}
	if err := sub.Send(msg); err != nil {
		t.Fatal(err)
	}
	b.settle()
	if raw := b.app.lastRaw(); !strings.Contains(raw, "subscribe_msg_sent_event") || !strings.Contains(raw, id) {
		t.Fatalf("event %s", raw)
	}
	if err := sub.Send(msg); err == nil || !strings.Contains(err.Error(), "43101") {
		t.Fatalf("one consent, two messages: %v", err)
	}
	if cats, err := sub.GetCategory(); err != nil || len(cats) != 1 {
		t.Errorf("categories %+v %v", cats, err)
	}
	if titles := b.wantCode(0, "/wxaapi/newtmpl/getpubtemplatetitles?ids=659&start=0&limit=30", nil); len(titles["data"].([]any)) != len(library) {
		t.Errorf("titles %v", titles)
	}
	if words := b.wantCode(0, "/wxaapi/newtmpl/getpubtemplatekeywords?tid=46001", nil); len(words["data"].([]any)) != 3 {
		t.Errorf("keywords %v", words)
	}
	if err := sub.Delete(id); err != nil {
		t.Fatal(err)
	}
	b.wantCode(40037, "/cgi-bin/message/subscribe/bizsend", obj{"touser": "o1", "template_id": id})
}

func TestLongTermConsentStandsUntilRefused(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	id := b.acc.Notices[0].ID
	mustOutcome(t, Answered)(b.Consent(t.Context(), "o1", id, true))
	for range 3 {
		b.wantCode(0, "/cgi-bin/message/subscribe/bizsend", progress("o1", id))
	}
	mustOutcome(t, Answered)(b.Consent(t.Context(), "o1", id, false))
	b.wantCode(43101, "/cgi-bin/message/subscribe/bizsend", progress("o1", id))
}

func TestMassSend(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1", "o2", "o3")
	mass := broadcast.NewBroadcast(b.sdk.GetContext())
	two := &broadcast.User{OpenID: []string{"o1", "o2"}}
	for range massPerMonth {
		if _, err := mass.SendText(two, "公告"); err != nil {
			t.Fatal(err)
		}
	}
	res, err := mass.SendText(two, "第五条")
	if err != nil {
		t.Fatal(err)
	}
	b.settle()
	done := b.app.events("MASSSENDJOBFINISH")
	if len(done) != 5 {
		t.Fatalf("%d events", len(done))
	}
	var fifth *message.MixMessage
	for _, e := range done {
		if e.TemplateMsgID == res.MsgID {
			fifth = e
		}
	}
	if fifth == nil || fifth.TotalCount != 2 || fifth.FilterCount != 0 || fifth.SentCount != 0 {
		t.Fatalf("fifth %+v", fifth)
	}
	if inbox, _ := b.Inbox("o1"); len(inbox) != massPerMonth {
		t.Fatalf("%d messages", len(inbox))
	}
	if st, err := mass.GetMassStatus(fmt.Sprint(res.MsgID)); err != nil || st.MsgStatus != "SEND_SUCCESS" {
		t.Errorf("status %+v %v", st, err)
	}
	if err := mass.Delete(res.MsgID, 0); err != nil {
		t.Error(err)
	}
	if sp, err := mass.SetSpeed(1); err != nil {
		t.Error(sp, err)
	}
	if sp, err := mass.GetSpeed(); err != nil || sp.Speed != 1 || sp.RealSpeed != 60 {
		t.Errorf("speed %+v %v", sp, err)
	}
	if _, err := broadcast.NewBroadcast(b.sdk.GetContext()).Preview().SendText(&broadcast.User{OpenID: []string{"o3"}}, "预览"); err != nil {
		t.Error(err)
	}
	if inbox, _ := b.Inbox("o3"); len(inbox) != 1 {
		t.Errorf("preview %+v", inbox)
	}
}

func TestMassSendToAllIsRare(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	all := func(key string) obj {
		return obj{"filter": obj{"is_to_all": true}, "msgtype": "text", "text": obj{"content": "公告"}, "clientmsgid": key}
	}
	first := b.wantCode(0, "/cgi-bin/message/mass/sendall", all("k1"))
	again := b.wantCode(45065, "/cgi-bin/message/mass/sendall", all("k1"))
	if again["msg_id"] != first["msg_id"] {
		t.Errorf("45065 names %v, want %v", again["msg_id"], first["msg_id"])
	}
	b.wantCode(45028, "/cgi-bin/message/mass/sendall", all("k2"))
	b.clock.step(24 * time.Hour)
	b.stable(false)
	b.RevokeTokens()
	token := b.stable(false)
	if got := code(b.call("/cgi-bin/message/mass/sendall?access_token="+token, all("k3"))); got != "0" {
		t.Error(got)
	}
	if got := code(b.call("/cgi-bin/message/mass/sendall?access_token="+token, all(strings.Repeat("k", 65)))); got != "45067" {
		t.Error(got)
	}
	if got := code(b.call("/cgi-bin/message/mass/sendall?access_token="+token, obj{"filter": obj{"tag_id": 7}, "msgtype": "text"})); got != "45159" {
		t.Error(got)
	}
	if got := code(b.call("/cgi-bin/message/mass/send?access_token="+token, obj{"touser": []string{"o1"}, "msgtype": "text"})); got != "40032" {
		t.Error(got)
	}
}
