package console

import (
	"bytes"
	"fmt"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const minutesPath = "/console/minutes"

// minutesPage is one paper of a meeting, to read or to write.
type minutesPage struct {
	*act.MinutesFile
	Meeting store.Meeting
	Kinds   []store.MinutesKind
	New     bool
	CanEdit bool
	Typed   store.Minutes // what the form holds
	Problem string
	Needs   int // votes that a decision needs: of all members in office
	Members int
}

// newMinutes is the form of a new paper, begun from what is known of the meeting.
func (h *handler) newMinutes(c *gin.Context) {
	kind := store.MinutesKind(c.Query("kind"))
	if kind == "" {
		kind = store.MinutesSummary
	}
	h.showNewMinutes(c, http.StatusOK, store.Minutes{Kind: kind}, "")
}

func (h *handler) showNewMinutes(c *gin.Context, status int, typed store.Minutes, problem string) {
	v, err := h.acts.Venue(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	if problem == "" {
		typed.Title, typed.Day, typed.Text = minutesTitle(v, typed.Kind), store.DayOf(v.Starts), minutesText(v, typed.Kind)
	}
	h.set.Render(c, status, "minutes", &minutesPage{MinutesFile: &act.MinutesFile{}, Meeting: v.Meeting, Kinds: store.MinutesKinds, New: true, CanEdit: true,
		Typed: typed, Problem: problem, Members: v.Quorum.Members, Needs: v.Quorum.Members/2 + 1})
}

func minutesTitle(v *act.Venue, k store.MinutesKind) string {
	if k == store.MinutesDecision {
		return "关于……的决议"
	}
	return v.Title + strings.TrimPrefix(k.Words(), "会议")
}

// minutesText begins a paper: when and where, who was there and who was not.
func minutesText(v *act.Venue, k store.MinutesKind) string {
	if k == store.MinutesDecision {
		return fmt.Sprintf("（%s%s通过）\n", sheet.DocumentDate(v.Starts), v.Title)
	}
	lines := []string{"一、会议基本情况", "时间：" + store.SpokenSpan(v.Starts, v.Ends) + "。", "地点：" + v.Place + "。", "主持："}
	for _, part := range []struct {
		label string
		pick  func(*act.AttendanceRow) bool
	}{
		{"出席", func(r *act.AttendanceRow) bool {
			return r.Role == store.RoleAttends && r.Presence == store.PresenceThere
		}},
		{"请假", func(r *act.AttendanceRow) bool {
			return r.Role == store.RoleAttends && r.Presence == store.PresenceLeave
		}},
		{"缺席", func(r *act.AttendanceRow) bool {
			return r.Role == store.RoleAttends && r.Presence == store.PresenceAbsent
		}},
		{"列席", func(r *act.AttendanceRow) bool {
			return r.Role == store.RoleSitsIn && r.Presence == store.PresenceThere
		}},
	} {
		var names []string
		for i := range v.Rows {
			if part.pick(&v.Rows[i]) {
				names = append(names, shortName(&v.Rows[i]))
			}
		}
		if len(names) > 0 {
			lines = append(lines, fmt.Sprintf("%s（%d人）：%s。", part.label, len(names), strings.Join(names, "、")))
		}
	}
	return strings.Join(append(lines, map[store.MinutesKind]string{store.MinutesRecord: "二、会议发言", store.MinutesSummary: "二、会议议定事项"}[k], ""), "\n")
}

func shortName(r *act.AttendanceRow) string {
	if r.DeputyID == "" {
		return r.Name
	}
	return r.Deputy.Name
}

func readMinutes(c *gin.Context) (store.Minutes, error) {
	r := reader{form: page.FormOf(c)}
	m := store.Minutes{Kind: store.MinutesKind(r.form.String("kind")), Title: r.form.String("title"), Text: r.form.String("text"), Day: r.form.String("day"),
		For: r.number("for", 0, 10_000), Against: r.number("against", 0, 10_000), Abstain: r.number("abstain", 0, 10_000)}
	if m.Kind != store.MinutesDecision {
		m.For, m.Against, m.Abstain = 0, 0, 0
	}
	return m, r.err
}

func (h *handler) addMinutes(c *gin.Context) {
	typed, err := readMinutes(c)
	var made *store.Minutes
	if err == nil {
		err = h.do(c, func(t *act.Tx) (err error) {
			made, err = t.AddMinutes(c.Param("id"), typed)
			return err
		})
	}
	if words := refused(err); words != "" {
		h.showNewMinutes(c, http.StatusUnprocessableEntity, typed, words)
		return
	}
	path, said := attendancePath(c.Param("id")), "已保存。"
	if made != nil {
		path, said = minutesPath+"/"+made.ID, "已保存，编号"+made.Label()+"。"
	}
	h.after(c, err, said, path)
}

func (h *handler) oneMinutes(c *gin.Context) { h.showMinutes(c, http.StatusOK, nil, "") }

func (h *handler) showMinutes(c *gin.Context, status int, typed *store.Minutes, problem string) {
	f, err := h.acts.MinutesFile(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	v, err := h.acts.Venue(c.Request.Context(), actor(c), f.Meeting.ID)
	if err != nil {
		h.fail(c, err)
		return
	}
	p := &minutesPage{MinutesFile: f, Meeting: f.Meeting, CanEdit: may(c, store.ActMinutes), Typed: f.Minutes, Problem: problem,
		Members: v.Quorum.Members, Needs: v.Quorum.Members/2 + 1}
	if typed != nil {
		typed.Kind = f.Kind
		p.Typed = *typed
	}
	h.set.Render(c, status, "minutes", p)
}

func (h *handler) editMinutes(c *gin.Context) {
	typed, err := readMinutes(c)
	version := 0
	if err == nil {
		version, err = page.FormOf(c).Int("seen", 1, math.MaxInt32)
	}
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditMinutes(c.Param("id"), typed, int64(version)) })
	}
	if words := sentence(err); words != "" {
		h.showMinutes(c, http.StatusUnprocessableEntity, &typed, words)
		return
	}
	h.after(c, err, "已保存，修改前的文字留在记录里。", minutesPath+"/"+url.PathEscape(c.Param("id")))
}

// minutesDocument is a paper in its official form. A decision bears no number of
// ours: its congress gives it one.
func minutesDocument(f *act.MinutesFile, office string) sheet.Document {
	doc := sheet.Document{Title: f.Title, Paragraphs: sheet.Paragraphs(f.Text), Signer: office}
	if f.Kind != store.MinutesDecision {
		doc.Number = f.Label()
	}
	if day, err := store.ParseDay(f.Day); err == nil {
		doc.Date = day
	}
	if f.Votes() > 0 {
		doc.Tables = []sheet.DocumentTable{{Columns: []string{"赞成", "反对", "弃权"}, Rows: [][]string{{strconv.Itoa(f.For), strconv.Itoa(f.Against), strconv.Itoa(f.Abstain)}}}}
	}
	return doc
}

// minutesWord is a paper as a Word file. That it left stands in the audit.
func (h *handler) minutesWord(c *gin.Context) {
	f, err := h.acts.MinutesFile(c.Request.Context(), actor(c), c.Param("id"))
	var file bytes.Buffer
	if err == nil {
		var view *act.View
		if view, err = h.acts.View(c.Request.Context()); err == nil {
			o, _ := view.Offices.Find(f.OfficeID)
			err = sheet.WriteDocument(&file, minutesDocument(f, o.Name))
		}
	}
	if err == nil {
		err = h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) error { return t.MinutesLeave(f.ID) })
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	c.Header("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Title + ".docx"}))
	c.Data(http.StatusOK, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", file.Bytes())
}

// minutesListPage is a year's papers.
type minutesListPage struct {
	Year   int
	Years  []int
	Rows   []minutesRow
	Export string
}

type minutesRow struct {
	store.Minutes
	Office string
}

func (h *handler) listMinutes(c *gin.Context) {
	this := h.cfg.Now().In(store.ChinaTime).Year()
	year, err := strconv.Atoi(c.Query("year"))
	if err != nil || year < 2000 || year > 2999 {
		year = this
	}
	list, err := h.acts.MinutesIn(c.Request.Context(), actor(c), year)
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p := minutesListPage{Year: year, Years: []int{this, this - 1, this - 2, this - 3, this - 4}, Export: exportLink(c)}
	for _, m := range list {
		o, _ := view.Offices.Find(m.OfficeID)
		p.Rows = append(p.Rows, minutesRow{m, o.Short})
	}
	if exported(c) {
		h.download(c, "minutes", sheet.Table{Title: strconv.Itoa(year) + "年会议文件", Columns: []string{"编号", "标题", "日期", "机构"}, Portrait: true,
			Rows: lines(p.Rows, func(r *minutesRow) []string { return []string{r.Label(), r.Title, r.Day, r.Office} })})
		return
	}
	h.set.Render(c, http.StatusOK, "minutes_list", p)
}
