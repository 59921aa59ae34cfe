package phone

import (
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

type tasksPage struct {
	Done bool // the tab of what is done
	Rows []taskRow
	Full bool
}

type taskRow struct {
	act.TaskRow
	Word, Colour string
	When         string // until when
}

// tasks lists a deputy's tasks: what waits, or with ?tab=done what is done.
func (h *handler) tasks(c *gin.Context) {
	data := tasksPage{Done: c.Query("tab") == "done"}
	states := []store.AssignmentState{store.AssignmentOpen}
	if data.Done {
		states = []store.AssignmentState{store.AssignmentAnswered, store.AssignmentPassed}
	}
	list, err := h.acts.Tasks(c.Request.Context(), actor(c), maxTasks, states...)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	data.Full = len(list) == maxTasks
	for _, r := range list {
		row := taskRow{TaskRow: r}
		row.Word, row.Colour = taskWord(&r.Assignment, &r.Opinion)
		if !data.Done {
			row.When = byWhen(r.Opinion.Due, h.acts.Now())
		}
		data.Rows = append(data.Rows, row)
	}
	h.set.Render(c, http.StatusOK, "tasks", data)
}

// taskPage is one task as its deputy sees it.
type taskPage struct {
	store.Assignment
	Opinion      store.Opinion
	Gone         bool // in other hands by now
	Area         string
	Word, Colour string
	When         string
	AuthorName   string
	AuthorPhone  string
	Said         []group
	Steps        []stepView
	Answers      []answerView // the newest first
	Rating       *store.Rating
	Returned     *returned // the answer that must be looked at again
	Answering    bool      // the form is shown
	Checked      bool      // staff release what goes out
	Form         answerForm
}

// returned is an answer that staff gave back.
type returned struct {
	Reason string
	At     time.Time
	Text   string
}

// answerForm is what the answer form holds when it is shown again.
type answerForm struct {
	Text   string
	Wrong  string   // why it was not taken
	Photos []string // one sentence for each photo that was not taken
	Kept   int      // photos that were taken and wait for the answer
}

// task shows a task, and notes that the deputy opened it. Doing so on a GET is
// right: it is done once, repeats do nothing, and a page opened from a notice
// has nothing else to send.
func (h *handler) task(c *gin.Context) {
	id := c.Param("id")
	err := h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) error { return t.OpenTask(id) })
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.showTask(c, http.StatusOK, answerForm{Kept: h.waitingPhotos(c, id)})
}

func (h *handler) showTask(c *gin.Context, status int, form answerForm) {
	d, a, err := h.acts.Task(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	data := deputyPage(d, a, form, h.acts.Now())
	data.Checked = view.Settings.Bool(a.OfficeID, store.SetRelease)
	h.set.Render(c, status, "task", data)
	h.saw(c, d, store.ReaderDeputy)
}

func deputyPage(d *act.Dossier, a *store.Assignment, form answerForm, now time.Time) taskPage {
	p := taskPage{Assignment: *a, Opinion: d.Opinion, Area: d.Area, AuthorName: d.AuthorName, AuthorPhone: d.AuthorPhone}
	p.Word, p.Colour = taskWord(a, &d.Opinion)
	if a.State == store.AssignmentPassed {
		return p // the matter is in other hands
	}
	if p.Gone = d.Opinion.AssignID != a.ID; p.Gone {
		p.Answers = answersOf(d)
		return p
	}
	p.Said, p.Steps, p.Answers = said(d), steps(d, true), answersOf(d)
	p.Answering = a.Awaited(&d.Opinion)
	p.Returned = returnedOf(d)
	p.Form = form
	if p.Returned != nil {
		p.Word, p.Colour = "请修改答复", "new"
		if form.Text == "" && form.Wrong == "" {
			p.Form.Text = p.Returned.Text
		}
		p.Answers = slices.DeleteFunc(p.Answers, func(x answerView) bool { return x.State == store.AnswerReturned })
	}
	if p.Answering {
		p.When = byWhen(d.Opinion.Due, now)
	}
	if n := len(d.Ratings); n > 0 {
		p.Rating = &d.Ratings[n-1]
	}
	return p
}

// returnedOf is the last answer if staff gave it back, with their reason.
func returnedOf(d *act.Dossier) *returned {
	if d.Opinion.State != store.OpinionAssigned || len(d.Answers) == 0 {
		return nil
	}
	last := d.Answers[len(d.Answers)-1]
	if last.State != store.AnswerReturned || last.Round != d.Opinion.Round {
		return nil
	}
	r := &returned{Text: last.Text}
	for _, s := range d.Steps {
		if s.Kind == store.EntryReturned && s.Ref == last.ID {
			r.Reason, r.At = s.Text, s.At
		}
	}
	return r
}

// answer takes a deputy's answer. When anything is wrong with it nothing is
// lost: the words stand in the form again, and the good photos are kept.
func (h *handler) answer(c *gin.Context) {
	form, id := page.FormOf(c), c.Param("id")
	if _, _, err := h.acts.Task(c.Request.Context(), actor(c), id); err != nil {
		h.cfg.Pages.Error(c, err) // before anything is stored for it
		return
	}
	shown := answerForm{Text: form.String("text")}
	photos, wrong, err := h.takePhotos(c, id)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	shown.Kept, shown.Photos = len(photos), wrong
	if len(wrong) > 0 {
		shown.Wrong = "有照片没有收下，请看下面的说明，再点一次“提交答复”。"
		h.showTask(c, http.StatusUnprocessableEntity, shown)
		return
	}
	err = h.do(c, func(t *act.Tx) error {
		var files []store.Media
		for _, f := range photos {
			files = append(files, act.FileOf(f, store.KindImage))
		}
		_, err := t.Answer(id, shown.Text, files...)
		return err
	})
	if shown.Wrong = refused(err); shown.Wrong != "" {
		h.showTask(c, http.StatusUnprocessableEntity, shown)
		return
	}
	if err == nil {
		forgetPhotos(c, id)
	}
	h.after(c, err, "答复已提交，感谢您履职尽责。", up(c))
}

// remark is a form of one text about a task: doing, whose text is in field.
func (h *handler) remark(c *gin.Context, field, done, path string, doing func(*act.Tx, string, string) error) {
	text := page.FormOf(c).String(field)
	err := h.do(c, func(t *act.Tx) error { return doing(t, c.Param("id"), text) })
	h.after(c, err, done, path)
}

// visit keeps what a deputy found on the spot.
func (h *handler) visit(c *gin.Context) {
	h.remark(c, "text", "走访记录已保存。", up(c), (*act.Tx).Visit)
}

// ask puts a question to the desk.
func (h *handler) ask(c *gin.Context) {
	h.remark(c, "text", "已转给工作人员，他们的说明会显示在这一页。", up(c), (*act.Tx).Ask)
}

// passOn gives the matter back to the desk.
func (h *handler) passOn(c *gin.Context) {
	h.remark(c, "reason", "已退回工作人员，由他们另行安排。", up(c), (*act.Tx).PassOn)
}
