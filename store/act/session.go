package act

import (
	"context"

	"liaison/store"
	"liaison/store/db"
)

// Sessions keeps the sessions of pages in the database, so that every replica
// knows them and ending one ends it everywhere. It is a page.SessionStore.
type Sessions struct{ acts *Acts }

// Sessions gives the store of sessions.
func (a *Acts) Sessions() *Sessions { return &Sessions{a} }

// FindSession reads a session's data.
func (s *Sessions) FindSession(ctx context.Context, id string) ([]byte, bool, error) {
	return db.Session(ctx, s.acts.db.Read(), id, s.acts.Now())
}

// PutSession writes a session; one that is not fresh and was ended meanwhile is
// store.ErrNotFound.
func (s *Sessions) PutSession(ctx context.Context, row store.Session, fresh bool) error {
	return s.acts.db.PutSession(ctx, row, fresh)
}

// DeleteSession ends a session.
func (s *Sessions) DeleteSession(ctx context.Context, id string) error {
	return s.acts.db.DeleteSession(ctx, id)
}

// Signatures signs what a browser keeps for the pages.
func (s *Sessions) Signatures(text string) []string {
	return s.acts.keys.BlindIndexes("cookie", text)
}

// SessionsOf lists where a member of staff is signed in: the own sessions, or
// those of somebody whose access the actor manages.
func (a *Acts) SessionsOf(ctx context.Context, actor store.Actor, staffID string) ([]store.Session, error) {
	if staffID != actor.ID {
		if _, err := a.StaffMember(ctx, actor, staffID); err != nil {
			return nil, err
		}
	}
	return db.SessionsOf(ctx, a.db.Read(), staffID, a.Now())
}

// EndSession signs somebody out of one browser: oneself, or whose access the
// actor manages.
func (t *Tx) EndSession(staffID, id string) error {
	s, what, err := t.accountOf(staffID)
	if err != nil {
		return err
	}
	found, err := db.EndSession(t.ctx, t.q, staffID, id)
	if err == nil && !found {
		err = store.ErrNotFound
	}
	t.audit(what, "staff", s.ID, s.OfficeID, "session ended", "")
	return err
}

// EndSessions signs somebody out everywhere but in the session named, which may be
// none.
func (t *Tx) EndSessions(staffID, but string) error {
	s, what, err := t.accountOf(staffID)
	if err != nil {
		return err
	}
	t.audit(what, "staff", s.ID, s.OfficeID, "sessions ended", "")
	return db.EndSessions(t.ctx, t.q, staffID, but)
}

// accountOf reads an account the actor may end sessions of, and the act it is done
// as: the own, or one that the actor manages. Others are not there.
func (t *Tx) accountOf(staffID string) (*store.Staff, store.Act, error) {
	if staffID == t.Actor.ID {
		s, err := t.self()
		return s, store.ActAccount, err
	}
	s, err := t.managed(staffID)
	return s, store.ActStaff, err
}
