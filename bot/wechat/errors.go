package wechat

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// APIError is a refusal by the platform: an errcode other than 0. Nothing was
// done, unless Decide says otherwise.
type APIError struct {
	Code int    // errcode; see Explain
	Msg  string // errmsg, shortened; ends with the rid that the platform's support asks for
	Path string // the call, without its query
	// JobID is, of a mass message that was sent before under the same id (45065),
	// that of the first one.
	JobID int64
}

// Error names call, code and the platform's words.
func (e *APIError) Error() string {
	return fmt.Sprintf("wechat %s: errcode %d: %s", e.Path, e.Code, e.Msg)
}

// CallError is a call that came to no readable answer: not connected, timed
// out, reset, a status other than 200, half a body, a page instead of JSON.
type CallError struct {
	Path   string
	Status int // HTTP status when it is what was wrong, else 0
	// Unknown is whether a person may have received a message by it. It is
	// false when no byte of the call can have left, when the call sends no
	// message and may simply be repeated, and when a front server said that it
	// was too busy to look.
	Unknown bool
	Err     error // never holds a URL: those carry tokens
}

// Error names call and cause.
func (e *CallError) Error() string {
	outcome := ""
	if e.Unknown {
		outcome = " (outcome unknown)"
	}
	if e.Status != 0 {
		return fmt.Sprintf("wechat %s: HTTP status %d%s", e.Path, e.Status, outcome)
	}
	return fmt.Sprintf("wechat %s: %v%s", e.Path, e.Err, outcome)
}

// Unwrap gives the cause, for errors.Is with context errors.
func (e *CallError) Unwrap() error { return e.Err }

// TokenError says that no access token could be had, so the call itself never
// left, whatever became of the request for the token.
type TokenError struct{ Err error }

// Error names the cause.
func (e *TokenError) Error() string { return "wechat access token: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *TokenError) Unwrap() error { return e.Err }

// Errors of sign-in and of wrong use.
var (
	// ErrSnapshot is a sign-in by WeChat's preview of a page: the openid is
	// made up and belongs to nobody. Ask the person to open the full page.
	ErrSnapshot = errors.New("wechat oauth: preview page, not a person")
	// ErrCode is an OAuth code that the platform cannot have issued.
	ErrCode = errors.New("wechat oauth: malformed code")
	// ErrTooLarge is a response longer than the caller allows.
	ErrTooLarge = errors.New("response is too large")
	// ErrArgument is an argument that the platform would refuse.
	ErrArgument = errors.New("wechat: invalid argument")
)

// bare takes the URL out of an error of net/http: it carries the token, and of
// OAuth the secret.
func bare(err error) error {
	for {
		u, ok := errors.AsType[*url.Error](err)
		if !ok {
			return err
		}
		err = u.Err
	}
}

// scrub takes secrets out of a text of the platform's, should it quote us.
func scrub(text string, secrets ...string) string {
	for _, s := range secrets {
		if s != "" {
			text = strings.ReplaceAll(text, s, "***")
		}
	}
	return Cut(text, 300)
}
