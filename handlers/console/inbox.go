package console

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const (
	rowsShown = 50
	queryMax  = 60 // characters of a search
)

// tab is one of the inbox's lists.
type tab struct {
	Key, Label string
	Empty      string // what an empty list means
	filter     act.InboxFilter
	count      func(act.Counts) int
}

// states is a filter's list of states.
func states(s ...store.OpinionState) act.InboxFilter { return act.InboxFilter{States: s} }

var tabs = []tab{
	{"new", "待分办", "没有待分办的意见，新收到的会出现在这里。", states(store.OpinionNew), func(n act.Counts) int { return n.New }},
	{"danger", "紧急", "没有待分办的紧急意见。内容出现危险词的会标在这里，危险词可以在设置里修改。",
		act.InboxFilter{States: []store.OpinionState{store.OpinionNew}, Danger: true}, func(n act.Counts) int { return n.Danger }},
	{"checked", "待审核发布", "没有等待审核的答复。代表答复后会出现在这里，由您审核后发给反映人。", states(store.OpinionChecked),
		func(n act.Counts) int { return n.Checked }},
	{"decide", "待研究", "没有待研究的意见。反映人多次评价“不满意”后，由单位决定下一步。", states(store.OpinionDecide),
		func(n act.Counts) int { return n.Decide }},
	{"going", "办理中", "没有代表正在办理的意见。", states(store.OpinionAssigned), func(n act.Counts) int { return n.Assigned }},
	{"late", "逾期", "没有逾期的意见。", act.InboxFilter{States: []store.OpinionState{store.OpinionAssigned}, Late: true},
		func(n act.Counts) int { return n.Late }},
	{"answered", "已办复", "没有等待反映人评价的答复。", states(store.OpinionAnswered), nil},
	{"done", "办结与告知", "还没有办结或已告知的意见。", states(store.OpinionClosed, store.OpinionDeclined), nil},
	{"all", "全部", "还没有收到意见。群众在公众号里发来的文字、语音、照片，会登记在这里。", act.InboxFilter{}, nil},
}

// tabOf finds a list by its key; a search looks through all unless told otherwise.
func tabOf(key, query string) tab {
	for _, t := range tabs {
		if t.Key == key {
			return t
		}
	}
	if query != "" {
		return tabs[len(tabs)-1]
	}
	return tabs[0]
}

type inboxPage struct {
	Tabs  []tabView
	Tab   tab
	Query string
	Rows  []inboxRow
	Older string // address of what is older; "" when that is all
	First bool   // nothing older was asked for
}

type tabView struct {
	Label, Path string
	Current     bool
	Count       string
}

type inboxRow struct {
	act.InboxRow
	Due  string
	Late bool
}

func (h *handler) inbox(c *gin.Context) {
	query := clip(strings.TrimSpace(c.Query("q")), queryMax)
	t := tabOf(c.Query("tab"), query)
	f := t.filter
	f.Query, f.Before, f.Limit = query, c.Query("before"), rowsShown+1
	rows, err := h.acts.Inbox(c.Request.Context(), actor(c), f)
	if err != nil {
		h.fail(c, err)
		return
	}
	waiting, err := h.waiting(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	data := inboxPage{Tab: t, Query: query, Tabs: tabViews(t, query, waiting), First: f.Before == ""}
	if len(rows) > rowsShown {
		rows = rows[:rowsShown]
		data.Older = "/console/opinions?" + url.Values{"tab": {t.Key}, "q": {query}, "before": {rows[rowsShown-1].ID}}.Encode()
	}
	if data.Rows, err = h.inboxRows(c, rows); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "inbox", data)
}

// countedTo is where counting stops (act.Counts).
const countedTo = 1000

func tabViews(current tab, query string, n act.Counts) []tabView {
	var list []tabView
	for _, t := range tabs {
		v := tabView{Label: t.Label, Current: t.Key == current.Key,
			Path: "/console/opinions?" + values("tab", t.Key, "q", query)}
		if t.count != nil {
			v.Count = countWord(t.count(n))
		}
		list = append(list, v)
	}
	return list
}

// values encodes pairs for an address, the empty ones left out.
func values(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return v.Encode()
}

func (h *handler) inboxRows(c *gin.Context, rows []act.InboxRow) ([]inboxRow, error) {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return nil, err
	}
	list := make([]inboxRow, len(rows))
	for i, r := range rows {
		list[i] = inboxRow{InboxRow: r}
		list[i].Due, list[i].Late = h.due(view, &r.Opinion)
	}
	return list, nil
}

// due puts the time a deputy has left into words; "" when nobody is waited for.
func (h *handler) due(view *act.View, o *store.Opinion) (words string, late bool) {
	if o.Due.IsZero() || o.State != store.OpinionAssigned {
		return "", false
	}
	now := h.cfg.Now()
	if !now.After(o.Due) {
		return page.WorkDays(max(0, view.Calendar.WorkdaysBetween(now, o.Due))), false
	}
	if n := view.Calendar.WorkdaysBetween(o.Due, now); n > 0 {
		return page.WorkDays(-n), true
	}
	return "已超期", true
}

// clip shortens what came in an address.
func clip(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

// sealedPage is the list that only the petition officer sees.
type sealedPage struct{ Rows []act.InboxRow }

// sealedShown bounds the sealed list: accusations are few.
const sealedShown = 200

func (h *handler) sealed(c *gin.Context) {
	rows, err := h.acts.Sealed(c.Request.Context(), actor(c), sealedShown)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "sealed", sealedPage{Rows: rows})
}
