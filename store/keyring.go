package store

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// keyringKeySize is the length of a master key in bytes: AES-256 and
// HMAC-SHA-256 both take 32.
const keyringKeySize = 32

// ErrNoKeys is returned for a key text that holds no key at all.
var ErrNoKeys = errors.New("keyring holds no key: write one line id:base64 with 32 random bytes")

// Keyring holds the master keys for personal data (phone, ID number, real
// name). The first key seals; every key opens, so that a key can be replaced
// without a moment in which data is unreadable. Build it with ParseKeyring; it
// is safe for concurrent use.
type Keyring struct {
	keys []keyringKey // in the order of the text, the active one first
}

// keyringKey is one master key. It is never used directly, only to derive a
// key for each purpose.
type keyringKey struct {
	id string
	// A pointer, because fmt follows none inside a struct: a copied keyring
	// that is printed by mistake shows an address.
	master *[keyringKeySize]byte
}

// ParseKeyring reads the text of LIAISON_KEYS: one key on a line, `id:base64`
// of 32 random bytes, the first being the active one. Blank lines and lines
// that begin with # are skipped. An id has 1 to 32 letters, digits, - or _ and
// is stored in front of everything sealed with its key, so it must never be
// given to another key. Errors name the line and never quote it: a line that
// is wrongly put together may hold the key anywhere.
func ParseKeyring(text string) (*Keyring, error) {
	ring := &Keyring{}
	seen := map[string]int{}
	number := 0
	// An editor on Windows may have put a byte order mark in front.
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		key, err := parseKeyringLine(line)
		if err != nil {
			return nil, fmt.Errorf("keyring line %d: %w", number, err)
		}
		if first, ok := seen[key.id]; ok {
			return nil, fmt.Errorf("keyring line %d: repeats the id of line %d", number, first)
		}
		if ring.holds(key.master) {
			return nil, fmt.Errorf("keyring line %d: repeats a key that stands under another id", number)
		}
		seen[key.id] = number
		ring.keys = append(ring.keys, key)
	}
	if len(ring.keys) == 0 {
		return nil, ErrNoKeys
	}
	return ring, nil
}

func parseKeyringLine(line string) (keyringKey, error) {
	id, encoded, found := strings.Cut(line, ":")
	id, encoded = strings.TrimSpace(id), strings.TrimSpace(encoded)
	if !found {
		return keyringKey{}, errors.New("has no colon; the form is id:base64")
	}
	if !validKeyringID(id) {
		return keyringKey{}, errors.New("the id must be 1 to 32 letters, digits, - or _")
	}
	master, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	if err != nil {
		return keyringKey{}, errors.New("the key is not base64")
	}
	if len(master) != keyringKeySize {
		return keyringKey{}, fmt.Errorf("the key has %d bytes and must have %d", len(master), keyringKeySize)
	}
	return keyringKey{id: id, master: (*[keyringKeySize]byte)(master)}, nil
}

func validKeyringID(id string) bool {
	if id == "" || len(id) > 32 {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		digit := r >= '0' && r <= '9'
		return !letter && !digit && r != '-' && r != '_'
	})
}

func (k *Keyring) holds(master *[keyringKeySize]byte) bool {
	return slices.ContainsFunc(k.keys, func(key keyringKey) bool { return *key.master == *master })
}

// GenerateKey returns a new line for a key text, without a line end. The id
// must be one that ParseKeyring accepts.
func GenerateKey(id string) string {
	master := make([]byte, keyringKeySize)
	rand.Read(master) // never fails: it ends the program rather than return weak bytes
	return id + ":" + base64.StdEncoding.EncodeToString(master)
}

// Active is the id of the key that seals. A row whose KeyOf differs from it is
// waiting to be encrypted again.
func (k *Keyring) Active() string { return k.keys[0].id }

func (k *Keyring) byID(id string) (keyringKey, bool) {
	i := slices.IndexFunc(k.keys, func(key keyringKey) bool { return key.id == id })
	if i < 0 {
		return keyringKey{}, false
	}
	return k.keys[i], true
}

// Format writes the id of the active key and nothing else whatever the verb,
// so that a keyring inside a printed struct or a log line cannot spill a key.
func (k *Keyring) Format(s fmt.State, _ rune) {
	if k == nil || len(k.keys) == 0 {
		io.WriteString(s, "keyring(empty)")
		return
	}
	fmt.Fprintf(s, "keyring(active %s, %d keys)", k.Active(), len(k.keys))
}

// Holds reports whether a key of that id is in the keyring.
func (k *Keyring) Holds(id string) bool {
	_, ok := k.byID(id)
	return ok
}

// Others are the ids of the keys that open and no longer seal.
func (k *Keyring) Others() []string {
	var ids []string
	for _, key := range k.keys[1:] {
		ids = append(ids, key.id)
	}
	return ids
}
