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

// deputiesPage is a page of the roster.
type deputiesPage struct {
	Rows      []deputyRow
	List      page.List
	Filter    act.RosterFilter
	Standings []standingTab
	Seen      []store.Office // to choose from
	CanEdit   bool
	CanInvite bool
	CanUnbind bool
	Export    string // address of the list as a workbook

	Offices   []store.Office
	Districts []store.District
	Stations  []store.Station
	Terms     []termChoice
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
	Places  []string
	Pending bool // an invitation can still be used
	Invited string
}

func (h *handler) deputies(c *gin.Context) { h.showDeputies(c, http.StatusOK, &deputiesPage{}) }

// deputiesSize is how many deputies a page lists.
const deputiesSize = 50

// standingTab is a choice of the list.
type standingTab struct {
	Words, Link string
	Now         bool
}

func (h *handler) showDeputies(c *gin.Context, status int, p *deputiesPage) {
	p.List = page.NewList(c, deputiesSize)
	p.Filter = rosterFilter(c, p.List)
	rows, total, err := h.acts.RosterPage(c.Request.Context(), actor(c), p.Filter)
	if err != nil {
		h.fail(c, err)
		return
	}
	p.List.Total, p.List.More = total, total == act.RosterMost
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	for _, r := range rows {
		p.Rows = append(p.Rows, h.deputyRow(view, r))
	}
	if exported(c) {
		h.exportDeputies(c, p.Rows)
		return
	}
	for _, s := range store.Standings {
		p.Standings = append(p.Standings, standingTab{standingWords[s], p.List.With("standing", string(s)), s == p.Filter.Standing})
	}
	p.Export = exportLink(c)
	if p.Seen, err = h.offices(c, store.ActRoster); err != nil {
		h.fail(c, err)
		return
	}
	p.CanEdit, p.CanInvite, p.CanUnbind = may(c, store.ActRosterEdit), may(c, store.ActInvite), may(c, store.ActUnbind)
	if p.Offices, err = h.offices(c, store.ActRosterEdit); err != nil {
		h.fail(c, err)
		return
	}
	p.Districts, p.Stations = placesIn(view, p.Offices)
	p.Levels, p.Nations, p.Terms = levels, nations, termsFor(view, p.Offices)
	h.set.Render(c, status, "deputies", p)
}

// rosterFilter reads what the address asks for; what it does not know it leaves
// out. A workbook has the whole list.
func rosterFilter(c *gin.Context, l page.List) act.RosterFilter {
	f := act.RosterFilter{Office: c.Query("office"), Query: clipped(c.Query("q"), nameMax), Offset: l.Offset(), Limit: l.Size}
	if i := slices.Index(store.Levels, store.Level(c.Query("level"))); i >= 0 {
		f.Level = store.Levels[i]
	}
	if i := slices.Index(store.Standings, store.Standing(c.Query("standing"))); i >= 0 {
		f.Standing = store.Standings[i]
	}
	if exported(c) {
		f.Offset, f.Limit = 0, act.RosterMost
	}
	return f
}

func clipped(s string, most int) string {
	r := []rune(strings.TrimSpace(s))
	return string(r[:min(len(r), most)])
}

// termsFor are the terms of every congress that some offices keep, to choose from.
func termsFor(view *act.View, offices []store.Office) []termChoice {
	var list []termChoice
	for _, t := range view.Terms {
		keeper, _ := view.Offices.Find(t.OfficeID)
		if t.State != store.TermOver && slices.ContainsFunc(offices, func(o store.Office) bool {
			return slices.Contains(view.Offices.Above(o.ID), t.OfficeID)
		}) {
			list = append(list, termChoice{t.ID, keeper.Short + " " + levelWord(t.LevelIn(&keeper)) + t.Name() + "（" + termWords[t.State] + "）"})
		}
	}
	return list
}

func (h *handler) deputyRow(view *act.View, r act.RosterRow) deputyRow {
	row := deputyRow{RosterRow: r, Name: r.Deputy.Listed()}
	for _, m := range r.Mandates {
		words := m.Title
		if m.Title == "" {
			words = levelWord(m.Level) + "人大代表"
		}
		if place := view.Area(m.OfficeID, m.DistrictID, m.StationID); place != "" {
			words += " · " + place
		}
		if m.Status != store.MandateActive {
			words += "（" + statusWord(m) + "）"
		}
		row.Places = append(row.Places, words)
	}
	if i := r.Invitation; i != nil && r.Person == nil {
		row.Pending = i.Usable(h.cfg.Now()) == nil
		row.Invited = invitationWord(i, h.cfg.Now())
	}
	return row
}

// exportDeputies sends the list with telephone numbers, which the page leaves out.
func (h *handler) exportDeputies(c *gin.Context, rows []deputyRow) {
	phones := map[string]string{}
	for i := range rows {
		d := &rows[i].Deputy
		number, err := h.acts.Phone(c.Request.Context(), actor(c), d)
		if err != nil {
			h.fail(c, err)
			return
		}
		phones[d.ID] = number
	}
	h.download(c, "deputies", deputiesTable(rows, phones))
}

func deputiesTable(rows []deputyRow, phones map[string]string) sheet.Table {
	return sheet.Table{Title: "代表名单", Columns: []string{"姓名", "性别", "民族", "代表职务", "单位职务", "电话", "在办意见（件）", "微信"},
		Rows: lines(rows, func(r *deputyRow) []string {
			d := &r.Deputy
			return []string{d.Name, d.Sex, d.Nation, strings.Join(r.Places, "\n"), d.Work, phones[d.ID], strconv.Itoa(r.Load), boundWord(r)}
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
	m = store.Mandate{TermID: r.choice("term", ids(termsFor(view, list), func(t termChoice) string { return t.ID })...), Level: store.Level(r.choice("level", words(levels)...)), Title: r.line("title", lineMax),
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
