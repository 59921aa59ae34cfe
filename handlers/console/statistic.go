package console

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const statisticsPath = "/console/statistics"

// statisticsPage is the figures of some offices over some days.
type statisticsPage struct {
	*act.Statistics
	Office  string
	Offices []store.Office
	Ranges  []rangeLink
	Problem string
	Sums    []sum
	Charts  []chart
	Groups  []statGroup
	Year    string // address of the year on one page
	Wall    bool   // the reader may put them on a wall
	Export  string
}

// sum is one large number.
type sum struct{ Label, Value, Unit, Hint string }

// statGroup is a table of figures.
type statGroup struct {
	Title, Head string
	Rows        []statRow
	Full        bool // there are more than are shown
}

// statRow is a line of figures with a name for people.
type statRow struct {
	Name string
	store.Measures
}

// rangeLink leads to figures of days one asks for often.
type rangeLink struct {
	Label, Path string
	Current     bool
}

// deputiesShown bounds the table by deputies; the file has all.
const deputiesShown = 50

func (h *handler) statistics(c *gin.Context) {
	now := h.cfg.Now()
	from, to := c.Query("from"), c.Query("to")
	problem := ""
	if from == "" && to == "" {
		from, to = yearOf(now)+"-01-01", store.ChinaDay(now)
	} else if !isRange(from, to) {
		from, to, problem = yearOf(now)+"-01-01", store.ChinaDay(now), "请选择开始和结束的日期，结束不能早于开始。下面是今年的数字。"
	}
	office := c.Query("office")
	s, err := h.acts.Statistics(c.Request.Context(), actor(c), office, from, to)
	if err != nil {
		h.fail(c, err)
		return
	}
	groups := statGroups(s)
	if exported(c) {
		h.download(c, "statistics", statisticsTable(s, groups))
		return
	}
	p := &statisticsPage{Statistics: s, Office: office, Problem: problem, Ranges: ranges(now, office, from, to),
		Sums: sums(s), Export: exportLink(c), Wall: may(c, store.ActWall), Year: yearPath + to[:4] + "?" + values("office", office)}
	if p.Offices, err = h.offices(c, store.ActStatistics); err == nil {
		p.Charts, err = h.statCharts(c, s, office)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	for i := range groups {
		if groups[i].Full = len(groups[i].Rows) > deputiesShown; groups[i].Full {
			groups[i].Rows = groups[i].Rows[:deputiesShown]
		}
	}
	p.Groups = groups
	h.set.Render(c, http.StatusOK, "statistics", p)
}

func yearOf(t time.Time) string { return t.In(store.ChinaTime).Format("2006") }

// isRange says that both are days, in order and not absurdly far apart.
func isRange(from, to string) bool {
	_, err := store.StatSpans(from, to)
	return err == nil && from <= to && from >= "2000-01-01" && to <= "2100-12-31"
}

// ranges are the spans of days one asks for often.
func ranges(now time.Time, office, from, to string) []rangeLink {
	t := now.In(store.ChinaTime)
	day := func(y int, m time.Month, d int) string {
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	y, m, today := t.Year(), t.Month(), t.Format(time.DateOnly)
	quarter := (m-1)/3*3 + 1
	var list []rangeLink
	for _, r := range []struct{ label, from, to string }{
		{"本月", day(y, m, 1), today}, {"上月", day(y, m-1, 1), day(y, m, 0)}, {"本季度", day(y, quarter, 1), today},
		{"上半年", day(y, 1, 1), day(y, 6, 30)}, {"今年", day(y, 1, 1), today}, {"去年", day(y-1, 1, 1), day(y-1, 12, 31)},
	} {
		list = append(list, rangeLink{r.label, statisticsPath + "?" + values("from", r.from, "to", r.to, "office", office), r.from == from && r.to == to})
	}
	return list
}

// sums are the large numbers of the page.
func sums(s *act.Statistics) []sum {
	t := s.Total
	list := []sum{
		{"收到意见", strconv.Itoa(t.Count), "件", ""}, {"在办", strconv.Itoa(t.Open), "件", ""},
		{"已答复", strconv.Itoa(t.Replied), "件", ""}, {"办结", strconv.Itoa(t.Closed), "件", ""},
		{"对答复满意", percentWord(t.ReplyGood+t.ReplyFair, t.ReplyGood+t.ReplyFair+t.ReplyBad), "", "满意和基本满意，占已评价的"},
		{"对结果满意", percentWord(t.ResultGood+t.ResultFair, t.ResultGood+t.ResultFair+t.ResultBad), "", "满意和基本满意，占已评价的"},
		{"半数答复于", daysWord(s.Median()), "", "从收到到第一次答复"}, {"九成答复于", daysWord(s.NinetyPercent()), "", "从收到到第一次答复"},
	}
	if s.SealedSeen {
		list = append(list, sum{"检举控告", strconv.Itoa(s.Sealed), "件", "不计入其他数字"})
	}
	return list
}

func percentWord(n, of int) string {
	if of == 0 {
		return "—"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(n)/float64(of))
}

func daysWord(n int) string {
	if n < 0 {
		return "—"
	}
	return strconv.Itoa(n) + "个工作日内"
}

// statRows puts names to lines of figures.
func statRows(list []act.StatLine, name func(act.StatLine) string) []statRow {
	rows := make([]statRow, len(list))
	for i, l := range list {
		rows[i] = statRow{name(l), l.Measures}
	}
	return rows
}

func named(empty string) func(act.StatLine) string {
	return func(l act.StatLine) string { return cmp.Or(l.Name, empty) }
}

func categoryWord(l act.StatLine) string { return cmp.Or(l.Value, "未分类") }

// statGroups are the tables of the page and of the file.
func statGroups(s *act.Statistics) []statGroup {
	groups := []statGroup{{"按类别", "类别", statRows(s.Categories, categoryWord), false}}
	if len(s.Offices) > 1 {
		groups = append(groups, statGroup{"按机构", "机构", statRows(s.Offices, named("未归入机构")), false})
	}
	return append(groups,
		statGroup{"按选区", "选区", statRows(s.Districts, named("未选地区")), false},
		statGroup{"按办理代表", "代表", statRows(s.Deputies, named("已不在名册")), false},
		statGroup{"按状态", "状态", statRows(s.States, func(l act.StatLine) string { return stateWord(store.OpinionState(l.Value)) }), false},
		statGroup{"按审核分类", "分类", statRows(s.Triages, func(l act.StatLine) string { return triageWord(store.Triage(l.Value)) }), false})
}

// statCharts are the pictures of the page.
func (h *handler) statCharts(c *gin.Context, s *act.Statistics, office string) ([]chart, error) {
	ages, err := h.acts.Ages(c.Request.Context(), actor(c), office)
	if err != nil {
		return nil, err
	}
	return []chart{categoryChart("各类意见", s.Categories), ageChart(ages), scoreChart(s.Total)}, nil
}

func categoryChart(title string, list []act.StatLine) chart {
	var names []string
	came := series{Name: "收到"}
	for _, l := range list {
		names, came.Values = append(names, categoryWord(l)), append(came.Values, l.Count)
	}
	return barChart(title, "类别", names, false, came)
}

func ageChart(list []act.Age) chart {
	var names []string
	open := series{Name: "在办"}
	for _, a := range list {
		word := fmt.Sprintf("%d至%d天", a.From, a.To)
		if a.To < 0 {
			word = fmt.Sprintf("%d天以上", a.From)
		}
		names, open.Values = append(names, word), append(open.Values, a.Open)
	}
	return barChart("目前在办的，收到多少天了", "收到至今", names, false, open)
}

func scoreChart(m store.Measures) chart {
	if m.ReplyGood+m.ReplyFair+m.ReplyBad+m.ResultGood+m.ResultFair+m.ResultBad == 0 {
		return chart{Title: "满意情况"}
	}
	return barChart("满意情况", "评价", []string{"对答复", "对办理结果"}, true,
		series{"满意", []int{m.ReplyGood, m.ResultGood}}, series{"基本满意", []int{m.ReplyFair, m.ResultFair}}, series{"不满意", []int{m.ReplyBad, m.ResultBad}})
}

// statisticsTable is all figures as one list.
func statisticsTable(s *act.Statistics, groups []statGroup) sheet.Table {
	all := []statGroup{{Title: "合计", Rows: []statRow{{"合计", s.Total}}}}
	var rows [][]string
	for _, g := range slices.Concat(all, groups) {
		for _, r := range g.Rows {
			rows = append(rows, append([]string{g.Title, r.Name}, measureCells(r.Measures)...))
		}
	}
	return sheet.Table{Title: "群众意见统计（" + page.Day(s.From) + "至" + page.Day(s.To) + "）",
		Columns: append([]string{"统计方式", "项目"}, measureHeads...), Rows: lines(rows, func(r *[]string) []string { return *r })}
}

var measureHeads = []string{"收到", "在办", "已答复", "办结", "对答复满意", "对答复基本满意", "对答复不满意", "对结果满意", "对结果基本满意", "对结果不满意"}

func measureCells(m store.Measures) []string {
	var cells []string
	for _, n := range []int{m.Count, m.Open, m.Replied, m.Closed, m.ReplyGood, m.ReplyFair, m.ReplyBad, m.ResultGood, m.ResultFair, m.ResultBad} {
		cells = append(cells, strconv.Itoa(n))
	}
	return cells
}
