package act

import (
	"context"
	"time"

	"liaison/store/db"
)

// Sessions keeps the sessions of pages in the database, so that every replica
// knows them and ending one ends it everywhere. It is a store of alexedwards/scs
// (CtxStore); tokens come to it hashed.
type Sessions struct{ acts *Acts }

// Sessions gives the store of sessions.
func (a *Acts) Sessions() *Sessions { return &Sessions{a} }

// FindCtx reads a session.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	return db.Session(ctx, s.acts.db.Read(), token, s.acts.Now())
}

// CommitCtx writes a session.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return s.acts.db.PutSession(ctx, token, data, expiry)
}

// DeleteCtx ends a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.acts.db.DeleteSession(ctx, token)
}

// Find is FindCtx for callers without a context.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for callers without a context.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx for callers without a context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
