package store

import "time"

// SavedFilter is a list of the inbox that somebody wants to come back to.
type SavedFilter struct {
	ID       string
	OfficeID string
	StaffID  string // who saved it
	Name     string
	Query    string // of the list's address
	Shared   bool   // the whole office, and those under it, see it
	Created  time.Time
}

// Bounds of a saved filter, in characters, and of how many one person saves.
const (
	FilterNameMax  = 20
	FilterQueryMax = 1000
	FiltersMost    = 30
)
