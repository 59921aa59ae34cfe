package console

import (
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// keeping is how the desk keeps a matter: who takes care of it, what it is about,
// and whether it is put off.
type keeping struct {
	Assignee   string // name; empty: nobody in particular
	Mine       bool   // the reader takes care of it
	Me         string
	Colleagues []store.Staff // to whom it may be given
	Categories []string
	Asleep     bool
	First      time.Time // the earliest day to put it off to
	Last       time.Time
}

// keep gathers how a matter is kept, and the choices of its forms.
func (h *handler) keep(c *gin.Context, view *act.View, p *opinionPage) error {
	o := &p.Opinion
	now := h.acts.Now()
	k := &p.Keep
	k.Me = staffOf(c).ID
	k.Mine, k.Asleep = o.AssigneeID == k.Me, o.Asleep(now)
	k.First, k.Last = now.AddDate(0, 0, 1), now.AddDate(0, 0, 170)
	k.Categories = view.Settings.Words(o.OfficeID, store.SetCategories)
	p.CloseReasons = view.Settings.Words(o.OfficeID, store.SetCloseReasons)
	k.Assignee = p.Names[o.AssigneeID]
	var err error
	k.Colleagues, err = h.acts.Colleagues(c.Request.Context(), actor(c), o)
	return err
}

func (h *handler) assign(c *gin.Context) {
	h.onSeen(c, "assign", "经办人已更新。", func(t *act.Tx, seen int64) error {
		return t.Assign(c.Param("id"), page.FormOf(c).String("assignee"), seen)
	})
}

func (h *handler) sort(c *gin.Context) {
	h.onSeen(c, "sort", "类别已更新。", func(t *act.Tx, seen int64) error {
		return t.Sort(c.Param("id"), page.FormOf(c).String("category"), seen)
	})
}

func (h *handler) snooze(c *gin.Context) {
	form := page.FormOf(c)
	if form.Bool("undo") {
		h.onSeen(c, "snooze", "已恢复办理。", func(t *act.Tx, seen int64) error {
			return t.Snooze(c.Param("id"), time.Time{}, "", seen)
		})
		return
	}
	h.onSeen(c, "snooze", "已暂缓，到时间会自动回到列表；反映人再发来内容，也会马上回来。", func(t *act.Tx, seen int64) error {
		day, err := form.Time("until")
		if err != nil {
			return err
		}
		return t.Snooze(c.Param("id"), day, form.String("note"), seen)
	})
}

func (h *handler) wait(c *gin.Context) {
	form := page.FormOf(c)
	done := "已标为等待他人。"
	if form.Bool("undo") {
		done = "已取消等待。"
	}
	h.onSeen(c, "pending", done, func(t *act.Tx, seen int64) error {
		return t.Wait(c.Param("id"), !form.Bool("undo"), form.String("note"), seen)
	})
}

func (h *handler) urge(c *gin.Context) {
	undo := page.FormOf(c).Bool("undo")
	done := "已标为紧急。"
	if undo {
		done = "已取消紧急标记。"
	}
	h.onSeen(c, "urgent", done, func(t *act.Tx, seen int64) error { return t.Urge(c.Param("id"), !undo, seen) })
}
