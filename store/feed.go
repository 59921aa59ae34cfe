package store

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Feed is the link under which a calendar program reads a deputy's meetings,
// without signing in, until the deputy takes it back, makes another, or is no
// longer bound to the WeChat that made it.
type Feed struct {
	ID        string
	Created   time.Time
	DeputyID  string
	PersonID  string // whose WeChat made it
	TokenHash string // SHA-256 of the token: a dump of the table opens nothing
	Revoked   time.Time
	Version   int64
}

// FeedHash turns a feed's token into the key it is looked up by.
func FeedHash(token string) string {
	sum := sha256.Sum256([]byte("calendar:" + token))
	return hex.EncodeToString(sum[:])
}
