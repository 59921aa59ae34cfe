package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const staffPath = "/console/staff"

// staffPage lists who may sign in.
type staffPage struct {
	Rows    []staffRow
	Offices []store.Office
	Roles   []store.Role
	Problem string
	form    *page.Form
}

type staffRow struct {
	store.Staff
	Office string
	Roles  string
	Self   bool
}

// Typed gives back what was written into a refused form.
func (p *staffPage) Typed(field string) string {
	if p.form == nil {
		return ""
	}
	return p.form.String(field)
}

// Ticked says whether a role was chosen in a refused form.
func (p *staffPage) Ticked(r store.Role) bool {
	if p.form == nil {
		return false
	}
	for _, v := range p.form.All("roles") {
		if v == string(r) {
			return true
		}
	}
	return false
}

func (h *handler) staff(c *gin.Context) { h.showStaff(c, http.StatusOK, &staffPage{}) }

func (h *handler) showStaff(c *gin.Context, status int, p *staffPage) {
	list, err := h.acts.ListStaff(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	if p.Offices, err = h.offices(c, store.ActStaff); err != nil {
		h.fail(c, err)
		return
	}
	names := map[string]string{}
	for _, o := range p.Offices {
		names[o.ID] = o.Short
	}
	for _, s := range list {
		p.Rows = append(p.Rows, staffRow{s, names[s.OfficeID], rolesWords(s.Roles), s.ID == staffOf(c).ID})
	}
	p.Roles = store.StaffRoles
	h.set.Render(c, status, "staff", p)
}

// passwordPage shows a one-time password once.
type passwordPage struct{ Name, Login, Password string }

// oneTime makes a password that is read out over the telephone: twelve characters
// of an alphabet without look-alikes, 60 random bits.
func oneTime() string { return store.NewSecret()[:12] }

func (h *handler) addStaff(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActStaff)
	if err != nil {
		h.fail(c, err)
		return
	}
	r := reader{form: page.FormOf(c)}
	s := store.Staff{OfficeID: office, Login: r.line("login", loginMax), Name: r.line("name", nameMax)}
	for _, role := range r.form.All("roles") {
		s.Roles = append(s.Roles, store.Role(role))
	}
	var made *store.Staff
	password := oneTime()
	if err = r.err; err == nil {
		err = h.withHash(c, password, func(t *act.Tx, hash string) (err error) {
			made, err = t.AddStaff(s, hash)
			return err
		})
	}
	if words := sentence(err); words != "" {
		h.showStaff(c, http.StatusUnprocessableEntity, &staffPage{Problem: words, form: page.FormOf(c)})
		return
	}
	h.showPassword(c, err, made, password)
}

func (h *handler) reset(c *gin.Context) {
	password := oneTime()
	done := false
	err := h.withHash(c, password, func(t *act.Tx, hash string) error {
		done = true
		return t.Reset(c.Param("id"), hash)
	})
	var who *store.Staff
	if err == nil && done {
		who, err = h.acts.StaffByID(c.Request.Context(), c.Param("id"))
	}
	h.showPassword(c, err, who, password)
}

// withHash runs an act with the hash of a new password, which is made before the
// transaction: it takes long.
func (h *handler) withHash(c *gin.Context, password string, fn func(t *act.Tx, hash string) error) error {
	hash, err := h.acts.HashPassword(c.Request.Context(), password)
	if err != nil {
		return err
	}
	return h.do(c, func(t *act.Tx) error { return fn(t, hash) })
}

// showPassword shows the password to hand over. A form sent twice made one
// password and cannot show it again.
func (h *handler) showPassword(c *gin.Context, err error, s *store.Staff, password string) {
	switch {
	case err != nil:
		h.after(c, err, "", staffPath)
	case s == nil:
		page.AddFlash(c, page.Warning, wordsOnce)
		page.Redirect(c, staffPath)
	default:
		h.set.Render(c, http.StatusOK, "password", passwordPage{Name: s.Name, Login: s.Login, Password: password})
	}
}

func (h *handler) disable(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.Disable(c.Param("id"), true) })
	h.after(c, err, "账号已停用，正在使用的登录也已退出。", staffPath)
}

func (h *handler) enable(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.Disable(c.Param("id"), false) })
	h.after(c, err, "账号已恢复使用。", staffPath)
}
