package webhook

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const (
	testAppID  = "wx1234567890abcdef"
	testToken  = "a-token-of-ours"
	testAESKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

// platform signs, encrypts and opens as WeChat does, by code of its own: what it
// and package wechat agree on is not one mistake made twice.
type platform struct {
	t       *testing.T
	address string
	safe    bool // signs the ciphertext and sends encrypt_type=aes
	clear   bool // sends the fields in the clear as well (compatible mode), or alone
	now     int64
	nonce   int
}

func sign(parts ...string) string {
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// delivery is one request, to be spoilt before it is sent.
type delivery struct {
	query url.Values
	body  string
	kind  string
}

func (p *platform) delivery(raw string) delivery {
	p.nonce++
	ts, nonce := fmt.Sprint(p.now), fmt.Sprint(1e6+p.nonce)
	d := delivery{kind: "text/xml", body: raw, query: url.Values{"timestamp": {ts}, "nonce": {nonce}, "openid": {"v1"},
		"signature": {sign(testToken, ts, nonce)}}}
	if !p.safe {
		return d
	}
	sealed := seal(raw)
	d.query.Set("encrypt_type", "aes")
	d.query.Set("msg_signature", sign(testToken, ts, nonce, sealed))
	fields := ""
	if p.clear {
		fields = strings.TrimSuffix(strings.TrimPrefix(raw, "<xml>"), "</xml>")
	}
	d.body = "<xml>" + fields + "<Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>"
	return d
}

func key() []byte {
	k, _ := base64.StdEncoding.DecodeString(testAESKey + "=")
	return k
}

func seal(raw string) string {
	b := []byte("0123456789abcdef")
	b = binary.BigEndian.AppendUint32(b, uint32(len(raw)))
	b = append(append(b, raw...), testAppID...)
	pad := 32 - len(b)%32
	b = append(b, bytes.Repeat([]byte{byte(pad)}, pad)...)
	block, _ := aes.NewCipher(key())
	cipher.NewCBCEncrypter(block, key()[:16]).CryptBlocks(b, b)
	return base64.StdEncoding.EncodeToString(b)
}

func unseal(t *testing.T, sealed string) string {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(b) < 32 {
		t.Fatalf("reply is not sealed: %v", err)
	}
	block, _ := aes.NewCipher(key())
	cipher.NewCBCDecrypter(block, key()[:16]).CryptBlocks(b, b)
	b = b[16 : len(b)-int(b[len(b)-1])]
	n := binary.BigEndian.Uint32(b)
	if string(b[4+n:]) != testAppID {
		t.Fatalf("reply is for %q", b[4+n:])
	}
	return string(b[4 : 4+n])
}

func (p *platform) post(d delivery) (int, string) {
	p.t.Helper()
	res, err := http.Post(p.address+Path+"?"+d.query.Encode(), d.kind, strings.NewReader(d.body))
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// say delivers a message and gives the words of the answer; none for success.
func (p *platform) say(raw string) string {
	p.t.Helper()
	status, body := p.post(p.delivery(raw))
	if status != http.StatusOK {
		p.t.Fatalf("status %d", status)
	}
	if body == "success" {
		return ""
	}
	if p.safe {
		var e struct{ Encrypt, MsgSignature, TimeStamp, Nonce string }
		if err := xml.Unmarshal([]byte(body), &e); err != nil {
			p.t.Fatalf("%v in %q", err, body)
		}
		if e.MsgSignature != sign(testToken, e.TimeStamp, e.Nonce, e.Encrypt) {
			p.t.Fatal("reply is not signed")
		}
		body = unseal(p.t, e.Encrypt)
	}
	var r struct {
		ToUserName, FromUserName, MsgType, Content string
		CreateTime                                 int64
	}
	if err := xml.Unmarshal([]byte(body), &r); err != nil {
		p.t.Fatalf("%v in %q", err, body)
	}
	if r.ToUserName != "v1" || r.FromUserName != "gh_1" || r.MsgType != "text" || r.CreateTime == 0 || r.Content == "" {
		p.t.Fatalf("reply %+v", r)
	}
	return r.Content
}

var serial int64

// message writes a message's XML around its own fields.
func (p *platform) message(kind, fields string) string {
	serial++
	id := ""
	if kind != "event" {
		id = fmt.Sprintf("<MsgId>%d</MsgId>", serial)
	}
	return fmt.Sprintf("<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[v1]]></FromUserName>"+
		"<CreateTime>%d</CreateTime><MsgType><![CDATA[%s]]></MsgType>%s%s</xml>", p.now+serial, kind, fields, id)
}

func newPlatform(t *testing.T, h http.Handler, now int64) *platform {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return &platform{t: t, address: s.URL, safe: true, now: now}
}
