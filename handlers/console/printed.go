package console

import (
	"errors"
	"html/template"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// invitationsMost is how many invitations are made at once: each takes a call to
// WeChat. The page says how many are left.
const invitationsMost = 120

const invitePath = "/console/deputies/invitations"

// invitationsPage is a stack of invitations to print and cut.
type invitationsPage struct {
	Office string
	Cards  []card
	Left   int
	NoQR   bool // some have only the code to type
}

type card struct {
	act.Invited
	QR template.URL
}

// invitePage is where whose invitations are printed is chosen.
type invitePage struct {
	Groups []inviteGroup
	Most   int
}

// inviteGroup is an office and who of it is not bound.
type inviteGroup struct {
	Office store.Office
	Rows   []deputyRow
}

func (h *handler) invitePage(c *gin.Context) {
	offices, err := h.offices(c, store.ActInvite)
	if err != nil {
		h.fail(c, err)
		return
	}
	rows, err := h.acts.Roster(c.Request.Context(), actor(c))
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	data := invitePage{Most: invitationsMost}
	for _, o := range offices {
		g := inviteGroup{Office: o}
		for _, r := range rows {
			if r.Deputy.OfficeID == o.ID && r.Person == nil && act.InOffice(r.Mandates) {
				g.Rows = append(g.Rows, h.deputyRow(view, r))
			}
		}
		if len(g.Rows) > 0 {
			data.Groups = append(data.Groups, g)
		}
	}
	h.set.Render(c, http.StatusOK, "invite", data)
}

// inviteMany makes the invitations of the chosen deputies, or of all of an office
// who are not bound.
func (h *handler) inviteMany(c *gin.Context) {
	form := page.FormOf(c)
	office, chosen := form.String("office"), form.All("deputy")
	if office != "" {
		chosen = nil // all of it, whatever is ticked
	}
	if len(chosen) == 0 && office == "" {
		h.after(c, store.Invalid("deputy", store.ProblemEmpty), "", invitePath)
		return
	}
	var list []act.Invited
	left, done := 0, false
	err := h.do(c, func(t *act.Tx) (err error) {
		list, left, err = t.InviteMany(office, chosen, invitationsMost)
		done = true
		return err
	})
	switch {
	case err != nil:
		h.after(c, err, "", invitePath)
		return
	case !done:
		page.AddFlash(c, page.Warning, wordsOnce)
		page.Redirect(c, invitePath)
		return
	case len(list) == 0:
		page.AddFlash(c, page.Notice, "没有需要邀请的代表：都已经绑定了微信，或已不再任职。")
		page.Redirect(c, invitePath)
		return
	}
	h.showInvitations(c, list, left)
}

func (h *handler) showInvitations(c *gin.Context, list []act.Invited, left int) {
	data := invitationsPage{Left: left, Cards: make([]card, len(list))}
	if view, err := h.acts.View(c.Request.Context()); err == nil {
		data.Office = view.Name(list[0].Deputy.OfficeID)
	}
	now := h.cfg.Now()
	failed := sideBySide(len(list), func(i int) (err error) {
		data.Cards[i].Invited = list[i]
		data.Cards[i].QR, err = h.temporary(c, act.InvitationScene+list[i].Code, list[i].Invitation.Expires.Sub(now))
		return err
	})
	if failed != nil {
		data.NoQR = true
		if !errors.Is(failed, errNoQR) {
			h.log.Warn("drawing the codes of invitations", "id", page.RequestID(c), "err", failed)
		}
	}
	h.set.Render(c, http.StatusOK, "invitations", data)
}

// callsAtOnce is how many codes are asked for side by side.
const callsAtOnce = 8

// sideBySide calls fn for 0 to n-1, a few at once, and gives one of the errors.
func sideBySide(n int, fn func(i int) error) error {
	var wg sync.WaitGroup
	slots, failed := make(chan struct{}, callsAtOnce), make(chan error, n)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			if err := fn(i); err != nil {
				failed <- err
			}
		})
	}
	wg.Wait()
	close(failed)
	return <-failed
}

// sheetsPage is the codes of many stations, a sheet of A4 for each.
type sheetsPage struct {
	Sheets  []sheetPage
	Problem string
}

func (h *handler) stationSheets(c *gin.Context) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	offices, err := h.offices(c, store.ActRoster)
	if err != nil {
		h.fail(c, err)
		return
	}
	_, stations := placesIn(view, offices)
	data := sheetsPage{Sheets: make([]sheetPage, len(stations))}
	failed := sideBySide(len(stations), func(i int) (err error) {
		data.Sheets[i] = sheetPage{Station: stations[i], Office: view.Name(stations[i].OfficeID)}
		data.Sheets[i].QR, err = h.permanent(c, stations[i].Scene)
		return err
	})
	if failed != nil {
		data.Problem = wordsNoQR
		if !errors.Is(failed, errNoQR) {
			h.log.Warn("drawing the codes of stations", "id", page.RequestID(c), "err", failed)
		}
	}
	h.set.Render(c, http.StatusOK, "sheets", data)
}
