package console

import (
	"cmp"
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// onOpinion runs an act about the matter of the address. done says what was done.
func (h *handler) onOpinion(c *gin.Context, form, done string, fn func(t *act.Tx) error) {
	h.settle(c, form, done, h.do(c, fn))
}

// onSeen is onOpinion for acts that mind what their actor saw.
func (h *handler) onSeen(c *gin.Context, form, done string, fn func(t *act.Tx, seen int64) error) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return fn(t, version) })
	}
	h.settle(c, form, done, err)
}

// settle shows the matter again: as it is now, or with what is wrong with the
// form, or as somebody faster has left it.
func (h *handler) settle(c *gin.Context, form, done string, err error) {
	if err == nil {
		page.AddFlash(c, page.Done, done)
		page.Redirect(c, "/console/opinions/"+c.Param("id"))
		return
	}
	words, status := refused(err), http.StatusUnprocessableEntity
	if words == "" {
		h.fail(c, err)
		return
	}
	if errors.Is(err, store.ErrConflict) {
		status = http.StatusConflict
	}
	d, err := h.acts.Dossier(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil { // sealed meanwhile, or never the reader's
		h.fail(c, err)
		return
	}
	p := &opinionPage{Problem: words, Failed: form, form: page.FormOf(c)}
	if status == http.StatusConflict {
		p.Problem, p.Lost = conflictWords(d, actor(c).ID, p.form.String("last")), typedTexts(p.form)
	}
	h.showOpinion(c, status, d, p)
}

// sealPage asks once more before a matter leaves the reader's sight.
type sealPage struct {
	ID, Number, Reply string
	Seen              int64
}

func (h *handler) triage(c *gin.Context) {
	form := page.FormOf(c)
	kind := store.Triage(form.String("triage"))
	reply := form.String("reply_" + string(kind))
	if kind == store.TriageAccusation && !form.Bool("sure") {
		h.askSeal(c, reply)
		return
	}
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			if err := t.Triage(c.Param("id"), kind, reply, version); err != nil || kind == store.TriageAccusation || !form.Has("category") {
				return err
			}
			return t.Sort(c.Param("id"), form.String("category"), 0)
		})
	}
	if err == nil && kind == store.TriageAccusation {
		page.AddFlash(c, page.Done, wordsSealed)
		page.Redirect(c, "/console/opinions")
		return
	}
	laid := err == nil && h.laidWords(c, store.DraftReply, "laid", "") != ""
	h.settle(c, "triage", triagedWords(kind, reply, laid), err)
}

// askSeal is the page before an accusation is sealed.
func (h *handler) askSeal(c *gin.Context, reply string) {
	d, err := h.acts.Dossier(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	version, err := seen(c)
	if err != nil || version != d.Opinion.Version {
		h.settle(c, "triage", "", store.ErrConflict)
		return
	}
	h.set.Render(c, http.StatusOK, "seal", sealPage{ID: d.Opinion.ID, Number: d.Opinion.Number, Reply: reply, Seen: version})
}

func (h *handler) forward(c *gin.Context) {
	form := page.FormOf(c)
	h.onSeen(c, "forward", "已转请代表阅处，并通知反映人。", func(t *act.Tx, seen int64) error {
		if form.String("deputy") == "" {
			return store.Invalid("deputy", store.ProblemEmpty)
		}
		return t.Forward(c.Param("id"), form.String("deputy"), form.String("note"), seen)
	})
}

func (h *handler) recall(c *gin.Context) {
	h.onSeen(c, "recall", "已从代表处收回，请另行安排。", func(t *act.Tx, seen int64) error {
		return t.Recall(c.Param("id"), page.FormOf(c).String("reason"), seen)
	})
}

func (h *handler) release(c *gin.Context) {
	version, err := seen(c)
	done := ""
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			d, err := t.ReleaseStep(page.FormOf(c).String("answer"), version)
			if err == nil {
				done = releasedWords(d)
			}
			return err
		})
	}
	h.settle(c, "release", cmp.Or(done, releasedWords(&store.Draft{State: store.DraftReleased})), err)
}

func (h *handler) returnAnswer(c *gin.Context) {
	h.onSeen(c, "return", "答复已退回代表修改。", func(t *act.Tx, seen int64) error {
		return t.Return(page.FormOf(c).String("answer"), page.FormOf(c).String("reason"), seen)
	})
}

func (h *handler) replyToDeputy(c *gin.Context) {
	h.onOpinion(c, "deputy", "已告知代表。", func(t *act.Tx) error {
		return t.ReplyToDeputy(c.Param("id"), page.FormOf(c).String("text"))
	})
}

func (h *handler) note(c *gin.Context) {
	h.onOpinion(c, "note", "备注已记下，只有工作人员能看到。", func(t *act.Tx) error {
		return t.Note(c.Param("id"), page.FormOf(c).String("text"))
	})
}

func (h *handler) tell(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.Tell(c.Param("id"), page.FormOf(c).String("text")) })
	h.settle(c, "tell", h.laidWords(c, store.DraftReply, "回复已送审，签发后发给反映人。", "回复已记下，正在发给反映人。"), err)
}

func (h *handler) interest(c *gin.Context) {
	form := page.FormOf(c)
	take := form.Bool("undo")
	done := "已标记利害关系，此件不会转给这位代表。"
	if take {
		done = "已取消利害关系标记。"
	}
	h.onOpinion(c, "interest", done, func(t *act.Tx) error {
		if form.String("deputy") == "" {
			return store.Invalid("deputy", store.ProblemEmpty)
		}
		return t.Interest(c.Param("id"), form.String("deputy"), !take)
	})
}

func (h *handler) close(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			return t.CloseAs(c.Param("id"), page.FormOf(c).String("how"), page.FormOf(c).String("reason"), version)
		})
	}
	h.settle(c, "close", h.laidWords(c, store.DraftClose, "办结说明已送审，签发后办结并告知反映人。", "已办结，并把说明告知反映人。"), err)
}

func (h *handler) reopen(c *gin.Context) {
	h.onSeen(c, "reopen", "已重新受理，请再次审核分类。", func(t *act.Tx, seen int64) error {
		return t.Reopen(c.Param("id"), page.FormOf(c).String("reason"), seen)
	})
}

func (h *handler) unseal(c *gin.Context) {
	h.onSeen(c, "unseal", "已退回普通意见，请审核分类。", func(t *act.Tx, seen int64) error {
		return t.Unseal(c.Param("id"), page.FormOf(c).String("note"), seen)
	})
}

func (h *handler) block(c *gin.Context) {
	take := page.FormOf(c).Bool("undo")
	done := "已拉黑。此人再发来的内容会保存，但不立件，也不回复。"
	if take {
		done = "已恢复，此人发来的内容会照常登记。"
	}
	h.onOpinion(c, "block", done, func(t *act.Tx) error { return t.Block(c.Param("id"), !take) })
}
