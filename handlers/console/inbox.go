package console

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// inboxPage is a list of the inbox.
type inboxPage struct {
	inboxQuery
	Live    inboxLive
	List    tab
	Order   store.ListOrder
	Rows    []inboxRow
	Older   string // address of what follows; "" when that is all
	Newer   string // address of what stands before; "" on the first page
	Found   string // what a search found, in words
	Names   []link // deputies whose name fits the search
	Choices choices
	Active  []link // what limits the list, each with the address without it
	Filters []filterView
	Save    string // the list's query, to be saved
	Export  string
	Self    string
}

// inboxLive is the part of the list that refreshes itself.
type inboxLive struct {
	Views, Tabs, Who []tabView
	Fresh            int    // came in since the page was made
	Reload           string // address of the list, anew
	Poll             string // address of this part
}

type tabView struct {
	Label, Path string
	Key         string
	Current     bool
	Count       string
}

type inboxRow struct {
	act.InboxRow
	Age  string // how long it waits, when it waits for the desk
	Old  bool   // ... longer than it should
	Due  string
	Late bool
	Mine bool
}

func (h *handler) inbox(c *gin.Context) {
	q := readInboxQuery(c.Request.URL.Query())
	who := actor(c)
	_, t, f := q.filter(who.ID)
	if exported(c) {
		h.exportInbox(c, t, f)
		return
	}
	list, err := h.acts.InboxPage(c.Request.Context(), who, f)
	if err != nil {
		h.fail(c, err)
		return
	}
	p := &inboxPage{inboxQuery: q, List: t, Order: f.Order, Export: q.path("export", "xlsx"), Save: q.encode(), Self: who.ID}
	if list.Older != nil {
		p.Older = q.path("at", list.Older.String())
	}
	if list.Newer != nil {
		p.Newer = q.path("at", list.Newer.String())
	} else if q.At != "" {
		p.Newer = q.path()
	}
	p.found(list)
	if err := h.fillInbox(c, p, list.Rows); err != nil {
		h.fail(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "inbox", p)
}

// Clear is the address of the list without its search.
func (p *inboxPage) Clear() string { return p.path("q", "") }

// fillInbox gathers what stands around the rows.
func (h *handler) fillInbox(c *gin.Context, p *inboxPage, rows []act.InboxRow) error {
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		return err
	}
	p.Rows = h.inboxRows(view, p.Self, rows)
	if p.Choices, err = h.choices(c, view); err != nil {
		return err
	}
	p.Active = active(p)
	if p.Filters, err = h.filters(c, p.Save); err != nil {
		return err
	}
	p.Live, err = h.live(c, p.inboxQuery, h.cfg.Now(), false)
	return err
}

// live counts the reader's lists, and what is new in this one since a time.
func (h *handler) live(c *gin.Context, q inboxQuery, since time.Time, look bool) (inboxLive, error) {
	n, err := h.waiting(c)
	if err != nil {
		return inboxLive{}, err
	}
	v, t, f := q.filter(actor(c).ID)
	l := inboxLive{Reload: q.path(), Poll: "/console/opinions/live?since=" + strconv.FormatInt(since.UnixMilli(), 10) + "&" + q.encode()}
	if look && q.Query == "" && q.At == "" {
		if l.Fresh, err = h.acts.Newer(c.Request.Context(), actor(c), f, since); err != nil {
			return l, err
		}
	}
	for _, w := range views {
		l.Views = append(l.Views, tabView{w.Label, q.path("tab", w.Key), w.Key, w.Key == v.Key, counted(w.count, n)})
	}
	if len(v.tabs) > 1 {
		for _, w := range v.tabs {
			l.Tabs = append(l.Tabs, tabView{w.Label, q.path("tab", w.Key), w.Key, w.Key == t.Key, counted(w.count, n)})
		}
	}
	l.Who = []tabView{{"所有人", q.path("who", ""), "", q.Who == "", ""}, {"我负责的", q.path("who", "mine"), "mine", q.Who == "mine", countWord(n.Mine)},
		{"无人负责", q.path("who", "nobody"), "nobody", q.Who == "nobody", countWord(n.Nobody)}}
	return l, nil
}

func counted(count func(act.Counts) int, n act.Counts) string {
	if count == nil {
		return ""
	}
	return countWord(count(n))
}

// inboxLive serves the part of the list that refreshes itself.
func (h *handler) inboxLive(c *gin.Context) {
	milli, err := strconv.ParseInt(c.Query("since"), 10, 64)
	if err != nil || milli < 0 {
		milli = h.cfg.Now().UnixMilli()
	}
	l, err := h.live(c, readInboxQuery(c.Request.URL.Query()), time.UnixMilli(milli), true)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Fragment(c, "inbox", "live", l)
}

// countedTo is where counting stops (act.Counts).
const countedTo = 1000

// found puts what a search found into words.
func (p *inboxPage) found(list *act.InboxPage) {
	s := list.Search
	if !s.Done {
		return
	}
	for _, d := range s.Deputies {
		p.Names = append(p.Names, link{Label: d.Name, Path: p.path("q", "", "tab", "all", "deputy", d.ID)})
	}
	switch {
	case s.Short:
		p.Found = "请至少输入相连的两个字，一个字或符号查不到。"
	case s.ByDeputy:
		p.Found = "按代表姓名的拼音查找“" + p.Query + "”，下面是这些代表办理的意见。"
	case s.Countable && s.More:
		p.Found = fmt.Sprintf("相符的很多，有%s件以上。可以再加一个词，或用筛选缩小范围。", plus(s.Total))
	case s.Countable:
		p.Found = fmt.Sprintf("约%d件相符。", s.Total)
	case s.Unlooked:
		p.Found = "较新的意见里只找到这些，可以接着往前找。"
	case p.At == "" && len(list.Rows) > 0:
		p.Found = fmt.Sprintf("找到%d件。", len(list.Rows))
	}
}

// plus is a number as far as it was counted.
func plus(n int) string {
	if n >= countedTo {
		return strconv.Itoa(countedTo)
	}
	return strconv.Itoa(n)
}

// oldAfter is how many working days something may wait for the desk before the
// list says so.
const oldAfter = 3

func (h *handler) inboxRows(view *act.View, self string, rows []act.InboxRow) []inboxRow {
	list := make([]inboxRow, len(rows))
	now := h.cfg.Now()
	for i, r := range rows {
		list[i] = inboxRow{InboxRow: r, Mine: r.AssigneeID == self}
		list[i].Due, list[i].Late = h.due(view, &r.Opinion)
		if slices.Contains(store.AtDesk, r.State) && !r.Asleep(now) {
			days := view.Calendar.WorkdaysBetween(r.Updated, now)
			list[i].Age, list[i].Old = ageWords(days), days >= oldAfter
		}
	}
	return list
}

// ageWords says how long something waits, in working days.
func ageWords(days int) string {
	if days < 1 {
		return ""
	}
	return fmt.Sprintf("已等%d个工作日", days)
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
