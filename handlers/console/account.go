package console

import (
	"errors"
	"html/template"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const mePath = "/console/me"

// mePage is a member of staff's own account.
type mePage struct {
	Staff    *store.Staff
	Grants   []grantView
	Office   string
	Bound    bool // alerts go to the own WeChat
	Rules    store.PasswordRules
	Sessions []sessionView
	Codes    int // recovery codes that are left
	Problem  string
}

func (h *handler) me(c *gin.Context) { h.showMe(c, http.StatusOK, "") }

func (h *handler) showMe(c *gin.Context, status int, problem string) {
	s := staffOf(c)
	bound, err := h.acts.AlertsBound(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	codes, err := h.acts.RecoveryLeft(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	sessions, err := h.sessionsOf(c, s.ID)
	if err != nil {
		h.fail(c, err)
		return
	}
	office, _ := view.Offices.Find(s.OfficeID)
	h.set.Render(c, status, "me", mePage{Staff: s, Grants: grantViews(s, view.Offices), Office: office.Name, Bound: bound,
		Rules: store.PasswordRulesOf(view.Settings, s.OfficeID), Sessions: sessions, Codes: codes, Problem: problem})
}

// sure asks for the reader's password before something about the account changes:
// an unwatched screen must not be enough. Guessing it there is slowed down as it is
// at the door.
func (h *handler) sure(c *gin.Context) error {
	if !h.signIns.Allow("password:" + staffOf(c).ID) {
		return store.ErrTooMany
	}
	return h.acts.OldPassword(c.Request.Context(), actor(c), page.FormOf(c).String("old"))
}

func (h *handler) changePassword(c *gin.Context) {
	err := h.sure(c)
	if err == nil {
		err = h.newPassword(c)
	}
	if words := sentence(err); words != "" {
		h.showMe(c, http.StatusUnprocessableEntity, words)
		return
	}
	h.after(c, err, "密码已修改。其他地方的登录已经退出。", "/console/me")
}

// changeFactor begins a new second factor: the old one serves until the first code
// of the new one was right.
func (h *handler) changeFactor(c *gin.Context) {
	err := h.sure(c)
	if err == nil {
		code := page.FormOf(c).String("code")
		err = h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) error { return t.Confirm(code) })
	}
	address := ""
	if err == nil {
		_, address, err = act.NewFactor(h.issuer(), staffOf(c).Login)
	}
	if words := sentence(err); words != "" {
		h.showMe(c, http.StatusUnprocessableEntity, words)
		return
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	page.SessionOf(c).Put(factorKey, address)
	page.Redirect(c, setupPath)
}

// renewRecovery shows new recovery codes.
func (h *handler) renewRecovery(c *gin.Context) {
	var codes []string
	err := h.sure(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) (err error) {
			codes, err = t.RenewRecovery()
			return err
		})
	}
	switch words := sentence(err); {
	case words != "":
		h.showMe(c, http.StatusUnprocessableEntity, words)
	case err != nil:
		h.fail(c, err)
	case codes == nil:
		page.AddFlash(c, page.Warning, wordsOnce)
		page.Redirect(c, mePath)
	default:
		h.showCodes(c, codes)
	}
}

// invitationPage shows a code once: it is kept nowhere.
type invitationPage struct {
	Self    bool // binds the reader's own WeChat, else a deputy's
	Name    string
	Office  string
	Code    string
	QR      template.URL // empty: WeChat could not be asked
	Expires time.Time
	Back    string
}

func (h *handler) bindSelf(c *gin.Context) {
	var inv *store.Invitation
	var code string
	err := h.do(c, func(t *act.Tx) (err error) {
		inv, code, err = t.InviteSelf()
		return err
	})
	h.showInvitation(c, err, inv, code, invitationPage{Self: true, Name: staffOf(c).Name, Back: "/console/me"})
}

func (h *handler) unbindSelf(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.UnbindSelf() })
	if errors.Is(err, store.ErrNotFound) {
		err = nil // it was not bound: as wanted
	}
	h.after(c, err, "已解除绑定，提醒不再发到您的微信。", "/console/me")
}

// showInvitation ends an invitation's request. A form sent twice made one code and
// cannot show it again.
func (h *handler) showInvitation(c *gin.Context, err error, inv *store.Invitation, code string, data invitationPage) {
	if err != nil {
		h.after(c, err, "", data.Back)
		return
	}
	if inv == nil {
		page.AddFlash(c, page.Warning, wordsOnce)
		page.Redirect(c, data.Back)
		return
	}
	data.Code, data.Expires = code, inv.Expires
	data.QR, err = h.temporary(c, act.InvitationScene+code, inv.Expires.Sub(h.cfg.Now()))
	if err != nil && !errors.Is(err, errNoQR) {
		h.log.Warn("drawing an invitation's code", "id", page.RequestID(c), "err", err)
	}
	if view, err := h.acts.View(c.Request.Context()); err == nil {
		data.Office = view.Name(inv.OfficeID)
	}
	h.set.Render(c, http.StatusOK, "invitation", data)
}
