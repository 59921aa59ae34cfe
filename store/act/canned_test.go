package act_test

import (
	"errors"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

func (o *office) addCanned(who store.Actor, office, title, text string) (made *store.Canned, err error) {
	err = o.do(who, func(t *act.Tx) error {
		made, err = t.AddCanned(store.Canned{OfficeID: office, Use: store.CannedAuthor, Title: title, Text: text})
		return err
	})
	return made, err
}

// TestCannedAreInherited adds to the county and to a town, and reads from the town:
// the own first, the county's after it and not to be changed.
func TestCannedAreInherited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		above, err := o.addCanned(o.leader, o.root.ID, "县里的", "您好")
		o.must(err)
		own, err := o.addCanned(o.clerk, o.town.ID, "镇里的", "{称呼}，您反映的{编号}已由{代表}办理，{机构}")
		o.must(err)
		rows, err := o.Canned(t.Context(), o.clerk, o.town.ID)
		o.must(err)
		if len(rows) != 2 || rows[0].Title != "镇里的" || !rows[0].Mine || rows[1].Office != "某县人大" || rows[1].Mine {
			t.Fatalf("the town reads %+v", rows)
		}
		if _, err := o.Canned(t.Context(), o.other, o.town.ID); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town reads them: %v", err)
		}
		if _, err := o.addCanned(o.other, o.town.ID, "别人的", "x"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("another town adds one: %v", err)
		}
		if err := o.do(o.clerk, func(t *act.Tx) error { return t.RetireCanned(above.ID, 1) }); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a town retires the county's: %v", err)
		}
		edit := func(tx *act.Tx) error {
			return tx.EditCanned(own.ID, store.CannedDeputy, "改过的", "请{代表}阅处", 1)
		}
		o.must(o.do(o.clerk, edit))
		if err := o.do(o.clerk, edit); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a stale change: %v", err)
		}
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.RetireCanned(own.ID, 2) }))
		if rows, _ := o.Canned(t.Context(), o.clerk, o.town.ID); len(rows) != 1 {
			t.Errorf("a retired one is offered: %+v", rows)
		}
	})
}

// TestCannedAreFilled reads them for a matter without and with a name and a deputy.
func TestCannedAreFilled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		_, err := o.addCanned(o.clerk, o.town.ID, "受理", "{称呼}，您好：{编号}由{代表}办理，{机构}{日期}")
		o.must(err)
		o.hear("v1", "占位")
		o.place("v1")
		op := o.first(o.clerk)
		fill := func() string {
			doss, err := o.Dossier(t.Context(), o.clerk, op.ID)
			o.must(err)
			list, err := o.CannedFor(t.Context(), o.clerk, doss)
			o.must(err)
			return list[0].Text
		}
		if got, want := fill(), "群众朋友，您好："+op.Number+"由人大代表办理，甲镇人大2026年11月23日"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		o.must(o.do(o.person("v1"), func(t *act.Tx) error {
			p, err := t.LockSelf()
			o.must(err)
			return t.Identify(p, "王小明", "")
		}))
		o.must(o.do(o.clerk, func(t *act.Tx) error {
			o.must(t.Triage(op.ID, store.TriageOurs, "", 0))
			return t.Forward(op.ID, o.zhang.ID, "", 0)
		}))
		if got, want := fill(), "王小明同志，您好："+op.Number+"由张三代表办理，甲镇人大2026年11月23日"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}
