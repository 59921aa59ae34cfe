package console

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"liaison/store"
	"liaison/store/db"
	"liaison/store/db/dbtest"
)

// raced are the acts that change a matter, by what they add to its timeline.
var raced = []struct {
	verb string
	kind store.EntryKind
}{
	{"triage", store.EntryTriaged}, {"forward", store.EntryForwarded}, {"release", store.EntryReleased}, {"close", store.EntryClosed},
	{"transfer", store.EntryTransfer}, {"merge", store.EntryMerged}, {"assign", store.EntryGiven},
}

// TestTwoPressAtOnce: two of the desk have one page open and press the same button
// at one moment: it is done once, and the other reads who was faster; on both
// databases.
func TestTwoPressAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, base *db.DB) {
		d := openOn(t, base)
		hash, err := d.HashPassword(t.Context(), goodPassword)
		must(t, err)
		d.member("second", d.root.ID, hash, store.RoleClerk)
		d.member("first", d.root.ID, hash, store.RoleClerk)
		both := []*client{d.signIn("first"), d.signIn("second")}
		for _, c := range raced {
			t.Run(c.verb, func(t *testing.T) {
				id, fields := scenes["POST /console/opinions/:id/"+c.verb](d)
				if c.verb == "assign" {
					fields = []string{"seen", version(&d.fresh(id).Opinion), "assignee", d.people["clerk"].ID}
				}
				steps := d.fresh(id).Steps
				fields = append(fields, "last", steps[len(steps)-1].ID)
				got := make([]answer, len(both))
				var wait sync.WaitGroup
				for i, b := range both {
					wait.Go(func() { got[i] = b.post("/console/opinions/"+id+"/"+c.verb, fields...) })
				}
				wait.Wait()
				late := slices.IndexFunc(got, func(a answer) bool { return a.Code == http.StatusConflict })
				if late < 0 || got[1-late].Code != http.StatusSeeOther {
					t.Fatalf("answered %d and %d: %s | %s", got[0].Code, got[1].Code, problemOf(got[0].Body), problemOf(got[1].Body))
				}
				faster := []string{"first", "second"}[1-late]
				if said := problemOf(got[late].Body); !strings.Contains(said, "刚刚已由"+faster+"处理") {
					t.Errorf("the slower one reads %q", said)
				}
				added := 0
				now, err := d.Dossier(t.Context(), d.people["petition-root"].Actor, id)
				must(t, err)
				for _, s := range now.Steps[len(steps):] {
					if s.Kind == c.kind {
						added++
					}
				}
				if added != 1 {
					t.Errorf("it was done %d times", added)
				}
			})
		}
	})
}
