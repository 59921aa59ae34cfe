package bot

import (
	"strings"

	"liaison/store/act"
)

// wordActivity words a notice about a group's activities, a report, a plan or a
// deadline. One to a deputy opens the page for it; one to the desk opens nothing.
func wordActivity(d act.Delivery, base string, n notice) Words {
	w := Words{Text: strings.Replace(n.text, "%s", harmless(d.Notice.Text), 1), Title: n.title, Status: n.status}
	if d.Notice.DeputyID == "" {
		return w
	}
	dear := wordDear
	if d.Deputy != nil {
		dear = harmless(d.Deputy.Call()) + "，" + dear
	}
	to := activityLinks[d.Notice.Kind]
	w.URL = base + to[0]
	if strings.HasSuffix(to[0], "/") { // of the thing that Ref begins with
		id, _, _ := strings.Cut(d.Notice.Ref, ".")
		w.URL += id
	}
	w.Text = dear + w.Text + "\n" + link(w.URL, to[1])
	return w
}
