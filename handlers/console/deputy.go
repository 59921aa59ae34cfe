package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const (
	deputiesPath = "/console/deputies"

	nameMax  = 40
	lineMax  = 60
	phoneMax = 30
)

// deputiesPage is the roster, as small as the main job allows.
type deputiesPage struct {
	Rows      []deputyRow
	CanEdit   bool
	CanInvite bool
	CanUnbind bool
	Export    string // address of the list as a workbook

	Offices   []store.Office
	Districts []store.District
	Stations  []store.Station
	Levels    []store.Level
	Nations   []string
	Open      bool // the form to add one, after a refusal
	Problem   string
	form      *page.Form
}

// Typed gives back what was written into a refused form.
func (p *deputiesPage) Typed(field string) string {
	if p.form == nil {
		return ""
	}
	return p.form.String(field)
}

// deputyRow is a deputy as the list shows one.
type deputyRow struct {
	act.RosterRow
	Name    string // 张　三（女，苗族）
	Phone   string
	Places  []string
	Pending bool // an invitation can still be used
	Invited string
}

func (h *handler) deputies(c *gin.Context) { h.showDeputies(c, http.StatusOK, &deputiesPage{}) }

func (h *handler) showDeputies(c *gin.Context, status int, p *deputiesPage) {
	rows, err := h.acts.Roster(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	for _, r := range rows {
		phone, err := h.acts.Phone(c.Request.Context(), actor(c), &r.Deputy)
		if err != nil {
			h.fail(c, err)
			return
		}
		p.Rows = append(p.Rows, h.deputyRow(view, r, phone))
	}
	if exported(c) {
		h.download(c, "deputies", deputiesTable(p.Rows))
		return
	}
	p.Export = exportLink(c)
	p.CanEdit, p.CanInvite, p.CanUnbind = may(c, store.ActRosterEdit), may(c, store.ActInvite), may(c, store.ActUnbind)
	if p.Offices, err = h.offices(c, store.ActRosterEdit); err != nil {
		h.fail(c, err)
		return
	}
	p.Districts, p.Stations = placesIn(view, p.Offices)
	p.Levels, p.Nations = levels, nations
	h.set.Render(c, status, "deputies", p)
}

func (h *handler) deputyRow(view *act.View, r act.RosterRow, phone string) deputyRow {
	row := deputyRow{RosterRow: r, Name: nameWord(&r.Deputy), Phone: phone}
	for _, m := range r.Mandates {
		words := m.Title
		if m.Title == "" {
			words = levelWord(m.Level) + "人大代表"
		}
		if place := view.Area(m.OfficeID, m.DistrictID, m.StationID); place != "" {
			words += " · " + place
		}
		row.Places = append(row.Places, words)
	}
	if i := r.Invitation; i != nil && r.Person == nil {
		row.Pending = i.Usable(h.cfg.Now()) == nil
		row.Invited = invitationWord(i, h.cfg.Now())
	}
	return row
}

func deputiesTable(rows []deputyRow) sheet.Table {
	return sheet.Table{Title: "代表名单", Columns: []string{"姓名", "性别", "民族", "代表职务", "单位职务", "电话", "在办意见（件）", "微信"},
		Rows: lines(rows, func(r *deputyRow) []string {
			d := &r.Deputy
			return []string{d.Name, d.Sex, d.Nation, strings.Join(r.Places, "\n"), d.Work, r.Phone, strconv.Itoa(r.Load), boundWord(r)}
		})}
}

// boundWord says where a deputy's WeChat binding stands.
func boundWord(r *deputyRow) string {
	switch {
	case r.Person != nil:
		return "已绑定"
	case r.Invited != "":
		return r.Invited
	}
	return "未邀请"
}

// placesIn are the districts and stations of some offices.
func placesIn(view *act.View, offices []store.Office) ([]store.District, []store.Station) {
	in := func(id string) bool {
		return slices.ContainsFunc(offices, func(o store.Office) bool { return o.ID == id })
	}
	var districts []store.District
	for _, d := range view.Districts {
		if in(d.OfficeID) {
			districts = append(districts, d)
		}
	}
	var stations []store.Station
	for _, s := range view.Stations {
		if in(s.OfficeID) {
			stations = append(stations, s)
		}
	}
	return districts, stations
}

func (h *handler) addDeputy(c *gin.Context) {
	d, m, err := h.readDeputy(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.AddDeputy(d, m)
			return err
		})
	}
	if words := sentence(err); words != "" {
		h.showDeputies(c, http.StatusUnprocessableEntity, &deputiesPage{Problem: words, Open: true, form: page.FormOf(c)})
		return
	}
	h.after(c, err, "已加入代表名册。请点“邀请绑定”，把邀请码交给代表。", deputiesPath)
}

// readDeputy reads the form of a new deputy; districts and stations are those that
// were offered.
func (h *handler) readDeputy(c *gin.Context) (d store.Deputy, m store.Mandate, err error) {
	office, err := h.ownOffice(c, store.ActRosterEdit)
	if err != nil {
		return d, m, err
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return d, m, err
	}
	list, err := h.offices(c, store.ActRosterEdit)
	if err != nil {
		return d, m, err
	}
	districts, stations := placesIn(view, list)
	r := reader{form: page.FormOf(c)}
	d = store.Deputy{OfficeID: office, Name: r.line("name", nameMax), Sex: r.choice("sex", "男", "女", ""),
		Nation: r.line("nation", nameMax), Phone: r.line("phone", phoneMax)}
	m = store.Mandate{Level: store.Level(r.choice("level", words(levels)...)), Title: r.line("title", lineMax),
		DistrictID: r.choice("district", ids(districts, func(d store.District) string { return d.ID })...),
		StationID:  r.choice("station", ids(stations, func(s store.Station) string { return s.ID })...)}
	if r.err == nil && d.Phone != "" && store.NormalisePhone(d.Phone) == "" {
		r.err = store.Invalid("phone", store.ProblemMalformed)
	}
	return d, m, r.err
}

// reader reads a form and keeps the first refusal.
type reader struct {
	form *page.Form
	err  error
}

func (r *reader) line(name string, limit int) string {
	s, err := r.form.Line(name, limit)
	r.note(err)
	return s
}

func (r *reader) choice(name string, allowed ...string) string {
	s, err := r.form.Choice(name, allowed...)
	r.note(err)
	return s
}

func (r *reader) note(err error) {
	if r.err == nil {
		r.err = err
	}
}

// ids are the values of a choice that may be left empty.
func ids[T any](list []T, id func(T) string) []string {
	out := []string{""}
	for _, v := range list {
		out = append(out, id(v))
	}
	return out
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

func (h *handler) invite(c *gin.Context) {
	var inv *store.Invitation
	var code string
	err := h.do(c, func(t *act.Tx) (err error) {
		inv, code, err = t.Invite(c.Param("id"))
		return err
	})
	h.showInvitation(c, err, inv, code, invitationPage{Name: strings.TrimSpace(page.FormOf(c).String("name")), Back: deputiesPath})
}

func (h *handler) revoke(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.Revoke(c.Param("id")) })
	h.after(c, err, "邀请已收回，原来的邀请码不能再用。", deputiesPath)
}

func (h *handler) unbind(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error {
		_, err := t.Unbind(c.Param("id"))
		return err
	})
	h.after(c, err, "已解除微信绑定。代表的办理记录都还在，可以重新邀请。", deputiesPath)
}
