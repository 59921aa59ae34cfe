package store

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Wall is a link to a wall screen: whoever has it sees an office's figures, without
// signing in, until it is taken back. It shows no personal data.
type Wall struct {
	ID        string
	OfficeID  string
	Name      string // where the screen hangs
	TokenHash string // SHA-256 of the token: a dump of the table opens nothing
	By        string // staff id
	Revoked   time.Time
	Created   time.Time
	Version   int64
}

// WallHash turns a token into the key it is looked up by.
func WallHash(token string) string {
	sum := sha256.Sum256([]byte("wall:" + token))
	return hex.EncodeToString(sum[:])
}
