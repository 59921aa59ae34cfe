package store

import "time"

// RosterFileState says where a roster that was sent in stands.
type RosterFileState string

// The states of a roster that was sent in.
const (
	RosterFileRead    RosterFileState = "read"    // shown to the clerk; nothing is done yet
	RosterFileAsked   RosterFileState = "asked"   // confirmed; a duty takes it
	RosterFileTaken   RosterFileState = "taken"   // everything in it that was to be taken is
	RosterFileDropped RosterFileState = "dropped" // the clerk let it go
)

// RosterFile is a roster that somebody sent in. Its lines are kept, sealed, until
// they are taken, let go, or expire; afterwards only the counts stay.
type RosterFile struct {
	ID           string
	Created      time.Time
	OfficeID     string
	StaffID      string // who sent it, in whose name it is taken
	Name         string // what the file was called
	Headings     []string
	Lines        int
	AddDistricts bool
	SkipFaulty   bool
	State        RosterFileState
	From         string // the address it was confirmed from
	LeaseEnds    time.Time
	Expires      time.Time
	Added        int
	Changed      int
	Same         int
	Skipped      int
	Version      int64
}

// RosterPart is some of a file's lines.
type RosterPart struct {
	ID, FileID string
	Body       string // sealed
}
