package main

import (
	"bytes"
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
	"slices"
	"strconv"
	"strings"
	"time"
)

// account is the official account that the load generator and the servers under
// test share. It encrypts and decrypts by itself, so that each side checks the
// other.
type account struct {
	appID, token, key string
	block             cipher.Block
	iv                []byte
}

func newAccount() (*account, error) {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails: crypto/rand aborts the process instead
	a := &account{appID: "wx0123456789abcdef", token: "benchtoken", key: strings.TrimSuffix(base64.StdEncoding.EncodeToString(raw), "=")}
	block, err := aes.NewCipher(raw)
	a.block, a.iv = block, raw[:16]
	return a, err
}

// openAccount is the account with a known key: for the floor, which runs as a
// process of its own.
func openAccount(appID, token, key string) (*account, error) {
	raw, err := base64.StdEncoding.DecodeString(key + "=")
	if err != nil {
		return nil, fmt.Errorf("reading the key: %w", err)
	}
	block, err := aes.NewCipher(raw)
	return &account{appID: appID, token: token, key: key, block: block, iv: raw[:16]}, err
}

func (a *account) sign(parts ...string) string {
	parts = append(parts, a.token)
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

func (a *account) encrypt(text string) string {
	b := make([]byte, 16, 20+len(text)+len(a.appID)+32)
	_, _ = rand.Read(b) // never fails: crypto/rand aborts the process instead
	b = binary.BigEndian.AppendUint32(b, uint32(len(text)))
	b = append(append(b, text...), a.appID...)
	pad := 32 - len(b)%32
	b = append(b, bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(a.block, a.iv).CryptBlocks(b, b)
	return base64.StdEncoding.EncodeToString(b)
}

func (a *account) decrypt(text string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) < 32 || len(b)%16 != 0 {
		return "", errors.New("not an encrypted message")
	}
	cipher.NewCBCDecrypter(a.block, a.iv).CryptBlocks(b, b)
	n := int(binary.BigEndian.Uint32(b[16:20]))
	if pad := int(b[len(b)-1]); n < 0 || 20+n+len(a.appID)+pad != len(b) || string(b[20+n:len(b)-pad]) != a.appID {
		return "", errors.New("encrypted for somebody else")
	}
	return string(b[20 : 20+n]), nil
}

// post makes the raw HTTP request of a text message, signed and encrypted.
func (a *account) post(host, openid, text string, id int64, now time.Time) []byte {
	stamp := strconv.FormatInt(now.Unix(), 10)
	inner := fmt.Sprintf("<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><FromUserName><![CDATA[%s]]></FromUserName>"+
		"<CreateTime>%s</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[%s]]></Content><MsgId>%d</MsgId></xml>",
		openid, stamp, text, id)
	sealed, nonce := a.encrypt(inner), strconv.FormatInt(id, 10)
	body := "<xml><ToUserName><![CDATA[gh_bench]]></ToUserName><Encrypt><![CDATA[" + sealed + "]]></Encrypt></xml>"
	query := fmt.Sprintf("signature=%s&timestamp=%s&nonce=%s&openid=%s&encrypt_type=aes&msg_signature=%s",
		a.sign(stamp, nonce), stamp, nonce, openid, a.sign(stamp, nonce, sealed))
	return fmt.Appendf(nil, "POST /wechat?%s HTTP/1.1\r\nHost: %s\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s",
		query, host, len(body), body)
}

// sealedReply is an encrypted passive reply.
type sealedReply struct {
	Encrypt      string
	MsgSignature string
	TimeStamp    string
	Nonce        string
}

// plainMessage is what both directions have in common.
type plainMessage struct {
	XMLName      struct{} `xml:"xml"`
	ToUserName   string
	FromUserName string
	CreateTime   int64
	MsgType      string
	Content      string
}

// reply checks a passive reply in full and gives its words.
func (a *account) reply(body []byte, openid string) (string, error) {
	var s sealedReply
	if err := xml.Unmarshal(body, &s); err != nil {
		return "", fmt.Errorf("the reply is no XML: %w", err)
	}
	if a.sign(s.TimeStamp, s.Nonce, s.Encrypt) != s.MsgSignature {
		return "", errors.New("the reply's signature is wrong")
	}
	text, err := a.decrypt(s.Encrypt)
	if err != nil {
		return "", err
	}
	var m plainMessage
	if err := xml.Unmarshal([]byte(text), &m); err != nil {
		return "", fmt.Errorf("the reply's message is no XML: %w", err)
	}
	if m.ToUserName != openid {
		return "", errors.New("the reply is for somebody else")
	}
	return m.Content, nil
}
