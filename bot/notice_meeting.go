package bot

import (
	"fmt"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// titleMost is what a template's field for a title holds, in characters.
const titleMost = 20

// wordMeetingNotice tells somebody of the own part in a meeting, and leads to its
// page. What the meeting is about, where and when is told by its officers; the
// rest of the notice is on the page.
func wordMeetingNotice(d act.Delivery, base string, n notice) Words {
	w := Words{Title: n.title + wordSomeMeeting, Status: n.status, URL: base + "/h5/meetings"}
	dear := wordDear
	if d.Deputy != nil {
		dear = harmless(d.Deputy.Call()) + "，" + dear
	}
	m, p := d.Meeting, d.Participant
	if m == nil || p == nil {
		w.Text = dear + link(w.URL, wordSeeMeeting)
		return w
	}
	title := harmless(m.Title)
	w.Title, w.Place = clipped(n.title+title, titleMost), m.Place
	w.URL = meetingURL(base, p.ID)
	text := fmt.Sprintf(n.text, title)
	if d.Notice.Kind == store.NoticeMeeting && p.Role == store.RoleSitsIn {
		text = wordSitIn + title
	}
	w.Text = dear + text
	switch d.Notice.Kind {
	case store.NoticeMeeting, store.NoticeMeetingChanged, store.NoticeMeetingUrged:
		w.Text = joinFilled("\n", w.Text, whenAndWhere(m), link(w.URL, wordOpenMeeting))
	default:
		w.Text += "\n" + link(w.URL, wordSeeMeeting)
	}
	return w
}

func whenAndWhere(m *store.Meeting) string {
	lines := []string{wordMeetingTime + store.SpokenSpan(m.Starts, m.Ends)}
	if m.Place != "" {
		lines = append(lines, wordMeetingAt+harmless(m.Place))
	}
	if !m.ReplyBy.IsZero() {
		lines = append(lines, fmt.Sprintf(wordReplyBy, spokenMoment(m.ReplyBy)))
	}
	return strings.Join(lines, "\n")
}

// spokenMoment is a moment of the near future as people say it.
func spokenMoment(t time.Time) string { return t.In(store.ChinaTime).Format("1月2日15:04") }
