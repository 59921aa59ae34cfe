package wechat

import (
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"liaison/store"
)

// head is what every message has.
func head(kind string) string {
	return "<xml><ToUserName><![CDATA[gh_x]]></ToUserName>\n<FromUserName><![CDATA[oUser]]></FromUserName>\n" +
		"<CreateTime>1714036504</CreateTime><MsgType><![CDATA[" + kind + "]]></MsgType>"
}

// deliveries are the platform's documented messages and events, with what we
// must understand of each.
var deliveries = []struct {
	name, xml string
	want      store.Message
}{
	{"text", head("text") + "<Content><![CDATA[你好]]></Content><MsgId>1</MsgId></xml>",
		store.Message{Kind: "text", Text: "你好", MsgID: 1}},
	{"text from an article", head("text") + "<Content>a</Content><MsgId>1</MsgId><MsgDataId>x</MsgDataId><Idx>1</Idx></xml>",
		store.Message{Kind: "text", Text: "a", MsgID: 1}},
	{"msgmenu tap", head("text") + "<Content>满意</Content><MsgId>1</MsgId><bizmsgmenuid>101</bizmsgmenuid></xml>",
		store.Message{Kind: "text", Text: "满意", MsgID: 1, MenuID: "101"}},
	{"image", head("image") + "<PicUrl><![CDATA[http://mmbiz.qpic.cn/x?a=1&b=2]]></PicUrl><MediaId>m</MediaId><MsgId>1</MsgId></xml>",
		store.Message{Kind: "image", PicURL: "http://mmbiz.qpic.cn/x?a=1&b=2", MediaID: "m", MsgID: 1}},
	{"voice", head("voice") + "<MediaId>m</MediaId><Format>amr</Format><Recognition>路灯</Recognition><MsgId>1</MsgId></xml>",
		store.Message{Kind: "voice", MediaID: "m", Format: "amr", Speech: "路灯", MsgID: 1}},
	{"video", head("video") + "<MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId><MsgId>1</MsgId></xml>",
		store.Message{Kind: "video", MediaID: "m", MsgID: 1}},
	{"shortvideo", head("shortvideo") + "<MediaId>m</MediaId><ThumbMediaId>t</ThumbMediaId><MsgId>1</MsgId></xml>",
		store.Message{Kind: "shortvideo", MediaID: "m", MsgID: 1}},
	{"location", head("location") + "<Location_X>23.134521</Location_X><Location_Y>113.358803</Location_Y><Scale>20</Scale><Label>天河</Label><MsgId>1</MsgId></xml>",
		store.Message{Kind: "location", Latitude: 23.134521, Longitude: 113.358803, Label: "天河", MsgID: 1}},
	{"link", head("link") + "<Title>t</Title><Description>d</Description><Url>https://a/?b&amp;c</Url><MsgId>1</MsgId></xml>",
		store.Message{Kind: "link", Title: "t", Text: "d", URL: "https://a/?b&c", MsgID: 1}},
	{"file", head("file") + "<Title>a.pdf</Title><Description>d</Description><FileKey>k</FileKey><FileTotalLen>9</FileTotalLen><MsgId>1</MsgId></xml>",
		store.Message{Kind: "file", Title: "a.pdf", Text: "d", MsgID: 1}},
	{"subscribe", head("event") + "<Event>subscribe</Event><EventKey></EventKey></xml>",
		store.Message{Kind: "event", Event: "subscribe"}},
	{"subscribe by scan", head("event") + "<Event>subscribe</Event><EventKey>qrscene_st-7</EventKey><Ticket>T</Ticket></xml>",
		store.Message{Kind: "event", Event: "subscribe", EventKey: "st-7", Ticket: "T"}},
	{"unsubscribe", head("event") + "<Event>unsubscribe</Event><EventKey/></xml>",
		store.Message{Kind: "event", Event: "unsubscribe"}},
	{"scan", head("event") + "<Event>SCAN</Event><EventKey>st-7</EventKey><Ticket>T</Ticket></xml>",
		store.Message{Kind: "event", Event: "SCAN", EventKey: "st-7", Ticket: "T"}},
	{"location event", head("event") + "<Event>LOCATION</Event><Latitude>23.1</Latitude><Longitude>113.3</Longitude><Precision>119.38</Precision></xml>",
		store.Message{Kind: "event", Event: "LOCATION", Latitude: 23.1, Longitude: 113.3}},
	{"click", head("event") + "<Event>CLICK</Event><EventKey>help</EventKey></xml>",
		store.Message{Kind: "event", Event: "CLICK", EventKey: "help"}},
	{"view", head("event") + "<Event>VIEW</Event><EventKey>https://a/</EventKey><MenuId>9</MenuId></xml>",
		store.Message{Kind: "event", Event: "VIEW", EventKey: "https://a/"}},
	{"scancode_waitmsg", head("event") + "<Event>scancode_waitmsg</Event><EventKey>k</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>r</ScanResult></ScanCodeInfo></xml>",
		store.Message{Kind: "event", Event: "scancode_waitmsg", EventKey: "k", Text: "r"}},
	{"pic_weixin", head("event") + "<Event>pic_weixin</Event><EventKey>k</EventKey><SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>x</PicMd5Sum></item></PicList></SendPicsInfo></xml>",
		store.Message{Kind: "event", Event: "pic_weixin", EventKey: "k"}},
	{"location_select", head("event") + "<Event>location_select</Event><EventKey>k</EventKey><SendLocationInfo><Location_X>23</Location_X><Location_Y>113</Location_Y><Scale>15</Scale><Label>l</Label><Poiname>p</Poiname></SendLocationInfo></xml>",
		store.Message{Kind: "event", Event: "location_select", EventKey: "k", Latitude: 23, Longitude: 113, Label: "l"}},
	{"view_miniprogram", head("event") + "<Event>view_miniprogram</Event><EventKey>p</EventKey><MenuId>9</MenuId></xml>",
		store.Message{Kind: "event", Event: "view_miniprogram", EventKey: "p"}},
	{"template done", head("event") + "<Event>TEMPLATESENDJOBFINISH</Event><MsgID>200163836</MsgID><Status>failed:user block</Status></xml>",
		store.Message{Kind: "event", Event: "TEMPLATESENDJOBFINISH", JobID: 200163836, Status: "failed:user block"}},
	{"mass done", head("event") + "<Event>MASSSENDJOBFINISH</Event><MsgID>5</MsgID><Status>send success</Status><TotalCount>2</TotalCount><FilterCount>2</FilterCount><SentCount>1</SentCount><ErrorCount>1</ErrorCount><CopyrightCheckResult><Count>0</Count><ResultList/></CopyrightCheckResult></xml>",
		store.Message{Kind: "event", Event: "MASSSENDJOBFINISH", JobID: 5, Status: "send success", Mass: store.MassResult{Total: 2, Sent: 1, Failed: 1}}},
	{"publish done", head("event") + "<Event>PUBLISHJOBFINISH</Event><PublishEventInfo><publish_id>1</publish_id></PublishEventInfo></xml>",
		store.Message{Kind: "event", Event: "PUBLISHJOBFINISH"}},
	{"popup", head("event") + "<Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent>" +
		"<List><TemplateId>a</TemplateId><SubscribeStatusString>accept</SubscribeStatusString><PopupScene>1</PopupScene></List>" +
		"<List><TemplateId>b</TemplateId><SubscribeStatusString>reject</SubscribeStatusString><PopupScene>1</PopupScene></List></SubscribeMsgPopupEvent></xml>",
		store.Message{Kind: "event", Event: "subscribe_msg_popup_event", Consents: []store.Consent{{TemplateID: "a", Accepted: true}, {TemplateID: "b"}}}},
	{"popup change", head("event") + "<Event>subscribe_msg_change_event</Event><SubscribeMsgChangeEvent>" +
		"<List><TemplateId>a</TemplateId><SubscribeStatusString>reject</SubscribeStatusString></List></SubscribeMsgChangeEvent></xml>",
		store.Message{Kind: "event", Event: "subscribe_msg_change_event", Consents: []store.Consent{{TemplateID: "a"}}}},
	{"subscription sent", head("event") + "<Event>subscribe_msg_sent_event</Event><SubscribeMsgSentEvent>" +
		"<List><TemplateId>a</TemplateId><MsgID>7</MsgID><ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent></xml>",
		store.Message{Kind: "event", Event: "subscribe_msg_sent_event", JobID: 7, Status: "success"}},
	{"revoked", head("event") + "<Event>user_authorization_revoke</Event><OpenID>o</OpenID><RevokeInfo>1</RevokeInfo></xml>",
		store.Message{Kind: "event", Event: "user_authorization_revoke"}},
	{"unknown kind", head("hologram") + "<MsgId>1</MsgId><X><Y>1</Y></X></xml>",
		store.Message{Kind: "hologram", MsgID: 1}},
}

func TestParseEveryDelivery(t *testing.T) {
	for _, d := range deliveries {
		want := d.want
		want.To, want.From, want.CreateTime, want.Raw = "gh_x", "oUser", 1714036504, []byte(d.xml)
		got, err := parseMessage([]byte(d.xml))
		if err != nil {
			t.Errorf("%s: %v", d.name, err)
		} else if !reflect.DeepEqual(*got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", d.name, *got, want)
		}
	}
}

// What people and clients send although they should not is understood.
func TestParseTolerates(t *testing.T) {
	for name, tc := range map[string]struct{ xml, text string }{
		"declaration and mark": {"\uFEFF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + head("text") + "<Content>a</Content></xml>\n", "a"},
		"kind in capitals":     {head("TEXT") + "<Content>a</Content></xml>", "a"},
		"two CDATA sections":   {head("text") + "<Content><![CDATA[a]]]]><![CDATA[>b]]></Content></xml>", "a]]>b"},
		"text around CDATA":    {head("text") + "<Content>1 &lt; <![CDATA[<b>&amp;]]> 3</Content></xml>", "1 < <b>&amp; 3"},
		"references":           {head("text") + "<Content>&#20320;&#x597D;&#x1F600;&apos;&quot;&gt;</Content></xml>", "你好😀'\">"},
		"control characters":   {head("text") + "<Content><![CDATA[a\x00\x08b\x1fc]]></Content></xml>", "abc"},
		"control reference":    {head("text") + "<Content>a&#8;b</Content></xml>", "ab"},
		"broken UTF-8":         {head("text") + "<Content><![CDATA[a\xff\xfeb]]></Content></xml>", "a\uFFFDb"},
		"line ends":            {head("text") + "<Content><![CDATA[a\r\nb\rc\n]]></Content></xml>", "a\nb\nc\n"},
		"word menu id":         {head("text") + "<Content>a</Content><bizmsgmenuid>yes</bizmsgmenuid></xml>", "a"},
		"blank in tags":        {head("text") + "<Content >a</Content ></xml >", "a"},
		"MsgID for MsgId":      {head("text") + "<Content>a</Content><MsgID>4</MsgID></xml>", "a"},
		"right to left":        {head("text") + "<Content>\u202Eabc\u200B</Content></xml>", "\u202Eabc\u200B"},
	} {
		m, err := parseMessage([]byte(tc.xml))
		if err != nil || m.Text != tc.text || m.Kind != store.KindText {
			t.Errorf("%s: got %+v, %v", name, m, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	deep := strings.Repeat("<X>", maxDepth+1) + strings.Repeat("</X>", maxDepth+1) + "</xml>"
	for name, xml := range map[string]string{
		"nothing":               "",
		"blank":                 "  ",
		"cut off":               helloXML[:len(helloXML)-8],
		"trailing text":         helloXML + "x",
		"second root":           helloXML + helloXML,
		"other root":            "<html></html>",
		"comment":               head("text") + "<!-- x --></xml>",
		"instruction":           head("text") + "<?php ?></xml>",
		"document type":         "<!DOCTYPE xml [<!ENTITY x \"y\">]>" + helloXML,
		"unknown entity":        head("text") + "<Content>&x;</Content></xml>",
		"lone ampersand":        head("text") + "<Content>a & b</Content></xml>",
		"surrogate reference":   head("text") + "<Content>&#xD800;</Content></xml>",
		"reference too large":   head("text") + "<Content>&#x110000;</Content></xml>",
		"CDATA end in text":     head("text") + "<Content>a]]>b</Content></xml>",
		"CDATA without end":     head("text") + "<Content><![CDATA[a</Content></xml>",
		"attribute":             head("text") + "<Content a=\"1\">a</Content></xml>",
		"prefixed name":         head("text") + "<a:Content>a</a:Content></xml>",
		"crossed tags":          head("text") + "<A><B></A></B></xml>",
		"element in text":       head("text") + "<Content>a<b/>c</Content></xml>",
		"field twice":           head("text") + "<Content>a</Content><Content>b</Content></xml>",
		"sender twice":          head("text") + "<FromUserName>oOther</FromUserName></xml>",
		"GBK":                   "<?xml version=\"1.0\" encoding=\"GBK\"?>" + helloXML,
		"too deep":              head("text") + deep,
		"no sender":             "<xml><CreateTime>1</CreateTime><MsgType>text</MsgType></xml>",
		"no time":               "<xml><FromUserName>o</FromUserName><MsgType>text</MsgType></xml>",
		"no kind":               "<xml><FromUserName>o</FromUserName><CreateTime>1</CreateTime></xml>",
		"time is a word":        strings.Replace(helloXML, "1714036504", "now", 1),
		"time before 1970":      strings.Replace(helloXML, "1714036504", "-1", 1),
		"message id is a word":  strings.Replace(helloXML, "23456789012345678", "x", 1),
		"message id too large":  strings.Replace(helloXML, "23456789012345678", "99999999999999999999", 1),
		"event without a name":  head("event") + "</xml>",
		"place is no number":    head("location") + "<Location_X>NaN</Location_X></xml>",
		"place is not on earth": head("location") + "<Location_X>1e300</Location_X></xml>",
	} {
		_, err := parseMessage([]byte(xml))
		u, ok := errors.AsType[*UnparsableError](err)
		if !ok || string(u.Raw) != xml {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// A bomb must cost no more than its bytes.
func TestParseStopsAtDepth(t *testing.T) {
	deep := head("text") + strings.Repeat("<X>", maxDepth) + strings.Repeat("</X>", maxDepth) + "</xml>"
	if _, err := parseMessage([]byte(deep)); err != nil {
		t.Errorf("%d levels: %v", maxDepth, err)
	}
	for name, xml := range map[string]string{
		"deep":            head("text") + strings.Repeat("<X>", 80_000),
		"many pieces":     head("text") + "<Content>" + strings.Repeat("<![CDATA[a]]>", 19_000) + "</Content>",
		"many references": head("text") + "<Content>" + strings.Repeat("&#65;", 50_000) + "</Content>",
		"open CDATA":      head("text") + "<Content>" + strings.Repeat("<![CDATA[", 28_000),
		"long name":       head("text") + "<" + strings.Repeat("a", 250_000),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := parseMessage([]byte(xml))
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; err == nil || used > uint64(20*len(xml)) {
			t.Errorf("%s: %v after %d bytes for %d", name, err, used, len(xml))
		}
	}
}

func TestParsedMessageOwnsItsBytes(t *testing.T) {
	raw := []byte(helloXML)
	m, err := parseMessage(raw)
	if err != nil {
		t.Fatal(err)
	}
	clear(raw)
	if m.Text != "路灯坏了" || m.From != "oUser" {
		t.Fatalf("fields changed with the buffer: %+v", m)
	}
}
