package console

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const personalPath = "/console/personal"

// personalPage answers a person's request about the own data: to see, to take
// away, to erase. The person is found by the number of a matter, which only its
// author was told.
type personalPage struct {
	Number  string
	Held    *act.Held // nil: nothing was asked for yet
	Export  string
	Problem string
}

// personal shows what is kept about the author of a matter.
func (h *handler) personal(c *gin.Context) {
	p := &personalPage{Number: clip(strings.TrimSpace(c.Query("number")), queryMax), Export: exportLink(c)}
	if p.Number == "" {
		h.set.Render(c, http.StatusOK, "personal", p)
		return
	}
	held, err := h.acts.HeldOf(c.Request.Context(), actor(c), p.Number)
	if err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "personal", heldTable(held))
		return
	}
	p.Held = held
	h.set.Render(c, http.StatusOK, "personal", p)
}

// heldTable is a copy for the person.
func heldTable(held *act.Held) sheet.Table {
	rows := [][]string{{"身份", "姓名", held.Name}, {"身份", "电话", held.Phone}, {"身份", "所在的地方", held.Area},
		{"身份", "关注时间", page.DateTime(held.Person.Followed)}}
	for i := range held.Opinions {
		d := &held.Opinions[i]
		rows = append(rows, []string{d.Opinion.Number, "状态", stateWord(d.Opinion.State)}, []string{d.Opinion.Number, "反映时间", page.DateTime(d.Opinion.Created)})
		for j := range d.Steps {
			if s := &d.Steps[j]; s.Text != "" {
				rows = append(rows, []string{d.Opinion.Number, stepTitle(s), s.Text})
			}
		}
	}
	return sheet.Table{Title: "个人信息副本", Columns: []string{"类别", "项目", "内容"}, Rows: lines(rows, func(r *[]string) []string { return *r })}
}

// erasePersonal erases the author of a matter, who asked for it and was recognised.
func (h *handler) erasePersonal(c *gin.Context) {
	form := page.FormOf(c)
	number := form.String("number")
	err := store.Invalid("sure", store.ProblemEmpty)
	if form.Bool("sure") {
		err = h.do(c, func(t *act.Tx) error { return t.EraseAuthor(number) })
	}
	path := personalPath
	if err != nil {
		path += "?" + values("number", number)
	}
	h.after(c, err, "已删除反映人的身份信息，意见内容不带身份地保留。", path)
}
