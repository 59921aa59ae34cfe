package bot

import (
	"strings"

	"liaison/store"
	"liaison/store/act"
)

// TextWord puts a notice into a text message, for a deputy whom WeChat could not
// bring it to; empty for a kind that has no words for one. Networks and strangers
// read along: neither what a voter wrote nor why somebody is away stands in it. The
// link opens inside of WeChat only, so that whom the account cannot reach gets none.
func TextWord(d act.Delivery, base string) string {
	if d.Deputy == nil {
		return ""
	}
	words := textBody(d)
	if words == "" {
		return ""
	}
	words = strings.Join(strings.Fields(harmless(words)), " ")
	if d.Person == nil || !d.Person.Reachable() {
		return words
	}
	if w := Word(d, base); w.URL != "" {
		words += wordTextLink + w.URL
	}
	return words
}

func textBody(d act.Delivery) string {
	kind := d.Notice.Kind
	if _, ok := meetingNotices[kind]; ok {
		if d.Meeting == nil {
			return ""
		}
		short := *d.Meeting
		short.Title, short.Place, short.Contact = clipped(short.Title, 40), clipped(short.Place, 30), clipped(short.Contact, 30)
		return store.MeetingSMS(d.Office, kind, &short, d.Deputy)
	}
	if n, ok := textNotices[kind]; ok {
		what := ""
		switch {
		case kind == store.NoticeBroadcast && d.Broadcast != nil:
			what = d.Broadcast.Title
		case d.Meeting != nil:
			what = d.Meeting.Title
		}
		return d.Office + "：" + d.Deputy.Call() + "，" + wordDear + strings.Replace(n, "%s", clipped(what, 40), 1)
	}
	return ""
}
