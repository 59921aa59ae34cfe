package phone

import (
	"cmp"
	"net/http"
	"strings"
	"time"
	"unicode"

	ics "github.com/arran4/golang-ical"
	"github.com/gin-gonic/gin"

	"liaison/store"
	"liaison/store/act"
)

const calendarPath = "/h5/calendar"

// newFeed makes a calendar link, in place of the one there was. It is shown once.
func (h *handler) newFeed(c *gin.Context) {
	token := ""
	err := h.do(c, func(t *act.Tx) (err error) {
		token, err = t.NewFeed()
		return err
	})
	if err != nil || token == "" { // a form that came twice
		h.after(c, err, "链接已经生成过了。没有记下来的，请再生成一个。", meetingsPath)
		return
	}
	h.showMeetings(c, h.base+calendarPath+"/"+token+".ics")
}

func (h *handler) revokeFeed(c *gin.Context) {
	err := h.do(c, func(t *act.Tx) error { return t.RevokeFeed() })
	h.after(c, err, "日历链接已停用。", meetingsPath)
}

// feed serves a deputy's meetings to a calendar program, which knows nothing but
// the link.
func (h *handler) feed(c *gin.Context) {
	token, ok := strings.CutSuffix(c.Param("token"), ".ics")
	if !ok || token == "" {
		h.cfg.Pages.NotFound(c)
		return
	}
	office, rows, err := h.acts.FeedRows(c.Request.Context(), token)
	if err != nil {
		h.cfg.Pages.Error(c, err)
		return
	}
	c.Header("Cache-Control", "private, no-store")
	c.Data(http.StatusOK, "text/calendar; charset=utf-8", []byte(serialized(calendarOf(office, h.base, rows))))
}

// serialized writes a calendar with the line ends of RFC 5545 3.1; the library's own
// are those of the system it runs on, which some calendar programs refuse.
func serialized(cal *ics.Calendar) string { return cal.Serialize(ics.WithNewLineWindows) }

// calendarText is a text as a calendar may hold it: with one kind of line end, which
// is escaped, and without the control marks that RFC 5545 3.3.11 excludes.
func calendarText(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, "\ufffd"))
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// calendarOf makes the calendar of what a deputy was called to: what, when and
// where, and nobody's name, number or reason.
func calendarOf(office, base string, rows []act.PartRow) *ics.Calendar {
	cal := ics.NewCalendarFor("Liaison")
	cal.SetMethod(ics.MethodPublish)
	name := calendarText(office) + "会议和活动"
	cal.SetName(name)
	cal.SetXWRCalName(name)
	cal.SetRefreshInterval("PT1H")
	host := strings.TrimPrefix(strings.TrimPrefix(base, "https://"), "http://")
	for i := range rows {
		addEvent(cal, host, base, &rows[i])
	}
	return cal
}

func addEvent(cal *ics.Calendar, host, base string, r *act.PartRow) {
	m := &r.Meeting
	e := cal.AddEvent(r.ID + "@" + host)
	changed := latest(m.Created, m.Announced, m.Updated, r.Replied, r.Removed)
	e.SetDtStampTime(changed)
	e.SetLastModifiedAt(changed)
	e.SetSequence(m.Revision)
	e.SetStartAt(m.Starts)
	e.SetEndAt(cmp.Or(m.Ends, m.Starts.Add(time.Hour)))
	if m.Place != "" {
		e.SetLocation(calendarText(m.Place))
	}
	e.SetURL(base + meetingsPath + "/" + r.ID)
	title, status := calendarText(m.Title), ics.ObjectStatusConfirmed
	switch {
	case m.State == store.MeetingCancelled:
		title, status = "（已取消）"+title, ics.ObjectStatusCancelled
	case !r.Removed.IsZero():
		title, status = "（不用参加）"+title, ics.ObjectStatusCancelled
	case r.ReplyNow(m) == store.ReplyLeave:
		title, status = "（已请假）"+title, ics.ObjectStatusTentative
	case r.ReplyNow(m) != store.ReplyConfirmed:
		status = ics.ObjectStatusTentative
	}
	e.SetSummary(title)
	e.SetStatus(status)
}

// latest is the last of some times.
func latest(list ...time.Time) (last time.Time) {
	for _, t := range list {
		if t.After(last) {
			last = t
		}
	}
	return last
}
