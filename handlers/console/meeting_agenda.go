package console

import (
	"cmp"
	"errors"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/media"
)

// paperLimits is what the form of a paper takes.
var paperLimits = page.Limits{Files: 1, Bytes: 31 << 20}

// addAgenda adds an item to the agenda.
func (h *handler) addAgenda(c *gin.Context) {
	item := readAgenda(c)
	item.MeetingID = c.Param("id")
	h.onMeeting(c, item.MeetingID, "agenda", "议程已添加。", func(t *act.Tx) error {
		_, err := t.SaveAgendaItem(item)
		return err
	})
}

func readAgenda(c *gin.Context) store.AgendaItem {
	form := page.FormOf(c)
	a := store.AgendaItem{Kind: store.AgendaPlain, Title: form.String("item"), Reporter: form.String("reporter")}
	if form.Bool("report") {
		a.Kind = store.AgendaReport
	}
	a.Order, _ = form.Int("order", 1, 999) // anything else: where it stands
	return a
}

func (h *handler) editAgenda(c *gin.Context) {
	item := readAgenda(c)
	var err error
	item.ID = c.Param("id")
	item.Version, err = seen(c)
	h.onAgenda(c, "议程已修改。", err, func(t *act.Tx) error { _, err := t.SaveAgendaItem(item); return err })
}

func (h *handler) deleteAgenda(c *gin.Context) {
	version, err := seen(c)
	h.onAgenda(c, "议程已删除。", err, func(t *act.Tx) error { return t.DeleteAgendaItem(c.Param("id"), version) })
}

// stepReport notes that a step of a special report was taken.
func (h *handler) stepReport(c *gin.Context) {
	form := page.FormOf(c)
	version, err := seen(c)
	h.onAgenda(c, "已登记。", err, func(t *act.Tx) error {
		return t.StepReport(c.Param("id"), store.ReportStep(form.String("step")), form.String("day"), version)
	})
}

// onAgenda runs an act about the item of the address; the form says whose meeting's
// page it stands on.
func (h *handler) onAgenda(c *gin.Context, done string, err error, fn func(*act.Tx) error) {
	h.onMeeting(c, page.FormOf(c).String("meeting"), "agenda", done, func(t *act.Tx) error {
		if err != nil {
			return err
		}
		return fn(t)
	})
}

// addPaper takes a file. Its name is what it says of itself, unless one was typed.
func (h *handler) addPaper(c *gin.Context) {
	id, form := c.Param("id"), page.FormOf(c)
	p := store.Paper{MeetingID: id, ItemID: form.String("item_id"), Title: strings.TrimSpace(form.String("paper_title"))}
	file, err := h.readPaper(c, &p)
	h.onMeeting(c, id, "paper", "材料已上传。", func(t *act.Tx) error {
		if err != nil {
			return err
		}
		_, err := t.AddPaper(p, file, form.Bool("declared"))
		return err
	})
}

func (h *handler) readPaper(c *gin.Context, p *store.Paper) (media.File, error) {
	form := page.FormOf(c)
	list := form.Files("paper")
	switch {
	case len(list) == 0:
		return media.File{}, store.Invalid("paper", store.ProblemEmpty)
	case !form.Bool("declared"): // before it is kept
		return media.File{}, store.Invalid("declared", store.ProblemEmpty)
	}
	if _, err := h.acts.Meeting(c.Request.Context(), actor(c), p.MeetingID); err != nil {
		return media.File{}, err
	}
	name := path.Base(strings.ReplaceAll(list[0].Filename, `\`, "/"))
	p.Title = cmp.Or(p.Title, strings.TrimSuffix(name, path.Ext(name)))
	f, err := list[0].Open()
	if err != nil {
		return media.File{}, err
	}
	defer f.Close()
	kept, err := h.acts.Files().PutPaper(c.Request.Context(), f)
	var refused *media.RefusedError
	if errors.As(err, &refused) {
		err = store.Invalid("paper", store.ProblemMalformed)
	}
	return kept, err
}

// paper serves a paper, to be saved and not shown as a page.
func (h *handler) paper(c *gin.Context) {
	p, err := h.acts.PaperFor(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.sendFile(c, page.File{Hash: p.Hash, MIME: p.MIME, Name: p.FileName()})
}

func (h *handler) removePaper(c *gin.Context) {
	version, err := seen(c)
	h.onAgenda(c, "材料已删除。", err, func(t *act.Tx) error { return t.RemovePaper(c.Param("id"), version) })
}

// addDelegation adds a delegation, or forms those of the electing units.
func (h *handler) addDelegation(c *gin.Context) {
	id, form := c.Param("id"), page.FormOf(c)
	if form.String("do") == "form" {
		h.onMeeting(c, id, "delegation", "代表团已按选举单位和所在机构编好，可以再调整。", func(t *act.Tx) error {
			_, err := t.FormDelegations(id)
			return err
		})
		return
	}
	h.onMeeting(c, id, "delegation", "代表团已添加。", func(t *act.Tx) error {
		_, err := t.SaveDelegation(store.Delegation{MeetingID: id, Name: form.String("name"), Order: 99})
		return err
	})
}

func (h *handler) editDelegation(c *gin.Context) {
	form := page.FormOf(c)
	version, err := seen(c)
	d := store.Delegation{ID: c.Param("id"), Version: version, Name: form.String("name"), HeadID: form.String("head")}
	d.Order, _ = form.Int("order", 0, 999)
	h.onAgenda(c, "代表团已修改。", err, func(t *act.Tx) error { _, err := t.SaveDelegation(d); return err })
}

func (h *handler) deleteDelegation(c *gin.Context) {
	version, err := seen(c)
	h.onAgenda(c, "代表团已删除。", err, func(t *act.Tx) error { return t.DeleteDelegation(c.Param("id"), version) })
}
