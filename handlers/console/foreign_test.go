package console

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// neighbour is what the next town has: things that exist, and are not 甲镇's.
type neighbour struct {
	office, district, station, deputy, group, term, entry, number, answer, staff, session, opinion string
	meeting, delegation, participant, plan, planItem, broadcast, wall                              string
}

// neighbour furnishes 乙镇.
func (d *desk) neighbour() *neighbour {
	d.t.Helper()
	n := &neighbour{office: d.far.ID, staff: d.people["clerk-far"].ID}
	must(d.t, d.Do(d.t.Context(), store.JobActor("test"), "", func(t *act.Tx) error {
		dist, err := t.AddDistrict(store.District{OfficeID: d.far.ID, Name: "乙镇望江选区"})
		must(d.t, err)
		st, err := t.AddStation(store.Station{OfficeID: d.far.ID, Name: "乙镇望江联络站", DistrictID: dist.ID})
		must(d.t, err)
		term, err := t.AddTerm(store.Term{OfficeID: d.far.ID, Number: 7, From: "2021-11-05"})
		must(d.t, err)
		n.district, n.station, n.term = dist.ID, st.ID, term.ID
		var members []string
		for _, name := range []string{"尉迟望江", "皇甫望江", "慕容望江"} {
			made, err := t.AddDeputy(store.Deputy{OfficeID: d.far.ID, Name: name, Phone: "13900007777"},
				store.Mandate{Level: store.LevelTownship, DistrictID: dist.ID, StationID: st.ID})
			must(d.t, err)
			members = append(members, made.ID)
		}
		n.deputy = members[0]
		return nil
	}))
	d.as("clerk-far", func(t *act.Tx) error {
		list, err := d.Roster(d.t.Context(), d.people["clerk-far"].Actor)
		must(d.t, err)
		var members []string
		for _, r := range list {
			members = append(members, r.Deputy.ID)
		}
		g, err := t.SaveGroup(store.Group{OfficeID: d.far.ID, Name: "望江小组", Kind: store.GroupArea, LeaderID: members[0]}, members)
		n.group = g.ID
		return err
	})
	before := d.dist
	d.dist.ID = n.district
	o := d.hear("voter-next-door", "望江路的井盖丢了", nil, false)
	d.dist = before
	n.opinion, n.number = o.ID, o.Number
	doss, err := d.Dossier(d.t.Context(), d.people["clerk-far"].Actor, o.ID)
	must(d.t, err)
	n.entry = doss.Steps[0].ID
	d.neighbourMeets(n)
	return n
}

// none is an id, and a number, that nothing has.
var none = neighbour{office: nobody, district: nobody, station: nobody, deputy: nobody, group: nobody, term: nobody, entry: nobody,
	number: "YJ-2026-99999", answer: nobody, staff: nobody, session: nobody, opinion: nobody,
	meeting: nobody, delegation: nobody, participant: nobody, plan: nobody, planItem: nobody, broadcast: nobody, wall: nobody}

const nobody = "01JZZZZZZZZZZZZZZZZZZZZZZZ"

// borrowed is a field of a form that may name something of another office. A form
// that is not in scenes makes its own.
type borrowed struct {
	route, as, field string
	value            func(n *neighbour) string
}

var (
	theOffice   = func(n *neighbour) string { return n.office }
	theDistrict = func(n *neighbour) string { return n.district }
	theStation  = func(n *neighbour) string { return n.station }
	theDeputy   = func(n *neighbour) string { return n.deputy }
	theTerm     = func(n *neighbour) string { return n.term }
	theStaff    = func(n *neighbour) string { return n.staff }
	theEntry    = func(n *neighbour) string { return n.entry }
	theNumber   = func(n *neighbour) string { return n.number }
)

// borrowedFields are all fields of the console's forms that name something.
var borrowedFields = []borrowed{
	{"POST /console/opinions/:id/forward", "clerk", "deputy", theDeputy},
	{"POST /console/opinions/:id/interest", "clerk", "deputy", theDeputy},
	{"POST /console/opinions/:id/assign", "clerk", "assignee", theStaff},
	{"POST /console/opinions/:id/merge", "clerk", "number", theNumber},
	{"POST /console/opinions/:id/split", "clerk", "entry", theEntry},
	{"POST /console/opinions/:id/release", "clerk", "answer", theEntry},
	{"POST /console/opinions/:id/return", "clerk", "answer", theEntry},
	{"POST /console/canned", "clerk", "office", theOffice},
	{"POST /console/digests", "clerk", "office", theOffice},
	{"POST /console/deputies", "clerk", "office", theOffice},
	{"POST /console/deputies", "clerk", "district", theDistrict},
	{"POST /console/deputies", "clerk", "station", theStation},
	{"POST /console/deputies", "clerk", "term", theTerm},
	{"POST /console/deputies/:id", "clerk", "office", theOffice},
	{"POST /console/deputies/:id/mandates", "clerk", "office", theOffice},
	{"POST /console/deputies/:id/mandates", "clerk", "district", theDistrict},
	{"POST /console/deputies/:id/mandates", "clerk", "station", theStation},
	{"POST /console/deputies/:id/mandates", "clerk", "term", theTerm},
	{"POST /console/mandates/:id", "clerk", "district", theDistrict},
	{"POST /console/mandates/:id", "clerk", "station", theStation},
	{"POST /console/deputies/invitations", "clerk", "office", theOffice},
	{"POST /console/deputies/invitations", "clerk", "deputy", theDeputy},
	{"POST /console/roster/import", "clerk", "office", theOffice},
	{"POST /console/groups", "clerk", "office", theOffice},
	{"POST /console/groups", "clerk", "leader", theDeputy},
	{"POST /console/groups/:id", "clerk", "+member", theDeputy},
	{"POST /console/links", "clerk", "office", theOffice},
	{"POST /console/links", "clerk", "target", func(n *neighbour) string { return "deputy:" + n.deputy }},
	{"POST /console/links", "clerk", "target", func(n *neighbour) string { return "group:" + n.group }},
	{"POST /console/links", "clerk", "target", func(n *neighbour) string { return "district:" + n.district }},
	{"POST /console/visits", "clerk", "deputy", theDeputy},
	{"POST /console/stations", "clerk", "office", theOffice},
	{"POST /console/stations", "clerk", "district", theDistrict},
	{"POST /console/stations/:id", "clerk", "district", theDistrict},
	{"POST /console/districts", "clerk", "office", theOffice},
	{"POST /console/offices", "clerk", "parent", theOffice},
	{"POST /console/offices/:id", "clerk", "parent", theOffice},
	{"POST /console/terms", "clerk", "office", theOffice},
	{"POST /console/wall", "clerk", "office", theOffice},
	{"POST /console/personal/erase", "petition", "number", theNumber},
	{"POST /console/staff", "security", "office", theOffice},
	{"POST /console/staff/:id", "security", "office", theOffice},
	{"POST /console/staff/:id", "security", "+elsewhere", func(n *neighbour) string { return n.office + " clerk" }},
	{"POST /console/staff/:id", "security", "more_office", theOffice},
	{"POST /console/settings", "system", "office", theOffice},
}

// everything is what the database holds, but for what every request leaves: the
// session, the audit of what was refused, and the tables named.
func everything(t *testing.T, base *db.DB, but ...string) string {
	t.Helper()
	var out bytes.Buffer
	must(t, base.Snapshot(t.Context(), func(q db.Q) error {
		tables, err := base.Layouts(t.Context(), q)
		must(t, err)
		for _, l := range tables {
			if l.Name == "session" || strings.HasPrefix(l.Name, "audit") || slices.Contains(but, l.Name) {
				continue
			}
			out.WriteString(l.Name + "\n")
			must(t, base.DumpTable(t.Context(), q, l, func(line []byte) error { _, err := out.Write(append(line, '\n')); return err }))
		}
		return nil
	}))
	return out.String()
}

// TestAForeignIDInAFormReadsAsNone puts what the next town has into each field of
// each form that names something. Nothing changes, and the answer is the one to an
// id that nothing has: nobody learns what the next town has.
func TestAForeignIDInAFormReadsAsNone(t *testing.T) {
	base := dbtest.New(t, db.SQLite)
	d := openOn(t, base)
	n := d.neighbour()
	sessions := map[string]*client{}
	for _, f := range slices.Concat(borrowedFields, borrowedMeetings) {
		t.Run(f.route+" "+f.field, func(t *testing.T) {
			b := sessions[f.as]
			if b == nil {
				b = d.signIn(f.as)
				sessions[f.as] = b
			}
			foreign, unknown := d.borrow(t, base, b, f, f.value(n)), d.borrow(t, base, b, f, f.value(&none))
			if foreign != unknown {
				t.Errorf("another office's reads\n%s\nnone reads\n%s", foreign, unknown)
			}
		})
	}
}

// borrow sends a form with a foreign value in it, and gives what is answered.
func (d *desk) borrow(t *testing.T, base *db.DB, b *client, f borrowed, value string) string {
	t.Helper()
	method, path, _ := strings.Cut(f.route, " ")
	if method != http.MethodPost {
		t.Fatalf("%s is no form", f.route)
	}
	make, ok := scenes[f.route]
	if !ok {
		t.Fatalf("no scene for %s", f.route)
	}
	id, fields := make(d)
	path = strings.Replace(path, ":id", id, 1)
	if f.route == "POST /console/deputies/invitations" && f.field == "deputy" {
		fields = nil // with an office it is all of it, whoever is chosen
	}
	field, more := strings.CutPrefix(f.field, "+")
	found := false
	for i := 0; i < len(fields) && !more; i += 2 {
		if fields[i] == field {
			fields[i+1], found = value, true
		}
	}
	if !found {
		fields = append(fields, field, value)
	}
	switch f.route {
	case "POST /console/meetings/:id/people": // nobody else is named
		fields = slices.DeleteFunc(fields, func(s string) bool { return s == "list" || s == "李四" })
	case "POST /console/meetings/:id/remove":
		fields = append(fields, "do", "move")
	}
	if field == "more_office" {
		fields = append(fields, "more_role", "clerk")
	}
	if field == "target" {
		fields = append([]string{"kind", "patch"}, fields...)
	}
	before := everything(t, base)
	got := b.post(path, fields...)
	if after := everything(t, base); after != before {
		t.Errorf("%s=%s changed something (%d %s):\n%s", field, value, got.Code, got.Location, difference(before, after))
	}
	shown := b.after(got)
	_, words, _ := strings.Cut(shown.Body, `<div class="flash flash-warning`)
	words, _, _ = strings.Cut(words, "</div>")
	_, words, _ = strings.Cut(words, ">")
	words = strings.TrimSpace(text(words))
	if words == "" && got.Code != http.StatusNotFound && got.Code != http.StatusForbidden {
		t.Errorf("%s=%s: %d says nothing\n%s", field, value, got.Code, text(shown.Body))
	}
	return strings.ReplaceAll(http.StatusText(got.Code)+" "+words, value, "…")
}

// difference gives the lines that came.
func difference(before, after string) string {
	var came []string
	for line := range strings.Lines(after) {
		if !strings.Contains(before, line) {
			came = append(came, line)
		}
	}
	return strings.Join(came, "")
}
