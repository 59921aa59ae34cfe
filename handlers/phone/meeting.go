package phone

import (
	"errors"
	"mime"
	"net/http"
	"slices"
	"time"

	"github.com/gin-gonic/gin"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

const meetingsPath = "/h5/meetings"

// meetingsPage is what a deputy was called to.
type meetingsPage struct {
	Ahead, Past []partLine
	Led         []act.Leading // groups that the deputy leads
	Receives    bool          // the deputy receives voters on a day ahead
	Endorse     int           // leave that waits for the deputy's opinion, as head of a delegation
	Feed        time.Time     // since when there is a calendar link; zero: there is none
	Link        string        // the link, just made: shown once
}

// partLine is a meeting in the list.
type partLine struct {
	act.PartRow
	Word, Colour string
	Parts        int // of a session
}

func (h *handler) meetings(c *gin.Context) { h.showMeetings(c, "") }

func (h *handler) showMeetings(c *gin.Context, link string) {
	ahead, past, err := h.acts.MyMeetings(c.Request.Context(), actor(c))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	data := meetingsPage{Ahead: aheadLines(ahead, h.acts.Now()), Link: link}
	for _, r := range past {
		word, colour := attended(&r)
		data.Past = append(data.Past, partLine{PartRow: r, Word: word, Colour: colour})
	}
	for _, r := range data.Ahead {
		data.Receives = data.Receives || r.Meeting.Kind == store.ActivityReception
	}
	if data.Led, err = h.acts.Leads(c.Request.Context(), actor(c)); err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	waiting, err := h.acts.LeavesToEndorse(c.Request.Context(), actor(c))
	if err == nil {
		data.Endorse = len(waiting)
		data.Feed, err = h.acts.HasFeed(c.Request.Context(), actor(c))
	}
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.set.Render(c, http.StatusOK, "meetings", data)
}

// aheadLines lists what is ahead; the parts of a session stand on its page.
func aheadLines(rows []act.PartRow, now time.Time) []partLine {
	parts, here := map[string]int{}, map[string]bool{}
	for i := range rows {
		parts[rows[i].Meeting.ParentID]++
		here[rows[i].Meeting.ID] = true
	}
	var list []partLine
	for _, r := range rows {
		if here[r.Meeting.ParentID] {
			continue
		}
		word, colour := partWord(&r, now)
		list = append(list, partLine{PartRow: r, Word: word, Colour: colour, Parts: parts[r.Meeting.ID]})
	}
	return list
}

// partWord says where a deputy's part in a meeting ahead stands.
func partWord(r *act.PartRow, now time.Time) (word, colour string) {
	m := &r.Meeting
	switch {
	case m.State == store.MeetingCancelled:
		return "已取消", "done"
	case !r.Removed.IsZero():
		return "不用参加", "done"
	case r.ReplyNow(m) == store.ReplyConfirmed:
		return "已确认", "done"
	case r.ReplyNow(m) == store.ReplyLeave:
		return "已请假", "due"
	case !m.Open(now):
		return "进行中", "due"
	}
	return "待回复", "new"
}

// attended says how a meeting that is over stands in the deputy's own record.
func attended(r *act.PartRow) (word, colour string) {
	m := &r.Meeting
	switch {
	case m.State == store.MeetingCancelled:
		return "已取消", "done"
	case !r.Removed.IsZero():
		return "不用参加", "done"
	case !r.Signed.IsZero():
		return "已签到", "done"
	case r.ReplyNow(m) == store.ReplyLeave:
		return "请假", "due"
	}
	return "没有签到", "due"
}

// meetingPage is one meeting as the deputy who is called to it sees it.
type meetingPage struct {
	*act.PartPage
	Word, Colour string
	Answering    bool // an answer can be given or changed
	Confirmed    bool
	OnLeave      bool
	ForAll       bool // a session, whose answer is one to its parts
	Over         bool
	LeaveWord    string
	Parts        []partLine
	Wrong        string // why leave was not taken
	Reason       string // what was written into the refused form
}

// meeting shows a meeting, and notes that the deputy opened it. Doing so on a GET
// is right: it is done once, repeats do nothing, and a page opened from a notice has
// nothing else to send. Whoever writes at the same moment notes it as well.
func (h *handler) meeting(c *gin.Context) {
	err := h.acts.Do(c.Request.Context(), actor(c), "", func(t *act.Tx) error { return t.ReadPart(c.Param("id")) })
	if err != nil && !errors.Is(err, store.ErrConflict) {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.showMeeting(c, http.StatusOK, "", "")
}

func (h *handler) showMeeting(c *gin.Context, status int, wrong, reason string) {
	d, err := h.acts.Part(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	h.set.Render(c, status, "meeting", partPage(d, h.acts.Now(), wrong, reason))
}

func partPage(d *act.PartPage, now time.Time, wrong, reason string) meetingPage {
	m := &d.Meeting
	p := meetingPage{PartPage: d, Wrong: wrong, Reason: reason, Over: !now.Before(m.Over())}
	p.Word, p.Colour = partWord(&d.PartRow, now)
	if p.Over {
		p.Word, p.Colour = attended(&d.PartRow)
	}
	reply := d.ReplyNow(m)
	p.Confirmed, p.OnLeave = reply == store.ReplyConfirmed, reply == store.ReplyLeave
	p.Answering = m.Open(now) && d.InOffice && d.Removed.IsZero()
	if d.Leave != nil {
		p.LeaveWord = leaveWord(&d.Leave.Leave)
	}
	p.Parts, p.ForAll = aheadLines(d.Parts, now), m.Kind == store.MeetingCongress && len(d.Parts) > 0
	return p
}

// leaveWord says where leave stands.
func leaveWord(l *store.Leave) string {
	switch l.State {
	case store.LeaveToEndorse:
		return "等代表团团长签署意见"
	case store.LeaveAsked:
		return "等待审批"
	case store.LeaveApproved:
		return "已准假"
	case store.LeaveRefused:
		return "未准假"
	}
	return "已撤回"
}

func (h *handler) confirm(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.ConfirmPart(c.Param("id")) })
	h.after(c, err, "已确认参加，谢谢您。", up(c))
}

func (h *handler) askLeave(c *gin.Context) {
	reason := page.FormOf(c).String("reason")
	err := h.do(c, func(t *act.Tx) error {
		_, err := t.AskLeave(c.Param("id"), reason)
		return err
	})
	if words := refused(err); words != "" {
		h.showMeeting(c, http.StatusUnprocessableEntity, words, reason)
		return
	}
	h.after(c, err, "请假已提交，结果会在公众号里告诉您。", up(c))
}

func (h *handler) withdrawLeave(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.WithdrawLeave(c.Param("id")) })
	h.after(c, err, "请假已撤回，请再回复能否参加。", up(c))
}

// paper serves a paper to a deputy whom its meeting calls: what a phone can show is
// opened, the rest is saved.
func (h *handler) paper(c *gin.Context) {
	p, err := h.acts.PaperFor(c.Request.Context(), actor(c), c.Param("id"))
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	f, info, err := h.acts.Files().Open(p.Hash)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	defer f.Close()
	how := "attachment"
	if slices.Contains([]string{"application/pdf", "image/jpeg", "image/png"}, p.MIME) {
		how = "inline"
	}
	c.Header("Content-Type", p.MIME)
	c.Header("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": p.FileName()}))
	c.Header("Cache-Control", "private, no-cache") // asked for again: access may have ended
	http.ServeContent(c.Writer, c.Request, "", info.Time, f)
}
