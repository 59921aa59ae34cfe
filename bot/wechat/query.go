package wechat

import (
	"crypto/sha1"
	"net/url"
	"strings"
)

// Bounds of the query. The platform's own values are far below them.
const (
	maxQuery     = 2048
	maxTimestamp = 12 // seconds since 1970 until the year 33658
	maxNonce     = 64
	maxEcho      = 256
)

// query holds the parameters that matter; the others are not read.
type query struct {
	signature, timestamp, nonce, encryptType, msgSignature, echo string
}

// parseQuery reads the parameters. One given twice is refused: two programs on
// the way would read it differently.
func parseQuery(raw string) (query, error) {
	var q query
	if len(raw) > maxQuery {
		return q, RefusedQuery
	}
	for len(raw) > 0 {
		var pair string
		pair, raw, _ = strings.Cut(raw, "&")
		name, value, _ := strings.Cut(pair, "=")
		if strings.ContainsAny(name, "%+") {
			return q, RefusedQuery // an escaped name could hide a duplicate
		}
		if err := q.set(name, value); err != nil {
			return q, err
		}
	}
	return q, nil
}

func (q *query) set(name, value string) error {
	field := q.field(name)
	if field == nil {
		return nil
	}
	if *field != "" || value == "" {
		return RefusedQuery
	}
	if strings.ContainsAny(value, "%+") {
		plain, err := url.QueryUnescape(value)
		if err != nil {
			return RefusedQuery
		}
		value = plain
	}
	*field = value
	return nil
}

func (q *query) field(name string) *string {
	switch name {
	case "signature":
		return &q.signature
	case "timestamp":
		return &q.timestamp
	case "nonce":
		return &q.nonce
	case "encrypt_type":
		return &q.encryptType
	case "msg_signature":
		return &q.msgSignature
	case "echostr":
		return &q.echo
	}
	return nil
}

// isHexSHA1 tells a signature as the platform writes it: lower case.
func isHexSHA1(s string) bool {
	if len(s) != 2*sha1.Size {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// isPlainWord tells a value that may be written back without escaping.
func isPlainWord(s string, most int) bool {
	if s == "" || len(s) > most {
		return false
	}
	for i := range len(s) {
		if !isWordByte(s[i]) {
			return false
		}
	}
	return true
}

func isWordByte(c byte) bool {
	switch {
	case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
		return true
	}
	return strings.IndexByte("+/=_-.", c) >= 0
}
