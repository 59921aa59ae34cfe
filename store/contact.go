package store

import (
	"slices"
	"strconv"
	"time"
)

// Contact is a contact voter (联系选民): one of the few voters of the own
// district with whom a deputy keeps in touch. What identifies the voter is
// sealed, and goes when the deputy no longer keeps in touch.
type Contact struct {
	ID         string
	DeputyID   string
	OfficeID   string // the deputy's
	DistrictID string // the deputy's, when there is one
	Seat       string // UNIQUE while the voter is a contact: bounds how many a deputy has
	Name       string // sealed
	Phone      string // sealed, optional
	PhoneIndex string // blind index of the phone
	Place      string // sealed: village or address
	Note       string // sealed
	Consent    string // sealed: when and how the voter agreed to be listed
	Erased     time.Time
	Created    time.Time
	Updated    time.Time
	Version    int64
}

// ContactSeat is the n-th place for a deputy's contact voters, from 1.
func ContactSeat(deputyID string, n int) string { return deputyID + "-" + strconv.Itoa(n) }

// ContactKind is how a deputy and a voter met.
type ContactKind string

// The kinds of contact.
const (
	ContactVisit ContactKind = "visit" // 走访
	ContactCall  ContactKind = "call"  // 电话
	ContactDesk  ContactKind = "desk"  // 接待
	ContactOther ContactKind = "other"
)

// ContactKinds lists the kinds in the order they are offered.
var ContactKinds = []ContactKind{ContactVisit, ContactCall, ContactDesk, ContactOther}

// ContactLog is one time a deputy and a contact voter met. It is only ever added.
type ContactLog struct {
	ID        string
	ContactID string
	DeputyID  string
	OfficeID  string
	Day       string // 2006-01-02, when they met
	Kind      ContactKind
	Text      string // sealed: what was said
	OpinionID string // the opinion that came of it, if one did
	Created   time.Time
	Version   int64
}

// contactPast is how far back a meeting may be written down.
const contactPast = 366 * 24 * time.Hour

// Validate checks the day and the kind of a meeting written down at now.
func (l *ContactLog) Validate(now time.Time) error {
	if !slices.Contains(ContactKinds, l.Kind) {
		return Invalid("kind", ProblemMalformed)
	}
	day, err := time.ParseInLocation(time.DateOnly, l.Day, ChinaTime)
	if err != nil || day.After(now) || now.Sub(day) > contactPast {
		return Invalid("day", ProblemMalformed)
	}
	return nil
}
