package act

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"liaison/store"
	"liaison/store/db"
)

// Rotation is how far a change of keys is.
type Rotation struct {
	Column     string // the one that was worked on last: table.column
	Done       int    // values sealed anew
	Left       int    // values still under another key, where that was counted
	Unreadable int    // values whose key is not in the keyring, or that are broken
}

const (
	rotateBatch  = 200    // values of one transaction
	rotatePasses = 5      // how often all is looked through: others may write under an old key meanwhile
	rotateCount  = 100000 // where counting what is left stops
)

// Rotate seals everything anew with the keyring's first key, and makes the blind
// indexes anew. It may be interrupted at any time and begun again: what is under
// the first key already is passed over. It may run beside servers that have the
// same keys; a value that changes meanwhile is left to the next pass. progress is
// called after each batch.
func (a *Acts) Rotate(ctx context.Context, actor store.Actor, progress func(Rotation)) (Rotation, error) {
	var r Rotation
	if err := a.noteRotation(ctx, actor, "begun"); err != nil {
		return r, err
	}
	for range rotatePasses {
		r.Unreadable = 0
		for _, c := range db.SealedColumns {
			if err := a.rotateColumn(ctx, c, &r, progress); err != nil {
				return r, err
			}
		}
		left, err := a.UnderOtherKeys(ctx)
		if err != nil {
			return r, err
		}
		if r.Left = sum(left); r.Left <= r.Unreadable {
			break
		}
	}
	return r, a.noteRotation(ctx, actor, fmt.Sprintf("done=%d left=%d", r.Done, r.Left))
}

func sum(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

func (a *Acts) noteRotation(ctx context.Context, actor store.Actor, fields string) error {
	return a.Do(ctx, actor, "", func(t *Tx) error {
		if err := t.may(store.ActRotate, store.Target{}); err != nil {
			return err
		}
		t.audit(store.ActRotate, "key", a.keys.Active(), "", fields, "")
		return nil
	})
}

// rotateColumn seals one column anew, batch by batch.
func (a *Acts) rotateColumn(ctx context.Context, c db.SealedColumn, r *Rotation, progress func(Rotation)) error {
	r.Column = c.Table + "." + c.Column
	for after := ""; ; {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("changing keys: %w", err)
		}
		list, err := db.SealedOtherwise(ctx, a.db.Read(), c, a.keys.Active(), after, rotateBatch)
		if err != nil || len(list) == 0 {
			return err
		}
		done, bad := 0, 0
		err = a.db.Tx(ctx, func(q db.Q) (err error) {
			done, bad, err = a.reseal(ctx, q, c, list)
			return err
		})
		if err != nil {
			return fmt.Errorf("changing the key of %s: %w", r.Column, err)
		}
		r.Done, r.Unreadable, after = r.Done+done, r.Unreadable+bad, list[len(list)-1].ID
		progress(*r)
	}
}

// reseal seals a batch anew. What does not open is left as it is, and counted.
func (a *Acts) reseal(ctx context.Context, q db.Q, c db.SealedColumn, list []db.SealedValue) (done, bad int, err error) {
	for _, v := range list {
		plain, err := a.keys.Open(c.Table, c.Column, v.ID, v.Value)
		if errors.Is(err, store.ErrSealBroken) || errors.Is(err, store.ErrSealUnknownKey) {
			bad++
			continue
		}
		if err != nil {
			return 0, 0, err
		}
		index := ""
		if c.Purpose != "" {
			index = a.keys.BlindIndex(c.Purpose, plain)
		}
		ok, err := db.Reseal(ctx, q, c, v, a.keys.Seal(c.Table, c.Column, v.ID, plain), index)
		if err != nil {
			return 0, 0, err
		}
		if ok {
			done++
		}
	}
	return done, bad, nil
}

// UnderOtherKeys counts, by table.column, the values that are not under the first
// key, each up to a hundred thousand. Columns without any are left out.
func (a *Acts) UnderOtherKeys(ctx context.Context) (map[string]int, error) {
	left := map[string]int{}
	for _, c := range db.SealedColumns {
		n, err := db.CountSealedOtherwise(ctx, a.db.Read(), c, a.keys.Active(), rotateCount)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			left[c.Table+"."+c.Column] = n
		}
	}
	return left, nil
}

// MissingKeys lists the ids of keys that values were sealed with and that the
// keyring does not hold.
func (a *Acts) MissingKeys(ctx context.Context) ([]string, error) {
	var missing []string
	for _, c := range db.SealedColumns {
		ids, err := db.KeysUsed(ctx, a.db.Read(), c)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if !a.keys.Holds(id) && !slices.Contains(missing, id) {
				missing = append(missing, id)
			}
		}
	}
	return missing, nil
}
