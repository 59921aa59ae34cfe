package console

import (
	"cmp"
	"html/template"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// factorKey is where the session keeps the secret that the setup page shows, until
// a code made with it was right.
const factorKey = "factor"

// setupPage is the first sign-in: a password of one's own, then the second factor.
type setupPage struct {
	Login    string
	Password bool // asks for the password, else for the second factor
	Problem  string
	QR       template.URL
	Secret   string
	Min      int
}

func (h *handler) setupPage(c *gin.Context) { h.showSetup(c, http.StatusOK, nil) }

func (h *handler) showSetup(c *gin.Context, status int, problem error) {
	s := staffOf(c)
	if !unfinished(s) {
		page.Redirect(c, homePath)
		return
	}
	data := setupPage{Login: s.Login, Password: s.Changed.IsZero(), Problem: sentence(problem), Min: store.PasswordMin}
	if !data.Password {
		var err error
		if data.Secret, data.QR, err = h.factor(c, s); err != nil {
			h.pages.Error(c, err)
			return
		}
	}
	h.plain.Render(c, status, "setup", data)
}

// factor is the secret of this session, made when it is first shown, and its code
// for an authenticator.
func (h *handler) factor(c *gin.Context, s *store.Staff) (secret string, qr template.URL, err error) {
	session := page.SessionOf(c)
	address := session.Get(factorKey)
	if address == "" {
		if _, address, err = act.NewFactor(h.issuer(), s.Login); err != nil {
			return "", "", err
		}
		session.Put(factorKey, address)
	}
	if qr, err = drawQR(address); err != nil {
		return "", "", err
	}
	return secretOf(address), qr, nil
}

// issuer is what an authenticator lists the account under. A colon would end the
// name in the address it is put into.
func (h *handler) issuer() string { return "Liaison " + strings.ReplaceAll(h.host, ":", "-") }

func (h *handler) setPassword(c *gin.Context) {
	if !staffOf(c).Changed.IsZero() { // later it is changed on the own page, with the old one
		page.Redirect(c, setupPath)
		return
	}
	if err := h.newPassword(c); err != nil {
		h.refuseSetup(c, err)
		return
	}
	page.Redirect(c, setupPath)
}

func (h *handler) setFactor(c *gin.Context) {
	s, session := staffOf(c), page.SessionOf(c)
	address := session.Get(factorKey)
	if s.TOTP != "" || s.Changed.IsZero() || address == "" {
		page.Redirect(c, setupPath)
		return
	}
	code := page.FormOf(c).String("code")
	err := h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) error { return t.Enrol(secretOf(address), code) })
	if err != nil {
		h.refuseSetup(c, err)
		return
	}
	session.Remove(factorKey)
	page.AddFlash(c, page.Done, wordsReady)
	page.Redirect(c, homePath)
}

func (h *handler) refuseSetup(c *gin.Context, err error) {
	if sentence(err) == "" {
		h.pages.Error(c, err)
		return
	}
	h.showSetup(c, http.StatusUnprocessableEntity, err)
}

// newPassword sets the reader's password from a form that has it twice. Sessions
// begun with the old one end; this one goes on under a new token.
func (h *handler) newPassword(c *gin.Context) error {
	s, form := staffOf(c), page.FormOf(c)
	password := form.String("password")
	if err := store.CheckPassword(s.Login, password); err != nil {
		return err
	}
	if password != form.String("again") {
		return store.Invalid("again", store.ProblemMalformed)
	}
	if err := h.acts.OldPassword(c.Request.Context(), actor(c), password); err == nil {
		return store.Invalid("password", store.ProblemTaken) // the one-time password again
	} else if !store.IsProblem(err, store.ProblemSignIn) {
		return err
	}
	hash, err := h.acts.HashPassword(c.Request.Context(), password)
	if err != nil {
		return err
	}
	if err := h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) error { return t.ChangePassword(hash) }); err != nil {
		return err
	}
	fresh, err := h.acts.StaffByID(c.Request.Context(), s.ID)
	session := page.SessionOf(c)
	if err = cmp.Or(err, session.Renew()); err != nil {
		return err
	}
	session.Put(stampKey, stamp(fresh))
	return nil
}
