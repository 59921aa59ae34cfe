package sim

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/silenceper/wechat/v2/officialaccount/message"
	"github.com/silenceper/wechat/v2/util"
)

func TestDeliveryInEveryMode(t *testing.T) {
	for name, mode := range map[string]Mode{"plain": Plain, "compatible": Compatible, "safe": Safe} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, func(c *Config) { c.Mode = mode })
			b.app.answer = echo
			b.follower("o1")
			text := "路灯不亮 ]]> <b>&amp; 😀\u0008尾"
			out := mustOutcome(t, Answered)(b.Say(t.Context(), "o1", text))
			clean := strings.ReplaceAll(text, "\u0008", "")
			if got := b.app.last(); got.Content != clean || got.MsgID != out.MsgID || got.GetOpenID() != "o1" {
				t.Fatalf("the app got %q %d %q", got.Content, got.MsgID, got.GetOpenID())
			}
			if out.Reply == nil || out.Reply.Text != "收到："+clean {
				t.Fatalf("reply %+v", out.Reply)
			}
			inbox, _ := b.Inbox("o1")
			if len(inbox) != 1 || inbox[0].Via != ViaReply {
				t.Fatalf("inbox %+v", inbox)
			}
			query := b.app.hits[0]
			if (query.Get("encrypt_type") == "aes") != (mode != Plain) {
				t.Fatalf("query %v", query)
			}
			if query.Get("openid") != "o1" {
				t.Fatalf("query %v", query)
			}
			if err := b.Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestUnansweredIsRepeatedWithTheSameIdentity(t *testing.T) {
	b := newBench(t, nil)
	b.app.answer = echo
	b.app.wreck = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if n < 3 {
			w.WriteHeader(http.StatusInternalServerError)
		}
		return n < 3
	}
	var bodies []string
	var mu sync.Mutex
	inner := b.app.wreck
	b.app.wreck = func(n int, w http.ResponseWriter, r *http.Request) bool {
		mu.Lock()
		bodies = append(bodies, r.URL.Query().Get("nonce"))
		mu.Unlock()
		return inner(n, w, r)
	}
	b.follower("o1")
	out := mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
	if len(out.Attempts) != 3 || out.Attempts[0].Status != 500 || out.Attempts[2].Error != "" {
		t.Fatalf("attempts %+v", out.Attempts)
	}
	if bodies[0] == bodies[1] {
		t.Error("a repeated delivery must have a nonce of its own")
	}
	if got := b.app.last(); got.MsgID != out.MsgID || got.CreateTime != b.clock.Now().Unix() {
		t.Fatalf("got id %d time %d", got.MsgID, got.CreateTime)
	}
	all, _ := b.Conversation("o1")
	if all[0].State != Answered || len(all[0].Attempts) != 3 {
		t.Fatalf("bubble %+v", all[0])
	}
}

func TestAllAttemptsFail(t *testing.T) {
	b := newBench(t, func(c *Config) { c.Retry.Timeout = 30 * time.Millisecond })
	stuck := make(chan struct{})
	b.app.wreck = func(n int, _ http.ResponseWriter, r *http.Request) bool {
		switch n {
		case 1: // no answer in time
			select {
			case <-stuck:
			case <-r.Context().Done():
			}
		default: // cut
			panic(http.ErrAbortHandler)
		}
		return true
	}
	defer close(stuck)
	b.follower("o1")
	out := mustOutcome(t, Failed)(b.Say(t.Context(), "o1", "在吗"))
	if len(out.Attempts) != 3 {
		t.Fatalf("attempts %+v", out.Attempts)
	}
	if out.Attempts[0].Error != "no answer in time" {
		t.Errorf("first attempt %+v", out.Attempts[0])
	}
	for _, a := range out.Attempts {
		if strings.Contains(a.Error, "signature") {
			t.Errorf("the error repeats the query: %s", a.Error)
		}
	}
	inbox, _ := b.Inbox("o1")
	if len(inbox) != 1 || inbox[0].From != FromSystem || inbox[0].Text != OutOfService {
		t.Fatalf("inbox %+v", inbox)
	}
}

func TestInvalidAnswersAreNotRepeated(t *testing.T) {
	answers := map[string]string{
		"JSON":          `{"errcode":0}`,
		"other person":  replyTo("o2", "text", "<Content>x</Content>"),
		"empty text":    replyTo("o1", "text", "<Content></Content>"),
		"no text":       replyTo("o1", "text", ""),
		"long text":     replyTo("o1", "text", "<Content>"+strings.Repeat("x", 2049)+"</Content>"),
		"unknown type":  replyTo("o1", "poem", ""),
		"unknown media": replyTo("o1", "image", "<Image><MediaId>none</MediaId></Image>"),
		"no articles":   replyTo("o1", "news", "<ArticleCount>1</ArticleCount>"),
		"not UTF-8":     replyTo("o1", "text", "<Content>\xff</Content>"),
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, func(c *Config) { c.Mode = Plain })
			b.app.wreck = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
				w.Write([]byte(strings.ReplaceAll(answer, "ACCOUNT", b.Account())))
				return true
			}
			b.follower("o1")
			out := mustOutcome(t, Failed)(b.Say(t.Context(), "o1", "在吗"))
			if len(out.Attempts) != 1 {
				t.Fatalf("attempts %+v", out.Attempts)
			}
		})
	}
}

func replyTo(openID, kind, rest string) string {
	return "<xml><ToUserName>" + openID + "</ToUserName><FromUserName>ACCOUNT</FromUserName>" +
		"<CreateTime>1</CreateTime><MsgType>" + kind + "</MsgType>" + rest + "</xml>"
}

func TestSafeModeRefusesClearAndForeignReplies(t *testing.T) {
	good := newBench(t, nil)
	good.app.wreck = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		w.Write([]byte(sealedReply(t, good.cfg, good.Account())))
		return true
	}
	good.follower("o1")
	mustOutcome(t, Answered)(good.Say(t.Context(), "o1", "在吗"))
	foreign := newBench(t, func(c *Config) { c.AppID = "wxforeign" })
	cases := map[string]func(b *bench) string{
		"clear": func(b *bench) string {
			return strings.ReplaceAll(replyTo("o1", "text", "<Content>x</Content>"), "ACCOUNT", b.Account())
		},
		"wrong signature": func(b *bench) string {
			return strings.Replace(sealedReply(t, b.cfg, b.Account()), "<Nonce>2", "<Nonce>3", 1)
		},
		"foreign AppID": func(b *bench) string {
			return sealedReply(t, foreign.cfg, b.Account())
		},
	}
	for name, make := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			b.app.wreck = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
				w.Write([]byte(make(b)))
				return true
			}
			b.follower("o1")
			mustOutcome(t, Failed)(b.Say(t.Context(), "o1", "在吗"))
		})
	}
}

// sealedReply is a right reply, encrypted for the account in cfg.
func sealedReply(t *testing.T, cfg Config, account string) string {
	t.Helper()
	clear := strings.ReplaceAll(replyTo("o1", "text", "<Content>x</Content>"), "ACCOUNT", account)
	sealed, err := util.EncryptMsg(make([]byte, 16), []byte(clear), cfg.AppID, cfg.AESKey)
	if err != nil {
		t.Fatal(err)
	}
	return "<xml><Encrypt>" + string(sealed) + "</Encrypt><MsgSignature>" + util.Signature(cfg.Token, "1", "2", string(sealed)) +
		"</MsgSignature><TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>"
}

func TestWordlessAnswers(t *testing.T) {
	for _, body := range []string{"", "success", "success\n"} {
		b := newBench(t, nil)
		b.app.wreck = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
			w.Write([]byte(body))
			return true
		}
		b.follower("o1")
		out := mustOutcome(t, Answered)(b.Say(t.Context(), "o1", "在吗"))
		if out.Reply != nil {
			t.Fatalf("%q became %+v", body, out.Reply)
		}
	}
}

func TestFollowScanAndUnfollow(t *testing.T) {
	b := newBench(t, nil)
	b.app.answer = echo
	if _, err := b.AddUser("o1", "张三"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Say(t.Context(), "o1", "x"); err != ErrNotFollowing {
		t.Fatalf("error %v", err)
	}
	mustOutcome(t, Answered)(b.Follow(t.Context(), "o1", ""))
	if m := b.app.last(); m.Event != message.EventSubscribe || m.EventKey != "" {
		t.Fatalf("got %s %q", m.Event, m.EventKey)
	}
	if _, err := b.Follow(t.Context(), "o1", ""); err == nil {
		t.Fatal("following twice must be refused")
	}
	made := b.wantCode(0, "/cgi-bin/qrcode/create", obj{"action_name": "QR_LIMIT_STR_SCENE", "action_info": obj{"scene": obj{"scene_str": "st_7"}}})
	mustOutcome(t, Answered)(b.Scan(t.Context(), "o1", Scan{Ticket: made["ticket"].(string)}))
	if m := b.app.last(); m.Event != message.EventScan || m.EventKey != "st_7" || m.Ticket != made["ticket"] {
		t.Fatalf("got %s %q %q", m.Event, m.EventKey, m.Ticket)
	}
	mustOutcome(t, Answered)(b.Unfollow(t.Context(), "o1"))
	if m := b.app.last(); m.Event != message.EventUnsubscribe {
		t.Fatalf("got %s", m.Event)
	}
	mustOutcome(t, Answered)(b.Scan(t.Context(), "o1", Scan{Scene: "st_7"}))
	if m := b.app.last(); m.Event != message.EventSubscribe || m.EventKey != "qrscene_st_7" || m.Ticket == "" {
		t.Fatalf("got %s %q %q", m.Event, m.EventKey, m.Ticket)
	}
}

func TestEveryKindOfMessage(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	for kind, check := range map[string]func(*message.MixMessage) bool{
		"image": func(m *message.MixMessage) bool { return m.MediaID != "" && strings.HasPrefix(m.PicURL, "http") },
		"voice": func(m *message.MixMessage) bool {
			return m.MediaID != "" && m.Format == "amr" && m.Recognition == "路灯"
		},
		"video":      func(m *message.MixMessage) bool { return m.MediaID != "" && m.ThumbMediaID != "" },
		"shortvideo": func(m *message.MixMessage) bool { return m.MediaID != "" && m.ThumbMediaID != "" },
		"location":   func(m *message.MixMessage) bool { return m.LocationX > 30 && m.LocationY > 120 && m.Label != "" },
		"link":       func(m *message.MixMessage) bool { return m.URL == "https://example.com/" && m.Title == "标题" },
		"file":       func(m *message.MixMessage) bool { return m.Title == "标题" },
	} {
		if _, err := b.send("/cgi-bin/x", nil); err != nil { // teaches the emulator its address
			t.Fatal(err)
		}
		mustOutcome(t, Answered)(b.Send(t.Context(), "o1", Message{Kind: kind, Title: "标题", URL: "https://example.com/", Recognition: "路灯"}))
		if m := b.app.last(); string(m.MsgType) != kind || m.MsgID == 0 || !check(m) {
			t.Errorf("%s arrived as %s", kind, b.app.lastRaw())
		}
	}
	mustOutcome(t, Answered)(b.Send(t.Context(), "o1", Message{Kind: "place"}))
	if m := b.app.last(); m.Event != message.EventLocation || m.Latitude == "" || m.Precision == "" {
		t.Errorf("place arrived as %s", b.app.lastRaw())
	}
	if _, err := b.Send(t.Context(), "o1", Message{Kind: "smell"}); err == nil {
		t.Error("an unknown kind must be refused")
	}
}

func TestManyTalkAtOnce(t *testing.T) {
	b := newBench(t, nil)
	b.app.answer = echo
	ids := []string{"o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8"}
	b.follower(ids...)
	var wg sync.WaitGroup
	for _, id := range ids {
		wg.Go(func() {
			for range 20 {
				if out, err := b.Say(t.Context(), id, "我是"+id); err != nil || out.Reply == nil || out.Reply.Text != "收到：我是"+id {
					t.Errorf("%s got %+v %v", id, out, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestBlockedUsersAreNotHeard(t *testing.T) {
	b := newBench(t, nil)
	b.follower("o1")
	b.wantCode(0, "/cgi-bin/tags/members/batchblacklist", obj{"openid_list": []string{"o1"}})
	mustOutcome(t, Undelivered)(b.Say(t.Context(), "o1", "在吗"))
	if len(b.app.hits) != 0 {
		t.Fatal("the callback heard a blocked user")
	}
}
