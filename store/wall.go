package store

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Wall is a link to a wall screen: whoever has it sees an office's figures, or
// those of one meeting, without signing in, until it is taken back. It shows no
// personal data.
type Wall struct {
	ID        string
	OfficeID  string
	MeetingID string // of a meeting's screen
	Shows     WallShows
	Name      string // where the screen hangs
	TokenHash string // SHA-256 of the token: a dump of the table opens nothing
	By        string // staff id
	Revoked   time.Time
	Created   time.Time
	Version   int64
}

// WallShows is what a meeting's screen shows.
type WallShows string

// The screens of a meeting.
const (
	WallDoor    WallShows = "door"    // the code to sign in by, at the door
	WallFigures WallShows = "figures" // how many are there, in the hall
)

// WallHash turns a token into the key it is looked up by.
func WallHash(token string) string {
	sum := sha256.Sum256([]byte("wall:" + token))
	return hex.EncodeToString(sum[:])
}
