package console

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const linksPath = "/console/links"

// linksPage lists who keeps in touch with whom: leaders with deputies, committees
// with departments.
type linksPage struct {
	Patches, Counterparts []act.LinkRow
	CanEdit               bool
	Export                string
	Offices               []store.Office
	Targets               []linkTarget
	Problem               string
	Failed                store.LinkKind
	form                  *page.Form
}

// linkTarget is something a leader can be given.
type linkTarget struct{ Value, Label, Group string }

// Typed gives back what was written into the form that was refused.
func (p *linksPage) Typed(kind, field string) string {
	if p.form == nil || string(p.Failed) != kind {
		return ""
	}
	return p.form.String(field)
}

func (h *handler) linkList(c *gin.Context) { h.showLinks(c, http.StatusOK, &linksPage{}) }

func (h *handler) showLinks(c *gin.Context, status int, p *linksPage) {
	rows, err := h.acts.Links(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "links", linksTable(rows))
		return
	}
	for _, r := range rows {
		if r.Kind == store.LinkPatch {
			p.Patches = append(p.Patches, r)
		} else {
			p.Counterparts = append(p.Counterparts, r)
		}
	}
	p.CanEdit, p.Export = may(c, store.ActLinkEdit), exportLink(c)
	if p.Offices, err = h.offices(c, store.ActLinkEdit); err != nil {
		h.fail(c, err)
		return
	}
	if p.Targets, err = h.linkTargets(c, p.Offices); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, status, "links", p)
}

func linksTable(rows []act.LinkRow) sheet.Table {
	return sheet.Table{Title: "领导分片联系和对口联系", Columns: []string{"种类", "联系人", "职务", "联系对象", "说明"},
		Rows: lines(rows, func(r *act.LinkRow) []string {
			return []string{linkKindWords[r.Kind], r.Who, r.Post, r.To, r.Note}
		})}
}

var linkKindWords = map[store.LinkKind]string{store.LinkPatch: "领导分片联系", store.LinkCounterpart: "对口联系"}

// linkTargets are the groups, districts and deputies of the offices where the
// reader may write links down.
func (h *handler) linkTargets(c *gin.Context, offices []store.Office) ([]linkTarget, error) {
	if len(offices) == 0 {
		return nil, nil
	}
	groups, err := h.acts.Groups(c.Request.Context(), actor(c))
	if err != nil {
		return nil, err
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return nil, err
	}
	roster, err := h.acts.Roster(c.Request.Context(), actor(c))
	if err != nil {
		return nil, err
	}
	var list []linkTarget
	for _, g := range groups {
		list = append(list, linkTarget{string(store.TargetGroup) + ":" + g.ID, g.Name, "代表小组"})
	}
	districts, _ := placesIn(view, offices)
	for _, d := range districts {
		list = append(list, linkTarget{string(store.TargetDistrict) + ":" + d.ID, d.Name, "选区"})
	}
	for _, r := range roster {
		if act.InOffice(r.Mandates) {
			list = append(list, linkTarget{string(store.TargetDeputy) + ":" + r.Deputy.ID, nameWord(&r.Deputy), "代表"})
		}
	}
	return list, nil
}

func (h *handler) addLink(c *gin.Context) {
	form := page.FormOf(c)
	l := store.Link{Kind: store.LinkKind(form.String("kind"))}
	err := h.readLink(c, &l)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.AddLink(l)
			return err
		})
	}
	if words := sentence(err); words != "" {
		h.showLinks(c, http.StatusUnprocessableEntity, &linksPage{Problem: words, Failed: l.Kind, form: form})
		return
	}
	h.after(c, err, "已登记。", linksPath)
}

func (h *handler) readLink(c *gin.Context, l *store.Link) (err error) {
	if l.OfficeID, err = h.ownOffice(c, store.ActLinkEdit); err != nil {
		return err
	}
	form := page.FormOf(c)
	r := reader{form: form}
	l.Who, l.Post, l.Note = r.line("who", nameMax), r.line("post", lineMax), r.line("note", 200)
	if l.Kind == store.LinkCounterpart {
		l.Target, l.TargetName = store.TargetUnit, r.line("unit", lineMax)
		return r.err
	}
	kind, id, _ := strings.Cut(form.String("target"), ":")
	l.Target, l.TargetID = store.LinkTarget(kind), id
	return r.err
}

func (h *handler) endLink(c *gin.Context) {
	n, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EndLink(c.Param("id"), n) })
	}
	h.after(c, err, "已结束，记录都还在。", linksPath)
}
