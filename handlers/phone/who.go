package phone

import (
	"errors"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const (
	personContext = "phone.person"
	largeKey      = "large" // the session wants larger type
)

// person is who the browser is, or nil on an open page.
func person(c *gin.Context) *store.Person {
	p, _ := c.Value(personContext).(*store.Person)
	return p
}

// actor is the person as the subject of acts.
func actor(c *gin.Context) store.Actor { return store.PersonActor(person(c), c.ClientIP()) }

// recognise reads the session's person. Who unfollowed meanwhile is gone from
// the account, and the session with it.
func (h *handler) recognise(c *gin.Context) {
	s := page.SessionOf(c)
	id := s.Get(personKey)
	if id == "" {
		return
	}
	p, err := h.acts.PersonByID(c.Request.Context(), id)
	switch {
	case errors.Is(err, store.ErrNotFound) || err == nil && !p.Reachable():
		if err := s.Destroy(); err != nil {
			h.cfg.Pages.Error(c, err)
		}
	case err != nil:
		h.cfg.Pages.Error(c, err)
	default:
		c.Set(personContext, p)
	}
}

// signedIn sends a browser of nobody's to WeChat. A form cannot be sent there:
// its words are in the draft, and the page must be opened again.
func (h *handler) signedIn(c *gin.Context) {
	switch {
	case person(c) != nil:
	case c.Request.Method == http.MethodGet:
		h.leave(c, c.Request.URL.RequestURI())
	default:
		h.say(c, http.StatusForbidden, sayAgain)
	}
}

// allowed hides a page from whom it is not for.
func (h *handler) allowed(a store.Act) gin.HandlerFunc {
	return func(c *gin.Context) {
		if !store.MayAnywhere(actor(c), a) {
			h.cfg.Pages.Error(c, store.ErrForbidden)
		}
	}
}

// maxTasks bounds what a deputy's lists show.
const maxTasks = 100

// chrome is the frame of every page: the office's name, and where to go.
func (h *handler) chrome(c *gin.Context) page.Chrome {
	p := person(c)
	frame := page.Chrome{Office: h.office(c)}
	if p == nil {
		return frame
	}
	frame.User = &page.User{ID: p.ID}
	frame.Elderly = page.SessionOf(c).Get(largeKey) != "" || onDesk(c).ID != "" // who signs reads large type
	frame.Nav = h.deskNav(c, p)
	if p.DeputyID != "" {
		open, err := h.acts.Tasks(c.Request.Context(), actor(c), maxTasks, store.AssignmentOpen)
		if err != nil {
			h.log.Warn("counting tasks", "id", page.RequestID(c), "err", err)
		}
		frame.Nav = append(frame.Nav, page.NavItem{Label: "待办", Path: "/h5/tasks", Icon: "inbox", Count: len(open)})
	}
	if p.DeputyID != "" { // four fit; 我的意见 and 联系代表 stay in the chat's menu
		frame.Nav = append(frame.Nav, page.NavItem{Label: "会议活动", Path: meetingsPath, Also: meetingToo, Icon: "calendar", Count: h.unanswered(c)},
			page.NavItem{Label: "联系选民", Path: contactsPath, Icon: "users"})
	} else {
		frame.Nav = append(frame.Nav, page.NavItem{Label: "我的意见", Path: "/h5/opinions", Icon: "message"},
			page.NavItem{Label: "联系代表", Path: "/h5/deputies", Icon: "users"})
	}
	frame.Nav = append(frame.Nav,
		page.NavItem{Label: "我的信息", Path: "/h5/me", Also: []string{"/h5/records"}, Icon: "user"})
	return frame
}

// meetingToo are the pages that are reached from a deputy's meetings and activities.
var meetingToo = []string{activitiesPath, "/h5/groups", "/h5/reports", leavesPath, "/h5/receiving", "/h5/sign"}

// unanswered counts the meetings ahead that wait for the deputy's answer.
func (h *handler) unanswered(c *gin.Context) int {
	ahead, _, err := h.acts.MyMeetings(c.Request.Context(), actor(c))
	if err != nil {
		h.log.Warn("counting meetings", "id", page.RequestID(c), "err", err)
	}
	n := 0
	for _, line := range aheadLines(ahead, h.acts.Now()) {
		if line.Silent(&line.Meeting) && line.Meeting.Open(h.acts.Now()) {
			n++
		}
	}
	return n
}

// office is what the person's office calls itself; nothing where that cannot be
// read, and the frame then has its own name.
func (h *handler) office(c *gin.Context) string {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return ""
	}
	id := view.Offices.Root().ID
	if p := person(c); p != nil && p.OfficeID != "" {
		id = p.OfficeID
	}
	return view.Name(id)
}

// home is the page a person needs most often.
func (h *handler) home(c *gin.Context) {
	if person(c).DeputyID != "" {
		page.Redirect(c, "/h5/tasks")
		return
	}
	page.Redirect(c, home)
}

// do runs an act under the once-only id of the form that asks for it.
func (h *handler) do(c *gin.Context, fn func(*act.Tx) error) error {
	id, err := page.FormOf(c).ID()
	if err != nil {
		return err
	}
	return h.acts.Do(c.Request.Context(), actor(c), id, fn)
}

// refused are the words for what the reader can mend; "" is for Pages.Error.
func refused(err error) string {
	var invalid *store.InvalidError
	switch {
	case errors.As(err, &invalid):
		return sentence(invalid)
	case errors.Is(err, store.ErrConflict):
		return wordsConflict
	}
	return ""
}

// after ends a form's request: back to the page it came from, which says what
// was done or, courteously, why not.
func (h *handler) after(c *gin.Context, err error, done, path string) {
	words := refused(err)
	switch {
	case err == nil:
		page.AddFlash(c, page.Done, done)
	case words != "":
		page.AddFlash(c, page.Warning, words)
	default:
		h.cfg.Pages.Error(c, err)
		return
	}
	page.Redirect(c, path)
}

// up is the page above a form's address: /h5/tasks/ID of /h5/tasks/ID/visit.
func up(c *gin.Context) string {
	path := c.Request.URL.Path
	return path[:strings.LastIndexByte(path, '/')]
}
