package sim

import (
	"regexp"
	"time"
)

// Lives of credentials, from the platform's documentation.
const (
	tokenLife     = 2 * time.Hour
	tokenOverlap  = 5 * time.Minute // stable_token: the old one lives on this long
	forceInterval = 30 * time.Second
	forceDaily    = 20
	ticketLife    = 2 * time.Hour
)

// secrets are credentials that were given out. They are never written to the
// state file: after a restart a client meets 40001 and must ask again.
type secrets struct {
	tokens  map[string]time.Time // valid until
	ended   map[string]bool      // replaced before their time: answered with 40001
	classic string               // of cgi-bin/token
	stable  string               // of stable_token
	forced  time.Time            // last forced refresh
	forces  map[string]int       // forced refreshes per day
	ticket  string
	ticketT time.Time // valid until
	codes   map[string]*grant
	grants  map[string]*grant // by access token of OAuth
	refresh map[string]*grant
}

func newSecrets() secrets {
	return secrets{
		tokens: map[string]time.Time{}, ended: map[string]bool{}, forces: map[string]int{},
		codes: map[string]*grant{}, grants: map[string]*grant{}, refresh: map[string]*grant{},
	}
}

var tokenForm = regexp.MustCompile(`^[A-Za-z0-9_-]{60,512}$`)

func (c *secrets) checkToken(token string, now time.Time) error {
	switch until, known := c.tokens[token]; {
	case token == "":
		return refuse(41001)
	case !known && !tokenForm.MatchString(token):
		return refuse(40014)
	case !known || c.ended[token]:
		return refuse(40001)
	case !now.Before(until):
		return refuse(42001)
	}
	return nil
}

// issue makes a new token and forgets those that ended long ago.
func (c *secrets) issue(prefix string, now time.Time) string {
	for old, until := range c.tokens {
		if now.Sub(until) > 24*time.Hour {
			delete(c.tokens, old)
			delete(c.ended, old)
		}
	}
	token := prefix + random(128)
	c.tokens[token] = now.Add(tokenLife)
	return token
}

func (c *secrets) end(token string) {
	if token != "" {
		c.ended[token] = true
	}
}

type tokenAnswer struct {
	Token   string `json:"access_token"`
	Expires int64  `json:"expires_in"`
}

// token gives out a new access_token; the previous one is dead at once, the
// strictest reading of the platform's rule.
func (s *Sim) token(c *call) (any, error) {
	if c.query.Get("grant_type") != "client_credential" {
		return nil, refuse(40002)
	}
	if err := s.checkSecret(c.query.Get("appid"), c.query.Get("secret")); err != nil {
		return nil, err
	}
	s.secrets.end(s.secrets.classic)
	s.secrets.classic = s.secrets.issue("c", c.now)
	return tokenAnswer{s.secrets.classic, int64(tokenLife.Seconds())}, nil
}

func (s *Sim) checkSecret(appID, secret string) error {
	switch {
	case appID == "":
		return refuse(41002)
	case appID != s.cfg.AppID:
		return refuse(40013)
	case secret == "":
		return refuse(41004)
	case secret != s.cfg.Secret:
		return refuse(40125)
	}
	return nil
}

// stableToken repeats the token it gave until five minutes before its end, when
// old and new are both good. A forced refresh ends the old one; within 30 s of
// another it has no effect.
func (s *Sim) stableToken(c *call) (any, error) {
	var in struct {
		GrantType string `json:"grant_type"`
		AppID     string `json:"appid"`
		Secret    string `json:"secret"`
		Force     bool   `json:"force_refresh"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if in.GrantType != "client_credential" {
		return nil, refuse(40002)
	}
	if err := s.checkSecret(in.AppID, in.Secret); err != nil {
		return nil, err
	}
	if err := s.renewStable(in.Force, c.now); err != nil {
		return nil, err
	}
	left := s.secrets.tokens[s.secrets.stable].Sub(c.now)
	return tokenAnswer{s.secrets.stable, int64(left.Seconds())}, nil
}

func (s *Sim) renewStable(force bool, now time.Time) error {
	c := &s.secrets
	if force && now.Sub(c.forced) >= forceInterval {
		if c.forces[day(now)] >= forceDaily {
			return refuse(45009)
		}
		c.forces[day(now)]++
		c.forced = now
		c.end(c.stable)
		c.stable = c.issue("s", now)
		return nil
	}
	if until, ok := c.tokens[c.stable]; !ok || until.Sub(now) <= tokenOverlap {
		c.stable = c.issue("s", now)
	}
	return nil
}

// RevokeTokens ends every access token now, as a second program with the same
// AppSecret or a changed secret would: the next calls meet 40001.
func (s *Sim) RevokeTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token := range s.secrets.tokens {
		s.secrets.end(token)
	}
	s.secrets.stable, s.secrets.classic = "", ""
}

// jsTicket gives out the ticket that signs JS-SDK configurations.
func (s *Sim) jsTicket(c *call) (any, error) {
	if kind := c.query.Get("type"); kind != "jsapi" && kind != "wx_card" {
		return nil, refuse(40097)
	}
	if !c.now.Before(s.secrets.ticketT) {
		s.secrets.ticket, s.secrets.ticketT = "O3SMpm8bG7kJnF36aXbe8"+random(64), c.now.Add(ticketLife)
	}
	return map[string]any{
		"errcode": 0, "errmsg": "ok", "ticket": s.secrets.ticket,
		"expires_in": int64(s.secrets.ticketT.Sub(c.now).Seconds()),
	}, nil
}
