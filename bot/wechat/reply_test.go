package wechat

import (
	"encoding/xml"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/silenceper/wechat/v2/officialaccount/message"
	"github.com/silenceper/wechat/v2/util"

	"liaison/store"
)

var replyTo = &store.Message{From: "oUser", To: "gh_x"}

// openReply does what the platform does with an encrypted reply, by the SDK.
func openReply(t *testing.T, body []byte) string {
	t.Helper()
	var sealed message.ResponseEncryptedXMLMsg
	if err := xml.Unmarshal(body, &sealed); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	want := util.Signature(testToken, strconv.FormatInt(sealed.Timestamp, 10), sealed.Nonce, sealed.EncryptedMsg)
	if sealed.MsgSignature != want {
		t.Fatalf("signature %q, want %q", sealed.MsgSignature, want)
	}
	_, raw, err := util.DecryptMsg(testAppID, sealed.EncryptedMsg, testKey)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

type readReply struct {
	ToUserName, FromUserName, MsgType, Content string
	CreateTime                                 int64
	Image, Voice                               struct{ MediaId string }
	ArticleCount                               int
	Articles                                   []struct{ Title, Description, PicUrl, Url string } `xml:"Articles>item"`
}

func read(t *testing.T, body string) readReply {
	t.Helper()
	var r readReply
	if err := xml.Unmarshal([]byte(body), &r); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return r
}

func TestReplyInEachMode(t *testing.T) {
	for _, text := range []string{"已收到", "a]]>b]]]]>>", "<b>&amp;</b>", "😀", "x\x00\x08\uFFFEy", "a\xffb"} {
		want := strings.NewReplacer("\x00\x08\uFFFE", "", "\xff", "\uFFFD").Replace(text)
		safe := newCallback(t, false)
		_, ticket, err := safePost(t, helloXML).deliver(safe)
		if err != nil {
			t.Fatal(err)
		}
		for _, body := range []string{
			string(newCallback(t, true).Reply(replyTo, Ticket{}, text)),
			openReply(t, safe.Reply(replyTo, ticket, text)),
		} {
			r := read(t, body)
			if r.ToUserName != "oUser" || r.FromUserName != "gh_x" || r.MsgType != "text" || r.Content != want || r.CreateTime != testNow.Unix() {
				t.Errorf("%q: got %+v", text, r)
			}
		}
	}
}

// An encrypted empty text is what the SDK answers here; the platform shows it
// as a failure.
func TestNothingToSayIsSuccess(t *testing.T) {
	for _, safe := range []bool{true, false} {
		c := newCallback(t, !safe)
		for _, a := range []Answer{{}, {Articles: []Article{}}} {
			if got := string(c.Answer(replyTo, Ticket{safe: safe}, a)); got != Success {
				t.Errorf("got %q", got)
			}
		}
	}
}

func TestEveryKindOfAnswer(t *testing.T) {
	c := newCallback(t, true)
	answer := func(a Answer) readReply { return read(t, string(c.Answer(replyTo, Ticket{}, a))) }
	if r := answer(Answer{ImageID: "m"}); r.MsgType != "image" || r.Image.MediaId != "m" {
		t.Errorf("image: %+v", r)
	}
	if r := answer(Answer{VoiceID: "m"}); r.MsgType != "voice" || r.Voice.MediaId != "m" {
		t.Errorf("voice: %+v", r)
	}
	if r := answer(Answer{Transfer: true}); r.MsgType != "transfer_customer_service" {
		t.Errorf("transfer: %+v", r)
	}
	r := answer(Answer{Articles: []Article{{"t", "d", "https://p", "https://u?a&b"}}})
	if r.MsgType != "news" || r.ArticleCount != 1 || len(r.Articles) != 1 || r.Articles[0].Url != "https://u?a&b" {
		t.Errorf("news: %+v", r)
	}
}

func TestLongTextIsCutBetweenCharacters(t *testing.T) {
	r := read(t, string(newCallback(t, true).Reply(replyTo, Ticket{}, strings.Repeat("x", 1)+strings.Repeat("议", 900))))
	if len(r.Content) > 2048 || len(r.Content) < 2040 || !utf8.ValidString(r.Content) || !strings.HasSuffix(r.Content, "议…") {
		t.Fatalf("%d bytes, ends with %q", len(r.Content), r.Content[len(r.Content)-10:])
	}
	for limit := range 12 {
		if got := Cut("议议议议", limit); limit >= 3 && len(got) > limit || !utf8.ValidString(got) {
			t.Errorf("Cut to %d: %q", limit, got)
		}
	}
	if got := Cut("议议", 6); got != "议议" {
		t.Errorf("what fits is kept: %q", got)
	}
}
