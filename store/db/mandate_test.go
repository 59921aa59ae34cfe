package db_test

import (
	"fmt"
	"strings"
	"testing"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// TestMandatesAreReadWhereTheyAre: what is asked while a message is worked on reads
// the district's rows by an index, not the roster.
func TestMandatesAreReadWhereTheyAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var b db.Batch
		for i := range 600 {
			b.Mandates = append(b.Mandates, &store.Mandate{ID: fmt.Sprintf("m%04d", i), DeputyID: fmt.Sprint(i), OfficeID: "o",
				Level: store.LevelTownship, DistrictID: fmt.Sprintf("d%d", i/3), StationID: fmt.Sprintf("s%d", i/3), Status: store.MandateActive})
		}
		b.Mandates[1].Status = store.MandateSuspended
		if err := d.Tx(ctx, func(q db.Q) error { return b.Flush(ctx, q) }); err != nil {
			t.Fatal(err)
		}
		for column, read := range map[string]func() ([]store.Mandate, error){
			"district": func() ([]store.Mandate, error) { return db.MandatesIn(ctx, d.Read(), "d0") },
			"station":  func() ([]store.Mandate, error) { return db.MandatesAt(ctx, d.Read(), "s0") },
		} {
			list, err := read()
			if err != nil || len(list) != 2 {
				t.Errorf("%s: %d mandates, %v", column, len(list), err)
			}
			if plan := explain(t, d, "SELECT id FROM mandate WHERE "+column+"_id = 'd0' AND status = 'active'"); !strings.Contains(plan, "mandate_"+column) {
				t.Errorf("%s is read without its index: %s", column, plan)
			}
		}
	})
}

// explain is what the engine says it would do, on one line.
func explain(t *testing.T, d *db.DB, query string) string {
	t.Helper()
	verb := "EXPLAIN QUERY PLAN "
	if !strings.Contains(t.Name(), "sqlite") {
		verb = "EXPLAIN "
	}
	rows, err := d.Read().QueryContext(t.Context(), verb+query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, _ := rows.Columns()
	var said []string
	for rows.Next() {
		cells := make([]any, len(names))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		for i, c := range cells {
			if names[i] != "detail" && names[i] != "key" { // the index that is used, not those that could be
				continue
			}
			v := *c.(*any)
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			said = append(said, fmt.Sprint(v))
		}
	}
	return strings.Join(said, " ")
}
