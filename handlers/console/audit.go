package console

import (
	"cmp"
	"iter"
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
	"liaison/store/sheet"
)

const auditPath = "/console/audit"

// auditPage is the audit as it was searched, and how its chain stands.
type auditPage struct {
	Query   act.AuditQuery
	Since   string // as typed
	Until   string
	Rows    []act.AuditLine
	Acts    []auditChoice
	Kinds   []auditChoice
	Offices []store.Office
	Older   string // address of what is older; "" when that is all
	First   bool   // nothing older was asked for
	Export  string
	Chain   store.AuditChain
	Going   bool // a check goes on
}

// auditChoice is an entry of a list to choose from.
type auditChoice struct{ Value, Word string }

// auditKinds are the sorts of actor.
var auditKinds = []auditChoice{{string(store.ActorStaff), "工作人员"}, {string(store.ActorPerson), "群众和代表"}, {string(store.ActorJob), "系统"}}

// auditActs are all acts by their words.
func auditActs() []auditChoice {
	var list []auditChoice
	for _, a := range store.Acts() {
		list = append(list, auditChoice{string(a), auditWord(a)})
	}
	slices.SortFunc(list, func(a, b auditChoice) int { return cmp.Compare(a.Word, b.Word) })
	return list
}

func (h *handler) audit(c *gin.Context) {
	p := &auditPage{Query: auditQuery(c), Since: c.Query("since"), Until: c.Query("until"), Acts: auditActs(), Kinds: auditKinds,
		Export: exportLink(c)}
	if exported(c) {
		h.download(c, "audit", h.auditTable(c, p.Query))
		return
	}
	var err error
	p.First = p.Query.Before == ""
	p.Query.Limit = rowsShown + 1
	if p.Rows, err = h.acts.AuditList(c.Request.Context(), actor(c), p.Query); err != nil {
		h.fail(c, err)
		return
	}
	if len(p.Rows) > rowsShown {
		p.Rows = p.Rows[:rowsShown]
		p.Older = older(c, p.Rows[rowsShown-1].ID)
	}
	if p.Offices, err = h.offices(c, store.ActAudit); err == nil {
		p.Chain, err = h.acts.AuditState(c.Request.Context(), actor(c))
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Going = !p.Chain.Check.Began.IsZero() && p.Chain.Check.Ended.IsZero()
	h.set.Render(c, http.StatusOK, "audit", p)
}

// older is the address of what comes after a row in the list that is shown.
func older(c *gin.Context, id string) string {
	q := url.Values{}
	for k, v := range c.Request.URL.Query() {
		q[k] = v
	}
	q.Set("before", id)
	return c.Request.URL.Path + "?" + q.Encode()
}

// auditQuery reads what is searched for. A day that is none does not limit.
func auditQuery(c *gin.Context) act.AuditQuery {
	q := act.AuditQuery{Who: clip(c.Query("who"), queryMax), Kind: store.ActorKind(c.Query("kind")), Act: store.Act(c.Query("act")),
		Object: clip(c.Query("object"), queryMax), Office: c.Query("office"), From: clip(strings.TrimSpace(c.Query("from")), queryMax),
		Before: c.Query("before")}
	q.Since, _ = time.ParseInLocation(time.DateOnly, c.Query("since"), store.ChinaTime)
	if day, err := time.ParseInLocation(time.DateOnly, c.Query("until"), store.ChinaTime); err == nil {
		q.Until = day.AddDate(0, 0, 1)
	}
	return q
}

// auditBatch is how many rows a file is made of at a time.
const auditBatch = 1000

// auditTable is the audit as searched, as a workbook.
func (h *handler) auditTable(c *gin.Context, q act.AuditQuery) sheet.Table {
	return sheet.Table{Title: "审计记录", Columns: []string{"时间", "人员", "来自", "事项", "详情", "对象", "机构", "链上编号", "校验值"},
		Rows: h.auditRows(c, q)}
}

func (h *handler) auditRows(c *gin.Context, q act.AuditQuery) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		q.Before, q.Limit = "", auditBatch
		for {
			rows, err := h.acts.AuditList(c.Request.Context(), actor(c), q)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range rows {
				if !yield(auditCells(&rows[i]), nil) {
					return
				}
			}
			if len(rows) < auditBatch {
				return
			}
			q.Before = rows[len(rows)-1].ID
		}
	}
}

func auditCells(r *act.AuditLine) []string {
	seq := ""
	if r.Seq > 0 {
		seq = strconv.FormatInt(r.Seq, 10)
	}
	return []string{page.DateTime(r.At), auditWho(r.Actor, r.ActorID, r.Who), r.From, auditWord(r.Act), auditDetail(r.Fields),
		auditTarget(r), r.Office, seq, r.Hash}
}

// auditTarget says what an act was done to. Of a sealed matter nothing more is
// said than that it is one.
func auditTarget(r *act.AuditLine) string {
	switch {
	case r.Sealed:
		return "检举控告件"
	case r.Object == "setting":
		if d, ok := store.SettingDefOf(store.Setting(r.ObjectID)); ok {
			return "设置：" + d.Label
		}
	case r.Object == store.AuditPerson && r.What == "":
		return "群众"
	case r.What != "":
		return auditObject(r.Object) + " " + r.What
	}
	return auditObject(r.Object)
}

// checkAudit has the chain checked: at once, or when it is long by a duty, which
// the page shows going on.
func (h *handler) checkAudit(c *gin.Context) {
	id, err := page.FormOf(c).ID()
	if err == nil {
		err = h.acts.AskAuditCheck(c.Request.Context(), actor(c), id)
	}
	h.after(c, err, "已校验，结果如下；记录很多时在后台校验，请稍后刷新。", auditPath)
}
