package wechat

import (
	"errors"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/silenceper/wechat/v2/util"

	"liaison/store"
)

const (
	testAppID = "wx1234567890abcdef"
	testToken = "AAAAA"
	testKey   = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

var testNow = time.Unix(1714036504, 0)

func newCallback(t testing.TB, plain bool) *Callback {
	t.Helper()
	cfg := CallbackConfig{AppID: testAppID, Token: testToken, AESKey: testKey, Now: func() time.Time { return testNow }}
	if plain {
		cfg.AESKey, cfg.Plain = "", true
	}
	c, err := NewCallback(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// post is a delivery as the platform makes it, signed and sealed by the SDK.
type post struct {
	values url.Values
	body   string
}

func stamp() string { return strconv.FormatInt(testNow.Unix(), 10) }

func plainPost(xml string) post {
	ts := stamp()
	return post{url.Values{
		"signature": {util.Signature(testToken, ts, "1514711492")},
		"timestamp": {ts}, "nonce": {"1514711492"}, "openid": {"oUser"},
	}, xml}
}

func safePost(t testing.TB, xml string) post {
	t.Helper()
	p := plainPost(xml)
	sealed, err := util.EncryptMsg([]byte("0123456789abcdef"), []byte(xml), testAppID, testKey)
	if err != nil {
		t.Fatal(err)
	}
	return p.seal(string(sealed))
}

// seal makes p carry the given ciphertext, correctly signed.
func (p post) seal(sealed string) post {
	p.values.Set("encrypt_type", "aes")
	p.values.Set("msg_signature", util.Signature(testToken, p.values.Get("timestamp"), p.values.Get("nonce"), sealed))
	p.body = "<xml><ToUserName><![CDATA[gh_x]]></ToUserName><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>"
	return p
}

func (p post) query() string { return p.values.Encode() }

func (p post) deliver(c *Callback) (*store.Message, Ticket, error) {
	ticket, err := c.Admit(p.query())
	if err != nil {
		return nil, ticket, err
	}
	m, err := c.Open(ticket, []byte(p.body))
	return m, ticket, err
}

const helloXML = `<xml><ToUserName><![CDATA[gh_x]]></ToUserName><FromUserName><![CDATA[oUser]]></FromUserName>` +
	`<CreateTime>1714036504</CreateTime><MsgType><![CDATA[text]]></MsgType>` +
	`<Content><![CDATA[路灯坏了]]></Content><MsgId>23456789012345678</MsgId></xml>`

func TestNewCallbackRefusesBadConfiguration(t *testing.T) {
	for name, cfg := range map[string]CallbackConfig{
		"empty token":       {AppID: testAppID, AESKey: testKey},
		"empty app id":      {Token: testToken, AESKey: testKey},
		"no key, not plain": {AppID: testAppID, Token: testToken},
		"42 characters":     {AppID: testAppID, Token: testToken, AESKey: testKey[1:]},
		"44 characters":     {AppID: testAppID, Token: testToken, AESKey: testKey + "="},
		"not base64":        {AppID: testAppID, Token: testToken, AESKey: strings.Repeat("!", 43)},
	} {
		if _, err := NewCallback(cfg); err == nil {
			t.Errorf("%s: accepted", name)
		} else if cfg.AESKey != "" && strings.Contains(err.Error(), cfg.AESKey) {
			t.Errorf("%s: error shows the key: %v", name, err)
		}
	}
}

func TestOpenInEachMode(t *testing.T) {
	compatible := safePost(t, helloXML)
	compatible.body = strings.Replace(compatible.body, "<Encrypt>",
		"<FromUserName>oSomebodyElse</FromUserName><Content>forged</Content><Encrypt>", 1)
	for name, tc := range map[string]struct {
		c *Callback
		p post
	}{
		"plain":      {newCallback(t, true), plainPost(helloXML)},
		"safe":       {newCallback(t, false), safePost(t, helloXML)},
		"compatible": {newCallback(t, false), compatible},
	} {
		m, _, err := tc.p.deliver(tc.c)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if m.From != "oUser" || m.Text != "路灯坏了" || m.MsgID != 23456789012345678 || string(m.Raw) != helloXML {
			t.Errorf("%s: got %+v", name, m)
		}
	}
}

func TestForgedRequestsAreRefused(t *testing.T) {
	set := func(name, value string) func(*post) {
		return func(p *post) { p.values.Set(name, value) }
	}
	at := func(seconds int64) func(*post) {
		return func(p *post) {
			ts := strconv.FormatInt(testNow.Unix()+seconds, 10)
			p.values.Set("timestamp", ts)
			p.values.Set("signature", util.Signature(testToken, ts, p.values.Get("nonce")))
		}
	}
	otherKey := strings.Repeat("x", 43)
	for name, tc := range map[string]struct {
		change func(*post)
		want   Refusal
	}{
		"signature":            {set("signature", strings.Repeat("0", 40)), RefusedSignature},
		"signature upper case": {set("signature", strings.ToUpper(util.Signature(testToken, stamp(), "1514711492"))), RefusedQuery},
		"no signature":         {func(p *post) { p.values.Del("signature") }, RefusedQuery},
		"nonce changed":        {set("nonce", "1"), RefusedSignature},
		"nonce with markup":    {set("nonce", "]]><x>"), RefusedQuery},
		"nonce too long":       {set("nonce", strings.Repeat("1", 65)), RefusedQuery},
		"timestamp 1":          {at(1 - testNow.Unix()), RefusedStale},
		"301 s old":            {at(-301), RefusedStale},
		"301 s ahead":          {at(301), RefusedStale},
		"timestamp signed":     {set("timestamp", "+"+stamp()), RefusedQuery},
		"downgrade":            {func(p *post) { p.values.Del("encrypt_type"); p.body = helloXML }, RefusedMode},
		"encrypt_type raw":     {func(p *post) { p.values.Set("encrypt_type", "raw"); p.body = helloXML }, RefusedMode},
		"encrypt_type AES":     {set("encrypt_type", "AES"), RefusedMode},
		"duplicate parameter":  {func(p *post) { p.values.Add("nonce", "1514711492") }, RefusedQuery},
		"long query":           {set("x", strings.Repeat("x", 3000)), RefusedQuery},
		"msg_signature":        {set("msg_signature", strings.Repeat("0", 40)), RefusedSignature},
		"no msg_signature":     {func(p *post) { p.values.Del("msg_signature") }, RefusedQuery},
		"JSON":                 {func(p *post) { p.body = `{"Encrypt":"x"}` }, RefusedBody},
		"empty body":           {func(p *post) { p.body = "" }, RefusedBody},
		"clear body":           {func(p *post) { p.body = helloXML }, RefusedBody},
		"two ciphertexts":      {func(p *post) { p.body = strings.Replace(p.body, "<Encrypt>", "<Encrypt>x</Encrypt><Encrypt>", 1) }, RefusedBody},
		"ciphertext changed":   {func(p *post) { p.body = strings.Replace(p.body, "<Encrypt><![CDATA[", "<Encrypt><![CDATA[AAAA", 1) }, RefusedSignature},
		"not base64":           {func(p *post) { *p = p.seal("****") }, RefusedCipher},
		"16 bytes":             {func(p *post) { *p = p.seal("AAAAAAAAAAAAAAAAAAAAAA==") }, RefusedCipher},
		"other key": {func(p *post) {
			sealed, _ := util.EncryptMsg([]byte("0123456789abcdef"), []byte(helloXML), testAppID, otherKey)
			*p = p.seal(string(sealed))
		}, RefusedCipher},
		"other app id": {func(p *post) {
			sealed, _ := util.EncryptMsg([]byte("0123456789abcdef"), []byte(helloXML), "wxother", testKey)
			*p = p.seal(string(sealed))
		}, RefusedAppID},
	} {
		p := safePost(t, helloXML)
		tc.change(&p)
		_, _, err := p.deliver(newCallback(t, false))
		if err != tc.want || !errors.Is(err, ErrForged) {
			t.Errorf("%s: got %v, want %v", name, err, tc.want)
		}
	}
}

func TestFreshnessEnds(t *testing.T) {
	c := newCallback(t, false)
	for _, seconds := range []int64{-300, 0, 300} {
		c.now = func() time.Time { return testNow.Add(time.Duration(seconds) * time.Second) }
		if _, err := c.Admit(safePost(t, helloXML).query()); err != nil {
			t.Errorf("%d s: %v", seconds, err)
		}
	}
}

// The SDK parses the timestamp into 32 bits.
func TestAfter2038(t *testing.T) {
	c := newCallback(t, false)
	c.now = func() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }
	ts := strconv.FormatInt(c.now().Unix(), 10)
	p := safePost(t, strings.Replace(helloXML, "1714036504", ts, 1))
	sealed, _ := envelope([]byte(p.body))
	p.values.Set("timestamp", ts)
	p.values.Set("signature", util.Signature(testToken, ts, p.values.Get("nonce")))
	m, _, err := p.seal(sealed).deliver(c)
	if err != nil || m.Sent().Year() != 2100 {
		t.Fatalf("got %+v, %v", m, err)
	}
}

func TestPlainModeRefusesWhatItCannotOpen(t *testing.T) {
	if _, _, err := safePost(t, helloXML).deliver(newCallback(t, true)); err != RefusedMode {
		t.Fatalf("got %v", err)
	}
}

func TestEcho(t *testing.T) {
	c := newCallback(t, false)
	q := plainPost("").values
	q.Set("echostr", "4375120948345356249")
	if got, err := c.Echo(q.Encode()); err != nil || got != "4375120948345356249" {
		t.Errorf("got %q, %v", got, err)
	}
	q.Set("echostr", "<script>")
	if _, err := c.Echo(q.Encode()); err != RefusedQuery {
		t.Errorf("markup: %v", err)
	}
	q.Set("echostr", "1")
	q.Set("signature", strings.Repeat("0", 40))
	if got, err := c.Echo(q.Encode()); err != RefusedSignature || got != "" {
		t.Errorf("forged: %q, %v", got, err)
	}
}

// The platform's own example.
func TestSignatureVector(t *testing.T) {
	got := newCallback(t, false).sign("1714036504", "1514711492", "")
	if string(got[:]) != "f464b24fc39322e44b38aa78f5edd27bd1441696" {
		t.Fatalf("got %s", got)
	}
}

func TestEchostrOnPostDropsNothing(t *testing.T) {
	p := safePost(t, helloXML)
	p.values.Set("echostr", "1")
	if m, _, err := p.deliver(newCallback(t, false)); err != nil || m.Text != "路灯坏了" {
		t.Fatalf("got %+v, %v", m, err)
	}
}

func TestAuthenticButUnparsableKeepsRaw(t *testing.T) {
	const raw = `{"MsgType":"text"}`
	_, _, err := safePost(t, raw).deliver(newCallback(t, false))
	u, ok := errors.AsType[*UnparsableError](err)
	if !ok || string(u.Raw) != raw || errors.Is(err, ErrForged) {
		t.Fatalf("got %v", err)
	}
}
