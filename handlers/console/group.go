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

const groupsPath = "/console/groups"

// groupsPage lists the deputies' groups.
type groupsPage struct {
	Rows    []groupRow
	Offices []store.Office // where a group can be made
	CanEdit bool
	Export  string
}

type groupRow struct {
	act.GroupRow
	Office string
	Names  []string
}

func (h *handler) groups(c *gin.Context) {
	list, err := h.acts.Groups(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	data := groupsPage{CanEdit: may(c, store.ActGroupEdit), Export: exportLink(c)}
	for _, g := range list {
		o, _ := view.Offices.Find(g.OfficeID)
		row := groupRow{GroupRow: g, Office: o.Short}
		for i := range g.Members {
			row.Names = append(row.Names, nameWord(&g.Members[i]))
		}
		data.Rows = append(data.Rows, row)
	}
	if exported(c) {
		h.download(c, "groups", groupsTable(data.Rows))
		return
	}
	if data.Offices, err = h.offices(c, store.ActGroupEdit); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "groups", data)
}

func groupsTable(rows []groupRow) sheet.Table {
	return sheet.Table{Title: "代表小组", Columns: []string{"机构", "小组", "编组方式", "地域或领域", "组长", "人数", "成员"},
		Rows: lines(rows, func(g *groupRow) []string {
			return []string{g.Office, g.Name, groupKindWord(g.Kind), g.About, g.Leader, strconv.Itoa(len(g.Members)), strings.Join(g.Names, "、")}
		})}
}

var groupKindWords = map[store.GroupKind]string{store.GroupArea: "按地域", store.GroupField: "按领域"}

func groupKindWord(k store.GroupKind) string { return groupKindWords[k] }

// groupPage is the form of one group, new or to be changed.
type groupPage struct {
	Group   store.Group
	Office  string
	People  []groupPerson
	Min     int
	Problem string
}

// groupPerson is a deputy who may be in the group.
type groupPerson struct {
	ID, Name, Office string
	In, Leader       bool
}

func (h *handler) newGroup(c *gin.Context) {
	list, err := h.offices(c, store.ActGroupEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	office := c.Query("office")
	if office == "" && len(list) > 0 {
		office = list[0].ID
	}
	h.showGroup(c, http.StatusOK, store.Group{OfficeID: office, Kind: store.GroupArea}, nil, "")
}

func (h *handler) groupPage(c *gin.Context) {
	g, err := h.acts.Group(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	var members []string
	for _, d := range g.Members {
		members = append(members, d.ID)
	}
	h.showGroup(c, http.StatusOK, g.Group, members, "")
}

func (h *handler) showGroup(c *gin.Context, status int, g store.Group, members []string, problem string) {
	people, err := h.acts.Groupable(c.Request.Context(), actor(c), g.OfficeID)
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	o, _ := view.Offices.Find(g.OfficeID)
	data := groupPage{Group: g, Office: o.Name, Min: store.GroupMin, Problem: problem}
	for i := range people {
		d := &people[i]
		p := groupPerson{ID: d.ID, Name: nameWord(d), In: slices.Contains(members, d.ID), Leader: d.ID == g.LeaderID}
		if d.OfficeID != g.OfficeID {
			of, _ := view.Offices.Find(d.OfficeID)
			p.Office = of.Short
		}
		data.People = append(data.People, p)
	}
	h.set.Render(c, status, "group", data)
}

// saveGroup makes a group or changes one.
func (h *handler) saveGroup(c *gin.Context) {
	form := page.FormOf(c)
	g, members, err := h.readGroup(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.SaveGroup(g, members)
			return err
		})
	}
	if words := sentence(err); words != "" {
		g.OfficeID = form.String("office")
		h.showGroup(c, http.StatusUnprocessableEntity, g, members, words)
		return
	}
	h.after(c, err, "代表小组已保存。", groupsPath)
}

func (h *handler) readGroup(c *gin.Context) (g store.Group, members []string, err error) {
	form := page.FormOf(c)
	r := reader{form: form}
	g = store.Group{ID: c.Param("id"), Name: r.line("name", nameMax), About: r.line("about", lineMax),
		Kind: store.GroupKind(r.choice("kind", words(store.GroupKinds)...)), LeaderID: form.String("leader")}
	g.Order, err = form.Int("place", 0, 999)
	r.note(err)
	members = form.All("member")
	if g.ID == "" {
		g.OfficeID, err = h.ownOffice(c, store.ActGroupEdit)
	} else {
		g.Version, err = seen(c)
	}
	r.note(err)
	return g, members, r.err
}

func (h *handler) closeGroup(c *gin.Context) {
	n, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.CloseGroup(c.Param("id"), n) })
	}
	h.after(c, err, "小组已撤销，以前的记录都还在。", groupsPath)
}
