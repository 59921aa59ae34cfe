package store

import (
	"slices"
	"time"
)

// Merger notes that an opinion was handled together with another one, as long as
// it was: its author keeps seeing what became of the other one meanwhile.
type Merger struct {
	ID        string
	OpinionID string
	IntoID    string
	By        string // staff id
	Created   time.Time
	Ended     time.Time // zero while they are handled together
	Version   int64
}

// Covers reports whether something that happened to the opinion it was merged
// into concerns the author of the merged one too: all until they were parted.
func (m *Merger) Covers(at time.Time) bool { return m.Ended.IsZero() || !at.After(m.Ended) }

// TakesIn reports whether others may be merged into an opinion: one that is still
// being handled. A finished one must be reopened first.
func (o *Opinion) TakesIn() bool {
	return o.MergedInto == "" && slices.Contains([]OpinionState{OpinionNew, OpinionAssigned, OpinionChecked,
		OpinionAnswered, OpinionDecide}, o.State)
}

// AsIts shows a merged opinion to its author as what it is handled with stands;
// number, words and author stay its own.
func (o *Opinion) AsIts(head *Opinion) {
	o.State, o.Round, o.Due, o.Closed = head.State, head.Round, head.Due, head.Closed
	o.DeputyID, o.AssignID, o.Updated = head.DeputyID, head.AssignID, head.Updated
}

// Judged is what follows when one of an opinion's authors judges its answer.
// silent is how many of the others have not judged it yet. One who is not
// satisfied is enough for handling it again; it is closed when all are content.
// An empty verb leaves it as it is.
func Judged(bad bool, round, most, silent int) Verb {
	switch {
	case bad && round >= most:
		return VerbDecide
	case bad:
		return VerbAgain
	case silent > 0:
		return ""
	}
	return VerbClose
}
