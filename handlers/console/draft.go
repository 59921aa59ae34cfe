package console

import (
	"cmp"
	"errors"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const draftsPath = "/console/drafts"

// draftsPage lists what is on its way to being said in the office's name.
type draftsPage struct {
	*act.DraftLists
	Letters bool // the reader may draft one
}

// draftPage is one draft with what is needed to decide about it.
type draftPage struct {
	*act.DraftDossier
	Stages   []stageView
	Said     []stepView
	Timeline []stepView
	Answer   *answerView        // a deputy's answer that one step releases, from the matter's page
	Cast     *act.BroadcastView // of a notice to many
	Problem  string
	Failed   string
	form     *page.Form
}

// TemplateDaily is what the platform lets an account send in a day.
func (p *draftPage) TemplateDaily() int { return act.TemplateDaily }

// Typed gives back what was written into a refused form.
func (p *draftPage) Typed(form, field, first string) string {
	if p.form == nil || p.Failed != form {
		return first
	}
	return p.form.String(field)
}

// stageView is one of the steps a draft takes.
type stageView struct {
	Word, Who string
	At        time.Time
	Here      bool
}

func (h *handler) drafts(c *gin.Context) {
	l, err := h.acts.DraftLists(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "drafts", draftsPage{l, may(c, store.ActDraft)})
}

func (h *handler) draft(c *gin.Context) { h.showDraft(c, http.StatusOK, &draftPage{}) }

func (h *handler) showDraft(c *gin.Context, status int, p *draftPage) {
	d, err := h.acts.DraftDossier(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	p.DraftDossier, p.Stages = d, stagesOf(d)
	if d.Kind == store.DraftBroadcast {
		p.Cast, err = h.acts.Broadcast(c.Request.Context(), actor(c), d.Ref)
	}
	if err != nil && !errors.Is(err, store.ErrNotFound) { // who may read drafts need not write to many
		h.fail(c, err)
		return
	}
	if d.Matter != nil {
		p.Said, p.Timeline = said(d.Matter), timeline(d.Matter)
		if d.Kind == store.DraftAnswer {
			p.Answer = pending(d.Matter)
		}
	}
	if status == http.StatusConflict {
		p.Problem = fasterWords(d)
	}
	h.set.Render(c, status, "draft", p)
}

// stagesOf are the steps that a draft takes, with who took them.
func stagesOf(d *act.DraftDossier) []stageView {
	list := []stageView{{Word: "拟稿", Who: d.Drafter, At: d.Created, Here: d.Open()}}
	if d.Kind == store.DraftAnswer {
		list[0].Word, list[0].Who = "代表答复", d.Deputy
	}
	if d.Draft.Steps == store.StepsMax {
		list = append(list, stageView{Word: "审核", Here: d.State == store.DraftInReview})
	}
	if d.Draft.Steps > 1 || d.Kind == store.DraftAnswer {
		list = append(list, stageView{Word: "签发", Here: d.State == store.DraftToSign})
	}
	for _, s := range d.Log {
		for i := range list[1:] {
			stage := &list[i+1]
			if s.Verb == store.StepPass && stage.Word == "审核" || s.Verb == store.StepSign && stage.Word == "签发" {
				stage.Who, stage.At = s.Who, s.At
			}
		}
		if s.Verb == store.StepReturn { // what was agreed to before counts no longer
			for i := range list[1:] {
				list[i+1].Who, list[i+1].At = "", time.Time{}
			}
		}
	}
	return list
}

// fasterWords say who was faster.
func fasterWords(d *act.DraftDossier) string {
	if len(d.Log) == 0 {
		return wordsConflict
	}
	last := d.Log[len(d.Log)-1]
	if last.Who == "" {
		return wordsConflict
	}
	return "刚刚已由" + last.Who + stepVerbs[last.Verb] + "，请看最新情况。您的这次操作没有执行。"
}

// onDraft runs an act about the draft of the address and shows it again.
func (h *handler) onDraft(c *gin.Context, form, done string, fn func(t *act.Tx, id string, seen int64) error) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return fn(t, c.Param("id"), version) })
	}
	words := refused(err)
	switch {
	case err == nil:
		page.AddFlash(c, page.Done, done)
		page.Redirect(c, draftsPath+"/"+c.Param("id"))
	case errors.Is(err, store.ErrConflict):
		h.showDraft(c, http.StatusConflict, &draftPage{Failed: form, form: page.FormOf(c)})
	case words != "":
		h.showDraft(c, http.StatusUnprocessableEntity, &draftPage{Problem: words, Failed: form, form: page.FormOf(c)})
	default:
		h.fail(c, err)
	}
}

// afterEdit are the steps that an edit may take with it, so that what was typed is
// never left behind, with what is said then.
var afterEdit = map[store.StepVerb]string{
	store.StepSubmit: "已保存并送出，进展可以在这里看到。", store.StepPass: "已审核通过，等待签发。", store.StepSign: "已签发。",
}

// editDraft keeps the words, and takes a step with them where the form says so.
func (h *handler) editDraft(c *gin.Context) {
	form := page.FormOf(c)
	r := reader{form: form}
	to, title := r.line("to", store.DraftTitleMax), r.line("title", store.DraftTitleMax)
	then := store.StepVerb(form.String("then"))
	h.onDraft(c, "edit", cmp.Or(afterEdit[then], "已保存。"), func(t *act.Tx, id string, seen int64) error {
		if r.err != nil {
			return r.err
		}
		err := t.EditDraft(id, to, title, form.String("text"), seen)
		if err != nil || afterEdit[then] == "" {
			return err
		}
		_, err = t.StepDraft(id, then, "", 0)
		return err
	})
}

// stepDraft is a form that takes a step without changing the words.
func stepDraft(v store.StepVerb, done string) func(*handler, *gin.Context) {
	return func(h *handler, c *gin.Context) {
		h.onDraft(c, string(v), done, func(t *act.Tx, id string, seen int64) error {
			_, err := t.StepDraft(id, v, page.FormOf(c).String("reason"), seen)
			return err
		})
	}
}

// standing adds to a matter's page what is on its way to being signed. An answer
// that takes more than one step is let go on by whom it waits for alone.
func (h *handler) standing(c *gin.Context, p *opinionPage) (err error) {
	if p.Sealed {
		return nil
	}
	p.Drafts, err = h.acts.DraftsAbout(c.Request.Context(), actor(c), p.Opinion.ID)
	for i := range p.Drafts {
		d := &p.Drafts[i]
		if d.Kind != store.DraftAnswer || d.Draft.Steps == 1 {
			continue
		}
		switch {
		case d.Can(store.StepPass):
			p.Step = "审核通过"
		case d.Can(store.StepSign):
			p.Step = "签发"
		default:
			p.Can.Release = false
		}
	}
	return err
}

// releasedWords say what became of an answer that was let go on.
func releasedWords(d *store.Draft) string {
	if d.State == store.DraftReleased {
		return "答复已发布，并通知反映人。"
	}
	return "已审核通过，等待领导签发。"
}

// laidWords say what becomes of words to an author: laid when the reader's own wait
// for signature, else said.
func (h *handler) laidWords(c *gin.Context, kind store.DraftKind, laid, said string) string {
	list, err := h.acts.DraftsAbout(c.Request.Context(), actor(c), c.Param("id"))
	for _, d := range list {
		if err == nil && d.Kind == kind && d.By == staffOf(c).ID {
			return laid
		}
	}
	return said
}
