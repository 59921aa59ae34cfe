package console

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

// bookPage is the roster in its official form (六簿一册, the 册: 代表分组情况及代表
// 花名册): by groups, within them by rank and 姓氏笔画, to print on A4.
type bookPage struct {
	Office   store.Office
	Offices  []store.Office
	Title    string
	Sections []bookSection
	Phones   bool // telephone numbers are printed
	People   int
	Women    int
	Minority int
	Export   string
}

// bookSection is a group, or those who are in none.
type bookSection struct {
	Name, About, Leader string
	Rows                []bookRow
}

type bookRow struct {
	Number                   int
	Name, Work, Place, Phone string
}

func (h *handler) book(c *gin.Context) {
	data, err := h.readBook(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "roster_book", bookTable(data))
		return
	}
	h.set.Render(c, http.StatusOK, "book", data)
}

func (h *handler) readBook(c *gin.Context) (*bookPage, error) {
	p := &bookPage{Phones: c.Query("phones") != "", Export: exportLink(c)}
	var err error
	if p.Offices, err = h.offices(c, store.ActRoster); err != nil {
		return nil, err
	}
	if p.Office, err = chosenOffice(p.Offices, c.Query("office"), staffOf(c).OfficeID); err != nil {
		return nil, err
	}
	p.Title = p.Office.Name + "代表分组情况及代表花名册"
	roster, err := h.acts.Roster(c.Request.Context(), actor(c))
	if err != nil {
		return nil, err
	}
	groups, err := h.acts.Groups(c.Request.Context(), actor(c))
	if err != nil {
		return nil, err
	}
	if p.Phones {
		if err := h.acts.SawPhones(c.Request.Context(), actor(c), p.Office.ID); err != nil {
			return nil, err
		}
	}
	return p, h.bind(c, p, roster, groups)
}

// chosenOffice is the office asked for, else the reader's own.
func chosenOffice(list []store.Office, asked, own string) (store.Office, error) {
	for _, id := range []string{asked, own} {
		for _, o := range list {
			if o.ID == id {
				return o, nil
			}
		}
		if id == asked && asked != "" {
			return store.Office{}, store.ErrNotFound
		}
	}
	if len(list) == 0 {
		return store.Office{}, store.ErrForbidden
	}
	return list[0], nil
}

// bind puts the deputies in office into their groups.
func (h *handler) bind(c *gin.Context, p *bookPage, roster []act.RosterRow, groups []act.GroupRow) error {
	rows := map[string]bookRow{}
	var own []string
	for _, r := range roster {
		if r.Deputy.OfficeID != p.Office.ID || !act.InOffice(r.Mandates) {
			continue
		}
		row, err := h.bookRow(c, p, r)
		if err != nil {
			return err
		}
		rows[r.Deputy.ID] = row
		own = append(own, r.Deputy.ID)
		p.count(&r.Deputy)
	}
	placed := map[string]bool{}
	for i := range groups {
		if groups[i].OfficeID == p.Office.ID {
			p.Sections = append(p.Sections, section(&groups[i], rows, placed))
		}
	}
	rest := bookSection{Name: "未编组"}
	if len(p.Sections) == 0 {
		rest.Name = ""
	}
	for _, id := range own {
		if !placed[id] {
			rest.add(rows[id])
		}
	}
	if len(rest.Rows) > 0 {
		p.Sections = append(p.Sections, rest)
	}
	return nil
}

func (p *bookPage) count(d *store.Deputy) {
	p.People++
	if d.Sex == "女" {
		p.Women++
	}
	if d.Nation != "" && d.Nation != "汉族" {
		p.Minority++
	}
}

func section(g *act.GroupRow, rows map[string]bookRow, placed map[string]bool) bookSection {
	s := bookSection{Name: g.Name, Leader: g.Leader, About: groupKindWord(g.Kind)}
	if g.About != "" {
		s.About += "：" + g.About
	}
	for i := range g.Members {
		d := &g.Members[i]
		placed[d.ID] = true
		row, ok := rows[d.ID]
		if !ok { // of another office: a county's deputy in a town's group
			row = bookRow{Name: nameWord(d), Work: d.Work}
		}
		s.add(row)
	}
	return s
}

func (s *bookSection) add(row bookRow) {
	row.Number = len(s.Rows) + 1
	s.Rows = append(s.Rows, row)
}

func (h *handler) bookRow(c *gin.Context, p *bookPage, r act.RosterRow) (bookRow, error) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return bookRow{}, err
	}
	row := bookRow{Name: nameWord(&r.Deputy), Work: r.Deputy.Work, Place: strings.Join(h.deputyRow(view, r).Places, "；")}
	if p.Phones {
		row.Phone, err = h.acts.Phone(c.Request.Context(), actor(c), &r.Deputy)
	}
	return row, err
}

func bookTable(p *bookPage) sheet.Table {
	columns := []string{"小组", "序号", "姓名", "单位及职务", "代表职务"}
	if p.Phones {
		columns = append(columns, "联系电话")
	}
	return sheet.Table{Title: p.Title, Columns: columns, Portrait: true, Rows: func(yield func([]string, error) bool) {
		for _, s := range p.Sections {
			for _, r := range s.Rows {
				if !yield([]string{s.Name, strconv.Itoa(r.Number), r.Name, r.Work, r.Place, r.Phone}, nil) {
					return
				}
			}
		}
	}}
}
