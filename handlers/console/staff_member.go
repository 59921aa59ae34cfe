package console

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// memberPage is one person of the desk, as who gives access sees them.
type memberPage struct {
	*act.StaffRow
	Office   string
	Self     bool
	State    staffState
	Combined bool
	Officer  bool // reads sealed matters: a reset is told to others
	Sessions []sessionView
	Offices  []store.Office
	Roles    []store.Role
	Shape    string // what the form's reader saw
	Problem  string
}

// Holds says whether the person has a role in the own office.
func (p *memberPage) Holds(r store.Role) bool { return slices.Contains(p.StaffRow.Roles, r) }

// Elsewhere names the office of a grant.
func (p *memberPage) Named(id string) string {
	o, _ := store.Offices(p.Offices).Find(id)
	return o.Name
}

func (h *handler) staffMember(c *gin.Context) { h.showMember(c, http.StatusOK, "") }

func (h *handler) showMember(c *gin.Context, status int, problem string) {
	row, err := h.acts.StaffMember(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	p := &memberPage{StaffRow: row, Self: row.ID == staffOf(c).ID, State: h.stateOf(&row.Staff), Combined: row.Combined(),
		Officer: store.StaffActor(&row.Staff, "").Has(store.RolePetition), Roles: store.StaffRoles, Shape: row.Shape(), Problem: problem}
	if p.Sessions, err = h.sessionsOf(c, row.ID); err != nil {
		h.fail(c, err)
		return
	}
	if p.Offices, err = h.offices(c, store.ActStaff); err != nil {
		h.fail(c, err)
		return
	}
	p.Office = p.Named(row.OfficeID)
	h.set.Render(c, status, "member", p)
}

// editStaff changes name, office and roles. Grants in other offices stand as
// "OFFICE ROLE", those kept and one to add.
func (h *handler) editStaff(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	e := act.StaffEdit{Name: r.line("name", nameMax), OfficeID: r.form.String("office"), Roles: rolesOf(r.form.All("roles")),
		Seen: r.form.String("shape")}
	for _, v := range r.form.All("elsewhere") {
		office, role, _ := strings.Cut(v, " ")
		e.Elsewhere = append(e.Elsewhere, store.Grant{OfficeID: office, Role: store.Role(role)})
	}
	if office, role := r.form.String("more_office"), r.form.String("more_role"); office != "" && role != "" {
		e.Elsewhere = append(e.Elsewhere, store.Grant{OfficeID: office, Role: store.Role(role)})
	}
	err := r.err
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditStaff(c.Param("id"), e) })
	}
	if words := sentence(err); words != "" {
		h.showMember(c, http.StatusUnprocessableEntity, words)
		return
	}
	h.after(c, err, "已保存，马上生效。", memberPath(c))
}

func (h *handler) disable(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.Disable(c.Param("id"), true) })
	h.after(c, err, "账号已停用，正在使用的登录也已退出。", memberPath(c))
}

func (h *handler) enable(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.Disable(c.Param("id"), false) })
	h.after(c, err, "账号已恢复使用。", memberPath(c))
}

func (h *handler) unlock(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.Unlock(c.Param("id")) })
	h.after(c, err, "已解除锁定，现在可以登录。", memberPath(c))
}
