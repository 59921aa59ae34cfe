package page

import (
	"bytes"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"time"
)

const (
	// visitorLife bounds what is kept about nobody yet: a look at the sign-in page,
	// a way to WeChat's OAuth.
	visitorLife = time.Hour
	// visitorBytes is less than what every browser keeps of one cookie.
	visitorBytes = 3800
)

// visitor is the session of a browser whose user is not known yet. It lives in a
// signed cookie and leaves no row: anybody can look at a page, and robots do so by
// the thousand. What is in it is no secret from its own browser, and only that
// browser can send it.
type visitor struct {
	values  map[string]string
	had     bool // the browser has a cookie of it
	changed bool
}

// visit is what the cookie says.
type visit struct {
	Values map[string]string `json:"v"`
	Ends   int64             `json:"e"` // Unix seconds
}

func (v *visitor) put(key, value string) {
	v.values[key], v.changed = value, true
}

func (v *visitor) remove(key string) {
	if _, ok := v.values[key]; ok {
		delete(v.values, key)
		v.changed = true
	}
}

func (v *visitor) clear() {
	v.changed = v.changed || len(v.values) > 0
	clear(v.values)
}

func (s *Sessions) visitorCookie() string { return s.m.Cookie.Name + "-visit" }

// readVisitor takes what the browser brings, if it is ours and not too old.
func (s *Sessions) readVisitor(r *http.Request) *visitor {
	v := &visitor{values: map[string]string{}}
	cookie, err := r.Cookie(s.visitorCookie())
	if err != nil {
		return v
	}
	v.had = true
	text, mark, ok := strings.Cut(cookie.Value, ".")
	if !ok || !s.signed(text, mark) {
		return v
	}
	var said visit
	body, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(body, &said) != nil || s.cfg.Now().Unix() >= said.Ends {
		return v
	}
	maps.Copy(v.values, said.Values)
	return v
}

// signed tells whether a text was signed here, for a cookie of this name: one
// audience's is nothing to the other.
func (s *Sessions) signed(text, mark string) bool {
	for _, want := range s.cfg.Store.Signatures(s.visitorCookie() + " " + text) {
		if subtle.ConstantTimeCompare([]byte(mark), []byte(want)) == 1 {
			return true
		}
	}
	return false
}

// writeVisitor gives the browser what changed. More than a cookie holds is
// forgotten: its reader begins anew.
func (s *Sessions) writeVisitor(w http.ResponseWriter, v *visitor) {
	cookie := http.Cookie{Name: s.visitorCookie(), Path: "/", HttpOnly: true, Secure: s.cfg.Secure,
		SameSite: http.SameSiteLaxMode, MaxAge: -1}
	if len(v.values) > 0 {
		var body bytes.Buffer
		text := json.NewEncoder(&body)
		text.SetEscapeHTML(false)
		err := text.Encode(visit{v.values, s.cfg.Now().Add(visitorLife).Unix()})
		packed := base64.RawURLEncoding.EncodeToString(body.Bytes())
		if err == nil && len(packed) < visitorBytes {
			cookie.Value = packed + "." + s.cfg.Store.Signatures(cookie.Name + " " + packed)[0]
			cookie.MaxAge = int(visitorLife.Seconds())
		}
	}
	if cookie.Value != "" || v.had {
		http.SetCookie(w, &cookie)
	}
}
