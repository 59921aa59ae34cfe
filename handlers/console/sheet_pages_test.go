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
}

func init() {
	for name, s := range map[string]scene{
		"POST /console/roster/import": func(d *desk) (string, []string) {
			return "", []string{"office", d.town.ID, "@file", d.roster(formID()[24:])}
		},
		"POST /console/deputies/invitations":       inTown(),
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
