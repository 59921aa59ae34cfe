package console

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// Sentences about one of many matters.
const (
	wordsTooMany  = "一次最多办理100件。请先办这些，再选其余的。"
	wordsNoneSeen = "没有选中意见。请回到列表，勾选要办理的意见。"
	wordsGone     = "没有找到这一件。可能已经转走，或者不在您的办理范围。"
	wordsMayNot   = "您没有办理这一件的权限，请交有权限的同事办理。"
	wordsNotNow   = "这一件目前的状态不能这样办理，没有改动。"
	wordsLater    = "系统暂时没有办成，请稍后再试。"
)

// bulkDonePage says what became of the matters of a bulk form.
type bulkDonePage struct {
	Deed  string
	Done  int
	Rows  []undone
	Again string // address to pick the ones not done again
	List  string
}

// Back is the address of the list that the matters were picked from.
func (p *bulkDonePage) Back() string { return backTo(p.List) }

// undone is a matter to which nothing was done, and why.
type undone struct {
	ID, Number, Summary, Area, Words string
}

// runBulk does one deed to each of many matters: each is done whole or not at all,
// whatever becomes of the others.
func (h *handler) runBulk(c *gin.Context) {
	form := page.FormOf(c)
	picks := readPicks(form.All("pick"))
	d, err := deedOf(form.String("do"))
	var do one
	if err == nil {
		do, err = d.read(form)
	}
	key, keyErr := form.ID()
	p := &bulkPage{List: clip(form.String("list"), 1000), Picked: form.String("do"), form: form}
	switch {
	case len(picks) == 0:
		p.Problem = wordsNoneSeen
	case len(picks) > bulkMost:
		picks, p.Problem = picks[:bulkMost], wordsTooMany
	default:
		p.Problem = sentence(errors.Join(err, keyErr))
	}
	if p.Problem != "" || err != nil || keyErr != nil {
		h.showBulk(c, http.StatusUnprocessableEntity, picks, p)
		return
	}
	h.doAll(c, picks, key, do, &bulkDonePage{Deed: d.Label, List: p.List})
}

// doAll does the deed to what the reader may see of the picked, and renders p.
func (h *handler) doAll(c *gin.Context, picks []picked, key string, do one, p *bulkDonePage) {
	rows, err := h.acts.Picked(c.Request.Context(), actor(c), pickIDs(picks))
	if err != nil {
		h.fail(c, err)
		return
	}
	found := map[string]*act.InboxRow{}
	for i := range rows {
		found[rows[i].ID] = &rows[i]
	}
	for _, pick := range picks {
		r := found[pick.id]
		if r == nil {
			p.Rows = append(p.Rows, undone{Words: wordsGone})
			continue
		}
		err := h.acts.Do(c.Request.Context(), actor(c), itemKey(key, r.ID), func(t *act.Tx) error { return do(t, &r.Opinion, pick.seen) })
		if err == nil {
			p.Done++
			continue
		}
		p.Rows = append(p.Rows, undone{r.ID, r.Number, r.Summary, r.Area, h.undoneWords(c, r.ID, err)})
	}
	status := http.StatusOK
	if len(rows) == 0 { // a form about foreign things alone
		status = http.StatusNotFound
	}
	p.Again = againPath(p, rows)
	h.set.Render(c, status, "bulk_done", p)
}

// itemKey is the once-only id of one matter's part in a form: the form's, with the
// matter before the digest. It takes 64 of the request table's 80 characters.
func itemKey(key, id string) string {
	form, content, _ := strings.Cut(key, "#")
	return form + "/" + id + "#" + content
}

// undoneWords says why nothing was done to a matter.
func (h *handler) undoneWords(c *gin.Context, id string, err error) string {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return wordsGone
	case errors.Is(err, store.ErrForbidden):
		return wordsMayNot
	case errors.Is(err, store.ErrConflict):
		return h.fasterWords(c, id)
	}
	var e *store.InvalidError
	if errors.As(err, &e) && e.Field == "state" && e.Problem == store.ProblemState {
		return wordsNotNow
	}
	if words := sentence(err); words != "" {
		return words
	}
	h.log.Error("one matter of many", "id", page.RequestID(c), "opinion", id, "err", err)
	return wordsLater
}

// fasterWords says who was faster with a matter.
func (h *handler) fasterWords(c *gin.Context, id string) string {
	d, err := h.acts.Dossier(c.Request.Context(), actor(c), id)
	if err != nil || d.Opinion.State == store.OpinionSealed { // gone meanwhile
		return wordsGone
	}
	return conflictWords(d, actor(c).ID, page.FormOf(c).String("last"))
}

// againPath picks what was not done once more, "" when nothing of it is left.
func againPath(p *bulkDonePage, rows []act.InboxRow) string {
	var picks strings.Builder
	for _, u := range p.Rows {
		for i := range rows {
			if rows[i].ID == u.ID {
				picks.WriteString("&pick=" + pickOf(&rows[i].Opinion))
			}
		}
	}
	if picks.Len() == 0 {
		return ""
	}
	return bulkPath + "?" + values("list", p.List) + picks.String()
}
