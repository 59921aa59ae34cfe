package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"liaison/store/db/dbtest"
)

// TestAuditorFindsATamperedRow: the auditor has the chain checked, which is whole;
// then somebody changes a row behind the program's back, and the page and doctor
// say which; on both databases.
func TestAuditorFindsATamperedRow(t *testing.T) {
	browser := chromium(t)
	for _, e := range dbtest.Engines {
		t.Run(string(e), func(t *testing.T) {
			j := newJourney(t, browser, e)
			b := j.staffed("auditor")
			rows := j.behind()
			j.sealed(rows)
			b.visit(j.console("/audit"))
			b.follow("form[action='/console/audit/check'] button")
			b.sees("//div[contains(@class, 'audit-chain')][contains(., '完整，没有被改动')]")
			b.look("audit-whole")
			if _, err := rows.Exec("UPDATE audit SET fields = 'other' WHERE seq = 3"); err != nil {
				t.Fatal(err)
			}
			b.follow("form[action='/console/audit/check'] button")
			b.sees("//div[contains(@class, 'audit-chain')]//li[contains(., '第 3 号')][contains(., '改动')]")
			b.look("audit-tampered")
			b.leave()
			j.doctorNames(rows)
		})
	}
}

// behind opens the journey's database beside the program.
func (j *journey) behind() *sql.DB {
	j.t.Helper()
	kind, dsn, _ := strings.Cut(string(j.main.Config.DB), ":")
	if kind == "sqlite" {
		dsn = "file:" + dsn + "?_pragma=busy_timeout(10000)"
	}
	d, err := sql.Open(kind, dsn)
	if err != nil {
		j.t.Fatal(err)
	}
	j.t.Cleanup(func() { d.Close() })
	return d
}

// sealed waits until the sealer has put a few rows into the chain.
func (j *journey) sealed(rows *sql.DB) {
	j.t.Helper()
	n := 0
	until(j.t, "the sealer has put more than three rows into the chain", func() bool {
		if err := rows.QueryRow("SELECT COUNT(*) FROM audit WHERE seq > 0").Scan(&n); err != nil {
			j.t.Fatal(err)
		}
		return n > 3
	}, func() string { return fmt.Sprintf("a chain of %d rows", n) })
}

// doctorNames runs doctor's look at the audit.
func (j *journey) doctorNames(rows *sql.DB) {
	j.t.Helper()
	var id string
	if err := rows.QueryRow("SELECT id FROM audit WHERE seq = 3").Scan(&id); err != nil {
		j.t.Fatal(err)
	}
	var out bytes.Buffer
	c := &checkup{out: &out}
	c.audit(j.t.Context(), j.main.Acts)
	if c.mends == 0 || !strings.Contains(out.String(), id) || !strings.Contains(out.String(), "number 3") {
		j.t.Errorf("doctor says:\n%s", out.String())
	}
}
