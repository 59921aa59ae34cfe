package bot

import (
	"fmt"

	"liaison/store"
	"liaison/store/act"
)

// wordLeave tells of leave from a meeting. Who asks and why stands nowhere but on
// the page.
func wordLeave(d act.Delivery, base string, n notice) Words {
	id, decided := "", d.Notice.Kind == store.NoticeLeaveDecided
	if d.Leave != nil {
		id = d.Leave.ID
		if decided && d.Leave.State == store.LeaveRefused {
			n = leaveRefused
		}
	}
	title := wordSomeMeeting
	if d.Meeting != nil {
		title = harmless(d.Meeting.Title)
	}
	w := Words{Title: clipped(n.title+title, titleMost), Status: n.status, URL: base + "/h5/meetings"}
	switch {
	case decided && d.Participant != nil:
		w.URL = meetingURL(base, d.Participant.ID)
	case d.Notice.Kind == store.NoticeLeaveEndorse:
		w.URL = leaveURL(base, id)
	case d.Notice.Kind == store.NoticeLeaveAsked, d.Notice.Kind == store.NoticeLeaveStuck:
		w.URL = deskLeaveURL(base, id)
	}
	dear := wordDear
	if d.Deputy != nil {
		dear = harmless(d.Deputy.Call()) + "，" + dear
	}
	w.Text = dear + fmt.Sprintf(n.text, title) + "\n" + link(w.URL, wordSeeMeeting)
	return w
}
