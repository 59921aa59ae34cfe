package console

import (
	"cmp"
	"errors"
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

// setupPage is the first sign-in: a password of one's own, the second factor, and,
// for the first person of all, whose place this is.
type setupPage struct {
	Login   string
	Todo    string
	Renewed bool // the password was one's own, and is too old now
	Problem string
	QR      template.URL
	Secret  string
	Rules   store.PasswordRules
	Kinds   []kindOption
	Office  store.Office // as typed into a refused form
}

type kindOption struct {
	Kind store.OfficeKind
	Word string
}

func (h *handler) setupPage(c *gin.Context) { h.showSetup(c, http.StatusOK, nil) }

func (h *handler) showSetup(c *gin.Context, status int, problem error) {
	s, step := staffOf(c), todoNow(c)
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.pages.Error(c, err)
		return
	}
	data := setupPage{Login: s.Login, Todo: string(step), Renewed: !s.Changed.IsZero(), Problem: sentence(problem),
		Rules: store.PasswordRulesOf(view.Settings, s.OfficeID)}
	switch step {
	case todoNothing:
		page.Redirect(c, homePath)
		return
	case todoFactor:
		if data.Secret, data.QR, err = h.factor(c, s); err != nil {
			h.pages.Error(c, err)
			return
		}
	case todoOffice:
		data.Kinds = officeKindOptions()
		if problem != nil {
			data.Office, _ = officeOf(c)
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
	if todoNow(c) != todoPassword { // later it is changed on the own page, with the old one
		page.Redirect(c, setupPath)
		return
	}
	if err := h.newPassword(c); err != nil {
		h.refuseSetup(c, err)
		return
	}
	page.Redirect(c, setupPath)
}

// setFactor takes the first code of a new second factor, and gives recovery codes
// with it.
func (h *handler) setFactor(c *gin.Context) {
	session := page.SessionOf(c)
	address := session.Get(factorKey)
	if todoNow(c) != todoFactor || address == "" {
		page.Redirect(c, setupPath)
		return
	}
	code := page.FormOf(c).String("code")
	var codes []string
	err := h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) (err error) {
		if err = t.Enrol(secretOf(address), code); err == nil {
			codes, err = t.RenewRecovery()
		}
		return err
	})
	if err != nil {
		h.refuseSetup(c, err)
		return
	}
	session.Remove(factorKey)
	page.AddFlash(c, page.Done, wordsReady)
	h.showCodes(c, codes)
}

// codesPage shows recovery codes once.
type codesPage struct {
	Name  string
	Login string
	Codes []string
	Next  string
}

func (h *handler) showCodes(c *gin.Context, codes []string) {
	s := staffOf(c)
	h.plain.Render(c, http.StatusOK, "codes", codesPage{Name: s.Name, Login: s.Login, Codes: codes, Next: homePath})
}

// setOffice says whose place this is: the last step of the first person of all.
func (h *handler) setOffice(c *gin.Context) {
	if todoNow(c) != todoOffice {
		page.Redirect(c, homePath)
		return
	}
	o, err := officeOf(c)
	if err == nil {
		err = h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) error { return t.Found(o) })
	}
	switch {
	case errors.Is(err, store.ErrConflict): // somebody else said so meanwhile
	case err != nil:
		h.refuseSetup(c, err)
		return
	default:
		page.AddFlash(c, page.Done, wordsFounded)
	}
	page.Redirect(c, staffPath)
}

func officeOf(c *gin.Context) (store.Office, error) {
	r := reader{form: page.FormOf(c)}
	o := store.Office{Kind: store.OfficeKind(r.form.String("kind")), Name: r.line("name", officeNameMax), Short: r.line("short", nameMax)}
	return o, r.err
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
	if err := h.acts.CheckNewPassword(c.Request.Context(), actor(c), password); err != nil {
		return err
	}
	if password != form.String("again") {
		return store.Invalid("again", store.ProblemMalformed)
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
