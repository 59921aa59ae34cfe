package console

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const (
	holidaysPath   = "/console/holidays"
	holidayFileMax = 64 << 10
	holidayTextMax = 20_000 // characters; a year's notice has about a thousand
)

// holidaysPage is the years as their holidays are known, and where a year's notice
// is given.
type holidaysPage struct {
	Years   []holidayYear
	Imports []act.HolidayImportRow
	Year    int    // that the form begins with
	Text    string // likewise
	Problem string
	Missing int // the year that is needed now; 0 when none is missing
}

// holidayYear is a year with its days in a few lines.
type holidayYear struct {
	act.HolidayYear
	Off, Worked int
	Lines       []string
}

func (h *handler) holidays(c *gin.Context) {
	p := &holidaysPage{}
	if id := c.Query("from"); id != "" {
		old, err := h.acts.HolidayImport(c.Request.Context(), actor(c), id)
		if err != nil {
			h.fail(c, err)
			return
		}
		p.Year, p.Text = old.Year, old.Body
	}
	h.showHolidays(c, http.StatusOK, p)
}

func (h *handler) showHolidays(c *gin.Context, status int, p *holidaysPage) {
	years, imports, err := h.acts.HolidayYears(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Missing, _ = view.Calendar.HolidaysDue(h.cfg.Now())
	p.Imports = imports
	for _, y := range years {
		row := holidayYear{HolidayYear: y, Lines: holidayLines(y.Days)}
		row.Off, row.Worked = store.CountHolidays(y.Days)
		p.Years = append(p.Years, row)
	}
	if p.Year == 0 {
		p.Year = years[len(years)-1].Year
	}
	h.set.Render(c, status, "holidays", p)
}

// holidayLines puts days into a line for each holiday, with the weekend days worked
// for it.
func holidayLines(days []store.Holiday) []string {
	var names []string
	parts := map[string][]string{}
	for i := 0; i < len(days); {
		j := i + 1
		for j < len(days) && days[j].Name == days[i].Name && days[j].Kind == days[i].Kind && follows(days[j-1].Day, days[j].Day) {
			j++
		}
		span := shortDay(days[i].Day)
		if j > i+1 {
			span += "至" + shortDay(days[j-1].Day)
		}
		if days[i].Kind == store.HolidayWork {
			span += "上班"
		} else {
			span += fmt.Sprintf("放假%d天", j-i)
		}
		name := days[i].Name
		if _, ok := parts[name]; !ok {
			names = append(names, name)
		}
		parts[name] = append(parts[name], span)
		i = j
	}
	var lines []string
	for _, n := range names {
		line := strings.Join(parts[n], "，")
		if n != "" {
			line = n + "：" + line
		}
		lines = append(lines, line)
	}
	return lines
}

func follows(day, next string) bool {
	t, err := store.ParseDay(day)
	return err == nil && store.DayOf(t.AddDate(0, 0, 1)) == next
}

func shortDay(day string) string {
	t, err := store.ParseDay(day)
	if err != nil {
		return day
	}
	return t.Format("1月2日")
}

// holidayTemplate is a file to complete.
func (h *handler) holidayTemplate(c *gin.Context) {
	year, err := strconv.Atoi(c.Query("year"))
	if err != nil || year < 2000 || year > 2999 {
		year = h.cfg.Now().In(store.ChinaTime).Year() + 1
	}
	name := fmt.Sprintf("%d年节假日安排.csv", year)
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Data(http.StatusOK, "text/csv; charset=utf-8", []byte(strings.ReplaceAll(store.HolidayTemplate(year), "\n", "\r\n")))
}

// holidayPreview is a year's notice read line by line, before anything is changed.
type holidayPreview struct {
	*store.HolidayPlan
	Text        string
	Off, Worked int
	Summary     []string
	Faulty      int
}

// readHolidays shows what an import would do.
func (h *handler) readHolidays(c *gin.Context) {
	year, text, err := holidayForm(page.FormOf(c))
	var plan *store.HolidayPlan
	if err == nil {
		plan, err = h.acts.ReadHolidays(c.Request.Context(), actor(c), year, text)
	}
	if words := holidayWords(err); words != "" {
		h.showHolidays(c, http.StatusUnprocessableEntity, &holidaysPage{Year: year, Text: text, Problem: words})
		return
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	p := holidayPreview{HolidayPlan: plan, Text: text, Summary: holidayLines(plan.Days()), Faulty: plan.Faults()}
	p.Off, p.Worked = store.CountHolidays(plan.Days())
	status := http.StatusOK
	if !plan.OK() {
		status = http.StatusUnprocessableEntity
	}
	h.set.Render(c, status, "holiday_preview", p)
}

// holidayForm reads the year and the notice, from the file when there is one.
func holidayForm(form *page.Form) (year int, text string, err error) {
	if year, err = form.Int("year", 2000, 2999); err != nil {
		return 0, "", err
	}
	if files := form.Files("file"); len(files) > 0 && files[0].Size > 0 {
		f, err := files[0].Open()
		if err != nil {
			return year, "", err
		}
		defer f.Close()
		text, err = sheet.ReadText(f, holidayFileMax)
		return year, text, err
	}
	text, err = form.Text("text", holidayTextMax)
	return year, text, err
}

// holidayWords puts into words what is wrong with a whole notice.
func holidayWords(err error) string {
	switch {
	case errors.Is(err, sheet.ErrNotText):
		return "这个文件不是文本。请在Excel里另存为“CSV（逗号分隔）”，或者直接把内容粘贴到下面。"
	case errors.Is(err, sheet.ErrTextTooLong):
		return "文件太大：一年的节假日安排只有几十行，请核对是不是选错了文件。"
	case store.IsProblem(err, store.ProblemEmpty):
		return "请粘贴一年的节假日安排，或者选择文件。"
	}
	return sentence(err)
}

func (h *handler) importHolidays(c *gin.Context) {
	year, text, err := holidayForm(page.FormOf(c))
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.ImportHolidays(year, text) })
	}
	h.after(c, err, fmt.Sprintf("%d年的节假日安排已导入，之后新算的期限按它推算。", year), holidaysPath)
}

// holidayFaults say what is wrong with a line.
var holidayFaults = map[store.HolidayFault]string{
	store.HolidayNoDate:     "看不出是哪一天，请写成2027-01-01或1月1日",
	store.HolidayNoKind:     "请在日期后面写“放假”或“上班”",
	store.HolidayWrongYear:  "不是这一年的日子",
	store.HolidayBackwards:  "起止日期不对，结束的一天应当在开始之后，最多相隔半个月",
	store.HolidayTwice:      "这一天前面已经写过",
	store.HolidayContradict: "这一天前面或上一年的安排里写的正相反",
	store.HolidayNoWeekend:  "不是周六、周日，本来就上班，请核对日期",
}

func holidayFault(l store.HolidayLine) string {
	if w := holidayFaults[l.Fault]; l.Day != "" && w != "" {
		return shortDay(l.Day) + "：" + w
	}
	return holidayFaults[l.Fault]
}

// holidayGood is what a good line means.
func holidayGood(l store.HolidayLine) string { return strings.Join(holidayLines(l.Days), "；") }

// alarm is something that the calendar asks for, on the page of today.
type alarm struct{ Words, Path, Do string }

func (h *handler) alarms(c *gin.Context) (out []alarm, err error) {
	if may(c, store.ActWatched) || may(c, store.ActHolidays) {
		list, err := h.acts.Alarms(c.Request.Context(), actor(c))
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			out = append(out, alarmOf(a))
		}
	}
	if !may(c, store.ActActivity) {
		return out, nil
	}
	behind, err := h.acts.Behind(c.Request.Context(), actor(c))
	return append(out, behindAlarms(behind)...), err
}

// behindAlarms are what has fallen behind in the groups' activities.
func behindAlarms(b act.Behind) (out []alarm) {
	if b.Late > 0 {
		n := strconv.Itoa(b.Late)
		if b.Late == act.BehindCounted {
			n += "多"
		}
		out = append(out, alarm{n + "件意见交办函、视察报告已过整改期限，还没有收到整改情况报告。", handoversPath + "?late=1", "查看名单"})
	}
	if b.Idle > 0 {
		out = append(out, alarm{fmt.Sprintf("本季度快要结束，%d个代表小组开展的活动还不够次数，也没有再安排。", b.Idle), activitiesPath + "?idle=1#pace", "查看名单"})
	}
	return out
}

func alarmOf(a act.Alarm) alarm {
	switch {
	case a.Stuck != nil:
		return alarm{fmt.Sprintf("“%s”有代表请假，但是没有可以审批的人，请假一直等着。请联系安全管理员增加有审批权的工作人员。", a.Stuck.Title),
			receiptsPath(a.Stuck.ID), "查看请假"}
	case a.Report != nil:
		return reportAlarm(a.Report)
	case a.Case == nil:
		return alarm{fmt.Sprintf("%d年的放假和调休安排还没有导入，期限暂时只按双休日推算。", a.Holidays), holidaysPath, "现在导入"}
	case a.Case.Kind == store.WatchStanding:
		return alarm{fmt.Sprintf("%s：上次常委会会议在%s，下次会议最迟应在%s举行，还没有安排（《地方组织法》第五十一条：每两个月至少举行一次）。",
			a.Office, a.Case.Last.In(store.ChinaTime).Format("1月2日"), shortDay(store.LastDayOf(a.Case.Limit))), "", ""}
	}
	held := "还没有登记过"
	if a.Case.Held > 0 {
		held = "只安排了一次"
	}
	return alarm{fmt.Sprintf("%s：%d年的乡镇人大会议%s（《地方组织法》第十四条：一般每年举行两次）。", a.Office, a.Case.Year, held), "", ""}
}

// reportAlarm is a step of a special report whose day comes.
func reportAlarm(r *store.StepDue) alarm {
	return alarm{fmt.Sprintf("《%s》（报告机关：%s）最迟应在%s%s（《监督法》第十五条），还没有登记。", r.Item.Title, r.Item.Reporter,
		shortDay(store.DayOf(r.Deadline.By)), reportStepWord(r.Deadline.Step)), "/console/meetings/" + r.Meeting.ID, "打开会议"}
}
