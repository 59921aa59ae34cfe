package page

import (
	"context"
	"errors"
	"strconv"
	"time"

	"liaison/store"
)

// SessionStore keeps the sessions of who is known. The id of a row is a hash of
// the cookie's value.
type SessionStore interface {
	FindSession(ctx context.Context, id string) (data []byte, found bool, err error)
	// PutSession writes a row. One that is not fresh and is there no more was ended
	// meanwhile, by its owner elsewhere or by an administrator: store.ErrNotFound,
	// and it must not come back.
	PutSession(ctx context.Context, s store.Session, fresh bool) error
	DeleteSession(ctx context.Context, id string) error
	// Signatures signs a text with every key in use, the active one first.
	Signatures(text string) []string
}

// scsStore gives scs what it asks a store for, and the row what scs does not know:
// scs has the machine's clock, and a session ends by the program's.
type scsStore struct {
	SessionStore
	now func() time.Time
}

type sessionContext struct{}

var errNoContext = errors.New("page: sessions are used with a context")

func (s scsStore) FindCtx(ctx context.Context, id string) ([]byte, bool, error) {
	data, found, err := s.FindSession(ctx, id)
	if session, ok := ctx.Value(sessionContext{}).(*Session); ok && found {
		session.id = id
	}
	return data, found, err
}

func (s scsStore) CommitCtx(ctx context.Context, id string, data []byte, expiry time.Time) error {
	session, ok := ctx.Value(sessionContext{}).(*Session)
	if !ok {
		return errNoContext
	}
	row := session.saving // read before: scs holds its lock here
	row.ID, row.Data, row.Expires = id, data, s.now().Add(time.Until(expiry))
	return s.PutSession(ctx, row, session.id != id)
}

func (s scsStore) DeleteCtx(ctx context.Context, id string) error { return s.DeleteSession(ctx, id) }

func (s scsStore) Find(string) ([]byte, bool, error)      { return nil, false, errNoContext }
func (s scsStore) Commit(string, []byte, time.Time) error { return errNoContext }
func (s scsStore) Delete(string) error                    { return errNoContext }

const (
	ownerKey   = "_owner"
	addressKey = "_address"
	deviceKey  = "_device"
	beganKey   = "_began"
)

// Owner says in the session's row whose it is, for the list of sessions that its
// owner and an administrator see: a member of staff, the address and the device it
// began from. Call it after Renew.
func (s *Session) Owner(staffID, address, device string) {
	s.Put(ownerKey, staffID)
	s.Put(addressKey, address)
	s.Put(deviceKey, device)
}

// row is what the session's row says besides its data.
func (s *Session) row() store.Session {
	return store.Session{StaffID: s.Get(ownerKey), Address: s.Get(addressKey), Device: s.Get(deviceKey),
		Began: s.Began(), Seen: unix(s.Get(seenKey))}
}

// ID is the row's id once the session is stored; it is a hash, and of no use as a
// cookie. It is empty for a visitor, and in the request that began the session.
func (s *Session) ID() string { return s.id }

// Began is when somebody signed in; zero for a visitor.
func (s *Session) Began() time.Time { return unix(s.Get(beganKey)) }

// Idle is how long the session was not used before this request.
func (s *Session) Idle() time.Duration { return s.idle }

func unix(text string) time.Time {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}
