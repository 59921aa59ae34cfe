package act

import (
	"context"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// TickVerb is what staff note about somebody at a meeting.
type TickVerb string

// The verbs.
const (
	TickSign TickVerb = "sign" // is there
	TickUndo TickVerb = "undo" // was not there after all
	TickLeft TickVerb = "left" // left before the end
	TickBack TickVerb = "back" // did not leave after all, or came back
)

// TickRow is one person's row as staff saw it.
type TickRow struct {
	ID   string // participant
	Seen int64  // version; 0 does not mind
}

// Tick notes the same about people at one meeting, at a time of its day; a zero one
// is now, or the beginning of a meeting that is over. Rows that say so already stay
// as they are. It gives how many changed. When the meeting is closed, the deputies'
// records follow.
func (t *Tx) Tick(meetingID string, v TickVerb, rows []TickRow, at time.Time) (int, error) {
	m, err := t.meetingFor(store.ActTick, meetingID)
	if err != nil {
		return 0, err
	}
	if len(rows) == 0 {
		return 0, store.Invalid("participant", store.ProblemEmpty)
	}
	if at, err = t.tickTime(m, v, at); err != nil {
		return 0, err
	}
	people, err := db.ParticipantsOf(t.ctx, t.q, m.ID)
	if err != nil {
		return 0, err
	}
	changed := 0
	for _, r := range rows {
		i := slices.IndexFunc(people, func(p store.Participant) bool { return p.ID == r.ID && p.Removed.IsZero() })
		if i < 0 {
			return 0, store.ErrNotFound
		}
		p := &people[i]
		if r.Seen != 0 && r.Seen != p.Version {
			return 0, store.ErrConflict
		}
		done, err := t.tick(m, p, v, at)
		if err != nil {
			return 0, err
		}
		if done {
			changed++
		}
	}
	if m.State == store.MeetingClosed && changed > 0 {
		return changed, t.recordAgain(m)
	}
	return changed, nil
}

// tickTime is the time that is noted: within the meeting's day, and not to come.
func (t *Tx) tickTime(m *store.Meeting, v TickVerb, at time.Time) (time.Time, error) {
	before := t.signBefore(m)
	open := m.SignOpen(t.now, before)
	if store.IsProblem(open, store.ProblemCancelled) || store.IsProblem(open, store.ProblemTooEarly) || !m.Signs() {
		return at, open
	}
	switch {
	case !at.IsZero():
	case open == nil:
		return t.now, nil
	case v == TickLeft: // it is over: nobody knows when
		return at, store.Invalid("at", store.ProblemEmpty)
	default:
		return m.Starts, nil
	}
	if at.After(t.now) {
		return at, store.Invalid("at", store.ProblemFuture)
	}
	if at.Before(m.Starts.Add(-before)) || at.After(m.Over()) {
		return at, store.Invalid("at", store.ProblemMalformed)
	}
	return at, nil
}

// tick changes one person's row; false where it says so already.
func (t *Tx) tick(m *store.Meeting, p *store.Participant, v TickVerb, at time.Time) (bool, error) {
	was := *p
	switch v {
	case TickSign:
		if !p.Signed.IsZero() {
			return false, nil
		}
		if err := t.take(m, p, ""); err != nil {
			return false, err
		}
		p.Signed, p.SignedBy = at, store.SignedTicked
	case TickUndo:
		p.Signed, p.SignedBy, p.SignedWith, p.Left = time.Time{}, store.SignedNot, "", time.Time{}
	case TickLeft:
		if p.Signed.IsZero() {
			return false, store.Invalid("left", store.ProblemState)
		}
		if at.Before(p.Signed) {
			return false, store.Invalid("at", store.ProblemBefore)
		}
		if p.Left.IsZero() {
			p.Left = at
		}
	case TickBack:
		p.Left = time.Time{}
	default:
		return false, store.Invalid("verb", store.ProblemMalformed)
	}
	if p.Signed.Equal(was.Signed) && p.Left.Equal(was.Left) {
		return false, nil
	}
	touch(t, &t.batch.Changed.Participants, p)
	t.audit(store.ActTick, "participant", p.ID, m.OfficeID, string(v), "")
	return true, nil
}

// approvedLeave says which deputies have leave from a meeting that was approved, for
// the time and place that it has now; leave from a congress's session is leave from
// each of its parts.
func approvedLeave(ctx context.Context, q db.Q, m *store.Meeting) (map[string]bool, error) {
	about := []store.Meeting{*m}
	if m.ParentID != "" {
		session, err := db.MeetingsByID(ctx, q, []string{m.ParentID})
		if err != nil {
			return nil, err
		}
		about = append(about, session...)
	}
	on := map[string]bool{}
	for i := range about {
		list, err := db.LeavesOf(ctx, q, about[i].ID)
		if err != nil {
			return nil, err
		}
		for k := range list {
			if l := &list[k]; l.State == store.LeaveApproved && l.Stands(&about[i]) {
				on[l.DeputyID] = true
			}
		}
	}
	return on, nil
}
