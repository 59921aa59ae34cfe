package act

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"liaison/store"
	"liaison/store/db"
)

// FirstLogin is what the first administrator signs in with.
const FirstLogin = "admin"

// AddFirst makes the first administrator where nobody can sign in yet, and says
// whether it did: two replicas that start at once make one. The account may give
// access and nothing else; it belongs to no office, since there is none yet, and so
// to the root of the tree to come.
func (a *Acts) AddFirst(ctx context.Context, actor store.Actor, hash string) (bool, error) {
	made := false
	err := a.Do(ctx, actor, "", func(t *Tx) error {
		made = false
		if err := t.may(store.ActStaff, store.Target{}); err != nil {
			return err
		}
		if err := t.takeTurn(); err != nil {
			return err
		}
		all, err := db.AllStaff(t.ctx, t.q)
		if err != nil || len(all) > 0 {
			return err
		}
		s := store.Staff{ID: store.NewID(t.now), Created: t.now, Login: FirstLogin, Name: "管理员", Roles: []store.Role{store.RoleSecurity},
			Password: hash, Changed: time.Time{}, Issued: t.now, Version: 1}
		t.batch.Staff = append(t.batch.Staff, &s)
		t.audit(store.ActStaff, "staff", s.ID, "", "first "+grantWords(&s), "")
		made = true
		return nil
	})
	return made && err == nil, err
}

// Found makes the office at the root of the tree, once, in the name of the first
// administrator, who belongs to it from then on.
func (t *Tx) Found(o store.Office) error {
	if err := t.may(store.ActStaff, store.Target{}); err != nil {
		return err
	}
	if err := t.takeTurn(); err != nil {
		return err
	}
	there, err := db.Offices(t.ctx, t.q)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return store.ErrConflict
	}
	o.Name, o.Short = strings.TrimSpace(o.Name), strings.TrimSpace(o.Short)
	if o.Name == "" {
		return store.Invalid("office", store.ProblemEmpty)
	}
	if !slices.Contains(store.OfficeKinds, o.Kind) {
		return store.Invalid("kind", store.ProblemMalformed)
	}
	s, err := db.Staff(t.ctx, t.q, t.Actor.ID)
	if err != nil {
		return err
	}
	o.ID, o.ParentID, o.Created, o.Short = store.NewID(t.now), "", t.now, cmp.Or(o.Short, o.Name)
	s.OfficeID = o.ID
	t.batch.Offices = append(t.batch.Offices, &o)
	touch(t, &t.batch.Changed.Staff, s)
	t.forget = true
	t.audit(store.ActStaff, "office", o.ID, o.ID, "first", "")
	return nil
}
