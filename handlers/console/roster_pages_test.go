package console

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

func init() {
	for name, s := range map[string]scene{
		"GET /console/deputies/:id":           at(func(d *desk) string { return d.zhang.ID }),
		"POST /console/deputies/:id":          aDeputy("name", "新代表", "sex", "女"),
		"POST /console/deputies/:id/phone":    aDeputy(),
		"POST /console/deputies/:id/delete":   aDeputy(),
		"POST /console/deputies/:id/mandates": aDeputy("level", "county"),
		"POST /console/mandates/:id":          aMandate("title", "甲镇人大代表"),
		"POST /console/mandates/:id/change":   aMandate("verb", "end", "ground", "resigned", "day", "2026-01-05"),
		"POST /console/mandates/:id/delete":   aMandate(),
		"GET /console/stations/:id":           at(func(d *desk) string { return d.station.ID }),
		"POST /console/stations/:id":          at(func(d *desk) string { return d.station.ID }, "seen", "1", "name", "站"),
		"POST /console/stations/:id/close":    at(func(d *desk) string { return d.station.ID }, "seen", "1"),
		"POST /console/stations/:id/open":     at(func(d *desk) string { return d.station.ID }, "seen", "1"),
		"GET /console/districts/:id":          at(func(d *desk) string { return d.dist.ID }),
		"POST /console/districts/:id":         at(func(d *desk) string { return d.dist.ID }, "seen", "1", "name", "甲镇第一选区"),
		"POST /console/districts/:id/delete":  at(func(d *desk) string { return d.dist.ID }, "seen", "1"),
		"GET /console/offices/:id":            at(func(d *desk) string { return d.town.ID }),
		"POST /console/offices/:id": func(d *desk) (string, []string) {
			return d.town.ID, []string{"seen", "1", "name", "甲镇", "kind", "township", "parent", d.root.ID}
		},
		"POST /console/offices/:id/close": at(func(d *desk) string { return d.town.ID }, "seen", "1"),
		"POST /console/offices/:id/open":  at(func(d *desk) string { return d.town.ID }, "seen", "1"),
		"POST /console/offices": func(d *desk) (string, []string) {
			return "", []string{"parent", d.town.ID, "name", "某村", "kind", "zone"}
		},
		"POST /console/terms":              inTown("number", "4"),
		"GET /console/terms/:id":           aTerm(),
		"POST /console/terms/:id":          aTerm("from", "2021-12-20"),
		"POST /console/terms/:id/rollover": aTerm("day", "2026-01-05"),
		"POST /console/terms/:id/delete":   aTerm(),
	} {
		scenes[name] = s
	}
}

// aDeputy is somebody new in 甲镇's roster.
func aDeputy(fields ...string) scene {
	return func(d *desk) (string, []string) {
		id, _ := newDeputy(d)
		return id, append([]string{"seen", "1", "office", d.town.ID}, fields...)
	}
}

// aMandate is a new deputy's.
func aMandate(fields ...string) scene {
	return func(d *desk) (string, []string) {
		id, _ := newDeputy(d)
		f, err := d.DeputyFile(d.t.Context(), d.people["clerk"].Actor, id)
		must(d.t, err)
		return f.Mandates[0].ID, append([]string{"seen", "1", "deputy", id}, fields...)
	}
}

// aTerm is 甲镇's next one.
func aTerm(fields ...string) scene {
	return func(d *desk) (id string, _ []string) {
		d.as("clerk", func(t *act.Tx) error {
			next := 1
			for _, m := range t.View().Terms {
				if m.OfficeID == d.town.ID {
					next = max(next, m.Number+1)
				}
			}
			m, err := t.AddTerm(store.Term{OfficeID: d.town.ID, Number: next})
			if err == nil {
				id = m.ID
			}
			return err
		})
		return id, append([]string{"seen", "1"}, fields...)
	}
}

// electing is 甲镇's next term, to which somebody of 张三's district is elected.
func (d *desk) electing() (id string, newcomer store.Deputy) {
	aTerm()(d)
	id, _ = aTerm()(d)
	d.as("clerk", func(t *act.Tx) error {
		made, err := t.AddDeputy(store.Deputy{OfficeID: d.town.ID, Name: "王小梅", Sex: "女"},
			store.Mandate{Level: store.LevelTownship, TermID: id, DistrictID: d.dist.ID})
		newcomer = *made
		return err
	})
	return id, newcomer
}

// rosterPages are the pages of the roster, empty and with everything in them.
func rosterPages(empty, full map[string]any, when time.Time) {
	deputy := store.Deputy{ID: "d", Name: nasty, Sex: "女", Nation: nasty, Work: nasty, Order: 3, Version: 1}
	m := store.Mandate{ID: "m", Title: nasty, Level: store.LevelCounty, Status: store.MandateSuspended, From: "2021-12-20", To: "2026-01-01",
		Since: "2025-01-01", Ground: store.GroundCustody, ByElection: true}
	file := &act.DeputyFile{RosterRow: act.RosterRow{Deputy: deputy, Invitation: &store.Invitation{ID: "i"}}}
	offices := []store.Office{{ID: "o", Name: nasty, Short: nasty}, {}}
	full["deputy"] = &deputyPage{DeputyFile: file, Name: nasty, Office: nasty, Phone: "138****0001", Former: true, CanEdit: true, CanBind: true, Pending: true,
		Mandates: []mandateView{mandateOn(&act.View{}, m), {Mandate: store.Mandate{Status: store.MandateElected}}}, Invited: []string{nasty},
		History: []stepRow{{store.MandateStep{Day: "2025-01-01", Reason: nasty}, nasty, nasty}},
		Items:   []itemRow{{act.TaskRow{Opinion: store.Opinion{Number: nasty, Summary: nasty}}, nasty}}, Offices: offices, Levels: levels, Nations: nations,
		Districts: []store.District{{Name: nasty, Kind: store.DistrictUnit}}, Stations: []store.Station{{Name: nasty}}, Terms: []termChoice{{"t", nasty}}}
	empty["deputy"] = &deputyPage{DeputyFile: &act.DeputyFile{}}
	row := termRow{store.Term{ID: "t", Number: 17, State: store.TermOver, From: "2021-12-20", To: "2026-01-01"}, nasty, "已届满", "乡镇人大"}
	full["terms"] = termsPage{Rows: []termRow{row, {}}, CanEdit: true, Offices: offices, Levels: levels}
	empty["terms"] = termsPage{}
	prepared := row
	prepared.State = store.TermPrepared
	full["term"] = &termPage{termRow: prepared, Plan: &act.RolloverPlan{Undated: 2}, Prepared: true, CanRoll: true, CanEdit: true, Items: 2,
		Ending: []rollRow{{"d", nasty, nasty, 2, []termChoice{{"n", nasty}}}, {Open: 1}, {}}, Joining: []rollRow{{Name: nasty}}, Staying: []rollRow{{Name: nasty}}}
	empty["term"] = &termPage{termRow: row, CanEdit: true}
	office := officeRow{Office: store.Office{ID: "o", Name: nasty, Short: nasty, Kind: store.OfficeZone, Relation: store.ZoneDivides, Phone: nasty,
		Hours: nasty, Population: 30_000, Closed: when}, Depth: 2, Seats: 65, CanEdit: true}
	full["offices"] = officesPage{Rows: []officeRow{office, {}}, CanEdit: true, Parents: offices, Kinds: store.OfficeKinds, Relations: store.ZoneRelations}
	empty["offices"] = officesPage{}
	full["office"] = officePage{officeRow: office, Parent: nasty, Parents: offices, Kinds: store.OfficeKinds, Relations: store.ZoneRelations}
	empty["office"] = officePage{officeRow: officeRow{CanEdit: true}}
	full["district"] = districtPage{store.District{Name: nasty, Kind: store.DistrictVoters, Outline: nasty, Seats: 3}, nasty, true}
	empty["district"] = districtPage{}
	full["station"] = stationPage{store.Station{Name: nasty, Address: nasty, Hours: nasty, Phone: nasty, Closed: when}, nasty, nasty, true, []store.District{{Name: nasty}}}
	empty["station"] = stationPage{CanEdit: true}
	full["credentials"] = credentialsPage{Rows: []act.FindingRow{{Finding: store.Finding{DeputyID: "d", Serious: true, Words: nasty, Article: nasty}, Name: nasty, Office: nasty},
		{Finding: store.Finding{DistrictID: "x"}, District: nasty}, {Office: nasty}}, Serious: 1, Seen: offices, Export: "/x"}
	empty["credentials"] = credentialsPage{}
}

// TestTheRosterIsFoundByInitials looks for 李四 as people type.
func TestTheRosterIsFoundByInitials(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	for query, want := range map[string]int{"ls": 1, "LS": 1, "lisi": 1, "四": 1, "oyjg": 1, "zz": 0, "%": 0} {
		got := b.get("/console/deputies?q=" + strings.ReplaceAll(query, "%", "%25"))
		if n := strings.Count(got.Body, `data-label="姓名"`); got.Code != http.StatusOK || n != want {
			t.Errorf("%q finds %d, want %d", query, n, want)
		}
	}
	if got := b.get("/console/deputies?standing=former"); strings.Contains(got.Body, "李　四") {
		t.Error("李四 is in office")
	}
	if got := b.get("/console/deputies"); strings.Contains(got.Body, "13800000001") {
		t.Error("the list shows telephone numbers")
	}
}

// TestAPhoneIsShownOnAsking: the page has it masked until somebody asks.
func TestAPhoneIsShownOnAsking(t *testing.T) {
	d := open(t)
	b := d.signIn("clerk")
	path := "/console/deputies/" + d.zhang.ID
	if got := b.get(path); strings.Contains(got.Body, "13800000001") || !strings.Contains(got.Body, "138") {
		t.Error("the page does not mask the number")
	}
	if got := b.post(path + "/phone"); got.Code != http.StatusOK || !strings.Contains(got.Body, "13800000001") {
		t.Errorf("asked for, the number is not shown: %d", got.Code)
	}
}

// TestEachRefusalOfTheRosterHasASentence sends what cannot be.
func TestEachRefusalOfTheRosterHasASentence(t *testing.T) {
	d := open(t)
	d.bind("dep", d.zhang.ID)
	f, err := d.DeputyFile(t.Context(), d.people["clerk"].Actor, d.zhang.ID)
	must(t, err)
	m := "/console/mandates/" + f.Mandates[0].ID
	b := d.signIn("clerk")
	aTerm()(d)
	next, _ := aTerm()(d)
	for _, c := range []struct {
		path   string
		fields []string
		want   refusal
	}{
		{"/console/deputies/" + d.zhang.ID + "/delete", []string{"seen", "1"}, refusal{"deputy", store.ProblemInUse}},
		{"/console/deputies/" + d.zhang.ID + "/mandates", []string{"level", "township", "office", d.town.ID}, refusal{"mandate", store.ProblemTwice}},
		{m + "/change", []string{"seen", "1", "verb", "end", "ground", "died", "day", "2099-01-01"}, refusal{"day", store.ProblemFuture}},
		{m + "/change", []string{"seen", "1", "verb", "end", "ground", "", "day", "2026-01-01"}, refusal{"ground", store.ProblemMismatch}},
		{m + "/change", []string{"seen", "1", "verb", "resume", "ground", "passed", "day", "2026-01-01"}, refusal{"mandate", store.ProblemState}},
		{"/console/districts/" + d.dist.ID + "/delete", []string{"seen", "1"}, refusal{"district", store.ProblemInUse}},
		{"/console/districts/" + d.dist.ID, []string{"seen", "1", "name", "选区", "outline", "[[27,110]]"}, refusal{"outline", store.ProblemMalformed}},
		{"/console/offices/" + d.town.ID + "/close", []string{"seen", "1"}, refusal{"mandates", store.ProblemInUse}},
		{"/console/terms/" + next + "/rollover", []string{"seen", "1", "day", "2026-01-01"}, refusal{"term", store.ProblemEmpty}},
		{"/console/terms", []string{"office", d.town.ID, "number", "1"}, refusal{"number", store.ProblemTwice}},
	} {
		got := b.post(c.path, append(c.fields, "deputy", d.zhang.ID)...)
		words := refusals[c.want]
		if got.Code != http.StatusUnprocessableEntity || words == "" || !strings.Contains(text(got.Body), words) {
			t.Errorf("%s %v: %d, wants %q", c.path, c.fields, got.Code, words)
		}
	}
}
