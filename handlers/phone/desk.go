package phone

import (
	"errors"
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// A member of the desk whose WeChat is bound reviews and signs on the phone: a
// list of what waits, and one page with what is needed to decide. The session is
// the person's, as on every phone page; the grants are read anew at each request,
// so that whose access was ended, or whose password was reset, is out at once.
// Nothing else of the desk's is here, and nothing sealed.

const (
	officerContext = "phone.officer"
	deskPath       = "/h5/desk"
)

// officer is who of the desk the person is. Nobody of the desk, and who has still
// to set a password in the console, is store.ErrNotFound.
func (h *handler) officer(c *gin.Context, p *store.Person) (store.Actor, error) {
	if p == nil || p.StaffID == "" {
		return store.Actor{}, store.ErrNotFound
	}
	s, err := h.acts.StaffByID(c.Request.Context(), p.StaffID)
	if err == nil && s.Changed.IsZero() {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Actor{}, err
	}
	return store.StaffActor(s, c.ClientIP()), nil
}

// onDuty hides a page of the desk from whom it is not for.
func (h *handler) onDuty(a store.Act) gin.HandlerFunc {
	return func(c *gin.Context) {
		who, err := h.officer(c, person(c))
		if err == nil && !store.MayAnywhere(who, a) {
			err = store.ErrNotFound
		}
		if err != nil {
			h.cfg.Pages.Error(c, err)
			return
		}
		c.Set(officerContext, who)
	}
}

// onDesk is the member of the desk whom a page is for.
func onDesk(c *gin.Context) store.Actor {
	who, _ := c.Value(officerContext).(store.Actor)
	return who
}

// deskNav is the desk's line of the menu, for whose WeChat is bound to it.
func (h *handler) deskNav(c *gin.Context, p *store.Person) []page.NavItem {
	who, err := h.officer(c, p)
	if err != nil || !store.MayAnywhere(who, store.ActDraftRead) {
		return nil
	}
	list, err := h.acts.DraftsWaiting(c.Request.Context(), who)
	if err != nil {
		h.log.Warn("counting drafts", "id", page.RequestID(c), "err", err)
	}
	leaves, err := h.leavesWaiting(c, who)
	if err != nil {
		h.log.Warn("counting leave", "id", page.RequestID(c), "err", err)
	}
	return []page.NavItem{{Label: "审核签发", Path: deskPath, Icon: "check-circle", Count: len(list) + len(leaves)}}
}

// leavesWaiting is the leave that an officer may decide on; nobody else has any.
func (h *handler) leavesWaiting(c *gin.Context, who store.Actor) ([]act.LeaveView, error) {
	if !store.MayAnywhere(who, store.ActLeaveDecide) {
		return nil, nil
	}
	return h.acts.LeavesWaiting(c.Request.Context(), who)
}

// deskPage lists what waits for the reader.
type deskPage struct {
	Rows   []deskRow
	Leaves []act.LeaveView
}

type deskRow struct {
	act.DraftRow
	Word, Kind string
}

func (h *handler) desk(c *gin.Context) {
	list, err := h.acts.DraftsWaiting(c.Request.Context(), onDesk(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	var data deskPage
	if data.Leaves, err = h.leavesWaiting(c, onDesk(c)); err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	for _, r := range list {
		data.Rows = append(data.Rows, deskRow{r, draftStates[r.State], draftKinds[r.Kind]})
	}
	h.set.Render(c, http.StatusOK, "desk", data)
}

// draftPage is one draft with what is needed to decide about it.
type draftPage struct {
	*act.DraftDossier
	Word, KindWord string
	Said           []group
	Steps          []stepView
	Answer         *answerView
	Log            []logLine
	Cast           *act.BroadcastView // of a notice to many
	Wrong, Reason  string
}

// logLine is a line of a draft's log in words.
type logLine struct {
	act.DraftStepView
	Word string
}

func (h *handler) deskDraft(c *gin.Context) { h.showDraft(c, http.StatusOK, "", "") }

func (h *handler) showDraft(c *gin.Context, status int, wrong, reason string) {
	d, err := h.acts.DraftDossier(c.Request.Context(), onDesk(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	if status == http.StatusConflict {
		wrong = faster(d)
	}
	p := signPage(d, wrong, reason)
	if d.Kind == store.DraftBroadcast { // who may read drafts need not write to many
		if p.Cast, err = h.acts.Broadcast(c.Request.Context(), onDesk(c), d.Ref); err != nil && !errors.Is(err, store.ErrNotFound) {
			h.cfg.Pages.Error(c, err)
			return
		}
	}
	h.set.Render(c, status, "draft", p)
}

func signPage(d *act.DraftDossier, wrong, reason string) draftPage {
	p := draftPage{DraftDossier: d, Word: draftStates[d.State], KindWord: draftKinds[d.Kind], Wrong: wrong, Reason: reason}
	for _, s := range d.Log {
		p.Log = append(p.Log, logLine{s, draftVerbs[s.Verb]})
	}
	if d.Matter == nil {
		return p
	}
	p.Said, p.Steps = said(d.Matter), steps(d.Matter, true)
	for i, a := range answersOf(d.Matter) {
		if d.Kind == store.DraftAnswer && a.ID == d.Ref {
			p.Answer = &answersOf(d.Matter)[i]
		}
	}
	return p
}

// faster says who was.
func faster(d *act.DraftDossier) string {
	if n := len(d.Log); n > 0 && d.Log[n-1].Who != "" {
		return "刚刚已由" + d.Log[n-1].Who + draftVerbs[d.Log[n-1].Verb] + "，请看最新情况。您的这次操作没有执行。"
	}
	return wordsConflict
}

// take is a form that takes a step of the draft of the address.
func take(v store.StepVerb, done string) func(*handler, *gin.Context) {
	return func(h *handler, c *gin.Context) {
		form := page.FormOf(c)
		id, err := form.ID()
		var seen int
		if err == nil {
			seen, err = form.Int("seen", 1, maxSeen)
		}
		if err == nil {
			err = h.acts.Do(c.Request.Context(), onDesk(c), id, func(t *act.Tx) error {
				_, err := t.StepDraft(c.Param("id"), v, form.String("reason"), int64(seen))
				return err
			})
		}
		h.taken(c, err, done)
	}
}

// maxSeen bounds a version: nobody changes a draft more often.
const maxSeen = 1 << 30

// taken ends a step's request: on to what waits next or, courteously, why not.
func (h *handler) taken(c *gin.Context, err error, done string) {
	words := refused(err)
	switch {
	case err == nil:
		page.AddFlash(c, page.Done, done)
		page.Redirect(c, deskPath)
	case errors.Is(err, store.ErrConflict):
		h.showDraft(c, http.StatusConflict, "", page.FormOf(c).String("reason"))
	case words != "":
		h.showDraft(c, http.StatusUnprocessableEntity, words, page.FormOf(c).String("reason"))
	default:
		h.cfg.Pages.Error(c, err)
	}
}
