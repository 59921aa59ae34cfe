package console

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

const meetingsPath = "/console/meetings"

func attendancePath(id string) string { return meetingsPath + "/" + url.PathEscape(id) + "/attendance" }

// attendancePage is who came to a meeting, and the desk at its door.
type attendancePage struct {
	*act.Venue
	Sections []attendanceSection
	List     page.List
	Walls    []store.Wall
	Papers   []store.Minutes
	Parts    []act.MeetingRow // of a session: one signs in to each
	Missed   []missedRow
	Address  string // of the link that was made just now
	Problem  string
	Name     string // what was written into a refused form
	CanTick  bool
	// WallsShown offers links to screens: of a session too, which shows its parts.
	WallsShown bool
	CanClose   bool
	CanWrite   bool // papers
	Export     string
	Poll       string
}

// attendanceSection is people of one role.
type attendanceSection struct {
	Title string
	Total int // of all pages
	Rows  []attendanceView
}

type attendanceView struct {
	act.AttendanceRow
	Number int
	Word   string
	Colour string
	How    string
	Value  string // of the box: the row and the version its reader saw
}

// missedRow is a member who was absent from the whole session without leave.
type missedRow struct {
	ID, Name string
	Times    int
}

// Held reports whether the meeting is over and can be closed.
func (p *attendancePage) Held() bool {
	return (p.State == store.MeetingAnnounced || p.State == store.MeetingPlanned && p.Kind.Activity()) &&
		store.IsProblem(p.Open, store.ProblemPast)
}

// Due is how many are called to attend, There how many of them came.
func (p *attendancePage) Due() int   { return p.Called[store.RoleAttends] }
func (p *attendancePage) There() int { return p.Come[store.RoleAttends] }

// SitDue is how many are called to sit in, SitThere how many of them came.
func (p *attendancePage) SitDue() int   { return p.Called[store.RoleSitsIn] }
func (p *attendancePage) SitThere() int { return p.Come[store.RoleSitsIn] }

func (h *handler) attendance(c *gin.Context) { h.showAttendance(c, http.StatusOK, &attendancePage{}) }

func (h *handler) showAttendance(c *gin.Context, status int, p *attendancePage) {
	if err := h.readAttendance(c, p); err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "attendance", attendanceTable(p))
		return
	}
	p.cut(page.NewList(c, peopleSize))
	h.set.Render(c, status, "attendance", p)
}

// cut leaves of the sections what one page shows.
func (p *attendancePage) cut(at page.List) {
	p.List = at
	p.List.Total = len(p.Rows)
	before, shown := 0, p.Sections[:0]
	for _, s := range p.Sections {
		from, to := max(at.Offset()-before, 0), min(at.Offset()+at.Size-before, len(s.Rows))
		before += len(s.Rows)
		if from < to {
			s.Rows = s.Rows[from:to]
			shown = append(shown, s)
		}
	}
	p.Sections = shown
}

func (h *handler) readAttendance(c *gin.Context, p *attendancePage) (err error) {
	ctx, who, id := c.Request.Context(), actor(c), c.Param("id")
	if p.Venue, err = h.acts.Venue(ctx, who, id); err != nil {
		return err
	}
	if p.Walls, err = h.acts.MeetingWalls(ctx, who, id); err != nil {
		return err
	}
	if p.Papers, err = h.acts.MinutesOf(ctx, who, id); err != nil {
		return err
	}
	if !p.Signs() {
		session, err := h.acts.Meeting(ctx, who, id)
		if err != nil {
			return err
		}
		p.Parts = session.Parts
	}
	missed, err := h.acts.MissedSessions(ctx, p.Venue)
	if err != nil {
		return err
	}
	p.fill(missed)
	p.WallsShown = may(c, store.ActTick)
	p.CanTick, p.CanClose, p.CanWrite = may(c, store.ActTick) && p.Signs(), may(c, store.ActMeetingClose), may(c, store.ActMinutes)
	p.Export, p.Poll = attendancePath(id)+"?export=xlsx", attendancePath(id)+"/live"
	return nil
}

// fill puts the rows into their sections.
func (p *attendancePage) fill(missed map[string]int) {
	p.Sections = nil
	for _, r := range p.Rows {
		title := roleTitle(r.Role, p.Kind)
		if n := len(p.Sections); n == 0 || p.Sections[n-1].Title != title {
			p.Sections = append(p.Sections, attendanceSection{Title: title})
		}
		s := &p.Sections[len(p.Sections)-1]
		v := attendanceView{AttendanceRow: r, Number: len(s.Rows) + 1, How: signedByWords[r.SignedBy], Value: fmt.Sprintf("%s.%d", r.ID, r.Version)}
		v.Word, v.Colour = presenceWord(&r)
		s.Rows, s.Total = append(s.Rows, v), s.Total+1
		if n := missed[r.DeputyID]; n > 0 && r.DeputyID != "" {
			p.Missed = append(p.Missed, missedRow{r.DeputyID, r.Deputy.Name, n})
		}
	}
}

func roleTitle(r store.ParticipantRole, k store.MeetingKind) string {
	switch {
	case r == store.RoleSitsIn:
		return "列席"
	case r == store.RoleOfficer:
		return "工作人员"
	case k.Activity():
		return "参加"
	}
	return "出席"
}

var signedByWords = map[store.SignedBy]string{store.SignedQR: "扫码", store.SignedPlace: "定位", store.SignedTicked: "工作人员登记"}

// presenceWord says how somebody attended, with the colour.
func presenceWord(r *act.AttendanceRow) (word, colour string) {
	switch r.Presence {
	case store.PresenceThere:
		word, colour = "到会", "done"
		if r.Late {
			word, colour = "迟到", "due"
		}
		if r.Attendance.Left {
			word, colour = word+"，早退", "due"
		}
	case store.PresenceLeave:
		word, colour = "请假", "going"
	case store.PresenceAbsent:
		word, colour = "缺席", "new"
	default:
		word, colour = "未到", ""
	}
	return word, colour
}

// quorumSentence says how a meeting stands.
func quorumSentence(q store.Quorum) string {
	switch {
	case q.Rule == store.QuorumNone:
		return ""
	case q.Members == 0:
		return "名单里还没有在任的组成人员，不能计算法定人数。"
	case q.Met():
		return fmt.Sprintf("在任%d人，在场%d人，%s（%d人），符合法定人数。", q.Members, q.Present, quorumRuleWords[q.Rule], q.Needs())
	}
	return fmt.Sprintf("在任%d人，在场%d人，%s（%d人），还差%d人。", q.Members, q.Present, quorumRuleWords[q.Rule], q.Needs(), q.Missing())
}

var quorumRuleWords = map[store.QuorumRule]string{store.QuorumTwoThirds: "须有三分之二以上到会", store.QuorumMajority: "须有过半数到会"}

// attendanceLive is the head of the page alone, for a page that stays open.
func (h *handler) attendanceLive(c *gin.Context) {
	v, err := h.acts.Venue(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Fragment(c, "attendance", "venue-sums", &attendancePage{Venue: v})
}

func attendanceTable(p *attendancePage) sheet.Table {
	return sheet.Table{Title: p.Title + "到会情况", Portrait: true, Columns: []string{"类别", "序号", "姓名", "单位及职务", "到会情况", "签到时间", "签到方式", "离会时间"},
		Rows: func(yield func([]string, error) bool) {
			for _, s := range p.Sections {
				for _, r := range s.Rows {
					if !yield([]string{s.Title, strconv.Itoa(r.Number), r.Called(), r.Deputy.Work, r.Word, clockWord(r.Signed), r.How, clockWord(r.Participant.Left)}, nil) {
						return
					}
				}
			}
		}}
}

func clockWord(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(store.ChinaTime).Format("2006-01-02 15:04")
}

// tick notes who is there.
func (h *handler) tick(c *gin.Context) {
	form := page.FormOf(c)
	verb, boxes := act.TickVerb(form.String("verb")), form.All("participant")
	if one := form.String("one"); one != "" { // a button of one row: verb:id.version
		word, box, _ := strings.Cut(one, ":")
		verb, boxes = act.TickVerb(word), []string{box}
	}
	at, err := h.tickTime(c)
	rows := make([]act.TickRow, 0, len(boxes))
	for _, b := range boxes {
		id, seen, _ := strings.Cut(b, ".")
		n, bad := strconv.ParseInt(seen, 10, 64)
		if bad != nil || n < 1 {
			err = store.Invalid("seen", store.ProblemMalformed)
		}
		rows = append(rows, act.TickRow{ID: id, Seen: n})
	}
	changed := 0
	if err == nil {
		err = h.do(c, func(t *act.Tx) (err error) {
			changed, err = t.Tick(c.Param("id"), verb, rows, at)
			return err
		})
	}
	back := attendancePath(c.Param("id"))
	if at := page.NewList(c, peopleSize); at.Page > 1 {
		back += "?page=" + strconv.Itoa(at.Page)
	}
	h.after(c, err, fmt.Sprintf("已登记%d人。", changed), back)
}

// tickTime reads a time of the meeting's day; an empty one is none.
func (h *handler) tickTime(c *gin.Context) (time.Time, error) {
	text := page.FormOf(c).String("at")
	if text == "" {
		return time.Time{}, nil
	}
	v, err := h.acts.Venue(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		return time.Time{}, err
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", store.DayOf(v.Starts)+" "+text, store.ChinaTime)
	if err != nil {
		return at, store.Invalid("at", store.ProblemMalformed)
	}
	return at.UTC(), nil
}

func (h *handler) closeMeeting(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.CloseMeeting(c.Param("id"), version) })
	}
	h.after(c, err, "已经归档，到会情况记入了代表的履职记录。以后更正到会情况，履职记录会跟着改。", attendancePath(c.Param("id")))
}

// signSheetPage is the list to sign on paper (会议签到表).
type signSheetPage struct {
	*act.Venue
	Sections []attendanceSection
}

func (h *handler) signSheet(c *gin.Context) {
	p := attendancePage{}
	if err := h.readAttendance(c, &p); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "sign_sheet", signSheetPage{p.Venue, p.Sections})
}
