package console

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// meetingForm is the form of one meeting, new or to be changed.
type meetingForm struct {
	Meeting   store.Meeting
	Office    store.Office
	Offices   []store.Office
	Kinds     []store.MeetingKind
	Session   *store.Meeting // whose part it is
	Terms     []meetingTerm
	Groups    []store.Group
	Delegates []store.Delegation
	Approvers []store.Staff
	Items     []act.PlanChoice // of the year's plans, which it may carry out
	Rules     store.MeetingRules
	Fixed     bool // announced: time and place are changed by telling everybody
	Problem   string
	form      *page.Form
}

// meetingTerm is a term as the form offers one.
type meetingTerm struct{ ID, Words string }

// Typed gives back what was written into a refused form.
func (p *meetingForm) Typed(field, first string) string {
	if p.form == nil {
		return first
	}
	return p.form.String(field)
}

func (h *handler) newMeeting(c *gin.Context) {
	p := &meetingForm{}
	m := &p.Meeting
	m.Kind = store.MeetingKind(c.Query("kind"))
	if id := c.Query("session"); id != "" {
		v, err := h.acts.Meeting(c.Request.Context(), actor(c), id)
		if err != nil {
			h.fail(c, err)
			return
		}
		m.ParentID, m.OfficeID, m.Starts, m.Place = v.ID, v.OfficeID, v.Starts, v.Place
		if !m.Kind.Part() {
			m.Kind = store.MeetingPlenary
		}
		m.Title = meetingKindWord(m.Kind)
	} else {
		if m.OfficeID = c.Query("office"); !m.Kind.Known() || m.Kind.Part() {
			m.Kind = ""
		}
	}
	h.showMeetingForm(c, http.StatusOK, p)
}

func (h *handler) meetingFormPage(c *gin.Context) {
	v, err := h.acts.Meeting(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.showMeetingForm(c, http.StatusOK, &meetingForm{Meeting: v.Meeting})
}

func (h *handler) showMeetingForm(c *gin.Context, status int, p *meetingForm) {
	ctx, m := c.Request.Context(), &p.Meeting
	view, err := h.acts.View(ctx)
	if err != nil {
		h.fail(c, err)
		return
	}
	if p.Offices, err = h.offices(c, store.ActMeetingEdit); err != nil {
		h.fail(c, err)
		return
	}
	if m.OfficeID == "" && len(p.Offices) > 0 {
		m.OfficeID = p.Offices[0].ID
	}
	p.Office, _ = view.Offices.Find(m.OfficeID)
	p.Kinds = append(append([]store.MeetingKind{}, store.MeetingKinds...), store.Activities...)
	p.Fixed = m.ID != "" && m.State != store.MeetingPlanned
	if m.ParentID != "" {
		p.Kinds = store.MeetingParts
		v, err := h.acts.Meeting(ctx, actor(c), m.ParentID)
		if err != nil {
			h.fail(c, err)
			return
		}
		p.Session, p.Delegates = &v.Meeting, v.Delegations
	}
	if p.Approvers, err = h.acts.LeaveApprovers(ctx, actor(c), m.OfficeID); err != nil {
		h.fail(c, err)
		return
	}
	if p.Items, err = h.acts.PlanChoices(ctx, actor(c), h.cfg.Now().In(store.ChinaTime).Year()); err != nil {
		h.fail(c, err)
		return
	}
	p.Terms = meetingTerms(view, m.OfficeID)
	groups, err := h.acts.Groups(ctx, actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	for _, g := range groups {
		p.Groups = append(p.Groups, g.Group)
	}
	p.Rules = view.Settings.MeetingRulesOf(m.OfficeID, m.Kind)
	h.set.Render(c, status, "meeting_form", p)
}

// meetingTerms are the terms near an office, the running ones of its own level
// first.
func meetingTerms(view *act.View, office string) []meetingTerm {
	var list []meetingTerm
	for _, level := range store.Levels {
		for _, t := range view.TermsFor(office, level) {
			if t.State != store.TermOver {
				list = append(list, meetingTerm{t.ID, levelWord(level) + t.Name()})
			}
		}
	}
	return list
}

// timesReader reads the form of a meeting.
type timesReader struct{ reader }

// time is a time that may be left empty.
func (r *timesReader) time(name string) time.Time {
	if r.form.String(name) == "" {
		return time.Time{}
	}
	t, err := r.form.Time(name)
	r.note(err)
	return t
}

func (r *timesReader) number(name string, most int) int {
	if r.form.String(name) == "" {
		return 0
	}
	n, err := r.form.Int(name, 0, most)
	r.note(err)
	return n
}

// degrees is a coordinate that may be left empty.
func (r *timesReader) degrees(name string) float64 {
	s := strings.TrimSpace(r.form.String(name))
	if s == "" {
		return 0
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
		r.note(store.Invalid("nearby", store.ProblemMalformed))
		return 0
	}
	return x
}

func (h *handler) readMeeting(c *gin.Context) (m store.Meeting, err error) {
	form := page.FormOf(c)
	r := timesReader{reader{form: form}}
	note, err := form.Text("note", store.MeetingNoteMax)
	r.note(err)
	m = store.Meeting{ID: c.Param("id"), OfficeID: form.String("office"), Kind: store.MeetingKind(form.String("kind")), ParentID: form.String("session_of"),
		Title: r.line("title", store.MeetingTitleMax), TermID: form.String("term"), Session: r.number("session", 99), GroupID: form.String("group"),
		Starts: r.time("starts"), Ends: r.time("ends"), Place: r.line("place", store.MeetingPlaceMax), ReplyBy: r.time("reply_by"),
		Latitude: r.degrees("latitude"), Longitude: r.degrees("longitude"), Nearby: r.number("nearby", 5000),
		Dress: r.line("dress", 100), Contact: r.line("contact", 100), LeaveTo: r.line("leave_to", 100), Approver: form.String("approver"),
		Note: note, Late: r.line("late", 500), PlanID: form.String("plan")}
	if m.ID != "" {
		m.Version, err = seen(c)
		r.note(err)
	}
	return m, r.err
}

// saveMeeting makes a meeting or changes one.
func (h *handler) saveMeeting(c *gin.Context) {
	m, err := h.readMeeting(c)
	if m.ID == "" && err == nil {
		if _, err := h.ownOffice(c, store.ActMeetingEdit); err != nil {
			h.fail(c, err)
			return
		}
	}
	var saved *store.Meeting
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			var err error
			if m.ID == "" {
				saved, err = t.AddMeeting(m)
			} else {
				saved, err = t.EditMeeting(m)
			}
			return err
		})
	}
	if words := meetingRefused(err); words != "" {
		if m.ID != "" {
			v, err := h.acts.Meeting(c.Request.Context(), actor(c), m.ID)
			if err != nil {
				h.fail(c, err)
				return
			}
			m.State, m.ParentID, m.OfficeID, m.Kind = v.State, v.ParentID, v.OfficeID, v.Kind
		}
		h.showMeetingForm(c, http.StatusUnprocessableEntity, &meetingForm{Meeting: m, Problem: words, form: page.FormOf(c)})
		return
	}
	path := meetingsPath
	if saved != nil {
		path += "/" + saved.ID
	}
	h.after(c, err, "已保存。", path)
}
