package wechat

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"liaison/store"
)

// CallbackConfig is what the account's back end says about its server mode.
type CallbackConfig struct {
	AppID  string // checked inside every encrypted message
	Token  string // signs the query; an empty one is refused, it would sign for anybody
	AESKey string // 43 characters; with it only encrypted messages are let in
	// Plain lets messages in unencrypted when AESKey is empty. The signature
	// of plain mode does not cover the body: whoever has seen one query string
	// can forge messages for five minutes. It is for tests and trials only.
	Plain bool
	Now   func() time.Time // nil means time.Now
}

// Callback checks, opens and answers what the platform posts. It is safe for
// concurrent use.
type Callback struct {
	appID string
	token string
	block cipher.Block // nil in plain mode
	iv    []byte
	now   func() time.Time
}

// NewCallback refuses every configuration in which a stranger could be taken
// for the platform. The errors name the field and never its value.
func NewCallback(cfg CallbackConfig) (*Callback, error) {
	if cfg.Token == "" {
		return nil, errors.New("wechat callback: token is empty")
	}
	if cfg.AppID == "" {
		return nil, errors.New("wechat callback: app id is empty")
	}
	c := &Callback{appID: cfg.AppID, token: cfg.Token, now: cfg.Now}
	if c.now == nil {
		c.now = time.Now
	}
	if cfg.AESKey == "" {
		if !cfg.Plain {
			return nil, errors.New("wechat callback: AES key is empty and plain mode is not allowed")
		}
		return c, nil
	}
	key, err := decodeAESKey(cfg.AESKey)
	if err != nil {
		return nil, err
	}
	if c.block, err = aes.NewCipher(key); err != nil {
		return nil, fmt.Errorf("wechat callback: AES key: %w", err)
	}
	c.iv = key[:aes.BlockSize]
	return c, nil
}

// decodeAESKey turns the back end's 43 characters into 32 bytes.
func decodeAESKey(s string) ([]byte, error) {
	if len(s) != 43 {
		return nil, fmt.Errorf("wechat callback: AES key has %d characters, must have 43", len(s))
	}
	key, err := base64.StdEncoding.DecodeString(s + "=")
	if err != nil || len(key) != 32 {
		return nil, errors.New("wechat callback: AES key is not base64 of 32 bytes")
	}
	return key, nil
}

// ErrForged matches (errors.Is) every Refusal: answer 403 and store nothing.
var ErrForged = errors.New("wechat callback: not from the platform")

// Refusal is why a request was not taken for the platform's. There are few of
// them and they hold nothing of the request, so they may label a counter.
type Refusal string

// The refusals.
const (
	RefusedQuery     Refusal = "malformed query"
	RefusedSignature Refusal = "bad signature"
	RefusedStale     Refusal = "stale timestamp"
	RefusedMode      Refusal = "wrong encryption mode"
	RefusedBody      Refusal = "not an XML envelope"
	RefusedCipher    Refusal = "cannot be decrypted"
	RefusedAppID     Refusal = "for another app id"
)

// Error says which check failed.
func (r Refusal) Error() string { return "wechat callback refused: " + string(r) }

// Is makes every Refusal match ErrForged.
func (r Refusal) Is(target error) bool { return target == ErrForged }

// UnparsableError is an authentic message that this program does not
// understand. Keep Raw, show it to staff, and answer Success: the platform
// would only send the same again.
type UnparsableError struct {
	Raw    []byte // the XML after decryption; holds what a person wrote
	Reason string // safe to log
}

// Error gives the reason without the content.
func (e *UnparsableError) Error() string { return "wechat message not understood: " + e.Reason }

// Ticket is what the gate learnt from an admitted request's query. Open and
// Reply need it.
type Ticket struct {
	timestamp    string
	nonce        string
	msgSignature string
	safe         bool
}

// Open authenticates the body of an admitted request and reads the message in
// it. The error is a Refusal or an *UnparsableError.
//
// In plain mode the body is not authenticated by anything; see CallbackConfig.
func (c *Callback) Open(t Ticket, body []byte) (*store.Message, error) {
	if !looksLikeXML(body) {
		return nil, RefusedBody
	}
	if !t.safe {
		return parseMessage(bytes.Clone(body)) // the message keeps it
	}
	raw, err := c.unseal(t, body)
	if err != nil {
		return nil, err
	}
	return parseMessage(raw)
}

// unseal returns the XML inside an encrypted envelope. In compatible mode the
// envelope also has every field in the clear; none of those is looked at.
func (c *Callback) unseal(t Ticket, body []byte) ([]byte, error) {
	sealed, err := envelope(body)
	if err != nil {
		return nil, RefusedBody
	}
	if !c.signed(t.msgSignature, t.timestamp, t.nonce, sealed) {
		return nil, RefusedSignature
	}
	return c.decrypt(sealed)
}

// looksLikeXML refuses JSON and nothing at all before any parsing: service
// accounts are pushed XML only.
func looksLikeXML(body []byte) bool {
	for _, b := range body {
		switch b {
		case ' ', '\t', '\r', '\n', 0xEF, 0xBB, 0xBF: // blanks and a byte order mark
		default:
			return b == '<'
		}
	}
	return false
}
