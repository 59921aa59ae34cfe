package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Errors of Open. Both mean that the value stays unreadable until an operator
// acts; neither says anything about its content.
var (
	// ErrSealUnknownKey means the value was sealed with a key that the
	// keyring no longer holds: the old key must be put back, below the first.
	ErrSealUnknownKey = errors.New("sealed with a key that is not in the keyring")
	// ErrSealBroken means the value was changed, was moved here from another
	// column or row, or is in a form this release does not know.
	ErrSealBroken = errors.New("sealed value does not open here")
)

// sealVersion stands in front of every sealed value, so that a later release
// can change the algorithm and still read what is stored.
const sealVersion = "v1"

// Seal encrypts one value of one row with AES-256-GCM under the active key.
// Table, column and row are bound into it: a sealed value copied to another
// place does not open there. Row is the row's id, which must not change
// afterwards. The result is ASCII, `v1.KEYID.base64`, about 4/3 of the plain
// length plus 50 bytes, and differs each time. The empty string stays empty.
func (k *Keyring) Seal(table, column, row, plain string) string {
	if plain == "" {
		return ""
	}
	key := k.keys[0]
	box := sealCipher(key).Seal(nil, nil, []byte(plain), sealContext(table, column, row))
	return strings.Join([]string{sealVersion, key.id, base64.RawURLEncoding.EncodeToString(box)}, ".")
}

// Open decrypts what Seal returned for the same table, column and row, under
// whichever key sealed it.
func (k *Keyring) Open(table, column, row, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	id, box, err := splitSealed(sealed)
	if err != nil {
		return "", fmt.Errorf("open %s.%s: %w", table, column, err)
	}
	key, ok := k.byID(id)
	if !ok {
		return "", fmt.Errorf("open %s.%s: %w (id %s)", table, column, ErrSealUnknownKey, id)
	}
	plain, err := sealCipher(key).Open(nil, nil, box, sealContext(table, column, row))
	if err != nil {
		return "", fmt.Errorf("open %s.%s: %w", table, column, ErrSealBroken)
	}
	return string(plain), nil
}

// KeyOf is the id of the key a value was sealed with, or "" for the empty
// value and for text that is not sealed. It does not prove that the value opens.
func (k *Keyring) KeyOf(sealed string) string {
	id, _, err := splitSealed(sealed)
	if err != nil {
		return ""
	}
	return id
}

func splitSealed(sealed string) (id string, box []byte, err error) {
	parts := strings.Split(sealed, ".")
	if len(parts) != 3 || parts[0] != sealVersion || !validKeyringID(parts[1]) {
		return "", nil, ErrSealBroken
	}
	// Strict, so that one value has one spelling only.
	box, err = base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil {
		return "", nil, ErrSealBroken
	}
	return parts[1], box, nil
}

// sealContext joins the parts with their lengths, so that no two places give
// the same bytes ("ab"+"c" and "a"+"bc" differ).
func sealContext(parts ...string) []byte {
	context := []byte(sealVersion)
	for _, part := range parts {
		context = binary.BigEndian.AppendUint64(context, uint64(len(part)))
		context = append(context, part...)
	}
	return context
}

func sealCipher(key keyringKey) cipher.AEAD {
	block, err := aes.NewCipher(deriveKeyringKey(key, "liaison seal "+sealVersion))
	if err != nil {
		panic(err) // only for a wrong key length, which deriveKeyringKey fixes
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err) // only for a cipher that is not AES
	}
	return aead
}

// deriveKeyringKey gives each purpose a key of its own, so that what is
// learned from one use (an index compared in the open) says nothing of another.
func deriveKeyringKey(key keyringKey, purpose string) []byte {
	derived, err := hkdf.Key(sha256.New, key.master[:], nil, purpose, keyringKeySize)
	if err != nil {
		panic(err) // only for lengths above 255 hashes
	}
	return derived
}

// SealedUnder is how everything begins that a key sealed.
func SealedUnder(id string) string { return sealVersion + "." + id + "." }
