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
	for i := range held.Bookings {
		b := &held.Bookings[i]
		rows = append(rows, []string{"接待日预约", page.Day(b.Day) + " " + b.Station.Name, bookingWords[b.State]})
		for _, said := range [][2]string{{"姓名", b.Name}, {"电话", b.Phone}, {"想谈的事", b.Subject}} {
			if said[1] != "" {
				rows = append(rows, []string{"接待日预约", said[0], said[1]})
			}
		}
	}
	rows = append(rows, deputyRows(held.Deputy)...)
	return sheet.Table{Title: "个人信息副本", Columns: []string{"类别", "项目", "内容"}, Rows: lines(rows, func(r *[]string) []string { return *r })}
}

// deputyRows are what is kept about the person as a deputy.
func deputyRows(h *act.HeldDeputy) [][]string {
	if h == nil {
		return nil
	}
	d := &h.Deputy
	rows := [][]string{{"代表", "姓名", d.Listed()}, {"代表", "电话", d.Phone}, {"代表", "单位职务", d.Work}}
	for _, m := range h.Mandates {
		rows = append(rows, []string{"代表职务", m.Title, statusWord(m)})
	}
	for i := range h.Parts {
		p := &h.Parts[i]
		title := page.Date(p.Meeting.Starts) + " " + p.Meeting.Title
		rows = append(rows, []string{"会议活动", title, replyWord(p.ReplyNow(&p.Meeting))})
		if !p.Signed.IsZero() {
			rows = append(rows, []string{"会议活动", title, page.DateTime(p.Signed) + "签到"})
		}
		for _, call := range h.Calls[p.ID] {
			rows = append(rows, []string{"会议活动", title, page.DateTime(call.Created) + "电话：" + callWords[call.Outcome]})
		}
	}
	for i := range h.Leaves {
		l := &h.Leaves[i]
		rows = append(rows, []string{"请假", l.Meeting.Title, leaveWords[l.State]})
		for _, said := range []string{l.Why, l.Said, l.Answer} {
			if said != "" {
				rows = append(rows, []string{"请假", l.Meeting.Title, said})
			}
		}
	}
	for i := range h.Records {
		rows = append(rows, []string{"履职记录", page.Day(h.Records[i].Day), h.Records[i].Title})
	}
	for _, f := range h.Feeds {
		rows = append(rows, []string{"日历链接", "生成时间", page.DateTime(f.Created)})
	}
	return rows
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
