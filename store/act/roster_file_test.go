package act_test

import (
	"errors"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/sheet"
)

// sent is a roster of so many people that was sent in to the town.
func (o *office) sent(n int) string {
	o.t.Helper()
	r := &sheet.Roster{Headings: []string{"姓名", "手机", "届别层级", "备注"}}
	for i, l := range people(n) {
		r.Rows = append(r.Rows, store.RosterRow{Row: i + 2, Cells: []string{l.Name, l.Phone, l.Term, "原样"}})
	}
	var id string
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		f, err := t.KeepRoster(o.town.ID, "名册.xlsx", r, false)
		id = f.ID
		return err
	}))
	return id
}

func (o *office) parts(d *db.DB) (n int) {
	o.must(d.Read().QueryRowContext(o.t.Context(), "SELECT COUNT(*) FROM roster_part").Scan(&n))
	return n
}

// TestTakeARoster: it is looked at, taken once in its clerk's name, and its lines
// are gone then.
func TestTakeARoster(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		id := o.sent(1_201)
		p, err := o.PreviewRoster(t.Context(), o.clerk, id)
		if err != nil || p.Plan.New != 1_201 || len(p.Roster.Rows) != 1_201 || p.Roster.Rows[1_200].Cells[3] != "原样" || o.parts(d) != 3 {
			t.Fatalf("%+v, %v, %d parts", p.File, err, o.parts(d))
		}
		var body string
		o.must(d.Read().QueryRowContext(t.Context(), "SELECT body FROM roster_part LIMIT 1").Scan(&body))
		if body[:3] != "v1." {
			t.Error("the lines are kept in clear")
		}
		if _, err := o.PreviewRoster(t.Context(), o.other, id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a clerk of another town: %v", err)
		}
		if n, err := o.TakeRosters(t.Context()); n != 0 || err != nil {
			t.Errorf("taken before it was confirmed: %d, %v", n, err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.AskRoster(id, 1, false) }))
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.AskRoster(id, 1, false) }); !errors.Is(err, store.ErrConflict) {
			t.Errorf("confirmed twice: %v", err)
		}
		if n, err := o.TakeRosters(t.Context()); n != 1 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		f, err := o.RosterFile(t.Context(), o.clerk, id)
		if err != nil || f.State != store.RosterFileTaken || f.Added != 1_201 || o.parts(d) != 0 {
			t.Errorf("%+v, %v, %d parts", f, err, o.parts(d))
		}
		var who string
		err = d.Read().QueryRowContext(t.Context(), "SELECT actor_id FROM audit WHERE object = 'deputy' AND act = ? ORDER BY id DESC LIMIT 1", string(store.ActRosterEdit)).Scan(&who)
		if err != nil || who != o.clerk.ID {
			t.Errorf("taken in the name of %q, %v", who, err)
		}
		if n, err := o.TakeRosters(t.Context()); n != 0 || err != nil {
			t.Errorf("taken twice: %d, %v", n, err)
		}
	})
}

// TestARosterThatExpires is found no more, and swept with its lines.
func TestARosterThatExpires(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		id := o.sent(3)
		o.now = o.now.Add(25 * time.Hour)
		if _, err := o.PreviewRoster(t.Context(), o.clerk, id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("expired: %v", err)
		}
		o.must(o.Sweep(t.Context()))
		if o.parts(d) != 0 {
			t.Error("its lines stay")
		}
	})
}

// TestARosterOfWhoLeft: whose access ended since imports nothing.
func TestARosterOfWhoLeft(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	id := o.sent(3)
	o.must(o.do(o.clerk, func(t *act.Tx) error { return t.AskRoster(id, 1, false) }))
	o.must(o.do(store.JobActor("test"), func(t *act.Tx) error { return t.Disable(o.clerk.ID, true) }))
	if _, err := o.TakeRosters(t.Context()); err != nil {
		t.Fatal(err)
	}
	if rows, err := o.Roster(t.Context(), o.leader); err != nil || len(rows) != 2 {
		t.Errorf("%d deputies, %v", len(rows), err)
	}
}

// TestALineMeansOneSeat: what cannot be right is marked on every line it is about.
func TestALineMeansOneSeat(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	line := func(row int, name, phone, term string) store.RosterLine {
		return store.RosterLine{Row: row, Name: name, Phone: phone, Term: term}
	}
	plan, err := o.PlanRoster(t.Context(), o.clerk, o.town.ID, []store.RosterLine{
		line(2, "王五", "13900000001", "镇第五届"), line(3, "王五", "13900000001", "县级第十八届"), // two seats of one person
		line(4, "赵六", "13900000002", "镇第五届"), line(5, "赵六", "13900000002", "镇第六届"), // two terms of one mandate
		line(6, "孙七", "13900000003", "镇第五届"), line(7, "周八", "13900000003", "镇第五届"), // one telephone of two
		line(8, "吴九", "", "镇第五届"), line(9, "吴九", "", "镇第五届"), // the same twice
		{Row: 10, Name: "郑十", Term: "镇第五届", Office: "没有的镇"}, line(11, "李四", "13800000001", "镇第五届"), // 张三's
	}, act.ImportHow{})
	o.must(err)
	var states []act.LineState
	for _, l := range plan.Lines {
		states = append(states, l.State)
	}
	if plan.New != 2 || plan.Faulty != 8 || states[0] != act.LineNew || states[1] != act.LineNew {
		t.Errorf("%v", states)
	}
	var done act.RosterImport
	o.must(o.do(o.clerk, func(t *act.Tx) (err error) {
		done, err = t.ImportRoster(o.town.ID, []store.RosterLine{line(2, "王五", "13900000001", "镇第五届"), line(3, "王五", "13900000001", "县级第十八届")}, act.ImportHow{})
		return err
	}))
	if got := o.rosterRow("王五"); done.Added != 1 || len(got.Mandates) != 2 {
		t.Errorf("%+v, %+v", done, got)
	}
}

// TestADistrictThatCannotElect: a city's deputy is not elected in a 选区; a file in
// which one new name is meant for both goes back to its clerk.
func TestADistrictThatCannotElect(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	plan, err := o.PlanRoster(t.Context(), o.clerk, o.town.ID, []store.RosterLine{{Row: 2, Name: "王五", Term: "市第六届", District: "第一选区"}}, act.ImportHow{})
	if err != nil || plan.Faulty != 1 || plan.Findings[0].Column != "选区" {
		t.Errorf("%+v, %v", plan, err)
	}
	r := &sheet.Roster{Headings: []string{"姓名", "届别层级", "选区"}, Rows: []store.RosterRow{
		{Row: 2, Cells: []string{"王五", "镇第五届", "新的"}}, {Row: 3, Cells: []string{"赵六", "市第六届", "新的"}}}}
	var id string
	o.must(o.do(o.clerk, func(t *act.Tx) error {
		f, err := t.KeepRoster(o.town.ID, "名册.xlsx", r, true)
		id = f.ID
		return err
	}))
	o.must(o.do(o.clerk, func(t *act.Tx) error { return t.AskRoster(id, 1, false) }))
	if _, err := o.TakeRosters(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, err := o.RosterFile(t.Context(), o.clerk, id)
	if err != nil || f.State != store.RosterFileRead || f.LeaseEnds.IsZero() {
		t.Errorf("%+v, %v", f, err)
	}
	if rows, err := o.Roster(t.Context(), o.clerk); err != nil || len(rows) != 2 {
		t.Errorf("%d deputies, %v", len(rows), err)
	}
}
