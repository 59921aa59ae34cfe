package act

import (
	"context"
	"errors"

	"liaison/store"
	"liaison/store/db"
)

// AlertsBound reports whether a WeChat account is bound that gets the actor's
// alerts from the desk.
func (a *Acts) AlertsBound(ctx context.Context, actor store.Actor) (bool, error) {
	_, err := db.PersonOfStaff(ctx, a.db.Read(), actor.ID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// UnbindSelf takes the actor's WeChat account off the alerts: for a new phone, or
// a new account. Who has bound none is store.ErrNotFound.
func (t *Tx) UnbindSelf() error {
	if err := t.may(store.ActAccount, store.Target{StaffID: t.Actor.ID}); err != nil {
		return err
	}
	who, err := db.PersonOfStaff(t.ctx, t.q, t.Actor.ID)
	if err != nil {
		return err
	}
	list, err := db.LockPersonsByID(t.ctx, t.q, []string{who.ID})
	if err != nil || len(list) == 0 {
		return errors.Join(err, store.ErrNotFound)
	}
	list[0].StaffID = ""
	touch(t, &t.batch.Changed.Persons, &list[0])
	t.audit(store.ActAccount, "staff", t.Actor.ID, t.Actor.OfficeID, "unbound", "")
	return nil
}

// alert tells the desk at once, at any hour, of words of danger to life: of a
// sealed matter the petition officer alone. It promises nobody that somebody is
// awake.
func (t *Tx) alert(o *store.Opinion, e *store.Entry) error {
	who := store.ActTriage
	if o.State == store.OpinionSealed {
		who = store.ActReadSealed
	}
	return t.tellStaff(o, who, store.NoticeDanger, e.ID, true)
}
