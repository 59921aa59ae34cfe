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
