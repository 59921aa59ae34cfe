package phone

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// maxOpinions bounds the list of one person's; the rest is found by number.
const maxOpinions = 100

type opinionsPage struct {
	Rows []opinionRow
	Full bool // there may be more
}

type opinionRow struct {
	store.Opinion
	Word, Colour string
}

// opinions lists what the person brought up.
func (h *handler) opinions(c *gin.Context) {
	list, err := h.acts.MyOpinions(c.Request.Context(), actor(c), maxOpinions)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	data := opinionsPage{Full: len(list) == maxOpinions}
	for _, o := range list {
		word, colour := stateWord(&o)
		data.Rows = append(data.Rows, opinionRow{o, word, colour})
	}
	h.set.Render(c, http.StatusOK, "opinions", data)
}

// opinionPage is one opinion as its author sees it.
type opinionPage struct {
	store.Opinion
	Area         string
	Word, Colour string
	Now          string // what to expect
	Stages       []stage
	Answers      []answerView // the newest first
	Said         []group
	Steps        []stepView
	ToRate       string // id of the answer that waits for a judgement
	AfterBad     string
	Scores       []store.Score
	Exclusions   []act.Excluded
	MayKeep      bool
	Self         *act.Self
}

// opinion shows one opinion to its author.
func (h *handler) opinion(c *gin.Context) {
	d, err := h.acts.Mine(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	self, err := h.acts.Self(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "opinion", authorPage(d, self, view.Settings.Int(d.Opinion.OfficeID, store.SetAgainMax)))
	h.saw(c, d, store.ReaderAuthor)
}

// saw notes that the reader looked at a matter. Nobody waits for it.
func (h *handler) saw(c *gin.Context, d *act.Dossier, as store.ReaderKind) {
	if err := h.acts.Saw(c.Request.Context(), actor(c), d, as); err != nil {
		h.log.Warn("noting who looked", "id", page.RequestID(c), "err", err)
	}
}

func authorPage(d *act.Dossier, self *act.Self, againMax int) opinionPage {
	left := againMax - d.Opinion.Round
	p := opinionPage{Opinion: d.Opinion, Area: d.Area, Now: whatNow(d), Stages: stages(d), Answers: answersOf(d),
		Said: said(d), Steps: steps(d, false), Scores: store.Scores, Exclusions: d.Exclusions, Self: self}
	p.Word, p.Colour = stateWord(&d.Opinion)
	if a := d.ToRate(); a != nil {
		p.ToRate, p.AfterBad = a.ID, afterBad(left)
	}
	p.MayKeep = d.Opinion.Givable()
	return p
}

// rate keeps the author's judgement of an answer.
func (h *handler) rate(c *gin.Context) {
	form := page.FormOf(c)
	r := store.Rating{AnswerID: form.String("answer"), Reply: store.Score(form.String("reply")),
		Result: store.Score(form.String("result"))}
	comment, err := form.Text("comment", 1000)
	r.Comment = comment
	words := "您的评价已经收到过了。"
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			o, err := t.Rate(c.Param("id"), r)
			if err == nil {
				words = ratedWords(o)
			}
			return err
		})
	}
	h.after(c, err, words, up(c))
}

// contact keeps name and phone, and whether the handling deputy may see them.
func (h *handler) contact(c *gin.Context) {
	form := page.FormOf(c)
	share := form.Bool("share")
	name, phone, err := nameAndPhone(form)
	if err == nil && share && name == "" && phone == "" {
		err = store.Invalid("name", store.ProblemEmpty)
	}
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			if err := t.Share(c.Param("id"), share); err != nil {
				return err
			}
			return identify(t, name, phone)
		})
	}
	words := "已保存。办理这件事的代表看不到您的姓名和电话。"
	if share {
		words = "已保存。办理这件事的代表可以看到您的姓名和电话。"
	}
	h.after(c, err, words, up(c))
}

func nameAndPhone(form *page.Form) (name, phone string, err error) {
	if name, err = form.Line("name", 40); err != nil {
		return "", "", err
	}
	phone, err = form.Line("phone", 40)
	return name, phone, err
}

func identify(t *act.Tx, name, phone string) error {
	p, err := t.LockSelf()
	if err != nil {
		return err
	}
	return t.Identify(p, name, phone)
}

// maxChoices bounds what a search for a deputy shows.
const maxChoices = 30

// keepView is where an author chooses a deputy who must not see an opinion.
type keepView struct {
	Opinion store.Opinion
	Deputy  string // who has it now
	Query   string
	Choices []act.DeputyCard
	Full    bool
}

// keepPage shows the deputies to choose among.
func (h *handler) keepPage(c *gin.Context) {
	d, err := h.acts.Mine(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	data := keepView{Opinion: d.Opinion, Deputy: d.Opinion.DeputyID, Query: first(c.Query("q"), 40)}
	data.Choices, err = h.acts.KeepFromChoices(c.Request.Context(), actor(c), d.Opinion.ID, data.Query, maxChoices)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	data.Full = len(data.Choices) == maxChoices
	h.set.Render(c, http.StatusOK, "keep", data)
}

// keep keeps an opinion from a deputy.
func (h *handler) keep(c *gin.Context) {
	id := page.FormOf(c).String("deputy")
	if id == "" {
		h.after(c, store.Invalid("deputy", store.ProblemEmpty), "", c.Request.URL.Path)
		return
	}
	err := h.do(c, func(t *act.Tx) error { return t.KeepFrom(c.Param("id"), id) })
	h.after(c, err, "已记下。这件事不会再给这位代表看。", up(c))
}

// first cuts a text to its first n characters.
func first(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}
