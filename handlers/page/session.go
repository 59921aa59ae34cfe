package page

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/gin-gonic/gin"

	"liaison/store"
)

const (
	sessionKey = "page.session"
	tokenKey   = "_token"
	seenKey    = "_seen"

	// backgroundHeader marks an htmx request that a timer made and no hand:
	// hx-headers='{"X-Background":"1"}'. Without it, an open page that
	// refreshes itself would never be signed out.
	backgroundHeader = "X-Background"
)

// SessionConfig describes the sessions of one audience.
type SessionConfig struct {
	Name     string // of the cookie; __Host- is put in front on https
	Store    SessionStore
	Secure   bool          // Pages.Secure
	Idle     time.Duration // without a request for so long: signed out
	Lifetime time.Duration // since signing in, whatever happens
	Persist  bool          // survives closing the browser
	Now      func() time.Time
}

// ConsoleSessions is the configuration for staff: 30 minutes idle, 12 hours in
// all, gone with the browser.
func ConsoleSessions(store SessionStore, secure bool, now func() time.Time) SessionConfig {
	return SessionConfig{Name: "liaison-console", Store: store, Secure: secure,
		Idle: 30 * time.Minute, Lifetime: 12 * time.Hour, Now: now}
}

// PhoneSessions is the configuration for H5 pages: 7 days idle, 30 days in
// all. WeChat's OAuth renews them without anybody noticing.
func PhoneSessions(store SessionStore, secure bool, now func() time.Time) SessionConfig {
	return SessionConfig{Name: "liaison-phone", Store: store, Secure: secure, Persist: true,
		Idle: 7 * 24 * time.Hour, Lifetime: 30 * 24 * time.Hour, Now: now}
}

// Sessions keeps who is signed in, for one audience.
type Sessions struct {
	cfg SessionConfig
	m   *scs.SessionManager
}

// NewSessions checks cfg and makes the manager.
func NewSessions(cfg SessionConfig) (*Sessions, error) {
	if cfg.Name == "" || cfg.Store == nil || cfg.Idle <= 0 || cfg.Lifetime <= 0 {
		return nil, errors.New("page: sessions need a name, a store, an idle time and a lifetime")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	// Not scs.New: it starts a goroutine for a store in memory, which cannot
	// be ended without a race.
	m := &scs.SessionManager{Store: scsStore{cfg.Store, cfg.Now}, Codec: scs.GobCodec{}, Lifetime: cfg.Lifetime, HashTokenInStore: true}
	// Lax, not Strict: WeChat's OAuth, and a link in a letter to staff, come
	// from elsewhere and must find the session.
	m.Cookie = scs.SessionCookie{Name: cfg.Name, Path: "/", HttpOnly: true, Secure: cfg.Secure,
		SameSite: http.SameSiteLaxMode, Persist: cfg.Persist}
	if cfg.Secure {
		m.Cookie.Name = "__Host-" + cfg.Name
	}
	return &Sessions{cfg: cfg, m: m}, nil
}

// Middleware loads the session before the handler and saves it before the
// first byte of the answer; when saving fails, the answer is the error page
// and nothing of what the handler wrote. One route has one audience: a second
// session on it would be the first's, so it panics.
func (s *Sessions) Middleware(p *Pages) gin.HandlerFunc {
	return func(c *gin.Context) {
		if lookupSession(c) != nil {
			panic("page: two sessions on one route")
		}
		var token string
		if cookie, err := c.Request.Cookie(s.m.Cookie.Name); err == nil {
			token = cookie.Value
		}
		session := &Session{s: s, visitor: s.readVisitor(c.Request)}
		ctx, err := s.m.Load(context.WithValue(c.Request.Context(), sessionContext{}, session), token)
		if err != nil {
			p.Error(c, fmt.Errorf("load session: %w", err))
			return
		}
		session.ctx, session.known = ctx, s.m.Token(ctx) != ""
		if err := session.checkIdle(c.GetHeader(backgroundHeader) != ""); err != nil {
			p.Error(c, err)
			return
		}
		s.run(p, c, session)
	}
}

func (s *Sessions) run(p *Pages, c *gin.Context, session *Session) {
	inner := c.Writer
	w := &sessionWriter{ResponseWriter: inner, save: func() error { return session.save(inner) }}
	w.fail = func(err error) {
		c.Writer = inner
		inner.Header().Del("Location")
		inner.Header().Del("HX-Redirect")
		inner.Header().Del("Content-Disposition")
		p.Error(c, fmt.Errorf("save session: %w", err))
	}
	c.Writer = w
	c.Set(sessionKey, session)
	c.Header("Vary", "Cookie")
	finished := false
	defer func() {
		if !finished {
			w.done = true // a panic: keep nothing of what the handler began
		}
	}()
	c.Next()
	finished = true
	w.commit()
}

// Session is the session of one request: of somebody known, kept in a row, or of a
// visitor, kept in the browser. Renew makes the one of the other.
type Session struct {
	s       *Sessions
	ctx     context.Context
	id      string // of the row it was read from
	idle    time.Duration
	known   bool
	saving  store.Session // what the row says besides its data, while it is saved
	visitor *visitor
}

// SessionOf is the request's session. It panics where no Sessions.Middleware
// ran: a route mounted without it is a mistake of the program.
func SessionOf(c *gin.Context) *Session {
	s := lookupSession(c)
	if s == nil {
		panic("page: route without a session")
	}
	return s
}

func lookupSession(c *gin.Context) *Session {
	s, _ := c.Value(sessionKey).(*Session)
	return s
}

// Get is a value, or "".
func (s *Session) Get(key string) string {
	if !s.known {
		return s.visitor.values[key]
	}
	return s.s.m.GetString(s.ctx, key)
}

// Put sets a value. Names that begin with _ are this package's. What a visitor's
// session holds must be short, and nothing the browser's user may not read.
func (s *Session) Put(key, value string) {
	if !s.known {
		s.visitor.put(key, value)
		return
	}
	s.s.m.Put(s.ctx, key, value)
}

// Take returns a value and removes it.
func (s *Session) Take(key string) string {
	value := s.Get(key)
	s.Remove(key)
	return value
}

// Remove deletes a value.
func (s *Session) Remove(key string) {
	if !s.known {
		s.visitor.remove(key)
		return
	}
	s.s.m.Remove(s.ctx, key)
}

// Renew gives the session a new token, form token and lifetime. It must be
// called whenever somebody signs in, before anything about them is put. A visitor
// becomes somebody known, and keeps what other tabs wait for.
func (s *Session) Renew() error {
	if err := s.s.m.RenewToken(s.ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	s.known = true
	for key, value := range s.visitor.values {
		s.Put(key, value)
	}
	s.visitor.clear()
	s.Put(tokenKey, rand.Text())
	s.Put(beganKey, s.clock())
	s.touch()
	return nil
}

// Destroy signs out: the row is deleted at once, not at the answer. The browser
// is a visitor's from here on.
func (s *Session) Destroy() error {
	s.visitor.clear()
	if !s.known {
		return nil
	}
	if err := s.s.m.Destroy(s.ctx); err != nil {
		return fmt.Errorf("destroy session: %w", err)
	}
	s.known = false
	return nil
}

// token makes the form token when a form is first shown, so that a look at a
// page without forms leaves no row.
func (s *Session) token() string {
	if t := s.Get(tokenKey); t != "" {
		return t
	}
	t := rand.Text()
	s.Put(tokenKey, t)
	return t
}

// checkIdle ends a session not used for too long, and notes that it is used.
// scs can do that alone but writes the row at every request for it; here it is
// written once in a fiftieth of the idle time. What a page asks for by itself
// does not count as use.
func (s *Session) checkIdle(background bool) error {
	seen, err := strconv.ParseInt(s.Get(seenKey), 10, 64)
	if err != nil {
		return nil // a visitor
	}
	s.idle = s.s.cfg.Now().Sub(time.Unix(seen, 0))
	if s.idle > s.s.cfg.Idle {
		return s.Destroy()
	}
	if s.idle > s.s.cfg.Idle/50 && !background {
		s.touch()
	}
	return nil
}

func (s *Session) touch() { s.s.m.Put(s.ctx, seenKey, s.clock()) }

func (s *Session) clock() string { return strconv.FormatInt(s.s.cfg.Now().Unix(), 10) }

// save writes the session and its cookies, as far as they changed. A session that
// was ended while the request ran stays so.
func (s *Session) save(w http.ResponseWriter) error {
	m := s.s.m
	if s.visitor.changed {
		s.s.writeVisitor(w, s.visitor)
	}
	switch m.Status(s.ctx) {
	case scs.Modified:
		s.saving = s.row()
		token, expiry, err := m.Commit(s.ctx)
		if errors.Is(err, store.ErrNotFound) {
			token, expiry, err = "", time.Time{}, nil
		}
		if err != nil {
			return err
		}
		m.WriteSessionCookie(s.ctx, w, token, expiry)
	case scs.Destroyed:
		m.WriteSessionCookie(s.ctx, w, "", time.Time{})
	}
	return nil
}

// sessionWriter saves the session before the header leaves. gin's own writer
// offers no such moment.
type sessionWriter struct {
	gin.ResponseWriter
	save   func() error
	fail   func(error)
	done   bool
	failed bool
}

// commit saves once and says whether the answer may be written.
func (w *sessionWriter) commit() bool {
	if !w.done {
		w.done = true
		if err := w.save(); err != nil {
			w.failed = true
			w.fail(err)
		}
	}
	return !w.failed
}

// Write saves the session, then writes. After a failed save it swallows what
// the handler still writes: the error page has been sent.
func (w *sessionWriter) Write(b []byte) (int, error) {
	if !w.commit() {
		return len(b), nil
	}
	return w.ResponseWriter.Write(b)
}

// WriteString is Write.
func (w *sessionWriter) WriteString(s string) (int, error) { return w.Write([]byte(s)) }

// WriteHeaderNow saves the session, then sends the header.
func (w *sessionWriter) WriteHeaderNow() {
	if w.commit() {
		w.ResponseWriter.WriteHeaderNow()
	}
}

// Flush saves the session, then flushes.
func (w *sessionWriter) Flush() {
	if w.commit() {
		w.ResponseWriter.Flush()
	}
}
