package sim

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"time"
)

//go:embed page
var pageFiles embed.FS

// pageHeaders sets a strict policy: own files only, plus the framed H5 pages.
func pageHeaders(w http.ResponseWriter, frames bool) {
	policy := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; " +
		"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
	if frames {
		policy += "; frame-src 'self' http: https:"
	}
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Type", "text/html; charset=utf-8")
}

func (s *Sim) pageRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		pageHeaders(w, s.cfg.Frame)
		http.ServeFileFS(w, r, pageFiles, "page/index.html")
	})
	mux.HandleFunc("GET /sim/page/{name}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-cache")
		http.ServeFileFS(w, r, pageFiles, path.Join("page", path.Base(r.PathValue("name"))))
	})
	mux.HandleFunc("GET /sim/phones", s.watch)
	mux.HandleFunc("GET /sim/open", s.open)
}

// phone is what the page draws for one user.
type phone struct {
	User
	Menu  []*Button `json:"menu"`
	Items []Item    `json:"items"`
}

// shownItems is how much of a conversation the page shows.
const shownItems = 100

// watch answers with the phones asked for as soon as anything is newer than the
// version the page has, at the latest after 25 seconds.
func (s *Sim) watch(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	since, _ := strconv.ParseUint(q.Get("since"), 10, 64)
	ctx, cancel := context.WithTimeout(r.Context(), 25*time.Second)
	defer cancel()
	s.await(ctx, since)
	reply(w, http.StatusOK, s.phones(q["openid"]))
}

func (s *Sim) await(ctx context.Context, since uint64) {
	s.mu.Lock()
	if s.version != since {
		s.mu.Unlock()
		return
	}
	if s.waiting == nil {
		s.waiting = make(chan struct{})
	}
	news := s.waiting
	s.mu.Unlock()
	select {
	case <-news:
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
}

func (s *Sim) phones(openIDs []string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	shown := []phone{}
	for _, id := range openIDs {
		p := s.acc.People[id]
		if p == nil {
			continue
		}
		items := p.Items[max(0, len(p.Items)-shownItems):]
		shown = append(shown, phone{p.public(), s.acc.buttonsOf(p), copyItems(items)})
	}
	codes := s.codes()
	slices.Reverse(codes)
	return map[string]any{
		"version": s.version, "phones": shown, "codes": codes[:min(len(codes), 50)],
		"notices": s.acc.Notices, "name": s.cfg.Name, "frame": s.cfg.Frame, "callback": s.callback != "",
		"texts": s.textsShown(), "gateway": s.cfg.TextKey != "",
		"now": s.clock().In(beijing).Format("1月2日 15:04"),
	}
}

// open opens a page as a user: this browser is his phone from now on, and the
// page's own session, which may be another user's, is ended first where the
// emulator was told how.
func (s *Sim) open(w http.ResponseWriter, r *http.Request) {
	openID, target := r.URL.Query().Get("openid"), r.URL.Query().Get("url")
	s.mu.Lock()
	known := s.acc.People[openID] != nil
	s.mu.Unlock()
	u, err := url.Parse(target)
	if !known || err != nil || absolute(target) != nil {
		reply(w, http.StatusBadRequest, problem{"openid must be a simulated user and url an absolute address"})
		return
	}
	http.SetCookie(w, &http.Cookie{Name: identityCookie, Value: openID, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, s.withReset(u), http.StatusFound)
}

func (s *Sim) withReset(u *url.URL) string {
	if s.cfg.Reset == "" {
		return u.String()
	}
	inside := u.RequestURI()
	if u.Fragment != "" {
		inside += "#" + u.EscapedFragment()
	}
	return u.Scheme + "://" + u.Host + s.cfg.Reset + url.QueryEscape(inside)
}
