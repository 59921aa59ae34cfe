package sim

import (
	"strconv"
	"strings"
	"time"

	"github.com/silenceper/wechat/v2/util"
)

// parcel is one message or event on its way to the callback. A repeated attempt
// carries the same content, so the same MsgId and CreateTime.
type parcel struct {
	openID  string // of whom it is from, also in the query
	clear   string // the XML inside <xml>…</xml>
	msgID   int64
	item    *Item // the bubble that shows what became of it; nil for none
	answers bool  // a passive reply is taken, and a failure shown to the user
	click   bool  // from the menu: a reply may hold several articles
}

// content builds a parcel's XML as the platform writes it: strings in CDATA,
// numbers bare.
type content struct{ strings.Builder }

func (c *content) text(name, value string) {
	c.WriteString("<" + name + "><![CDATA[")
	c.WriteString(strings.ReplaceAll(printable(value), "]]>", "]]]]><![CDATA[>"))
	c.WriteString("]]></" + name + ">\n")
}

func (c *content) number(name string, value int64) {
	c.WriteString("<" + name + ">" + strconv.FormatInt(value, 10) + "</" + name + ">\n")
}

func (c *content) decimal(name string, value float64) {
	c.WriteString("<" + name + ">" + strconv.FormatFloat(value, 'f', 6, 64) + "</" + name + ">\n")
}

func (c *content) open(name string)  { c.WriteString("<" + name + ">") }
func (c *content) close(name string) { c.WriteString("</" + name + ">\n") }

// letterhead starts what every delivery has.
func (s *Sim) letterhead(from, msgType string, at time.Time) *content {
	c := &content{}
	c.text("ToUserName", s.cfg.Account)
	c.text("FromUserName", from)
	c.number("CreateTime", at.Unix())
	c.text("MsgType", msgType)
	return c
}

func (s *Sim) eventXML(from, event string) *content {
	c := s.letterhead(from, "event", s.cfg.Now())
	c.text("Event", event)
	return c
}

// envelope is one attempt's query and body. Timestamp and nonce are new for
// each, and so are signature and cipher.
func (s *Sim) envelope(p parcel) (query, body string, err error) {
	stamp, once := strconv.FormatInt(s.cfg.Now().Unix(), 10), nonce()
	query = "signature=" + util.Signature(s.cfg.Token, stamp, once) +
		"&timestamp=" + stamp + "&nonce=" + once + "&openid=" + p.openID
	if s.cfg.Mode == Plain {
		return query, "<xml>" + p.clear + "</xml>", nil
	}
	sealed, err := util.EncryptMsg([]byte(random(16)), []byte("<xml>"+p.clear+"</xml>"), s.cfg.AppID, s.cfg.AESKey)
	if err != nil {
		return "", "", err
	}
	query += "&encrypt_type=aes&msg_signature=" + util.Signature(s.cfg.Token, stamp, once, string(sealed))
	c := &content{}
	if s.cfg.Mode == Compatible {
		c.WriteString(p.clear)
	} else {
		c.text("ToUserName", s.cfg.Account)
	}
	c.text("Encrypt", string(sealed))
	return query, "<xml>" + c.String() + "</xml>", nil
}
