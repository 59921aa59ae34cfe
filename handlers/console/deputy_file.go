package console

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// rankMax bounds a place in a list.
const rankMax = 999_999

// deputyPage is all about one deputy.
type deputyPage struct {
	*act.DeputyFile
	Name      string // 张　三（女，苗族）
	Office    string
	Phone     string // masked, or whole for who asked to see it
	Whole     bool
	Mandates  []mandateView
	History   []stepRow
	Invited   []string
	Items     []itemRow
	Lines     []recordRow
	Absent    []string // what 代表法 Art. 62 counts, by term
	Former    bool
	CanEdit   bool
	CanBind   bool
	CanUnbind bool
	Pending   bool

	Offices   []store.Office
	Districts []store.District
	Stations  []store.Station
	Terms     []termChoice
	Levels    []store.Level
	Nations   []string
}

// mandateView is a mandate with its words and what may be done to it.
type mandateView struct {
	store.Mandate
	Term, Area, Station string
	Ground              store.GroundDef
	Changes             []changeView
}

// changeView is a change that a form offers.
type changeView struct {
	Verb    store.MandateVerb
	Title   string
	Grounds []store.GroundDef
	Confirm string
}

type stepRow struct {
	store.MandateStep
	Title string
	Words string
}

type itemRow struct {
	act.TaskRow
	State string
}

type termChoice struct {
	ID, Words string
}

func deputyPath(id string) string { return deputiesPath + "/" + url.PathEscape(id) }

func (h *handler) deputy(c *gin.Context) { h.showDeputy(c, "") }

// showDeputy shows a deputy; whole is the telephone number if it was asked for.
func (h *handler) showDeputy(c *gin.Context, whole string) {
	f, err := h.acts.DeputyFile(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p := &deputyPage{DeputyFile: f, Name: f.Deputy.Listed(), Phone: f.Phone, CanEdit: may(c, store.ActRosterEdit),
		CanBind: may(c, store.ActInvite), CanUnbind: may(c, store.ActUnbind), Levels: levels, Nations: nations, Former: true}
	if whole != "" {
		p.Phone, p.Whole = whole, true
	}
	if o, ok := view.Offices.Find(f.Deputy.OfficeID); ok {
		p.Office = o.Name
	}
	h.fillDeputy(view, p)
	if p.Offices, err = h.offices(c, store.ActRosterEdit); err != nil {
		h.fail(c, err)
		return
	}
	p.Districts, p.Stations = placesIn(view, p.Offices)
	h.set.Render(c, http.StatusOK, "deputy", p)
}

func (h *handler) fillDeputy(view *act.View, p *deputyPage) {
	for _, m := range p.RosterRow.Mandates {
		p.Mandates = append(p.Mandates, mandateOn(view, m))
		p.Former = p.Former && !m.Lasts()
	}
	for _, s := range p.Steps {
		words := s.Ground.Def().Words
		if a := s.Ground.Def().Article; a != "" {
			words += "（" + a + "）"
		}
		p.History = append(p.History, stepRow{s, verbWords[s.Verb], words})
	}
	for i := range p.Invitations {
		p.Invited = append(p.Invited, page.Date(p.Invitations[i].Created)+"，"+invitationWord(&p.Invitations[i], h.cfg.Now()))
	}
	if i := p.Invitation; i != nil && p.Person == nil {
		p.Pending = i.Usable(h.cfg.Now()) == nil
	}
	for _, r := range p.DeputyFile.Items {
		p.Items = append(p.Items, itemRow{r, taskWords[r.Assignment.State]})
	}
	p.Lines, p.Absent = recordRows(view, &p.RecordFile)
	for _, l := range levels {
		for _, t := range view.TermsFor(p.Deputy.OfficeID, l) {
			p.Terms = append(p.Terms, termChoice{t.ID, levelWord(l) + " " + t.Name() + "（" + termWords[t.State] + "）"})
		}
	}
}

func mandateOn(view *act.View, m store.Mandate) mandateView {
	v := mandateView{Mandate: m, Ground: m.Ground.Def(), Area: view.Area(m.OfficeID, m.DistrictID, "")}
	if t, ok := view.Term(m.TermID); ok {
		v.Term = t.Name()
	}
	if s, ok := view.Station(m.StationID); ok {
		v.Station = s.Name
	}
	for _, verb := range []store.MandateVerb{store.MandateSuspend, store.MandateResume, store.MandateEnd, store.MandateCorrect} {
		if m.Status.Can(verb) {
			v.Changes = append(v.Changes, changeView{verb, verbWords[verb], store.GroundsFor(verb), verbAsks[verb]})
		}
	}
	return v
}

// showPhone shows a whole telephone number; that it was looked at is noted.
func (h *handler) showPhone(c *gin.Context) {
	var number string
	err := h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) (err error) {
		number, err = t.ShowPhone(c.Param("id"))
		return err
	})
	if err != nil {
		h.fail(c, err)
		return
	}
	h.showDeputy(c, number)
}

func (h *handler) editDeputy(c *gin.Context) {
	r := reader{form: page.FormOf(c)}
	facts := act.DeputyFacts{DropPhone: r.form.Bool("drop"), Deputy: store.Deputy{OfficeID: r.form.String("office"),
		Name: r.line("name", nameMax), Sex: r.choice("sex", "男", "女", ""), Nation: r.line("nation", nameMax),
		Phone: r.line("phone", phoneMax), Work: r.line("work", workMax), Order: r.number("order", 0, rankMax)}}
	version, err := seen(c)
	r.note(err)
	if err = r.err; err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.EditDeputy(c.Param("id"), facts, version) })
	}
	h.after(c, err, "已保存。", deputyPath(c.Param("id")))
}

// workMax is what a work unit and post may take.
const workMax = 120

func (h *handler) deleteDeputy(c *gin.Context) {
	version, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.DeleteDeputy(c.Param("id"), version) })
	}
	path := deputiesPath
	if err != nil {
		path = deputyPath(c.Param("id"))
	}
	h.after(c, err, "误登记的代表已删除。", path)
}

// number reads a whole number; left empty it is the lowest.
func (r *reader) number(name string, low, high int) int {
	if r.form.String(name) == "" {
		return low
	}
	n, err := r.form.Int(name, low, high)
	r.note(err)
	return n
}

// date reads a day, or "" where it was left empty.
func (r *reader) date(name string) string {
	s := r.form.String(name)
	if _, err := store.ParseDay(s); s != "" && err != nil {
		r.note(store.Invalid(name, store.ProblemMalformed))
	}
	return s
}
