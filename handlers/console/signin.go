package console

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
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
	codeMax  = 16
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
	var s *store.Staff
	err := refused
	if len(login) <= loginMax && len(password) <= 4*store.PasswordMax && len(code) <= codeMax {
		s, err = h.acts.SignIn(c.Request.Context(), login, password, code, c.ClientIP())
	}
	switch {
	case err == nil:
		h.begin(c, s, next)
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
func (h *handler) begin(c *gin.Context, s *store.Staff, next string) {
	session := page.SessionOf(c)
	if err := session.Renew(); err != nil {
		h.pages.Error(c, err)
		return
	}
	session.Put(staffKey, s.ID)
	session.Put(stampKey, stamp(s))
	session.Remove(factorKey)
	if unfinished(s) {
		next = setupPath
	}
	page.Redirect(c, next)
}

func (h *handler) signOut(c *gin.Context) {
	if err := page.SessionOf(c).Destroy(); err != nil {
		h.pages.Error(c, err)
		return
	}
	page.Redirect(c, signInPath)
}
