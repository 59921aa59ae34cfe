package bot

import (
	"fmt"
	"net/url"
	"strings"

	"liaison/store"
	"liaison/store/act"
)

// Words is a notice put into words. A chat takes Text; a template opens URL and
// has fields for the others.
type Words struct {
	Text   string // for the chat, link included
	URL    string // the page it opens; empty for staff, whose console may be out of a phone's reach
	Title  string // at most 20 characters
	Number string // of the opinion; empty when there is none
	Status string // at most five Chinese characters
	Place  string // of a meeting or a booked time; empty for everything else
}

// Word puts a notice into words as the facts are now. base is the public address
// of the phone pages. What a voter wrote stands in no notice to somebody else, and
// of a sealed item its author's notices say nothing but that there is news.
func Word(d act.Delivery, base string) Words {
	base = strings.TrimSuffix(base, "/")
	kind := d.Notice.Kind
	switch {
	case kind == store.NoticeLate:
		return wordLate(d, base)
	case kind == store.NoticeBound:
		return Words{Text: boundNotice.text, URL: base + "/h5/tasks", Title: boundNotice.title, Status: boundNotice.status}
	case kind == store.NoticeOffice:
		return wordOffice(d, base)
	case kind == store.NoticeUnbound, kind == store.NoticeMassTry:
		return Words{} // it only takes a menu away; has its words as they will go out
	case kind == store.NoticeBroadcast && d.Broadcast != nil:
		return wordBroadcast(d, base)
	case kind == store.NoticePreview:
		return wordPreview(d)
	}
	if n, ok := deputyNotices[kind]; ok {
		return wordDeputyNotice(d, base, n)
	}
	if n, ok := draftNotices[kind]; ok {
		return wordDraft(d, base, n)
	}
	if n, ok := meetingNotices[kind]; ok {
		return wordMeetingNotice(d, base, n)
	}
	if n, ok := leaveNotices[kind]; ok {
		return wordLeave(d, base, n)
	}
	if kind == store.NoticeHolidays || kind == store.NoticeWatch {
		return wordClock(d)
	}
	if w, ok := wordDesk(d); ok {
		return w
	}
	if n, ok := activityNotices[kind]; ok {
		return wordActivity(d, base, n)
	}
	if n, ok := bookingNotices[kind]; ok {
		return wordBooking(d, base, n)
	}
	if n, ok := staffNotices[kind]; ok {
		return n.words(d)
	}
	n, ok := authorNotices[kind]
	if !ok || d.Opinion == nil || d.Opinion.State == store.OpinionSealed {
		n = sealedNotice // a kind that has no words yet still opens the page
	}
	return wordAuthorNotice(d, base, n)
}

// wordDesk is what the desk itself must see to.
func wordDesk(d act.Delivery) (Words, bool) {
	switch d.Notice.Kind {
	case store.NoticeDigestDue:
		return wordDigest(d), true
	case store.NoticeReportStep:
		return wordReport(d), true
	case store.NoticeSMSFull:
		return Words{Text: textsFullNotice.text, Title: textsFullNotice.title, Status: textsFullNotice.status}, true
	}
	return Words{}, false
}

// wordOffice tells a deputy what is written down of the own mandate. The reason is
// not for a notice.
func wordOffice(d act.Delivery, base string) Words {
	n, url := outOfOfficeNotice, base+"/h5/me"
	if d.InOffice {
		n, url = inOfficeNotice, base+"/h5/tasks"
	}
	return Words{Text: strings.Replace(n.text, "%s", harmless(d.Office), 1), URL: url, Title: n.title, Status: n.status}
}

// words fills in the number.
func (n notice) words(d act.Delivery) Words {
	number := ""
	if d.Opinion != nil {
		number = d.Opinion.Number
	}
	return Words{Text: strings.Replace(n.text, "%s", number, 1), Title: n.title, Number: number, Status: n.status}
}

// wordDraft leads to the draft. What it says stands nowhere but on its page.
func wordDraft(d act.Delivery, base string, n notice) Words {
	w := n.words(d)
	id, _, _ := strings.Cut(d.Notice.Ref, ".")
	w.URL = draftURL(base, id)
	w.Text += "\n" + link(w.URL, wordOpenDraft)
	return w
}

func wordDigest(d act.Delivery) Words {
	label := wordThisHalf
	if half, err := store.ParseHalf(d.Notice.Ref); err == nil {
		label = half.Label()
	}
	return Words{Text: fmt.Sprintf(digestNotice.text, label), Title: digestNotice.title, Status: digestNotice.status}
}

// wordLate is an answer that missed its moment: the words that would have been
// said then.
func wordLate(d act.Delivery, base string) Words {
	number, _, _ := findNumber(d.Notice.Text)
	return Words{Text: d.Notice.Text, URL: base + "/h5/opinions", Title: lateNotice.title, Number: number, Status: lateNotice.status}
}

func wordAuthorNotice(d act.Delivery, base string, n notice) Words {
	w := n.words(d)
	if named, ok := authorNoticesNamed[d.Notice.Kind]; ok && d.Deputy != nil && n != sealedNotice {
		w.Text = fmt.Sprintf(named, w.Number, harmless(d.Deputy.Call()))
	}
	if d.Notice.Kind == store.NoticeMoved && n != sealedNotice && d.Notice.Text != "" {
		w.Text = fmt.Sprintf(wordMovedTo, w.Number, harmless(d.Notice.Text))
	}
	w.URL = base + "/h5/opinions"
	if d.Opinion != nil {
		w.URL = opinionURL(base, d.Opinion.ID)
	}
	w.Text = joinFilled("\n", w.Text, quoted(d, n), link(w.URL, wordSeeDetail))
	return w
}

func wordDeputyNotice(d act.Delivery, base string, n notice) Words {
	w := n.words(d)
	dear := wordDear
	if d.Deputy != nil {
		dear = harmless(d.Deputy.Call()) + "，" + dear
	}
	w.Text = joinFilled("\n", dear+w.Text, quoted(d, n))
	w.URL = base + "/h5/tasks"
	if d.Notice.Kind == store.NoticeRecalled || d.Opinion == nil || d.Opinion.AssignID == "" {
		return w
	}
	w.URL = taskURL(base, d.Opinion.AssignID)
	w.Text += "\n" + link(w.URL, wordOpenTask)
	if d.Opinion.State == store.OpinionAssigned {
		w.Text += "\n" + voiceTap(d.Opinion.Number)
	}
	return w
}

// voiceTap is a line to tap. The tap comes back as a text message, as if the
// deputy had typed it; a phone too old for it shows the words, which say what to
// type.
func voiceTap(number string) string {
	say := buttonVoiceAnswer + " " + number
	return fmt.Sprintf(`%s<a href="weixin://bizmsgmenu?msgmenucontent=%s&msgmenuid=1">%s</a>`,
		wordVoiceByTap, url.PathEscape(say), say)
}

// quoteMost bounds what a notice quotes of the desk's words; the page has all.
const quoteMost = 300

// quoted is what the desk wrote, in the notices that bring it.
func quoted(d act.Delivery, n notice) string {
	if d.Entry == nil || d.Entry.ActorKind != store.ActorStaff || n == sealedNotice {
		return ""
	}
	return cutText(harmless(d.Entry.Text))
}
