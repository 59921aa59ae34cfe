package console

import (
	"errors"
	"net/http"
	"net/url"
	"slices"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const officesPath = "/console/offices"

// populationMax is above that of any city.
const populationMax = 99_999_999

// officesPage is the tree.
type officesPage struct {
	Rows      []officeRow
	CanEdit   bool
	Parents   []store.Office
	Kinds     []store.OfficeKind
	Relations []store.ZoneRelation
}

// officeRow is an office as the tree lists one.
type officeRow struct {
	store.Office
	Depth   int
	Seats   int // by population; 0 is not known
	CanEdit bool
}

// officePage is one office's facts.
type officePage struct {
	officeRow
	Parent    string
	Parents   []store.Office
	Kinds     []store.OfficeKind
	Relations []store.ZoneRelation
}

func (h *handler) listOffices(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	seen := store.OfficesFor(actor(c), store.ActRoster, view.Offices)
	p := officesPage{CanEdit: may(c, store.ActRosterEdit), Kinds: store.OfficeKinds, Relations: store.ZoneRelations}
	p.Rows = append(p.Rows, tree(view.Offices, seen)...)
	if p.Parents, err = h.offices(c, store.ActRosterEdit); err != nil {
		h.fail(c, err)
		return
	}
	p.Parents = store.Offices(p.Parents).Open()
	h.set.Render(c, http.StatusOK, "offices", p)
}

// tree lists the offices of some ids, each under its parent.
func tree(all store.Offices, ids []string) []officeRow {
	var rows []officeRow
	var under func(parent string, depth int)
	in := func(id string) bool { return slices.Contains(ids, id) }
	under = func(parent string, depth int) {
		for _, o := range all {
			if o.ParentID == parent && in(o.ID) && depth < len(all) {
				rows = append(rows, officeRow{Office: o, Depth: min(depth, 4), Seats: store.SeatsFor(o.Level(), o.Population)})
				under(o.ID, depth+1)
			}
		}
	}
	for _, o := range all {
		if in(o.ID) && !in(o.ParentID) || o.ParentID == "" && in(o.ID) {
			rows = append(rows, officeRow{Office: o, Seats: store.SeatsFor(o.Level(), o.Population)})
			under(o.ID, 1)
		}
	}
	return rows
}

func (h *handler) office(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	o, ok := view.Offices.Find(c.Param("id"))
	if !ok || !store.May(actor(c), store.ActRoster, store.Target{OfficeID: o.ID}, view.Offices) {
		h.fail(c, store.ErrNotFound)
		return
	}
	p := officePage{officeRow: officeRow{Office: o, Seats: store.SeatsFor(o.Level(), o.Population),
		CanEdit: store.May(actor(c), store.ActRosterEdit, store.Target{OfficeID: o.ID}, view.Offices)},
		Kinds: store.OfficeKinds, Relations: store.ZoneRelations}
	list, err := h.offices(c, store.ActRosterEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	below := view.Offices.Under(o.ID)
	p.Parents = slices.DeleteFunc(store.Offices(list).Open(), func(f store.Office) bool { return slices.Contains(below, f.ID) })
	if parent, ok := view.Offices.Find(o.ParentID); ok {
		p.Parent = parent.Name
		if !slices.ContainsFunc(p.Parents, func(f store.Office) bool { return f.ID == parent.ID }) {
			p.Parents = append(p.Parents, parent) // stays where it is: whose it is the reader need not keep
		}
	}
	h.set.Render(c, http.StatusOK, "office", p)
}

func (r *reader) office() store.Office {
	return store.Office{ParentID: r.form.String("parent"), Name: r.line("name", 100), Short: r.line("short", nameMax),
		Kind:     store.OfficeKind(r.choice("kind", words(store.OfficeKinds)...)),
		Relation: store.ZoneRelation(r.choice("relation", append(words(store.ZoneRelations), "")...)),
		Phone:    r.line("phone", nameMax), Hours: r.line("hours", 200),
		Population: r.number("population", 0, populationMax), Order: r.number("order", 0, rankMax)}
}

func (h *handler) addOffice(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	o := r.office()
	err := r.err
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.AddOffice(o)
			return err
		})
	}
	h.after(c, notFoundIfForeign(c, err), "机构已添加。", officesPath)
}

// notFoundIfForeign: that an office may not be written to says that it is there,
// which is not for a reader of another office to know.
func notFoundIfForeign(c *gin.Context, err error) error {
	if errors.Is(err, store.ErrForbidden) && may(c, store.ActRosterEdit) {
		return store.ErrNotFound
	}
	return err
}

func (h *handler) editOffice(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	facts := r.office()
	version, err := seen(c)
	r.note(err)
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditOffice(c.Param("id"), facts, version) })
	}
	h.after(c, err, "已保存。", officePath(c))
}

func officePath(c *gin.Context) string { return officesPath + "/" + url.PathEscape(c.Param("id")) }

func (h *handler) closeOffice(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.CloseOffice(c.Param("id"), true, version) })
	}
	h.after(c, err, "机构已撤销，原有记录都还在。", officePath(c))
}

func (h *handler) openOffice(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.CloseOffice(c.Param("id"), false, version) })
	}
	h.after(c, err, "机构已恢复。", officePath(c))
}

var kindWords = map[store.OfficeKind]string{store.OfficeCity: "市人大", store.OfficeCounty: "县（市、区）人大",
	store.OfficeStreet: "街道人大工委", store.OfficeTownship: "乡镇人大主席团", store.OfficeZone: "开发区人大工委"}

var relationWords = map[store.ZoneRelation]string{store.ZoneRunsTowns: "代管镇街", store.ZoneDivides: "经济社会分工", store.ZoneTownRuns: "镇管区"}

func officeKind(k store.OfficeKind) string { return kindWords[k] }

func relationWord(r store.ZoneRelation) string { return relationWords[r] }
