package act_test

import (
	"errors"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// third is one more deputy of the town, and of the county one.
func (o *office) third(officeID, name string) string {
	var id string
	o.must(o.do(store.JobActor("test"), func(t *act.Tx) error {
		d, err := t.AddDeputy(store.Deputy{OfficeID: officeID, Name: name, Order: 3}, store.Mandate{Level: store.LevelTownship})
		id = d.ID
		return err
	}))
	return id
}

func (o *office) group(g store.Group, members ...string) (*store.Group, error) {
	var made *store.Group
	err := o.do(o.clerk, func(t *act.Tx) (err error) {
		made, err = t.SaveGroup(g, members)
		return err
	})
	return made, err
}

func TestGroups(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		wang, county := o.third(o.town.ID, "王五"), o.third(o.root.ID, "县代表")
		g := store.Group{OfficeID: o.town.ID, Name: "第一小组", Kind: store.GroupArea, About: "东片", LeaderID: o.li.ID}
		if _, err := o.group(g, o.zhang.ID, o.li.ID, o.li.ID); !store.IsProblem(err, store.ProblemTooFew) {
			t.Errorf("two deputies: %v", err)
		}
		if _, err := o.group(g, o.zhang.ID, wang, county); !store.IsProblem(err, store.ProblemMalformed) {
			t.Errorf("a leader from outside: %v", err)
		}
		made, err := o.group(g, o.zhang.ID, o.li.ID, county) // a county's deputy in a town's group
		o.must(err)
		rows, err := o.Groups(t.Context(), o.clerk)
		if err != nil || len(rows) != 1 || len(rows[0].Members) != 3 || rows[0].Leader != "李四" || rows[0].Few() || rows[0].Members[0].Phone != "" {
			t.Fatalf("%+v, %v", rows, err)
		}
		changed := *made
		changed.LeaderID, changed.About = wang, "西片"
		_, err = o.group(changed, wang, o.li.ID, county)
		o.must(err)
		if _, err := o.group(changed, wang, o.li.ID, county); !errors.Is(err, store.ErrConflict) {
			t.Errorf("somebody was faster: %v", err)
		}
		row, err := o.Group(t.Context(), o.clerk, made.ID)
		if err != nil || row.Leader != "王五" || row.About != "西片" || len(row.Members) != 3 || row.Members[0].ID == o.zhang.ID {
			t.Errorf("%+v, %v", row, err)
		}
		if _, err := o.Group(t.Context(), o.other, made.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a clerk of another town reads it: %v", err)
		}
		if err := o.do(o.other, func(t *act.Tx) error { return t.CloseGroup(made.ID, row.Version) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a clerk of another town closes it: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.CloseGroup(made.ID, row.Version) }))
		if rows, err := o.Groups(t.Context(), o.clerk); err != nil || len(rows) != 0 {
			t.Errorf("dissolved: %+v, %v", rows, err)
		}
	})
}

// TestAGroupTakesNobodyFromElsewhere: a deputy of the next town is not found.
func TestAGroupTakesNobodyFromElsewhere(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	far := o.third(o.other.OfficeID, "乙镇代表")
	g := store.Group{OfficeID: o.town.ID, Name: "第一小组", Kind: store.GroupField}
	if _, err := o.group(g, o.zhang.ID, o.li.ID, far); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("%v", err)
	}
	list, err := o.Groupable(t.Context(), o.clerk, o.town.ID)
	if err != nil || len(list) != 2 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		wang := o.third(o.town.ID, "王五")
		g, err := o.group(store.Group{OfficeID: o.town.ID, Name: "第一小组", Kind: store.GroupArea}, o.zhang.ID, o.li.ID, wang)
		o.must(err)
		add := func(who store.Actor, l store.Link) error {
			l.OfficeID = who.OfficeID
			return o.do(who, func(t *act.Tx) error { _, err := t.AddLink(l); return err })
		}
		patch := store.Link{Kind: store.LinkPatch, Who: "何志远", Post: "主席", Target: store.TargetGroup, TargetID: g.ID}
		o.must(add(o.clerk, patch))
		o.must(add(o.clerk, store.Link{Kind: store.LinkCounterpart, Who: "社会建设委员会", Target: store.TargetUnit, TargetName: "县民政局"}))
		if err := add(o.other, patch); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town's group: %v", err)
		}
		for _, bad := range []store.Link{{Kind: store.LinkPatch, Target: store.TargetGroup, TargetID: g.ID}, {Kind: store.LinkPatch, Who: "何志远", Target: store.TargetUnit, TargetName: "县民政局"},
			{Kind: store.LinkCounterpart, Who: "社会建设委员会", Target: store.TargetUnit}} {
			if err := add(o.clerk, bad); !errors.As(err, new(*store.InvalidError)) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
		rows, err := o.Links(t.Context(), o.clerk)
		if err != nil || len(rows) != 2 || rows[1].To != "第一小组" || rows[1].Members != 3 || rows[0].To != "县民政局" {
			t.Fatalf("%+v, %v", rows, err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.EndLink(rows[1].ID, rows[1].Version) }))
		if rows, err := o.Links(t.Context(), o.clerk); err != nil || len(rows) != 1 {
			t.Errorf("ended: %+v, %v", rows, err)
		}
	})
}

func TestVisitsToDeputies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		add := func(who store.Actor, v store.DeputyVisit) error {
			v.DeputyID = o.zhang.ID
			return o.do(who, func(t *act.Tx) error { _, err := t.AddDeputyVisit(v); return err })
		}
		visit := store.DeputyVisit{Day: "2026-11-23", Visitors: "何志远、周敏", Said: "村口的桥要修", FollowUp: "转交通局"}
		o.must(add(o.leader, visit))
		o.must(add(o.clerk, store.DeputyVisit{Day: "2026-03-01", Visitors: "周敏", Said: "都好"}))
		if err := add(o.other, visit); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a clerk of another town: %v", err)
		}
		tomorrow := visit
		tomorrow.Day = "2026-11-24"
		if err := add(o.clerk, tomorrow); !store.IsProblem(err, store.ProblemMalformed) {
			t.Errorf("a visit that was not paid yet: %v", err)
		}
		rows, err := o.DeputyVisits(t.Context(), o.clerk, "2026-06-01", false, 10)
		if err != nil || len(rows) != 1 || rows[0].Deputy != "张三" || rows[0].Wrote != "leader" || !rows[0].Open() {
			t.Fatalf("%+v, %v", rows, err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.FollowedUp(rows[0].ID, rows[0].Version) }))
		if open, err := o.DeputyVisits(t.Context(), o.clerk, "", true, 10); err != nil || len(open) != 0 {
			t.Errorf("%+v, %v", open, err)
		}
		if all, err := o.DeputyVisits(t.Context(), o.clerk, "", false, 10); err != nil || len(all) != 2 {
			t.Errorf("%+v, %v", all, err)
		}
	})
}
