package console

import (
	"strings"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/sheet"
)

// sheetPagesEmpty and sheetPagesFull are the pages of what leaves and comes in as
// files and on paper, for the test that executes every page.
var sheetPagesEmpty = map[string]any{
	"import": importPage{}, "imported": importedPage{RosterPreview: &act.RosterPreview{}, Waiting: true},
	"invite": invitePage{}, "invitations": invitationsPage{}, "sheets": sheetsPage{},
	"groups": groupsPage{}, "group": groupPage{}, "links": &linksPage{}, "visits": &visitsPage{}, "book": &bookPage{},
}

var sheetPagesFull = map[string]any{
	"import": importPage{Offices: []store.Office{{Name: nasty}}, Problem: nasty, Recent: []importRow{
		{store.RosterFile{Name: nasty, State: store.RosterFileTaken, Skipped: 1}, nasty, nasty}}},
	"imported": importedPage{Again: true, Office: nasty, Left: 3, Good: 2, Strange: []string{nasty}, RosterPreview: &act.RosterPreview{
		File: store.RosterFile{Name: nasty, State: store.RosterFileRead}, Plan: &act.RosterPlan{Faulty: 1, Districts: []string{nasty}}},
		Shown: []act.PlannedLine{{RosterLine: store.RosterLine{Name: nasty, Term: nasty, District: nasty}, State: act.LineFaulty,
			Found: []store.RosterFinding{{Column: "姓名", Words: nasty}}}, {State: act.LineChanged, Changes: []string{"手机"}}}},
	"invite": invitePage{Most: 3, Groups: []inviteGroup{{store.Office{Name: nasty}, []deputyRow{{Name: nasty, Places: []string{nasty}, Invited: nasty, Pending: true}, {Name: nasty}}}}},
	"invitations": invitationsPage{Office: nasty, Left: 3, NoQR: true, Cards: []card{{Invited: act.Invited{Deputy: store.Deputy{Name: nasty},
		Invitation: &store.Invitation{}, Code: "ABCDEFGH"}}}},
	"sheets": sheetsPage{Problem: nasty, Sheets: []sheetPage{{Station: store.Station{Name: nasty, Address: nasty}, Office: nasty}}},
	"groups": groupsPage{CanEdit: true, Rows: []groupRow{{act.GroupRow{Group: store.Group{Name: nasty, Kind: store.GroupArea, About: nasty}, Leader: nasty}, nasty, []string{nasty}}}},
	"group":  groupPage{Group: store.Group{ID: "g", Name: nasty, About: nasty}, Office: nasty, Problem: nasty, People: []groupPerson{{"d", nasty, nasty, true, true}}},
	"links": &linksPage{CanEdit: true, Problem: nasty, Offices: []store.Office{{Name: nasty}}, Targets: []linkTarget{{nasty, nasty, nasty}},
		Patches:      []act.LinkRow{{Link: store.Link{Who: nasty, Post: nasty, Note: nasty}, To: nasty, Members: 3}},
		Counterparts: []act.LinkRow{{Link: store.Link{Who: nasty, Note: nasty}, To: nasty}}},
	"visits": &visitsPage{Problem: nasty, More: true, Years: []string{nasty}, People: []groupPerson{{Name: nasty}},
		Rows: []act.DeputyVisitRow{{DeputyVisit: store.DeputyVisit{Visitors: nasty, Place: nasty, Said: nasty, FollowUp: nasty}, Deputy: nasty}}},
	"book": &bookPage{Title: nasty, Phones: true, Offices: []store.Office{{Name: nasty}, {}},
		Sections: []bookSection{{nasty, nasty, nasty, []bookRow{{1, nasty, nasty, nasty, nasty}}}}},
}

func init() {
	for name, s := range map[string]scene{
		"POST /console/roster/import": func(d *desk) (string, []string) {
			return "", []string{"office", d.town.ID, "@file", d.roster(formID()[24:])}
		},
		"POST /console/deputies/invitations": inTown(),
		"GET /console/groups/:id":            ourGroup,
		"POST /console/groups/:id":           ourGroup,
		"POST /console/groups/:id/close":     ourGroup,
		"POST /console/groups": func(d *desk) (string, []string) {
			_, fields := groupForm(d)
			return "", append(fields, "office", d.town.ID)
		},
		"POST /console/links": inTown("kind", "counterpart", "who", "社会委", "unit", "县民政局"),
		"POST /console/links/:id/end": func(d *desk) (id string, fields []string) {
			d.as("clerk", func(t *act.Tx) error {
				l, err := t.AddLink(store.Link{OfficeID: d.town.ID, Kind: store.LinkCounterpart, Who: "社会委", Target: store.TargetUnit, TargetName: "县民政局"})
				id = l.ID
				return err
			})
			return id, []string{"seen", "1"}
		},
		"POST /console/visits": func(d *desk) (string, []string) {
			return "", []string{"deputy", d.zhang.ID, "day", "2026-01-05", "visitors", "周敏", "said", "都好"}
		},
		"POST /console/visits/:id/done": func(d *desk) (id string, fields []string) {
			d.as("clerk", func(t *act.Tx) error {
				v, err := t.AddDeputyVisit(store.DeputyVisit{DeputyID: d.zhang.ID, Day: "2026-01-05", Visitors: "周敏", Said: "都好", FollowUp: "转办"})
				id = v.ID
				return err
			})
			return id, []string{"seen", "1"}
		},
		"GET /console/roster/imports/:id":          sentRoster,
		"GET /console/roster/imports/:id/findings": sentRoster,
		"POST /console/roster/imports/:id/take":    sentRoster,
		"POST /console/roster/imports/:id/drop":    sentRoster,
	} {
		scenes[name] = s
	}
}

// sentRoster is a roster that was sent in to 甲镇.
func sentRoster(d *desk) (id string, fields []string) {
	r, err := sheet.ReadRoster(strings.NewReader(d.roster("赵六")))
	must(d.t, err)
	d.as("clerk", func(t *act.Tx) error {
		f, err := t.KeepRoster(d.town.ID, "名册.xlsx", r, false)
		id = f.ID
		return err
	})
	return id, []string{"seen", "1"}
}

// groupForm is what a form says of a group of 甲镇.
func groupForm(d *desk) (members, fields []string) {
	members = []string{d.zhang.ID, d.li.ID, d.wang.ID}
	fields = []string{"name", "第一代表小组", "kind", "area", "about", "东片", "place", "1", "leader", d.zhang.ID}
	for _, id := range members {
		fields = append(fields, "member", id)
	}
	return members, fields
}

func ourGroup(d *desk) (id string, fields []string) {
	members, fields := groupForm(d)
	d.as("clerk", func(t *act.Tx) error {
		g, err := t.SaveGroup(store.Group{OfficeID: d.town.ID, Name: "第一代表小组", Kind: store.GroupArea, LeaderID: d.zhang.ID}, members)
		id = g.ID
		return err
	})
	return id, append(fields, "seen", "1")
}
