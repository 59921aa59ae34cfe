package phone

import (
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const activitiesPath = "/h5/activities"

// activitiesPage is what the leader of groups sees of them.
type activitiesPage struct {
	Groups []act.LedGroup
	Now    time.Time
}

func (h *handler) activities(c *gin.Context) {
	list, err := h.acts.Led(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "activities", activitiesPage{list, h.acts.Now()})
}

// activityPage is the form of one activity's record, new or there already.
type activityPage struct {
	ID      string // empty for a new one
	Group   store.Group
	Title   string
	Starts  time.Time
	Place   string
	People  []act.ActivityPerson
	Record  store.ActivityRecord
	Photos  []store.ActivityPhoto
	Changes bool // not to be written down yet, or called off
	Action  string
	Kept    int
	Bad     []string // why photos were not taken
	Wrong   string
}

// newActivity is the form of an activity that was just held.
func (h *handler) newActivity(c *gin.Context) { h.showNew(c, http.StatusOK, activityPage{}) }

func (h *handler) showNew(c *gin.Context, status int, p activityPage) {
	g, err := h.ledGroup(c)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	p.Group, p.Action = g.Group, "/h5/groups/"+g.ID+"/activity"
	if p.People == nil {
		p.People = g.People
		for i := range p.People {
			p.People[i].Came = true // most were there: who was not is taken out
		}
	}
	if p.Starts.IsZero() {
		p.Starts = h.acts.Now().Truncate(time.Hour)
	}
	p.Kept = h.waitingPhotos(c, g.ID)
	h.set.Render(c, status, "activity", p)
}

// ledGroup is the group of the address, if the reader leads it.
func (h *handler) ledGroup(c *gin.Context) (*act.LedGroup, error) {
	list, err := h.acts.Led(c.Request.Context(), actor(c))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(g act.LedGroup) bool { return g.ID == c.Param("id") })
	if i < 0 {
		return nil, store.ErrNotFound
	}
	return &list[i], nil
}

// activityForm reads what a leader wrote; came is by tick.
func (h *handler) activityForm(c *gin.Context, p *activityPage, key string) (act.ActivityForm, error) {
	f := page.FormOf(c)
	form := act.ActivityForm{Came: f.All("came")}
	form.Record = store.ActivityRecord{Findings: f.String("findings"), Advice: f.String("advice")}
	if f.String("hours") != "" {
		hours, err := f.Int("hours", 0, 24*14)
		if err != nil {
			return form, err
		}
		form.Record.Minutes = hours * 60
	}
	p.Record = form.Record
	for i := range p.People {
		p.People[i].Came = p.People[i].Self || slices.Contains(form.Came, p.People[i].Deputy.ID)
	}
	photos, bad, err := h.takePhotos(c, key)
	if err != nil {
		return form, err
	}
	p.Kept, p.Bad, form.Photos = len(photos), bad, photos
	if len(bad) > 0 {
		return form, store.Invalid("photo", store.ProblemMalformed)
	}
	return form, nil
}

func (h *handler) addActivity(c *gin.Context) {
	g, err := h.ledGroup(c)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	f := page.FormOf(c)
	p := activityPage{People: g.People, Title: f.String("title"), Place: f.String("place")}
	m := store.Meeting{GroupID: g.ID, Title: p.Title, Place: p.Place, PlanID: f.String("plan")}
	form, err := h.activityForm(c, &p, g.ID)
	if err == nil {
		m.Starts, err = f.Time("starts")
		p.Starts = m.Starts
	}
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			_, err := t.RecordNew(m, form)
			return err
		})
	}
	if p.Wrong = refused(err); p.Wrong != "" {
		h.showNew(c, http.StatusUnprocessableEntity, p)
		return
	}
	if err == nil {
		forgetPhotos(c, g.ID)
	}
	h.after(c, err, "活动已登记，谢谢您。", activitiesPath)
}

// activity is the form of an activity that was arranged, or written down before.
func (h *handler) activity(c *gin.Context) { h.showActivity(c, http.StatusOK, nil) }

func (h *handler) showActivity(c *gin.Context, status int, typed *activityPage) {
	p, err := h.activityOf(c)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	if typed != nil {
		p.People, p.Wrong, p.Bad, p.Kept = typed.People, typed.Wrong, typed.Bad, typed.Kept
		p.Record.Findings, p.Record.Advice, p.Record.Minutes = typed.Record.Findings, typed.Record.Advice, typed.Record.Minutes
	}
	h.set.Render(c, status, "activity", *p)
}

func (h *handler) activityOf(c *gin.Context) (*activityPage, error) {
	d, err := h.acts.Activity(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		return nil, err
	}
	p := &activityPage{ID: d.ID, Group: store.Group{ID: d.GroupID, Name: d.Group}, Title: d.Title, Starts: d.Starts, Place: d.Place,
		People: d.People, Photos: d.Photos, Action: activitiesPath + "/" + d.ID, Kept: h.waitingPhotos(c, d.ID)}
	p.Changes = d.State == store.MeetingCancelled || d.Starts.After(h.acts.Now())
	if d.Record != nil {
		p.Record = *d.Record
		return p, nil
	}
	for i := range p.People {
		p.People[i].Came = p.People[i].Came || p.People[i].In && !p.People[i].Leave
	}
	return p, nil
}

func (h *handler) recordActivity(c *gin.Context) {
	p, err := h.activityOf(c)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	form, err := h.activityForm(c, p, p.ID)
	if err == nil {
		var seen int
		seen, err = page.FormOf(c).Int("seen", 0, math.MaxInt32)
		form.Seen = int64(seen)
	}
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.RecordActivity(p.ID, form) })
	}
	if p.Wrong = refused(err); p.Wrong != "" {
		h.showActivity(c, http.StatusUnprocessableEntity, p)
		return
	}
	if err == nil {
		forgetPhotos(c, p.ID)
	}
	h.after(c, err, "活动已登记，谢谢您。", activitiesPath)
}

// activityPhoto serves a photo of an activity to its leader; small with ?s=thumb.
func (h *handler) activityPhoto(c *gin.Context) {
	m, err := h.acts.ActivityPhoto(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	hash := m.Hash
	if c.Query("s") == "thumb" && m.Thumb != "" {
		hash = m.Thumb
	}
	h.sendFile(c, hash)
}

// sendFile serves a file that the reader may see.
func (h *handler) sendFile(c *gin.Context, hash string) {
	body, info, err := h.acts.Files().Open(hash)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	defer body.Close()
	page.SendFile(c, body, page.File{Hash: hash, MIME: info.MIME, Time: info.Time})
}

// reportPage is the leader's half-yearly report.
type reportPage struct {
	*act.GroupReportState
	Text  string
	Seen  int64
	Wrong string
}

func (h *handler) report(c *gin.Context) { h.showReport(c, http.StatusOK, "", "") }

func (h *handler) showReport(c *gin.Context, status int, typed, wrong string) {
	s, err := h.acts.GroupReport(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	p := reportPage{GroupReportState: s, Text: s.Begin, Wrong: wrong}
	if s.Report != nil {
		p.Text, p.Seen = s.Report.Text, s.Report.Version
	}
	if wrong != "" {
		p.Text = typed
	}
	h.set.Render(c, status, "report", p)
}

func (h *handler) sendReport(c *gin.Context) {
	f, text := page.FormOf(c), page.FormOf(c).String("text")
	if _, err := h.acts.GroupReport(c.Request.Context(), actor(c), c.Param("id")); err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	half, err := store.ParseHalf(f.String("half"))
	var seen int
	if err == nil {
		seen, err = f.Int("seen", 0, math.MaxInt32)
	}
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.ReportGroup(c.Param("id"), half, text, int64(seen)) })
	}
	if words := refused(err); words != "" {
		h.showReport(c, http.StatusUnprocessableEntity, text, words)
		return
	}
	h.after(c, err, "汇报已提交，谢谢您。", activitiesPath)
}

// releasedPlan is a year's plan, for everybody where it is published.
func (h *handler) releasedPlan(c *gin.Context) {
	p, err := h.acts.ReleasedPlan(c.Request.Context(), person(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "plan", p)
}
