package console

import (
	"bytes"
	"errors"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/handlers/page"
	"liaison/store"
	"liaison/store/act"
)

// TestEveryPageEmptyAndFull executes each template with its real struct.
func TestEveryPageEmptyAndFull(t *testing.T) {
	d := open(t)
	when := d.clock()
	o := store.Opinion{ID: "o", Number: nasty, State: store.OpinionNew, Danger: true, Round: 2, Summary: nasty, Due: when, Closed: when,
		PersonID: "p", Contact: true, Triage: store.TriageOurs, Version: 3, Created: when}
	file := []store.Media{{ID: "m", Kind: store.KindVoice, State: store.MediaFetched, Playable: "x", Speech: nasty}, {Kind: store.KindVideo, State: store.MediaFetched},
		{Kind: store.KindImage, State: store.MediaFetched}, {State: store.MediaWanted}, {State: store.MediaLost}, {State: store.MediaRefused}}
	full := map[string]any{
		"forbidden": nil, "today": todayPage{Name: nasty, Desk: true, Tiles: tiles(d.people["clerk"].Actor, act.Counts{New: 1001}),
			Charts: []chart{trendChart(&act.Trend{Days: []string{"2026-11-22"}, Came: []int{1}, Replied: []int{2}, Closed: []int{3}})}},
		"inbox": fullInbox(o),
		"canned": &cannedPage{Office: store.Office{Name: nasty}, Offices: []store.Office{{Name: nasty}, {}}, Uses: store.CannedUses, CanAdd: true, Problem: nasty, Failed: "c",
			Groups:       []cannedGroup{{store.CannedAuthor, []act.CannedRow{{Canned: store.Canned{ID: "c", Title: nasty, Text: nasty}, Office: nasty, Mine: true}}}},
			Placeholders: []placeholder{{"编号", nasty}}},
		"seal":   sealPage{"o", nasty, nasty, 3},
		"sealed": sealedPage{[]act.InboxRow{{Opinion: o, Area: nasty}}},
		"unreached": unreachedPage{CanDone: true, More: true, Rows: []unreachedRow{{act.UnreachedRow{Name: nasty, Phone: nasty, Number: nasty,
			Notice: store.Notice{Text: nasty}}, "代表"}}},
		"deputies": &deputiesPage{List: page.List{Size: 50}, CanEdit: true, CanInvite: true, CanUnbind: true, Open: true, Problem: nasty, Levels: levels, Nations: nations,
			Rows: []deputyRow{{RosterRow: act.RosterRow{Invitation: &store.Invitation{ID: "i"}}, Name: nasty, Places: []string{nasty}, Pending: true, Invited: "已邀请"},
				{RosterRow: act.RosterRow{Person: &store.Person{}}}}, Offices: []store.Office{{Name: nasty}}},
		"invitation": invitationPage{Name: nasty, Office: nasty, Code: nasty, Expires: when, Back: "/console/deputies"},
		"stations": &stationsPage{CanEdit: true, Problem: nasty, Rows: []stationRow{{store.Station{Name: nasty, Address: nasty, Hours: nasty, Phone: nasty}, nasty, nasty}},
			Districts: []districtRow{{store.District{Name: nasty, Outline: "x"}, nasty}}},
		"sheet": sheetPage{Station: store.Station{Name: nasty, Address: nasty, Hours: nasty, Phone: nasty}, Office: nasty, Problem: nasty},
		"settings": &settingsPage{CanEdit: true, Offices: []store.Office{{Name: nasty}, {}}, Problem: nasty, Failed: string(store.SetGreeting),
			Groups: settingRows(&act.View{Settings: store.NewSettings(nil, []store.SettingRow{{Name: string(store.SetGreeting), Value: nasty, By: "s", At: when}})},
				map[string]string{"s": nasty}, "", string(store.SetGreeting), nasty)},
		"setting_changes": settingChangesPage{Office: store.Office{Name: nasty}, Rows: []settingChangeRow{{act.SettingChange{Who: nasty}, nasty, nasty, nasty}}},
		"audit": &auditPage{Query: act.AuditQuery{Who: nasty, From: nasty, Object: nasty}, Since: nasty, Older: "/console/audit?before=x", Acts: auditActs(),
			Kinds: auditKinds, Offices: []store.Office{{Short: nasty}, {}}, Rows: []act.AuditLine{{Who: nasty, What: nasty, Office: nasty,
				AuditRow: store.AuditRow{At: when, Actor: store.ActorStaff, From: nasty, Fields: nasty, Object: "opinion", Seq: 3}}, {Sealed: true}},
			Chain: store.AuditChain{Seq: 9, BaseSeq: 2, Check: store.AuditCheck{Began: when, Ended: when, Found: []store.AuditFinding{{Fault: store.AuditChanged, Seq: 3, ID: nasty}}}}},
		"personal": &personalPage{Number: nasty, Problem: nasty, Held: &act.Held{Self: act.Self{Name: nasty, Phone: nasty, Area: nasty}, Opinions: []act.Dossier{{Opinion: o}}}},
		"parked":   parkedPage{Rows: []store.Kept{{Failure: nasty, Message: store.Message{Kind: nasty, Event: nasty}}, {}}, More: true},
	}
	empty := map[string]any{"forbidden": nil, "today": todayPage{}, "inbox": &inboxPage{}, "opinion": &opinionPage{Dossier: &act.Dossier{}},
		"canned": &cannedPage{}, "seal": sealPage{}, "sealed": sealedPage{}, "unreached": unreachedPage{}, "deputies": &deputiesPage{}, "invitation": invitationPage{},
		"stations": &stationsPage{}, "sheet": sheetPage{}, "settings": &settingsPage{}, "setting_changes": settingChangesPage{},
		"audit": &auditPage{}, "personal": &personalPage{}, "parked": parkedPage{}}
	maps.Copy(empty, staffPagesEmpty)
	maps.Copy(full, staffPagesFull(when))
	maps.Copy(empty, sheetPagesEmpty)
	maps.Copy(full, sheetPagesFull)
	maps.Copy(empty, draftPagesEmpty())
	matter := fullOpinion(o, file, false)
	full["opinion"] = matter
	maps.Copy(full, draftPagesFull(matter.Dossier, matter.Said[0]))
	picturePages(empty, full, when)
	rosterPages(empty, full, when)
	bulkPages(empty, full, o)
	dutyPages(empty, full, when)
	receiptPages(empty, full, when)
	execute(t, d.set.set, empty)
	execute(t, d.set.set, full)
	full["opinion"] = fullOpinion(o, file, true)
	execute(t, d.set.set, full)
	execute(t, d.set.plain, map[string]any{"signin": signInPage{nasty, nasty, nasty}, "setup": setupPage{Todo: "factor", Problem: nasty, Secret: "ABCDEFGH"},
		"codes": codesPage{nasty, nasty, []string{nasty}, "/console/"}})
	execute(t, d.set.plain, map[string]any{"signin": signInPage{}, "setup": setupPage{Todo: "office", Kinds: officeKindOptions(), Office: store.Office{Name: nasty}}, "codes": codesPage{}})
	execute(t, d.set.plain, map[string]any{"signin": signInPage{}, "setup": setupPage{Todo: "password", Renewed: true}, "codes": codesPage{}})
}

func execute(t *testing.T, set *page.Set, data map[string]any) {
	t.Helper()
	for _, name := range set.Names() {
		if _, ok := data[name]; !ok {
			t.Errorf("no data for page %s", name)
			continue
		}
		var b bytes.Buffer
		if err := set.Execute(&b, name, "layout", &page.View{Data: data[name]}); err != nil {
			t.Error(err)
		}
		for _, bad := range []string{"<script>alert", "<img src=x", "<svg onload", "ZgotmplZ", "<no value>"} {
			if strings.Contains(b.String(), bad) {
				t.Errorf("page %s lets %q through", name, bad)
			}
		}
	}
}

func TestWordsForEverything(t *testing.T) {
	for _, s := range []store.OpinionState{store.OpinionNew, store.OpinionAssigned, store.OpinionChecked, store.OpinionAnswered,
		store.OpinionDecide, store.OpinionClosed, store.OpinionDeclined, store.OpinionMerged, store.OpinionSealed} {
		if stateWord(s) == "" || stateColour(s) == "" {
			t.Errorf("state %s has no words", s)
		}
	}
	for _, k := range store.Triages {
		if triageWords[k] == "" || triageHints[k] == "" || verbs[k] == "" {
			t.Errorf("triage %s has no words", k)
		}
	}
	for _, k := range store.DraftKinds {
		if draftKindWord(k) == "" {
			t.Errorf("draft %s has no words", k)
		}
	}
	for _, r := range store.StaffRoles {
		if roleWord(r) == "" {
			t.Errorf("role %s has no words", r)
		}
	}
}

// TestWithoutWeChat makes an invitation and a sheet while WeChat cannot be reached.
func TestWithoutWeChat(t *testing.T) {
	d := open(t)
	d.qr = errors.New("not now")
	b := d.signIn("clerk")
	who, _ := newDeputy(d)
	got := b.post("/console/deputies/"+who+"/invite", "name", "李四")
	if got.Code != http.StatusOK || !strings.Contains(got.Body, "sheet-code") || strings.Contains(got.Body, "data:image") {
		t.Errorf("the code to type is missing: %d", got.Code)
	}
	if got := b.get("/console/stations/" + d.station.ID + "/sheet"); got.Code != http.StatusOK || problemOf(got.Body) == "" {
		t.Errorf("the sheet: %d", got.Code)
	}
	d.qr = nil
	if got := b.get("/console/stations/" + d.station.ID + "/sheet"); !strings.Contains(got.Body, "data:image/png;base64,") {
		t.Error("a code that could not be had is not asked for again")
	}
}

func TestADueDateInWords(t *testing.T) {
	d := open(t)
	view, err := d.View(t.Context())
	must(t, err)
	o := store.Opinion{State: store.OpinionAssigned, Due: d.clock().Add(-60 * 24 * time.Hour)}
	if said, late := d.set.due(view, &o); !late || !strings.HasPrefix(said, "已超期") {
		t.Errorf("%q %v", said, late)
	}
	o.Due = d.clock().Add(60 * 24 * time.Hour)
	if said, late := d.set.due(view, &o); late || !strings.HasPrefix(said, "还有") {
		t.Errorf("%q %v", said, late)
	}
	if o.State = store.OpinionClosed; func() bool { said, _ := d.set.due(view, &o); return said != "" }() {
		t.Error("a closed matter is waited for")
	}
}

// TestNoSettingIsMissing: what an office may change stands on the page, whatever
// its name begins with.
func TestNoSettingIsMissing(t *testing.T) {
	shown := map[store.Setting]int{}
	for _, g := range settingRows(&act.View{Settings: store.NewSettings(nil, nil)}, nil, "", "", "") {
		for _, r := range g.Rows {
			shown[r.Name]++
		}
	}
	for _, d := range store.SettingDefs {
		if shown[d.Name] != 1 {
			t.Errorf("%s stands %d times on the page", d.Name, shown[d.Name])
		}
	}
}
