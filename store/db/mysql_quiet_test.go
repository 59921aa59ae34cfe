package db_test

import (
	"strings"
	"testing"

	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// An engine's error is logged by whoever gets it: it must not hold what somebody
// wrote.
func TestErrorsQuoteNoData(t *testing.T) {
	const secret = "张桂兰13812345678"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		run := func(query string, args ...any) error {
			return d.Tx(t.Context(), func(q db.Q) error {
				_, err := q.ExecContext(t.Context(), query, args...)
				return err
			})
		}
		insert := "INSERT INTO person (id, openid, seq) VALUES (?,?,?)"
		if err := run(insert, "a", secret, 1); err != nil {
			t.Fatal(err)
		}
		for what, err := range map[string]error{
			"duplicate":   run(insert, "b", secret, 1),
			"primary key": run(insert, "a", "other", 1),
			"number":      run(insert, "c", "c", secret),
			"bad text":    run(insert, "d", "d", secret+"\xf0\x9f"),
			"too long":    run("UPDATE person SET expect = ? WHERE id = 'a'", strings.Repeat(secret, 10)),
			"syntax":      run("INSERT INTO person (id, openid) VALUES (?, ?) SYNTAX", secret, secret),
			"time":        run("UPDATE person SET gone = ? WHERE id = 'a'", secret),
		} {
			if err == nil && d.Engine == db.SQLite {
				continue // it keeps anything
			}
			if err == nil || strings.Contains(err.Error(), "张桂兰") || strings.Contains(err.Error(), "138") {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}
