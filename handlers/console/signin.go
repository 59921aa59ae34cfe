package console

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const (
	signInPath = "/console/signin"
	setupPath  = "/console/setup"
	homePath   = "/console/"

	// Tries to sign in from one address: a shared office line has many people, a
	// program that guesses has patience. Five failures lock an account besides.
	signInEvery = 6 * time.Second
	signInBurst = 20
	signInKeys  = 20_000

	loginMax = 64
	codeMax  = 24 // a recovery code with its dashes
)

// limitSignIn slows down who tries too often; looking at the page is free.
func (h *handler) limitSignIn(c *gin.Context) {
	if c.Request.Method == http.MethodPost && !h.signIns.Allow(page.ClientKey(c)) {
		h.pages.Error(c, store.ErrTooMany)
	}
}

type signInPage struct {
	Next    string
	Login   string
	Problem string
}

func (h *handler) signInPage(c *gin.Context) {
	if staffOf(c) != nil {
		page.Redirect(c, homePath)
		return
	}
	h.plain.Render(c, http.StatusOK, "signin", signInPage{Next: nextPath(c.Query("next"))})
}

// nextPath is where signing in leads: a page of the console.
func nextPath(path string) string {
	path = page.LocalPath(path, homePath)
	if !strings.HasPrefix(path, "/console/") || strings.HasPrefix(path, signInPath) {
		return homePath
	}
	return path
}

// signIn has one sentence for every refusal, and takes as long for each.
func (h *handler) signIn(c *gin.Context) {
	form := page.FormOf(c)
	next := nextPath(form.String("next"))
	login, password, code := form.String("login"), form.String("password"), form.String("code")
	refused := store.Invalid("", store.ProblemSignIn)
	var entry *act.Entry
	err := refused
	if len(login) <= loginMax && len(password) <= 4*store.PasswordMax && len(code) <= codeMax {
		entry, err = h.acts.SignIn(c.Request.Context(), act.Attempt{Login: login, Password: password, Code: code,
			From: c.ClientIP(), Browser: h.knownBrowser(c)})
	}
	switch {
	case err == nil:
		h.begin(c, entry, next)
	case store.IsProblem(err, store.ProblemExpired):
		h.plain.Render(c, http.StatusUnprocessableEntity, "signin", signInPage{Next: next, Login: login, Problem: sentence(err)})
	case store.IsProblem(err, store.ProblemSignIn) || errors.Is(err, store.ErrConflict):
		if len(login) > loginMax {
			login = ""
		}
		h.plain.Render(c, http.StatusUnprocessableEntity, "signin",
			signInPage{Next: next, Login: login, Problem: sentence(refused)})
	default:
		h.pages.Error(c, err)
	}
}

// begin gives the browser a new session: the one from before signing in may be
// known to somebody else.
func (h *handler) begin(c *gin.Context, entry *act.Entry, next string) {
	s, session := entry.Staff, page.SessionOf(c)
	if err := session.Renew(); err != nil {
		h.pages.Error(c, err)
		return
	}
	session.Put(staffKey, s.ID)
	session.Put(stampKey, stamp(s))
	session.Remove(factorKey)
	session.Owner(s.ID, c.ClientIP(), deviceWord(c.Request.UserAgent()))
	h.rememberBrowser(c, entry.Browser)
	if entry.Recovery {
		page.AddFlash(c, page.Warning, recoveryWords(entry.Left))
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.pages.Error(c, err)
		return
	}
	if todoOf(s, view, h.cfg.Now(), false) != todoNothing {
		next = setupPath
	}
	page.Redirect(c, next)
}

// browserCookie tells a browser somebody signed in with before from a stranger's;
// it lets nobody in.
func (h *handler) browserCookie() string {
	if h.pages.Secure() {
		return "__Host-liaison-browser"
	}
	return "liaison-browser"
}

// browserLife is a year: browsers keep no cookie for longer.
const browserLife = 365 * 24 * time.Hour

func (h *handler) knownBrowser(c *gin.Context) string {
	cookie, err := c.Request.Cookie(h.browserCookie())
	if err != nil || len(cookie.Value) != len(store.NewSecret()) {
		return ""
	}
	return cookie.Value
}

func (h *handler) rememberBrowser(c *gin.Context, secret string) {
	http.SetCookie(c.Writer, &http.Cookie{Name: h.browserCookie(), Value: secret, Path: "/", MaxAge: int(browserLife.Seconds()),
		HttpOnly: true, Secure: h.pages.Secure(), SameSite: http.SameSiteLaxMode})
}

func (h *handler) signOut(c *gin.Context) {
	if err := page.SessionOf(c).Destroy(); err != nil {
		h.pages.Error(c, err)
		return
	}
	page.Redirect(c, signInPath)
}
