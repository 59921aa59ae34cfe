package console

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const (
	staffContext = "console.staff"
	actorContext = "console.actor"
	todoContext  = "console.todo" // what of the set-up is still to be done

	staffKey = "staff" // session: who is signed in
	stampKey = "stamp" // session: which password and factor that was with
)

// staffOf is who is signed in, or nil on an open page.
func staffOf(c *gin.Context) *store.Staff {
	s, _ := c.Value(staffContext).(*store.Staff)
	return s
}

// actor is who is signed in as the subject of acts.
func actor(c *gin.Context) store.Actor {
	a, _ := c.Value(actorContext).(store.Actor)
	return a
}

// stamp changes when a password does: a session begun before then ends. The time
// of the change alone would not do: one-time passwords have none.
func stamp(s *store.Staff) string {
	sum := sha256.Sum256([]byte(s.Password))
	return strconv.FormatInt(s.Changed.UnixMicro(), 10) + "." + hex.EncodeToString(sum[:8])
}

// recognise reads who the session belongs to. Whose access was ended, or who was
// given a new password, is out.
func (h *handler) recognise(c *gin.Context) {
	session := page.SessionOf(c)
	id := session.Get(staffKey)
	if id == "" {
		return
	}
	s, err := h.acts.StaffByID(c.Request.Context(), id)
	switch {
	case err == nil && session.Get(stampKey) == stamp(s):
		h.welcome(c, s)
	case err == nil || errors.Is(err, store.ErrNotFound):
		h.turnOut(c)
	default:
		h.pages.Error(c, err)
	}
}

// welcome notes who is signed in, for everything after.
func (h *handler) welcome(c *gin.Context, s *store.Staff) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.pages.Error(c, err)
		return
	}
	session := page.SessionOf(c)
	idle := time.Duration(view.Settings.Int(s.OfficeID, store.SetIdleMinutes)) * time.Minute
	life := time.Duration(view.Settings.Int(s.OfficeID, store.SetSessionHours)) * time.Hour
	if session.Idle() > idle || h.cfg.Now().Sub(session.Began()) > life {
		h.turnOut(c)
		return
	}
	c.Set(staffContext, s)
	c.Set(actorContext, store.StaffActor(s, c.ClientIP()).In(view.Offices))
	c.Set(todoContext, todoOf(s, view, h.cfg.Now(), session.Get(factorKey) != ""))
}

// turnOut ends a session that is over.
func (h *handler) turnOut(c *gin.Context) {
	if err := page.SessionOf(c).Destroy(); err != nil {
		h.pages.Error(c, err)
		return
	}
	page.Redirect(c, signInPath)
}

// gates are what stands before a route: signed in, set up, allowed.
func (h *handler) gates(r Route) []gin.HandlerFunc {
	if r.Open != "" {
		return []gin.HandlerFunc{h.limitSignIn}
	}
	return []gin.HandlerFunc{h.signedIn, func(c *gin.Context) {
		if !r.first && todoNow(c) != todoNothing {
			page.Redirect(c, setupPath)
			return
		}
		if !store.MayAnywhere(actor(c), r.Act) {
			h.fail(c, store.ErrForbidden)
		}
	}}
}

// signedIn sends who is not to the sign-in page, which leads back here. A form
// cannot be sent again from there: its words are in the draft.
func (h *handler) signedIn(c *gin.Context) {
	if staffOf(c) != nil {
		return
	}
	path := signInPath
	if c.Request.Method == http.MethodGet && c.Request.URL.Path != "/console/" && c.GetHeader("HX-Request") == "" {
		path += "?" + url.Values{"next": {c.Request.URL.RequestURI()}}.Encode()
	}
	page.Redirect(c, path)
}

// todo is a step of setting up an account, or the whole place.
type todo string

// The steps, in their order.
const (
	todoNothing  todo = ""
	todoPassword todo = "password" // it is a one-time password, or too old
	todoFactor   todo = "factor"
	todoOffice   todo = "office" // nobody has said yet whose place this is
)

func todoOf(s *store.Staff, view *act.View, now time.Time, newFactor bool) todo {
	switch {
	case s.MustChange(store.PasswordRulesOf(view.Settings, s.OfficeID), now):
		return todoPassword
	case s.TOTP == "" || newFactor:
		return todoFactor
	case len(view.Offices) == 0:
		return todoOffice
	}
	return todoNothing
}

// todoNow is what the reader has still to do before anything else.
func todoNow(c *gin.Context) todo {
	t, _ := c.Value(todoContext).(todo)
	return t
}

// fail ends a request with an error. What a role may not do is said as such:
// whoever reads it is known and sees the act in no menu, and no foreign thing is
// betrayed, since that was not found before.
func (h *handler) fail(c *gin.Context, err error) {
	if !errors.Is(err, store.ErrForbidden) {
		h.pages.Error(c, err)
		return
	}
	c.Abort()
	if c.GetHeader("HX-Request") == "true" {
		c.Status(http.StatusForbidden)
		return
	}
	h.set.Render(c, http.StatusForbidden, "forbidden", nil)
}

// entry is a line of the menu; who may do its act nowhere does not see it.
type entry struct {
	page.NavItem
	act   store.Act
	count func(act.Counts) int
}

var menu = []entry{
	{page.NavItem{Label: "今日", Path: "/console/", Icon: "home"}, store.ActAccount, nil},
	{page.NavItem{Label: "群众意见", Path: "/console/opinions", Icon: "inbox", Group: "办理"}, store.ActInbox,
		func(n act.Counts) int { return n.New + n.Checked + n.Decide }},
	{page.NavItem{Label: "检举控告", Path: "/console/sealed", Icon: "lock", Group: "办理"}, store.ActReadSealed,
		func(n act.Counts) int { return n.Sealed }},
	{page.NavItem{Label: "待审核签发", Path: draftsPath, Icon: "check-circle", Group: "办理"}, store.ActDraftRead,
		func(n act.Counts) int { return n.Drafts }},
	{page.NavItem{Label: "群发通知", Path: broadcastsPath, Icon: "send", Group: "办理"}, store.ActBroadcast, nil},
	{page.NavItem{Label: "意见综合", Path: digestsPath, Icon: "book", Group: "办理"}, store.ActDraftRead, nil},
	{page.NavItem{Label: "会议和活动", Path: meetingsPath, Icon: "calendar", Group: "办理"}, store.ActMeetings, nil},
	{page.NavItem{Label: "未送达名单", Path: "/console/unreached", Icon: "phone", Group: "办理"}, store.ActUnreached,
		func(n act.Counts) int { return n.Unreached }},
	{page.NavItem{Label: "常用语", Path: cannedPath, Icon: "message", Group: "办理"}, store.ActCanned, nil},
	{page.NavItem{Label: "统计", Path: statisticsPath, Also: []string{yearPath, wallPath}, Icon: "chart", Group: "办理"}, store.ActStatistics, nil},
	{page.NavItem{Label: "会议文件", Path: minutesPath, Icon: "book", Group: "办理"}, store.ActAttendance, nil},
	{page.NavItem{Label: "个人信息请求", Path: personalPath, Icon: "shield", Group: "办理"}, store.ActHeld, nil},
	{page.NavItem{Label: "代表", Path: "/console/deputies", Also: []string{"/console/roster"}, Icon: "users", Group: "名册"}, store.ActRoster, nil},
	{page.NavItem{Label: "代表小组", Path: groupsPath, Also: []string{"/console/book"}, Icon: "users", Group: "名册"}, store.ActRoster, nil},
	{page.NavItem{Label: "代表活动", Path: activitiesPath, Also: []string{handoversPath, "/console/reports"}, Icon: "check-circle", Group: "名册"}, store.ActActivity, nil},
	{page.NavItem{Label: "年度计划", Path: plansPath, Icon: "calendar", Group: "名册"}, store.ActPlan, nil},
	{page.NavItem{Label: "走访代表", Path: visitsPath, Icon: "book", Group: "名册"}, store.ActVisitDeputy, nil},
	{page.NavItem{Label: "联系安排", Path: linksPath, Icon: "link", Group: "名册"}, store.ActRoster, nil},
	{page.NavItem{Label: "届次与换届", Path: "/console/terms", Icon: "calendar", Group: "名册"}, store.ActRoster, nil},
	{page.NavItem{Label: "资格初审", Path: "/console/credentials", Icon: "check-circle", Group: "名册"}, store.ActRoster, nil},
	{page.NavItem{Label: "机构", Path: "/console/offices", Icon: "building", Group: "名册"}, store.ActRoster, nil},
	{page.NavItem{Label: "联络站与选区", Path: "/console/stations", Also: []string{"/console/districts"}, Icon: "map-pin", Group: "名册"}, store.ActRoster, nil},
	{page.NavItem{Label: "代表接待日", Path: receptionsPath, Icon: "calendar", Group: "名册"}, store.ActReceptions, nil},
	{page.NavItem{Label: "代表联系选民", Path: "/console/contacts", Icon: "message", Group: "名册"}, store.ActContacts, nil},
	{page.NavItem{Label: "工作人员", Path: "/console/staff", Icon: "shield", Group: "管理"}, store.ActStaff, nil},
	{page.NavItem{Label: "审计", Path: auditPath, Icon: "eye", Group: "管理"}, store.ActAudit, nil},
	{page.NavItem{Label: "设置", Path: "/console/settings", Icon: "settings", Group: "管理"}, store.ActSettings, nil},
	{page.NavItem{Label: "搁置的消息", Path: "/console/parked", Icon: "alert", Group: "管理"}, store.ActParked, nil},
	{page.NavItem{Label: "节假日", Path: holidaysPath, Icon: "calendar", Group: "管理"}, store.ActHolidays, nil},
	{page.NavItem{Label: "定时任务", Path: dutiesPath, Icon: "clock", Group: "管理"}, store.ActDuties, nil},
	{page.NavItem{Label: "我的账号", Path: "/console/me", Icon: "user", Group: "我"}, store.ActAccount, nil},
}

// chrome is the frame of every page.
func (h *handler) chrome(c *gin.Context) page.Chrome {
	s := staffOf(c)
	if s == nil {
		return page.Chrome{}
	}
	frame := page.Chrome{User: &page.User{ID: s.ID, Name: s.Name, Role: rolesWords(s.Roles), SignOut: "/console/signout"}}
	if view, err := h.acts.View(c.Request.Context()); err == nil {
		frame.Office = view.Name(s.OfficeID)
		if o, ok := view.Offices.Find(s.OfficeID); ok && o.Short != frame.Office {
			frame.Place = o.Short
		}
	}
	waiting, err := h.waiting(c)
	if err != nil {
		h.log.Warn("counting what waits", "id", page.RequestID(c), "err", err)
	}
	frame.Nav = h.nav(actor(c), waiting)
	return frame
}

// waiting counts the reader's lists; who has none gets zeroes without a look at
// the database.
func (h *handler) waiting(c *gin.Context) (act.Counts, error) {
	if !store.MayAnywhere(actor(c), store.ActInbox) {
		return act.Counts{}, nil
	}
	return h.acts.Counts(c.Request.Context(), actor(c))
}

func (h *handler) nav(who store.Actor, waiting act.Counts) []page.NavItem {
	var list []page.NavItem
	for _, e := range menu {
		if !store.MayAnywhere(who, e.act) || e.Path == dutiesPath && h.cfg.Duties == nil {
			continue
		}
		item := e.NavItem
		if e.count != nil {
			item.Count = e.count(waiting)
		}
		list = append(list, item)
	}
	return list
}
