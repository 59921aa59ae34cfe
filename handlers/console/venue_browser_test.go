package console

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"liaison/store"
	"liaison/store/act"
)

// TestVenueInBrowser looks at the desk of a meeting, its screens and its papers.
func TestVenueInBrowser(t *testing.T) {
	d := open(t)
	s := d.sit()
	who := []store.Deputy{d.zhang, d.li, d.wang}
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		for i := range 40 {
			w := store.Deputy{Name: fmt.Sprintf("代表%c", rune(0x4E2D+i)), Work: "甲镇东片三村村民委员会主任", Order: 10 + i}
			who = append(who, d.deputy(t, w, d.dist.ID, "甲镇人大代表"))
		}
		return nil
	}))
	m := d.held(30*time.Minute, append(who, store.Deputy{Name: "县财政局局长　周敏"})...)
	v, err := d.Venue(t.Context(), d.people["clerk"].Actor, m.ID)
	must(t, err)
	var rows []act.TickRow
	for _, r := range v.Rows[:29] {
		rows = append(rows, act.TickRow{ID: r.ID})
	}
	d.as("clerk", func(t *act.Tx) error { _, err := t.Tick(m.ID, act.TickSign, rows, time.Time{}); return err })
	s.enter("clerk")
	path := attendancePath(m.ID)
	s.look(t, "attendance", path)
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+path),
		chromedp.Click(`form[action$="/signin"] button`), chromedp.WaitReady(".venue-code img"))
	s.here(t, "screen")
	s.look(t, "figures", meetingsPath+"/"+m.ID+"/figures")
	var token string
	d.as("clerk", func(t *act.Tx) (err error) {
		_, token, err = t.AddMeetingWall(m.ID, store.WallDoor, "门口")
		return err
	})
	s.Run(t, chromedp.Navigate(d.srv.URL+doorPath+token), chromedp.WaitReady(".venue-code img"))
	paper, _ := ourMinutes(d)
	s.look(t, "minutes", minutesPath+"/"+paper)
	s.look(t, "minutes-new", meetingsPath+"/"+m.ID+"/minutes?kind=decision")
	s.look(t, "minutes-list", minutesPath)
	s.look(t, "sign-sheet", meetingsPath+"/"+m.ID+"/sheet")
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+meetingsPath+"/"+m.ID+"/sheet"), chromedp.WaitReady(".sign-sheet"))
	s.paper(t, "sign-sheet", 2, 3)
}
