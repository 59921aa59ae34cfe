package console

import (
	"fmt"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// sessionView is a browser in which somebody is signed in.
type sessionView struct {
	store.Session
	Here bool // the reader's own, this one
}

func (h *handler) sessionsOf(c *gin.Context, staffID string) ([]sessionView, error) {
	list, err := h.acts.SessionsOf(c.Request.Context(), actor(c), staffID)
	views := make([]sessionView, len(list))
	for i, s := range list {
		views[i] = sessionView{s, s.ID == page.SessionOf(c).ID()}
	}
	return views, err
}

// endOwnSessions signs the reader out of one other browser, or of all others.
func (h *handler) endOwnSessions(c *gin.Context) {
	h.after(c, h.end(c, staffOf(c).ID, page.SessionOf(c).ID()), "所选的登录已经退出。", mePath)
}

// endSessions signs somebody else out.
func (h *handler) endSessions(c *gin.Context) {
	h.after(c, h.end(c, c.Param("id"), ""), "所选的登录已经退出。", staffPath+"/"+c.Param("id"))
}

func (h *handler) end(c *gin.Context, staffID, but string) error {
	one := page.FormOf(c).String("session")
	return h.do(c, func(t *act.Tx) error {
		if one == "" {
			return t.EndSessions(staffID, but)
		}
		return t.EndSession(staffID, one)
	})
}

// recoveryWords is said to who signed in with a recovery code.
func recoveryWords(left int) string {
	if left == 0 {
		return "您用了最后一个备用码。请现在到“我的账号”重新生成，并更换身份验证器。"
	}
	return fmt.Sprintf("您用了一个备用码，还剩 %d 个。手机丢了的话，请到“我的账号”更换身份验证器。", left)
}

// grantView is what somebody may do in one office.
type grantView struct{ Office, Roles string }

// grantViews lists somebody's grants by office, the own one first.
func grantViews(s *store.Staff, offices store.Offices) []grantView {
	var order []string
	roles := map[string][]store.Role{}
	for _, g := range s.Grants() {
		if roles[g.OfficeID] == nil {
			order = append(order, g.OfficeID)
		}
		roles[g.OfficeID] = append(roles[g.OfficeID], g.Role)
	}
	var views []grantView
	for _, id := range order {
		o, _ := offices.Find(id)
		views = append(views, grantView{o.Name, rolesWords(roles[id])})
	}
	return views
}

// lockedNow says that too many failures lock an account to browsers not used before.
func lockedNow(s *store.Staff, now time.Time) bool { return now.Before(s.Locked) }
