package console

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const yearPath = "/console/year/"

// yearPage is a year's figures on one sheet of paper.
type yearPage struct {
	*act.Year
	Name       string // of the office
	Office     string
	Offices    []store.Office
	Years      []rangeLink
	Rows       []compared
	Categories []compared
	Deputies   []statRow
	Whole      bool // the year is over
	Export     string
}

// compared is a number beside that of the year before.
type compared struct{ Label, Now, Before, Change string }

// On the sheet there is room for so many lines.
const (
	yearCategories = 10
	yearDeputies   = 10
)

func (h *handler) year(c *gin.Context) {
	year, err := strconv.Atoi(c.Param("year"))
	if err != nil {
		h.fail(c, store.ErrNotFound)
		return
	}
	p := &yearPage{Office: c.Query("office"), Export: exportLink(c)}
	if p.Year, err = h.acts.Year(c.Request.Context(), actor(c), p.Office, year); err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err == nil {
		p.Offices, err = h.offices(c, store.ActStatistics)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Name = view.Name(p.Office)
	if p.Office == "" && len(p.Offices) > 0 {
		p.Name = view.Name(p.Offices[0].ID)
	}
	this, _ := strconv.Atoi(yearOf(h.cfg.Now()))
	p.Whole = year < this
	for y := this; y > this-3; y-- {
		p.Years = append(p.Years, rangeLink{fmt.Sprintf("%d年", y), yearPath + strconv.Itoa(y) + "?" + values("office", p.Office), y == year})
	}
	p.Rows, p.Categories = yearRows(p.Year), yearKinds(p.Year)
	if exported(c) {
		h.download(c, "year", yearTable(p))
		return
	}
	p.Categories = p.Categories[:min(len(p.Categories), yearCategories)]
	p.Deputies = statRows(p.Now.Deputies, named("已不在名册"))
	p.Deputies = p.Deputies[:min(len(p.Deputies), yearDeputies)]
	h.set.Render(c, http.StatusOK, "year", p)
}

// yearRows are the main numbers.
func yearRows(y *act.Year) []compared {
	now, was := y.Now.Total, y.Before.Total
	rows := []compared{
		count("收到意见（件）", now.Count, was.Count), count("已答复（件）", now.Replied, was.Replied),
		count("办结（件）", now.Closed, was.Closed), count("仍在办（件）", now.Open, was.Open),
		{"对答复满意", percentWord(now.ReplyGood+now.ReplyFair, now.ReplyGood+now.ReplyFair+now.ReplyBad),
			percentWord(was.ReplyGood+was.ReplyFair, was.ReplyGood+was.ReplyFair+was.ReplyBad), ""},
		{"对结果满意", percentWord(now.ResultGood+now.ResultFair, now.ResultGood+now.ResultFair+now.ResultBad),
			percentWord(was.ResultGood+was.ResultFair, was.ResultGood+was.ResultFair+was.ResultBad), ""},
		days("半数答复用时（工作日）", y.Now.Median(), y.Before.Median()),
		days("九成答复用时（工作日）", y.Now.NinetyPercent(), y.Before.NinetyPercent()),
		count("答复过意见的代表（位）", y.Answerers, y.AnswerersWas),
		count("联系选民（次）", y.Meetings, y.MeetingsWas), count("联系过选民的代表（位）", y.Talkers, y.TalkersWas),
	}
	if y.Now.SealedSeen {
		rows = append(rows, count("检举控告（件，不计入以上）", y.Now.Sealed, y.Before.Sealed))
	}
	return rows
}

func count(label string, now, before int) compared {
	return compared{label, strconv.Itoa(now), strconv.Itoa(before), changeWord(now - before)}
}

func days(label string, now, before int) compared {
	word := func(n int) string {
		if n < 0 {
			return "—"
		}
		return strconv.Itoa(n)
	}
	c := compared{Label: label, Now: word(now), Before: word(before)}
	if now >= 0 && before >= 0 {
		c.Change = changeWord(now - before)
	}
	return c
}

// changeWord is a difference in words, so that no sign is overlooked on paper.
func changeWord(n int) string {
	switch {
	case n > 0:
		return "增加" + strconv.Itoa(n)
	case n < 0:
		return "减少" + strconv.Itoa(-n)
	}
	return "持平"
}

// yearKinds compares the categories, this year's largest first, then those that
// only the year before had.
func yearKinds(y *act.Year) []compared {
	was := map[string]int{}
	for _, l := range y.Before.Categories {
		was[l.Value] = l.Count
	}
	var rows []compared
	for _, l := range y.Now.Categories {
		rows = append(rows, count(categoryWord(l), l.Count, was[l.Value]))
		delete(was, l.Value)
	}
	for _, l := range y.Before.Categories {
		if n, only := was[l.Value]; only {
			rows = append(rows, count(categoryWord(l), 0, n))
		}
	}
	return rows
}

// yearTable is the page as a workbook, with all categories and deputies.
func yearTable(p *yearPage) sheet.Table {
	var rows [][]string
	add := func(group string, list []compared) {
		for _, r := range list {
			rows = append(rows, []string{group, r.Label, r.Now, r.Before, r.Change})
		}
	}
	add("主要数字", p.Rows)
	add("收到意见按类别（件）", p.Categories)
	for i, m := range p.Months {
		rows = append(rows, []string{"收到意见按月份（件）", fmt.Sprintf("%d月", i+1), strconv.Itoa(m.Count), "", ""})
	}
	for _, r := range statRows(p.Now.Deputies, named("已不在名册")) {
		rows = append(rows, []string{"代表办理意见（件）", r.Name, strconv.Itoa(r.Count), "", ""})
	}
	return sheet.Table{Title: fmt.Sprintf("%s%d年群众意见办理情况", p.Name, p.Year.Year), Portrait: true,
		Columns: []string{"统计方式", "项目", fmt.Sprintf("%d年", p.Year.Year), fmt.Sprintf("%d年", p.Year.Year-1), "比上年"},
		Rows:    lines(rows, func(r *[]string) []string { return *r })}
}

// Through says until when a year that is not over is counted.
func (p *yearPage) Through() string {
	if p.Whole || p.Year == nil || p.Now.Refreshed.IsZero() {
		return ""
	}
	return "截至" + page.Date(p.Now.Refreshed)
}
