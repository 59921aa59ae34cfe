package webhook

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/bot"
	"liaison/bot/wechat"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/media"
)

var now = time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)

// tally is a Counter.
type tally struct {
	mu      sync.Mutex
	refused map[string]int
	done    map[Outcome]int
}

func (c *tally) Refused(reason string) { c.mu.Lock(); c.refused[reason]++; c.mu.Unlock() }
func (c *tally) Delivered(o Outcome, _ time.Duration) {
	c.mu.Lock()
	c.done[o]++
	c.mu.Unlock()
}

// bench is the webhook over an empty office.
type bench struct {
	*platform
	acts  *act.Acts
	count *tally
}

func open(t *testing.T, plain bool, door Door) *bench {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	keys, err := store.ParseKeyring(store.GenerateKey("k1"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := media.New(t.TempDir(), media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return now }
	b := &bench{count: &tally{refused: map[string]int{}, done: map[Outcome]int{}}}
	b.acts = act.New(act.Config{DB: dbtest.New(t, db.SQLite), Keys: keys, Media: files, Now: clock})
	t.Cleanup(b.acts.Close)
	if door == nil {
		talker := bot.New(bot.Config{Acts: b.acts, Base: "https://yj.example.cn"})
		t.Cleanup(talker.Close)
		door = talker
	}
	cfg := wechat.CallbackConfig{AppID: testAppID, Token: testToken, AESKey: testAESKey, Now: clock}
	if plain {
		cfg.AESKey, cfg.Plain = "", true
	}
	callback, err := wechat.NewCallback(cfg)
	if err != nil {
		t.Fatal(err)
	}
	e := gin.New()
	Mount(e, Config{Callback: callback, Bot: door, Acts: b.acts, Count: b.count})
	b.platform = newPlatform(t, e, now.Unix())
	b.safe = !plain
	return b
}

func TestEveryKindInEveryMode(t *testing.T) {
	for name, mode := range map[string]struct{ plain, clear bool }{"plain": {true, true}, "compatible": {false, true}, "safe": {false, false}} {
		t.Run(name, func(t *testing.T) {
			b := open(t, mode.plain, nil)
			b.clear = mode.clear
			for _, c := range everyKind {
				got := b.say(b.message(c.kind, c.fields))
				if (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
					t.Errorf("%s %s: %q, want %q in it", c.kind, c.fields, got, c.want)
				}
			}
		})
	}
}

// everyKind is what the platform delivers (WeChat's documents, and some it does
// not document), and what the answer has in it; nothing for success.
var everyKind = []struct{ kind, fields, want string }{
	{"event", "<Event>subscribe</Event><EventKey></EventKey>", "您好"},
	{"event", "<Event>subscribe</Event><EventKey>qrscene_x</EventKey><Ticket>T</Ticket>", "您好"},
	{"event", "<Event>SCAN</Event><EventKey>x</EventKey><Ticket>T</Ticket>", "您好"},
	{"text", "<Content><![CDATA[路灯坏了 <b> ]]]]><![CDATA[> 😀]]></Content>", "编号 YJ-2026-000001"},
	{"text", "<Content>谢谢</Content><bizmsgmenuid>abc</bizmsgmenuid>", "不客气"},
	{"image", "<PicUrl>http://x.cn/1</PicUrl><MediaId>m1</MediaId>", "已补充到"},
	{"voice", "<MediaId>m2</MediaId><Format>amr</Format><Recognition>三天了</Recognition>", "已补充到"},
	{"video", "<MediaId>m3</MediaId><ThumbMediaId>m4</ThumbMediaId>", "已补充到"},
	{"shortvideo", "<MediaId>m5</MediaId><ThumbMediaId>m6</ThumbMediaId>", "已补充到"},
	{"location", "<Location_X>27.05</Location_X><Location_Y>110.05</Location_Y><Scale>20</Scale><Label>小学</Label>", "已补充到"},
	{"link", "<Title>t</Title><Description>d</Description><Url>u</Url>", "已补充到"},
	{"file", "<Title>a.docx</Title><Description>1</Description>", "拍成照片"},
	{"sticker", "<Whatever>1</Whatever>", "看不了"},
	{"event", "<Event>CLICK</Event><EventKey>progress</EventKey>", "YJ-2026-000001"},
	{"event", "<Event>VIEW</Event><EventKey>https://x.cn</EventKey><MenuId>1</MenuId>", ""},
	{"event", "<Event>LOCATION</Event><Latitude>27.05</Latitude><Longitude>110.05</Longitude><Precision>9</Precision>", ""},
	{"event", "<Event>scancode_push</Event><EventKey>k</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>1</ScanResult></ScanCodeInfo>", ""},
	{"event", "<Event>scancode_waitmsg</Event><EventKey>k</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>1</ScanResult></ScanCodeInfo>", ""},
	{"event", "<Event>pic_sysphoto</Event><EventKey>k</EventKey><SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>1</PicMd5Sum></item></PicList></SendPicsInfo>", ""},
	{"event", "<Event>pic_photo_or_album</Event><EventKey>photo</EventKey>", ""},
	{"event", "<Event>pic_weixin</Event><EventKey>k</EventKey>", ""},
	{"event", "<Event>location_select</Event><EventKey>place</EventKey><SendLocationInfo><Location_X>1</Location_X><Location_Y>2</Location_Y><Label>l</Label></SendLocationInfo>", ""},
	{"event", "<Event>view_miniprogram</Event><EventKey>p</EventKey><MenuId>1</MenuId>", ""},
	{"event", "<Event>TEMPLATESENDJOBFINISH</Event><MsgID>7</MsgID><Status>failed:user block</Status>", ""},
	{"event", "<Event>MASSSENDJOBFINISH</Event><MsgID>8</MsgID><Status>send success</Status><TotalCount>1</TotalCount>", ""},
	{"event", "<Event>PUBLISHJOBFINISH</Event><PublishEventInfo><publish_id>1</publish_id></PublishEventInfo>", ""},
	{"event", "<Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent><List><TemplateId>t</TemplateId><SubscribeStatusString>accept</SubscribeStatusString><PopupScene>1</PopupScene></List></SubscribeMsgPopupEvent>", ""},
	{"event", "<Event>subscribe_msg_change_event</Event><SubscribeMsgChangeEvent><List><TemplateId>t</TemplateId><SubscribeStatusString>reject</SubscribeStatusString></List></SubscribeMsgChangeEvent>", ""},
	{"event", "<Event>subscribe_msg_sent_event</Event><SubscribeMsgSentEvent><List><TemplateId>t</TemplateId><MsgID>1</MsgID><ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent>", ""},
	{"event", "<Event>user_authorization_revoke</Event>", ""},
	{"event", "<Event>unsubscribe</Event>", ""},
}

func TestARepeatIsAnsweredInTheSameWords(t *testing.T) {
	b := open(t, false, nil)
	raw := b.message("text", "<Content>路灯坏了</Content>")
	first := b.say(raw)
	if again := b.say(raw); again != first || first == "" {
		t.Errorf("%q, then %q", first, again)
	}
}

func TestWhatIsNotThePlatformsIsRefused(t *testing.T) {
	b := open(t, false, nil)
	raw := b.message("text", "<Content>路灯坏了</Content>")
	stale := *b.platform
	stale.now -= 301
	for name, c := range map[string]struct {
		spoil  func(*delivery)
		status int
	}{
		"forged":      {func(d *delivery) { d.query.Set("signature", strings.Repeat("0", 40)) }, 403},
		"forged body": {func(d *delivery) { d.query.Set("msg_signature", strings.Repeat("0", 40)) }, 403},
		"stale":       {func(d *delivery) { *d = stale.delivery(raw) }, 403},
		"downgraded":  {func(d *delivery) { d.query.Del("encrypt_type"); d.body = raw }, 403},
		"raw":         {func(d *delivery) { d.query.Set("encrypt_type", "raw"); d.body = raw }, 403},
		"JSON":        {func(d *delivery) { d.body, d.kind = `{"Encrypt":"x"}`, "application/json" }, 403},
		"nothing":     {func(d *delivery) { d.body = "" }, 403},
		"echostr":     {func(d *delivery) { d.query.Set("echostr", "1"); d.query.Set("nonce", "2") }, 403},
		"oversized":   {func(d *delivery) { d.body += strings.Repeat(" ", MaxBody) }, 413},
	} {
		d := b.delivery(raw)
		c.spoil(&d)
		status, body := b.post(d)
		if status != c.status || body != "" {
			t.Errorf("%s: status %d, %q", name, status, body)
		}
	}
	res, err := http.Post(b.address+Path+"?"+b.delivery(raw).query.Encode(), "text/xml",
		io.MultiReader(strings.NewReader("<xml>"), strings.NewReader(strings.Repeat(" ", MaxBody)))) // of unknown length
	if err != nil {
		t.Fatal(err)
	}
	if res.Body.Close(); res.StatusCode != 413 {
		t.Errorf("a long stream: status %d", res.StatusCode)
	}
	list, err := b.acts.Pending(t.Context(), 10)
	if err != nil || len(list) != 0 {
		t.Errorf("%d messages kept, %v", len(list), err)
	}
	if _, err := b.acts.PersonByOpenid(t.Context(), "v1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a person was made: %v", err)
	}
	if b.count.refused[string(refusedSize)] != 2 || len(b.count.refused) < 5 || len(b.count.done) != 0 {
		t.Errorf("counted %v %v", b.count.refused, b.count.done)
	}
}

func TestEchostrOnPostDropsNothing(t *testing.T) {
	b := open(t, false, nil)
	d := b.delivery(b.message("text", "<Content>路灯坏了</Content>"))
	d.query.Set("echostr", "12345")
	if status, body := b.post(d); status != 200 || body == "12345" || !strings.Contains(body, "Encrypt") {
		t.Errorf("%d %q", status, body)
	}
}

func TestEcho(t *testing.T) {
	b := open(t, false, nil)
	d := b.delivery("")
	d.query.Set("echostr", "4375120948345356249")
	for _, c := range []struct {
		signature string
		status    int
		body      string
	}{{d.query.Get("signature"), 200, "4375120948345356249"}, {strings.Repeat("0", 40), 403, ""}} {
		d.query.Set("signature", c.signature)
		res, err := http.Get(b.address + Path + "?" + d.query.Encode())
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != c.status || string(body) != c.body {
			t.Errorf("%d %q", res.StatusCode, body)
		}
	}
}

func TestSignedButNotUnderstoodIsParked(t *testing.T) {
	b := open(t, false, nil)
	for range 2 { // once, however often it is delivered
		if got := b.say("<xml><FromUserName>v1</FromUserName></xml>"); got != "" {
			t.Errorf("%q", got)
		}
	}
	system := store.Actor{Kind: store.ActorStaff, Grants: []store.Grant{{Role: store.RoleSystem}}}
	list, err := b.acts.Parked(t.Context(), system, 10)
	if err != nil || len(list) != 1 || list[0].Failure != "not understood" {
		t.Errorf("%+v, %v", list, err)
	}
	if b.count.done[Raw] != 2 {
		t.Errorf("counted %v", b.count.done)
	}
}

// door answers as it is told, and looks at the deadline it is given.
type door struct {
	err  error
	left time.Duration
}

func (d *door) Answer(ctx context.Context, _ *store.Message) (bot.Reply, error) {
	end, _ := ctx.Deadline()
	d.left = time.Until(end)
	return bot.Reply{}, d.err
}

func TestWhatWasNotKeptIsAskedForAgain(t *testing.T) {
	d := &door{err: errors.New("no database")}
	b := open(t, false, d)
	raw := b.message("text", "<Content>路灯坏了</Content>")
	if status, body := b.post(b.delivery(raw)); status != 500 || body != "" {
		t.Errorf("%d %q", status, body)
	}
	if d.left <= 0 || d.left > deadline {
		t.Errorf("%v to answer", d.left)
	}
	d.err = nil
	if status, body := b.post(b.delivery(raw)); status != 200 || body != "success" {
		t.Errorf("%d %q", status, body)
	}
	if b.count.done[Failed] != 1 || b.count.done[Silent] != 1 {
		t.Errorf("counted %v", b.count.done)
	}
}
