package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// BlindIndex is a keyed digest by which a whole phone, name or ID number is
// found without decrypting every row: 64 hex characters under the active key.
// Purpose separates indexes, so that equal values in two columns cannot be
// matched ("person.phone"); normalised is the value after NormalisePhone,
// NormaliseName or NormaliseID. The empty value has no index, "": a search for
// nothing must not find everybody who left nothing.
func (k *Keyring) BlindIndex(purpose, normalised string) string {
	return blindIndex(k.keys[0], purpose, normalised)
}

// BlindIndexes returns the index under every key, the active one first. A
// lookup tries them all until the duty that re-encrypts has visited each row.
func (k *Keyring) BlindIndexes(purpose, normalised string) []string {
	if normalised == "" {
		return nil
	}
	var all []string
	for _, key := range k.keys {
		all = append(all, blindIndex(key, purpose, normalised))
	}
	return all
}

func blindIndex(key keyringKey, purpose, normalised string) string {
	if normalised == "" {
		return ""
	}
	mac := hmac.New(sha256.New, deriveKeyringKey(key, "liaison blind index v1 "+purpose))
	mac.Write([]byte(normalised))
	return hex.EncodeToString(mac.Sum(nil))
}

// Fingerprints gives, for every key by its id, a digest that says whether another
// keyring has the same key, and nothing about it. A backup carries them, so that
// it is not restored under keys that cannot open what is in it.
func (k *Keyring) Fingerprints() map[string]string {
	prints := make(map[string]string, len(k.keys))
	for _, key := range k.keys {
		prints[key.id] = blindIndex(key, "keyring.fingerprint", "liaison")
	}
	return prints
}
