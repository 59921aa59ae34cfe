package console

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestMeetingPagesInBrowser prepares a meeting as a clerk does, has it signed, and
// looks at each page.
func TestMeetingPagesInBrowser(t *testing.T) {
	d := openOn(t, dbtest.New(t, db.SQLite))
	s := d.sit()
	s.enter("clerk")
	s.look(t, "meetings-empty", "/console/meetings")
	s.look(t, "meeting-form", "/console/meetings/new?kind=standing", unfold)
	at := d.clock().Add(240 * time.Hour).In(store.ChinaTime)
	s.Run(t, chromedp.SetValue("#title", "县人大常委会第三十二次会议", chromedp.ByQuery), chromedp.SetValue("#starts", at.Format("2006-01-02T15:04"), chromedp.ByQuery),
		chromedp.SetValue("#place", "二楼会议厅", chromedp.ByQuery), chromedp.Click(`form[action="/console/meetings"] button[type=submit]`, chromedp.ByQuery),
		chromedp.WaitVisible("#people", chromedp.ByQuery))
	rows, err := d.Meetings(t.Context(), d.people["clerk"].Actor, act.MeetingFilter{})
	must(t, err)
	if len(rows) != 1 || rows[0].Place != "二楼会议厅" {
		t.Fatalf("made by the form: %+v", rows)
	}
	page := "/console/meetings/" + rows[0].ID
	s.look(t, "meeting-people", page+"/people")
	s.Run(t, chromedp.SetValue("#list", "张三、李四", chromedp.ByQuery), chromedp.Click(`form[action="`+page+`/people"][method=post] button`, chromedp.ByQuery), chromedp.WaitVisible("#people", chromedp.ByQuery))
	d.as("clerk", func(t *act.Tx) error {
		_, err := t.SaveAgendaItem(store.AgendaItem{MeetingID: rows[0].ID, Kind: store.AgendaReport, Title: "听取和审议县政府关于道路照明管理情况的报告", Reporter: "县政府"})
		return err
	})
	s.look(t, "meeting-planned", page, unfold)
	s.Run(t, chromedp.Click(`form[action="`+page+`/lay"] button`, chromedp.ByQuery), chromedp.WaitVisible(".flash", chromedp.ByQuery))
	waiting, err := d.DraftsWaiting(t.Context(), d.people["leader"].Actor)
	must(t, err)
	if len(waiting) != 1 {
		t.Fatalf("waits for the leader: %+v", waiting)
	}
	s.enterAgain("leader")
	s.look(t, "meeting-draft", draftsPath+"/"+waiting[0].ID)
	s.Run(t, chromedp.Click(`form[action="`+draftsPath+"/"+waiting[0].ID+`/sign"] button`, chromedp.ByQuery), chromedp.WaitVisible(".flash", chromedp.ByQuery))
	v, err := d.Meeting(t.Context(), d.people["clerk"].Actor, rows[0].ID)
	must(t, err)
	if v.State != store.MeetingAnnounced || len(v.People) != 2 || v.People[0].Notice.ID == "" {
		t.Errorf("signed: %+v", v)
	}
	s.look(t, "meetings-leader", "/console/meetings")
	s.enterAgain("clerk")
	s.look(t, "meeting-announced", page, unfold)
	m := plannedIn(d, store.MeetingCongress)
	d.as("clerk", func(t *act.Tx) error {
		_, err := t.FormDelegations(m.ID)
		must(d.t, err)
		_, err = t.AddMeeting(store.Meeting{OfficeID: m.OfficeID, ParentID: m.ID, Kind: store.MeetingPlenary, Title: "第一次全体会议", Place: "影剧院", Starts: m.Starts.Add(time.Hour)})
		return err
	})
	s.look(t, "meeting-congress", "/console/meetings/"+m.ID, unfold)
	s.look(t, "meetings", "/console/meetings")
	s.look(t, "settings-meeting", settingsPath)
	if said := d.log.String(); strings.Contains(said, "ERROR") {
		t.Error(said)
	}
}
