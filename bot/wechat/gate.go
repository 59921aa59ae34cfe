package wechat

import (
	"crypto/sha1" // the platform's choice; it authenticates with a shared token, collisions do not matter
	"crypto/subtle"
	"encoding/hex"
	"slices"
	"strconv"
	"sync"
)

// freshness is how many seconds a request's timestamp may differ from our
// clock, either way. It bounds how long a stolen query string is worth
// anything; the platform's own retries are seconds apart.
const freshness = 300

// Admit is the gate for POST. It needs the raw query only, so that a stranger
// costs no reading of a body, and refuses anything but a fresh, signed request
// of the configured mode. An echostr is ignored: on POST it would be a way to
// have a message dropped.
func (c *Callback) Admit(rawQuery string) (Ticket, error) {
	q, err := c.checked(rawQuery)
	if err != nil {
		return Ticket{}, err
	}
	safe := c.block != nil
	switch {
	case safe && q.encryptType != "aes":
		return Ticket{}, RefusedMode // a downgrade: see the package comment
	case !safe && q.encryptType != "" && q.encryptType != "raw":
		return Ticket{}, RefusedMode
	case safe && !isHexSHA1(q.msgSignature):
		return Ticket{}, RefusedQuery
	}
	return Ticket{timestamp: q.timestamp, nonce: q.nonce, msgSignature: q.msgSignature, safe: safe}, nil
}

// Echo answers the back end's check of our address (GET): it returns the
// echostr to write back as text/plain, word for word.
func (c *Callback) Echo(rawQuery string) (string, error) {
	q, err := c.checked(rawQuery)
	if err != nil {
		return "", err
	}
	if !isPlainWord(q.echo, maxEcho) {
		return "", RefusedQuery
	}
	return q.echo, nil
}

// checked parses a query and checks what GET and POST have in common.
func (c *Callback) checked(rawQuery string) (query, error) {
	q, err := parseQuery(rawQuery)
	if err != nil {
		return query{}, err
	}
	sent, err := strconv.ParseUint(q.timestamp, 10, 63) // 63: the SDK stops working in 2038
	if err != nil || len(q.timestamp) > maxTimestamp || !isHexSHA1(q.signature) || !isPlainWord(q.nonce, maxNonce) {
		return query{}, RefusedQuery
	}
	// The signature goes first: whether a forged timestamp is fresh is
	// nobody's business.
	if !c.signed(q.signature, q.timestamp, q.nonce, "") {
		return query{}, RefusedSignature
	}
	if age := c.now().Unix() - int64(sent); age > freshness || age < -freshness {
		return query{}, RefusedStale
	}
	return q, nil
}

// signed compares in constant time with the signature over our token and the
// given parts; sealed is empty for the query's own signature.
func (c *Callback) signed(given, timestamp, nonce, sealed string) bool {
	want := c.sign(timestamp, nonce, sealed)
	return subtle.ConstantTimeCompare([]byte(given), want[:]) == 1
}

// scratch holds the bytes to be hashed; the ciphertext makes them long.
var scratch = sync.Pool{New: func() any { b := make([]byte, 0, 4096); return &b }}

// sign is hex(sha1(join(sort(token, timestamp, nonce[, sealed])))).
func (c *Callback) sign(timestamp, nonce, sealed string) [2 * sha1.Size]byte {
	parts := [4]string{c.token, timestamp, nonce, sealed}
	slices.Sort(parts[:]) // an empty sealed sorts first and adds nothing
	buf := scratch.Get().(*[]byte)
	b := (*buf)[:0]
	for _, p := range parts {
		b = append(b, p...)
	}
	sum := sha1.Sum(b)
	*buf = b
	scratch.Put(buf)
	var out [2 * sha1.Size]byte
	hex.Encode(out[:], sum[:])
	return out
}
