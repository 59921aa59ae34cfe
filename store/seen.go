package store

import "time"

// ReaderKind says what sort of person looked at an opinion.
type ReaderKind string

// The kinds of reader.
const (
	ReaderStaff  ReaderKind = "staff"
	ReaderDeputy ReaderKind = "deputy"
	ReaderAuthor ReaderKind = "author" // its own: no id is kept, there is one author
)

// Seen notes when somebody looked at an opinion, the first and the last time.
type Seen struct {
	OpinionID string
	Kind      ReaderKind
	ReaderID  string // staff or deputy id; empty for the author
	First     time.Time
	Last      time.Time
}
