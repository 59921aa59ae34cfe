package console

import (
	"cmp"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const (
	bulkPath = inboxPath + "/bulk"
	bulkMost = 100 // matters of one form
)

// bulkPage is what was picked from the list, and what may be done to all of it.
type bulkPage struct {
	Rows       []bulkRow
	Missing    int // picked, and in no list of the reader's
	Problem    string
	Deeds      []deed
	Picked     string // the deed that is chosen
	Me         string
	Colleagues []store.Staff
	Categories []string
	Reasons    []string // how a matter may have ended
	Deputies   []act.Candidate
	First      time.Time // the earliest day to put off to
	Until      time.Time
	List       string // the list's query, to go back to
	Last       string // sorts after every step its reader can have seen
	form       *page.Form
}

// bulkRow is one picked matter.
type bulkRow struct {
	act.InboxRow
	Stale bool // changed since it was picked; the page shows it as it is now
}

// Back is the address of the list that the matters were picked from.
func (p *bulkPage) Back() string { return backTo(p.List) }

func backTo(list string) string {
	v, err := url.ParseQuery(list)
	if err != nil {
		return inboxPath
	}
	return inboxPath + "?" + readInboxQuery(v).encode()
}

// Typed gives back what was written into the refused form.
func (p *bulkPage) Typed(field, first string) string {
	if p.form == nil {
		return first
	}
	return p.form.String(field)
}

// picked is a matter as its reader had it before them.
type picked struct {
	id   string
	seen int64
}

// readPicks reads "id.version" of each picked matter, each matter once. What is
// malformed names no matter.
func readPicks(values []string) []picked {
	var list []picked
	for _, v := range values {
		id, version, _ := strings.Cut(clip(v, valueMax), ".")
		seen, err := strconv.ParseInt(version, 10, 64)
		if err != nil || seen < 1 || seen > math.MaxInt32 {
			id, seen = "", 0
		}
		if id == "" || !slices.ContainsFunc(list, func(p picked) bool { return p.id == id }) {
			list = append(list, picked{id, seen})
		}
	}
	return list
}

func pickIDs(picks []picked) []string {
	ids := make([]string, len(picks))
	for i, p := range picks {
		ids[i] = p.id
	}
	return ids
}

// bulk shows what was picked and what may be done to it.
func (h *handler) bulk(c *gin.Context) {
	p := &bulkPage{List: clip(c.Query("list"), 1000), Picked: c.Query("do")}
	picks := readPicks(c.QueryArray("pick"))
	if len(picks) > bulkMost {
		picks, p.Problem = picks[:bulkMost], wordsTooMany
	}
	h.showBulk(c, http.StatusOK, picks, p)
}

// showBulk completes p and renders it.
func (h *handler) showBulk(c *gin.Context, status int, picks []picked, p *bulkPage) {
	rows, err := h.acts.Picked(c.Request.Context(), actor(c), pickIDs(picks))
	if err != nil {
		h.fail(c, err)
		return
	}
	for _, r := range rows {
		stale := slices.ContainsFunc(picks, func(p picked) bool { return p.id == r.ID && p.seen != r.Version })
		p.Rows = append(p.Rows, bulkRow{r, stale})
	}
	p.Missing = len(picks) - len(rows)
	now := h.acts.Now()
	p.Last, p.First, p.Until = store.NewID(now), now.AddDate(0, 0, 1), now.AddDate(0, 0, 170)
	p.Me = staffOf(c).ID
	if err := h.bulkChoices(c, p); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, status, "bulk", p)
}

// bulkChoices gathers what the deeds' fields offer: what fits any of the matters.
// What does not fit one of them is refused for that one.
func (h *handler) bulkChoices(c *gin.Context, p *bulkPage) error {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return err
	}
	for _, r := range p.Rows {
		p.Categories = append(p.Categories, without(view.Settings.Words(r.OfficeID, store.SetCategories), p.Categories)...)
		p.Reasons = append(p.Reasons, without(view.Settings.Words(r.OfficeID, store.SetCloseReasons), p.Reasons)...)
	}
	if p.Colleagues, err = h.acts.Desk(c.Request.Context(), actor(c)); err != nil {
		return err
	}
	if p.Deputies, err = h.bulkDeputies(c, p.Rows); err != nil {
		return err
	}
	for _, d := range deeds {
		if may(c, d.act) && (d.Key != "forward" || len(p.Deputies) > 0) {
			p.Deeds = append(p.Deeds, d)
		}
	}
	return nil
}

// bulkDeputies are those offered for any of the matters that wait for a deputy. One
// matter stands for all of its place.
func (h *handler) bulkDeputies(c *gin.Context, rows []bulkRow) ([]act.Candidate, error) {
	var all []act.Candidate
	places := map[[3]string]bool{}
	for _, r := range rows {
		place := [3]string{r.OfficeID, r.DistrictID, r.StationID}
		if places[place] || r.Triage != store.TriageOurs || !r.State.Can(store.VerbForward) {
			continue
		}
		places[place] = true
		list, err := h.acts.Candidates(c.Request.Context(), actor(c), r.ID)
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			if !slices.ContainsFunc(all, func(x act.Candidate) bool { return x.Deputy.ID == d.Deputy.ID }) {
				all = append(all, d)
			}
		}
	}
	slices.SortStableFunc(all, func(x, y act.Candidate) int { return cmp.Compare(x.Tier, y.Tier) })
	return all, nil
}

// without are the words that are not in a list.
func without(words, list []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(list, w) })
}

// pickOf is a matter as a check box says it.
func pickOf(o *store.Opinion) string { return o.ID + "." + strconv.FormatInt(o.Version, 10) }
