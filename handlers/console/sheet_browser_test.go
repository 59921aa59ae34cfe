package console

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"liaison/handlers/page/browser"
	"liaison/store"
	"liaison/store/act"
)

// TestSheetsInBrowser looks at what comes in as a file and leaves on paper, with a
// roster long enough for several pages.
func TestSheetsInBrowser(t *testing.T) {
	d := open(t)
	s := d.sit()
	s.enter("clerk")
	s.look(t, "import", importPath)
	s.look(t, "groups-empty", groupsPath)
	preview := d.sent("周敏华", "!吴天一", "张三", "郑小红", "!钱二")
	s.look(t, "imported", preview)
	d.populate()
	s.look(t, "imported-good", d.sent("周敏华", "张三"))
	asked := d.sent("周敏华")
	d.as("clerk", func(t *act.Tx) error { return t.AskRoster(asked[len(importsPath):], 1, false) })
	s.look(t, "imported-waiting", asked)
	d.take()
	s.look(t, "imported-done", asked)
	s.look(t, "import-recent", importPath)
	group, _ := ourGroup(d)
	d.as("clerk", func(t *act.Tx) error {
		_, err := t.AddLink(store.Link{OfficeID: d.town.ID, Kind: store.LinkPatch, Who: "何志远", Post: "甲镇人大主席", Target: store.TargetGroup, TargetID: group})
		must(d.t, err)
		_, err = t.AddLink(store.Link{OfficeID: d.town.ID, Kind: store.LinkCounterpart, Who: "社会建设委员会", Target: store.TargetUnit, TargetName: "县民政局", Note: "每季度一次"})
		must(d.t, err)
		_, err = t.AddDeputyVisit(store.DeputyVisit{DeputyID: d.zhang.ID, Day: "2026-11-03", Visitors: "何志远、周敏", Place: "甲镇东片三村", Said: "村口的桥年久失修，雨天孩子上学不安全。\n希望年内能修好。", FollowUp: "转县交通运输局研究，12月底前回复。"})
		return err
	})
	for name, path := range map[string]string{"groups": groupsPath, "group": groupsPath + "/" + group, "links": linksPath, "visits": visitsPath,
		"book": "/console/book", "invite": invitePath, "station-sheets": "/console/stations/sheets"} {
		s.look(t, name, path, unfold)
	}
	s.Run(t, chromedp.EmulateViewport(1280, 800), chromedp.Navigate(d.srv.URL+"/console/book?phones=1"), chromedp.WaitReady(".book"))
	s.paper(t, "book", 3, 6)
	s.Run(t, chromedp.Navigate(d.srv.URL+"/console/stations/sheets"), chromedp.WaitReady(".sheets"))
	s.paper(t, "stations", 2, 2)
	s.Run(t, chromedp.Navigate(d.srv.URL+invitePath), chromedp.WaitReady("main"),
		chromedp.Evaluate(`for (const box of [...document.querySelectorAll('input[name=deputy]')].slice(0, 18)) box.checked = true`, nil),
		chromedp.Click(`form[action="/console/deputies/invitations"] button:not([name])`), chromedp.WaitReady(".invite-card"))
	s.here(t, "invitations")
	s.paper(t, "invitations", 3, 3)
}

// sent is a roster that was sent in, as the address of its preview.
func (d *desk) sent(names ...string) string {
	return d.signIn("clerk").send(d.roster(names...))
}

// populate fills 甲镇 with eighty deputies and one more station.
func (d *desk) populate() {
	must(d.t, d.Do(d.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		for i := range 80 {
			who := store.Deputy{Name: fmt.Sprintf("代表%c", rune(0x4E2D+i)), Sex: []string{"男", "女"}[i%2], Nation: "汉族", Work: "甲镇东片三村村民委员会主任",
				Phone: fmt.Sprintf("139%08d", i), Order: 10 + i}
			d.deputy(t, who, d.dist.ID, "甲镇人大代表")
		}
		_, err := t.AddStation(store.Station{OfficeID: d.town.ID, Name: "东片联络站", Address: "东片三村村委会", Hours: "每月5日 9:00–11:00"})
		return err
	}))
}

// paper looks at the open page as sheets of A4: so many at least, so many at most.
func (s *sitting) paper(t *testing.T, name string, low, high int) {
	t.Helper()
	s.Run(t, chromedp.ActionFunc(func(ctx context.Context) error {
		pdf, _, err := page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		if err != nil {
			return err
		}
		if n := bytes.Count(pdf, []byte("/Type /Page\n")); n < low || n > high {
			t.Errorf("%s takes %d sheets, want %d to %d", name, n, low, high)
		}
		return browser.Keep(name+".pdf", pdf)
	}))
}
