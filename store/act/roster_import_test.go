package act_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
	"liaison/store/sheet"
)

// importing reads lines into the town's roster, as a clerk of it; what has
// findings is rolled back.
func (o *office) importing(add bool, lines ...store.RosterLine) act.RosterImport {
	o.t.Helper()
	var done act.RosterImport
	refused := errors.New("refused")
	err := o.Do(o.t.Context(), o.clerk, "", func(t *act.Tx) (err error) {
		if done, err = t.ImportRoster(o.town.ID, lines, act.ImportHow{AddDistricts: add}); err == nil && len(done.Findings) > 0 {
			return refused
		}
		return err
	})
	if !errors.Is(err, refused) {
		o.must(err)
	}
	return done
}

func (o *office) rosterRow(name string) act.RosterRow {
	o.t.Helper()
	rows, err := o.Roster(o.t.Context(), o.clerk)
	o.must(err)
	for _, r := range rows {
		if r.Deputy.Name == name {
			return r
		}
	}
	o.t.Fatalf("%s is not in the roster", name)
	return act.RosterRow{}
}

func TestImportRoster(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		lines := []store.RosterLine{
			{Row: 2, Name: "王五", Term: "镇第五届", District: "第二选区", Phone: "13900000005"},
			{Row: 3, Name: "张　三", Term: "镇第五届", Phone: "13800000001", Work: "小学教师"},    // there, by the telephone
			{Row: 4, Name: "李四", Term: "镇第五届", Phone: "13800000002", District: "第一选区"}, // there, by the name
			{Row: 5, Name: "赵六", Term: "县级第十八届", District: "第一选区"},                     // of another congress
		}
		got := o.importing(true, lines...)
		if got.Added != 2 || got.Changed != 2 || got.Same != 0 || len(got.Findings) != 0 {
			t.Fatalf("%+v", got)
		}
		zhang := o.rosterRow("张三")
		if zhang.Deputy.Order != 2 || zhang.Deputy.Work != "小学教师" || zhang.Deputy.Sex != "女" ||
			len(zhang.Mandates) != 1 || zhang.Mandates[0].DistrictID != o.dist.ID || zhang.Mandates[0].TermID == "" {
			t.Errorf("张三: %+v", zhang)
		}
		li := o.rosterRow("李四")
		phone, err := o.Phone(t.Context(), o.clerk, &li.Deputy)
		if err != nil || phone != "13800000002" || li.Mandates[0].DistrictID != o.dist.ID {
			t.Errorf("李四: %q, %v, %+v", phone, err, li)
		}
		if zhao := o.rosterRow("赵六"); zhao.Mandates[0].TermID == "" || zhao.Mandates[0].Level != store.LevelCounty {
			t.Errorf("赵六: %+v", zhao.Mandates)
		}
		if again := o.importing(false, lines...); again.Same != 4 || len(again.Findings) != 0 {
			t.Errorf("the same again: %+v", again)
		}
		// The next congress: a second mandate, and the first stays.
		lines[1].Term = "镇第六届"
		if next := o.importing(false, lines...); next.Changed != 1 || len(o.rosterRow("张三").Mandates) != 2 {
			t.Errorf("a new term: %+v", next)
		}
	})
}

// TestTheRosterLeavesAndComesBack: the workbook that holds it, read in again, changes
// nothing, also where places in the list have gaps, one person has two seats, and a
// county's deputy is elected in a town's district; a line that was changed is the
// only one that changes.
func TestTheRosterLeavesAndComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		lines := []store.RosterLine{
			{Row: 2, Name: "王五", Sex: "男", Term: "镇第五届", District: "第二选区", Phone: "13900000005", Work: "教师"},
			{Row: 3, Name: "王五", Sex: "男", Term: "县级第十八届", District: "第二选区", Phone: "13900000005", Work: "教师"},
			{Row: 4, Name: "张三", Term: "镇第五届", Phone: "13800000001"},
			{Row: 5, Name: "李四", Term: "镇第五届", District: "第一选区"},
			{Row: 6, Name: "赵六", Term: "县级第十八届", Nation: "苗族"},
		}
		o.importing(true, lines...)
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			_, err := t.AddDeputy(store.Deputy{OfficeID: o.town.ID, Name: "孙七", Order: 40}, store.Mandate{OfficeID: o.town.ID, Level: store.LevelTownship})
			return err
		}))
		out, err := o.RosterLines(t.Context(), o.clerk, o.town.ID)
		o.must(err)
		var file bytes.Buffer
		o.must(sheet.WriteRosterTemplate(&file, out))
		read, err := sheet.ReadRoster(&file)
		o.must(err)
		got := read.Lines()
		if len(got) < 5 || got[0].Name != "王五" || got[0].Phone != "13900000005" || got[1].Term != "县级第18届" {
			t.Fatalf("%+v", got)
		}
		if same := o.importing(false, got...); same.Same != len(got) || same.Changed+same.Added+len(same.Findings) != 0 {
			t.Errorf("read in again: %+v", same)
		}
		got[4].Work = "医生"
		if one := o.importing(false, got...); one.Changed != 1 || one.Same != len(got)-1 {
			t.Errorf("one was changed: %+v", one)
		}
		if _, err := o.RosterLines(t.Context(), o.other, o.town.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the next town takes it: %v", err)
		}
	})
}

// TestADistrictIsFoundWhereItLies: that of a town in a county's list, and one whose
// name is not whole is named.
func TestADistrictIsFoundWhereItLies(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	clerk := store.StaffActor(&store.Staff{ID: o.clerk.ID, Name: "clerk", OfficeID: o.root.ID, Roles: []store.Role{store.RoleClerk}}, "")
	plan, err := o.PlanRoster(t.Context(), clerk, o.root.ID, []store.RosterLine{
		{Row: 2, Name: "钱一", Term: "县级第十八届", District: o.dist.Name},
		{Row: 3, Name: "钱二", Term: "县级第十八届", District: string([]rune(o.dist.Name)[:2])},
	}, act.ImportHow{})
	o.must(err)
	if len(plan.Lines[0].Found) != 0 || len(plan.Lines[1].Found) != 1 || !strings.Contains(plan.Lines[1].Found[0].Words, "“"+o.dist.Name+"”") {
		t.Errorf("%+v", plan.Findings)
	}
}

// TestImportRosterIsAllOrNothing: one wrong line and nothing of the others is
// kept.
func TestImportRosterIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		got := o.importing(false,
			store.RosterLine{Row: 2, Name: "王五", Term: "镇第五届"},
			store.RosterLine{Row: 3, Name: "赵六", Term: "镇第五届", District: "没有的选区"},
			store.RosterLine{Row: 4, Name: "孙七", Term: "镇第五届", Phone: "13800000001"})
		if len(got.Findings) != 2 || got.Findings[0].Column != "选区" || got.Findings[1].Row != 4 {
			t.Fatalf("%+v", got.Findings)
		}
		rows, err := o.Roster(t.Context(), o.clerk)
		if err != nil || len(rows) != 2 {
			t.Errorf("%d deputies, %v", len(rows), err)
		}
	})
}

func TestImportRosterIsTheOwnOffices(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	err := o.Do(t.Context(), o.other, "", func(t *act.Tx) error {
		_, err := t.ImportRoster(o.town.ID, []store.RosterLine{{Row: 2, Name: "王五", Term: "镇第五届"}}, act.ImportHow{AddDistricts: true})
		return err
	})
	if !errors.Is(err, store.ErrForbidden) {
		t.Errorf("a clerk of another town: %v", err)
	}
}
