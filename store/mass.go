package store

import (
	"slices"
	"strings"
	"time"
)

// A mass message (群发) goes once, by the platform, to everybody who follows the
// account: it is for public notices, as of a reception day. Its limits are the
// platform's (WeChat's document on batch sends).
const (
	MassMonthly   = 4      // that one follower receives in a calendar month of China
	MassDailyAll  = 1      // to all followers of the account
	MassFewest    = 2      // people of one call that names them
	MassMost      = 10_000 // the same
	massTextBytes = 2048   // of a text message
)

// BroadcastWay says how a broadcast goes out.
type BroadcastWay string

// The ways of a broadcast.
const (
	WayEach BroadcastWay = ""     // to deputies, each by the own notice
	WayMass BroadcastWay = "mass" // to followers, by one mass message
)

// MassResult is what the platform reports of a mass message, in people. Status is
// its own word: "send success", "send fail", or a reason of its reviewers.
type MassResult struct {
	Status string
	Total  int // whom it was for
	Sent   int
	Failed int
}

// Mass reports whether a broadcast goes out as a mass message.
func (b *Broadcast) Mass() bool { return b.Way == WayMass }

// MassText is a mass message as everybody reads it.
func (b *Broadcast) MassText() string {
	parts := []string{b.Title, b.Text}
	if b.Link != "" {
		parts = append(parts, b.Link)
	}
	return strings.Join(parts, "\n")
}

// CheckMass refuses words that cannot go to everybody at once: they name nobody, and
// fit one message.
func (b *Broadcast) CheckMass() error {
	switch {
	case !b.Mass():
		return nil
	case checkPlaceholders(b.Title+b.Text, nil) != nil:
		return Invalid("broadcast", ProblemMassWords)
	case len(b.MassText()) > massTextBytes:
		return Invalid("broadcast", ProblemMassLong)
	}
	return nil
}

// CheckMassCount refuses so many followers: a call that names them takes no more, and
// none for a single one.
func CheckMassCount(n int, all bool) error {
	switch {
	case n < MassFewest:
		return Invalid("broadcast", ProblemMassFew)
	case n > MassMost && !all:
		return Invalid("broadcast", ProblemMassMany)
	}
	return nil
}

// MassSend is a mass message that went out, or is about to.
type MassSend struct {
	OfficeID string
	At       time.Time
}

// MassUse is what the followers of an office, and of those under it, have used of
// their limits.
type MassUse struct {
	Month int // the most that any of them received in this month
	Today int // those to everybody, today
}

// Left is how many may still go out this month.
func (u MassUse) Left() int { return max(0, MassMonthly-u.Month) }

// Check refuses another one; all says that it goes to everybody.
func (u MassUse) Check(all bool) error {
	switch {
	case u.Month >= MassMonthly:
		return Invalid("broadcast", ProblemMassMonth)
	case all && u.Today >= MassDailyAll:
		return Invalid("broadcast", ProblemMassToday)
	}
	return nil
}

// UseOfMass works out what is used at now: a follower receives the messages of the
// own office and of those above it.
func UseOfMass(offices Offices, office string, sends []MassSend, now time.Time) MassUse {
	var u MassUse
	month := func(s MassSend) bool {
		return s.At.In(ChinaTime).Format("2006-01") == now.In(ChinaTime).Format("2006-01")
	}
	for _, id := range offices.Under(office) {
		above, received := offices.Above(id), 0
		for _, s := range sends {
			if month(s) && slices.Contains(above, s.OfficeID) {
				received++
			}
		}
		u.Month = max(u.Month, received)
	}
	for _, s := range sends {
		if s.OfficeID == offices.Root().ID && sameDay(s.At, now) {
			u.Today++
		}
	}
	return u
}

func sameDay(a, b time.Time) bool {
	return a.In(ChinaTime).Format(time.DateOnly) == b.In(ChinaTime).Format(time.DateOnly)
}
