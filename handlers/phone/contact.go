package phone

import (
	"math"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const (
	contactsPath = "/h5/contacts"
	maxTalks     = 100 // shown of one voter
)

// contactsPage is the voters with whom a deputy keeps in touch.
type contactsPage struct {
	Rows     []act.ContactCard
	Min, Max int
	Form     act.ContactForm // what was written into a refused form
	Wrong    string
}

// Left is how many voters may be added.
func (p contactsPage) Left() int { return max(0, p.Max-len(p.Rows)) }

// Short is how many voters are missing from what the office asks for.
func (p contactsPage) Short() int { return max(0, p.Min-len(p.Rows)) }

func (h *handler) contacts(c *gin.Context) { h.showContacts(c, http.StatusOK, contactsPage{}) }

func (h *handler) showContacts(c *gin.Context, status int, p contactsPage) {
	d, rows, err := h.acts.Contacts(c.Request.Context(), actor(c), person(c).DeputyID)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	p.Rows = rows
	p.Min, p.Max = view.Settings.Int(d.OfficeID, store.SetContactMin), view.Settings.Int(d.OfficeID, store.SetContactMax)
	h.set.Render(c, status, "contacts", p)
}

// readContact reads the form of a contact voter as it was written; the act checks
// it.
func readContact(c *gin.Context) act.ContactForm {
	f := page.FormOf(c)
	return act.ContactForm{Name: f.String("name"), Phone: f.String("phone"), Place: f.String("place"),
		Note: f.String("note"), Consent: f.String("consent")}
}

func (h *handler) addContact(c *gin.Context) {
	form := readContact(c)
	err := h.do(c, func(t *act.Tx) error {
		_, err := t.AddContact(t.Actor.DeputyID, form)
		return err
	})
	if words := refused(err); words != "" {
		h.showContacts(c, http.StatusUnprocessableEntity, contactsPage{Form: form, Wrong: words})
		return
	}
	h.after(c, err, "已加入您的联系选民。", contactsPath)
}

// contactPage is one contact voter, with what was said.
type contactPage struct {
	*act.ContactCard
	Form     act.ContactForm
	Wrong    string // why the form about the voter was refused
	Talks    []act.Talk
	Kinds    []store.ContactKind
	Today    string
	Log      store.ContactLog // what was written into a refused log
	LogWrong string
}

func (h *handler) oneContact(c *gin.Context) { h.showContact(c, http.StatusOK, contactPage{}) }

func (h *handler) showContact(c *gin.Context, status int, p contactPage) {
	card, err := h.acts.ContactByID(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	if p.Talks, err = h.acts.Talks(c.Request.Context(), actor(c), card.ID, maxTalks); err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	if p.ContactCard = card; p.Wrong == "" {
		p.Form = card.ContactForm
	}
	p.Kinds, p.Today = store.ContactKinds, h.acts.Now().In(store.ChinaTime).Format(time.DateOnly)
	if p.Log.Day == "" {
		p.Log.Day = p.Today
	}
	h.set.Render(c, status, "contact", p)
}

func (h *handler) editContact(c *gin.Context) {
	form := readContact(c)
	seen, err := page.FormOf(c).Int("seen", 1, math.MaxInt32)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditContact(c.Param("id"), form, int64(seen)) })
	}
	if words := refused(err); words != "" {
		h.showContact(c, http.StatusUnprocessableEntity, contactPage{Form: form, Wrong: words})
		return
	}
	h.after(c, err, "已保存。", contactsPath+"/"+c.Param("id"))
}

func (h *handler) removeContact(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.RemoveContact(c.Param("id"), 0) })
	h.after(c, err, "已移出名单，这位选民的姓名、电话和住址已经删除。", contactsPath)
}

func (h *handler) logContact(c *gin.Context) {
	f := page.FormOf(c)
	log := store.ContactLog{Day: f.String("day"), Kind: store.ContactKind(f.String("kind")), Text: f.String("text")}
	err := h.do(c, func(t *act.Tx) error {
		_, err := t.LogContact(c.Param("id"), log)
		return err
	})
	if words := refused(err); words != "" {
		h.showContact(c, http.StatusUnprocessableEntity, contactPage{Log: log, LogWrong: words})
		return
	}
	h.after(c, err, "这次联系记下了。需要办理的事，请点“转为意见”。", contactsPath+"/"+c.Param("id"))
}

// raiseContact makes an opinion of what was said.
func (h *handler) raiseContact(c *gin.Context) {
	id, err := page.FormOf(c).ID()
	var o *store.Opinion
	if err == nil {
		o, err = h.acts.RaiseContact(c.Request.Context(), actor(c), id, page.FormOf(c).String("log"))
	}
	words := "这次记录已经转为意见。"
	if o != nil {
		words = "已转为意见，编号 " + o.Number + "，工作人员看过后会安排办理。"
	}
	h.after(c, err, words, contactsPath+"/"+c.Param("id"))
}
