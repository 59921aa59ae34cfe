package console

import (
	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// reasonMax is what may be written about a change: the number of an announcement.
const reasonMax = 200

func (h *handler) addMandate(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	m := r.mandate()
	m.OfficeID, m.TermID = r.form.String("office"), r.form.String("term")
	m.Level = store.Level(r.choice("level", words(levels)...))
	err := r.err
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.AddMandate(c.Param("id"), m)
			return err
		})
	}
	h.after(c, err, "代表职务已登记。", deputyPath(c.Param("id")))
}

// mandate reads what may be put right of a mandate, too.
func (r *reader) mandate() store.Mandate {
	return store.Mandate{Title: r.line("title", lineMax), DistrictID: r.form.String("district"), StationID: r.form.String("station"),
		From: r.date("from"), ByElection: r.form.Bool("by_election")}
}

func (h *handler) editMandate(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	facts := r.mandate()
	version, err := seen(c)
	r.note(err)
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditMandate(c.Param("id"), facts, version) })
	}
	h.after(c, err, "已保存。", deputyPath(r.form.String("deputy")))
}

func (h *handler) changeMandate(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	change := store.MandateChange{Verb: store.MandateVerb(r.form.String("verb")), Ground: store.Ground(r.form.String("ground")),
		Day: r.date("day"), Reason: r.line("reason", reasonMax)}
	version, err := seen(c)
	r.note(err)
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.ChangeMandate(c.Param("id"), change, version) })
	}
	h.after(c, err, changedWords[change.Verb], deputyPath(r.form.String("deputy")))
}

func (h *handler) deleteMandate(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.DeleteMandate(c.Param("id"), version) })
	}
	h.after(c, err, "误登记的代表职务已删除。", deputyPath(page.FormOf(c).String("deputy")))
}

var (
	verbWords = map[store.MandateVerb]string{store.MandateBegin: "开始任职", store.MandateSuspend: "暂停执行代表职务",
		store.MandateResume: "恢复执行代表职务", store.MandateEnd: "代表资格终止", store.MandateCorrect: "更正"}
	verbAsks = map[store.MandateVerb]string{
		store.MandateSuspend: "暂停后不再转给这位代表新的意见，正在办理的收回重新分办。确定吗？",
		store.MandateEnd:     "终止后不再转给这位代表新的意见，正在办理的收回重新分办；办理记录都还在。确定吗？",
	}
	changedWords = map[store.MandateVerb]string{
		store.MandateSuspend: "已登记暂停执行代表职务，正在办理的意见已收回。",
		store.MandateResume:  "已登记恢复执行代表职务。",
		store.MandateEnd:     "已登记代表资格终止，正在办理的意见已收回。",
		store.MandateCorrect: "已更正。",
	}
	statusWords = map[store.MandateStatus]struct{ word, colour string }{
		store.MandateElected: {"当选，待就任", "new"}, store.MandateActive: {"在任", "done"},
		store.MandateSuspended: {"暂停执行职务", "due"}, store.MandateEnded: {"已终止", "old"},
	}
	termWords = map[store.TermState]string{store.TermPrepared: "筹备中", store.TermRunning: "本届", store.TermOver: "已届满"}
	taskWords = map[store.AssignmentState]string{store.AssignmentOpen: "办理中", store.AssignmentAnswered: "已答复",
		store.AssignmentPassed: "已退回", store.AssignmentRecalled: "已收回"}
	standingWords = map[store.Standing]string{store.StandingNow: "现有代表", store.Standing(store.MandateActive): "在任",
		store.Standing(store.MandateElected): "当选，待就任", store.Standing(store.MandateSuspended): "暂停执行职务",
		store.StandingFormer: "已不任代表", store.StandingAll: "全部"}
)

// statusWord says where a mandate stands; the end of a term has its own word.
func statusWord(m store.Mandate) string {
	if m.Status == store.MandateEnded && m.Ground == store.GroundTerm {
		return "任期届满"
	}
	return statusWords[m.Status].word
}

func statusColour(m store.Mandate) string { return statusWords[m.Status].colour }
