package bot

import (
	"fmt"
	"strings"

	"liaison/store"
	"liaison/store/act"
)

// wordClock puts into words what the calendar asks of the desk. It opens no page:
// the console may be out of a phone's reach.
func wordClock(d act.Delivery) Words {
	if d.Notice.Kind == store.NoticeHolidays {
		year, _, _ := strings.Cut(d.Notice.Ref, ".")
		return Words{Text: fmt.Sprintf(holidayNotice.text, year), Title: holidayNotice.title, Status: holidayNotice.status}
	}
	kind, when := store.ParseWatchRef(d.Notice.Ref)
	n := congressNotice
	if kind == store.WatchStanding {
		n = standingNotice
		if day, err := store.ParseDay(when); err == nil {
			when = day.Format("1月2日")
		}
	}
	return Words{Text: fmt.Sprintf(n.text, harmless(d.Office), when), Title: n.title, Status: n.status}
}

// wordReport tells the desk of a step of a special report.
func wordReport(d act.Delivery) Words {
	w := Words{Text: reportNotice.title + "。", Title: reportNotice.title, Status: reportNotice.status}
	if r := d.Report; r != nil {
		w.Text = fmt.Sprintf(reportNotice.text, harmless(clipped(r.Item.Title, 60)), harmless(clipped(r.Item.Reporter, 60)),
			r.Deadline.By.In(store.ChinaTime).Format("1月2日"), reportSteps[r.Deadline.Step])
	}
	return w
}
