package store

import (
	"crypto/rand"
	"encoding/base32"
	"encoding/binary"
	"sync"
	"time"
)

// idAlphabet is Crockford's base 32 in lower case: it sorts as it counts, and
// has no letter that is read for a digit.
var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

var idState struct {
	sync.Mutex
	milli uint64
	tail  uint64
	pool  [1024]byte
	left  int
}

// idPatience is how far a clock may go back without its ids going back with it.
const idPatience = time.Hour

// NewID makes an identifier of 26 characters that sorts by the time of its
// making (128 bits: 48 of milliseconds, 16 of order within one millisecond and
// process, 64 random), so that rows of one day lie together in an index and two
// replicas need not talk to each other. It says when it was made: what must not
// betray that (ballots) must not use it. A clock that goes back a little changes
// nothing: ids go on where they were, until it has caught up. After a clock that
// was wrong by more than idPatience they follow it back, or one second in a wrong
// year would stamp everything with that year until the program is started anew.
func NewID(now time.Time) string {
	var b [16]byte
	idState.Lock()
	milli := uint64(now.UnixMilli())
	if milli <= idState.milli && idState.milli-milli <= uint64(idPatience/time.Millisecond) {
		idState.tail++
	} else {
		idState.milli, idState.tail = milli, 0
	}
	milli = idState.milli + idState.tail>>16
	if idState.left < 8 {
		_, _ = rand.Read(idState.pool[:]) // never fails: crypto/rand aborts the process instead
		idState.left = len(idState.pool)
	}
	copy(b[8:], idState.pool[len(idState.pool)-idState.left:][:8])
	idState.left -= 8
	tail := idState.tail
	idState.Unlock()
	binary.BigEndian.PutUint64(b[:8], milli<<16|tail&0xffff)
	return idAlphabet.EncodeToString(b[:])
}

// FirstID sorts before every id made at or after a time, and after those made
// before it.
func FirstID(at time.Time) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(max(0, at.UnixMilli()))<<16)
	return idAlphabet.EncodeToString(b[:])
}

// NewSecret makes an unguessable token of 26 characters (128 random bits).
func NewSecret() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand aborts the process instead
	return idAlphabet.EncodeToString(b[:])
}
