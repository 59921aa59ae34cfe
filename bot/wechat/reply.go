package wechat

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"liaison/store"
)

// Success is the answer that says nothing to the person and ends the
// platform's retries.
const Success = "success"

// maxReplyText is the platform's limit for a text, in bytes of UTF-8.
const maxReplyText = 2048

// Answer is a passive reply: the first field that is set decides its kind. The
// zero Answer says nothing.
type Answer struct {
	Text     string    // at most 2048 bytes; what is longer is cut, see Cut
	ImageID  string    // a media id
	VoiceID  string    // a media id
	Articles []Article // the platform shows one, except after a menu tap
	Transfer bool      // hand the conversation to the platform's own desk
}

// Article is one link with a picture.
type Article struct {
	Title, Description, PicURL, URL string
}

// Reply encodes a text for the sender of m. An empty text becomes Success: the
// platform shows an empty one to the person as a failure of the service.
func (c *Callback) Reply(m *store.Message, t Ticket, text string) []byte {
	return c.Answer(m, t, Answer{Text: text})
}

// Answer encodes a for the sender of m, encrypted and signed when the message
// was. It is the body to write back, with status 200.
func (c *Callback) Answer(m *store.Message, t Ticket, a Answer) []byte {
	buf := make([]byte, 0, 512+len(a.Text))
	buf = append(buf, "<xml>"...)
	buf = element(buf, "ToUserName", m.From)
	buf = element(buf, "FromUserName", m.To)
	buf = append(buf, "<CreateTime>"...)
	buf = strconv.AppendInt(buf, c.now().Unix(), 10)
	buf = append(buf, "</CreateTime>"...)
	buf, some := a.append(buf)
	if !some {
		return []byte(Success)
	}
	buf = append(buf, "</xml>"...)
	if !t.safe {
		return buf
	}
	return c.seal(t, buf)
}

// append writes MsgType and what belongs to it; some is false for an Answer
// that says nothing.
func (a Answer) append(buf []byte) (out []byte, some bool) {
	switch {
	case a.Text != "":
		buf = element(buf, "MsgType", "text")
		return element(buf, "Content", Cut(a.Text, maxReplyText)), true
	case a.ImageID != "":
		return media(buf, "image", "Image", a.ImageID), true
	case a.VoiceID != "":
		return media(buf, "voice", "Voice", a.VoiceID), true
	case len(a.Articles) > 0:
		return news(buf, a.Articles), true
	case a.Transfer:
		return element(buf, "MsgType", "transfer_customer_service"), true
	}
	return buf, false
}

func media(buf []byte, kind, tag, id string) []byte {
	buf = element(buf, "MsgType", kind)
	buf = append(buf, "<"+tag+">"...)
	buf = element(buf, "MediaId", id)
	return append(buf, "</"+tag+">"...)
}

func news(buf []byte, articles []Article) []byte {
	buf = element(buf, "MsgType", "news")
	buf = append(buf, "<ArticleCount>"...)
	buf = strconv.AppendInt(buf, int64(len(articles)), 10)
	buf = append(buf, "</ArticleCount><Articles>"...)
	for _, a := range articles {
		buf = append(buf, "<item>"...)
		buf = element(buf, "Title", a.Title)
		buf = element(buf, "Description", a.Description)
		buf = element(buf, "PicUrl", a.PicURL)
		buf = element(buf, "Url", a.URL)
		buf = append(buf, "</item>"...)
	}
	return append(buf, "</Articles>"...)
}

// seal wraps a reply in a signed envelope that carries the request's timestamp
// and nonce, which the gate has found harmless.
func (c *Callback) seal(t Ticket, reply []byte) []byte {
	const head, mid = "<xml><Encrypt><![CDATA[", "]]></Encrypt><MsgSignature><![CDATA["
	buf := make([]byte, 0, 2*len(reply)+512)
	buf = append(buf, head...)
	buf = c.encrypt(buf, reply)
	signature := c.sign(t.timestamp, t.nonce, string(buf[len(head):]))
	buf = append(buf, mid...)
	buf = append(buf, signature[:]...)
	buf = append(buf, "]]></MsgSignature><TimeStamp>"...)
	buf = append(buf, t.timestamp...)
	buf = append(buf, "</TimeStamp><Nonce><![CDATA["...)
	buf = append(buf, t.nonce...)
	return append(buf, "]]></Nonce></xml>"...)
}

// element appends <name><![CDATA[value]]></name>.
func element(buf []byte, name, value string) []byte {
	buf = append(buf, '<')
	buf = append(buf, name...)
	buf = append(buf, "><![CDATA["...)
	buf = append(buf, escapeCDATA(value)...)
	buf = append(buf, "]]></"...)
	buf = append(buf, name...)
	return append(buf, '>')
}

// escapeCDATA keeps a value from ending its CDATA section and takes out what
// XML forbids: one such character makes the platform refuse the whole reply.
func escapeCDATA(s string) string {
	s = clean(strings.ToValidUTF8(s, "\uFFFD"))
	return strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>")
}

// Cut shortens s to at most limit bytes, between characters, with an ellipsis
// in place of what is gone. The platform counts bytes.
func Cut(s string, limit int) string {
	const ellipsis = "…"
	if len(s) <= limit {
		return s
	}
	n := max(limit-len(ellipsis), 0)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + ellipsis
}
