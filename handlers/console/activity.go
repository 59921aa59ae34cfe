package console

import (
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/media"
	"liaison/store/sheet"
)

const (
	activitiesPath  = "/console/activities"
	handoversPath   = "/console/handovers"
	activitiesShown = 200
	activitiesMost  = 20_000 // of a file
)

// activitiesPage lists a year's activities, and how groups keep to their pace.
type activitiesPage struct {
	Rows    []act.ActivityRow
	Groups  []act.GroupYear
	Kinds   []store.MeetingKind
	Kind    store.MeetingKind
	Group   string
	Year    int
	Years   []int
	CanEdit bool
	More    bool
	Export  string
	Offices []store.Office
	People  []groupPerson // who may have come
	Now     time.Time
	Problem string
	Items   []act.PlanChoice // of the year's plans, which an activity may carry out
	Idle    bool             // the pace is shown only of groups that fall behind this quarter
	item    string           // the line of a plan whose activity is to be written down
	form    *page.Form
}

// Paces are the groups whose pace is shown.
func (p *activitiesPage) Paces() []act.GroupYear {
	if !p.Idle {
		return p.Groups
	}
	q := store.QuarterOf(p.Now)
	return slices.DeleteFunc(slices.Clone(p.Groups), func(g act.GroupYear) bool { return p.Year != q.Year || g.Quarters[q.N-1].Enough() })
}

// Typed gives back what was written into a refused form.
func (p *activitiesPage) Typed(field string) string {
	switch {
	case p.form != nil:
		return p.form.String(field)
	case field == "plan":
		return p.item
	}
	return ""
}

func (h *handler) activities(c *gin.Context) {
	h.showActivities(c, http.StatusOK, &activitiesPage{item: c.Query("plan")})
}

func (h *handler) showActivities(c *gin.Context, status int, p *activitiesPage) {
	p.Now = h.cfg.Now()
	this := p.Now.In(store.ChinaTime).Year()
	p.Year, p.Kinds, p.CanEdit, p.Export = this, store.Activities, may(c, store.ActHandover), exportLink(c)
	p.Idle = c.Query("idle") != ""
	for n := range 5 {
		p.Years = append(p.Years, this-n)
	}
	if n, err := strconv.Atoi(c.Query("year")); err == nil && slices.Contains(p.Years, n) {
		p.Year = n
	}
	if k := store.MeetingKind(c.Query("kind")); k.Activity() {
		p.Kind = k
	}
	p.Group = c.Query("group")
	from, _ := store.Quarter{Year: p.Year, N: 1}.Span()
	f := act.ActivityFilter{Kind: p.Kind, GroupID: p.Group, From: from, To: from.AddDate(1, 0, 0), Limit: activitiesShown}
	if exported(c) {
		f.Limit = activitiesMost
	}
	var err error
	if p.Rows, err = h.acts.Activities(c.Request.Context(), actor(c), f); err == nil && exported(c) {
		h.download(c, "activities", activitiesTable(p.Rows))
		return
	}
	if err == nil {
		p.Groups, err = h.acts.GroupYears(c.Request.Context(), actor(c), p.Year)
	}
	if err == nil {
		p.Offices, err = h.offices(c, store.ActHandover)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	if err := h.mayCome(c, p); err != nil {
		h.fail(c, err)
		return
	}
	p.More = len(p.Rows) == f.Limit
	h.set.Render(c, status, "activities", p)
}

// mayCome lists who can be ticked for a new activity.
func (h *handler) mayCome(c *gin.Context, p *activitiesPage) error {
	if !p.CanEdit {
		return nil
	}
	var err error
	if p.Items, err = h.acts.PlanChoices(c.Request.Context(), actor(c), p.Now.In(store.ChinaTime).Year()); err != nil {
		return err
	}
	roster, err := h.acts.Roster(c.Request.Context(), actor(c))
	for i := range roster {
		d := &roster[i].Deputy
		p.People = append(p.People, groupPerson{ID: d.ID, Name: nameWord(d), In: p.form != nil && slices.Contains(p.form.All("came"), d.ID)})
	}
	return err
}

func activitiesTable(rows []act.ActivityRow) sheet.Table {
	return sheet.Table{Title: "代表活动", Columns: []string{"日期", "机构", "活动", "种类", "代表小组", "地点", "应到", "实到", "时长（分钟）", "情况", "意见建议", "到场部门人员", "经费（元）"},
		Rows: lines(rows, func(r *act.ActivityRow) []string {
			w := store.ActivityRecord{}
			if r.Record != nil {
				w = *r.Record
			}
			return []string{store.DayOf(r.Starts), r.Office, r.Title, store.ActivityName(r.Kind), r.Group, r.Place, strconv.Itoa(r.Called), strconv.Itoa(r.Came),
				strconv.Itoa(w.Minutes), w.Findings, w.Advice, w.Officers, store.Yuan(w.Cents())}
		})}
}

// addActivity writes down an activity that was held without a notice before it.
func (h *handler) addActivity(c *gin.Context) {
	form := page.FormOf(c)
	m := store.Meeting{Kind: store.MeetingKind(form.String("kind")), GroupID: form.String("group"), Title: form.String("title"), Place: form.String("place"), PlanID: form.String("plan")}
	office, err := h.ownOffice(c, store.ActHandover)
	if err != nil {
		h.fail(c, err)
		return
	}
	m.OfficeID = office
	held, err := h.readActivity(c)
	if err == nil {
		m.Starts, err = form.Time("starts")
	}
	back := activitiesPath
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			made, err := t.RecordNew(m, held)
			if err == nil {
				back = activitiesPath + "/" + made.ID
			}
			return err
		})
	}
	if words := sentence(err); words != "" {
		h.showActivities(c, http.StatusUnprocessableEntity, &activitiesPage{Problem: words, form: form})
		return
	}
	h.after(c, err, "活动已登记。请勾选到场的代表，补充情况。", back)
}

// readActivity reads what is written of an activity. Who came is ticked, or, for a
// new one, is everybody of its group.
func (h *handler) readActivity(c *gin.Context) (act.ActivityForm, error) {
	form := page.FormOf(c)
	held := act.ActivityForm{Came: form.All("came")}
	held.Record = store.ActivityRecord{Findings: form.String("findings"), Advice: form.String("advice"), Officers: form.String("officers")}
	var err error
	if held.Record.Expenses, err = store.ParseExpenses(form.String("expenses")); err != nil {
		return held, err
	}
	if form.String("minutes") != "" {
		held.Record.Minutes, err = form.Int("minutes", 0, 60*24*14)
	}
	return held, err
}

// activityPage is one activity with what is written down of it.
type activityPage struct {
	*act.ActivityDossier
	Written  store.ActivityRecord
	Expenses string
	Came     []string
	CanEdit  bool
	Early    bool // not to be written down: called off, or still to come
	Kinds    []store.HandoverKind
	Days     int
	Problem  string
}

func (h *handler) activityPage(c *gin.Context) { h.showActivity(c, http.StatusOK, nil, "") }

func (h *handler) showActivity(c *gin.Context, status int, typed *act.ActivityForm, problem string) {
	d, err := h.acts.Activity(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p := activityPage{ActivityDossier: d, CanEdit: may(c, store.ActHandover), Kinds: store.HandoverKinds, Problem: problem,
		Days: view.Settings.Int(d.OfficeID, store.SetHandoverDays)}
	p.Early = d.Record == nil && (d.State == store.MeetingCancelled || d.Starts.After(h.cfg.Now()))
	if d.Record != nil {
		p.Written = *d.Record
	}
	p.Expenses = store.ExpenseLines(p.Written.Expenses)
	if typed != nil {
		version := p.Written.Version
		p.Written, p.Expenses = typed.Record, page.FormOf(c).String("expenses")
		p.Written.Version = version
		for i := range p.People {
			p.People[i].Came = slices.Contains(typed.Came, p.People[i].Deputy.ID)
		}
	}
	h.set.Render(c, status, "activity", p)
}

func (h *handler) saveActivity(c *gin.Context) {
	held, err := h.readActivity(c)
	if err == nil {
		var n int
		n, err = page.FormOf(c).Int("seen", 0, math.MaxInt32)
		held.Seen = int64(n)
	}
	if err == nil {
		held.Photos, err = h.pictures(c, "photo")
	}
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.RecordActivity(c.Param("id"), held) })
	}
	if words := sentence(err); words != "" {
		h.showActivity(c, http.StatusUnprocessableEntity, &held, words)
		return
	}
	h.after(c, err, "已保存。", activitiesPath+"/"+c.Param("id"))
}

// pictures stores the pictures of a form's field, as nothing but pictures.
func (h *handler) pictures(c *gin.Context, field string) ([]media.File, error) {
	var list []media.File
	for _, file := range page.FormOf(c).Files(field) {
		f, err := file.Open()
		if err != nil {
			return nil, err
		}
		kept, err := h.acts.Files().PutImage(c.Request.Context(), f)
		f.Close()
		if err != nil {
			if _, refused := errors.AsType[*media.RefusedError](err); refused {
				err = store.Invalid(field, store.ProblemMalformed)
			}
			return nil, err
		}
		list = append(list, kept)
	}
	return list, nil
}

// activityPhoto serves a photo of an activity; small with ?thumb=1.
func (h *handler) activityPhoto(c *gin.Context) {
	m, err := h.acts.ActivityPhoto(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	hash := m.Hash
	if c.Query("thumb") != "" && m.Thumb != "" {
		hash = m.Thumb
	}
	h.sendFile(c, page.File{Hash: hash})
}

func (h *handler) dropPhoto(c *gin.Context) {
	back := activitiesPath
	err := h.do(c, func(t *act.Tx) error {
		id, err := t.DropActivityPhoto(c.Param("id"))
		back = activitiesPath + "/" + id
		return err
	})
	h.after(c, err, "照片已删除。", back)
}

// addHandover drafts what leaves an activity and opens the letter.
func (h *handler) addHandover(c *gin.Context) {
	form, back := page.FormOf(c), activitiesPath+"/"+c.Param("id")
	n, err := form.Int("days", 1, 366)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, d, err := t.AddHandover(store.Handover{MeetingID: c.Param("id"), Kind: store.HandoverKind(form.String("kind")), To: form.String("to"), Days: n})
			if err == nil {
				back = draftsPath + "/" + d.ID
			}
			return err
		})
	}
	h.after(c, err, "已按活动记录生成初稿。请通读修改，再送审。", back)
}

// handoversPage lists what left activities, what is awaited first.
type handoversPage struct {
	Rows   []act.HandoverRow
	Which  act.Which
	Now    time.Time
	Export string
}

func (h *handler) handovers(c *gin.Context) {
	p := handoversPage{Which: act.WhichOpen, Now: h.cfg.Now(), Export: exportLink(c)}
	for _, w := range []act.Which{act.WhichAll, act.WhichLate} {
		if c.Query(string(w)) != "" {
			p.Which = w
		}
	}
	var err error
	if p.Rows, err = h.acts.Handovers(c.Request.Context(), actor(c), p.Which, activitiesShown); err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "handovers", handoversTable(p.Rows, p.Now))
		return
	}
	h.set.Render(c, http.StatusOK, "handovers", p)
}

func handoversTable(rows []act.HandoverRow, now time.Time) sheet.Table {
	return sheet.Table{Title: "交办与整改", Columns: []string{"机构", "文书", "主送", "标题", "活动", "送出日期", "截止日期", "状态", "第几次", "整改通知书"},
		Rows: lines(rows, func(r *act.HandoverRow) []string {
			sent := ""
			if !r.Sent.IsZero() {
				sent = store.DayOf(r.Sent)
			}
			return []string{r.Office, handoverKind(r.Kind), r.To, r.Title, r.Activity.Title, sent, r.Due, handoverState(&r.Handover, now), strconv.Itoa(r.Round),
				strings.TrimSpace(r.Notice.Issuer + " " + r.Notice.Number + " " + r.Notice.Day)}
		})}
}

func handoverKind(k store.HandoverKind) string {
	return map[store.HandoverKind]string{store.HandoverReport: "视察报告", store.HandoverLetter: "意见交办函"}[k]
}

// handoverState says where a matter stands.
func handoverState(h *store.Handover, now time.Time) string {
	if h.Overdue(now) {
		return "逾期未报告"
	}
	return map[store.HandoverState]string{store.HandoverWriting: "拟稿中", store.HandoverSent: "等待整改情况报告", store.HandoverAnswered: "待研判", store.HandoverClosed: "已整改"}[h.State]
}

// handoverColour is the colour of that word.
func handoverColour(h *store.Handover, now time.Time) string {
	switch {
	case h.Overdue(now):
		return "new"
	case h.State == store.HandoverAnswered:
		return "due"
	case h.State == store.HandoverClosed, h.State == store.HandoverDropped:
		return "done"
	}
	return "going"
}

func verdictWord(v store.Verdict) string {
	return map[store.Verdict]string{store.VerdictDone: "已整改", store.VerdictPartly: "部分整改", store.VerdictNot: "未整改"}[v]
}

// handoverPage is one matter with what came back.
type handoverPage struct {
	*act.HandoverDossier
	Word     string
	Now      time.Time
	Verdicts []store.Verdict
}

// Today is the day in China, the last that a form takes.
func (p handoverPage) Today() string { return store.DayOf(p.Now) }

func (h *handler) handover(c *gin.Context) {
	d, err := h.acts.Handover(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "handover", handoverPage{d, handoverState(&d.Handover, h.cfg.Now()), h.cfg.Now(), store.Verdicts})
}

// onHandover is a form about one matter: do gets the form and the version seen.
func onHandover(done string, do func(*act.Tx, string, *page.Form, int64) error) func(*handler, *gin.Context) {
	return func(h *handler, c *gin.Context) {
		n, err := seen(c)
		if err == nil {
			err = h.do(c, func(t *act.Tx) error { return do(t, c.Param("id"), page.FormOf(c), n) })
		}
		h.after(c, err, done, handoversPath+"/"+c.Param("id"))
	}
}

func judged(t *act.Tx, id string, f *page.Form, n int64) error {
	return t.Judge(id, store.Verdict(f.String("verdict")), f.String("remark"), f.String("due"), n)
}

func noticed(t *act.Tx, id string, f *page.Form, n int64) error {
	return t.RecordNotice(id, store.RectifyNotice{Issuer: f.String("issuer"), Number: f.String("number"), Day: f.String("issued")}, n)
}

func dropped(t *act.Tx, id string, _ *page.Form, n int64) error { return t.DropHandover(id, n) }

// replied takes down a report that came back, with the paper itself: a picture, a
// PDF or an Office file, as a meeting's papers.
func (h *handler) replied(c *gin.Context) {
	n, err := seen(c)
	var file media.File
	if err == nil {
		file, err = h.original(c, "photo")
	}
	if err == nil {
		form := page.FormOf(c)
		err = h.do(c, func(t *act.Tx) error {
			return t.Answered(c.Param("id"), form.String("received"), form.String("text"), file, n)
		})
	}
	h.after(c, err, "整改情况报告已登记，请研判。", handoversPath+"/"+c.Param("id"))
}

// original stores the paper of a form's field, if there is one.
func (h *handler) original(c *gin.Context, field string) (media.File, error) {
	files := page.FormOf(c).Files(field)
	if len(files) == 0 {
		return media.File{}, nil
	}
	f, err := files[0].Open()
	if err != nil {
		return media.File{}, err
	}
	defer f.Close()
	kept, err := h.acts.Files().PutPaper(c.Request.Context(), f)
	if _, refused := errors.AsType[*media.RefusedError](err); refused {
		err = store.Invalid("paper", store.ProblemMalformed)
	}
	return kept, err
}

// handoverFile serves a report's paper: a picture to be looked at, anything else to
// be saved and not shown as a page.
func (h *handler) handoverFile(c *gin.Context) {
	r, err := h.acts.HandoverFile(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	file := page.File{Hash: r.Hash}
	if !strings.HasPrefix(r.MIME, "image/") {
		file.MIME, file.Name = r.MIME, "整改情况报告"+r.Received+store.PaperEnd(r.MIME)
	}
	h.sendFile(c, file)
}

// reportsPage lists leaders' reports of a half-year, those that did not come first.
type reportsPage struct {
	Rows    []act.GroupReportRow
	Half    store.Half
	Halves  []store.Half
	Missing int
	Export  string
}

func (h *handler) groupReports(c *gin.Context) {
	now := store.HalfOf(h.cfg.Now())
	half, err := store.ParseHalf(c.Query("half"))
	if err != nil {
		half = now
	}
	p := reportsPage{Half: half, Export: exportLink(c)}
	for range halvesShown {
		p.Halves, now = append(p.Halves, now), now.Before()
	}
	if p.Rows, err = h.acts.GroupReports(c.Request.Context(), actor(c), half); err != nil {
		h.fail(c, err)
		return
	}
	for _, r := range p.Rows {
		if r.Report == nil {
			p.Missing++
		}
	}
	if exported(c) {
		h.download(c, "group_reports", reportsTable(half, p.Rows))
		return
	}
	h.set.Render(c, http.StatusOK, "reports", p)
}

func reportsTable(half store.Half, rows []act.GroupReportRow) sheet.Table {
	return sheet.Table{Title: half.Label() + "组长汇报", Columns: []string{"机构", "小组", "组长", "提交日期", "活动（次）", "参加（人次）", "群众意见（件）", "已答复（件）", "联系选民（次）", "内容"},
		Rows: lines(rows, func(r *act.GroupReportRow) []string {
			if r.Report == nil {
				return []string{r.Office, r.Name, r.Leader, "未提交", "", "", "", "", "", ""}
			}
			f := r.Report.Figures
			return []string{r.Office, r.Name, r.Leader, store.DayOf(r.Report.Updated), strconv.Itoa(f.Activities), strconv.Itoa(f.Came), strconv.Itoa(f.Assigned),
				strconv.Itoa(f.Answered), strconv.Itoa(f.Talks), r.Report.Text}
		})}
}
