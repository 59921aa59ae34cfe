package console

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const contactsPath = "/console/contacts"

// contactsPage says which deputy keeps in touch with how many voters.
type contactsPage struct {
	Rows    []contactRow
	Few     bool // only those with too few
	All     int
	Missing int // how many have too few
	CanEdit bool
	Export  string
}

// contactRow is a deputy as the list shows one.
type contactRow struct {
	act.ContactRow
	Name string
}

func (h *handler) contacts(c *gin.Context) {
	rows, err := h.acts.ContactRoster(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	p := contactsPage{Few: c.Query("few") != "", All: len(rows), CanEdit: may(c, store.ActContactEdit), Export: exportLink(c)}
	for _, r := range rows {
		if r.Few() {
			p.Missing++
		}
		if r.Few() || !p.Few {
			p.Rows = append(p.Rows, contactRow{r, r.Deputy.Listed()})
		}
	}
	if exported(c) {
		h.download(c, "contacts", contactsTable(p.Rows))
		return
	}
	h.set.Render(c, http.StatusOK, "contacts", p)
}

func contactsTable(rows []contactRow) sheet.Table {
	return sheet.Table{Title: "代表联系选民情况", Columns: []string{"姓名", "称谓", "联系选民（位）", "应联系（位）", "是否达到", "今年联系（次）", "最近一次"},
		Rows: lines(rows, func(r *contactRow) []string {
			return []string{r.Deputy.Name, strings.Join(r.Titles, "、"), strconv.Itoa(r.Voters), spanWord(r.Min, r.Max), enoughWord(r.Few()),
				strconv.Itoa(r.Met), r.Last}
		})}
}

// spanWord is 3至5, or 3 when both are the same.
func spanWord(low, high int) string {
	if low >= high {
		return strconv.Itoa(high)
	}
	return strconv.Itoa(low) + "至" + strconv.Itoa(high)
}

func enoughWord(few bool) string {
	if few {
		return "不足"
	}
	return "达到"
}

// votersPage is one deputy's contact voters, for whoever keeps the list.
type votersPage struct {
	Deputy   store.Deputy
	Name     string
	Rows     []voterRow
	Min, Max int
	Problem  string
	Failed   string          // id of the voter whose form was refused; "new" of a new one
	Form     act.ContactForm // what was written into a refused form
}

// voterRow is a contact voter with the form to change what is known.
type voterRow struct {
	act.ContactCard
	Typed act.ContactForm
}

func (h *handler) voters(c *gin.Context) {
	h.showVoters(c, http.StatusOK, c.Param("id"), &votersPage{})
}

func (h *handler) showVoters(c *gin.Context, status int, deputyID string, p *votersPage) {
	d, cards, err := h.acts.Contacts(c.Request.Context(), actor(c), deputyID)
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Deputy, p.Name = *d, d.Listed()
	p.Min, p.Max = view.Settings.Int(d.OfficeID, store.SetContactMin), view.Settings.Int(d.OfficeID, store.SetContactMax)
	for _, card := range cards {
		row := voterRow{ContactCard: card, Typed: card.ContactForm}
		if p.Failed == card.ID {
			row.Typed = p.Form
		}
		p.Rows = append(p.Rows, row)
	}
	h.set.Render(c, status, "voters", p)
}

// readVoter reads the form of a contact voter as it was written; the act checks it.
func readVoter(c *gin.Context) act.ContactForm {
	f := page.FormOf(c)
	return act.ContactForm{Name: f.String("name"), Phone: f.String("phone"), Place: f.String("place"),
		Note: f.String("note"), Consent: f.String("consent")}
}

func (h *handler) addVoter(c *gin.Context) {
	form := readVoter(c)
	err := h.do(c, func(t *act.Tx) error {
		_, err := t.AddContact(c.Param("id"), form)
		return err
	})
	if words := sentence(err); words != "" {
		h.showVoters(c, http.StatusUnprocessableEntity, c.Param("id"), &votersPage{Problem: words, Failed: "new", Form: form})
		return
	}
	h.after(c, err, "已加入联系选民名单。", contactsPath+"/"+c.Param("id"))
}

func (h *handler) editVoter(c *gin.Context) {
	id, form := c.Param("id"), readVoter(c)
	card, err := h.acts.ContactByID(c.Request.Context(), actor(c), id)
	if err != nil {
		h.fail(c, err)
		return
	}
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditContact(id, form, version) })
	}
	if words := sentence(err); words != "" {
		h.showVoters(c, http.StatusUnprocessableEntity, card.DeputyID, &votersPage{Problem: words, Failed: id, Form: form})
		return
	}
	h.after(c, err, "已保存。", contactsPath+"/"+card.DeputyID)
}

func (h *handler) removeVoter(c *gin.Context) {
	card, err := h.acts.ContactByID(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	err = h.do(c, func(t *act.Tx) error { return t.RemoveContact(card.ID, 0) })
	h.after(c, err, "已移出名单，这位选民的姓名、电话和住址已经删除。", contactsPath+"/"+card.DeputyID)
}
