package wechat

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
)

// The plaintext of an encrypted message is 16 random bytes, the XML's length in
// 4 bytes (big endian), the XML, and the app id, padded to 32 bytes (PKCS#7
// with a block of 32, although AES's is 16).
const (
	prefixLen = 16 + 4
	padBlock  = 32
)

// decrypt opens what was signed with our token. The result is the caller's to
// keep.
func (c *Callback) decrypt(sealed string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(b) == 0 || len(b)%padBlock != 0 {
		return nil, RefusedCipher
	}
	cipher.NewCBCDecrypter(c.block, c.iv).CryptBlocks(b, b)
	b, ok := unpad(b)
	if !ok || len(b) < prefixLen {
		return nil, RefusedCipher
	}
	size := uint64(binary.BigEndian.Uint32(b[16:prefixLen]))
	rest := b[prefixLen:]
	if size > uint64(len(rest)) {
		return nil, RefusedCipher
	}
	raw, appID := rest[:size:size], rest[size:]
	if subtle.ConstantTimeCompare(appID, []byte(c.appID)) != 1 {
		return nil, RefusedAppID
	}
	return raw, nil
}

// unpad takes the padding off and checks every byte of it. No timing is hidden
// here: only somebody with our token gets this far.
func unpad(b []byte) ([]byte, bool) {
	n := int(b[len(b)-1])
	if n < 1 || n > padBlock {
		return nil, false
	}
	for _, p := range b[len(b)-n:] {
		if int(p) != n {
			return nil, false
		}
	}
	return b[:len(b)-n], true
}

// encrypt appends base64 of the sealed reply to dst. The random bytes are
// fresh: repeating the request's, as the SDK does, would let equal replies be
// told by equal ciphertext.
func (c *Callback) encrypt(dst, reply []byte) []byte {
	n := prefixLen + len(reply) + len(c.appID)
	pad := padBlock - n%padBlock
	buf := scratch.Get().(*[]byte)
	b := append((*buf)[:0], make([]byte, 16)...)
	_, _ = rand.Read(b[:16]) // never fails: it would end the program instead
	b = binary.BigEndian.AppendUint32(b, uint32(len(reply)))
	b = append(b, reply...)
	b = append(b, c.appID...)
	for range pad {
		b = append(b, byte(pad))
	}
	cipher.NewCBCEncrypter(c.block, c.iv[:aes.BlockSize]).CryptBlocks(b, b)
	dst = base64.StdEncoding.AppendEncode(dst, b)
	*buf = b
	scratch.Put(buf)
	return dst
}
