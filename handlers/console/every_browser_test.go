package console

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"liaison/store"
	"liaison/store/act"
)

// TestEveryPageForEverybody opens each page of Routes on the desk and on a narrow
// phone, as the first of the roles that may, and asks what hinders people: width,
// contrast, names, what the browser says, and axe.
func TestEveryPageForEverybody(t *testing.T) {
	d := open(t)
	items := d.furnish()
	_, err := d.RefreshStatistics(t.Context())
	must(t, err)
	d.arrange()
	visits := d.everyPage(items)
	_, token := d.wallLink()
	s := d.sit()
	s.everywhere(t, signInPath)
	s.setUp(t)
	// Not axe: it forbids a page that renews itself, which a screen on a wall must.
	s.seen(t, "screen", 1920, 1080, chromedp.Navigate(d.srv.URL+"/console/screen/"+token), chromedp.WaitReady("main"))
	for _, login := range readers() {
		pages := visits[login]
		if len(pages) == 0 {
			continue
		}
		s.enterAgain(login)
		b := d.signIn(login)
		for _, path := range pages {
			if got := b.get(path); !strings.Contains(got.Body, "</html>") {
				t.Errorf("%s as %s: %d, no page", path, login, got.Code)
				continue
			}
			t.Run(login+path, func(t *testing.T) { s.everywhere(t, path) })
		}
	}
	if said := d.log.String(); strings.Contains(said, "ERROR") {
		t.Error(said)
	}
}

// setUp looks at the steps of who signs in for the first time.
func (s *sitting) setUp(t *testing.T) {
	t.Helper()
	d := s.d
	hash, err := d.HashPassword(t.Context(), firstWord)
	must(t, err)
	must(t, d.Do(t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		_, err := t.AddStaff(store.Staff{OfficeID: d.town.ID, Login: "first", Name: "新来的", Roles: []store.Role{store.RoleClerk}}, hash)
		return err
	}))
	s.Run(t, chromedp.Navigate(d.srv.URL+signInPath), chromedp.WaitReady("#login"), chromedp.SendKeys("#login", "first"),
		chromedp.SendKeys("#password", firstWord), chromedp.Submit("#password"), chromedp.WaitReady("#again"))
	s.everywhere(t, setupPath)
	s.Run(t, chromedp.SendKeys("#password", goodPassword), chromedp.SendKeys("#again", goodPassword), chromedp.Submit("#again"), chromedp.WaitReady("#code"))
	s.everywhere(t, setupPath+"?step=factor")
	s.Run(t, network.ClearBrowserCookies())
}

// noPages are the addresses that give part of a page, or a file.
var noPages = []string{"/console/counts", "/console/opinions/live", "/console/duties/live",
	"/console/meetings/:id/receipts/live", "/console/meetings/:id/attendance/live", "/console/meetings/:id/sms",
	"/console/papers/:id", "/console/photos/:id", "/console/replies/:id", "/console/minutes/:id/word",
	"/console/holidays/template", "/console/files/:id", "/console/drafts/:id/word", "/console/drafts/:id/paper",
	"/console/roster/template", "/console/roster/lines", "/console/roster/imports/:id/findings", "/console/setup"}

// arrange gives the office what furnish does not: links, a talk with a deputy, a
// setting that was changed.
func (d *desk) arrange() {
	d.t.Helper()
	d.as("clerk", func(t *act.Tx) error {
		_, err := t.AddLink(store.Link{OfficeID: d.town.ID, Kind: store.LinkCounterpart, Who: "社会建设委员会", Target: store.TargetUnit, TargetName: "县民政局", Note: "每季度一次"})
		must(d.t, err)
		_, err = t.AddDeputyVisit(store.DeputyVisit{DeputyID: d.zhang.ID, Day: "2026-01-05", Visitors: "何志远、周敏", Said: "村口的桥年久失修。", FollowUp: "转县交通运输局研究。"})
		return err
	})
	d.as("system", func(t *act.Tx) error { return t.Set(d.town.ID, store.SetJoinMinutes, "12") })
}

// readers are who opens pages, in the order of signing in.
func readers() []string {
	var logins []string
	for _, role := range store.StaffRoles {
		logins = append(logins, string(role), string(role)+"-root")
	}
	return logins
}

// everyPage gives the pages to open, by login.
func (d *desk) everyPage(items map[string]string) map[string][]string {
	visits := map[string][]string{}
	see := func(act store.Act, path string) {
		may := slices.DeleteFunc(slices.Clone(store.StaffRoles), func(r store.Role) bool { return !slices.Contains(store.RolesFor(act), r) })
		from := ""
		if slices.Contains(rootOnly, act) {
			from = "-root"
		}
		visits[string(may[0])+from] = append(visits[string(may[0])+from], path)
	}
	for _, r := range Routes() {
		if r.Method != get || r.Act == "" || slices.Contains(noPages, r.Path) {
			continue
		}
		path := strings.Replace(r.Path, ":year", store.ChinaDay(d.clock())[:4], 1)
		if make := scenes["GET "+r.Path]; make != nil {
			id, _ := make(d)
			path = strings.Replace(path, ":id", id, 1)
		}
		see(r.Act, path)
	}
	next, _ := d.electing()
	see(store.ActRoster, "/console/terms/"+next)
	for _, path := range []string{"new", "checked", "nasty", "declined"} {
		see(store.ActRead, "/console/opinions/"+items[path])
	}
	for _, query := range []string{"?tab=all", "?q=%E8%B7%AF%E7%81%AF", "?tab=late"} {
		see(store.ActInbox, "/console/opinions"+query)
	}
	see(store.ActReadSealed, "/console/sealed/"+items["sealed"])
	return visits
}

// everywhere opens a page with its folded parts open, on the desk and at the width
// of a narrow phone.
func (s *sitting) everywhere(t *testing.T, path string) {
	t.Helper()
	name := strings.Trim(strings.NewReplacer("/", "-", "?", "-").Replace(strings.TrimPrefix(t.Name()+path, "TestEveryPageForEverybody")), "-")
	s.seen(t, name, 1280, 800, chromedp.Navigate(s.d.srv.URL+path), chromedp.WaitReady("main"), unfold)
	s.found(t, name)
	s.seen(t, name+"-360", 360, 800)
	s.found(t, name+"-360")
}

func (s *sitting) found(t *testing.T, name string) {
	t.Helper()
	for _, f := range s.Axe(t) {
		t.Errorf("%s: %s", name, f)
	}
}
