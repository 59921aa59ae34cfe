package act_test

import (
	"errors"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/act"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

func TestExportIsNoted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		columns := append([]string{"姓名", "电话"}, strings.Fields(strings.Repeat("很长的一列 ", 100))...)
		o.must(o.do(o.clerk, func(t *act.Tx) error { return t.Export("deputies", 37, columns) }))
		var who, fields string
		err := d.Read().QueryRowContext(t.Context(), "SELECT actor_id, fields FROM audit WHERE act = ?", string(store.ActExport)).Scan(&who, &fields)
		if err != nil || who != o.clerk.ID || !strings.HasPrefix(fields, "list=deputies rows=37 columns=姓名,电话,") {
			t.Errorf("%q %q, %v", who, fields, err)
		}
		voter := store.Actor{Kind: store.ActorPerson, PersonID: "p"}
		if err := o.do(voter, func(t *act.Tx) error { return t.Export("deputies", 1, nil) }); !errors.Is(err, store.ErrForbidden) {
			t.Errorf("a voter takes a list away: %v", err)
		}
	})
}
