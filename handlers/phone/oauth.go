package phone

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"liaison/bot/wechat"
	"liaison/handlers/page"
	"liaison/store"
)

const (
	personKey = "person" // id of who the browser is
	visitsKey = "visits" // ways to WeChat that have not come back

	home = "/h5/opinions"
	// maxVisits is how many tabs may be on their way at once.
	maxVisits = 4
	// maxNext bounds the wanted address in a session's row.
	maxNext = 500
)

// visit is one way to WeChat's OAuth and back. The state is a secret of this
// session and serves once: a code that somebody else's browser was given, or
// that was used before, leads nowhere. Where to go on is kept here and not in
// the address, so that nobody can send it elsewhere.
type visit struct {
	State string `json:"s"`
	Next  string `json:"n"`
}

func visits(s *page.Session) []visit {
	var list []visit
	if json.Unmarshal([]byte(s.Get(visitsKey)), &list) != nil {
		return nil
	}
	return list
}

func putVisits(s *page.Session, list []visit) {
	if len(list) == 0 {
		s.Remove(visitsKey)
		return
	}
	body, err := json.Marshal(list)
	if err != nil {
		return // strings always encode
	}
	s.Put(visitsKey, string(body))
}

// leave sends a browser to WeChat, to come back knowing whose it is.
func (h *handler) leave(c *gin.Context, next string) {
	if len(next) > maxNext {
		next = home
	}
	v := visit{State: store.NewSecret(), Next: page.LocalPath(next, home)}
	s := page.SessionOf(c)
	list := append(visits(s), v)
	putVisits(s, list[max(0, len(list)-maxVisits):])
	address, err := h.cfg.OAuth.AuthorizeURL(h.base+"/h5/oauth", v.State)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	c.Redirect(http.StatusFound, address)
	c.Abort()
}

// callback is where WeChat sends the browser back to. Who came without a visit
// of this session (the back key, an old link, a forged one) is asked to open the
// page anew; who is known already just goes on.
func (h *handler) callback(c *gin.Context) {
	s := page.SessionOf(c)
	list := visits(s)
	i := slices.IndexFunc(list, func(v visit) bool { return v.State == c.Query("state") })
	if i < 0 {
		if person(c) != nil {
			page.Redirect(c, home)
			return
		}
		h.say(c, http.StatusOK, sayAgain)
		return
	}
	next := list[i].Next
	putVisits(s, slices.Delete(list, i, i+1))
	who, err := h.cfg.OAuth.Exchange(c.Request.Context(), c.Query("code"))
	if err != nil {
		h.notRecognised(c, err)
		return
	}
	h.enter(c, who.OpenID, next)
}

// notRecognised puts a failed exchange into words. Only a failure of the
// platform is worth an operator's time.
func (h *handler) notRecognised(c *gin.Context, err error) {
	_, refused := errors.AsType[*wechat.APIError](err)
	switch {
	case errors.Is(err, wechat.ErrSnapshot):
		h.say(c, http.StatusOK, saySnapshot)
	case errors.Is(err, wechat.ErrCode), refused:
		h.log.Info("oauth code refused", "id", page.RequestID(c), "err", err)
		h.say(c, http.StatusOK, sayAgain)
	default:
		h.log.Warn("oauth exchange failed", "id", page.RequestID(c), "err", err)
		h.say(c, http.StatusServiceUnavailable, sayBusy)
	}
}

// enter makes the browser the person's, if the account knows the person.
func (h *handler) enter(c *gin.Context, openid, next string) {
	p, err := h.acts.PersonByOpenid(c.Request.Context(), openid)
	if errors.Is(err, store.ErrNotFound) || err == nil && !p.Reachable() {
		h.say(c, http.StatusOK, sayFollow)
		return
	}
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	s := page.SessionOf(c)
	if s.Get(personKey) != "" && s.Get(personKey) != p.ID {
		if err := s.Destroy(); err != nil { // nothing of one person's may reach the next
			h.cfg.Pages.Error(c, err)
			return
		}
	}
	if err := s.Renew(); err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	s.Put(personKey, p.ID)
	page.Redirect(c, next)
}

// as forgets who the browser was: the emulator opens the next page as somebody
// else.
func (h *handler) as(c *gin.Context) {
	if err := page.SessionOf(c).Destroy(); err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	page.Redirect(c, page.LocalPath(c.Query("next"), home))
}
