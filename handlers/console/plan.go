package console

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const plansPath = "/console/plans"

// plansPage lists year plans, and makes a new one.
type plansPage struct {
	Rows    []act.PlanRow
	Offices []store.Office
	Groups  []act.GroupRow
	Years   []int
	CanEdit bool
	Problem string
}

func (h *handler) plans(c *gin.Context) { h.showPlans(c, http.StatusOK, "") }

func (h *handler) showPlans(c *gin.Context, status int, problem string) {
	year := h.cfg.Now().In(store.ChinaTime).Year()
	p := plansPage{CanEdit: may(c, store.ActPlanEdit), Problem: problem, Years: []int{year, year + 1}}
	var err error
	if p.Rows, err = h.acts.Plans(c.Request.Context(), actor(c), year-5); err == nil {
		p.Offices, err = h.offices(c, store.ActPlanEdit)
	}
	if err == nil {
		p.Groups, err = h.acts.Groups(c.Request.Context(), actor(c))
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, status, "plans", p)
}

func (h *handler) addPlan(c *gin.Context) {
	office, err := h.ownOffice(c, store.ActPlanEdit)
	if err != nil {
		h.fail(c, err)
		return
	}
	form, back := page.FormOf(c), plansPath
	year, err := form.Int("year", 2000, 2999)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			made, err := t.MakePlan(store.Plan{OfficeID: office, GroupID: form.String("group"), Year: year}, form.Bool("from"))
			if err == nil {
				back = plansPath + "/" + made.ID
			}
			return err
		})
	}
	if words := sentence(err); words != "" {
		h.showPlans(c, http.StatusUnprocessableEntity, words)
		return
	}
	h.after(c, err, "计划已建好，请逐项核对日期。", back)
}

// planPage is one plan with its lines.
type planPage struct {
	*act.PlanDossier
	CanEdit bool
	Bodies  []string
	Groups  []act.GroupRow
	Kinds   []store.MeetingKind
	Today   string
	Problem string
}

// Letterless reports whether the plan has no letter on its way, and none that left.
func (p planPage) Letterless() bool {
	return p.Draft == nil || p.Draft.State == store.DraftWithdrawn && p.Released.IsZero()
}

func (h *handler) plan(c *gin.Context) { h.showPlan(c, http.StatusOK, "") }

func (h *handler) showPlan(c *gin.Context, status int, problem string) {
	d, err := h.acts.Plan(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p := planPage{PlanDossier: d, CanEdit: store.May(actor(c), store.ActPlanEdit, store.Target{OfficeID: d.OfficeID}, view.Offices), Kinds: store.Activities,
		Bodies: view.Settings.Words(d.OfficeID, store.SetPlanBodies), Today: store.DayOf(h.cfg.Now()), Problem: problem}
	if p.Groups, err = h.acts.Groups(c.Request.Context(), actor(c)); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, status, "plan", p)
}

// onPlan is a form about one plan; what it refuses stands above the plan.
func onPlan(done string, do func(*act.Tx, string, *page.Form, int64) error) func(*handler, *gin.Context) {
	return func(h *handler, c *gin.Context) {
		n, err := seen(c)
		if err == nil {
			err = h.do(c, func(t *act.Tx) error { return do(t, c.Param("id"), page.FormOf(c), n) })
		}
		if words := sentence(err); words != "" {
			h.showPlan(c, http.StatusUnprocessableEntity, words)
			return
		}
		h.after(c, err, done, plansPath+"/"+c.Param("id"))
	}
}

func planEdited(t *act.Tx, id string, f *page.Form, n int64) error {
	return t.EditPlan(id, f.String("title"), f.String("preface"), n)
}

// planLine adds a line; seen is not minded, for lines do not change one another.
func planLine(t *act.Tx, id string, f *page.Form, n int64) error {
	i := store.PlanItem{ID: f.String("item"), Day: f.String("day"), Kind: store.MeetingKind(f.String("kind")), Text: f.String("text"),
		GroupID: f.String("group"), Who: f.String("who")}
	if _, err := time.Parse("2006-01", i.Day); err == nil { // a month alone
		i.Day, i.Month = i.Day+"-01", true
	}
	if f.Bool("month") {
		i.Month = true
	}
	if i.ID != "" {
		i.Version = n
		if f.Bool("drop") {
			return t.DropPlanItem(id, i.ID, n)
		}
	}
	_, err := t.SavePlanItem(id, i)
	return err
}

func planAdopted(t *act.Tx, id string, f *page.Form, n int64) error {
	return t.AdoptPlan(id, f.String("adopted_by"), f.String("adopted"), n)
}

func planRevised(t *act.Tx, id string, _ *page.Form, n int64) error { return t.RevisePlan(id, n) }

// draftPlan drafts the letter that releases a plan, and opens it.
func (h *handler) draftPlan(c *gin.Context) {
	n, err := seen(c)
	back := plansPath + "/" + c.Param("id")
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			d, err := t.DraftPlan(c.Param("id"), n)
			if err == nil {
				back = draftsPath + "/" + d.ID
			}
			return err
		})
	}
	h.after(c, err, "印发通知的初稿已生成。请通读，再送审；签发后告知代表。", back)
}
