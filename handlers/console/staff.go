package console

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const (
	staffPath     = "/console/staff"
	staffSize     = 50 // rows of a page
	officeNameMax = 100
)

// staffPage lists who may sign in.
type staffPage struct {
	Rows     []staffRow
	Query    string
	Role     store.Role
	State    string
	Filtered bool
	List     page.List
	Export   string
	Lacking  string // powers that nobody has here yet
	Offices  []store.Office
	Roles    []store.Role
	Problem  string
	form     *page.Form
}

type staffRow struct {
	act.StaffRow
	Office string
	Grants []grantView
	State  staffState
	Self   bool
}

// staffState is where an account stands.
type staffState string

const (
	staffOff    staffState = "已停用"
	staffFirst  staffState = "待首次登录"
	staffLocked staffState = "暂时锁定"
	staffOn     staffState = "使用中"
)

var staffStates = []staffState{staffOn, staffFirst, staffLocked, staffOff}

// Typed gives back what was written into a refused form.
func (p *staffPage) Typed(field string) string {
	if p.form == nil {
		return ""
	}
	return p.form.String(field)
}

// Ticked says whether a role was chosen in a refused form.
func (p *staffPage) Ticked(r store.Role) bool {
	return p.form != nil && slices.Contains(p.form.All("roles"), string(r))
}

// States are what the list can be narrowed to.
func (p *staffPage) States() []staffState { return staffStates }

func (h *handler) staff(c *gin.Context) {
	p := &staffPage{}
	if exported(c) {
		if err := h.fillStaff(c, p); err != nil {
			h.fail(c, err)
			return
		}
		h.download(c, "staff", staffTable(p.Rows))
		return
	}
	h.showStaff(c, http.StatusOK, p)
}

func (h *handler) showStaff(c *gin.Context, status int, p *staffPage) {
	if err := h.fillStaff(c, p); err != nil {
		h.fail(c, err)
		return
	}
	p.List = page.NewList(c, staffSize)
	p.List.Total = len(p.Rows)
	p.Rows = p.Rows[min(p.List.Offset(), len(p.Rows)):min(p.List.Offset()+staffSize, len(p.Rows))]
	p.Roles, p.Export = store.StaffRoles, exportLink(c)
	h.set.Render(c, status, "staff", p)
}

// fillStaff reads the rows that the filter leaves.
func (h *handler) fillStaff(c *gin.Context, p *staffPage) error {
	list, err := h.acts.ListStaff(c.Request.Context(), actor(c))
	if err != nil {
		return err
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return err
	}
	if p.Offices, err = h.offices(c, store.ActStaff); err != nil {
		return err
	}
	p.Query, p.Role, p.State = strings.TrimSpace(c.Query("q")), store.Role(c.Query("role")), c.Query("state")
	p.Filtered = p.Query != "" || p.Role != "" || p.State != ""
	p.Lacking = lacking(list)
	for _, s := range list {
		o, _ := view.Offices.Find(s.OfficeID)
		row := staffRow{s, o.Short, grantViews(&s.Staff, view.Offices), h.stateOf(&s.Staff), s.ID == staffOf(c).ID}
		if p.fits(row) {
			p.Rows = append(p.Rows, row)
		}
	}
	return nil
}

func (h *handler) stateOf(s *store.Staff) staffState {
	switch {
	case !s.Disabled.IsZero():
		return staffOff
	case s.Changed.IsZero():
		return staffFirst
	case lockedNow(s, h.cfg.Now()):
		return staffLocked
	}
	return staffOn
}

// fits applies the filter. Offices have few people, so that all were read.
func (p *staffPage) fits(r staffRow) bool {
	words := strings.ToLower(r.Name + " " + r.Login + " " + r.Office)
	return strings.Contains(words, strings.ToLower(p.Query)) &&
		(p.Role == "" || slices.ContainsFunc(r.Staff.Grants(), func(g store.Grant) bool { return g.Role == p.Role })) &&
		(p.State == "" || string(r.State) == p.State)
}

// lacking names the powers that nobody has whom the reader may see.
func lacking(list []act.StaffRow) string {
	var missing []store.Role
	for _, power := range append([]store.Role{store.RoleClerk}, store.Powers...) {
		if !slices.ContainsFunc(list, func(s act.StaffRow) bool {
			return s.Disabled.IsZero() && store.StaffActor(&s.Staff, "").Has(power)
		}) {
			missing = append(missing, power)
		}
	}
	return rolesWords(missing)
}

func staffTable(rows []staffRow) sheet.Table {
	return sheet.Table{Title: "工作人员", Columns: []string{"姓名", "登录名", "机构", "岗位", "状态", "最近登录"},
		Rows: lines(rows, func(r *staffRow) []string {
			var grants []string
			for _, g := range r.Grants {
				grants = append(grants, g.Office+"："+g.Roles)
			}
			return []string{r.Name, r.Login, r.Office, strings.Join(grants, "；"), string(r.State), page.DateTime(r.Seen)}
		})}
}

// passwordPage shows a one-time password once.
type passwordPage struct {
	Name, Login, Password string
	Days                  int    // that it lives
	Console               string // address of the page to sign in at
}

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
	s.Roles = rolesOf(r.form.All("roles"))
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

func rolesOf(values []string) []store.Role {
	var roles []store.Role
	for _, v := range values {
		roles = append(roles, store.Role(v))
	}
	return roles
}

// reset renews password and second factor: the phone is lost.
func (h *handler) reset(c *gin.Context) { h.renew(c, (*act.Tx).Reset) }

// resetPassword renews the password alone: it was forgotten.
func (h *handler) resetPassword(c *gin.Context) { h.renew(c, (*act.Tx).ResetPassword) }

func (h *handler) renew(c *gin.Context, how func(t *act.Tx, staffID, hash string) error) {
	password := oneTime()
	done := false
	err := h.withHash(c, password, func(t *act.Tx, hash string) error {
		done = true
		return how(t, c.Param("id"), hash)
	})
	var who *store.Staff
	if err == nil && done {
		var row *act.StaffRow
		if row, err = h.acts.StaffMember(c.Request.Context(), actor(c), c.Param("id")); err == nil {
			who = &row.Staff
		}
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
		view, err := h.acts.View(c.Request.Context())
		if err != nil {
			h.fail(c, err)
			return
		}
		h.set.Render(c, http.StatusOK, "password", passwordPage{Name: s.Name, Login: s.Login, Password: password,
			Days: view.Settings.Int(s.OfficeID, store.SetFirstDays), Console: strings.TrimSuffix(h.cfg.Base, "/") + signInPath})
	}
}

// memberPath is one person's page.
func memberPath(c *gin.Context) string { return staffPath + "/" + url.PathEscape(c.Param("id")) }
