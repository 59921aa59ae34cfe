package page

import (
	"time"

	"github.com/gin-gonic/gin"
)

// Layout is the frame around a page's content.
type Layout string

// The layouts. Their templates are in layout/.
const (
	Console Layout = "console" // staff: Tabler, side bar
	Phone   Layout = "phone"   // H5 in WeChat: WeUI, large type
	Plain   Layout = "plain"   // sign-in and errors: no navigation
	Wall    Layout = "wall"    // a screen in a hall: dark, large, renews itself
	Venue   Layout = "venue"   // a screen of a meeting: as Wall, every few seconds
)

// Chrome is what stands around the content: whose office, who is signed in,
// where one can go.
type Chrome struct {
	Office string // name on screen; empty is Config.Office
	Place  string // under the name: a station, a district; may be empty
	User   *User  // nil: nobody is signed in
	Nav    []NavItem
	// Elderly makes everything on a phone page larger still (text from 22
	// px, main buttons 64 px high).
	Elderly bool
}

// User is the person signed in, as the header shows them.
type User struct {
	ID      string // opaque; keeps one person's drafts from the next
	Name    string
	Role    string // 接访员, 系统管理员 …
	SignOut string // the path a sign-out form posts to; empty: none is shown
}

// NavItem is an entry of the side bar (console) or of the bottom bar (phone,
// at most four).
type NavItem struct {
	Label string
	Path  string
	Also  []string // other paths whose pages belong to the entry
	Icon  string   // a name in static/icons.svg
	Count int      // waiting there; 0 shows nothing
	Group string   // heading above it, where it differs from the one before
}

// View is what a template is executed with. Page data is under .Data; all else
// is the frame's.
type View struct {
	Chrome
	Data      any
	Layout    Layout
	Path      string // of the request, to mark the current NavItem
	Flashes   []Flash
	RequestID string
	Now       time.Time
	JSSDK     bool // the page loads WeChat's script, see AllowJSSDK

	session *Session
}

// Token is the form token of this session, made on first use. It is empty
// without a session.
func (v *View) Token() string {
	if v.session == nil {
		return ""
	}
	return v.session.token()
}

// Current says whether a navigation entry leads to where the reader is.
func (v *View) Current(item NavItem) bool {
	best, longest := "", 0
	for _, n := range v.Nav {
		for _, p := range append([]string{n.Path}, n.Also...) {
			if under(v.Path, p) && len(p) > longest {
				best, longest = n.Path, len(p)
			}
		}
	}
	return item.Path == best
}

func (p *Pages) view(c *gin.Context, s *Set, chrome Chrome, data any) *View {
	if chrome.Office == "" {
		chrome.Office = p.office()
	}
	return &View{
		Chrome: chrome, Data: data, Layout: s.cfg.Layout,
		Path: c.Request.URL.Path, RequestID: RequestID(c), Now: p.cfg.Now(),
		JSSDK: c.GetBool(jssdkKey), session: lookupSession(c),
	}
}
