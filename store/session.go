package store

import "time"

// Session is one browser in which somebody is signed in.
type Session struct {
	ID      string // a hash of the cookie's value
	Data    []byte // whatever the pages keep; nothing outside reads it
	Expires time.Time
	StaffID string // empty: a phone's
	Began   time.Time
	Seen    time.Time // to the minute, about
	Address string    // where it began
	Device  string    // in words
}
