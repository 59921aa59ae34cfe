package console

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const cannedPath = "/console/canned"

// cannedPage lists an office's canned replies, with the form for a new one.
type cannedPage struct {
	Office       store.Office
	Offices      []store.Office
	Groups       []cannedGroup
	Uses         []store.CannedUse
	Placeholders []placeholder
	CanAdd       bool
	Problem      string
	Failed       string // id of the reply whose form was refused; "new" for the new one
	form         *page.Form
}

type cannedGroup struct {
	Use  store.CannedUse
	Rows []act.CannedRow
}

// placeholder is explained beside the form.
type placeholder struct{ Name, Hint string }

var placeholderHints = map[string]string{
	"编号": "意见编号", "称呼": "反映人姓名加“同志”，没留姓名时是“群众朋友”", "代表": "办理的代表，如“张三代表”",
	"机构": "本单位的自称", "电话": "本单位办公电话", "日期": "今天", "期限": "代表答复的期限",
}

var cannedUseWords = map[store.CannedUse]string{store.CannedAuthor: "给反映人", store.CannedDeputy: "给代表"}

func cannedUseWord(u store.CannedUse) string { return cannedUseWords[u] }

// Typed gives back what was written into a refused form.
func (p *cannedPage) Typed(form, field, first string) string {
	if p.form == nil || p.Failed != form {
		return first
	}
	return p.form.String(field)
}

func (h *handler) canned(c *gin.Context) {
	h.showCanned(c, http.StatusOK, c.Query("office"), &cannedPage{})
}

func (h *handler) showCanned(c *gin.Context, status int, office string, p *cannedPage) {
	list, err := h.offices(c, store.ActCanned)
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Offices, p.Uses = list, store.CannedUses
	for _, o := range list {
		if o.ID == office || office == "" && p.Office.ID == "" {
			p.Office = o
		}
	}
	rows, err := h.acts.Canned(c.Request.Context(), actor(c), p.Office.ID)
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p.CanAdd = store.May(actor(c), store.ActCannedEdit, store.Target{OfficeID: p.Office.ID}, view.Offices)
	p.Groups = cannedGroups(rows)
	for _, name := range store.Placeholders {
		p.Placeholders = append(p.Placeholders, placeholder{name, placeholderHints[name]})
	}
	h.set.Render(c, status, "canned", p)
}

func cannedGroups(rows []act.CannedRow) []cannedGroup {
	var out []cannedGroup
	for _, use := range store.CannedUses {
		g := cannedGroup{Use: use}
		for _, r := range rows {
			if r.Use == use {
				g.Rows = append(g.Rows, r)
			}
		}
		out = append(out, g)
	}
	return out
}

func (h *handler) addCanned(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActCannedEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	f := page.FormOf(c)
	err = h.do(c, func(t *act.Tx) error {
		_, err := t.AddCanned(store.Canned{OfficeID: office, Use: store.CannedUse(f.String("use")),
			Title: f.String("title"), Text: f.String("text")})
		return err
	})
	h.settleCanned(c, "new", office, "常用语已保存。", err)
}

func (h *handler) editCanned(c *gin.Context) {
	f, id := page.FormOf(c), c.Param("id")
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			return t.EditCanned(id, store.CannedUse(f.String("use")), f.String("title"), f.String("text"), version)
		})
	}
	h.settleCanned(c, id, f.String("office"), "常用语已修改。", err)
}

func (h *handler) retireCanned(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.RetireCanned(c.Param("id"), version) })
	}
	h.settleCanned(c, c.Param("id"), page.FormOf(c).String("office"), "常用语已停用。", err)
}

// settleCanned shows the list again, with what was typed when it was refused.
func (h *handler) settleCanned(c *gin.Context, form, office, done string, err error) {
	path := cannedPath + "?" + values("office", office)
	if words := refused(err); words != "" {
		h.showCanned(c, http.StatusUnprocessableEntity, office, &cannedPage{Problem: words, Failed: form, form: page.FormOf(c)})
		return
	}
	h.after(c, err, done, path)
}
