package console

import (
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// doorPath is where the link to a meeting's screen leads.
const doorPath = "/console/door/"

// venuePage is a meeting's screen: figures, and at the door the code to scan.
type venuePage struct {
	*act.VenueScreen
	QR   template.URL
	Why  string // why there is no code
	Sums []sum
	Said string // how the quorum stands
	Met  bool
	Back string // to the meeting, for who is signed in here
	// Again is how soon a browser without scripts looks anew, in seconds.
	Again int
}

// openSignIn makes the codes of a meeting and goes to its screen.
func (h *handler) openSignIn(c *gin.Context) {
	id := c.Param("id")
	if err := h.do(c, func(t *act.Tx) error { return t.OpenSignIn(id) }); err != nil {
		h.after(c, err, "", attendancePath(id))
		return
	}
	page.Redirect(c, meetingsPath+"/"+id+"/screen")
}

// screenOf is a screen for who is signed in here.
func screenOf(shows store.WallShows) func(*handler, *gin.Context) {
	return func(h *handler, c *gin.Context) {
		s, err := h.acts.MeetingScreen(c.Request.Context(), actor(c), c.Param("id"), shows)
		h.showScreen(c, s, err, attendancePath(c.Param("id")))
	}
}

// door is the screen for whoever has the link.
func (h *handler) door(c *gin.Context) {
	s, err := h.acts.WallScreen(c.Request.Context(), c.Param("token"))
	h.showScreen(c, s, err, "")
}

func (h *handler) showScreen(c *gin.Context, s *act.VenueScreen, err error, back string) {
	if err != nil {
		h.pages.Error(c, err)
		return
	}
	p := venuePage{VenueScreen: s, Back: back, Said: quorumSentence(s.Quorum), Met: s.Quorum.Met() && s.Quorum.Rule != store.QuorumNone,
		Sums: venueSums(s), Again: 10, Why: h.whyNoCode(s)}
	if s.Code != "" {
		if p.QR, err = drawQR(strings.TrimSuffix(h.cfg.Base, "/") + act.SignPath(s.MeetingID, s.Code)); err != nil {
			h.pages.Error(c, err)
			return
		}
	}
	h.venue.Render(c, http.StatusOK, "venue", p)
}

func venueSums(s *act.VenueScreen) []sum {
	n := strconv.Itoa
	list := []sum{{"应到", n(s.Called[store.RoleAttends]), "人", ""}, {"实到", n(s.Come[store.RoleAttends]), "人", ""}, {"请假", n(s.Leave), "人", ""}}
	if s.Called[store.RoleSitsIn] > 0 {
		list = append(list, sum{"列席", n(s.Come[store.RoleSitsIn]), "人", ""})
	}
	return list
}

// whyNoCode says why there is nothing to scan.
func (h *handler) whyNoCode(s *act.VenueScreen) string {
	switch {
	case s.Shows != store.WallDoor || s.Code != "":
		return ""
	case s.Open == nil:
		return "还没有开通扫码签到，请工作人员在“到会情况”页面开通。"
	case store.IsProblem(s.Open, store.ProblemCancelled):
		return "会议已经取消。"
	case store.IsProblem(s.Open, store.ProblemTooEarly):
		return "签到从" + clockWord(s.Opens) + "开始。"
	}
	return "签到已经结束。"
}

// addMeetingWall makes a link and shows it, once: only its digest is kept.
func (h *handler) addMeetingWall(c *gin.Context) {
	form, token := page.FormOf(c), ""
	err := h.do(c, func(t *act.Tx) (err error) {
		_, token, err = t.AddMeetingWall(c.Param("id"), store.WallShows(form.String("shows")), form.String("name"))
		return err
	})
	switch words := sentence(err); {
	case words != "":
		h.showAttendance(c, http.StatusUnprocessableEntity, &attendancePage{Problem: words, Name: form.String("name")})
	case err != nil:
		h.fail(c, err)
	case token == "": // the form was sent before
		h.showAttendance(c, http.StatusOK, &attendancePage{Problem: wordsOnce})
	default:
		h.showAttendance(c, http.StatusOK, &attendancePage{Address: strings.Replace(h.screenAddress(c, token), screenPath, doorPath, 1)})
	}
}

func (h *handler) revokeMeetingWall(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.RevokeMeetingWall(c.Param("id"), page.FormOf(c).String("wall")) })
	h.after(c, err, "已收回，这个网址不能再打开。", attendancePath(c.Param("id")))
}
