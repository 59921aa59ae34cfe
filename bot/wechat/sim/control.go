package sim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

// controlLimit leaves room for a video in base64.
const controlLimit = 20 << 20

// problem is what the control interface refuses with.
type problem struct {
	Error string `json:"error"`
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func replyError(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	switch {
	case errors.Is(err, ErrNoUser):
		status = http.StatusNotFound
	case errors.Is(err, ErrNotFollowing):
		status = http.StatusConflict
	}
	reply(w, status, problem{err.Error()})
}

// receive reads the JSON of a control request; an empty body is an empty object.
func receive(w http.ResponseWriter, r *http.Request, into any) bool {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, controlLimit))
	if err != nil {
		reply(w, http.StatusRequestEntityTooLarge, problem{"the body is too large"})
		return false
	}
	if len(data) == 0 {
		return true
	}
	if err := json.Unmarshal(data, into); err != nil {
		reply(w, http.StatusBadRequest, problem{"the body is not the JSON expected here: " + err.Error()})
		return false
	}
	return true
}

func (s *Sim) controlRoutes(mux *http.ServeMux) {
	control := http.NewServeMux()
	control.HandleFunc("POST /sim/users", s.postUser)
	control.HandleFunc("GET /sim/users", s.getUsers)
	control.HandleFunc("GET /sim/users/{openid}/inbox", s.getInbox)
	control.HandleFunc("GET /sim/users/{openid}/menu", s.getMenu)
	control.HandleFunc("POST /sim/users/{openid}/{act}", s.postAct)
	control.HandleFunc("GET /sim/codes", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]any{"codes": s.Codes()})
	})
	control.HandleFunc("GET /sim/sms", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]any{"messages": s.Texts()})
	})
	control.HandleFunc("POST /sim/faults", s.postFault)
	control.HandleFunc("GET /sim/faults", s.getFaults)
	control.HandleFunc("DELETE /sim/faults", func(w http.ResponseWriter, _ *http.Request) {
		s.ClearFaults()
		reply(w, http.StatusOK, map[string]bool{"ok": true})
	})
	control.HandleFunc("GET /sim/log", s.showLog)
	control.HandleFunc("DELETE /sim/log", func(w http.ResponseWriter, _ *http.Request) {
		s.ClearLog()
		reply(w, http.StatusOK, map[string]bool{"ok": true})
	})
	control.HandleFunc("POST /sim/clock", s.postClock)
	control.HandleFunc("GET /sim/clock", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusOK, map[string]any{"now": s.Now()})
	})
	control.HandleFunc("POST /sim/callback", s.postCallback)
	control.HandleFunc("POST /sim/tokens/revoke", func(w http.ResponseWriter, _ *http.Request) {
		s.RevokeTokens()
		reply(w, http.StatusOK, map[string]bool{"ok": true})
	})
	control.HandleFunc("/sim/", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, http.StatusNotFound, problem{"no such control address"})
	})
	// Any web page could otherwise post to an emulator on its reader's machine.
	mux.Handle("/sim/", http.NewCrossOriginProtection().Handler(control))
}

func (s *Sim) postUser(w http.ResponseWriter, r *http.Request) {
	var in struct {
		OpenID string `json:"openid"`
		Name   string `json:"name"`
		// Follow makes the user a follower without telling the callback.
		Follow bool `json:"follow"`
	}
	if !receive(w, r, &in) {
		return
	}
	user, err := s.AddUser(in.OpenID, in.Name)
	if err == nil && in.Follow {
		err = s.Seed(user.OpenID)
		user.Following = true
	}
	if err != nil {
		replyError(w, err)
		return
	}
	reply(w, http.StatusOK, user)
}

func (s *Sim) getUsers(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, map[string]any{"users": s.Users()})
}

// getInbox shows what reached the user; with all=1 also what he sent.
func (s *Sim) getInbox(w http.ResponseWriter, r *http.Request) {
	read := s.Inbox
	if r.URL.Query().Get("all") != "" {
		read = s.Conversation
	}
	items, err := read(r.PathValue("openid"))
	if err != nil {
		replyError(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]any{"openid": r.PathValue("openid"), "messages": items})
}

func (s *Sim) getMenu(w http.ResponseWriter, r *http.Request) {
	buttons, err := s.Menu(r.PathValue("openid"))
	if err != nil {
		replyError(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]any{"button": buttons})
}

// actRequest holds the fields of every act; each reads its own.
type actRequest struct {
	Tap
	Scan
	Kind        string `json:"kind"`
	Data        []byte `json:"data"`
	Format      string `json:"format"`
	Recognition string `json:"recognition"`
	Title       string `json:"title"`
	Description string `json:"description"`
	URL         string `json:"url"`
	Text        string `json:"text"`
	Place       *Place `json:"place"`
	TemplateID  string `json:"template_id"`
	Accept      *bool  `json:"accept"`
	On          *bool  `json:"on"`
}

// postAct lets a user do something and answers when the callback has, or at once
// with wait=0.
func (s *Sim) postAct(w http.ResponseWriter, r *http.Request) {
	var in actRequest
	if !receive(w, r, &in) {
		return
	}
	openID := r.PathValue("openid")
	if r.PathValue("act") == "refuse" {
		if err := s.Refuse(openID, in.On == nil || *in.On); err != nil {
			replyError(w, err)
			return
		}
		reply(w, http.StatusOK, map[string]bool{"ok": true})
		return
	}
	build := s.actOf(r.PathValue("act"), in)
	if build == nil {
		reply(w, http.StatusNotFound, problem{"no such act; known are follow, unfollow, say, tap, scan, send, consent, refuse"})
		return
	}
	var out Outcome
	var err error
	if r.URL.Query().Get("wait") == "0" {
		out, err = s.doLater(openID, build)
	} else {
		out, err = s.do(r.Context(), openID, build)
	}
	if err != nil {
		replyError(w, err)
		return
	}
	reply(w, http.StatusOK, out)
}

func (s *Sim) actOf(name string, in actRequest) prepare {
	switch name {
	case "follow":
		return s.following(in.Scene)
	case "unfollow":
		return s.unfollowing
	case "say":
		return s.saying(in.Text, "")
	case "tap":
		in.Tap.Text, in.Tap.Data, in.Tap.Place = in.Text, in.Data, in.Place
		return s.tapping(in.Tap)
	case "scan":
		in.Scan.URL = in.URL
		return s.scanning(in.Scan)
	case "send":
		return s.sending(Message{
			Kind: in.Kind, Data: in.Data, Format: in.Format, Recognition: in.Recognition,
			Title: in.Title, Description: in.Description, URL: in.URL, Place: in.Place,
		})
	case "consent":
		return s.consenting(in.TemplateID, in.Accept == nil || *in.Accept)
	}
	return nil
}

func (s *Sim) postFault(w http.ResponseWriter, r *http.Request) {
	var in Fault
	if !receive(w, r, &in) {
		return
	}
	if err := s.Fault(in); err != nil {
		replyError(w, err)
		return
	}
	reply(w, http.StatusOK, map[string]bool{"ok": true})
}

func (s *Sim) getFaults(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	out := []Fault{}
	for _, f := range s.faults {
		out = append(out, *f)
	}
	s.mu.Unlock()
	reply(w, http.StatusOK, map[string]any{"faults": out})
}

// postClock takes {"advance":"48h"} in Go's notation of durations.
func (s *Sim) postClock(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Advance string `json:"advance"`
	}
	if !receive(w, r, &in) {
		return
	}
	d, err := time.ParseDuration(in.Advance)
	if err != nil || d < 0 {
		reply(w, http.StatusBadRequest, problem{`advance must be a duration such as "48h" or "90s"`})
		return
	}
	s.Step(d)
	reply(w, http.StatusOK, map[string]any{"now": s.Now()})
}

// postCallback sets the callback as the platform's back end does: only if it
// answers the challenge.
func (s *Sim) postCallback(w http.ResponseWriter, r *http.Request) {
	var in struct {
		URL string `json:"url"`
	}
	if !receive(w, r, &in) {
		return
	}
	before := s.target()
	err := s.SetCallback(in.URL)
	if err == nil {
		err = s.Verify(r.Context())
	}
	if err != nil {
		s.mu.Lock()
		s.callback = before
		s.mu.Unlock()
		reply(w, http.StatusBadGateway, problem{err.Error()})
		return
	}
	reply(w, http.StatusOK, map[string]bool{"ok": true})
}
