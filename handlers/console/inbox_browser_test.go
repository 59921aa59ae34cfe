package console

import (
	"testing"
	"time"

	"liaison/store"
	"liaison/store/act"
)

// TestInboxInBrowser looks at the list with everything a list can show, and at a
// search.
func TestInboxInBrowser(t *testing.T) {
	d := open(t)
	items := d.furnish()
	must(t, d.Do(t.Context(), store.JobActor("index"), "", func(t *act.Tx) error { _, err := t.Index(100); return err }))
	clerk := d.people["clerk"].Actor
	d.as("clerk", func(tx *act.Tx) error {
		must(t, tx.Assign(items["new"], clerk.ID, 0))
		must(t, tx.Sort(items["new"], "道路交通", 0))
		must(t, tx.Wait(items["named"], true, "等村委会回函", 0))
		must(t, tx.Snooze(items["nasty"], d.clock().Add(72*time.Hour), "", 0))
		must(t, tx.SaveFilter("本周紧急", "tab=open&danger=1", true))
		return tx.SaveFilter("道路交通", "category=道路交通", false)
	})
	s := d.sit()
	s.enter("clerk")
	s.look(t, "inbox-open", "/console/opinions")
	s.look(t, "inbox-waiting", "/console/opinions?tab=waiting", unfold)
	s.look(t, "inbox-snoozed", "/console/opinions?tab=snoozed")
	s.look(t, "inbox-mine", "/console/opinions?who=mine&category=道路交通")
	s.look(t, "inbox-found", "/console/opinions?q=路灯")
	s.look(t, "inbox-short", "/console/opinions?q=灯")
	s.Quiet(t)
}
