package act_test

import (
	"sync"
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestTheLastAdministratorStays takes two security administrators away at once,
// each by the other: one stays, on both engines, however often it is tried.
func TestTheLastAdministratorStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		job := store.JobActor("test")
		var pair [2]store.Actor
		o.must(o.do(job, func(t *act.Tx) error {
			pair[0], pair[1] = o.staff(t, "one", o.root.ID, store.RoleSecurity), o.staff(t, "two", o.root.ID, store.RoleSecurity)
			return nil
		}))
		for range 5 {
			var both sync.WaitGroup
			var refused [2]error
			for i := range pair {
				both.Go(func() {
					refused[i] = o.Do(t.Context(), pair[i], "", func(tx *act.Tx) error { return tx.Disable(pair[1-i].ID, true) })
				})
			}
			both.Wait()
			if (refused[0] == nil) == (refused[1] == nil) {
				t.Fatalf("both at once: %v and %v", refused[0], refused[1])
			}
			for _, err := range refused {
				if err != nil && !store.IsProblem(err, store.ProblemLastOne) {
					t.Fatalf("refused with %v", err)
				}
			}
			for i := range pair {
				o.must(o.do(store.Actor{Kind: store.ActorStaff, ID: "third", Grants: []store.Grant{{OfficeID: o.root.ID, Role: store.RoleSecurity}}},
					func(t *act.Tx) error { return t.Disable(pair[i].ID, false) }))
			}
		}
	})
}

// TestPowersAreSeparate: two of the three in one person need the office's setting.
func TestPowersAreSeparate(t *testing.T) {
	o := open(t, dbtest.New(t, db.SQLite))
	admin := store.Actor{Kind: store.ActorStaff, ID: "x", Grants: []store.Grant{{OfficeID: o.root.ID, Role: store.RoleSecurity}}}
	both := store.Staff{OfficeID: o.town.ID, Login: "both", Name: "一人", Roles: []store.Role{store.RoleSystem, store.RoleAuditor}}
	add := func() error {
		return o.do(admin, func(t *act.Tx) error { _, err := t.AddStaff(both, "hash"); return err })
	}
	if err := add(); !store.IsProblem(err, store.ProblemCombined) {
		t.Errorf("combined: %v", err)
	}
	o.must(o.do(store.JobActor("test"), func(t *act.Tx) error { return t.Set(o.town.ID, store.SetCombine, "true") }))
	if err := add(); err != nil {
		t.Errorf("where the setting allows it: %v", err)
	}
}

// TestTheFirstAdministrator is made once, and founds the office once.
func TestTheFirstAdministrator(t *testing.T) {
	keys, err := store.ParseKeyring(store.GenerateKey("k1"))
	if err != nil {
		t.Fatal(err)
	}
	acts := act.New(act.Config{DB: dbtest.New(t, db.SQLite), Keys: keys, Now: func() time.Time { return monday }})
	t.Cleanup(acts.Close)
	for i, want := range []bool{true, false} {
		if made, err := acts.AddFirst(t.Context(), store.JobActor("test"), "hash"); err != nil || made != want {
			t.Errorf("start %d: %v %v", i+1, made, err)
		}
	}
}
