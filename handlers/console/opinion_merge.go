package console

import (
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// around gathers what a matter can be put together with, or given to.
func (h *handler) around(c *gin.Context, p *opinionPage) (err error) {
	ctx, who := c.Request.Context(), actor(c)
	if p.Can.Merge {
		if p.Alike, err = h.acts.Similar(ctx, who, &p.Opinion); err != nil {
			return err
		}
	}
	if p.Can.Transfer {
		p.CameFrom = p.Handed()
		p.Offices, err = h.acts.TransferTo(ctx, who, &p.Opinion)
	}
	return err
}

// alikeWord says how similar two opinions are. A figure would pretend to more.
func alikeWord(score float64) string {
	switch {
	case score >= 0.6:
		return "内容几乎相同"
	case score >= 0.35:
		return "内容很相近"
	}
	return "内容有些相近"
}

// merge puts the matter of the address together with one that is chosen from the
// list, or named by its number.
func (h *handler) merge(c *gin.Context) {
	form := page.FormOf(c)
	h.onSeen(c, "merge", "已合并。反映人会收到通知，以后的进展和答复同样告知他。", func(t *act.Tx, seen int64) error {
		into := form.String("into")
		if number := strings.ToUpper(strings.TrimSpace(form.String("number"))); into == "" {
			if number == "" {
				return store.Invalid("into", store.ProblemEmpty)
			}
			head, err := t.Numbered(number)
			if err != nil {
				return store.Invalid("into", store.ProblemMalformed)
			}
			into = head.ID
		}
		return t.Merge(c.Param("id"), into, seen)
	})
}

func (h *handler) part(c *gin.Context) {
	h.onSeen(c, "part", "已撤销合并，此件单独办理。", func(t *act.Tx, seen int64) error {
		return t.Part(c.Param("id"), page.FormOf(c).String("reason"), seen)
	})
}

// split opens a new item for some of what the author sent.
func (h *handler) split(c *gin.Context) {
	form := page.FormOf(c)
	version, err := seen(c)
	if err == nil {
		var id string
		if id, err = form.ID(); err == nil {
			err = h.acts.DoOpening(c.Request.Context(), actor(c), id, func(t *act.Tx) error {
				_, err := t.Split(c.Param("id"), form.All("entry"), version)
				return err
			})
		}
	}
	h.settle(c, "split", "已另立一件，新的编号在办理经过里，并已告知反映人。", err)
}

// transfer gives the matter to another office, after which the reader may see it
// no more.
func (h *handler) transfer(c *gin.Context) {
	form := page.FormOf(c)
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			return t.Transfer(c.Param("id"), form.String("office"), form.String("reason"), version)
		})
	}
	if err == nil {
		page.AddFlash(c, page.Done, "已转给所选机构，并告知反映人。")
		page.Redirect(c, "/console/opinions")
		return
	}
	h.settle(c, "transfer", "", err)
}
