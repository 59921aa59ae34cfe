package act

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// Proof is what a phone shows to be at a meeting: the pass that it was given for
// the code on the screen, or where it is (GCJ-02).
type Proof struct {
	Pass string
	At   *store.GeoPoint
}

// Signed is a deputy's part in a meeting as the sign-in page shows it.
type Signed struct {
	store.Meeting
	Part    store.Participant
	Late    bool
	Opens   time.Time // when sign-in begins
	Already bool      // had signed in before: nothing was changed
	Back    bool      // had left, and came back
	Pass    string    // for the button, where a good code was scanned
	Nearby  bool      // where one is may be shown instead of the code
}

// signTries is how often signing in begins anew because somebody else changed the
// same row meanwhile: a notice that was read, a tick by staff.
const signTries = 4

// CheckIn signs the actor's deputy in to a meeting. Who has signed in before is told
// when, and nothing changes. requestKey makes it repeatable, as in Do; the answer is
// nil when the request was done before.
func (a *Acts) CheckIn(ctx context.Context, actor store.Actor, requestKey, meetingID string, by Proof) (done *Signed, err error) {
	for range signTries {
		done = nil
		err = a.Do(ctx, actor, requestKey, func(t *Tx) (err error) {
			done, err = t.checkIn(meetingID, by)
			return err
		})
		if !errors.Is(err, store.ErrConflict) {
			break
		}
	}
	return done, err
}

func (t *Tx) checkIn(meetingID string, by Proof) (*Signed, error) {
	p, err := t.LockSelf() // one after the other, however often one phone scans
	if err != nil {
		return nil, err
	}
	m, part, err := t.ownPart(p, meetingID)
	if err != nil {
		return nil, err
	}
	if err := m.SignOpen(t.now, t.signBefore(m)); err != nil {
		return nil, err
	}
	s := t.signedOf(m, part)
	if s.Already = !part.Signed.IsZero(); s.Already && part.Left.IsZero() {
		return s, nil
	}
	how, err := t.proven(m, p, by)
	if err != nil {
		return nil, err
	}
	if s.Already {
		part.Left, s.Back = time.Time{}, true
	} else if err := t.take(m, part, p.ID); err != nil {
		return nil, err
	} else {
		part.Signed, part.SignedBy, part.SignedWith, part.Left = t.now, how, p.ID, time.Time{}
	}
	touch(t, &t.batch.Changed.Participants, part)
	t.audit(store.ActSignIn, "participant", part.ID, m.OfficeID, "by="+string(how), "")
	s.Part, s.Late = *part, m.Attended(part, false, graceOf(t.view, m), t.now).Late
	return s, nil
}

func (t *Tx) signBefore(m *store.Meeting) time.Duration {
	return time.Duration(t.view.Settings.Int(m.OfficeID, store.SetSignBefore)) * time.Minute
}

func (t *Tx) signedOf(m *store.Meeting, part *store.Participant) *Signed {
	s := &Signed{Meeting: *m, Part: *part, Opens: m.Starts.Add(-t.signBefore(m)), Nearby: m.Nearby > 0,
		Late: m.Attended(part, false, graceOf(t.view, m), t.now).Late}
	s.CodeKey = ""
	return s
}

// ownPart is the part that the deputy of a person has in a meeting. A meeting that
// the person is not called to reads as that, and one that is not there as not
// found.
func (t *Tx) ownPart(p *store.Person, meetingID string) (*store.Meeting, *store.Participant, error) {
	m, err := db.Meeting(t.ctx, t.q, meetingID)
	if err != nil {
		return nil, nil, err
	}
	if err := t.may(store.ActSignIn, store.Target{PersonID: p.ID}); err != nil {
		return nil, nil, err
	}
	if p.DeputyID == "" {
		return nil, nil, store.Invalid("sign", store.ProblemNotBound)
	}
	people, err := db.ParticipantsOf(t.ctx, t.q, m.ID)
	if err != nil {
		return nil, nil, err
	}
	i := slices.IndexFunc(people, func(x store.Participant) bool { return x.DeputyID == p.DeputyID && x.Removed.IsZero() })
	if i < 0 || !m.Signs() {
		return nil, nil, store.Invalid("sign", store.ProblemNotCalled)
	}
	return m, &people[i], nil
}

// proven is how a phone shows that it is at the meeting.
func (t *Tx) proven(m *store.Meeting, p *store.Person, by Proof) (store.SignedBy, error) {
	if by.At != nil {
		return store.SignedPlace, m.Near(*by.At)
	}
	key, err := t.acts.codeKey(m)
	if err != nil {
		return "", err
	}
	return store.SignedQR, store.CheckSignPass(key, m.ID, p.ID, by.Pass, t.now)
}

// take refuses a sign-in that must not be: by a phone that signed in somebody else,
// or of a member who exercises no mandate.
func (t *Tx) take(m *store.Meeting, part *store.Participant, personID string) error {
	if personID != "" { // not of a tick: a whole list of them would read the list for each
		people, err := db.ParticipantsOf(t.ctx, t.q, m.ID)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(people, func(x store.Participant) bool { return x.SignedWith == personID && x.ID != part.ID }) {
			return store.Invalid("sign", store.ProblemPhoneUsed)
		}
	}
	if part.Role != store.RoleAttends || part.DeputyID == "" || m.Kind.Activity() {
		return nil
	}
	mandates, err := db.MandatesOf(t.ctx, t.q, []string{part.DeputyID})
	if err == nil && !m.InOffice(mandates) {
		err = store.Invalid("member", store.ProblemState)
	}
	return err
}

// codeKey opens the key of a meeting's codes; empty where there are none yet.
func (a *Acts) codeKey(m *store.Meeting) (string, error) {
	key, err := a.keys.Open("meeting", "code_key", m.ID, m.CodeKey)
	if err != nil {
		return "", fmt.Errorf("opening the key of a meeting's codes: %w", err)
	}
	return key, nil
}

// SignSheet is what the actor's phone shows on the way to signing in. code is what
// was scanned; it may be empty, for who opened the page by another way. What stands
// against signing in is refused as CheckIn would.
func (a *Acts) SignSheet(ctx context.Context, actor store.Actor, meetingID, code string) (*Signed, error) {
	var s *Signed
	err := a.peek(ctx, actor, func(t *Tx) error {
		p, err := db.Person(t.ctx, t.q, actor.PersonID)
		if err != nil {
			return err
		}
		m, part, err := t.ownPart(p, meetingID)
		if err != nil {
			return err
		}
		s = t.signedOf(m, part)
		if s.Already = !part.Signed.IsZero(); s.Already && (part.Left.IsZero() || code == "") {
			return nil
		}
		if err := m.SignOpen(t.now, t.signBefore(m)); err != nil || code == "" {
			return err
		}
		key, err := t.acts.codeKey(m)
		if err == nil {
			err = store.CheckSignCode(key, m.ID, code, t.now)
		}
		s.Pass = store.SignPass(key, m.ID, p.ID, t.now)
		return err
	})
	if _, refused := errors.AsType[*store.InvalidError](err); !refused && err != nil {
		return nil, err
	}
	return s, err
}

// peek runs fn as an act that writes nothing, outside any transaction.
func (a *Acts) peek(ctx context.Context, actor store.Actor, fn func(*Tx) error) error {
	view, err := a.views.get(ctx)
	if err != nil {
		return err
	}
	return fn((&Tx{core: &core{ctx: ctx, q: a.db.Read(), acts: a, now: a.Now(), view: view}}).As(actor))
}

// LeaveEarly notes that the actor's deputy leaves a meeting before its end.
func (t *Tx) LeaveEarly(meetingID string) error {
	p, err := t.LockSelf()
	if err != nil {
		return err
	}
	m, part, err := t.ownPart(p, meetingID)
	if err != nil {
		return err
	}
	switch {
	case part.Signed.IsZero():
		return store.Invalid("left", store.ProblemState)
	case !part.Left.IsZero():
		return store.Invalid("left", store.ProblemDone)
	case t.now.Before(m.Starts), !t.now.Before(m.Over()), m.State == store.MeetingClosed:
		return store.Invalid("left", store.ProblemPast)
	}
	part.Left = t.now
	touch(t, &t.batch.Changed.Participants, part)
	t.audit(store.ActSignIn, "participant", part.ID, m.OfficeID, "left", "")
	return nil
}
