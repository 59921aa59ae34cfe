package console

import (
	"bytes"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const (
	digestsPath = "/console/digests"
	halvesShown = 4
)

// digestsPage is a half-year of an office, by the unit it concerns.
type digestsPage struct {
	*act.Digest
	Rows    []digestRow
	Halves  []store.Half
	Offices []store.Office
	CanMake bool
}

type digestRow struct {
	store.DigestUnit
	Draft *act.DraftRow // the letter, once it is made
}

func (h *handler) digests(c *gin.Context) {
	list, err := h.offices(c, store.ActDraftRead)
	if err == nil && len(list) == 0 {
		err = store.ErrForbidden
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	office := c.Query("office")
	if office == "" {
		office = list[0].ID
	}
	now := store.HalfOf(h.cfg.Now())
	half, err := store.ParseHalf(c.Query("half"))
	if err != nil {
		half = now
	}
	d, err := h.acts.Digest(c.Request.Context(), actor(c), office, half)
	if err != nil {
		h.fail(c, err)
		return
	}
	p := digestsPage{Digest: d, Offices: list, CanMake: may(c, store.ActDraft)}
	for range halvesShown {
		p.Halves = append(p.Halves, now)
		now = now.Before()
	}
	for _, u := range d.Units {
		p.Rows = append(p.Rows, digestRow{u, d.Draft(u.Unit)})
	}
	h.set.Render(c, http.StatusOK, "digests", p)
}

// makeDigest drafts the letter to one unit and opens it.
func (h *handler) makeDigest(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActDraft)
	if err != nil {
		h.fail(c, err)
		return
	}
	form := page.FormOf(c)
	back := digestsPath + "?" + values("office", office, "half", form.String("half"))
	half, err := store.ParseHalf(form.String("half"))
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			d, err := t.MakeDigest(office, half, form.String("unit"))
			if err == nil {
				back = draftsPath + "/" + d.ID
			}
			return err
		})
	}
	h.after(c, err, "已按记录生成初稿。请通读修改，删去能看出是谁反映的内容，再送审。", back)
}

// letter makes the official letter of a draft. What has not been signed has no
// date yet.
func letter(view *act.View, d *act.DraftDossier) sheet.Document {
	o, _ := view.Offices.Find(d.OfficeID)
	return sheet.Document{Title: d.Title, To: d.To, Paragraphs: sheet.Paragraphs(d.Words), Signer: o.Name, Date: d.Released}
}

// letterOf reads the letter of the address; what is no letter is not found.
func (h *handler) letterOf(c *gin.Context) (*act.DraftDossier, *sheet.Document, error) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return nil, nil, err
	}
	d, err := h.acts.DraftDossier(c.Request.Context(), actor(c), c.Param("id"))
	if err == nil && !d.Kind.Letter() {
		err = store.ErrNotFound
	}
	if err != nil {
		return nil, nil, err
	}
	doc := letter(view, d)
	return d, &doc, nil
}

// draftWord is the letter as a Word file. That it left stands in the audit.
func (h *handler) draftWord(c *gin.Context) {
	d, doc, err := h.letterOf(c)
	var file bytes.Buffer
	if err == nil {
		err = sheet.WriteDocument(&file, *doc)
	}
	if err == nil {
		err = h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) error { return t.DraftLeaves(d.ID) })
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	name := doc.Title + "（" + doc.To + "）.docx"
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Data(http.StatusOK, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", file.Bytes())
}

// paperPage is the letter as it is printed from the browser.
type paperPage struct {
	ID    string
	Draft bool // not signed yet
	Doc   *sheet.Document
	Date  string
}

func (h *handler) draftPaper(c *gin.Context) {
	d, doc, err := h.letterOf(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "paper", paperPage{d.ID, d.State != store.DraftReleased, doc, sheet.DocumentDate(doc.Date)})
}
