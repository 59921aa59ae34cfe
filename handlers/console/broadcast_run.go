package console

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

// broadcastPage is one broadcast: before its release what will go out and to whom,
// after it how far it is.
type broadcastPage struct {
	*act.BroadcastView
	Live      bool   // something is still under way: the page looks again by itself
	Templates int    // that may go out in a day
	Sample    string // how the words read to somebody
	Now       time.Time
	Bound     bool // a preview reaches the reader's own WeChat
}

func (h *handler) broadcast(c *gin.Context) {
	v, err := h.acts.Broadcast(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	p := broadcastPage{BroadcastView: v, Templates: act.TemplateDaily, Now: h.cfg.Now(),
		Live: v.Released() && v.State != store.BroadcastPaused && v.Tally.Done() < v.Tally.Total}
	if p.Bound, err = h.acts.AlertsBound(c.Request.Context(), actor(c)); err != nil {
		h.fail(c, err)
		return
	}
	p.Sample = v.WordsFor(&store.Deputy{Name: "张三"}, v.Office, p.Now)
	if v.Mass() {
		p.Live, p.Sample = v.Released() && p.massUnderWay(), v.Text
	}
	if c.GetHeader("HX-Request") != "true" {
		h.set.Render(c, http.StatusOK, "broadcast", p)
		return
	}
	if !p.Live {
		c.Header("HX-Refresh", "true") // it is over: the whole page says so
	}
	h.set.Fragment(c, "broadcast", "progress", p)
}

// repeatBroadcast is the second yes.
func (h *handler) repeatBroadcast(c *gin.Context) {
	n, err := seen(c)
	if err == nil {
		err = h.do(c, func(t *act.Tx) error { return t.RepeatBroadcast(c.Param("id"), page.FormOf(c).String("earlier"), n) })
	}
	h.after(c, err, "已记下：确实要再发一次。", broadcastsPath+"/"+c.Param("id"))
}

func (h *handler) previewBroadcast(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.PreviewBroadcast(c.Param("id")) })
	h.after(c, err, "预览正在发到您自己的微信，请查看。", broadcastsPath+"/"+c.Param("id"))
}

// runBroadcast is a form that pauses, goes on or cancels.
func runBroadcast(v store.BroadcastVerb, done string) func(*handler, *gin.Context) {
	return func(h *handler, c *gin.Context) {
		err := h.do(c, func(t *act.Tx) error { return t.RunBroadcast(c.Param("id"), v) })
		h.after(c, err, done, broadcastsPath+"/"+c.Param("id"))
	}
}

// recipientsShown and recipientsStep are how many one page, and one step of a
// workbook, reads.
const (
	recipientsShown = 100
	recipientsStep  = 1000
)

// recipientSets are what the list of recipients is chosen by.
var recipientSets = []struct {
	Key, Label string
	States     []store.NoticeState
}{
	{"", "全部", nil},
	{"waiting", "还没发", []store.NoticeState{store.NoticeWaiting, store.NoticeHeld}},
	{"sent", "已发出", []store.NoticeState{store.NoticeSent, store.NoticeDelivered}},
	{"doubt", "待核实", []store.NoticeState{store.NoticeUnknown}},
	{"unreached", "未送达", []store.NoticeState{store.NoticeUnreached}},
	{"phoned", "已电话告知", []store.NoticeState{store.NoticePhoned}},
	{"cancelled", "已取消", []store.NoticeState{store.NoticeDropped}},
}

// recipientsPage lists who got a broadcast, and by which channel.
type recipientsPage struct {
	ID, Title string
	Rows      []act.RecipientRow
	Sets      []recipientSet
	Channels  []recipientSet
	More      string // address of the next page
	Export    string
}

// recipientSet is a link that chooses.
type recipientSet struct {
	Label, Path string
	Here        bool
}

func (h *handler) recipients(c *gin.Context) {
	v, err := h.acts.Broadcast(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.fail(c, err)
		return
	}
	f := act.RecipientFilter{Channel: store.Channel(c.Query("channel")), After: c.Query("at"), Limit: recipientsShown}
	p := recipientsPage{ID: v.ID, Title: v.Title, Export: exportLink(c)}
	path := broadcastsPath + "/" + v.ID + "/recipients?"
	for _, s := range recipientSets {
		if s.Key == c.Query("state") {
			f.States = s.States
		}
		p.Sets = append(p.Sets, recipientSet{s.Label, path + values("state", s.Key, "channel", string(f.Channel)), s.Key == c.Query("state")})
	}
	for _, ch := range []store.Channel{store.ChannelNone, store.ChannelChat, store.ChannelTemplate, store.ChannelSMS, store.ChannelPhone} {
		label := channelWord(ch)
		if ch == store.ChannelNone {
			label = "各种方式"
		}
		p.Channels = append(p.Channels, recipientSet{label, path + values("state", c.Query("state"), "channel", string(ch)), ch == f.Channel})
	}
	if exported(c) {
		h.exportRecipients(c, v, f)
		return
	}
	if p.Rows, err = h.acts.BroadcastRecipients(c.Request.Context(), actor(c), v.ID, f); err != nil {
		h.fail(c, err)
		return
	}
	if len(p.Rows) == recipientsShown {
		p.More = path + values("state", c.Query("state"), "channel", string(f.Channel), "at", p.Rows[len(p.Rows)-1].DeputyID)
	}
	h.set.Render(c, http.StatusOK, "recipients", p)
}

// exportRecipients answers with the list as it is filtered, as a workbook.
func (h *handler) exportRecipients(c *gin.Context, v *act.BroadcastView, f act.RecipientFilter) {
	f.After, f.Limit = "", recipientsStep
	rows := func(yield func([]string, error) bool) {
		for {
			list, err := h.acts.BroadcastRecipients(c.Request.Context(), actor(c), v.ID, f)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range list {
				r := &list[i]
				if !yield([]string{r.Name, r.Office, noticeStateWord(r.State), channelWord(r.Channel), sentWord(r), recipientWhy(r)}, nil) {
					return
				}
			}
			if len(list) < f.Limit {
				return
			}
			f.After = list[len(list)-1].DeputyID
		}
	}
	h.download(c, "broadcast", sheet.Table{Title: "群发通知送达情况", Columns: []string{"姓名", "机构", "情况", "方式", "时间", "说明"}, Rows: rows})
}

func sentWord(r *act.RecipientRow) string {
	if r.Sent.IsZero() {
		return ""
	}
	return page.DateTime(r.Sent)
}

// recipientWhy says why somebody was not reached, or may not have been.
func recipientWhy(r *act.RecipientRow) string {
	if slices.Contains([]store.NoticeState{store.NoticeUnreached, store.NoticeUnknown}, r.State) {
		return reasonWord(r.Notice)
	}
	return ""
}

// broadcastStates name the states of a broadcast and give their colours.
var broadcastStates = map[store.BroadcastState]struct{ word, colour string }{
	store.BroadcastDraft: {"拟稿中", "going"}, store.BroadcastQueueing: {"正在发送", "going"}, store.BroadcastSending: {"已签发", "going"},
	store.BroadcastPaused: {"已暂停", "due"}, store.BroadcastCancelled: {"已取消", "plain"},
}

// broadcastState says where a broadcast stands; before its release that is where
// its draft does.
func broadcastState(r act.BroadcastRow) string {
	if !r.Released() {
		return draftStateWord(r.DraftState)
	}
	return broadcastStates[r.State].word
}

func broadcastColour(r act.BroadcastRow) string {
	if !r.Released() {
		return draftStateColour(r.DraftState)
	}
	return broadcastStates[r.State].colour
}

// castLink is the page of a draft's broadcast.
func castLink(d store.Draft) string {
	if d.Kind != store.DraftBroadcast {
		return ""
	}
	return broadcastsPath + "/" + url.PathEscape(d.Ref)
}
