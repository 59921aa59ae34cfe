package main_test

import (
	"database/sql"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	_ "liaison/store/db" // registers the drivers
)

// rows looks into the database behind the program's back.
type rows struct {
	*sql.DB
	mysql bool
}

// openRows opens a database as LIAISON_DB names it.
func openRows(tb testing.TB, spec string) *rows {
	tb.Helper()
	kind, dsn, _ := strings.Cut(spec, ":")
	if kind == "sqlite" {
		dsn = "file:" + dsn + "?_pragma=busy_timeout(10000)"
	}
	conn, err := sql.Open(kind, dsn)
	if err != nil {
		tb.Fatal(err)
	}
	conn.SetMaxOpenConns(1) // so that it is easily told from the program's own
	tb.Cleanup(func() { conn.Close() })
	return &rows{conn, kind == "mysql"}
}

// count is the number a query gives.
func (d *rows) count(tb testing.TB, query string, args ...any) (n int) {
	tb.Helper()
	if err := d.QueryRow(query, args...).Scan(&n); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return n
}

// exec changes rows; it may have to give way to the program a few times.
func (d *rows) exec(tb testing.TB, query string, args ...any) {
	tb.Helper()
	var err error
	for range 10 {
		if _, err = d.Exec(query, args...); err == nil || !strings.Contains(err.Error(), "Deadlock") {
			break
		}
	}
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
}

// each reads all rows of a query.
func (d *rows) each(tb testing.TB, query string, into []any, row func(), args ...any) {
	tb.Helper()
	list, err := d.Query(query, args...)
	if err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	defer list.Close()
	for list.Next() {
		if err := list.Scan(into...); err != nil {
			tb.Fatalf("%s: %v", query, err)
		}
		row()
	}
	if err := list.Err(); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
}

// opinionRow is an opinion with its author and first words.
type opinionRow struct{ number, openid, text string }

func (d *rows) opinions(tb testing.TB) (list []opinionRow) {
	tb.Helper()
	var o opinionRow
	d.each(tb, `SELECT o.number, p.openid, e.text FROM opinion o JOIN person p ON p.id = o.person_id
		JOIN entry e ON e.opinion_id = o.id AND e.kind = 'said'`, []any{&o.number, &o.openid, &o.text}, func() { list = append(list, o) })
	return list
}

// messageRow is what became of a kept message.
type messageRow struct{ state, reply, failure string }

// messages gives the kept messages by sender; every sender of these tests sends
// one.
func (d *rows) messages(tb testing.TB) map[string]messageRow {
	tb.Helper()
	kept := map[string]messageRow{}
	var openid string
	var m messageRow
	d.each(tb, "SELECT openid, state, reply, failure FROM message", []any{&openid, &m.state, &m.reply, &m.failure}, func() {
		if _, twice := kept[openid]; twice {
			tb.Errorf("%s is kept twice", openid)
		}
		kept[openid] = m
	})
	return kept
}

// tables lists the tables, but for those that duties write by the clock.
func (d *rows) tables(tb testing.TB) (names []string) {
	tb.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if d.mysql {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"
	}
	var name string
	d.each(tb, query, []any{&name}, func() { names = append(names, name) })
	slices.Sort(names)
	return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(duties, n) || strings.HasPrefix(n, "sqlite_") })
}

// duties are the tables that duties write by themselves: what is due, and what is
// made of other rows for searching and counting.
var duties = []string{"run", "gram", "watermark", "stat", "stat_fact", "stat_mark", "audit_chain"}

// founded waits until a program that was started on an empty database has made its
// first administrator, and counts.
func (d *rows) founded(t *testing.T) map[string]int {
	t.Helper()
	await(t, 30*time.Second, "the first administrator is made", func() bool { return d.count(t, "SELECT COUNT(*) FROM staff") > 0 })
	return d.counts(t)
}

// counts is how many rows every table has.
func (d *rows) counts(tb testing.TB) map[string]int {
	tb.Helper()
	counts := map[string]int{}
	for _, name := range d.tables(tb) {
		counts[name] = d.count(tb, "SELECT COUNT(*) FROM "+name)
	}
	return counts
}

// unchanged reports tables that have other numbers of rows than before.
func (d *rows) unchanged(tb testing.TB, before map[string]int) {
	tb.Helper()
	after := d.counts(tb)
	if maps.Equal(before, after) {
		return
	}
	for name, n := range after {
		if n != before[name] {
			tb.Errorf("table %s had %d rows, has %d", name, before[name], n)
		}
	}
}
