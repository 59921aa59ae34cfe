package console

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

// receiptsPage is who was told of a meeting, read it, and answered.
type receiptsPage struct {
	Meeting   store.Meeting
	Path      string // of the page, without a filter
	State     store.Receipt
	Tabs      []receiptTab
	Rows      []receiptRow
	List      page.List
	Leaves    []leaveRow // what waits, with what was decided behind
	Awaited   int
	Last      string // who pressed last, and when
	Wait      string // how long 提醒回执 rests
	WaitSMS   string
	Open      bool // answers can still come
	CanUrge   bool
	CanCall   bool
	Gateway   bool
	Files     []store.Urging // texts that left as a file
	Poll      string
	Export    string
	Now       time.Time
	NoDecider bool // leave waits, and nobody may decide on it
}

type receiptTab struct {
	Label   string
	Count   int
	Path    string
	Current bool
}

type receiptRow struct {
	act.ReceiptRow
	Name, Word, Colour, Channel string
	CallWords                   []string
}

// leaveRow is one application with what can be done to it here.
type leaveRow struct {
	act.LeaveView
	Word           string
	Waits, Endorse bool
}

var receiptWords = map[store.Receipt][2]string{
	store.ReceiptNone: {"未送达", "new"}, store.ReceiptSent: {"已送达", ""}, store.ReceiptRead: {"已读", "going"},
	store.ReceiptConfirmed: {"已确认", "done"}, store.ReceiptLeave: {"请假", "due"},
}

var callWords = map[store.CallOutcome]string{
	store.CallConfirmed: "接通，确认参加", store.CallLeave: "接通，请假", store.CallTold: "接通，稍后答复",
	store.CallNoAnswer: "无人接听", store.CallWrong: "号码不对",
}

var leaveWords = map[store.LeaveState]string{
	store.LeaveToEndorse: "待代表团团长签署意见", store.LeaveAsked: "待审批", store.LeaveApproved: "已准假", store.LeaveRefused: "未准假", store.LeaveWithdrawn: "已撤回",
}

func receiptsPath(meetingID string) string { return "/console/meetings/" + meetingID + "/receipts" }

func (h *handler) receipts(c *gin.Context) {
	p, err := h.receiptsOf(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	if exported(c) {
		h.download(c, "receipts", receiptsTable(p))
		return
	}
	h.set.Render(c, http.StatusOK, "receipts", p)
}

// peopleSize is how many people of a meeting one page shows: most meetings whole, a
// congress of thousands in pieces that a phone can still show.
const peopleSize = 500

// onPage is the part of a list that a page shows; none behind the last.
func onPage[T any](all []T, at page.List) []T {
	from := min(at.Offset(), len(all))
	return all[from:min(from+at.Size, len(all))]
}

// liveReceipts serves the part of the page that refreshes itself.
func (h *handler) liveReceipts(c *gin.Context) {
	p, err := h.receiptsOf(c)
	if err != nil {
		h.fail(c, err)
		return
	}
	h.set.Fragment(c, "receipts", "receipt-list", p)
}

func (h *handler) receiptsOf(c *gin.Context) (*receiptsPage, error) {
	ctx, who, id := c.Request.Context(), actor(c), c.Param("id")
	b, err := h.acts.Receipts(ctx, who, id)
	if err != nil {
		return nil, err
	}
	names, err := h.acts.StaffNames(ctx)
	if err != nil {
		return nil, err
	}
	p := &receiptsPage{Meeting: b.Meeting, Path: receiptsPath(id), State: store.Receipt(c.Query("state")), Awaited: b.Awaited(), Open: b.Meeting.Open(b.Now),
		CanUrge: may(c, store.ActUrge), CanCall: may(c, store.ActCall), Gateway: h.cfg.SMS, Now: b.Now,
		Wait: restWord(b.Next, b.Now), WaitSMS: restWord(b.NextSMS, b.Now)}
	p.List = page.NewList(c, peopleSize)
	p.Poll = p.Path + "/live?" + values("state", string(p.State), "page", strconv.Itoa(p.List.Page))
	p.Export = p.Path + "?" + values("state", string(p.State), "export", "xlsx")
	p.tabs(b)
	for i := range b.Rows {
		if r := &b.Rows[i]; p.State == "" || r.Receipt == p.State {
			p.Rows = append(p.Rows, rowOf(r, names))
		}
	}
	if p.List.Total = len(p.Rows); !exported(c) {
		p.Rows = onPage(p.Rows, p.List)
	}
	for _, u := range b.Urgings {
		if u.Handed && u.Revision == b.Meeting.Revision {
			p.Files = append(p.Files, u)
		}
	}
	if n := len(b.Urgings); n > 0 {
		p.Last = fmt.Sprintf("%s在%s提醒了%d位", names[b.Urgings[n-1].By], page.DateTime(b.Urgings[n-1].Created), b.Urgings[n-1].Told)
	}
	if p.NoDecider, err = h.acts.LeaveStuck(ctx, who, id); err != nil {
		return nil, err
	}
	leaves, err := h.acts.LeavesOfMeeting(ctx, who, id)
	for _, l := range leaves {
		p.Leaves = append(p.Leaves, leaveRowOf(l))
	}
	return p, err
}

func (p *receiptsPage) tabs(b *act.ReceiptBook) {
	p.Tabs = append(p.Tabs, receiptTab{"全部", len(b.Rows), p.Path, p.State == ""})
	for _, r := range store.Receipts {
		p.Tabs = append(p.Tabs, receiptTab{receiptWords[r][0], b.Counts[r], p.Path + "?state=" + string(r), p.State == r})
	}
}

func rowOf(r *act.ReceiptRow, names map[string]string) receiptRow {
	row := receiptRow{ReceiptRow: *r, Name: nameWord(&r.Deputy), Word: receiptWords[r.Receipt][0], Colour: receiptWords[r.Receipt][1], Channel: reachedBy(r)}
	if r.Leave != nil && r.Receipt == store.ReceiptLeave {
		row.Word = "请假（" + leaveWords[r.Leave.State] + "）"
	}
	for _, call := range r.Calls {
		row.CallWords = append(row.CallWords, page.DateTime(call.Created)+" "+names[call.By]+"："+callWords[call.Outcome])
	}
	return row
}

// reachedBy says by which channel the notice went, or why it did not.
func reachedBy(r *act.ReceiptRow) string {
	list := r.Urged
	if r.Notice != nil {
		list = append([]store.Notice{*r.Notice}, list...)
	}
	word := ""
	for i := range list {
		n := &list[i]
		if n.Arrived() {
			return channelWord(n.Channel)
		}
		word = noticeStateWord(n.State)
	}
	if !r.Bound && word != noticeStateWord(store.NoticeHanded) {
		return "没有绑定微信"
	}
	return word
}

func leaveRowOf(l act.LeaveView) leaveRow {
	row := leaveRow{LeaveView: l, Word: leaveWords[l.State]}
	switch {
	case l.Lapsed(&l.Meeting):
		row.Word = "会议有变更，已失效"
	case l.Meeting.State == store.MeetingCancelled:
	default:
		row.Waits, row.Endorse = l.State == store.LeaveAsked, l.State == store.LeaveToEndorse
	}
	return row
}

// restWord is how long something must still rest.
func restWord(until, now time.Time) string {
	if d := until.Sub(now); !until.IsZero() && d > 0 {
		return strconv.Itoa(int(d.Minutes())+1) + "分钟"
	}
	return ""
}

func receiptsTable(p *receiptsPage) sheet.Table {
	return sheet.Table{Title: "会议回执", Columns: []string{"姓名", "回执", "送达方式", "阅读时间", "答复时间", "电话记录"},
		Rows: lines(p.Rows, func(r *receiptRow) []string {
			read, replied := "", ""
			if r.ReadRevision == p.Meeting.Revision && !r.Read.IsZero() {
				read = page.DateTime(r.Read)
			}
			if r.ReplyNow(&p.Meeting) != store.ReplyNone {
				replied = page.DateTime(r.Replied)
			}
			return []string{r.Name, r.Word, r.Channel, read, replied, strings.Join(r.CallWords, "；")}
		})}
}

// urgeReceipts presses for the answers that are missing.
func (h *handler) urgeReceipts(c *gin.Context) {
	var u *store.Urging
	err := h.do(c, func(t *act.Tx) (err error) { u, err = t.UrgeReceipts(c.Param("id")); return err })
	h.after(c, err, urgedWords(u, "已提醒%d位还没有答复的代表。"), receiptsPath(c.Param("id")))
}

func urgedWords(u *store.Urging, form string) string {
	if u == nil { // a form that came twice
		return "已经提醒过了。"
	}
	return fmt.Sprintf(form, u.Told)
}

// urgeBySMS does it by SMS, through the gateway or as a file.
func (h *handler) urgeBySMS(c *gin.Context) {
	var u *store.Urging
	err := h.do(c, func(t *act.Tx) (err error) { u, err = t.UrgeBySMS(c.Param("id"), !h.cfg.SMS); return err })
	done := urgedWords(u, "正在给%d位代表发短信，免打扰时段到早上再发。")
	if !h.cfg.SMS {
		done = urgedWords(u, "已生成%d位代表的短信名单，请下载后交短信平台发送。")
	}
	h.after(c, err, done, receiptsPath(c.Param("id")))
}

// smsFile is the workbook of one press: name, number, text.
func (h *handler) smsFile(c *gin.Context) {
	turn, err := strconv.Atoi(c.DefaultQuery("turn", "0"))
	if err != nil {
		h.fail(c, store.ErrNotFound)
		return
	}
	b, err := h.acts.SMSFile(c.Request.Context(), actor(c), c.Param("id"), turn)
	if _, invalid := errors.AsType[*store.InvalidError](err); invalid {
		h.after(c, err, "", receiptsPath(c.Param("id")))
		return
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	view, err := h.acts.View(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	office := view.Name(b.Meeting.OfficeID)
	h.download(c, "sms", sheet.Table{Title: "短信名单", Columns: []string{"姓名", "手机号码", "短信内容"},
		Rows: lines(b.Rows, func(r *act.ReceiptRow) []string {
			return []string{r.Deputy.Name, r.Deputy.Phone, store.MeetingSMS(office, store.NoticeMeetingUrged, &b.Meeting, &r.Deputy)}
		})})
}

// callsPage is whom to telephone about a meeting, with numbers.
type callsPage struct {
	Meeting  store.Meeting
	Rows     []receiptRow
	List     page.List
	Outcomes []store.CallOutcome
	Wrong    string
	WrongID  string // the participant it is about
	Reason   string
	Open     bool
}

func (h *handler) calls(c *gin.Context) { h.showCalls(c, http.StatusOK, c.Param("id"), callsPage{}) }

func (h *handler) showCalls(c *gin.Context, status int, meetingID string, p callsPage) {
	b, err := h.acts.CallList(c.Request.Context(), actor(c), meetingID)
	if err != nil {
		h.fail(c, err)
		return
	}
	names, err := h.acts.StaffNames(c.Request.Context())
	if err != nil {
		h.fail(c, err)
		return
	}
	p.Meeting, p.Outcomes, p.Open = b.Meeting, store.CallOutcomes, b.Meeting.Open(b.Now)
	for i := range b.Rows {
		p.Rows = append(p.Rows, rowOf(&b.Rows[i], names))
	}
	p.List = page.NewList(c, peopleSize)
	p.List.Total, p.Rows = len(p.Rows), onPage(p.Rows, p.List)
	h.set.Render(c, status, "calls", p)
}

// called notes what came of a call.
func (h *handler) called(c *gin.Context) {
	form := page.FormOf(c)
	version, err := seen(c)
	meeting := ""
	if err == nil {
		meeting, err = h.acts.MeetingOfPart(c.Request.Context(), actor(c), c.Param("id"))
	}
	if err != nil {
		h.fail(c, err)
		return
	}
	err = h.do(c, func(t *act.Tx) error {
		return t.RecordCall(c.Param("id"), store.CallOutcome(form.String("outcome")), form.String("reason"), version)
	})
	path := "/console/meetings/" + meeting + "/calls"
	if at := page.NewList(c, peopleSize); at.Page > 1 {
		path += "?page=" + strconv.Itoa(at.Page)
	}
	var invalid *store.InvalidError
	if errors.As(err, &invalid) {
		h.showCalls(c, http.StatusUnprocessableEntity, meeting, callsPage{Wrong: sentence(err), WrongID: c.Param("id"), Reason: form.String("reason")})
		return
	}
	h.after(c, err, "电话结果已记下。", path)
}

// decideLeave approves or refuses leave from the receipts' page.
func decideLeave(approve bool, done string) func(*handler, *gin.Context) {
	return func(h *handler, c *gin.Context) {
		form := page.FormOf(c)
		version, err := seen(c)
		if err == nil {
			err = h.do(c, func(t *act.Tx) error { return t.DecideLeave(c.Param("id"), approve, form.String("words"), version) })
		}
		h.afterLeave(c, err, done)
	}
}

// endorseLeave notes what the head of the delegation said.
func (h *handler) endorseLeave(c *gin.Context) {
	form := page.FormOf(c)
	yes, err := form.Choice("yes", "true", "false")
	var version int64
	if err == nil {
		version, err = seen(c)
	}
	if err == nil {
		err = h.do(c, func(t *act.Tx) error {
			return t.EndorseLeave(c.Param("id"), yes == "true", form.String("words"), version)
		})
	}
	h.afterLeave(c, err, "已记下代表团团长的意见。")
}

// afterLeave goes back to the receipts of the meeting that leave is from.
func (h *handler) afterLeave(c *gin.Context, err error, done string) {
	l, missing := h.acts.LeaveForDesk(c.Request.Context(), actor(c), c.Param("id"))
	if missing != nil {
		h.fail(c, missing)
		return
	}
	h.after(c, err, done, receiptsPath(l.MeetingID))
}
