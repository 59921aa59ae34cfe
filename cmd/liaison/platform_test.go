package main_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1" // the platform's choice
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// platform delivers messages as WeChat does in safe mode. It signs and encrypts
// by itself, so that it checks the program and is not checked by it.
type platform struct {
	appID, token, key string
	block             cipher.Block
	iv                []byte
	client            *http.Client
}

// newPlatform makes an account with a key of its own.
func newPlatform(tb testing.TB) *platform {
	tb.Helper()
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	block, err := aes.NewCipher(raw)
	if err != nil {
		tb.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 128, IdleConnTimeout: time.Minute}
	tb.Cleanup(transport.CloseIdleConnections)
	return &platform{appID: "wx0123456789abcdef", token: "wholetoken", block: block, iv: raw[:16],
		key: strings.TrimSuffix(base64.StdEncoding.EncodeToString(raw), "="), client: &http.Client{Transport: transport}}
}

func (p *platform) sign(parts ...string) string {
	parts = append(parts, p.token)
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// seal encrypts a text for an app.
func (p *platform) seal(text, appID string) string {
	b := make([]byte, 16, 52+len(text)+len(appID))
	_, _ = rand.Read(b) // never fails
	b = binary.BigEndian.AppendUint32(b, uint32(len(text)))
	b = append(append(b, text...), appID...)
	pad := 32 - len(b)%32
	b = append(b, bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(p.block, p.iv).CryptBlocks(b, b)
	return base64.StdEncoding.EncodeToString(b)
}

func (p *platform) open(sealed string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(b) < 32 || len(b)%aes.BlockSize != 0 {
		return "", errors.New("not an encrypted message")
	}
	cipher.NewCBCDecrypter(p.block, p.iv).CryptBlocks(b, b)
	n, pad := int(binary.BigEndian.Uint32(b[16:20])), int(b[len(b)-1])
	if n < 0 || 20+n+len(p.appID)+pad != len(b) || string(b[20+n:len(b)-pad]) != p.appID {
		return "", errors.New("encrypted for somebody else")
	}
	return string(b[20 : 20+n]), nil
}

// message is something a person sends, and what was answered.
type message struct {
	openid, text string
	id           int64
	at           time.Time
	fields       string // further XML, in place of a text message's
}

var messageIDs atomic.Int64

// newMessage is a text that nobody else sends, from a person who sent nothing
// before.
func newMessage(who string) *message {
	id := messageIDs.Add(1)
	return &message{openid: fmt.Sprintf("o%s_%d", who, id), id: id, at: time.Now(),
		text: fmt.Sprintf("村口第%d盏路灯坏了三天，晚上看不见路。", id)}
}

func (m *message) xml() string {
	fields := m.fields
	if fields == "" {
		fields = "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[" + m.text + "]]></Content>"
	}
	return fmt.Sprintf("<xml><ToUserName><![CDATA[gh_whole]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
		"<CreateTime>%d</CreateTime>%s<MsgId>%d</MsgId></xml>", m.openid, m.at.Unix(), fields, m.id)
}

var nonces atomic.Int64

// request is one delivery on its way: its query and its body.
type request struct {
	query url.Values
	body  string
}

// request signs and encrypts, anew for each attempt as the platform does.
func (p *platform) request(m *message, now time.Time) request {
	return p.requestFor(m.xml(), p.appID, now)
}

func (p *platform) requestFor(inner, appID string, now time.Time) request {
	stamp, nonce, sealed := strconv.FormatInt(now.Unix(), 10), strconv.FormatInt(nonces.Add(1), 10), p.seal(inner, appID)
	return request{
		query: url.Values{"signature": {p.sign(stamp, nonce)}, "timestamp": {stamp}, "nonce": {nonce},
			"encrypt_type": {"aes"}, "msg_signature": {p.sign(stamp, nonce, sealed)}},
		body: "<xml><ToUserName><![CDATA[gh_whole]]></ToUserName><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>",
	}
}

// answer is what the program said to one delivery.
type answer struct {
	status int
	words  string // of the passive reply; empty for success without words
	took   time.Duration
}

// taken tells whether the platform would let the delivery rest.
func (a answer) taken() bool { return a.status == http.StatusOK }

// patience is how long the platform waits for an answer.
const patience = 5 * time.Second

// post makes one attempt. An error is no answer at all, or one that the platform
// would not understand.
func (p *platform) post(ctx context.Context, addr string, r request) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	began := time.Now()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/wechat?"+r.query.Encode(), strings.NewReader(r.body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", "text/xml")
	res, err := p.client.Do(req)
	if err != nil {
		return answer{took: time.Since(began)}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	a := answer{status: res.StatusCode, took: time.Since(began)}
	if err == nil && a.taken() {
		a.words, err = p.read(body)
	}
	return a, err
}

// read checks a passive reply in full and gives its words.
func (p *platform) read(body []byte) (string, error) {
	if string(body) == "success" || len(body) == 0 {
		return "", nil
	}
	var s struct{ Encrypt, MsgSignature, TimeStamp, Nonce string }
	if err := xml.Unmarshal(body, &s); err != nil {
		return "", fmt.Errorf("the reply is no XML: %w", err)
	}
	if p.sign(s.TimeStamp, s.Nonce, s.Encrypt) != s.MsgSignature {
		return "", errors.New("the reply's signature is wrong")
	}
	text, err := p.open(s.Encrypt)
	if err != nil {
		return "", err
	}
	var m struct{ Content string }
	if err := xml.Unmarshal([]byte(text), &m); err != nil || m.Content == "" {
		return "", errors.New("the reply's message has no words")
	}
	return m.Content, nil
}

// send delivers a message once.
func (p *platform) send(ctx context.Context, addr string, m *message) (answer, error) {
	return p.post(ctx, addr, p.request(m, time.Now()))
}
