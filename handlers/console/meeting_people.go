package console

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// meetingPeoplePage is the form that chooses who takes part. What it chooses is
// added to those who are there already.
type meetingPeoplePage struct {
	Meeting     store.Meeting
	Offices     []store.Office // that keep the record of somebody who can be called
	Levels      []store.Level
	Groups      []store.Group
	Delegations []store.Delegation
	People      []groupPerson
	Find        string
	More        int // how many more there are than shown
	Here        int // how many take part already
	Problem     string
	form        *page.Form
}

// Typed gives back what was written into a refused form.
func (p *meetingPeoplePage) Typed(field string) string {
	if p.form == nil {
		return ""
	}
	return p.form.String(field)
}

// SitIn says that people are only added to sit in: who attends a meeting of the
// congress's presidium is noted in its session.
func (p *meetingPeoplePage) SitIn() bool { return p.Meeting.Kind == store.MeetingPresiding }

// Ticked says whether a box was ticked in a refused form.
func (p *meetingPeoplePage) Ticked(field string, value any) bool {
	return p.form != nil && slices.Contains(p.form.All(field), fmt.Sprint(value))
}

// everybody bounds the boxes of a form about who takes part: all whom one meeting
// calls may be ticked at once, beside a few fields more.
const everybody = store.MeetingMost + 100

// peopleShown bounds the boxes that a page offers; the others are found by name.
const peopleShown = 500

func (h *handler) meetingPeople(c *gin.Context) {
	h.showMeetingPeople(c, http.StatusOK, &meetingPeoplePage{Find: c.Query("q")})
}

func (h *handler) showMeetingPeople(c *gin.Context, status int, p *meetingPeoplePage) {
	ctx := c.Request.Context()
	v, err := h.acts.Meeting(ctx, actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	people, err := h.acts.Callables(ctx, actor(c), v.OfficeID, v.TermID)
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(ctx)
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Meeting, p.Here, p.Delegations = v.Meeting, len(v.People), v.Delegations
	if len(p.Delegations) == 0 {
		if p.Delegations, err = h.acts.Delegations(ctx, actor(c), v.OfficeID); err != nil {
			h.fail(c, err)
			return
		}
	}
	groups, err := h.acts.Groups(ctx, actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	for _, g := range groups {
		p.Groups = append(p.Groups, g.Group)
	}
	p.offer(people, v, view)
	h.set.Render(c, status, "meeting_people", p)
}

// offer lists whom a form offers: those who do not take part yet.
func (p *meetingPeoplePage) offer(people []act.Callable, v *act.MeetingView, view *act.View) {
	here, seenOffice := map[string]bool{}, map[string]bool{}
	for _, r := range v.People {
		here[r.DeputyID] = r.DeputyID != ""
	}
	for i := range people {
		d := &people[i]
		of, _ := view.Offices.Find(d.OfficeID)
		if !seenOffice[of.ID] {
			seenOffice[of.ID] = true
			p.Offices = append(p.Offices, of)
		}
		for _, l := range d.Levels {
			if !slices.Contains(p.Levels, l) {
				p.Levels = append(p.Levels, l)
			}
		}
		switch {
		case here[d.ID] || !strings.Contains(d.Name, strings.TrimSpace(p.Find)):
		case len(p.People) == peopleShown:
			p.More++
		default:
			p.People = append(p.People, groupPerson{ID: d.ID, Name: nameWord(&d.Deputy), Office: of.Short, In: p.Ticked("deputy", d.ID)})
		}
	}
	slices.Sort(p.Levels)
}

// choosePeople adds to those who take part.
func (h *handler) choosePeople(c *gin.Context) {
	form := page.FormOf(c)
	choice := act.MeetingChoice{Offices: form.All("choose_office"), Groups: form.All("group"), Delegations: form.All("delegation"),
		List: form.String("list"), Deputies: form.All("deputy"), Guests: form.String("guests"), Role: store.ParticipantRole(form.String("role"))}
	for _, l := range form.All("level") {
		choice.Levels = append(choice.Levels, store.Level(l))
	}
	if !slices.Contains([]store.ParticipantRole{store.RoleAttends, store.RoleSitsIn}, choice.Role) {
		choice.Role = store.RoleAttends
	}
	var chosen *act.Chosen
	err := h.do(c, func(t *act.Tx) (err error) {
		chosen, err = t.ChooseParticipants(c.Param("id"), choice, 0)
		return err
	})
	words := meetingRefused(err)
	if words != "" && chosen != nil && len(chosen.Unknown)+len(chosen.Former) > 0 {
		words = unfitWords(chosen)
	}
	if words != "" {
		h.showMeetingPeople(c, http.StatusUnprocessableEntity, &meetingPeoplePage{Problem: words, form: form})
		return
	}
	done := "已加入。"
	if chosen != nil {
		done = fmt.Sprintf("已加入%d位。", chosen.Added)
	}
	h.after(c, err, done, meetingsPath+"/"+c.Param("id")+"#people")
}

// unfitWords say which entries of a pasted list fit nobody.
func unfitWords(c *act.Chosen) string {
	var parts []string
	if len(c.Unknown) > 0 {
		parts = append(parts, "没有找到，或者有重名："+namesWord(c.Unknown)+"。重名的请改写手机号")
	}
	if len(c.Former) > 0 {
		parts = append(parts, "现在不执行代表职务："+namesWord(c.Former))
	}
	return "名单没有加入。" + strings.Join(parts, "；") + "。请改好再提交。"
}

// namesWord lists a few names and counts the rest.
func namesWord(names []string) string {
	const most = 20
	if len(names) <= most {
		return strings.Join(names, "、")
	}
	return fmt.Sprintf("%s等%d位", strings.Join(names[:most], "、"), len(names))
}

// removePeople takes those out who are ticked, puts them into a delegation, or notes
// that they are of the session's presidium.
func (h *handler) removePeople(c *gin.Context) {
	form := page.FormOf(c)
	version, err := seen(c)
	ticked := form.All("person")
	id := c.Param("id")
	if form.String("do") == "move" {
		h.onMeeting(c, id, "people", "代表团已调整。", func(t *act.Tx) error {
			if len(ticked) == 0 {
				return store.Invalid("choice", store.ProblemEmpty)
			}
			return t.MoveToDelegation(id, form.String("delegation"), ticked)
		})
		return
	}
	if do := form.String("do"); do == "preside" || do == "unpreside" {
		in := do == "preside"
		done := "已移出大会主席团，大会主席团会议不再由他们参加。"
		if in {
			done = "已列入大会主席团，大会主席团会议由他们参加。"
		}
		h.onMeeting(c, id, "people", done, func(t *act.Tx) error {
			if err != nil {
				return err
			}
			return t.SetPresidium(id, ticked, in, version)
		})
		return
	}
	h.onMeeting(c, id, "people", "已移出。收到过通知的，会告知不用参加。", func(t *act.Tx) error {
		if err != nil {
			return err
		}
		return t.RemoveParticipants(id, ticked, version)
	})
}
