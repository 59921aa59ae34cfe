package console

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// opinionPage is one matter with everything about it, and the forms for what may
// be done now.
type opinionPage struct {
	*act.Dossier
	Sealed   bool
	Said     []stepView
	Timeline []stepView
	Can      can
	Kinds    []kindView
	Groups   []groupView
	Pending  *answerView        // waits for release
	Drafts   []act.DraftDossier // on their way to being signed
	Step     string             // what the reader does to the answer, where it takes more than one step
	Due      string
	Late     bool
	Next     string // address of what waits now that this one does not
	Canned   []store.Canned
	Keep     keeping
	Alike    []act.Alike
	Offices  []store.Office // to transfer to
	CameFrom string         // office id of where it was transferred from
	Last     string         // id of the last step its reader saw
	Lost     []string       // what was typed into a form that somebody was faster than

	CloseReasons []string

	Problem string // why the form named Failed was refused
	Failed  string
	form    *page.Form
	put     string // the canned reply that was chosen for the form named Failed
}

// CannedFor are the canned replies for one sort of reader.
func (p *opinionPage) CannedFor(use string) []store.Canned {
	return slices.DeleteFunc(slices.Clone(p.Canned), func(c store.Canned) bool { return string(c.Use) != use })
}

// TellHint says who reads a reply.
func (p *opinionPage) TellHint() string {
	if len(p.Voices) > 0 {
		return "这一件合并了几位反映人的意见，每一位都会收到，请不要写个人信息。只回复其中一位，请打开那一件再写。"
	}
	return "会以本单位的名义发到反映人的微信。"
}

// Typed gives back what was written into a refused form, so that nobody types it
// twice; the other forms get their first text.
func (p *opinionPage) Typed(form, field, first string) string {
	if p.put != "" && (p.Failed == form || p.Failed == form+"-"+strings.TrimPrefix(field, "reply_")) {
		return p.put
	}
	if p.form == nil || p.Failed != form {
		return first
	}
	return p.form.String(field)
}

// can says which forms are shown.
type can struct {
	Triage, Forward, Release, Recall, Deputy, Note, Tell, Interest, Close, Reopen, Block, Unseal bool
	Assign, Sort, Snooze, Urge, Merge, Part, Split, Transfer                                     bool
}

// kindView is a kind of triage as a choice.
type kindView struct {
	Kind  store.Triage
	Word  string
	Hint  string
	Reply string // the approved words
	Now   bool   // what it was found to be before
}

// groupView is the candidates of one place.
type groupView struct {
	Title string
	List  []act.Candidate
}

// answerView is an answer that waits, with its files.
type answerView struct {
	store.Answer
	Who   string
	Media []store.Media
}

func (h *handler) opinion(c *gin.Context) {
	d, err := h.acts.Dossier(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	if path := itemPath(&d.Opinion); path != c.Request.URL.Path {
		page.Redirect(c, path)
		return
	}
	h.showOpinion(c, http.StatusOK, d, &opinionPage{Failed: c.Query("form")})
	if err := h.acts.Saw(c.Request.Context(), actor(c), d, store.ReaderStaff); err != nil {
		h.log.Warn("noting who looked", "id", page.RequestID(c), "err", err)
	}
}

// putCanned reads the canned replies, and fills the one that was chosen without a
// script into its form.
func (h *handler) putCanned(c *gin.Context, p *opinionPage) (err error) {
	p.Canned, err = h.acts.CannedFor(c.Request.Context(), actor(c), p.Dossier)
	for _, r := range p.Canned {
		if p.form == nil && r.ID == c.Query("canned") {
			p.put = r.Text
		}
	}
	return err
}

// itemPath is where a matter is shown.
func itemPath(o *store.Opinion) string {
	if o.State == store.OpinionSealed {
		return "/console/sealed/" + o.ID
	}
	return "/console/opinions/" + o.ID
}

// showOpinion completes p and renders it.
func (h *handler) showOpinion(c *gin.Context, status int, d *act.Dossier, p *opinionPage) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Dossier, p.Sealed = d, d.Opinion.State == store.OpinionSealed
	p.Can = forms(actor(c), view, d)
	p.Said, p.Timeline = said(d), timeline(d)
	p.Pending = pending(d)
	if err := h.standing(c, p); err != nil {
		h.fail(c, err)
		return
	}
	p.Due, p.Late = h.due(view, &d.Opinion)
	if p.Can.Triage {
		p.Kinds = kinds(view, &d.Opinion)
	}
	if p.Can.Forward || p.Can.Interest {
		list, err := h.acts.Candidates(c.Request.Context(), actor(c), d.Opinion.ID)
		if err != nil {
			h.fail(c, err)
			return
		}
		p.Groups = groups(list)
	}
	if n := len(d.Steps); n > 0 {
		p.Last = d.Steps[n-1].ID
	}
	if err = h.keep(c, view, p); err == nil {
		err = h.around(c, p)
	}
	if err == nil {
		err = h.putCanned(c, p)
	}
	if err == nil {
		p.Next, err = h.next(c, d.Opinion.State)
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, status, "opinion", p)
}

// next is where the reader goes on when a matter no longer waits for the desk: to
// what is urgent, then to the newest. "" while it waits, and when nothing does.
func (h *handler) next(c *gin.Context, state store.OpinionState) (string, error) {
	waiting := []store.OpinionState{store.OpinionNew, store.OpinionChecked, store.OpinionDecide}
	if slices.Contains(waiting, state) || state == store.OpinionSealed || !may(c, store.ActTriage) {
		return "", nil
	}
	for _, f := range []act.InboxFilter{{States: waiting[:1], Danger: true, Limit: 1}, {States: waiting, Limit: 1}} {
		rows, err := h.acts.Inbox(c.Request.Context(), actor(c), f)
		if err != nil {
			return "", err
		}
		if len(rows) > 0 {
			return itemPath(&rows[0].Opinion), nil
		}
	}
	return "", nil
}

// forms decides which forms to show: what the state allows and the reader may do.
// The acts decide again.
func forms(who store.Actor, view *act.View, d *act.Dossier) can {
	o := &d.Opinion
	target := store.Target{OfficeID: o.OfficeID, PersonID: o.PersonID, DeputyID: o.DeputyID, Sealed: o.State == store.OpinionSealed}
	ok := func(a store.Act, v store.Verb) bool {
		return store.May(who, a, target, view.Offices) && (v == "" || o.State.Can(v))
	}
	return can{
		Triage:   ok(store.ActTriage, store.VerbSeal),
		Forward:  ok(store.ActForward, store.VerbForward) && o.Triage == store.TriageOurs,
		Release:  ok(store.ActRelease, store.VerbRelease) && d.Waiting() != nil,
		Recall:   ok(store.ActRecall, store.VerbRecall),
		Deputy:   ok(store.ActNote, "") && o.DeputyID != "",
		Note:     ok(store.ActNote, ""),
		Tell:     ok(store.ActTell, "") && d.Reachable,
		Interest: ok(store.ActInterest, ""),
		Close:    ok(store.ActClose, store.VerbClose),
		Reopen:   ok(store.ActReopen, store.VerbReopen),
		Block:    ok(store.ActBlock, "") && o.PersonID != "",
		Unseal:   ok(store.ActUnseal, store.VerbUnseal),
		Assign:   ok(store.ActTakeOver, "") && o.Open(),
		Sort:     ok(store.ActTriage, ""),
		Snooze:   ok(store.ActSnooze, ""),
		Urge:     ok(store.ActTriage, "") && o.Open(),
		Merge:    ok(store.ActMerge, store.VerbMerge),
		Part:     ok(store.ActMerge, store.VerbPart),
		Split:    ok(store.ActSplit, "") && o.State != store.OpinionMerged && saidParts(d) > 1,
		Transfer: ok(store.ActTransfer, store.VerbMoveOff) && len(view.Offices) > 1,
	}
}

// verbs is what each kind of triage does to a matter.
var verbs = map[store.Triage]store.Verb{store.TriageOurs: store.VerbOurs, store.TriageNotOurs: store.VerbDecline,
	store.TriageEmergency: store.VerbDecline, store.TriageLitigation: store.VerbDecline,
	store.TriageAccusation: store.VerbSeal, store.TriageSpam: store.VerbDecline}

// kinds are the kinds of triage that the state allows, with the office's words.
func kinds(view *act.View, o *store.Opinion) []kindView {
	var list []kindView
	for _, k := range store.Triages {
		if o.State.Can(verbs[k]) {
			list = append(list, kindView{Kind: k, Word: triageWord(k), Hint: triageHints[k],
				Reply: view.ApprovedReply(o.OfficeID, k), Now: o.Triage == k})
		}
	}
	return list
}

// groups puts candidates under the place they belong to.
func groups(list []act.Candidate) []groupView {
	var out []groupView
	for i, title := range []string{"本选区", "本联络站", "本机构"} {
		var g groupView
		for _, cand := range list {
			if cand.Tier == store.Tier(i) {
				g.List = append(g.List, cand)
			}
		}
		if g.Title = title; len(g.List) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// saidParts counts what the author sent.
func saidParts(d *act.Dossier) int {
	n := 0
	for _, s := range d.Steps {
		if s.Kind == store.EntrySaid && s.Voice == 0 {
			n++
		}
	}
	return n
}

func pending(d *act.Dossier) *answerView {
	a := d.Waiting()
	if a == nil {
		return nil
	}
	v := &answerView{Answer: *a}
	if i := slices.IndexFunc(d.Steps, func(s act.Step) bool { return s.ID == a.EntryID }); i >= 0 {
		v.Who, v.Media = d.Steps[i].Who, d.Steps[i].Media
	}
	return v
}
