package console

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

// meetingTab is one of the lists of meetings.
type meetingTab string

// The lists.
const (
	tabAhead      meetingTab = ""
	tabPast       meetingTab = "past"
	tabActivities meetingTab = "activities"
)

// meetingsPage lists meetings and activities.
type meetingsPage struct {
	Tab     meetingTab
	Tabs    []meetingTabView
	Rows    []act.MeetingRow
	Seen    []store.Office
	Office  string
	Kinds   []store.MeetingKind
	Kind    store.MeetingKind
	CanEdit bool
	Export  string
}

type meetingTabView struct {
	Words, Link string
	Now         bool
}

func (h *handler) meetings(c *gin.Context) {
	p := meetingsPage{Tab: meetingTab(c.Query("tab")), Office: c.Query("office"), Kind: store.MeetingKind(c.Query("kind")),
		CanEdit: may(c, store.ActMeetingEdit), Export: exportLink(c), Kinds: store.MeetingKinds}
	f := act.MeetingFilter{Kinds: store.MeetingKinds, Newest: true}
	today, _ := store.ParseDay(store.DayOf(h.cfg.Now()))
	switch p.Tab {
	case tabPast:
		f.To = today
	case tabActivities:
		f.Kinds, p.Kinds = store.Activities, store.Activities
	default:
		p.Tab, f.From, f.Newest = tabAhead, today, false
	}
	if p.Kind.Known() {
		f.Kinds = []store.MeetingKind{p.Kind}
	}
	var err error
	if p.Seen, err = h.offices(c, store.ActMeetings); err != nil {
		h.fail(c, err)
		return
	}
	f.Office = p.Office
	if p.Rows, err = h.acts.Meetings(c.Request.Context(), actor(c), f); err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "meetings", meetingsTable(p.Rows))
		return
	}
	for _, t := range []struct {
		tab   meetingTab
		words string
	}{{tabAhead, "即将召开"}, {tabPast, "已结束"}, {tabActivities, "活动"}} {
		p.Tabs = append(p.Tabs, meetingTabView{t.words, meetingsPath + "?" + values("tab", string(t.tab), "office", p.Office), t.tab == p.Tab})
	}
	h.set.Render(c, http.StatusOK, "meetings", p)
}

func meetingsTable(rows []act.MeetingRow) sheet.Table {
	return sheet.Table{Title: "会议和活动", Columns: []string{"机构", "种类", "名称", "时间", "地点", "状态", "应到（人）", "已确认（人）", "请假（人）"},
		Rows: lines(rows, func(m *act.MeetingRow) []string {
			return []string{m.Office, meetingKindWord(m.Kind), m.Title, store.SpokenSpan(m.Starts, m.Ends), m.Place, meetingStateWord(m.State),
				strconv.Itoa(m.Called), strconv.Itoa(m.Confirmed), strconv.Itoa(m.Leave)}
		})}
}

// meetingPage is one meeting with what is needed to prepare it and to hold it.
type meetingPage struct {
	*act.MeetingView
	Approver  string // name
	CanEdit   bool   // and it is not called off or over
	Editable  bool   // and its notice does not lie before others
	Planned   bool
	Follows   bool // a part whose people are its session's
	Waits     bool // the notice lies before others
	Groups    []meetingGroup
	PartKinds []store.MeetingKind
	Steps     int
	Now       time.Time
	Problem   string
	Failed    string
	form      *page.Form
}

// Typed gives back what was written into a refused form.
func (p *meetingPage) Typed(form, field, first string) string {
	if p.form == nil || p.Failed != form {
		return first
	}
	return p.form.String(field)
}

// meetingGroup is some of those who take part, under one heading.
type meetingGroup struct {
	Title string
	Rows  []meetingPerson
}

type meetingPerson struct {
	act.ParticipantRow
	Name string // as lists write it
}

func (h *handler) meeting(c *gin.Context) {
	h.showMeeting(c, http.StatusOK, c.Param("id"), &meetingPage{})
}

func (h *handler) showMeeting(c *gin.Context, status int, id string, p *meetingPage) {
	v, err := h.acts.Meeting(c.Request.Context(), actor(c), id)
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	names, err := h.acts.StaffNames(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p.MeetingView, p.Approver, p.PartKinds, p.Now = v, names[v.Approver], store.MeetingParts, h.cfg.Now()
	p.Waits = v.Notice != nil && v.Notice.Waits()
	p.Planned = v.State == store.MeetingPlanned
	p.Follows = v.ParentID != "" && v.Kind != store.MeetingPresiding
	p.CanEdit = store.May(actor(c), store.ActMeetingEdit, store.Target{OfficeID: v.OfficeID}, view.Offices) &&
		(p.Planned || v.State == store.MeetingAnnounced)
	p.Editable = p.CanEdit && !p.Waits
	p.Steps = view.Settings.StepsFor(v.OfficeID, store.DraftMeeting)
	p.Groups = meetingGroups(v)
	h.set.Render(c, status, "meeting", p)
}

// meetingGroups sorts those who take part: by delegation at a session that has
// any, else by how they take part.
func meetingGroups(v *act.MeetingView) []meetingGroup {
	var groups []meetingGroup
	at := map[string]int{}
	add := func(key, title string) {
		at[key] = len(groups)
		groups = append(groups, meetingGroup{Title: title})
	}
	for _, d := range v.Delegations {
		add(d.ID, d.Name)
	}
	attends := "出席"
	if v.Kind.Activity() {
		attends = "参加"
	}
	add(string(store.RoleAttends), attends)
	add(string(store.RoleSitsIn), "列席")
	add(string(store.RoleOfficer), "在场的工作人员和干部")
	for _, r := range v.People {
		key := string(r.Role)
		if _, ok := at[r.DelegationID]; ok && r.DelegationID != "" && r.Role == store.RoleAttends {
			key = r.DelegationID
		}
		p := meetingPerson{ParticipantRow: r, Name: r.Who()}
		if r.DeputyID != "" {
			p.Name = r.Deputy.Listed()
		}
		groups[at[key]].Rows = append(groups[at[key]].Rows, p)
	}
	return groups
}

// onMeeting runs an act about a meeting and shows it again.
func (h *handler) onMeeting(c *gin.Context, meetingID, form, done string, fn func(t *act.Tx) error) {
	err := h.do(c, fn)
	if words := meetingRefused(err); words != "" {
		h.showMeeting(c, http.StatusUnprocessableEntity, meetingID, &meetingPage{Problem: words, Failed: form, form: page.FormOf(c)})
		return
	}
	h.after(c, err, done, meetingsPath+"/"+meetingID)
}

func (h *handler) layMeeting(c *gin.Context) {
	version, err := seen(c)
	done := "已送出审核签发，签发后自动通知每一位。"
	h.onMeeting(c, c.Param("id"), "lay", done, func(t *act.Tx) error {
		if err != nil {
			return err
		}
		_, err := t.LayMeeting(c.Param("id"), version)
		return err
	})
}

// changeMeeting tells everybody of another time or place.
func (h *handler) changeMeeting(c *gin.Context) {
	version, err := seen(c)
	r := timesReader{reader{form: page.FormOf(c)}}
	change := act.MeetingChange{Starts: r.time("starts"), Ends: r.time("ends"), Place: r.line("place", store.MeetingPlaceMax), ReplyBy: r.time("reply_by")}
	r.note(err)
	done := h.toldWhen(c, "时间地点已更新，正在重新通知每一位，原来的确认不再算数。", "已送出审核签发，签发后重新通知每一位。")
	h.onMeeting(c, c.Param("id"), "change", done, func(t *act.Tx) error {
		if r.err != nil {
			return r.err
		}
		return t.ChangeMeeting(c.Param("id"), change, version)
	})
}

func (h *handler) cancelMeeting(c *gin.Context) {
	version, err := seen(c)
	done := h.toldWhen(c, "已取消，正在告知收到过通知的每一位。", "已送出审核签发，签发后告知收到过通知的每一位。")
	h.onMeeting(c, c.Param("id"), "cancel", done, func(t *act.Tx) error {
		if err != nil {
			return err
		}
		return t.CancelMeeting(c.Param("id"), page.FormOf(c).String("why"), version)
	})
}

// toldWhen are the words for what is done at once, or after it was signed: the
// second for an announced meeting of an office with more than one step.
func (h *handler) toldWhen(c *gin.Context, now, signed string) string {
	v, err := h.acts.Meeting(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil { // the act meets the same
		return now
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil || v.State != store.MeetingAnnounced || view.Settings.StepsFor(v.OfficeID, store.DraftMeeting) == 1 {
		return now
	}
	return signed
}
