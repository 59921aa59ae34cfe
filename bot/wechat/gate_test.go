package wechat

import (
	"net/url"
	"strings"
	"testing"

	"github.com/silenceper/wechat/v2/util"
)

// FuzzGate lets nothing in that the SDK's signature over net/url's reading of
// the same query would not.
func FuzzGate(f *testing.F) {
	f.Add(plainPost("").query())
	f.Add(safePost(f, helloXML).query())
	f.Add("signature=&timestamp=1&nonce=%zz&&=&nonce")
	f.Add(strings.Replace(plainPost("").query(), "nonce=", "nonce=1;nonce=", 1))
	c := newCallback(f, true)
	f.Fuzz(func(t *testing.T, raw string) {
		ticket, err := c.Admit(raw)
		if _, echoErr := c.Echo(raw); err != nil && echoErr == nil {
			t.Fatal("GET is let in where POST is not")
		}
		if err != nil {
			return
		}
		q, _ := url.ParseQuery(raw)
		if q.Get("timestamp") != ticket.timestamp || q.Get("nonce") != ticket.nonce {
			t.Fatalf("read %+v from %q", ticket, raw)
		}
		if q.Get("signature") != util.Signature(testToken, q.Get("timestamp"), q.Get("nonce")) {
			t.Fatalf("admitted %q", raw)
		}
	})
}
