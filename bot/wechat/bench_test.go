package wechat

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/sirupsen/logrus"

	"github.com/silenceper/wechat/v2/cache"
	"github.com/silenceper/wechat/v2/officialaccount"
	"github.com/silenceper/wechat/v2/officialaccount/config"
	"github.com/silenceper/wechat/v2/officialaccount/message"
)

func BenchmarkOpenAndReply(b *testing.B) {
	c := newCallback(b, false)
	p := safePost(b, helloXML)
	query, body := p.query(), []byte(p.body)
	b.ReportAllocs()
	for b.Loop() {
		ticket, err := c.Admit(query)
		if err != nil {
			b.Fatal(err)
		}
		m, err := c.Open(ticket, body)
		if err != nil {
			b.Fatal(err)
		}
		if len(c.Reply(m, ticket, "已收到您反映的情况，编号 YJ-2026-000123")) < 100 {
			b.Fatal("no reply")
		}
	}
}

// BenchmarkSDKOpenAndReply is the same by the SDK's server.
func BenchmarkSDKOpenAndReply(b *testing.B) {
	logrus.SetOutput(io.Discard)
	defer logrus.SetOutput(os.Stderr)
	oa := officialaccount.NewOfficialAccount(&config.Config{
		AppID: testAppID, AppSecret: "s", Token: testToken, EncodingAESKey: testKey, Cache: cache.NewMemory(),
	})
	p := safePost(b, helloXML)
	target := "/wechat?" + p.query()
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		s := oa.GetServer(httptest.NewRequest(http.MethodPost, target, strings.NewReader(p.body)), w)
		s.SetMessageHandler(func(*message.MixMessage) *message.Reply {
			return &message.Reply{MsgType: message.MsgTypeText, MsgData: message.NewText("已收到您反映的情况，编号 YJ-2026-000123")}
		})
		if err := s.Serve(); err != nil {
			b.Fatal(err)
		}
		if err := s.Send(); err != nil || w.Body.Len() < 100 {
			b.Fatal("no reply")
		}
	}
}
